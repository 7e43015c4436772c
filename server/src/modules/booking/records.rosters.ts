import type { RosterExceptionView, RosterPatternView, RosterView } from '@zhike/domain/booking/contract';
import type { PlannedShift } from '@zhike/domain/booking/roster';
import type { CalendarDate } from '@zhike/domain/kernel/calendar-date';
import type { TimeRange } from '@zhike/domain/kernel/time-range';
import { changeIn, type Sql, type Tx } from '../../platform/db';
import { iso } from './records.units';

/** A unit whose roster is to be changed. */
export interface RosterUnit {
  readonly id: string;
  readonly name: string;
  readonly kind: 'person' | 'place' | 'thing';
  readonly storeIds: readonly string[];
}

export async function findRosterUnit(sql: Sql, unitId: string): Promise<RosterUnit | null> {
  const [row] = await sql<RosterUnit>(
    `SELECT u.id, u.name, t.kind, ARRAY(SELECT us.store_id::text FROM unit_stores us WHERE us.unit_id = u.id ORDER BY 1) AS "storeIds" FROM resource_units u JOIN resource_types t ON t.id = u.type_id WHERE u.id = $1::uuid`,
    [unitId],
  );
  return row ?? null;
}

const PATTERN = `SELECT p.id, p.unit_id AS "unitId", p.store_id AS "storeId", p.from_date::text AS "fromDate", p.until_date::text AS "untilDate", p.cycle_weeks AS "cycleWeeks", p.days FROM roster_patterns p`;
const EXCEPTION = `SELECT e.unit_id AS "unitId", e.store_id AS "storeId", e.local_date::text AS date, e.spans, e.reason FROM roster_exceptions e`;

/** The patterns of some people that speak of `from` or a later day. */
export function listPatterns(sql: Sql, unitIds: readonly string[], from: CalendarDate): Promise<RosterPatternView[]> {
  return sql(`${PATTERN} WHERE p.unit_id = ANY($1::uuid[]) AND (p.until_date IS NULL OR p.until_date >= $2::date) ORDER BY p.from_date, p.id`, [unitIds, from]);
}

export async function findPattern(sql: Sql, patternId: string): Promise<RosterPatternView | null> {
  const [row] = await sql<RosterPatternView>(`${PATTERN} WHERE p.id = $1::uuid`, [patternId]);
  return row ?? null;
}

/** The exceptions of some people from a day on; up to one, when asked. */
export function listExceptions(sql: Sql, unitIds: readonly string[], from: CalendarDate, until: CalendarDate | null = null): Promise<RosterExceptionView[]> {
  return sql(
    `${EXCEPTION} WHERE e.unit_id = ANY($1::uuid[]) AND e.local_date >= $2::date AND ($3::date IS NULL OR e.local_date <= $3::date) ORDER BY e.local_date`,
    [unitIds, from, until],
  );
}

/** People who have a pattern that goes on, or an exception still to come. */
export async function listRosteredUnits(sql: Sql, from: CalendarDate): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    `SELECT u.id FROM resource_units u WHERE u.state <> 'retired' AND (EXISTS (SELECT 1 FROM roster_patterns p WHERE p.unit_id = u.id AND (p.until_date IS NULL OR p.until_date >= $1::date))
       OR EXISTS (SELECT 1 FROM roster_exceptions e WHERE e.unit_id = u.id AND e.local_date >= $1::date)) ORDER BY u.id`,
    [from],
  );
  return rows.map((row) => row.id);
}

/** People with a pattern or an exception at a store. */
export async function listRosteredAt(sql: Sql, storeId: string): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    'SELECT unit_id AS id FROM roster_patterns WHERE store_id = $1::uuid UNION SELECT unit_id FROM roster_exceptions WHERE store_id = $1::uuid ORDER BY 1',
    [storeId],
  );
  return rows.map((row) => row.id);
}

