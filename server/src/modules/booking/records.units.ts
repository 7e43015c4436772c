import { MINUTE_MS, type TimeRange } from '@zhike/domain/kernel/time-range';
import type { Sql } from '../../platform/db';

export interface UnitRow {
  readonly id: string;
  readonly typeId: string;
  readonly kind: 'person' | 'place' | 'thing';
  readonly name: string;
  readonly skills: readonly string[];
  readonly bufferBeforeMinutes: number;
  readonly bufferAfterMinutes: number;
  readonly photoUrl: string | null;
  readonly introduction: string;
}

/** Units as a JSON list; a WHERE over `u`, `t`, `us` and `), '[]')` follow. */
export const UNITS_AS_JSON = `COALESCE((SELECT json_agg(json_build_object('id', u.id, 'typeId', u.type_id, 'kind', t.kind, 'name', u.name, 'skills', u.skills, 'bufferBeforeMinutes', u.buffer_before_minutes,
    'bufferAfterMinutes', u.buffer_after_minutes, 'photoUrl', u.photo_url, 'introduction', u.introduction) ORDER BY u.number)
  FROM resource_units u JOIN resource_types t ON t.id = u.type_id JOIN unit_stores us ON us.unit_id = u.id`;

/** Stretches of time by unit, in whole minutes: what is taken is rounded outwards. */
export type SpansByUnit = ReadonlyMap<string, readonly TimeRange[]>;

export interface Times {
  readonly busy: SpansByUnit;
  readonly shifts: SpansByUnit;
}

/*
 * A booking's part lasts a day at most and its buffers eight hours each (the contract of saveServiceRoles and saveUnit), so one that
 * reaches into a range began less than two days before it; looking a month back would read a month of finished bookings for
 * every day asked about. Absences may be longer; they have no booking, and there are few. Trap: a longer role would be shown as
 * free on its later days (taking it is still refused).
 * The parameters stand in sub-selects so that the planner cannot look at them: else it finds its plan for unknown values dearer than
 * one for these, and plans anew at every call, which takes longer than the search.
 * Minutes since 1970 in one list a unit: turning twenty thousand timestamps into text and back costs four times the search.
 */
const MINUTES = `array_agg(floor(date_part('epoch', starts_at) / 60)::int) AS f, array_agg(ceil(date_part('epoch', ends_at) / 60)::int) AS u`;
const TIMES = `
SELECT COALESCE((SELECT json_agg(json_build_array(g.unit_id, g.f, g.u)) FROM (SELECT unit_id, ${MINUTES} FROM (
      SELECT unit_id, booking_id, starts_at, ends_at FROM reservations
      WHERE unit_id = ANY((SELECT $1::uuid[])::uuid[]) AND released_at IS NULL AND starts_at < (SELECT $5::timestamptz) AND ends_at > (SELECT $4::timestamptz) AND starts_at > (SELECT $4::timestamptz - interval '2 days')
      UNION ALL
      SELECT unit_id, booking_id, starts_at, ends_at FROM reservations
      WHERE booking_id IS NULL AND unit_id = ANY((SELECT $1::uuid[])::uuid[]) AND released_at IS NULL AND starts_at <= (SELECT $4::timestamptz - interval '2 days') AND ends_at > (SELECT $4::timestamptz)) r
    WHERE $6::uuid IS NULL OR booking_id IS DISTINCT FROM $6::uuid GROUP BY unit_id) g), '[]') AS busy,
  COALESCE((SELECT json_agg(json_build_array(g.unit_id, g.f, g.u)) FROM (SELECT unit_id, ${MINUTES} FROM shifts
    WHERE unit_id = ANY((SELECT $2::uuid[])::uuid[]) AND store_id = $3::uuid AND starts_at < (SELECT $5::timestamptz) AND starts_at > (SELECT $4::timestamptz - interval '2 days') AND ends_at > (SELECT $4::timestamptz) GROUP BY unit_id) g), '[]') AS shifts`;

type Packed = readonly (readonly [unitId: string, from: readonly number[], until: readonly number[]])[];

/**
 * What occupies units within a range (but for one booking: a moved one is not in its own way), and when the people among them work
 * at a store. Range queries on b-trees: cost follows the days asked for, not the history.
 */
export async function findTimes(
  sql: Sql,
  ask: { unitIds: readonly string[]; personIds: readonly string[]; storeId: string; range: TimeRange; ignoreBookingId: string | null },
): Promise<Times> {
  const [row] = await sql<{ busy: Packed; shifts: Packed }>(TIMES, [
    ask.unitIds,
    ask.personIds,
    ask.storeId,
    iso(ask.range.start),
    iso(ask.range.end),
    ask.ignoreBookingId,
  ]);
  return { busy: unpack(row?.busy ?? []), shifts: unpack(row?.shifts ?? []) };
}

function unpack(packed: Packed): SpansByUnit {
  return new Map(packed.map(([unitId, from, until]) => [unitId, from.map((start, i) => ({ start: start * MINUTE_MS, end: (until[i] ?? start) * MINUTE_MS }))]));
}

/** Working hours of people at a store. */
export async function findShifts(sql: Sql, unitIds: readonly string[], storeId: string, range: TimeRange): Promise<(TimeRange & { unitId: string })[]> {
  if (unitIds.length === 0) return [];
  const rows = await sql<{ unit_id: string; starts_at: Date; ends_at: Date }>(
    `SELECT unit_id, starts_at, ends_at FROM shifts WHERE unit_id = ANY($1::uuid[]) AND store_id = $2::uuid AND starts_at < $4::timestamptz AND starts_at > $3::timestamptz - interval '2 days' AND ends_at > $3::timestamptz`,
    [unitIds, storeId, iso(range.start), iso(range.end)],
  );
  return rows.map((row) => ({ unitId: row.unit_id, start: row.starts_at.getTime(), end: row.ends_at.getTime() }));
}

/** An instant for a timestamptz parameter. */
export const iso = (instant: number): string => new Date(instant).toISOString();
