import { DAY_MS, type TimeRange } from '@zhike/domain/kernel/time-range';
import type { StoreHours } from '@zhike/domain/stores/hours';
import type { Tx } from '../../platform/db';
import { changeIn, sendIn, sqlIn } from '../../platform/db';
import { lockKeys } from '../../platform/locks';
import { HOURS_AS_JSON, hoursLock } from '../stores/queries.hours';
import { seenValues, stillSeen, type SeenDays } from './records.free-time';
import { iso } from './records.units';

/** One unit's part of a booking: the time that it is blocked (buffers included) and the time that it serves. */
export interface Taking {
  readonly reservationId: string;
  readonly unitId: string;
  readonly roleKey: string;
  readonly roleName: string;
  readonly blocked: TimeRange;
  readonly serves: TimeRange;
  /** Laid over what is there on purpose: the constraint lets it pass, everybody later sees the unit as taken. */
  readonly overbooked?: boolean;
}

/** Locks one unit wholly against bookings, for changing the unit itself, its shifts or its absences. */
export function lockUnit(tx: Tx, unitId: string): Promise<void> {
  return lockKeys(tx, { alone: [unitId] });
}

/**
 * Locks what a booking is about to take, until the transaction ends: each unit against a change of the unit, the store's hours against
 * a change of the hours, the limited days of a unit (`limitLocks`) against others who count them, and the unit's days (UTC) that the booking touches against other bookings. Two bookings that overlap share a day, so one of them waits; two on
 * different days pass each other, though the least loaded unit is everybody's first choice. (An exclusion constraint alone
 * deadlocks under a crowd; docs/decisions/0002.)
 */
export function lockTakings(tx: Tx, takings: readonly Taking[], storeId: string, limits: readonly string[] = []): Promise<void> {
  const days = takings.flatMap((taking) => utcDaysOf(taking.blocked).map((day) => `${taking.unitId}/${day}`));
  return lockKeys(tx, { alone: [...days, ...limits], shared: [...takings.map((taking) => taking.unitId), hoursLock(storeId)] });
}

