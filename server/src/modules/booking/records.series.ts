import type { SeriesPlan } from '@zhike/domain/booking/series';
import { changeIn, sqlIn, type Sql, type Tx } from '../../platform/db';

/** A session that could not be booked, and why. */
export interface Missed {
  readonly startsAt: string;
  readonly code: string;
}

/** What is kept of a series: the plan, a hash of the wish it was made from, and, when it is through, what was missed. */
export interface KeptPlan extends SeriesPlan {
  readonly wish: string;
  readonly missed: readonly Missed[] | null;
}

export interface SeriesRow {
  readonly id: string;
  readonly customerId: string;
  readonly storeId: string;
  readonly plan: KeptPlan;
}

/** Writes a series, unless it is there already: the same command came again. */
export async function insertSeries(tx: Tx, series: SeriesRow & { readonly serviceId: string; readonly now: Date }): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO booking_series (id, customer_id, service_id, store_id, plan, created_at) VALUES ($1::uuid, $2::uuid, $3::uuid, $4::uuid, $5::jsonb, $6::timestamptz) ON CONFLICT (id) DO NOTHING`,
    [series.id, series.customerId, series.serviceId, series.storeId, JSON.stringify(series.plan), series.now.toISOString()],
  );
}

const SERIES = 'SELECT id, customer_id AS "customerId", store_id AS "storeId", plan FROM booking_series WHERE id = $1::uuid';

export async function findSeries(sql: Sql, seriesId: string): Promise<SeriesRow | null> {
  const rows = await sql<SeriesRow>(SERIES, [seriesId]);
  return rows[0] ?? null;
}

/** Locks a series, so that the same command sent twice books its sessions one after the other. */
export async function lockSeries(tx: Tx, seriesId: string): Promise<SeriesRow | null> {
  const rows = await sqlIn(tx)<SeriesRow>(`${SERIES} FOR UPDATE`, [seriesId]);
  return rows[0] ?? null;
}

/** The series is through: a repeat is answered from here. */
export async function closeSeries(tx: Tx, seriesId: string, plan: KeptPlan): Promise<void> {
  await changeIn(tx, 'UPDATE booking_series SET plan = $2::jsonb WHERE id = $1::uuid', [seriesId, JSON.stringify(plan)]);
}

/** Locks what of a series is still to come, in one order. */
export async function lockComingSessions(tx: Tx, seriesId: string, now: Date): Promise<string[]> {
  const rows = await sqlIn(tx)<{ id: string }>(
    `SELECT id FROM bookings WHERE series_id = $1::uuid AND state IN ('held', 'requested', 'confirmed') AND starts_at > $2::timestamptz ORDER BY id FOR UPDATE`,
    [seriesId, now.toISOString()],
  );
  return rows.map((row) => row.id);
}

/** True when a booking with this id was written. */
export async function bookingExists(sql: Sql, bookingId: string): Promise<boolean> {
  return (await sql('SELECT 1 FROM bookings WHERE id = $1::uuid', [bookingId])).length > 0;
}
