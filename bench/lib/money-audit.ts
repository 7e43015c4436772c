import type pg from 'pg';
import type { World } from '../../sandbox/world/world';
import { auditBooks } from '../../server/src/modules/ledger/audit';
import { compareMoney } from './audit';
import { auditCoupons } from './coupon-audit';

/**
 * Every card recomputed from what happened to it (its terms, its charges, uses and corrections) without looking at the ledger, beside what the
 * ledger says: the rows that differ. A card that was given back holds nothing.
 */
const CARDS_THAT_DIFFER = `
  WITH did AS (SELECT (e.data->>'cardId')::uuid AS card_id,
      sum(CASE e.type WHEN 'card.charged' THEN (e.data->>'amountFen')::bigint WHEN 'card.corrected' THEN (e.data->>'principalFen')::bigint ELSE 0 END) AS principal,
      sum(CASE e.type WHEN 'card.charged' THEN (e.data->>'bonusFen')::bigint WHEN 'card.corrected' THEN (e.data->>'bonusFen')::bigint ELSE 0 END) AS bonus,
      sum(CASE e.type WHEN 'card.corrected' THEN (e.data->>'sessions')::bigint ELSE 0 END) AS sessions
    FROM events e WHERE e.type IN ('card.charged', 'card.corrected') GROUP BY 1),
  used AS (SELECT card_id, sum(principal) AS principal, sum(bonus) AS bonus, sum(sessions) AS sessions FROM (
      SELECT card_id, principal_fen AS principal, bonus_fen AS bonus, sessions FROM card_uses WHERE undone_at IS NULL
      UNION ALL SELECT card_id, CASE kind WHEN 'card' THEN principal_fen ELSE -principal_fen END, CASE kind WHEN 'card' THEN bonus_fen ELSE -bonus_fen END, 0
        FROM order_payments WHERE card_id IS NOT NULL AND till IS NULL AND kind <> 'void') x GROUP BY 1),
  naive AS (SELECT k.id, k.code, k.state,
      CASE k.kind WHEN 'stored_value' THEN (k.terms->>'priceFen')::bigint ELSE 0 END + COALESCE(d.principal, 0) - COALESCE(u.principal, 0) AS principal,
      (k.terms->>'bonusFen')::bigint + COALESCE(d.bonus, 0) - COALESCE(u.bonus, 0) AS bonus,
      (k.terms->>'sessions')::bigint + COALESCE(d.sessions, 0) - COALESCE(u.sessions, 0) AS sessions
    FROM cards k LEFT JOIN did d ON d.card_id = k.id LEFT JOIN used u ON u.card_id = k.id),
  held AS (SELECT k.id, COALESCE(sum(a.balance) FILTER (WHERE a.kind = 'principal'), 0) AS principal, COALESCE(sum(a.balance) FILTER (WHERE a.kind = 'bonus'), 0) AS bonus,
      COALESCE(sum(a.balance) FILTER (WHERE a.kind = 'sessions'), 0) AS sessions FROM cards k LEFT JOIN ledger_accounts a ON a.holder_id = k.id GROUP BY k.id)
  SELECT n.code AS what FROM naive n JOIN held h ON h.id = n.id
   WHERE CASE n.state WHEN 'refunded' THEN h.principal <> 0 OR h.bonus <> 0 OR h.sessions <> 0 ELSE (n.principal, n.bonus, n.sessions) <> (h.principal, h.bonus, h.sessions) END`;

