/** Records and their kinds, for the list of records. */
export { findRecord } from './records';
export { findType } from './records.types';
