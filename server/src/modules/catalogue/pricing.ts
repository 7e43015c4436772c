import type { ApiRefusal } from '@zhike/domain/api';
import type { LineChoice } from '@zhike/domain/catalogue/contract';
import type { SoldLine } from '@zhike/domain/catalogue/policy';
import { type At, MOST_FEN, priceLine, sumLines } from '@zhike/domain/catalogue/pricing';
import { visibleParts } from '@zhike/domain/customers/policy';
import { compileScope } from '@zhike/domain/kernel/access';
import { dateAt } from '@zhike/domain/kernel/calendar-date';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { offsetMinutesAt } from '@zhike/domain/kernel/zone';
import type { Ask } from '../../http/route';
import type { Sql } from '../../platform/db';
import { customerRowFacts } from '../customers/row-facts';
import { findStoreRow } from '../stores/queries.hours';
import { findItemRows, findLevel } from './records';

/** Where and for whom: the store's calendar day and the customer's level. A customer out of reach is not there. */
export async function placeOf(
  sql: Sql,
  ask: Pick<Ask, 'actor' | 'now'>,
  { storeId, customerId }: { readonly storeId: string; readonly customerId: string | null },
): Promise<Decision<At, ApiRefusal>> {
  const store = await findStoreRow(sql, storeId);
  if (!store) return refuse('record.not_found', { noun: 'store', id: storeId });
  const date = dateAt(ask.now.getTime(), offsetMinutesAt(store.zone, ask.now.getTime()));
  if (customerId === null) return allow({ storeId, level: '', date });
  const facts = await customerRowFacts(sql, customerId);
  if (!facts || visibleParts(compileScope(ask.actor, 'customer.read'), facts) === null) return refuse('record.not_found', { noun: 'customer', id: customerId });
  return allow({ storeId, level: await findLevel(sql, facts.customerId), date });
}

/** Prices choices by the current versions; what comes out is kept word for word by whoever sells it. */
export async function priceChoices(sql: Sql, at: At, choices: readonly LineChoice[]): Promise<Decision<SoldLine[], ApiRefusal>> {
  const items = new Map((await findItemRows(sql, [...new Set(choices.map((choice) => choice.itemId))])).map((item) => [item.id, item]));
  const lines: SoldLine[] = [];
  for (const choice of choices) {
    const item = items.get(choice.itemId);
    if (!item) return refuse('record.not_found', { noun: 'catalogue_item', id: choice.itemId });
    const priced = priceLine(item.terms, choice, at);
    if (!priced.ok) return priced;
    const { kind, name, text } = item.terms;
    lines.push({ itemId: item.id, itemVersion: item.version, kind, name, text, ...priced.value });
  }
  const { priceFen, costFen } = sumLines(lines);
  return priceFen > MOST_FEN || costFen > MOST_FEN ? refuse('catalogue.too_much', { maxFen: MOST_FEN }) : allow(lines);
}
