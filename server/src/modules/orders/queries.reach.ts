import type { Scope } from '@zhike/domain/kernel/access';
import { orderScopeSql } from './records.orders';

/** The orders of a scope by id, as a sub-select for reports and conditions: the rows that the list of orders shows. Adds its values to `values`. */
export function orderIdsSql(scope: Scope, values: unknown[]): string {
  return `SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer_id WHERE ${orderScopeSql(scope, values)}`;
}
