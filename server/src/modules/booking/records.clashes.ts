import type { Scope } from '@zhike/domain/kernel/access';
import type { TimeRange } from '@zhike/domain/kernel/time-range';
import { changeIn, sqlIn, type Sql, type Tx } from '../../platform/db';
import { bookingScopeSql } from './records.bookings';
import type { Taking } from './records.take';
import { iso } from './records.units';

/** No row is longer (reservations_at_most_31_days), so a month back is far enough, whatever lies there. */
const MEETS = `r.released_at IS NULL AND r.starts_at < w.ends_at AND r.ends_at > w.starts_at AND r.starts_at > w.starts_at - interval '31 days'`;

/** The takings that lie over something, by their ids; overbooked rows count like all others. Only meaningful under the lock. */
export async function findClashing(tx: Tx, takings: readonly Taking[]): Promise<Set<string>> {
  const rows = await sqlIn(tx)<{ id: string }>(
    `SELECT w.id FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[]) AS w(id, unit_id, starts_at, ends_at)
     WHERE EXISTS (SELECT 1 FROM reservations r WHERE r.unit_id = w.unit_id AND ${MEETS})`,
    [takings.map((t) => t.reservationId), takings.map((t) => t.unitId), takings.map((t) => iso(t.blocked.start)), takings.map((t) => iso(t.blocked.end))],
  );
  return new Set(rows.map((row) => row.id));
}

/** Units of these that are out of use or not of this store (any more). Only meaningful under the lock. */
export async function anyOutOfUse(tx: Tx, storeId: string, unitIds: readonly string[]): Promise<boolean> {
  const [row] = await sqlIn(tx)<{ no: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM resource_units u WHERE u.id = ANY($1::uuid[])
       AND (u.state <> 'active' OR NOT EXISTS (SELECT 1 FROM unit_stores us WHERE us.unit_id = u.id AND us.store_id = $2::uuid))) AS no`,
    [unitIds, storeId],
  );
  return row?.no ?? true;
}

/** RU-09: the bookings that occupy these units in a range, as far as the reader may know of them. */
export function findBookingsInTheWay(sql: Sql, scope: Scope, unitIds: readonly string[], range: TimeRange): Promise<{ id: string; code: string }[]> {
  const values: unknown[] = [unitIds, iso(range.start), iso(range.end)];
  return sql(
    `SELECT b.id, b.code FROM bookings b JOIN customers c ON c.id = b.customer_id
     WHERE EXISTS (SELECT 1 FROM unnest($1::uuid[]) AS w0(unit_id), LATERAL (SELECT $2::timestamptz AS starts_at, $3::timestamptz AS ends_at) w
       JOIN reservations r ON ${MEETS} WHERE r.booking_id = b.id AND r.unit_id = w0.unit_id)
     AND ${bookingScopeSql(scope, values)} ORDER BY b.starts_at, b.id LIMIT 6`,
    values,
  );
}

/** A part that ends later or earlier than it did. */
export interface Resized {
  readonly reservationId: string;
  readonly endsAt: number;
  readonly servesUntil: number;
  readonly overbooked: boolean;
}

/** Moves the ends of reservations; the constraint reservations_no_overlap has the last word. What was laid over something stays marked. */
export async function resizeReservations(tx: Tx, parts: readonly Resized[]): Promise<void> {
  await changeIn(
    tx,
    `UPDATE reservations r SET ends_at = w.ends_at, serves_until = w.serves_until, overbooked = r.overbooked OR w.overbooked
     FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::bool[]) AS w(id, ends_at, serves_until, overbooked) WHERE r.id = w.id`,
    [parts.map((p) => p.reservationId), parts.map((p) => iso(p.endsAt)), parts.map((p) => iso(p.servesUntil)), parts.map((p) => p.overbooked)],
  );
}

/** What a booking holds now, row by row. */
export async function findHeldRows(tx: Tx, bookingId: string): Promise<(Taking & { readonly sessionId: string | null })[]> {
  const rows = await tx.reservation.findMany({ where: { bookingId, releasedAt: null }, orderBy: { id: 'asc' } });
  return rows.map((r) => ({
    reservationId: r.id,
    unitId: r.unitId,
    roleKey: r.roleKey,
    roleName: r.roleName,
    blocked: { start: r.startsAt.getTime(), end: r.endsAt.getTime() },
    serves: { start: r.servesFrom.getTime(), end: r.servesUntil.getTime() },
    overbooked: r.overbooked,
    sessionId: r.sessionId,
  }));
}

/** Gives one part's unit back: somebody else takes it over. */
export async function releasePart(tx: Tx, reservationId: string, now: Date): Promise<void> {
  await changeIn(tx, 'UPDATE reservations SET released_at = $2::timestamptz WHERE id = $1::uuid AND released_at IS NULL', [reservationId, now.toISOString()]);
}
