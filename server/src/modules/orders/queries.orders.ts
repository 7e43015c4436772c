import { mayKnowCost } from '@zhike/domain/catalogue/policy';
import type { Scope } from '@zhike/domain/kernel/access';
import { addDays } from '@zhike/domain/kernel/calendar-date';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import { instantOf } from '@zhike/domain/kernel/zone';
import type { OrderPhase } from '@zhike/domain/orders/contract';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { readCursor, toCursor } from '../../platform/cursor';
import { sqlOf, type Sql } from '../../platform/db';
import { findStoreRow } from '../stores/queries.hours';
import type { Input } from './input';
import { countTogether, findOrderRow, listOrderRows, type OrderFilter, type OrderRow } from './records.orders';
import { listQuoteRows } from './records.quotes';
import { todayIn, toOrderSummary, toOrderView } from './view.orders';
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

/** OR-09: orders within the reader's reach. */
export async function listOrders(ask: Ask<ActorOf<'orders.list'>>, input: Input<'orders.list'>): Answer<'orders.list'> {
  return pageOf(ask, ask.scope, input, input.cursor);
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

const PHASE_WORDS: Readonly<Record<OrderPhase, string>> = { waiting: '待审批', open: '进行中', closed: '已完结', cancelled: '已取消', rejected: '未通过' };
const MOST_ROWS = 10_000;
const yuan = (fen: number): string => (fen / 100).toFixed(2);
/** A cell that a spreadsheet reads as text and never as a formula. */
const cell = (text: string): string => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

/** PK-04: orders as CSV. Cost and margin are columns only for whoever may know them. */
export async function exportOrders(ask: Ask<ActorOf<'orders.export'>>, input: Input<'orders.export'>): Answer<'orders.export'> {
  const sql = sqlOf(ask.ports.db);
  const store = await findStoreRow(sql, input.storeId);
  if (!store) return refuse('record.not_found', { noun: 'store', id: input.storeId });
  const midnight = (date: string): Date => new Date(instantOf(date, '00:00', store.zone));
  const rows = await listOrderRows(
    sql,
    ask.scope,
    { storeId: input.storeId, from: midnight(input.from), until: midnight(addDays(input.until, 1)) },
    { after: null, limit: MOST_ROWS },
  );
  const withCost = mayKnowCost(ask.actor, input.storeId);
  const header = ['单号', '日期', '客户', '业务线', '顾问', '状态', '进度', '应收', '已收', '未收', ...(withCost ? ['成本', '毛利'] : [])];
  const lines = rows.map((row) => {
    const order = toOrderSummary(row, ask);
    const texts = [
      order.code,
      todayIn(row.zone, row.createdAt),
      order.customerName,
      order.lineName,
      order.sellerName,
      PHASE_WORDS[order.phase],
      order.stageName,
    ];
    const money = [order.billedFen, order.paidFen, order.owedFen, ...(withCost ? [order.costFen ?? 0, order.marginFen ?? 0] : [])];
    return [...texts.map(cell), ...money.map(yuan)].join(',');
  });
  return allow({ fileName: `orders-${input.from}-${input.until}.csv`, csv: `\ufeff${[header.map(cell).join(','), ...lines].join('\r\n')}\r\n` });
}
