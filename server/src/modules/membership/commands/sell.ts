import type { ApiRefusal } from '@zhike/domain/api';
import { visibleParts } from '@zhike/domain/customers/policy';
import { compileScope } from '@zhike/domain/kernel/access';
import { dateAt } from '@zhike/domain/kernel/calendar-date';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { offsetMinutesAt } from '@zhike/domain/kernel/zone';
import { cardCharged, cardSold } from '@zhike/domain/ledger/acts.cards';
import { decideSale, lastDay, verbsOf } from '@zhike/domain/membership/rules';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn, type Sql } from '../../../platform/db';
import { newCode, newId } from '../../../platform/ids';
import type { Write } from '../../../platform/write';
import { reachesStore } from '../../booking/reach';
import { customerRowFacts } from '../../customers/row-facts';
import { postAlong } from '../../ledger/post';
import { findStoreRow } from '../../stores/queries.hours';
import type { Input } from '../input';
import { findProduct, type ProductRow } from '../records';
import { changeCard, insertCard } from '../records.cards';
import { rulesNow } from '../rules';
import { answerCard, cardOf, openCard } from './open';

const CODE_LENGTH = 8;

/** The product as the seller saw it, in a store that she reaches, and the day there. */
async function offerAt(
  sql: Sql,
  ask: Ask<ActorOf<'membership.sell'>>,
  input: { readonly storeId: string; readonly productId: string; readonly version: number },
  now: Date,
): Promise<Decision<{ product: ProductRow; today: string }, ApiRefusal>> {
  const store = await findStoreRow(sql, input.storeId);
  if (!store || !reachesStore(ask.scope, ask.actor, store.id)) return refuse('record.not_found', { noun: 'store', id: input.storeId });
  const product = await findProduct(sql, input.productId);
  if (!product) return refuse('record.not_found', { noun: 'card_product', id: input.productId });
  if (product.version !== input.version) return refuse('record.changed', { noun: 'card_product', id: product.id, version: product.version });
  return allow({ product, today: dateAt(now.getTime(), offsetMinutesAt(store.zone, now.getTime())) });
}

/** CD-04, CD-05, CD-06: a card is sold at the counter; what was paid is hers until it is used. */
export async function sellCard(ask: Ask<ActorOf<'membership.sell'>>, input: Input<'membership.sell'>, write: Write): Answer<'membership.sell'> {
  const sql = sqlIn(write.tx);
  const offer = await offerAt(sql, ask, input, write.now);
  if (!offer.ok) return offer;
  const { product, today } = offer.value;
  const customer = await customerRowFacts(sql, input.customerId);
  if (!customer || visibleParts(compileScope(ask.actor, 'customer.read'), customer) === null)
    return refuse('record.not_found', { noun: 'customer', id: input.customerId });
  const sale = decideSale(product.terms, input.payments, 0, await rulesNow(sql));
  if (!sale.ok) return sale;
  const { terms } = product;
  const row = { id: newId(write.now), storeId: input.storeId, customerId: customer.customerId };
  const code = newCode(CODE_LENGTH);
  await insertCard(write.tx, {
    ...row,
    code,
    productId: product.id,
    productVersion: product.version,
    terms,
    validUntil: lastDay(terms, today),
    sellerId: ask.actor.staffId,
    now: write.now,
  });
  postAlong(write, cardSold(cardOf(row), { payments: input.payments, atStoreId: input.storeId, sessions: terms.sessions, bonusFen: terms.bonusFen }));
  await write.event({
    type: 'card.sold',
    storeId: row.storeId,
    customerId: row.customerId,
    data: { cardId: row.id, cardName: terms.name, priceFen: terms.priceFen },
  });
  return answerCard(ask, write, row.id);
}

/** CD-06: more stored value; principal and bonus stay apart. What it may hold at most counts both. */
export async function chargeCard(ask: Ask<ActorOf<'membership.charge'>>, input: Input<'membership.charge'>, write: Write): Answer<'membership.charge'> {
  const sql = sqlIn(write.tx);
  const offer = await offerAt(sql, ask, input, write.now);
  if (!offer.ok) return offer;
  const open = await openCard(ask, write, input.cardId, 'card.sell');
  if (!open.ok) return open;
  const { row, facts } = open.value;
  const { product, today } = offer.value;
  if (!verbsOf(facts).includes('charge') || product.terms.kind !== 'stored_value')
    return refuse('membership.not_possible', { state: facts.state, verb: 'charge' });
  const sale = decideSale(product.terms, input.payments, facts.principalFen + facts.bonusFen, await rulesNow(sql));
  if (!sale.ok) return sale;
  // The bonus of an older charge does not run out before that of a newer one.
  const until = lastDay(product.terms, today);
  const validUntil = until === null || row.validUntil === null ? null : until > row.validUntil ? until : row.validUntil;
  await changeCard(write.tx, { ...row, validUntil });
  const charge = { chargeId: newId(write.now), payments: input.payments, atStoreId: input.storeId, bonusFen: product.terms.bonusFen };
  postAlong(write, cardCharged(cardOf(row), charge));
  await write.event({
    type: 'card.charged',
    storeId: input.storeId,
    customerId: row.customerId,
    data: { cardId: row.id, cardName: row.terms.name, amountFen: product.terms.priceFen, bonusFen: product.terms.bonusFen },
  });
  return answerCard(ask, write, row.id);
}
