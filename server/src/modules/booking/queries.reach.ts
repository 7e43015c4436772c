import type { Scope } from '@zhike/domain/kernel/access';
import { bookingScopeSql } from './records.bookings';

/** The bookings of a scope by id, as a sub-select for reports and conditions: the rows that the list of bookings shows. Adds its values to `values`. */
export function bookingIdsSql(scope: Scope, values: unknown[]): string {
  return `SELECT b.id FROM bookings b JOIN customers c ON c.id = b.customer_id WHERE ${bookingScopeSql(scope, values)}`;
}
