import type { TimeRange } from '@zhike/domain/kernel/time-range';
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
