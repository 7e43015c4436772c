export { nameSql as nameColumn } from '../../engines/conditions/naming';

/** A name that holds what somebody typed; signs that mean something to LIKE mean nothing here. Adds its value to `args`. */
export function nameLike(name: string, search: string, args: unknown[]): string {
  return `strpos(lower(${name}), lower($${args.push(search)}::text)) > 0`;
}
