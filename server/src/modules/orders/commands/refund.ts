import { allow, refuse } from '@zhike/domain/kernel/decision';
import { orderRefunded, type Back } from '@zhike/domain/ledger/acts.orders';
import { backSteps } from '@zhike/domain/orders/giving-back';
import { calculateRefund, fitInstalments, incomeOf, type Refund } from '@zhike/domain/orders/money';
import { isPossible } from '@zhike/domain/orders/policy';
import { isEarned } from '@zhike/domain/orders/stages';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlOf } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import type { Write } from '../../../platform/write';
import { decideOnline, refundableFen } from '../give-back';
import type { Input } from '../input';
import { findOrderRow, type OrderRow } from '../records.orders';
import { changeOrder, replaceInstalments, takeBackLine } from '../records.orders.write';
import { planBack, writeBack } from './back';
import { aboutOf, answerOrder, openOrder, orderOf, postMoving } from './open';
import { billedLines, walk } from './step';

interface Wish {
  readonly lineIds: readonly string[];
  readonly keepPercent: number;
}

function calculate(row: OrderRow, { lineIds, keepPercent }: Wish) {
  const lines = billedLines(row);
  const stranger = lineIds.find((id) => !lines.some((line) => line.id === id));
  if (stranger !== undefined) return refuse('record.not_found', { noun: 'order_line', id: stranger });
  return allow(calculateRefund({ lines, lineIds, keepPercent, billedFen: row.billedFen, paidFen: row.paidFen }));
}

/** OR-06: what it would come to, step by step. */
export async function previewRefund(ask: Ask<ActorOf<'orders.previewRefund'>>, input: Input<'orders.previewRefund'>): Answer<'orders.previewRefund'> {
  const row = await findOrderRow(sqlOf(ask.ports.db), input.orderId, ask.scope);
  if (!row) return refuse('record.not_found', { noun: 'order', id: input.orderId });
  if (!isPossible(row.phase, 'refund')) return refuse('orders.not_possible', { phase: row.phase, verb: 'refund' });
  const refund = calculate(row, input);
  if (!refund.ok) return refund;
  const { steps, cancels, keptFen, backFen, owedFen } = refund.value;
  const sql = sqlOf(ask.ports.db);
  const back = await planBack(row, backFen, (ids) => ask.ports.payingCards.find(sql, ids));
  const nameOf = (cardId: string): string => back.known.get(cardId)?.name ?? '';
  const wechatFen = await refundableFen(sql, { orderId: row.id });
  return allow({ steps: [...steps, ...backSteps(back, nameOf)], cancels, keptFen, backFen, owedFen, moneyFen: back.moneyFen, wechatFen });
}

/** OR-06: takes lines back as the preview said; what came by WeChat Pay goes back by itself, other money has left the till when this is recorded. */
export async function refundLines(ask: Ask<ActorOf<'orders.refund'>>, input: Input<'orders.refund'>, write: Write): Answer<'orders.refund'> {
  const opened = await openOrder(ask, write, input, 'refund');
  if (!opened.ok) return opened;
  const row = opened.value;
  const refund = calculate(row, input);
  if (!refund.ok) return refund;
  if (refund.value.backFen !== input.expectedBackFen) return refuse('orders.refund_changed', { backFen: refund.value.backFen, keptFen: refund.value.keptFen });
  const back = await planBack(row, refund.value.backFen, (ids) => ask.ports.payingCards.lock(write, ids));
  const online = await decideOnline(write, { orderId: row.id }, input.till, back.moneyFen);
  if (!online.ok) return online;
  await takeBack(write, row, input, refund.value, await writeBack(write, row, back, { till: input.till, online: online.value, note: input.reason }));
  await walk(write, row.id);
  return answerOrder(ask, write, row.id);
}

async function takeBack(write: Write, row: OrderRow, input: Input<'orders.refund'>, refund: Refund, back: Back): Promise<void> {
  const { keptFen, backFen, cancels } = refund;
  const refundId = newId(write.now);
  const going = row.lines.filter((line) => input.lineIds.includes(line.id));
  const stays = row.lines.filter((line) => line.state === 'sold' && !input.lineIds.includes(line.id));
  for (const { lineId, keptFen: kept } of refund.kept) await takeBackLine(write.tx, lineId, kept);
  const sum = (of: (line: OrderRow['lines'][number]) => number): number => stays.reduce((total, line) => total + of(line), 0);
  const billedFen = row.billedFen - going.reduce((total, line) => total + line.totalFen, 0) + keptFen;
  await changeOrder(write.tx, row.id, {
    billedFen,
    paidFen: row.paidFen - backFen,
    listFen: sum((line) => line.sold.priceFen),
    discountFen: sum((line) => line.discountFen),
    benefitFen: sum((line) => line.benefitFen),
    costFen: sum((line) => line.sold.costFen),
    ...(cancels ? { phase: 'cancelled' as const, reason: input.reason } : {}),
  });
  await replaceInstalments(write.tx, row.id, fitInstalments(row.instalments, billedFen));
  const off = incomeOf(
    going.map((line) => ({ kind: line.sold.kind, totalFen: line.totalFen })),
    isEarned(row.stages, row.stage),
  );
  const act = cancels ? ('order.cancelled' as const) : ('order.refunded' as const);
  postMoving(write, orderRefunded({ ...orderOf(row), refundId, act }, { off, keptFen, back }));
  await write.event({ type: act, ...aboutOf(row), data: { orderId: row.id, backFen, keptFen } });
}
