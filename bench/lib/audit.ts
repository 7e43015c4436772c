import type pg from 'pg';
import type { World } from '../../sandbox/world/world';
import { auditBooks } from '../../server/src/modules/ledger/audit';

/**
 * Pairs of live reservations of one unit that overlap, found by reading the whole table: indexes may lie (a broken GiST index
 * would hide exactly what it let in), a sequential scan does not. What was laid over another on purpose is counted apart (`countOverbooked`).
 * @param table for the negative control, which has no constraint
 */
export async function countOverlaps(pool: pg.Pool, table: 'reservations' | 'reservations_control' = 'reservations'): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    for (const way of ['enable_indexscan', 'enable_indexonlyscan', 'enable_bitmapscan']) await client.query(`SET LOCAL ${way} = off`);
    const { rows } = await client.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM ${table} a JOIN ${table} b ON a.unit_id = b.unit_id AND a.id < b.id AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
       WHERE a.released_at IS NULL AND b.released_at IS NULL${table === 'reservations' ? ' AND NOT a.overbooked AND NOT b.overbooked' : ''}`,
    );
    await client.query('ROLLBACK');
    return rows[0]?.n ?? 0;
  } finally {
    client.release();
  }
}

/** Live reservations that somebody with the right to do so laid over another one. */
export async function countOverbooked(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ n: number }>('SELECT count(*)::int AS n FROM reservations WHERE released_at IS NULL AND overbooked');
  return rows[0]?.n ?? 0;
}

/** Deadlocks that PostgreSQL has broken in this database since it was made. Its counters are up to a second late, and begin anew after a crash. */
export async function countDeadlocks(asked: pg.Pool | pg.Client): Promise<number> {
  const { rows } = await asked.query<{ n: string }>('SELECT deadlocks AS n FROM pg_stat_database WHERE datname = current_database()');
  return Number(rows[0]?.n ?? 0);
}

/** What must be empty, by name; each query answers one `what` a row. */
const MUST_BE_EMPTY: Readonly<Record<string, string>> = {
  'a hold outlived its end': `SELECT code AS what FROM bookings WHERE state = 'held' AND hold_expires_at < now() - interval '5 seconds'`,
  'an ended booking keeps a unit': `SELECT b.code AS what FROM reservations r JOIN bookings b ON b.id = r.booking_id WHERE r.released_at IS NULL AND b.state IN ('expired', 'cancelled', 'declined')`,
  'a living booking misses a unit': `SELECT b.code AS what FROM bookings b WHERE b.state NOT IN ('expired', 'cancelled', 'declined')
     AND (SELECT count(*) FROM reservations r WHERE r.booking_id = b.id AND r.released_at IS NULL) <> (SELECT count(*) FROM service_roles s WHERE s.service_id = b.service_id)`,
  'a request outlived its deadline': `SELECT code AS what FROM bookings WHERE state = 'requested' AND accept_by < now() - interval '5 seconds'`,
  'two people accepted one part': `SELECT booking_id::text AS what FROM acceptance_offers WHERE state = 'accepted' GROUP BY booking_id, role_key HAVING count(*) > 1`,
  'an offer stayed open after its booking was settled': `SELECT b.code AS what FROM acceptance_offers o JOIN bookings b ON b.id = o.booking_id WHERE o.state = 'open' AND b.state NOT IN ('held', 'requested')`,
  'somebody who waits was passed over': `SELECT w.id::text AS what FROM waitlist_entries w WHERE w.state = 'offered' AND NOT EXISTS (SELECT 1 FROM bookings b WHERE b.waitlist_id = w.id AND b.state IN ('held', 'requested', 'confirmed'))`,
  'one wish made two bookings': `SELECT note AS what FROM bookings WHERE note LIKE 'wish %' GROUP BY note HAVING count(*) > 1`,
  'a booking has no event': `SELECT code AS what FROM bookings b WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.booking_id = b.id AND e.type IN ('booking.held', 'booking.requested', 'booking.confirmed'))`,
  'money was told twice': `SELECT booking_id::text AS what FROM events WHERE type = 'payment.paid' GROUP BY booking_id HAVING count(*) > 1`,
  'a paid booking neither stands nor is given back': `SELECT p.out_trade_no AS what FROM payments p JOIN bookings b ON b.id = p.booking_id WHERE p.state = 'paid' AND b.state IN ('held', 'expired', 'cancelled', 'declined')
     AND COALESCE((SELECT sum(amount_fen) FROM refunds f WHERE f.payment_id = p.id AND f.state <> 'closed'), 0) < p.paid_fen`,
  'a paid deposit is not in the books': `SELECT p.out_trade_no AS what FROM payments p WHERE p.state = 'paid' AND p.purpose = 'deposit' AND NOT EXISTS (SELECT 1 FROM ledger_transactions t WHERE t.key = 'payment/' || p.id || '/paid')`,
  'a refund is not in the books': `SELECT f.out_refund_no AS what FROM refunds f WHERE NOT EXISTS (SELECT 1 FROM ledger_transactions t WHERE t.key = 'refund/' || f.id || '/promised')
     OR (f.state = 'succeeded') <> EXISTS (SELECT 1 FROM ledger_transactions t WHERE t.key = 'refund/' || f.id || '/paid_out')`,
  'the deposit of a booking that is over still lies in its purse': `SELECT b.code AS what FROM bookings b JOIN ledger_accounts a ON a.key = 'deposit:' || b.id WHERE a.balance > 0 AND b.state IN ('done', 'no_show', 'cancelled', 'declined', 'expired')`,
  'what WeChat Pay holds is not what was paid and given back': `SELECT books || ' in the books, ' || money || ' paid' AS what FROM
     (SELECT COALESCE(sum(e.amount), 0) AS books FROM ledger_entries e JOIN ledger_accounts a ON a.id = e.account_id WHERE a.kind = 'wechat') x,
     (SELECT COALESCE((SELECT sum(paid_fen) FROM payments WHERE state = 'paid'), 0) - COALESCE((SELECT sum(amount_fen) FROM refunds WHERE state = 'succeeded'), 0) AS money) y WHERE books <> money`,
};

/** Everything about bookings and money that is not as it must be, in words; empty when all is well. Assumes that every cancellation gives the whole deposit back. */
export async function findWrongs(pool: pg.Pool, world: World): Promise<string[]> {
  const wrongs: string[] = [];
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
  const overlaps = await countOverlaps(pool);
  if (overlaps > 0) wrongs.push(`${overlaps} overlaps`);
  const { sound, ...faults } = await auditBooks(async (text, values) => (await pool.query(text, [...values])).rows);
  if (!sound) wrongs.push(`the books are unsound: ${JSON.stringify(faults)}`);
  return [...wrongs, ...(await compareMoney(pool, world)), ...repeatedMessages(world)];
}

/** The simulator's books against ours, order by order and in sum. */
export async function compareMoney(pool: pg.Pool, world: World): Promise<string[]> {
  const { rows } = await pool.query<{ no: string; state: string; paid: number; refunded: number }>(
    `SELECT p.out_trade_no AS no, p.state, p.paid_fen AS paid, COALESCE((SELECT sum(f.amount_fen) FROM refunds f WHERE f.payment_id = p.id AND f.state IN ('processing', 'succeeded')), 0)::int AS refunded FROM payments p`,
  );
  const ours = new Map(rows.map((row) => [row.no, row]));
  const wrongs: string[] = [];
  for (const order of world.state.orders) {
    const mine = ours.get(order.outTradeNo);
    const paid = order.transactionId !== null;
    if (paid && (mine?.state !== 'paid' || mine.paid !== order.totalFen))
      wrongs.push(`paid at WeChat Pay, not with us: ${order.outTradeNo} (${mine?.state ?? 'unknown'})`);
    if (!paid && mine?.state === 'paid') wrongs.push(`paid with us, not at WeChat Pay: ${order.outTradeNo}`);
    const given = world.state.refunds
      .filter((refund) => refund.outTradeNo === order.outTradeNo && refund.status !== 'CLOSED')
      .reduce((sum, refund) => sum + refund.refundFen, 0);
    if (given !== (mine?.refunded ?? 0)) wrongs.push(`refunds differ: ${order.outTradeNo} ${given} fen there, ${mine?.refunded ?? 0} here`);
  }
  for (const row of rows)
    if (row.state === 'paid' && !world.state.orders.some((order) => order.outTradeNo === row.no)) wrongs.push(`paid with us, unknown at WeChat Pay: ${row.no}`);
  return wrongs;
}

/** No person gets the same message twice. (One that was lost is `unknown` in our books; that is counted elsewhere, not forbidden.) */
function repeatedMessages(world: World): string[] {
  const seen = new Map<string, number>();
  const count = (key: string): void => void seen.set(key, (seen.get(key) ?? 0) + 1);
  for (const message of world.state.subscribeMessages) count(`to a customer ${message.title} ${message.openid.slice(0, 8)} ${message.page}`);
  for (const message of world.state.smsMessages) count(`by text ${message.context}`);
  for (const message of world.state.appMessages) count(`to staff ${message.userid} ${message.url ?? ''}`);
  return [...seen].filter(([, times]) => times > 1).map(([key, times]) => `told ${times} times: ${key}`);
}
