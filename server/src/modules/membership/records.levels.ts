import { TILLS } from '@zhike/domain/ledger/accounts';
import type { LevelTerms } from '@zhike/domain/membership/contract';
import { monthsOf, windowOf, type DatedSpend, type Move, type Window } from '@zhike/domain/membership/levels';
import { changeIn, type Sql, type Tx } from '../../platform/db';

/**
 * What somebody spent: the lines of the books on a till in acts of hers, whatever she paid for, less what was promised back
 * (`refund_due`: by the day it was promised; its payout changes nothing any more). Paying with a card is no second spending.
 */
const SPEND_KINDS = [...TILLS, 'refund_due'];

/** A customer and every record that became hers. */
const HERS = `WITH RECURSIVE hers AS (SELECT $1::uuid AS id UNION SELECT c.id FROM customers c JOIN hers h ON c.merged_into_id = h.id)`;

/** What she spent day by day within a window. */
export function listSpends(sql: Sql, customerId: string, { from, until }: Window): Promise<DatedSpend[]> {
  return sql(
    `${HERS} SELECT t.business_date::text AS on, sum(e.amount)::float8 AS "amountFen"
       FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id JOIN ledger_accounts a ON a.id = e.account_id
      WHERE t.customer_id IN (SELECT id FROM hers) AND a.kind = ANY($2::text[]) AND t.business_date BETWEEN $3::date AND $4::date GROUP BY t.business_date`,
    [customerId, SPEND_KINDS, from, until],
  );
}

/** The levels as they are set from now on. False: that version is taken. */
export async function insertLevelRules(
  tx: Tx,
  rules: { readonly version: number; readonly levels: readonly LevelTerms[]; readonly staffId: string; readonly now: Date },
): Promise<boolean> {
  const { version, levels, staffId, now } = rules;
  const text = 'INSERT INTO level_rules (version, levels, staff_id, created_at) VALUES ($1::int, $2::jsonb, $3::uuid, $4::timestamptz) ON CONFLICT DO NOTHING';
  return (await changeIn(tx, text, [version, JSON.stringify(levels), staffId, now.toISOString()])) === 1;
}

export interface NewMove extends Move {
  readonly id: string;
  readonly customerId: string;
  readonly fromName: string;
  readonly toName: string;
  readonly window: Window;
  readonly now: Date;
}

