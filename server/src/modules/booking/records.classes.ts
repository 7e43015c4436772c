import type { ClassSessionView } from '@zhike/domain/booking/contract';
import { HOLDING_STATES } from '@zhike/domain/booking/lifecycle';
import type { TimeRange } from '@zhike/domain/kernel/time-range';
import { changeIn, sqlIn, type Sql, type Tx } from '../../platform/db';
import type { Taking } from './records.take';
import { iso } from './records.units';

type SessionRow = Omit<ClassSessionView, 'startsAt' | 'endsAt'> & { readonly startsAt: Date; readonly endsAt: Date };

const SESSION = `SELECT k.id, k.service_id AS "serviceId", v.name AS "serviceName", k.store_id AS "storeId", k.starts_at AS "startsAt", k.ends_at AS "endsAt", k.label, k.state, cardinality(k.seat_ids) AS seats,
  (SELECT count(*)::int FROM reservations r JOIN bookings b ON b.id = r.booking_id WHERE r.unit_id = ANY(k.seat_ids) AND r.released_at IS NULL AND r.serves_from = k.starts_at AND b.service_id = k.service_id) AS taken,
  COALESCE((SELECT json_agg(json_build_object('unitId', u.id, 'roleName', t.name, 'name', u.name, 'kind', t.kind) ORDER BY t.position, u.number)
    FROM reservations r JOIN resource_units u ON u.id = r.unit_id JOIN resource_types t ON t.id = u.type_id WHERE r.session_id = k.id AND r.kind = 'class'
      AND (r.released_at IS NULL OR k.state = 'cancelled')), '[]') AS units
  FROM class_sessions k JOIN services v ON v.id = k.service_id`;

const toView = ({ startsAt, endsAt, ...row }: SessionRow): ClassSessionView => ({ ...row, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() });

/** Classes of a store that begin in a stretch of time, in order; of one service, when asked. Those that were cancelled only for who runs them. */
export async function listSessions(
  sql: Sql,
  ask: { storeId: string; serviceId: string | null; window: TimeRange; states: readonly ClassSessionView['state'][] },
): Promise<ClassSessionView[]> {
  const rows = await sql<SessionRow>(
    `${SESSION} WHERE k.store_id = $1::uuid AND ($2::uuid IS NULL OR k.service_id = $2::uuid) AND k.starts_at >= $3::timestamptz AND k.starts_at < $4::timestamptz AND k.state = ANY($5::text[]) ORDER BY k.starts_at, k.id`,
    [ask.storeId, ask.serviceId, iso(ask.window.start), iso(ask.window.end), ask.states],
  );
  return rows.map(toView);
}

export async function findSession(sql: Sql, sessionId: string): Promise<(ClassSessionView & { readonly seatIds: readonly string[] }) | null> {
  const [row] = await sql<SessionRow & { seatIds: string[] }>(
    `SELECT s.*, k.seat_ids::text[] AS "seatIds" FROM (${SESSION} WHERE k.id = $1::uuid) s JOIN class_sessions k ON k.id = s.id`,
    [sessionId],
  );
  if (!row) return null;
  const { seatIds, ...session } = row;
  return { ...toView(session), seatIds };
}

/** Coming classes that a unit runs, houses or seats; with `storeIds` only those in these stores. At most a hundred. */
export async function listClassesOn(
  sql: Sql,
  unitId: string,
  now: Date,
  storeIds: readonly string[] | null,
): Promise<{ id: string; label: string; serviceName: string; storeId: string; startsAt: Date; endsAt: Date }[]> {
  return sql(
    `SELECT k.id, k.label, v.name AS "serviceName", k.store_id AS "storeId", k.starts_at AS "startsAt", k.ends_at AS "endsAt" FROM class_sessions k JOIN services v ON v.id = k.service_id
      WHERE k.state = 'scheduled' AND k.ends_at > $2::timestamptz AND ($3::uuid[] IS NULL OR k.store_id = ANY($3::uuid[]))
        AND ($1::uuid = ANY(k.seat_ids) OR EXISTS (SELECT 1 FROM reservations r WHERE r.session_id = k.id AND r.kind = 'class' AND r.released_at IS NULL AND r.unit_id = $1::uuid))
      ORDER BY k.starts_at, k.id LIMIT 100`,
    [unitId, iso(now.getTime()), storeIds],
  );
}

/** Seats of a type at a store that nobody and no other class has in a stretch of time (their own buffers included), by number. */
export async function freeSeats(sql: Sql, ask: { typeId: string; skill: string | null; storeId: string; range: TimeRange }): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    `SELECT u.id FROM resource_units u JOIN unit_stores us ON us.unit_id = u.id AND us.store_id = $2::uuid
     WHERE u.type_id = $1::uuid AND u.state = 'active' AND ($5::text IS NULL OR $5 = ANY(u.skills))
       AND NOT EXISTS (SELECT 1 FROM reservations r WHERE r.unit_id = u.id AND r.released_at IS NULL AND r.starts_at > $3::timestamptz - interval '31 days'
         AND r.starts_at < $4::timestamptz + u.buffer_after_minutes * interval '1 minute' AND r.ends_at > $3::timestamptz - u.buffer_before_minutes * interval '1 minute')
       AND NOT EXISTS (SELECT 1 FROM class_sessions k WHERE k.state = 'scheduled' AND u.id = ANY(k.seat_ids) AND k.starts_at < $4::timestamptz AND k.ends_at > $3::timestamptz)
     ORDER BY u.number`,
    [ask.typeId, ask.storeId, iso(ask.range.start), iso(ask.range.end), ask.skill],
  );
  return rows.map((row) => row.id);
}

