import type { LineChoice } from '@zhike/domain/catalogue/contract';
import type { SoldLine } from '@zhike/domain/catalogue/policy';
import { sumLines } from '@zhike/domain/catalogue/pricing';
import { limitOf } from '@zhike/domain/kernel/access';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import { orderChanged } from '@zhike/domain/ledger/acts.orders';
import { decideDiscount, decideInstalments, fitInstalments, incomeOf, isAbove } from '@zhike/domain/orders/money';
import { isEarned } from '@zhike/domain/orders/stages';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import type { Write } from '../../../platform/write';
import { placeOf, priceChoices } from '../../catalogue/pricing';
import type { Input } from '../input';
import type { OrderRow } from '../records.orders';
import { changeOrder, replaceInstalments, replaceLines } from '../records.orders.write';
import { aboutOf, answerOrder, openOrder, orderOf, postMoving, readOrder } from './open';
import { billedLines, walk } from './step';

type Wanted = Input<'orders.change'>['lines'][number];

/** Whether a choice is what was sold, word for word: then it keeps its price. */
function isSame(sold: SoldLine, choice: LineChoice): boolean {
  return (
    sold.itemId === choice.itemId &&
    sold.quantity === choice.quantity &&
    Object.keys(choice.options).every((key) => key in sold.options) &&
    Object.entries(sold.options).every(([key, count]) => choice.options[key] === count)
  );
}

async function priceAnew(write: Write, row: OrderRow, wanted: readonly Wanted[]) {
  const kept = wanted.map((line) => row.lines.find((one) => one.id === line.lineId && one.state === 'sold' && isSame(one.sold, line))?.sold ?? null);
  const stranger = wanted.find((line) => line.lineId !== null && !row.lines.some((one) => one.id === line.lineId && one.state === 'sold'));
  if (stranger?.lineId) return refuse('record.not_found', { noun: 'order_line', id: stranger.lineId });
  const sql = sqlIn(write.tx);
  const at = await placeOf(sql, { actor: { kind: 'system', job: 'orders.change' }, now: write.now }, row);
  if (!at.ok) return at;
  const news = await priceChoices(
    sql,
    at.value,
    wanted.filter((_, index) => kept[index] === null),
  );
  if (!news.ok) return news;
  const fresh = [...news.value];
  return allow(kept.map((sold) => sold ?? fresh.shift()).filter((sold): sold is SoldLine => sold !== undefined));
}

/** Other lines: the difference is billed or unbilled. Never below what is paid. */
export async function changeLines(ask: Ask<ActorOf<'orders.change'>>, input: Input<'orders.change'>, write: Write): Answer<'orders.change'> {
  const opened = await openOrder(ask, write, input, 'change');
  if (!opened.ok) return opened;
  // What is hers by itself is worked out anew on the lines that will be.
  await ask.ports.ownBenefits.lift(write, opened.value.id);
  const row = await readOrder(write, opened.value.id);
  // They were worked out on these lines: whoever put them on the bill works them out on others.
  if (row.benefitFen > 0) return refuse('orders.benefits_stand', { names: row.benefits.map((benefit) => benefit.name) });
  const sold = await priceAnew(write, row, input.lines);
  if (!sold.ok) return sold;
  const discounted = decideDiscount(
    sold.value.map((line) => line.priceFen),
    input.discount,
  );
  if (!discounted.ok) return discounted;
  const { listFen, discountFen, totalFen, byLine } = discounted.value;
  const maxPercent = limitOf(ask.actor, 'order.discount');
  // What was agreed before stays agreed: only a larger share than it was needs somebody who may give it.
  const more = discountFen * row.listFen > row.discountFen * listFen;
  if (more && isAbove(discounted.value, maxPercent)) return refuse('orders.discount_too_large', { maxPercent, discountFen });
  const before = billedLines(row);
  const keptFen = row.billedFen - before.reduce((sum, line) => sum + line.totalFen, 0);
  const billedFen = totalFen + keptFen;
  if (billedFen < row.paidFen) return refuse('orders.less_than_paid', { paidFen: row.paidFen, billedFen });
  const lines = sold.value.map((one, index) => ({
    id: newId(write.now),
    sold: one,
    discountFen: byLine[index] ?? 0,
    totalFen: one.priceFen - (byLine[index] ?? 0),
    replacesId: row.lines.find((line) => line.id === input.lines[index]?.lineId)?.replacesId ?? null,
  }));
  await replaceLines(write.tx, row.id, lines);
  await replaceInstalments(write.tx, row.id, fitInstalments(row.instalments, billedFen));
  await changeOrder(write.tx, row.id, { listFen, discountFen, costFen: sumLines(sold.value).costFen, billedFen });
  const earned = isEarned(row.stages, row.stage);
  const after = lines.map((line) => ({ kind: line.sold.kind, totalFen: line.totalFen }));
  postMoving(write, orderChanged({ ...orderOf(row), version: row.version + 1 }, incomeOf(before, earned), incomeOf(after, earned)));
  await write.event({ type: 'order.changed', ...aboutOf(row), data: { orderId: row.id, billedFen } });
  await ask.ports.ownBenefits.add(write, row.id);
  await walk(write, row.id);
  return answerOrder(ask, write, row.id);
}

/** FI-04: when how much of the bill is due. */
export async function setInstalments(
  ask: Ask<ActorOf<'orders.setInstalments'>>,
  input: Input<'orders.setInstalments'>,
  write: Write,
): Answer<'orders.setInstalments'> {
  const opened = await openOrder(ask, write, input, 'schedule_dues');
  if (!opened.ok) return opened;
  const dues = decideInstalments(input.instalments, opened.value.billedFen);
  if (!dues.ok) return dues;
  await replaceInstalments(write.tx, opened.value.id, dues.value);
  await changeOrder(write.tx, opened.value.id, {});
  await write.event({ type: 'order.dues_set', ...aboutOf(opened.value), data: { orderId: opened.value.id } });
  await walk(write, opened.value.id);
  return answerOrder(ask, write, opened.value.id);
}
