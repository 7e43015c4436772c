import { compileScope, inScope, type Scope } from '@zhike/domain/kernel/access';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { readCursor, toCursor } from '../../platform/cursor';
import { sqlOf, type Sql } from '../../platform/db';
import { customerRowFacts } from '../customers/row-facts';
import type { Input } from './input';
import { countBeyond, countTogether, findOrderRow, listOrderRows, type OrderFilter, type OrderRow } from './records.orders';
import { listQuoteRows } from './records.quotes';
import { toOrderSummary, toOrderView } from './view.orders';
import { toQuoteView } from './view.quotes';

const PAGE = 30;

async function pageOf(ask: Ask, scope: Scope, by: OrderFilter, cursor: string | null | undefined) {
  const after = readCursor(cursor);
  if (!after.ok) return after;
  const rows = await listOrderRows(sqlOf(ask.ports.db), scope, by, { after: after.value, limit: PAGE + 1 });
  const last = rows[PAGE - 1];
  return allow({
    items: rows.slice(0, PAGE).map((row) => toOrderSummary(row, ask)),
    next: rows.length > PAGE && last ? toCursor({ at: last.createdAt, id: last.id }) : null,
  });
}

/** OR-09: orders within the reader's reach. Of one customer's also how many there are beyond it, so that nobody takes her for somebody who never bought. */
export async function listOrders(ask: Ask<ActorOf<'orders.list'>>, input: Input<'orders.list'>): Answer<'orders.list'> {
  const found = await pageOf(ask, ask.scope, input, input.cursor);
  if (!found.ok) return found;
  const elsewhere = input.customerId !== null && !input.cursor ? await countElsewhere(ask, input.customerId) : 0;
  return allow({ ...found.value, elsewhere });
}

/** Told to nobody who does not see the customer in full: that there are orders is a fact about her. */
async function countElsewhere(ask: Ask<ActorOf<'orders.list'>>, customerId: string): Promise<number> {
  const sql = sqlOf(ask.ports.db);
  const facts = ask.scope.kind === 'all' ? null : await customerRowFacts(sql, customerId);
  return facts && inScope(compileScope(ask.actor, 'customer.read'), facts) ? countBeyond(sql, ask.scope, customerId) : 0;
}

/** One order within a scope, for a module that reckons with it; null when there is none. */
export const readOrderRow = (sql: Sql, orderId: string, scope: Scope): Promise<OrderRow | null> => findOrderRow(sql, orderId, scope);

export async function listMyOrders(ask: Ask<ActorOf<'orders.mine'>>, input: Input<'orders.mine'>): Answer<'orders.mine'> {
  const { customerId } = ask.actor;
  if (!customerId) return allow({ items: [], next: null });
  return pageOf(ask, { kind: 'customer', customerId }, {}, input.cursor);
}

/** OR-09: one order, one source of truth for whoever may see it. */
export async function getOrder(ask: Ask, input: Input<'orders.get'>): Answer<'orders.get'> {
  const row = await findOrderRow(sqlOf(ask.ports.db), input.orderId, ask.scope);
  return row ? allow({ order: toOrderView(row, ask) }) : refuse('record.not_found', { noun: 'order', id: input.orderId });
}

export async function listQuotes(ask: Ask<ActorOf<'orders.quotes'>>, input: Input<'orders.quotes'>): Answer<'orders.quotes'> {
  const rows = await listQuoteRows(sqlOf(ask.ports.db), input.customerId, ask.scope);
  return allow({ quotes: rows.map((row) => toQuoteView(row, ask.actor)) });
}

/** PK-07: bought together, always in the same order, with how many orders say so. */
export async function boughtTogether(ask: Ask<ActorOf<'orders.boughtTogether'>>, input: Input<'orders.boughtTogether'>): Answer<'orders.boughtTogether'> {
  const { orders, items } = await countTogether(sqlOf(ask.ports.db), ask.scope, input.itemId);
  return allow({ orders, items: [...items] });
}
