import type { ApiRefusal } from '@zhike/domain/api';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import type { BusinessLine } from '@zhike/domain/catalogue/contract';
import type { SoldLine } from '@zhike/domain/catalogue/policy';
import type { FieldValue } from '@zhike/domain/kernel/fields';
import { sumLines } from '@zhike/domain/catalogue/pricing';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import type { Ports } from '../../../platform/ports';
import type { Write } from '../../../platform/write';
import type { Input } from '../input';
import { endQuote, insertQuoteVersion, lockQuote, saveQuoteRow, type QuoteRow } from '../records.quotes';
import { todayIn } from '../view.orders';
import { toQuoteView } from '../view.quotes';
import { priceSale } from './create';
import { codeOf, decideForm, makeOrder, sellerOf, type Seller } from './make';
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
  const { form, note, validUntil } = input;
  const said = { ...sale.value, storeId, customerId, form, note, validUntil, staffId: ask.actor.staffId };
  return answerQuote(ask, write, await writeQuote(write, old?.value ?? null, said));
}

interface Said {
  readonly storeId: string;
  readonly customerId: string;
  readonly date: string;
  readonly line: Pick<BusinessLine, 'id'>;
  readonly sold: readonly SoldLine[];
  readonly listFen: number;
  readonly discountFen: number;
  readonly form: Readonly<Record<string, FieldValue>>;
  readonly note: string;
  readonly validUntil: string;
  readonly staffId: string | null;
}

/** A quote, or the next version of a locked one. */
export async function writeQuote(write: Write, old: QuoteRow | null, said: Said): Promise<string> {
  const { storeId, customerId, form, note, listFen, discountFen, sold, staffId, validUntil } = said;
  const id = old?.id ?? newId(write.now);
  const code = old?.code ?? codeOf('B', said.date);
  const version = (old?.version ?? 0) + 1;
  const { now } = write;
  await saveQuoteRow(write.tx, { id, code, storeId, customerId, lineId: said.line.id, sellerId: staffId, version, validUntil, now });
  await insertQuoteVersion(write.tx, id, { version, lines: sold, form, listFen, discountFen, costFen: sumLines(sold).costFen, note, staffId, now });
  await write.event({ type: 'quote.saved', storeId, customerId, data: { quoteId: id, version } });
  return id;
}

/** OR-04: a version becomes an order, at the prices that were quoted. */
export async function acceptQuote(ask: Ask<ActorOf<'orders.acceptQuote'>>, input: Input<'orders.acceptQuote'>, write: Write): Answer<'orders.acceptQuote'> {
  const opened = await openQuote(ask, write, input.quoteId, 'refuse');
  if (!opened.ok) return opened;
  const made = await acceptVersion(write, ask.ports, opened.value, { ...input, seller: sellerOf(ask.actor) });
  return made.ok ? answerOrder(ask, write, made.value.orderId) : made;
}

/** A version of a locked quote that is open becomes the order. `more`: what the order carries beside what was quoted. */
export async function acceptVersion(
  write: Write,
  ports: Ports,
  quote: QuoteRow,
  wanted: Pick<Input<'orders.acceptQuote'>, 'version' | 'instalments'> & {
    readonly seller: Seller;
    readonly more?: { readonly note: string; readonly form: Readonly<Record<string, FieldValue>> };
  },
): Promise<Decision<{ readonly orderId: string }, ApiRefusal>> {
  const version = quote.versions.find((one) => one.version === wanted.version);
  if (!version) return refuse('record.not_found', { noun: 'quote_version', id: quote.id });
  const form = { ...version.form, ...wanted.more?.form };
  const note = [version.note, wanted.more?.note ?? ''].filter(Boolean).join('；');
  const line = await decideForm(sqlIn(write.tx), quote.lineId, form);
  if (!line.ok) return line;
  const { storeId, customerId } = quote;
  const sale = { storeId, customerId, date: todayIn(quote.zone, write.now), line: line.value, sold: version.lines, discountFen: version.discountFen };
  const made = await makeOrder(write, wanted.seller, { ...sale, form, note, quoteId: quote.id }, wanted.instalments);
  if (!made.ok) return made;
  const { orderId } = made.value;
  await endQuote(write.tx, quote.id, { orderId, version: wanted.version });
  await write.event({ type: 'quote.accepted', storeId, customerId, data: { quoteId: quote.id, version: wanted.version, orderId } });
  await ports.ownBenefits.add(write, orderId);
  return made;
}

export async function declineQuote(ask: Ask<ActorOf<'orders.declineQuote'>>, input: Input<'orders.declineQuote'>, write: Write): Answer<'orders.declineQuote'> {
  const opened = await openQuote(ask, write, input.quoteId, 'allow');
  if (!opened.ok) return opened;
  await endQuote(write.tx, opened.value.id, null);
  await write.event({ type: 'quote.declined', storeId: opened.value.storeId, customerId: opened.value.customerId, data: { quoteId: opened.value.id } });
  return answerQuote(ask, write, opened.value.id);
}