/** Units of a type at a store: whoever hands out seats locks them all. */
export async function listSeatUnits(sql: Sql, typeId: string, storeId: string): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    'SELECT u.id FROM resource_units u JOIN unit_stores us ON us.unit_id = u.id WHERE u.type_id = $1::uuid AND us.store_id = $2::uuid ORDER BY u.id',
    [typeId, storeId],
  );
  return rows.map((row) => row.id);
}

export interface NewSession {
  readonly id: string;
  readonly serviceId: string;
  readonly storeId: string;
  readonly range: TimeRange;
  readonly seatIds: readonly string[];
  readonly label: string;
}

/** Writes a class and what it occupies itself; the constraint reservations_no_overlap has the last word. */
export async function insertSession(tx: Tx, session: NewSession, takings: readonly Taking[]): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO class_sessions (id, service_id, store_id, starts_at, ends_at, seat_ids, label) VALUES ($1::uuid, $2::uuid, $3::uuid, $4::timestamptz, $5::timestamptz, $6::uuid[], $7)`,
    [session.id, session.serviceId, session.storeId, iso(session.range.start), iso(session.range.end), session.seatIds, session.label],
  );
  await changeIn(
    tx,
    `INSERT INTO reservations (id, unit_id, kind, session_id, role_name, starts_at, ends_at, serves_from, serves_until)
     SELECT w.id, w.unit_id, 'class', $1::uuid, w.role_name, w.starts_at, w.ends_at, w.serves_from, w.serves_until
     FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::timestamptz[], $8::timestamptz[]) AS w(id, unit_id, role_name, starts_at, ends_at, serves_from, serves_until)`,
    [
      session.id,
      takings.map((taking) => taking.reservationId),
      takings.map((taking) => taking.unitId),
      takings.map((taking) => taking.roleName),
      takings.map((taking) => iso(taking.blocked.start)),
      takings.map((taking) => iso(taking.blocked.end)),
      takings.map((taking) => iso(taking.serves.start)),
      takings.map((taking) => iso(taking.serves.end)),
    ],
  );
}

/** Bookings that sit in a class and have not begun, by id: locked in that order they never wait for each other in a circle. */
export async function listGuests(sql: Sql, session: { readonly id: string }): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    `SELECT DISTINCT b.id FROM class_sessions k JOIN reservations r ON r.unit_id = ANY(k.seat_ids) AND r.released_at IS NULL AND r.serves_from = k.starts_at JOIN bookings b ON b.id = r.booking_id AND b.service_id = k.service_id
     WHERE k.id = $1::uuid AND b.state = ANY($2::text[]) ORDER BY b.id`,
    [session.id, HOLDING_STATES.filter((state) => state !== 'in_service')],
  );
  return rows.map((row) => row.id);
}

/** Ends a class: its teacher and its room are free again, its seats are sold no more. */
export async function endSession(tx: Tx, sessionId: string, now: Date): Promise<void> {
  await changeIn(tx, `UPDATE class_sessions SET state = 'cancelled' WHERE id = $1::uuid`, [sessionId]);
  await changeIn(tx, 'UPDATE reservations SET released_at = $2::timestamptz WHERE session_id = $1::uuid AND booking_id IS NULL AND released_at IS NULL', [
    sessionId,
    now.toISOString(),
  ]);
}

/** True when a class of the service begins then at the store and sells all of these seats. Only meaningful under the seats' lock. */
export async function classStands(
  tx: Tx,
  seats: { readonly serviceId: string; readonly storeId: string; readonly seatIds: readonly string[] },
  startsAt: number,
): Promise<boolean> {
  const rows = await sqlIn(tx)<{ id: string }>(
    `SELECT s AS id FROM unnest($4::uuid[]) s WHERE EXISTS (SELECT 1 FROM class_sessions k WHERE k.service_id = $1::uuid AND k.store_id = $2::uuid AND k.starts_at = $3::timestamptz AND k.state = 'scheduled' AND s = ANY(k.seat_ids))`,
    [seats.serviceId, seats.storeId, iso(startsAt), seats.seatIds],
  );
  return rows.length === new Set(seats.seatIds).size;
}

/** True when a service has a class still to come. */
export async function hasComingSessions(sql: Sql, serviceId: string, now: Date): Promise<boolean> {
  const rows = await sql<{ id: string }>(
    `SELECT id FROM class_sessions WHERE service_id = $1::uuid AND state = 'scheduled' AND ends_at > $2::timestamptz LIMIT 1`,
    [serviceId, now.toISOString()],
  );
  return rows.length > 0;
}
