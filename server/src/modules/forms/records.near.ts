import { compileScope } from '@zhike/domain/kernel/access';
import type { Actor } from '@zhike/domain/kernel/actor';
import type { Sql } from '../../platform/db';
import { bookingIdsSql } from '../booking/queries.reach';
import { orderIdsSql } from '../orders/queries.reach';

/* Bookings and orders, as far as a form links to them. */

export interface NearRow {
  readonly id: string;
  readonly name: string;
  /** What a form may show or take over of it, by field id. */
  readonly values: Readonly<Record<string, string | null>>;
}
type Wanted = { readonly ids: readonly string[] } | { readonly search: string; readonly limit: number };

const BOOKING = `SELECT b.id, b.customer_id AS "customerId", b.starts_at AS at, (b.terms->>'serviceName') || ' ' || to_char(b.starts_at AT TIME ZONE s.zone, 'MM-DD HH24:MI') || ' ' || b.contact_name AS name,
    json_build_object('service', b.terms->>'serviceName', 'startsAt', to_char(b.starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'customer', b.customer_id,
      'technician', (SELECT u.staff_id FROM reservations r JOIN resource_units u ON u.id = r.unit_id WHERE r.booking_id = b.id AND u.staff_id IS NOT NULL ORDER BY r.released_at NULLS FIRST, u.number, u.id LIMIT 1)) AS values
  FROM bookings b JOIN stores s ON s.id = b.store_id`;
const ORDER = `SELECT o.id, o.customer_id AS "customerId", o.created_at AS at, o.code || ' ' || c.name AS name, json_build_object('code', o.code, 'customer', o.customer_id) AS values
  FROM orders o JOIN customers c ON c.id = o.customer_id`;

const READING = {
  booking: { right: 'booking.read', from: BOOKING, reach: bookingIdsSql },
  order: { right: 'order.read', from: ORDER, reach: orderIdsSql },
} as const;
export const isNear = (entity: string): entity is keyof typeof READING => Object.hasOwn(READING, entity);

/** Those within the reader's reach, or (`known`) those that the reader's link was made for. */
export async function nearRows(sql: Sql, entity: keyof typeof READING, actor: Actor, wanted: Wanted, known: readonly string[]): Promise<NearRow[]> {
  const { right, from, reach } = READING[entity];
  const scope = compileScope(actor, right);
  const values: unknown[] = [known];
  const reached = actor.kind === 'staff' && scope.kind !== 'none' ? `n.id IN (${reach(scope, values)})` : 'false';
  const asked = 'ids' in wanted ? `n.id = ANY($${values.push(wanted.ids)}::uuid[])` : `strpos(lower(n.name), lower($${values.push(wanted.search)})) > 0`;
  const limit = 'ids' in wanted ? wanted.ids.length : wanted.limit;
  return sql(
    `SELECT n.id, n.name, n.values FROM (${from}) n WHERE (n.id = ANY($1::uuid[]) OR ${reached}) AND ${asked} ORDER BY n.at DESC, n.id LIMIT $${values.push(limit)}::int`,
    values,
  );
}
