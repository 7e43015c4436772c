import type { ApiRefusal } from '@zhike/domain/api';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { sumLines } from '@zhike/domain/catalogue/pricing';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import type { Write } from '../../../platform/write';
import type { Input } from '../input';
import { endQuote, insertQuoteVersion, lockQuote, saveQuoteRow, type QuoteRow } from '../records.quotes';
import { todayIn } from '../view.orders';
import { toQuoteView } from '../view.quotes';
import { priceSale } from './create';
import { codeOf, decideForm, makeOrder } from './make';
import { answerOrder } from './open';

/** A quote that can still be answered: in the scope, open, and not beyond its last day on the store's calendar. */
async function openQuote(ask: Pick<Ask, 'scope'>, write: Write, quoteId: string, lapsed: 'refuse' | 'allow'): Promise<Decision<QuoteRow, ApiRefusal>> {
  const quote = await lockQuote(sqlIn(write.tx), quoteId, ask.scope);
  if (!quote) return refuse('record.not_found', { noun: 'quote', id: quoteId });
  const over = quote.state !== 'open' || (lapsed === 'refuse' && quote.validUntil < todayIn(quote.zone, write.now));
  return over ? refuse('orders.quote_over', { state: quote.state, validUntil: quote.validUntil }) : allow(quote);
}

async function answerQuote(ask: Pick<Ask, 'actor' | 'scope'>, write: Write, quoteId: string) {
  const quote = await lockQuote(sqlIn(write.tx), quoteId, { kind: 'all' });
  if (!quote) throw new Error('a quote vanished inside its own transaction');
  return allow({ quote: toQuoteView(quote, ask.actor) });
}

/** OR-04: a quote, or its next version; earlier ones stay word for word. */
export async function saveQuote(ask: Ask<ActorOf<'orders.saveQuote'>>, input: Input<'orders.saveQuote'>, write: Write): Answer<'orders.saveQuote'> {
  const old = input.quoteId === null ? null : await openQuote(ask, write, input.quoteId, 'allow');
  if (old && !old.ok) return old;
  const version = old?.value.version ?? 0;
  if (version !== input.version) return refuse('record.changed', { noun: 'quote', id: input.quoteId ?? '', version });
  // A quote stays in its store and with its customer.
  const { storeId, customerId } = old?.value ?? input;
  const sale = await priceSale(ask, { ...input, storeId, customerId }, write);
  if (!sale.ok) return sale;
  const { date, line, sold, listFen, discountFen } = sale.value;
  const id = old?.value.id ?? newId(write.now);
  const code = old?.value.code ?? codeOf('B', date);
  await saveQuoteRow(write.tx, {
    id,
    code,
    storeId,
    customerId,
    lineId: line.id,
    sellerId: ask.actor.staffId,
    version: version + 1,
    validUntil: input.validUntil,
    now: write.now,
  });
  await insertQuoteVersion(write.tx, id, {
    version: version + 1,
    lines: sold,
    form: input.form,
    listFen,
    discountFen,
    costFen: sumLines(sold).costFen,
    note: input.note,
    staffId: ask.actor.staffId,
    now: write.now,
  });
  await write.event({ type: 'quote.saved', storeId, customerId, data: { quoteId: id, version: version + 1 } });
  return answerQuote(ask, write, id);
}

/** OR-04: a version becomes an order, at the prices that were quoted. */
export async function acceptQuote(ask: Ask<ActorOf<'orders.acceptQuote'>>, input: Input<'orders.acceptQuote'>, write: Write): Answer<'orders.acceptQuote'> {
  const opened = await openQuote(ask, write, input.quoteId, 'refuse');
  if (!opened.ok) return opened;
  const quote = opened.value;
  const version = quote.versions.find((one) => one.version === input.version);
  if (!version) return refuse('record.not_found', { noun: 'quote_version', id: quote.id });
  const line = await decideForm(sqlIn(write.tx), quote.lineId, version.form);
  if (!line.ok) return line;
  const { storeId, customerId } = quote;
  const sale = { storeId, customerId, date: todayIn(quote.zone, write.now), line: line.value, sold: version.lines, discountFen: version.discountFen };
  const made = await makeOrder(write, ask.actor, { ...sale, form: version.form, note: version.note, quoteId: quote.id }, input.instalments);
  if (!made.ok) return made;
  await endQuote(write.tx, quote.id, { orderId: made.value.orderId, version: input.version });
  await write.event({ type: 'quote.accepted', storeId, customerId, data: { quoteId: quote.id, version: input.version, orderId: made.value.orderId } });
  await ask.ports.ownBenefits.add(write, made.value.orderId);
  return answerOrder(ask, write, made.value.orderId);
}

export async function declineQuote(ask: Ask<ActorOf<'orders.declineQuote'>>, input: Input<'orders.declineQuote'>, write: Write): Answer<'orders.declineQuote'> {
  const opened = await openQuote(ask, write, input.quoteId, 'allow');
  if (!opened.ok) return opened;
  await endQuote(write.tx, opened.value.id, null);
  await write.event({ type: 'quote.declined', storeId: opened.value.storeId, customerId: opened.value.customerId, data: { quoteId: opened.value.id } });
  return answerQuote(ask, write, opened.value.id);
}
