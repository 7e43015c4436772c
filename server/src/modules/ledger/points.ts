import { ACTS, type Act } from '@zhike/domain/ledger/posting';
import type { Sql } from '../../platform/db';
import { listPointsHistory, readPoints, type PointsHeld, type PointsHistoryRow } from './records.points';

/* What membership asks of the books about points. */

/** What somebody has and owes. Inside a transaction that holds her record nobody else changes it. */
export function pointsHeld(sql: Sql, customerId: string): Promise<PointsHeld> {
  return readPoints(sql, customerId);
}

/** A page of every act on her points, the newest first, each with its words. `beforeId`: the last line of the page before. */
export async function pointsHistory(
  sql: Sql,
  customerId: string,
  beforeId: string | null,
  limit: number,
): Promise<(PointsHistoryRow & { readonly actName: string })[]> {
  return (await listPointsHistory(sql, customerId, beforeId, limit)).map((row) => ({ ...row, actName: ACTS[row.act as Act] ?? row.act }));
}
