import { allow, refuse } from '@zhike/domain/kernel/decision';
import { decideDiscount } from '@zhike/domain/orders/money';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import type { Write } from '../../../platform/write';
import { reachesStore } from '../../booking/reach';
import { placeOf, priceChoices } from '../../catalogue/pricing';
import type { Input } from '../input';
import { decideForm, makeOrder, sellerOf } from './make';
import { answerOrder } from './open';

/** Everything that a quote and an order have in common: where, for whom, which line, what it costs. */
export async function priceSale(
  ask: Ask<ActorOf<'orders.create'>>,
  input: Pick<Input<'orders.create'>, 'storeId' | 'customerId' | 'lineId' | 'lines' | 'discount' | 'form'>,
  write: Write,
) {
  const sql = sqlIn(write.tx);
  if (!reachesStore(ask.scope, ask.actor, input.storeId)) return refuse('record.not_found', { noun: 'store', id: input.storeId });
  const at = await placeOf(sql, { actor: ask.actor, now: write.now }, input);
  if (!at.ok) return at;
  const line = await decideForm(sql, input.lineId, input.form);
  if (!line.ok) return line;
  const sold = await priceChoices(sql, at.value, input.lines);
  if (!sold.ok) return sold;
  const discounted = decideDiscount(
    sold.value.map((one) => one.priceFen),
    input.discount,
  );
  return discounted.ok ? allow({ date: at.value.date, line: line.value, sold: sold.value, ...discounted.value }) : discounted;
}

/** OR-01: an order, priced by the catalogue as it is today. */
export async function createOrder(ask: Ask<ActorOf<'orders.create'>>, input: Input<'orders.create'>, write: Write): Answer<'orders.create'> {
  const sale = await priceSale(ask, input, write);
  if (!sale.ok) return sale;
  const { storeId, customerId, form, note } = input;
  const { date, line, sold, discountFen } = sale.value;
  const made = await makeOrder(
    write,
    sellerOf(ask.actor),
    { storeId, customerId, date, line, sold, discountFen, form, note, quoteId: null },
    input.instalments,
  );
  if (!made.ok) return made;
  await ask.ports.ownBenefits.add(write, made.value.orderId);
  return answerOrder(ask, write, made.value.orderId);
}
