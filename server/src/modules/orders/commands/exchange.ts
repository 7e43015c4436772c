import type { ApiRefusal } from '@zhike/domain/api';
import { mayKnowCost, toLineView, type SoldLine } from '@zhike/domain/catalogue/policy';
import { compileScope, inScope } from '@zhike/domain/kernel/access';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { orderExchanged } from '@zhike/domain/ledger/acts.orders';
import { agreedDiscount, calculateExchange, type CarriedPart, type Exchange } from '@zhike/domain/orders/exchange';
import { backSteps } from '@zhike/domain/orders/giving-back';
import { fitInstalments, incomeOf } from '@zhike/domain/orders/money';
import { isPossible } from '@zhike/domain/orders/policy';
import { isEarned } from '@zhike/domain/orders/stages';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn, sqlOf, type Sql } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import type { OwnBenefit, Ports } from '../../../platform/ports';
import type { Write } from '../../../platform/write';
import { placeOf, priceChoices } from '../../catalogue/pricing';
import { decideOnline, refundableFen } from '../give-back';
import type { Input } from '../input';
import { changeBenefit, insertBenefit } from '../records.benefits';
import { findOrderRow, type OrderLineRow, type OrderRow } from '../records.orders';
import { changeOrder, exchangeLine, replaceInstalments } from '../records.orders.write';
import { planBack, writeBack } from './back';
import { aboutOf, answerOrder, openOrder, orderOf, postMoving } from './open';
import { walk } from './step';

interface Plan extends Exchange {
  readonly out: OrderLineRow;
  readonly into: SoldLine;
  readonly level: OwnBenefit | null;
}
const NEW = 'new';

/** What coupons and points took off a line. */
const carriedBy = (row: OrderRow, lineId: string): CarriedPart[] =>
  row.benefits
    .filter((benefit) => benefit.kind !== 'level')
    .map(({ kind, sourceId, parts }) => ({ kind, sourceId, amountFen: parts.reduce((sum, part) => sum + (part.lineId === lineId ? part.amountFen : 0), 0) }))
    .filter((part) => part.amountFen > 0);

async function plan(
  sql: Sql,
  ports: Pick<Ports, 'ownBenefits'>,
  now: Date,
  row: OrderRow,
  wanted: Pick<Input<'orders.previewExchange'>, 'lineId' | 'choice'>,
): Promise<Decision<Plan, ApiRefusal>> {
  const out = row.lines.find((line) => line.id === wanted.lineId && line.state === 'sold');
  if (!out) return refuse('record.not_found', { noun: 'order_line', id: wanted.lineId });
  const at = await placeOf(sql, { actor: { kind: 'system', job: 'orders.exchange' }, now }, row);
  if (!at.ok) return at;
  const priced = await priceChoices(sql, at.value, [wanted.choice]);
  if (!priced.ok) return priced;
  const [into] = priced.value;
  if (!into) throw new Error('a choice without a line');
  const facts = { out: { name: out.sold.name, priceFen: out.sold.priceFen, discountFen: out.discountFen, totalFen: out.totalFen }, into };
  const totalFen = into.priceFen - agreedDiscount(facts);
  const level = await ports.ownBenefits.preview(sql, row.customerId, [{ id: NEW, totalFen, levelPriced: into.levelPriced ?? false }]);
  const levelFen = level?.parts.reduce((sum, part) => sum + part.amountFen, 0) ?? 0;
  const carried = carriedBy(row, out.id);
  const exchange = calculateExchange({ ...facts, carried, levelOff: () => levelFen, billedFen: row.billedFen, paidFen: row.paidFen });
  return allow({ ...exchange, out, into, level });
}

/** OR-06: what it would come to, step by step. */
export async function previewExchange(ask: Ask<ActorOf<'orders.previewExchange'>>, input: Input<'orders.previewExchange'>): Answer<'orders.previewExchange'> {
  const sql = sqlOf(ask.ports.db);
  const row = await findOrderRow(sql, input.orderId, ask.scope);
  if (!row) return refuse('record.not_found', { noun: 'order', id: input.orderId });
  if (!isPossible(row.phase, 'exchange')) return refuse('orders.not_possible', { phase: row.phase, verb: 'exchange' });
  const planned = await plan(sql, ask.ports, ask.now, row, input);
  if (!planned.ok) return planned;
  const { into, steps, billedFen, backFen, owedFen } = planned.value;
  const back = await planBack(row, backFen, (ids) => ask.ports.payingCards.find(sql, ids));
  const nameOf = (cardId: string): string => back.known.get(cardId)?.name ?? '';
  const line = toLineView(into, mayKnowCost(ask.actor, row.storeId));
  const wechatFen = await refundableFen(sql, { orderId: row.id });
  return allow({ line, steps: [...steps, ...backSteps(back, nameOf)], billedFen, backFen, moneyFen: back.moneyFen, owedFen, wechatFen });
}

