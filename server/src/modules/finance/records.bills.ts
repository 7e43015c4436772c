import type { BillLine, Difference } from '@zhike/domain/finance/bill';
import { changeIn, type Sql, type Tx } from '../../platform/db';

export interface BillRow {
  readonly id: string;
  /** Whose bill it is. */
  readonly mchid: string;
  readonly date: string;
  readonly state: 'fetched' | 'none';
  readonly payments: number;
  readonly paidFen: number;
  readonly refunds: number;
  readonly refundedFen: number;
  readonly feeFen: number;
  readonly open: number;
  readonly fetchedAt: Date;
}

/** Sums of money outgrow an integer: float8 holds whole fen up to 90 trillion yuan. */
const BILL = `SELECT b.id, b.mchid, b.date::text, b.state, b.payments, b.paid_fen::float8 AS "paidFen", b.refunds, b.refunded_fen::float8 AS "refundedFen", b.fee_fen::float8 AS "feeFen", b.fetched_at AS "fetchedAt",
  (SELECT count(*)::int FROM bill_differences d WHERE d.bill_id = b.id AND d.how IS NULL) AS open FROM bills b`;

/** Bills of a merchant (null: of all, also of such as are configured no more) in a span of days, the newest first. */
export function listBills(sql: Sql, mchid: string | null, from: string, until: string): Promise<BillRow[]> {
  return sql(`${BILL} WHERE ($1::text IS NULL OR b.mchid = $1) AND b.date BETWEEN $2::date AND $3::date ORDER BY b.date DESC, b.mchid`, [mchid, from, until]);
}

export async function findBill(sql: Sql, mchid: string, date: string): Promise<BillRow | null> {
  return (await listBills(sql, mchid, date, date))[0] ?? null;
}

/** The bill's row with new figures; the first of two who fetch the same day at once makes the other wait. Answers its id. */
export async function writeBill(sql: Sql, bill: Omit<BillRow, 'open'>): Promise<string> {
  const rows = await sql<{ id: string }>(
    `INSERT INTO bills (id, mchid, date, state, payments, paid_fen, refunds, refunded_fen, fee_fen, fetched_at) VALUES ($1::uuid, $2, $3::date, $4, $5::int, $6::bigint, $7::int, $8::bigint, $9::bigint, $10::timestamptz)
     ON CONFLICT (mchid, date) DO UPDATE SET state = EXCLUDED.state, payments = EXCLUDED.payments, paid_fen = EXCLUDED.paid_fen, refunds = EXCLUDED.refunds, refunded_fen = EXCLUDED.refunded_fen,
       fee_fen = EXCLUDED.fee_fen, fetched_at = EXCLUDED.fetched_at RETURNING id`,
    [bill.id, bill.mchid, bill.date, bill.state, bill.payments, bill.paidFen, bill.refunds, bill.refundedFen, bill.feeFen, bill.fetchedAt.toISOString()],
  );
  const id = rows[0]?.id;
  if (!id) throw new Error('a bill that was just written is not there');
  return id;
}

export async function replaceLines(tx: Tx, billId: string, lines: readonly BillLine[]): Promise<void> {
  await changeIn(tx, 'DELETE FROM bill_lines WHERE bill_id = $1::uuid', [billId]);
  await changeIn(
    tx,
    'INSERT INTO bill_lines (bill_id, what, number, amount_fen) SELECT $1::uuid, l.what, l.number, l.fen FROM unnest($2::text[], $3::text[], $4::int[]) AS l(what, number, fen)',
    [billId, lines.map((line) => line.what), lines.map((line) => line.number), lines.map((line) => line.amountFen)],
  );
}

/** Which of these numbers stood on any bill of a merchant, as `<what> <number>`. */
export async function listBilled(sql: Sql, mchid: string, numbers: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await sql<{ key: string }>(
    `SELECT l.what || ' ' || l.number AS key FROM bill_lines l JOIN bills b ON b.id = l.bill_id WHERE b.mchid = $1 AND l.number = ANY($2::text[])`,
    [mchid, numbers],
  );
  return new Set(rows.map((row) => row.key));
}

/**
 * What differs now. One that is open is told anew, one that was settled stays so, and open ones that are there no more agree; so does what an
 * earlier bill lacked and this one has.
 */
export async function writeDifferences(tx: Tx, billId: string, differences: readonly (Difference & { readonly id: string })[], now: Date): Promise<void> {
  const at = now.toISOString();
  for (const one of differences)
    await changeIn(
      tx,
      `INSERT INTO bill_differences (id, bill_id, kind, what, number, ours_fen, theirs_fen) VALUES ($1::uuid, $2::uuid, $3, $4, $5, $6::int, $7::int)
       ON CONFLICT (bill_id, what, number) DO UPDATE SET kind = EXCLUDED.kind, ours_fen = EXCLUDED.ours_fen, theirs_fen = EXCLUDED.theirs_fen WHERE bill_differences.how IS NULL`,
      [one.id, billId, one.kind, one.what, one.number, one.oursFen, one.theirsFen],
    );
  await changeIn(
    tx,
    `UPDATE bill_differences SET how = 'agreed', settled_at = $3::timestamptz WHERE how IS NULL AND
       ((bill_id = $1::uuid AND NOT what || ' ' || number = ANY($2::text[]))
        OR (kind = 'missing_there' AND EXISTS (SELECT 1 FROM bill_lines l WHERE l.bill_id = $1::uuid AND l.what = bill_differences.what AND l.number = bill_differences.number)))`,
    [billId, differences.map((one) => `${one.what} ${one.number}`), at],
  );
}

export interface DifferenceRow extends Difference {
  readonly id: string;
  readonly mchid: string;
  readonly date: string;
  readonly how: 'asked' | 'explained' | 'agreed' | null;
  readonly note: string;
  readonly byName: string;
  readonly settledAt: Date | null;
}

const DIFFERENCE = `SELECT d.id, b.mchid, b.date::text, d.kind, d.what, d.number, d.ours_fen AS "oursFen", d.theirs_fen AS "theirsFen", d.how, d.note, COALESCE(m.name, '') AS "byName", d.settled_at AS "settledAt"
  FROM bill_differences d JOIN bills b ON b.id = d.bill_id LEFT JOIN staff_members m ON m.id = d.staff_id`;
const MOST = 500;

export function listDifferences(sql: Sql, by: { readonly date: string | null; readonly open: boolean }): Promise<DifferenceRow[]> {
  return sql(
    `${DIFFERENCE} WHERE ($1::date IS NULL OR b.date = $1::date) AND (NOT $2::bool OR d.how IS NULL) ORDER BY d.how IS NOT NULL, b.date DESC, d.number LIMIT ${MOST}`,
    [by.date, by.open],
  );
}

export async function findDifference(sql: Sql, id: string, lock: boolean): Promise<DifferenceRow | null> {
  return (await sql<DifferenceRow>(`${DIFFERENCE} WHERE d.id = $1::uuid ${lock ? 'FOR UPDATE OF d' : ''}`, [id]))[0] ?? null;
}

export async function settleDifferenceRow(
  tx: Tx,
  id: string,
  settled: { readonly how: 'asked' | 'explained'; readonly note: string; readonly staffId: string; readonly at: Date },
): Promise<void> {
  await changeIn(tx, 'UPDATE bill_differences SET how = $2, note = $3, staff_id = $4::uuid, settled_at = $5::timestamptz WHERE id = $1::uuid', [
    id,
    settled.how,
    settled.note,
    settled.staffId,
    settled.at.toISOString(),
  ]);
}
