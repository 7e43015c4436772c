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

/** Active units of some types at a store. */
export function findUnitRows(sql: Sql, typeIds: readonly string[], storeId: string): Promise<UnitRow[]> {
  return sql(
    `SELECT u.id, u.type_id AS "typeId", t.kind, u.name, u.skills, u.buffer_before_minutes AS "bufferBeforeMinutes", u.buffer_after_minutes AS "bufferAfterMinutes", u.photo_url AS "photoUrl", u.introduction
     FROM resource_units u JOIN resource_types t ON t.id = u.type_id JOIN unit_stores us ON us.unit_id = u.id
     WHERE u.type_id = ANY($1::uuid[]) AND us.store_id = $2::uuid AND u.state = 'active' ORDER BY u.number`,
    [typeIds, storeId],
  );
}

export interface BusyRow extends TimeRange {
  readonly unitId: string;
  readonly bookingId: string | null;
}

/** What occupies units within a range. A range query on the exclusion constraint's own index: cost follows the days asked for. */
export async function findBusy(sql: Sql, unitIds: readonly string[], range: TimeRange): Promise<BusyRow[]> {
  const rows = await sql<{ unit_id: string; booking_id: string | null; starts_at: Date; ends_at: Date }>(
    `SELECT unit_id, booking_id, starts_at, ends_at FROM reservations
     WHERE unit_id = ANY($1::uuid[]) AND released_at IS NULL AND starts_at < $3::timestamptz AND ends_at > $2::timestamptz AND starts_at > $2::timestamptz - interval '31 days'`,
    [unitIds, iso(range.start), iso(range.end)],
  );
  return rows.map((row) => ({ unitId: row.unit_id, bookingId: row.booking_id, start: row.starts_at.getTime(), end: row.ends_at.getTime() }));
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

/** Who has the units meanwhile, for a refusal that names them. */
export async function findTakenNames(sql: Sql, unitIds: readonly string[], range: TimeRange): Promise<Set<string>> {
  const busy = await findBusy(sql, unitIds, range);
  return new Set(busy.map((row) => row.unitId));
}
