import type { ApiRefusal } from '@zhike/domain/api';
import { visibleParts } from '@zhike/domain/customers/policy';
import { compileScope } from '@zhike/domain/kernel/access';
import { dateAt } from '@zhike/domain/kernel/calendar-date';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { offsetMinutesAt } from '@zhike/domain/kernel/zone';
import { decideSale, verbsOf } from '@zhike/domain/membership/rules';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn, type Sql } from '../../../platform/db';
import type { Write } from '../../../platform/write';
import { reachesStore } from '../../booking/reach';
import { customerRowFacts } from '../../customers/row-facts';
import { findStoreRow } from '../../stores/queries.hours';
import type { Input } from '../input';
import { findProduct, type ProductRow } from '../records';
import { rulesNow } from '../rules';
import { makeCard, putOn } from '../selling';
import { answerCard, openCard } from './open';

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
  const { storeId, payments } = input;
  return answerCard(ask, write, await makeCard(write, { storeId, product, payments, today, customerId: customer.customerId, sellerId: ask.actor.staffId }));
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
  await putOn(write, row, { storeId: input.storeId, product, payments: input.payments, today });
  return answerCard(ask, write, row.id);
}