/** The days of UTC that a stretch touches. */
export function utcDaysOf(range: TimeRange): number[] {
  const first = Math.floor(range.start / DAY_MS);
  const last = Math.floor((range.end - 1) / DAY_MS);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

const WANTED = 'FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) AS w(unit_id, starts_at, ends_at)';
// Bookings of the last two days, absences of any length: why, is told at findTimes.
const TAKEN = `(EXISTS (SELECT 1 ${WANTED}
  JOIN reservations r ON r.unit_id = w.unit_id AND r.released_at IS NULL AND r.starts_at < w.ends_at AND r.ends_at > w.starts_at AND r.starts_at > w.starts_at - interval '2 days')
  OR EXISTS (SELECT 1 ${WANTED}
  JOIN reservations r ON r.booking_id IS NULL AND r.unit_id = w.unit_id AND r.released_at IS NULL AND r.ends_at > w.starts_at AND r.starts_at <= w.starts_at - interval '2 days'))`;
const wanted = (takings: readonly Taking[]): unknown[] => [
  takings.map((t) => t.unitId),
  takings.map((t) => iso(t.blocked.start)),
  takings.map((t) => iso(t.blocked.end)),
];

/** True when any of the units is taken by somebody else. Only meaningful under the lock. */
export async function anyTaken(tx: Tx, takings: readonly Taking[]): Promise<boolean> {
  const [row] = await sqlIn(tx)<{ no: boolean }>(`SELECT ${TAKEN} AS no`, wanted(takings));
  return row?.no ?? true;
}

/**
 * Of entries `e`: whoever waits for a visit that could meet the time [from, until) of any of these units. Add-ons and buffers make it longer
 * than its service says: half a day is room enough, and whoever is counted too many is only looked at for nothing.
 */
export const waitsForAny = (units: string, from: string, until: string): string => `e.state = 'waiting'
    AND e.store_id IN (SELECT us.store_id FROM unit_stores us WHERE us.unit_id = ANY(${units}::uuid[])) AND e.from_at < ${until} + interval '12 hours'
    AND EXISTS (SELECT 1 FROM services sv JOIN service_roles sr ON sr.service_id = sv.id JOIN resource_units ru ON ru.id = ANY(${units}::uuid[]) AND ru.type_id = sr.type_id
      WHERE sv.id = e.service_id AND (sr.skill IS NULL OR sr.skill = ANY(ru.skills)) AND e.until_at > ${from} - make_interval(mins => sv.duration_minutes) - interval '12 hours')`;
const WAITS = `EXISTS (SELECT 1 FROM waitlist_entries e
    WHERE ${waitsForAny('$1', '(SELECT min(f) FROM unnest($2::timestamptz[]) f)', '(SELECT max(u) FROM unnest($3::timestamptz[]) u)')}) AS waits`;
/** What decides free time counts its changes: where none was counted nothing needs looking at. Whether anybody waits at all is asked in few words, too. */
const SAME = `SELECT ${stillSeen(1)} AS same, EXISTS (SELECT 1 FROM waitlist_entries WHERE state = 'waiting' AND from_at < $6::timestamptz + interval '12 hours') AS waits`;
const GONE = `SELECT ${TAKEN}
  OR EXISTS (SELECT 1 FROM resource_units u WHERE u.id = ANY($1::uuid[])
    AND (u.state <> 'active' OR NOT EXISTS (SELECT 1 FROM unit_stores us WHERE us.unit_id = u.id AND us.store_id = $4::uuid)))
  OR EXISTS (SELECT 1 FROM unnest($1::uuid[], $5::timestamptz[], $6::timestamptz[]) AS w(unit_id, serves_from, serves_until)
    JOIN resource_units u ON u.id = w.unit_id JOIN resource_types t ON t.id = u.type_id AND t.kind = 'person'
    WHERE NOT tstzrange(w.serves_from, w.serves_until) <@ COALESCE((SELECT range_agg(tstzrange(s.starts_at, s.ends_at)) FROM shifts s
      WHERE s.unit_id = w.unit_id AND s.store_id = $4::uuid AND s.starts_at < w.serves_until AND s.ends_at > w.serves_from AND s.starts_at > w.serves_from - interval '2 days'), '{}'))
  OR EXISTS (SELECT 1 FROM unnest($1::uuid[], $5::timestamptz[]) AS w(unit_id, serves_from) JOIN resource_units u ON u.id = w.unit_id JOIN stores st ON st.id = $4::uuid
    JOIN daily_limits l ON l.active AND (l.unit_id = u.id OR (l.unit_id IS NULL AND l.type_id = u.type_id AND (l.skill IS NULL OR l.skill = ANY(u.skills)))) AND (cardinality(l.service_ids) = 0 OR $8::uuid = ANY(l.service_ids))
    WHERE l.max_per_day <= (SELECT count(DISTINCT b.id) FROM reservations r JOIN bookings b ON b.id = r.booking_id
      WHERE r.unit_id = u.id AND r.released_at IS NULL AND r.starts_at > w.serves_from - interval '2 days' AND r.starts_at < w.serves_from + interval '2 days'
        AND (r.serves_from AT TIME ZONE st.zone)::date = (w.serves_from AT TIME ZONE st.zone)::date AND (cardinality(l.service_ids) = 0 OR b.service_id = ANY(l.service_ids))))
  OR ($7::jsonb IS NOT NULL AND NOT EXISTS (SELECT 1 FROM stores st WHERE st.id = $4::uuid AND st.closed_at IS NULL AND (${HOURS_AS_JSON})::jsonb = $7::jsonb)) AS no,
  ${WAITS}`;

/** What a second look shows. Only meaningful under the lock. */
export interface SecondLook {
  /** Any of the units is taken, or went out of use, out of the store, off its shift or over its daily limit since it was chosen, or the store's hours (`opening`, where they were looked at) are other ones now. */
  readonly gone: boolean;
  /** Around that time somebody is on the waiting list of a store that has one of the units. */
  readonly someoneWaits: boolean;
}

/**
 * @param seen how the days of the takings were seen when these were chosen, if they were; under the lock the same versions mean the same
 *   facts, and the long look is left out
 */
export async function lookAgain(
  tx: Tx,
  store: { readonly id: string; readonly opening?: StoreHours },
  serviceId: string,
  takings: readonly Taking[],
  seen: SeenDays | null = null,
): Promise<SecondLook> {
  const sql = sqlIn(tx);
  if (seen && takings.length > 0) {
    const until = Math.max(...takings.map((taking) => taking.blocked.end));
    const [row] = await sql<{ same: boolean; waits: boolean }>(SAME, [...seenValues(seen), iso(until)]);
    const [wait] = row?.same && row.waits ? await sql<{ waits: boolean }>(`SELECT ${WAITS}`, wanted(takings)) : [];
    if (row?.same) return { gone: false, someoneWaits: wait?.waits ?? false };
  }
  const [row] = await sql<{ no: boolean; waits: boolean }>(GONE, [
    ...wanted(takings),
    store.id,
    takings.map((t) => iso(t.serves.start)),
    takings.map((t) => iso(t.serves.end)),
    store.opening ? JSON.stringify(store.opening) : null,
    serviceId,
  ]);
  return { gone: row?.no ?? true, someoneWaits: row?.waits ?? false };
}

/** True when any of the units can be had no more. Only meaningful under the lock. */
export const anyGone = async (...about: Parameters<typeof lookAgain>): Promise<boolean> => (await lookAgain(...about)).gone;

/** The rows of takings as a table `w`, its parameters beginning at `$first`. */
const takingsFrom = (first: number): string =>
  `unnest(${['uuid', 'uuid', 'text', 'text', 'timestamptz', 'timestamptz', 'timestamptz', 'timestamptz', 'bool'].map((type, i) => `$${first + i}::${type}[]`).join(', ')}) AS w(id, unit_id, role_key, role_name, starts_at, ends_at, serves_from, serves_until, overbooked)`;
const RESERVATION = 'INSERT INTO reservations (id, unit_id, booking_id, kind, role_key, role_name, starts_at, ends_at, serves_from, serves_until, overbooked)';

function takingValues(takings: readonly Taking[]): unknown[] {
  return [
    takings.map((t) => t.reservationId),
    takings.map((t) => t.unitId),
    takings.map((t) => t.roleKey),
    takings.map((t) => t.roleName),
    takings.map((t) => iso(t.blocked.start)),
    takings.map((t) => iso(t.blocked.end)),
    takings.map((t) => iso(t.serves.start)),
    takings.map((t) => iso(t.serves.end)),
    takings.map((t) => t.overbooked ?? false),
  ];
}

/** Writes the reservations of a booking that exists; the constraint reservations_no_overlap has the last word. */
export async function insertReservations(tx: Tx, bookingId: string, takings: readonly Taking[]): Promise<void> {
  await changeIn(
    tx,
    `${RESERVATION} SELECT id, unit_id, $1::uuid, 'booking', role_key, role_name, starts_at, ends_at, serves_from, serves_until, overbooked FROM ${takingsFrom(2)}`,
    [bookingId, ...takingValues(takings)],
  );
}

/** Gives the units back. */
export async function releaseReservations(tx: Tx, bookingId: string, now: Date): Promise<void> {
  await changeIn(tx, 'UPDATE reservations SET released_at = $2::timestamptz WHERE booking_id = $1::uuid AND released_at IS NULL', [
    bookingId,
    now.toISOString(),
  ]);
}

export interface NewBooking {
  readonly id: string;
  readonly state: 'held' | 'requested' | 'confirmed';
  readonly storeId: string;
  readonly serviceId: string;
  readonly customerId: string;
  readonly identityId: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly holdExpiresAt: Date | null;
  readonly contactName: string;
  readonly contactCipher: string;
  readonly contactIndex: string;
  readonly contactLast4: string;
  readonly weddingDate: string | null;
  readonly note: string;
  readonly source: string;
  readonly priceFen: number;
  readonly depositFen: number;
  readonly terms: object;
  readonly confirmReason: string | null;
  readonly createdAt: Date;
  readonly partySize: number;
  readonly addons: readonly object[];
  readonly acceptBy: Date | null;
  readonly seriesId: string | null;
  readonly waitlistId: string | null;
  readonly ticketId: string | null;
  readonly overbook: { readonly reason: string; readonly staffId: string } | null;
  readonly namedRoles: readonly string[];
}

const NEW_BOOKING = `
WITH b AS (
  INSERT INTO bookings (id, code, version, state, store_id, service_id, customer_id, identity_id, starts_at, ends_at, hold_expires_at, contact_name, contact_cipher, contact_index, contact_last4, wedding_date, note, source, price_fen, deposit_fen, terms, confirm_reason, created_at, confirmed_at,
    party_size, addons, accept_by, series_id, waitlist_id, ticket_id, overbook_reason, overbook_staff_id, named_roles)
  SELECT $1::uuid, $2 || '-' || lpad(n, greatest(4, length(n)), '0'), 1, $3, $4::uuid, $5::uuid, $6::uuid, $7::uuid, $8::timestamptz, $9::timestamptz, $10::timestamptz, $11, $12, $13, $14, $15::date, $16, $17, $18::int, $19::int, $20::jsonb, $21, $22::timestamptz, CASE WHEN $3 = 'confirmed' THEN $22::timestamptz END,
    $23::int, $24::jsonb, $25::timestamptz, $26::uuid, $27::uuid, $28::uuid, $29, $30::uuid, $32::text[]
  FROM (SELECT nextval('booking_code_seq')::text AS n) seq
  RETURNING id),
known AS (SELECT set_config('zhike.step', $31, true))
${RESERVATION} SELECT w.id, unit_id, b.id, 'booking', role_key, role_name, starts_at, ends_at, serves_from, serves_until, overbooked FROM known, b, ${takingsFrom(33)}`;

/**
 * Inserts the booking and its reservations in one statement; the constraint reservations_no_overlap has the last word. The code is
 * the day and a number that never repeats: `1128-1042`. (lpad alone would cut the ten-thousandth number down to four digits, and so repeat it.)
 * @param step what the free-time version of each store and day rises by (docs/decisions/0009)
 */
export function insertBooking(tx: Tx, booking: NewBooking, localDate: string, takings: readonly Taking[], step: number): void {
  sendIn(tx, NEW_BOOKING, [
    booking.id,
    localDate.slice(5).replace('-', ''),
    booking.state,
    booking.storeId,
    booking.serviceId,
    booking.customerId,
    booking.identityId,
    booking.startsAt.toISOString(),
    booking.endsAt.toISOString(),
    booking.holdExpiresAt?.toISOString() ?? null,
    booking.contactName,
    booking.contactCipher,
    booking.contactIndex,
    booking.contactLast4,
    booking.weddingDate,
    booking.note,
    booking.source,
    booking.priceFen,
    booking.depositFen,
    JSON.stringify(booking.terms),
    booking.confirmReason,
    booking.createdAt.toISOString(),
    booking.partySize,
    JSON.stringify(booking.addons),
    booking.acceptBy?.toISOString() ?? null,
    booking.seriesId,
    booking.waitlistId,
    booking.ticketId,
    booking.overbook?.reason ?? null,
    booking.overbook?.staffId ?? null,
    String(step),
    booking.namedRoles,
    ...takingValues(takings),
  ]);
}

/** Moves a booking's state; false when its version is not the expected one any more. */
export async function moveBooking(tx: Tx, bookingId: string, version: number, change: { state: string; [field: string]: unknown }): Promise<boolean> {
  const moved = await tx.booking.updateMany({ where: { id: bookingId, version }, data: { ...change, version: { increment: 1 } } });
  return moved.count === 1;
}
