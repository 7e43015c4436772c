/** How rules read and change records of kinds that a shop made up: as flows do. */
export { recordEntity } from './records.subjects';
