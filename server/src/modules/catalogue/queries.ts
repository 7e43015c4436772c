import type { BusinessLine, ItemView } from '@zhike/domain/catalogue/contract';
import { mayKnowCost, toLineView } from '@zhike/domain/catalogue/policy';
import { type At, priceNow, sumLines } from '@zhike/domain/catalogue/pricing';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { sqlOf, type Sql } from '../../platform/db';
import type { Input } from './input';
import { placeOf, priceChoices } from './pricing';
import { findItemCalled, findItemRows, findLineRow, type ItemRow, listItemRows, listLineRows, listVersionRows } from './records';

/** The line of business of an order; null when there is none. */
export function findLine(sql: Sql, lineId: string): Promise<BusinessLine | null> {
  return findLineRow(sql, lineId);
}

/** What is sold under an id or a name; null: nothing is. */
export function findItem(sql: Sql, idOrName: string): Promise<ItemRow | null> {
  return findItemCalled(sql, idOrName);
}

/** An item as this reader sees it, there and then. */
export function toItemView({ id, version, terms }: ItemRow, at: At, withCost: boolean): ItemView {
  return {
    ...terms,
    id,
    version,
    costFen: withCost ? terms.costFen : null,
    options: terms.options.map((option) => ({ ...option, costFen: withCost ? option.costFen : null })),
    nowFen: priceNow(terms, at),
  };
}

export async function getLines(ask: Ask<ActorOf<'catalogue.lines'>>): Answer<'catalogue.lines'> {
  return allow({ lines: await listLineRows(sqlOf(ask.ports.db)) });
}

/** PK-02: what is sold. */
export async function listItems(ask: Ask<ActorOf<'catalogue.items'>>, input: Input<'catalogue.items'>): Answer<'catalogue.items'> {
  const sql = sqlOf(ask.ports.db);
  const at = await placeOf(sql, ask, input);
  if (!at.ok) return at;
  const withCost = mayKnowCost(ask.actor, input.storeId);
  return allow({ items: (await listItemRows(sql, input)).map((row) => toItemView(row, at.value, withCost)) });
}

export async function getItem(ask: Ask<ActorOf<'catalogue.item'>>, input: Input<'catalogue.item'>): Answer<'catalogue.item'> {
  const sql = sqlOf(ask.ports.db);
  const at = await placeOf(sql, ask, input);
  if (!at.ok) return at;
  const [row] = await findItemRows(sql, [input.itemId]);
  if (!row) return refuse('record.not_found', { noun: 'catalogue_item', id: input.itemId });
  const withCost = mayKnowCost(ask.actor, input.storeId);
  const versions = (await listVersionRows(sql, row.id)).map(({ version, at: when, byName, terms }) => ({
    version,
    at: when.toISOString(),
    byName,
    name: terms.name,
    priceFen: terms.priceFen,
    costFen: withCost ? terms.costFen : null,
  }));
  return allow({ item: toItemView(row, at.value, withCost), versions });
}

/** PK-03, PK-04: the calculator. */
export async function priceLines(ask: Ask<ActorOf<'catalogue.price'>>, input: Input<'catalogue.price'>): Answer<'catalogue.price'> {
  const sql = sqlOf(ask.ports.db);
  const at = await placeOf(sql, ask, input);
  if (!at.ok) return at;
  const priced = await priceChoices(sql, at.value, input.lines);
  if (!priced.ok) return priced;
  const withCost = mayKnowCost(ask.actor, input.storeId);
  const sums = sumLines(priced.value);
  return allow({
    lines: priced.value.map((line) => toLineView(line, withCost)),
    sums: withCost ? sums : { priceFen: sums.priceFen, costFen: null, marginFen: null },
  });
}