export async function insertMove(tx: Tx, move: NewMove): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO level_moves (id, customer_id, from_key, to_key, from_name, to_name, raised, spend_fen, months, window_from, window_until, at)
     VALUES ($1::uuid, $2::uuid, $3, $4, $5, $6, $7::bool, $8::bigint, $9::int, $10::date, $11::date, $12::timestamptz)`,
    [
      move.id,
      move.customerId,
      move.from,
      move.to,
      move.fromName,
      move.toName,
      move.raised,
      move.spendFen,
      move.months,
      move.window.from,
      move.window.until,
      move.now.toISOString(),
    ],
  );
}

export interface MoveRow {
  readonly at: Date;
  readonly fromName: string;
  readonly toName: string;
  readonly raised: boolean;
  readonly spendFen: number;
  readonly months: number;
  readonly windowFrom: string;
  readonly windowUntil: string;
}

/** The last hundred of hers, the newest first. */
export function listMoves(sql: Sql, customerId: string): Promise<MoveRow[]> {
  return sql(
    `SELECT at, from_name AS "fromName", to_name AS "toName", raised, spend_fen::float8 AS "spendFen", months, window_from::text AS "windowFrom", window_until::text AS "windowUntil"
       FROM level_moves WHERE customer_id = $1::uuid ORDER BY at DESC, id DESC LIMIT 100`,
    [customerId],
  );
}

/**
 * Everybody who is not where `levels` put her, as CTE `moving` (id, name, level, target, raised, sums): the twin of `levelFor` in
 * domain/membership/levels.ts, for all customers at once.
 */
function moving(levels: readonly LevelTerms[], today: string, values: unknown[]): string {
  const param = (value: unknown, type: string): string => `$${values.push(value)}::${type}`;
  const windows = monthsOf(levels).map((months) => ({ months, from: windowOf(today, months).from }));
  const widest = windows.at(-1)?.from ?? today;
  const sums = windows.map(
    ({ months, from }) => `GREATEST(0, COALESCE(sum(e.amount) FILTER (WHERE t.business_date >= ${param(from, 'date')}), 0))::float8 AS s${months}`,
  );
  const highest = [...levels].sort((a, b) => b.rank - a.rank);
  const met = highest.map((level) => `WHEN COALESCE(s.s${level.months}, 0) >= ${param(level.thresholdFen, 'bigint')} THEN ${param(level.key, 'text')}`);
  const rankOf = (column: string): string => {
    const ranks = levels.map((level) => `WHEN ${param(level.key, 'text')} THEN ${param(level.rank, 'int')}`);
    return ranks.length > 0 ? `CASE ${column} ${ranks.join(' ')} ELSE 0 END` : '0';
  };
  const target = met.length > 0 ? `CASE ${met.join(' ')} ELSE '' END` : `''::text`;
  const told = windows.length > 0 ? `json_build_object(${windows.map(({ months }) => `'${months}', COALESCE(s.s${months}, 0)`).join(', ')})` : `'{}'::json`;
  return `WITH RECURSIVE root AS (
      SELECT id, id AS root FROM customers WHERE merged_into_id IS NULL UNION ALL SELECT c.id, r.root FROM customers c JOIN root r ON c.merged_into_id = r.id),
    spent AS (
      SELECT r.root${sums.map((sum) => `, ${sum}`).join('')} FROM ledger_transactions t JOIN root r ON r.id = t.customer_id JOIN ledger_entries e ON e.transaction_id = t.id JOIN ledger_accounts a ON a.id = e.account_id
       WHERE a.kind = ANY(${param(SPEND_KINDS, 'text[]')}) AND t.business_date BETWEEN ${param(widest, 'date')} AND ${param(today, 'date')} GROUP BY r.root),
    stands AS (SELECT c.id, c.name, c.level, ${target} AS target, ${told} AS sums FROM customers c LEFT JOIN spent s ON s.root = c.id WHERE c.merged_into_id IS NULL),
    moving AS (SELECT *, ${rankOf('target')} > ${rankOf('level')} AS raised FROM stands WHERE target <> level)`;
}

export interface MovingRow {
  readonly id: string;
  readonly name: string;
  readonly level: string;
  /** By months. */
  readonly sums: Readonly<Record<string, number>>;
}

/** How many would move up and down. */
export async function countMoving(sql: Sql, levels: readonly LevelTerms[], today: string): Promise<{ readonly up: number; readonly down: number }> {
  const values: unknown[] = [];
  const rows = await sql<{ up: number; down: number }>(
    `${moving(levels, today, values)} SELECT count(*) FILTER (WHERE raised)::int AS up, count(*) FILTER (WHERE NOT raised)::int AS down FROM moving`,
    values,
  );
  return rows[0] ?? { up: 0, down: 0 };
}

/** Who would move, in the order of their ids, after `afterId`. */
export function listMoving(
  sql: Sql,
  levels: readonly LevelTerms[],
  today: string,
  page: { readonly raised: boolean | null; readonly afterId: string | null; readonly limit: number },
): Promise<MovingRow[]> {
  const values: unknown[] = [];
  const from = moving(levels, today, values);
  const where = ['true'];
  if (page.raised !== null) where.push(`raised = $${values.push(page.raised)}::bool`);
  if (page.afterId !== null) where.push(`id > $${values.push(page.afterId)}::uuid`);
  return sql(`${from} SELECT id, name, level, sums FROM moving WHERE ${where.join(' AND ')} ORDER BY id LIMIT $${values.push(page.limit)}::int`, values);
}
