import type { PointsRules } from '@zhike/domain/membership/contract';
import type { EarningRate, Lot, Taken } from '@zhike/domain/membership/points';
import { changeIn, type Sql, type Tx } from '../../platform/db';

/** What the shop set otherwise; null: nothing. */
export async function findPointsRules(sql: Sql): Promise<Partial<PointsRules> | null> {
  return (await sql<{ rules: Partial<PointsRules> }>('SELECT rules FROM point_rules', []))[0]?.rules ?? null;
}

export async function savePointsRulesRow(tx: Tx, rules: PointsRules, staffId: string, now: Date): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO point_rules (id, rules, staff_id, updated_at) VALUES (1, $1::jsonb, $2::uuid, $3::timestamptz)
     ON CONFLICT (id) DO UPDATE SET rules = EXCLUDED.rules, staff_id = EXCLUDED.staff_id, updated_at = EXCLUDED.updated_at`,
    [JSON.stringify(rules), staffId, now.toISOString()],
  );
}

/** Her lots of which something is left, the first earned first. */
export function listLots(sql: Sql, customerId: string): Promise<Lot[]> {
  return sql(
    `SELECT id, order_id AS "orderId", earned_on::text AS "earnedOn", expires_on::text AS "expiresOn", "left" FROM point_lots
      WHERE customer_id = $1::uuid AND "left" > 0 ORDER BY earned_on, id`,
    [customerId],
  );
}

export async function insertLot(tx: Tx, customerId: string, lot: Lot): Promise<void> {
  await changeIn(
    tx,
    'INSERT INTO point_lots (id, customer_id, order_id, earned_on, expires_on, points, "left") VALUES ($1::uuid, $2::uuid, $3::uuid, $4::date, $5::date, $6::int, $6::int)',
    [lot.id, customerId, lot.orderId, lot.earnedOn, lot.expiresOn, lot.left],
  );
}

/** Takes points out of lots, or (negative) puts them back. */
export async function changeLots(tx: Tx, taken: readonly Taken[]): Promise<void> {
  await changeIn(tx, `UPDATE point_lots l SET "left" = l."left" - t.points FROM unnest($1::uuid[], $2::int[]) AS t(id, points) WHERE l.id = t.id`, [
    taken.map((one) => one.lotId),
    taken.map((one) => one.points),
  ]);
}

/** Whoever has lots that ran out before today and of which something is left. */
export async function listRunOut(sql: Sql, today: string): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    'SELECT DISTINCT customer_id AS id FROM point_lots WHERE expires_on < $1::date AND "left" > 0 ORDER BY customer_id LIMIT 10000',
    [today],
  );
  return rows.map((row) => row.id);
}

export interface OrderPointsRow extends EarningRate {
  readonly baseFen: number;
  /** Given by it and not taken back. */
  readonly points: number;
}

/** How the order earns: as at first, whatever the rules are by now. Locked until the transaction ends. */
export async function openOrderPoints(tx: Tx, sql: Sql, orderId: string, rate: EarningRate): Promise<OrderPointsRow> {
  await changeIn(tx, 'INSERT INTO order_points (order_id, per_100_yuan, percent) VALUES ($1::uuid, $2::int, $3::int) ON CONFLICT DO NOTHING', [
    orderId,
    rate.per100Yuan,
    rate.percent,
  ]);
  const [row] = await sql<OrderPointsRow>(
    'SELECT per_100_yuan AS "per100Yuan", percent, base_fen AS "baseFen", points FROM order_points WHERE order_id = $1::uuid FOR UPDATE',
    [orderId],
  );
  if (!row) throw new Error('what an order gives is written and not there');
  return row;
}

export async function setOrderPoints(tx: Tx, orderId: string, points: number): Promise<void> {
  await changeIn(tx, 'UPDATE order_points SET points = $2::int WHERE order_id = $1::uuid', [orderId, points]);
}

/** Lots, redemptions and moves of one record are the other's. */
export async function giveMembership(tx: Tx, intoId: string, fromId: string): Promise<void> {
  for (const table of ['point_lots', 'redemptions', 'level_moves', 'order_point_uses'])
    await changeIn(tx, `UPDATE ${table} SET customer_id = $1::uuid WHERE customer_id = $2::uuid`, [intoId, fromId]);
}

/** Points that paid a part of an order. */
export interface PointUse {
  readonly id: string;
  readonly customerId: string;
  readonly points: number;
  readonly amountFen: number;
  readonly taken: Taken[];
  readonly givenBack: number;
}

export async function insertPointUse(tx: Tx, orderId: string, use: PointUse & { readonly at: Date }): Promise<void> {
  await changeIn(
    tx,
    'INSERT INTO order_point_uses (id, order_id, customer_id, points, amount_fen, taken, at) VALUES ($1::uuid, $2::uuid, $3::uuid, $4::int, $5::int, $6::jsonb, $7::timestamptz)',
    [use.id, orderId, use.customerId, use.points, use.amountFen, JSON.stringify(use.taken), use.at.toISOString()],
  );
}

/** Those of an order of which something has not come back, locked until the transaction ends. */
export function lockPointUses(sql: Sql, orderId: string): Promise<PointUse[]> {
  return sql(
    `SELECT id, customer_id AS "customerId", points, amount_fen AS "amountFen", taken, given_back AS "givenBack" FROM order_point_uses
      WHERE order_id = $1::uuid AND given_back < points ORDER BY id FOR UPDATE`,
    [orderId],
  );
}

export async function setGivenBack(tx: Tx, id: string, givenBack: number): Promise<void> {
  await changeIn(tx, 'UPDATE order_point_uses SET given_back = $2::int WHERE id = $1::uuid', [id, givenBack]);
}
