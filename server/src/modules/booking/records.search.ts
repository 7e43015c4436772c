import type { BookingState } from '@zhike/domain/booking/lifecycle';
import type { Scope } from '@zhike/domain/kernel/access';
import type { CalendarDate } from '@zhike/domain/kernel/calendar-date';
import type { Sql } from '../../platform/db';
import { bookingScopeSql, selectBookings, type BookingRow } from './records.bookings';

/** What was typed, ready for the columns: a phone as its blind index. */
export type Typed =
  | { readonly kind: 'everything' }
  | { readonly kind: 'code' | 'name'; readonly prefix: string }
  | { readonly kind: 'digits'; readonly digits: string }
  | { readonly kind: 'phone'; readonly index: string };

export interface SearchFilter {
  readonly typed: Typed;
  readonly storeId?: string | undefined;
  readonly states: readonly BookingState[];
  /** Civil days of each booking's own store, both included. */
  readonly from: CalendarDate | null;
  readonly until: CalendarDate | null;
  readonly customerId?: string | undefined;
  readonly after: { readonly at: string; readonly id: string } | null;
  readonly limit: number;
}

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** Bookings of a scope that fit, soonest first. */
export function searchRows(sql: Sql, scope: Scope, filter: SearchFilter): Promise<BookingRow[]> {
  const values: unknown[] = [];
  const where = [bookingScopeSql(scope, values)];
  const add = (value: unknown): string => `$${values.push(value)}`;
  const { typed } = filter;
  if (typed.kind === 'code') where.push(`b.code LIKE ${add(`${escapeLike(typed.prefix)}%`)}`);
  if (typed.kind === 'name') where.push(`b.contact_name LIKE ${add(`${escapeLike(typed.prefix)}%`)}`);
  if (typed.kind === 'digits') where.push(`(b.contact_last4 = ${add(typed.digits)} OR b.code LIKE ${add(`${typed.digits}-%`)})`);
  if (typed.kind === 'phone') where.push(`b.contact_index = ${add(typed.index)}`);
  if (filter.storeId) where.push(`b.store_id = ${add(filter.storeId)}::uuid`);
  if (filter.customerId) where.push(`b.customer_id = ${add(filter.customerId)}::uuid`);
  if (filter.states.length > 0) where.push(`b.state = ANY(${add(filter.states)}::text[])`);
  // The first of each pair is for the index: a civil day lies within a day and a half of its UTC date.
  if (filter.from) {
    const from = add(filter.from);
    where.push(`b.starts_at > ${from}::date - interval '1 day' AND (b.starts_at AT TIME ZONE st.zone)::date >= ${from}::date`);
  }
  if (filter.until) {
    const until = add(filter.until);
    where.push(`b.starts_at < ${until}::date + interval '2 days' AND (b.starts_at AT TIME ZONE st.zone)::date <= ${until}::date`);
  }
  if (filter.after) where.push(`(b.starts_at, b.id) > (${add(filter.after.at)}::timestamptz, ${add(filter.after.id)}::uuid)`);
  return selectBookings(sql, `WHERE ${where.join(' AND ')} ORDER BY b.starts_at, b.id LIMIT ${add(filter.limit)}::int`, values);
}
