import type { ApiRefusal } from '@zhike/domain/api';
import { visibleParts } from '@zhike/domain/customers/policy';
import { compileScope } from '@zhike/domain/kernel/access';
import { dateAt } from '@zhike/domain/kernel/calendar-date';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { offsetMinutesAt } from '@zhike/domain/kernel/zone';
import { decideSale, verbsOf } from '@zhike/domain/membership/rules';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn, type Sql } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import { lockKeys } from '../../../platform/locks';
import type { PaidPayment, Ports } from '../../../platform/ports';
import type { Write } from '../../../platform/write';
import { reachesStore } from '../../booking/reach';
import { customerRowFacts } from '../../customers/row-facts';
import { askByCode, askOnPhone, beginWaiting, isSame, openNew, openPaymentOf, payerOf, type PaymentRow } from '../../orders/opening';
import { findStoreRow } from '../../stores/queries.hours';
import type { Input } from '../input';
import { findProduct, type ProductRow } from '../records';
import { lockCards } from '../records.cards';
import { findOpenPurchase, insertPurchase, lockPurchase, settlePurchase, type PurchaseRow } from '../records.purchases';
import { rulesNow } from '../rules';
import { makeCard, putOn, type Sale } from '../selling';
import { withPurses, type Card } from '../view';

/** Who wants what, and who shows the code for it. */
interface Wish extends Omit<Input<'membership.buyCard'>, 'cardId'> {
  readonly customerId: string;
  readonly cardId: string | null;
  readonly sellerId: string | null;
  readonly payerOpenid: string | null;
}

const notFound = (noun: string, id: string) => refuse('record.not_found', { noun, id });

/** Her card that is to be charged, locked; nobody else's. */
async function openOwn(sql: Sql, cardId: string, customerId: string): Promise<Card | null> {
  const [card] = await withPurses(sql, await lockCards(sql, [cardId]));
  return card?.row.customerId === customerId ? card : null;
}

/** Whether these terms may be sold to her, on this card or as a new one. */
async function decide(sql: Sql, terms: ProductRow['terms'], card: Card | null): Promise<Decision<null, ApiRefusal>> {
  if (card && (!verbsOf(card.facts).includes('charge') || terms.kind !== 'stored_value'))
    return refuse('membership.not_possible', { state: card.facts.state, verb: 'charge' });
  const heldFen = card ? card.facts.principalFen + card.facts.bonusFen : 0;
  const sale = decideSale(terms, [{ amountFen: terms.priceFen }], heldFen, await rulesNow(sql));
  return sale.ok ? allow(null) : sale;
}

/** The purchase and its payment, waiting; the same wish within its minutes is the same payment. */
async function openPurchase(write: Write, ports: Ports, wish: Wish): Promise<Decision<PaymentRow, ApiRefusal>> {
  const sql = sqlIn(write.tx);
  // A second tap waits for the first and finds its payment.
  await lockKeys(write.tx, { alone: [`card-purchase:${wish.customerId}`] });
  const product = await findProduct(sql, wish.productId);
  if (!product) return notFound('card_product', wish.productId);
  if (product.version !== wish.version) return refuse('record.changed', { noun: 'card_product', id: product.id, version: product.version });
  const { terms } = product;
  // What costs nothing cannot be paid.
  if (terms.priceFen === 0 || (wish.sellerId === null && !terms.online)) return refuse('membership.not_on_sale', { name: terms.name });
  const card = wish.cardId === null ? null : await openOwn(sql, wish.cardId, wish.customerId);
  if (wish.cardId !== null && !card) return notFound('card', wish.cardId);
  const decided = await decide(sql, terms, card);
  if (!decided.ok) return decided;
  const { customerId, storeId, cardId, sellerId, payerOpenid } = wish;
  const purchase = { customerId, storeId, productId: product.id, productVersion: product.version, cardId, sellerId };
  const asked = { amountFen: terms.priceFen, channel: payerOpenid === null ? ('native' as const) : ('jsapi' as const), payerOpenid };
  const known = await findOpenPurchase(write.tx, purchase);
  const open = known && (await openPaymentOf(write, { purchaseId: known.id }));
  if (open && isSame(open, asked, write.now)) return allow(await beginWaiting(write, open));
  const id = newId(write.now);
  await insertPurchase(write.tx, { id, terms, ...purchase }, write.now);
  return allow(await openNew(write, ports, { ...asked, purpose: 'card', purchaseId: id, storeId, customerId, description: terms.name }));
}

