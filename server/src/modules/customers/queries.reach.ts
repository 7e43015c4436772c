import type { Scope } from '@zhike/domain/kernel/access';
import { customerReadWhere, customerWhere } from './records';

/** The customers that a scope may read by id, as a sub-select for reports and conditions: the rows that their list shows. Adds its values to `values`. */
export function customerIdsSql(scope: Scope, values: unknown[]): string {
  return `SELECT c.id FROM customers c WHERE ${customerReadWhere(scope, values)}`;
}

/** The customers that a scope may change: without those that another store only shares. */
export function customerOwnIdsSql(scope: Scope, values: unknown[]): string {
  return `SELECT c.id FROM customers c WHERE ${customerWhere(scope, values)}`;
}