/** OR-06: exchanges it as the preview said. What goes back needs the right to refund; what is owed opens a closed order again until it is paid. */
export async function exchangeLines(ask: Ask<ActorOf<'orders.exchange'>>, input: Input<'orders.exchange'>, write: Write): Answer<'orders.exchange'> {
  const opened = await openOrder(ask, write, input, 'exchange');
  if (!opened.ok) return opened;
  const row = opened.value;
  const planned = await plan(sqlIn(write.tx), ask.ports, write.now, row, input);
  if (!planned.ok) return planned;
  const { billedFen, backFen } = planned.value;
  if (billedFen !== input.expectedBilledFen || backFen !== input.expectedBackFen) return refuse('orders.exchange_changed', { billedFen, backFen });
  if (backFen > 0 && !inScope(compileScope(ask.actor, 'payment.refund'), row)) return refuse('access.forbidden', { right: 'payment.refund' });
  const back = await planBack(row, backFen, (ids) => ask.ports.payingCards.lock(write, ids));
  const online = await decideOnline(write, { orderId: row.id }, input.till, back.moneyFen);
  if (!online.ok) return online;
  const given = await writeBack(write, row, back, { till: input.till, online: online.value, note: input.reason });
  await writeLine(write, row, planned.value, backFen);
  const earned = isEarned(row.stages, row.stage);
  const income = (kind: SoldLine['kind'], totalFen: number) => incomeOf([{ kind, totalFen }], earned);
  const { out, into } = planned.value;
  const acts = [income(out.sold.kind, out.totalFen), income(into.kind, planned.value.totalFen)] as const;
  postMoving(write, orderExchanged({ ...orderOf(row), exchangeId: newId(write.now) }, ...acts, given));
  const data = { orderId: row.id, fromName: out.sold.name, toName: into.name, billedFen, backFen };
  await write.event({ type: 'order.exchanged', ...aboutOf(row), data });
  await walk(write, row.id);
  return answerOrder(ask, write, row.id);
}

/** The new line with the parts of benefits that it bears, and the bill, the due items and the sums that follow. */
async function writeLine(write: Write, row: OrderRow, planned: Plan, backFen: number): Promise<void> {
  const { out, into, discountFen, levelFen, carried, totalFen, billedFen } = planned;
  const id = newId(write.now);
  const carriedFen = carried.reduce((sum, part) => sum + part.amountFen, 0);
  const line = { id, sold: into, discountFen, totalFen, benefitFen: levelFen + carriedFen };
  await exchangeLine(write.tx, row.id, out.id, line, row.lines.indexOf(out));
  await moveBenefits(write, row, planned, id);
  const stays = row.lines.filter((one) => one.state === 'sold' && one.id !== out.id);
  const sum = (of: (one: OrderLineRow) => number, more: number): number => stays.reduce((total, one) => total + of(one), more);
  const paidFen = row.paidFen - backFen;
  await changeOrder(write.tx, row.id, {
    billedFen,
    paidFen,
    listFen: sum((one) => one.sold.priceFen, into.priceFen),
    discountFen: sum((one) => one.discountFen, discountFen),
    benefitFen: sum((one) => one.benefitFen, line.benefitFen),
    costFen: sum((one) => one.sold.costFen, into.costFen),
    ...(billedFen > paidFen ? { phase: 'open' as const } : {}),
  });
  await replaceInstalments(write.tx, row.id, fitInstalments(row.instalments, billedFen));
}

/** Coupons and points go over to the new line as far as it bears them; what it does not bear stays with the line that is gone. Her level counts anew. */
async function moveBenefits(write: Write, row: OrderRow, { out, carried, level, levelFen }: Plan, lineId: string): Promise<void> {
  for (const benefit of row.benefits) {
    const moved = carried.find((part) => part.kind === benefit.kind && part.sourceId === benefit.sourceId)?.amountFen ?? 0;
    if (moved === 0) continue;
    const rest = benefit.parts.map((part) => (part.lineId === out.id ? { ...part, amountFen: part.amountFen - moved } : part));
    await changeBenefit(write.tx, row.id, { ...benefit, parts: [...rest.filter((part) => part.amountFen > 0), { lineId, amountFen: moved }] });
  }
  if (!level || levelFen === 0) return;
  const known = row.benefits.find((benefit) => benefit.kind === 'level' && benefit.sourceId === level.sourceId);
  const part = { lineId, amountFen: levelFen };
  if (known) await changeBenefit(write.tx, row.id, { ...known, amountFen: known.amountFen + levelFen, parts: [...known.parts, part] });
  else {
    const staffId = write.actor.kind === 'staff' ? write.actor.staffId : null;
    const { kind, sourceId, name } = level;
    await insertBenefit(write.tx, row.id, { kind, sourceId, name, amountFen: levelFen, parts: [part], staffId, at: write.now });
  }
}