export async function savePatternRow(tx: Tx, pattern: RosterPatternView): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO roster_patterns (id, unit_id, store_id, from_date, until_date, cycle_weeks, days) VALUES ($1::uuid, $2::uuid, $3::uuid, $4::date, $5::date, $6::int, $7::jsonb)
     ON CONFLICT (id) DO UPDATE SET store_id = EXCLUDED.store_id, from_date = EXCLUDED.from_date, until_date = EXCLUDED.until_date, cycle_weeks = EXCLUDED.cycle_weeks, days = EXCLUDED.days`,
    [pattern.id, pattern.unitId, pattern.storeId, pattern.fromDate, pattern.untilDate, pattern.cycleWeeks, JSON.stringify(pattern.days)],
  );
}

/** A pattern that has begun ends with its last day; its shifts of the past still name it. */
export async function endPattern(tx: Tx, patternId: string, lastDay: CalendarDate): Promise<void> {
  await changeIn(tx, 'UPDATE roster_patterns SET until_date = $2::date WHERE id = $1::uuid', [patternId, lastDay]);
}

export async function removePattern(tx: Tx, patternId: string): Promise<void> {
  await changeIn(tx, 'DELETE FROM roster_patterns WHERE id = $1::uuid', [patternId]);
}

export async function saveException(tx: Tx, id: string, exception: RosterExceptionView): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO roster_exceptions (id, unit_id, store_id, local_date, spans, reason) VALUES ($1::uuid, $2::uuid, $3::uuid, $4::date, $5::jsonb, $6)
     ON CONFLICT (unit_id, local_date) DO UPDATE SET store_id = EXCLUDED.store_id, spans = EXCLUDED.spans, reason = EXCLUDED.reason`,
    [id, exception.unitId, exception.storeId, exception.date, JSON.stringify(exception.spans), exception.reason],
  );
}

export async function removeException(tx: Tx, unitId: string, date: CalendarDate): Promise<void> {
  await changeIn(tx, 'DELETE FROM roster_exceptions WHERE unit_id = $1::uuid AND local_date = $2::date', [unitId, date]);
}

/** A shift as it stands; `date` null: written by hand before there were patterns. */
export interface ShiftRow extends TimeRange {
  readonly id: string;
  readonly storeId: string;
  readonly date: CalendarDate | null;
  readonly patternId: string | null;
}

/** A person's shifts that begin at an instant or later. */
export async function listShiftsFrom(sql: Sql, unitId: string, from: number): Promise<ShiftRow[]> {
  const rows = await sql<Omit<ShiftRow, 'start' | 'end'> & { startsAt: Date; endsAt: Date }>(
    `SELECT id, store_id AS "storeId", local_date::text AS date, pattern_id AS "patternId", starts_at AS "startsAt", ends_at AS "endsAt" FROM shifts WHERE unit_id = $1::uuid AND starts_at >= $2::timestamptz`,
    [unitId, iso(from)],
  );
  return rows.map(({ startsAt, endsAt, ...row }) => ({ ...row, start: startsAt.getTime(), end: endsAt.getTime() }));
}

/** Takes shifts away and writes others, in two statements however many they are. */
export async function replaceShifts(
  tx: Tx,
  unitId: string,
  change: { readonly gone: readonly string[]; readonly come: readonly (PlannedShift & { readonly id: string })[] },
): Promise<void> {
  const { gone, come } = change;
  if (gone.length > 0) await changeIn(tx, 'DELETE FROM shifts WHERE id = ANY($1::uuid[])', [gone]);
  if (come.length > 0)
    await changeIn(
      tx,
      `INSERT INTO shifts (id, unit_id, store_id, starts_at, ends_at, local_date, pattern_id)
       SELECT w.id, $1::uuid, w.store_id, w.starts_at, w.ends_at, w.local_date, w.pattern_id
       FROM unnest($2::uuid[], $3::uuid[], $4::timestamptz[], $5::timestamptz[], $6::date[], $7::uuid[]) AS w(id, store_id, starts_at, ends_at, local_date, pattern_id)`,
      [
        unitId,
        come.map((shift) => shift.id),
        come.map((shift) => shift.storeId),
        come.map((shift) => iso(shift.start)),
        come.map((shift) => iso(shift.end)),
        come.map((shift) => shift.date),
        come.map((shift) => shift.patternId),
      ],
    );
}

