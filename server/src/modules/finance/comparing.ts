import type { ApiRefusal } from '@zhike/domain/api';
import { compare, readBill, type BillLine } from '@zhike/domain/finance/bill';
import type { Actor } from '@zhike/domain/kernel/actor';
import { addDays } from '@zhike/domain/kernel/calendar-date';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { sqlIn } from '../../platform/db';
import { newId } from '../../platform/ids';
import type { Ports } from '../../platform/ports';
import type { Write } from '../../platform/write';
import { findMoves, listDueMoves, type Through } from '../orders/queries.payments';
import { findBill, listBilled, replaceLines, writeBill, writeDifferences, type BillRow } from './records.bills';

/** WeChat Pay's days are China's, wherever the shop is. */
const startOf = (date: string): Date => new Date(`${date}T00:00:00+08:00`);
/** A day's bill is there from ten o'clock of the next, for three months. */
export const readyAt = (date: string): Date => new Date(`${addDays(date, 1)}T10:00:00+08:00`);
const KEPT_DAYS = 92;
/** The day in China. */
export const chinaDate = (instant: Date): string => new Date(instant.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);

/** Fetches a merchant's bill of a day and compares it with our books of that merchant. Again is harmless: what was settled stays so. */
export async function fetchAndCompare(ports: Ports, actor: Actor, mchid: string, date: string): Promise<Decision<BillRow, ApiRefusal>> {
  const merchant = ports.merchants.find(mchid);
  if (!merchant) return refuse('finance.merchant_unknown', { mchid });
  const through = { mchid, main: ports.merchants.main().mchid === mchid };
  const answer = await merchant.pay.tradeBill(date);
  if (answer.kind === 'unavailable') return refuse('service.unavailable', { service: 'wechat-pay' as const, retryAfterSeconds: 60 });
  if (answer.kind === 'rejected') return refuse('finance.bill_not_there', { date, readyAt: readyAt(date).toISOString(), keptDays: KEPT_DAYS });
  const read = answer.value === null ? { ok: true as const, bill: { lines: [], paidFen: 0, refundedFen: 0, feeFen: 0 } } : readBill(answer.value, mchid);
  if (!read.ok) {
    ports.log.error({ mchid, date, problem: read.problem }, 'bill.refused');
    return refuse('finance.bill_refused', { date, problem: read.problem });
  }
  const { lines, ...sums } = read.bill;
  return ports.writer.transaction({ actor, requestId: null }, async (write) => {
    const payments = lines.filter((line) => line.what === 'payment').length;
    const billId = await writeBill(sqlIn(write.tx), {
      id: newId(write.now),
      mchid,
      date,
      state: answer.value === null ? 'none' : 'fetched',
      payments,
      refunds: lines.length - payments,
      ...sums,
      fetchedAt: write.now,
    });
    await replaceLines(write.tx, billId, lines);
    await writeDifferences(write.tx, billId, await differencesOf(write, through, date, lines), write.now);
    const bill = await findBill(sqlIn(write.tx), mchid, date);
    if (!bill) throw new Error('a bill that was just written is not there');
    await write.event({ type: 'bill.compared', data: { date, lines: lines.length, open: bill.open } });
    return allow(bill);
  });
}

/** A refund is on the bill of the day on which WeChat Pay took it, which may be the day after ours: it is missed only a day later. */
async function differencesOf(write: Write, through: Through, date: string, lines: readonly BillLine[]) {
  const sql = sqlIn(write.tx);
  const ours = await findMoves(
    sql,
    lines.map((line) => line.number),
    through,
  );
  const due = await listDueMoves(sql, through, [startOf(date), startOf(addDays(date, 1))], [startOf(addDays(date, -1)), startOf(date)]);
  const billed = await listBilled(
    sql,
    through.mchid,
    due.map((move) => move.number),
  );
  return compare(lines, ours, due, billed).map((one) => ({ ...one, id: newId(write.now) }));
}