const MUST_BE_EMPTY: Readonly<Record<string, string>> = {
  'an order, its payments and the books differ': `SELECT o.code AS what FROM orders o WHERE o.phase NOT IN ('waiting', 'rejected') AND (
      o.billed_fen - o.paid_fen <> COALESCE((SELECT a.balance FROM ledger_accounts a WHERE a.key = 'receivable:' || o.id), 0)
      OR o.paid_fen <> COALESCE((SELECT sum(CASE WHEN p.kind IN ('refund', 'void') THEN -p.amount_fen ELSE p.amount_fen END) FROM order_payments p WHERE p.order_id = o.id), 0)
      OR o.paid_fen > o.billed_fen)`,
  'a payment is told nowhere, or twice': `SELECT p.out_trade_no AS what FROM payments p WHERE p.state = 'paid' AND p.purpose <> 'deposit' AND p.paid_fen <>
      COALESCE((SELECT sum(op.amount_fen) FROM order_payments op WHERE op.payment_id = p.id), 0)
      + CASE WHEN EXISTS (SELECT 1 FROM card_purchases q WHERE q.id = p.purchase_id AND q.state = 'made') THEN p.paid_fen ELSE 0 END
      + COALESCE((SELECT sum(f.amount_fen) FROM refunds f WHERE f.payment_id = p.id AND f.reason = 'not_needed'), 0)`,
  'a booking was written off above its price': `SELECT b.code AS what FROM bookings b JOIN (SELECT booking_id, sum(CASE WHEN sessions > 0 THEN 1 ELSE 0 END) AS cards FROM card_uses WHERE undone_at IS NULL GROUP BY 1) u
      ON u.booking_id = b.id WHERE u.cards > 1`,
  'a promise to give back was not kept': `SELECT f.out_refund_no AS what FROM refunds f WHERE f.state NOT IN ('succeeded', 'closed')`,
  'a refund has left the till twice, or never': `SELECT f.out_refund_no AS what FROM refunds f WHERE f.state = 'succeeded'
      AND (SELECT count(*) FROM ledger_transactions t WHERE t.key = 'refund/' || f.id || '/paid_out') <> 1`,
  'something is promised back that no refund gives': `SELECT x.fen || ' fen' AS what FROM (SELECT COALESCE(sum(e.amount), 0) AS fen FROM ledger_entries e JOIN ledger_accounts a ON a.id = e.account_id WHERE a.kind = 'refund_due') x
      WHERE x.fen <> -COALESCE((SELECT sum(amount_fen) FROM refunds WHERE state NOT IN ('succeeded')), 0)`,
  'what WeChat Pay holds is not what was paid and given back': `SELECT books || ' in the books, ' || money || ' paid' AS what FROM
     (SELECT COALESCE(sum(e.amount), 0) AS books FROM ledger_entries e JOIN ledger_accounts a ON a.id = e.account_id WHERE a.kind = 'wechat') x,
     (SELECT COALESCE((SELECT sum(paid_fen) FROM payments WHERE state = 'paid'), 0) - COALESCE((SELECT sum(amount_fen) FROM refunds WHERE state = 'succeeded'), 0) AS money) y WHERE books <> money`,
};

export interface MoneyAudit {
  /** Sum of all entries by unit: zero. */
  readonly ledgerSum: number;
  /** Cards whose balance is not what their acts say, and accounts whose balance is not the sum of their entries. */
  readonly balancesThatDiffer: number;
  /** Coupons that two bills have, or that were used more often than given back. */
  readonly couponsUsedTwice: number;
  readonly wrongs: readonly string[];
}

/** Everything about money that is not as it must be, in words; empty when all is well. */
export async function auditMoney(pool: pg.Pool, world: World): Promise<MoneyAudit> {
  const sum = await pool.query<{ fen: string }>(
    'SELECT COALESCE(sum(abs(s)), 0) AS fen FROM (SELECT sum(e.amount) AS s FROM ledger_entries e JOIN ledger_accounts a ON a.id = e.account_id GROUP BY a.unit) x',
  );
  const cards = await pool.query<{ what: string }>(CARDS_THAT_DIFFER);
  const purses = await pool.query<{ what: string }>(
    `SELECT a.key AS what FROM ledger_accounts a WHERE a.guarded AND a.balance <> a.side * COALESCE((SELECT sum(e.amount) FROM ledger_entries e WHERE e.account_id = a.id), 0)`,
  );
  const wrongs = [...cards.rows.map((row) => `card ${row.what} differs from its acts`), ...purses.rows.map((row) => `${row.what} differs from its entries`)];
  for (const [problem, sql] of Object.entries(MUST_BE_EMPTY)) {
    const { rows } = await pool.query<{ what: string }>(sql);
    if (rows.length > 0)
      wrongs.push(
        `${problem}: ${rows
          .slice(0, 5)
          .map((row) => row.what)
          .join(', ')}${rows.length > 5 ? ` and ${rows.length - 5} more` : ''}`,
      );
  }
  const { sound, ...faults } = await auditBooks(async (text, values) => (await pool.query(text, [...values])).rows);
  if (!sound) wrongs.push(`the books are unsound: ${JSON.stringify(faults)}`);
  wrongs.push(...(await compareMoney(pool, world)));
  const coupons = await auditCoupons(pool);
  wrongs.push(...coupons.wrongs);
  const balancesThatDiffer = cards.rows.length + purses.rows.length;
  return { ledgerSum: Number(sum.rows[0]?.fen ?? 0), balancesThatDiffer, couponsUsedTwice: coupons.usedTwice, wrongs };
}
