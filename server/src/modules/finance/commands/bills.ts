import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn, sqlOf } from '../../../platform/db';
import { askAndSettle } from '../../orders/close';
import { NoAnswer } from '../../orders/no-answer';
import { findMoves } from '../../orders/queries.payments';
import { runCheckRefund } from '../../orders/refunds';
import { fetchAndCompare } from '../comparing';
import type { Input } from '../input';
import { findDifference, settleDifferenceRow, type DifferenceRow } from '../records.bills';
import { toBillView, toDifferenceViews } from '../view';

export async function fetchBill(ask: Ask<ActorOf<'finance.fetchBill'>>, input: Input<'finance.fetchBill'>): Answer<'finance.fetchBill'> {
  const fetched = await fetchAndCompare(ask.ports, ask.actor, input.mchid, input.date);
  return fetched.ok ? allow({ bill: toBillView(fetched.value, ask.ports.merchants) }) : fetched;
}

/** Whether asking WeChat Pay made both say the same. Only what we had not settled, or had settled and it denies, can be put right so. */
async function askAgain(ask: Ask, row: DifferenceRow): Promise<boolean> {
  const sql = sqlOf(ask.ports.db);
  const through = { mchid: row.mchid, main: ask.ports.merchants.main().mchid === row.mchid };
  const find = async () => (await findMoves(sql, [row.number], through)).find((move) => move.what === row.what);
  const before = await find();
  if (!before || row.kind === 'amount_differs') return false;
  if (row.what === 'refund') await runCheckRefund(before.id, ask.ports, ask.actor);
  else if (row.kind === 'missing_here') await askAndSettle({ outTradeNo: row.number, mchid: row.mchid }, ask.ports, ask.actor);
  else {
    const found = await ask.ports.merchants.of(row.mchid).query(row.number);
    if (found.kind === 'unavailable') throw new NoAnswer(found.detail);
    // It knows the payment after all, by the amount that we know.
    return found.kind === 'ok' && found.value?.amountFen === row.oursFen && (found.value?.state === 'SUCCESS' || found.value?.state === 'REFUND');
  }
  const after = await find();
  return after?.settled === true && (row.theirsFen === null || after.amountFen === row.theirsFen);
}

/** OR-06: a difference is put right by asking WeChat Pay, or a person writes why it is as it is. */
export async function settleDifference(
  ask: Ask<ActorOf<'finance.settleDifference'>>,
  input: Input<'finance.settleDifference'>,
): Answer<'finance.settleDifference'> {
  const { ports, actor, requestId } = ask;
  const row = await findDifference(sqlOf(ports.db), input.differenceId, false);
  if (!row) return refuse('record.not_found', { noun: 'bill_difference', id: input.differenceId });
  if (row.how !== null) return refuse('finance.already_settled', { number: row.number });
  if (input.how === 'ask')
    try {
      if (!(await askAgain(ask, row))) return refuse('finance.still_differs', { number: row.number });
    } catch (error) {
      if (error instanceof NoAnswer) return refuse('service.unavailable', { service: 'wechat-pay' as const, retryAfterSeconds: 60 });
      throw error;
    }
  return ports.writer.transaction({ actor, requestId }, async (write) => {
    const sql = sqlIn(write.tx);
    const now = await findDifference(sql, row.id, true);
    if (!now || now.how !== null) return refuse('finance.already_settled', { number: row.number });
    const how = input.how === 'ask' ? ('asked' as const) : ('explained' as const);
    await settleDifferenceRow(write.tx, row.id, { how, note: input.note, staffId: actor.staffId, at: write.now });
    await write.event({ type: 'bill.difference_settled', data: { number: row.number, how } });
    const settled = await findDifference(sql, row.id, false);
    const [difference] = await toDifferenceViews(sql, ports.merchants, settled ? [settled] : []);
    if (!difference) throw new Error('a difference that was just settled is not there');
    return allow({ difference });
  });
}