/** Names and zones of some stores, closed ones too. */
export async function findZones(sql: Sql, storeIds: readonly string[]): Promise<Map<string, { name: string; zone: string }>> {
  const rows = await sql<{ id: string; name: string; zone: string }>('SELECT id, name, zone FROM stores WHERE id = ANY($1::uuid[])', [storeIds]);
  return new Map(rows.map(({ id, ...row }) => [id, row]));
}

const ROSTER = `
WITH people AS (SELECT u.id, u.name, t.name AS "typeName", u.skills, ARRAY(SELECT x.store_id::text FROM unit_stores x WHERE x.unit_id = u.id ORDER BY 1) AS "storeIds", t.position, u.number
  FROM resource_units u JOIN resource_types t ON t.id = u.type_id AND t.kind = 'person' JOIN unit_stores us ON us.unit_id = u.id AND us.store_id = $1::uuid WHERE u.state <> 'retired')
SELECT COALESCE((SELECT json_agg(json_build_object('id', p.id, 'name', p.name, 'typeName', p."typeName", 'skills', p.skills, 'storeIds', p."storeIds") ORDER BY p.position, p."typeName", p.number) FROM people p), '[]') AS units,
  COALESCE((SELECT json_agg(json_build_object('unitId', s.unit_id, 'storeId', s.store_id, 'startsAt', s.starts_at, 'endsAt', s.ends_at, 'date', COALESCE(s.local_date, (s.starts_at AT TIME ZONE st.zone)::date),
      'from', CASE WHEN s.pattern_id IS NOT NULL THEN 'pattern' WHEN s.local_date IS NOT NULL THEN 'exception' ELSE 'manual' END) ORDER BY s.starts_at, s.unit_id)
    FROM shifts s JOIN stores st ON st.id = s.store_id WHERE s.unit_id IN (SELECT id FROM people) AND s.starts_at < $3::timestamptz AND s.starts_at > $2::timestamptz - interval '2 days' AND s.ends_at > $2::timestamptz), '[]') AS shifts,
  COALESCE((SELECT json_agg(json_build_object('reservationId', r.id, 'unitId', r.unit_id, 'kind', r.kind, 'startsAt', r.serves_from, 'endsAt', r.serves_until, 'label', r.label) ORDER BY r.serves_from, r.unit_id)
    FROM reservations r WHERE r.booking_id IS NULL AND r.kind IN ('leave', 'maintenance') AND r.unit_id IN (SELECT id FROM people) AND r.released_at IS NULL AND r.starts_at < $3::timestamptz AND r.ends_at > $2::timestamptz), '[]') AS absences`;

type RosterRows = Pick<RosterView, 'units' | 'shifts' | 'absences'>;

/** The people of a store, their shifts wherever they are, and their absences, in one statement: cost follows the days asked for. */
export async function findRosterRows(sql: Sql, storeId: string, window: TimeRange): Promise<RosterRows> {
  const [row] = await sql<RosterRows>(ROSTER, [storeId, iso(window.start), iso(window.end)]);
  const utc = <Item extends { startsAt: string; endsAt: string }>(item: Item): Item => ({
    ...item,
    startsAt: new Date(item.startsAt).toISOString(),
    endsAt: new Date(item.endsAt).toISOString(),
  });
  return { units: row?.units ?? [], shifts: (row?.shifts ?? []).map(utc), absences: (row?.absences ?? []).map(utc) };
}