/** CD-04, CD-06: she pays for a card, or for more on hers, on her own phone. */
export async function buyCard(ask: Ask<ActorOf<'membership.buyCard'>>, input: Input<'membership.buyCard'>): Answer<'membership.buyCard'> {
  const { ports, actor, requestId } = ask;
  const opened = await ports.writer.transaction({ actor, requestId }, async (write): Promise<Decision<PaymentRow, ApiRefusal>> => {
    const payerOpenid = await payerOf(write, actor.identityId);
    if (!actor.customerId || !payerOpenid) return notFound('customer', actor.customerId ?? '');
    if (!(await findStoreRow(sqlIn(write.tx), input.storeId))) return notFound('store', input.storeId);
    return openPurchase(write, ask.ports, { ...input, customerId: actor.customerId, sellerId: null, payerOpenid });
  });
  if (!opened.ok) return opened;
  const { id: paymentId, amountFen, expiresAt } = opened.value;
  const asked = await askOnPhone(ports, opened.value);
  return asked.ok ? allow({ paymentId, requestPayment: asked.value, amountFen, expiresAt: expiresAt.toISOString() }) : asked;
}

/** CD-04, CD-06: the same by a code at the counter. */
export async function sellByCode(ask: Ask<ActorOf<'membership.sellCode'>>, input: Input<'membership.sellCode'>): Answer<'membership.sellCode'> {
  const { ports, actor, requestId } = ask;
  const opened = await ports.writer.transaction({ actor, requestId }, async (write): Promise<Decision<PaymentRow, ApiRefusal>> => {
    const sql = sqlIn(write.tx);
    const store = await findStoreRow(sql, input.storeId);
    if (!store || !reachesStore(ask.scope, actor, store.id)) return notFound('store', input.storeId);
    const customer = await customerRowFacts(sql, input.customerId);
    if (!customer || visibleParts(compileScope(actor, 'customer.read'), customer) === null) return notFound('customer', input.customerId);
    return openPurchase(write, ask.ports, { ...input, customerId: customer.customerId, sellerId: actor.staffId, payerOpenid: null });
  });
  if (!opened.ok) return opened;
  const { id: paymentId, amountFen, expiresAt } = opened.value;
  const asked = await askByCode(ports, opened.value);
  return asked.ok ? allow({ paymentId, ...asked.value, amountFen, expiresAt: expiresAt.toISOString() }) : asked;
}

/** The card that money came for is made, or charged, with the terms that were shown; when it cannot be any more, all of it goes back. */
export async function makePaidCard(write: Write, paid: PaidPayment): Promise<number> {
  const purchase = await lockPurchase(write.tx, paid.subjectId);
  if (purchase?.state !== 'open') return paid.paidFen;
  const madeCardId = await make(write, purchase, paid.paidFen);
  await settlePurchase(write.tx, purchase.id, madeCardId);
  return madeCardId ? 0 : paid.paidFen;
}

async function make(write: Write, purchase: PurchaseRow, amountFen: number): Promise<string | null> {
  const sql = sqlIn(write.tx);
  const { customerId, storeId, terms, cardId, sellerId } = purchase;
  const card = cardId === null ? null : await openOwn(sql, cardId, customerId);
  if (cardId !== null && !card) return null;
  if (!(await decide(sql, terms, card)).ok) return null;
  const today = dateAt(write.now.getTime(), offsetMinutesAt(purchase.zone, write.now.getTime()));
  const product = { id: purchase.productId, version: purchase.productVersion, terms };
  const sale: Sale = { storeId, product, payments: [{ till: 'wechat', amountFen }], today };
  if (!card) return makeCard(write, { ...sale, customerId, sellerId });
  await putOn(write, card.row, sale);
  return card.row.id;
}
