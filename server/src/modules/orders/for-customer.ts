import type { ApiRefusal } from '@zhike/domain/api';
import { addDays } from '@zhike/domain/kernel/calendar-date';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import type { FieldValue } from '@zhike/domain/kernel/fields';
import type { ActorOf, Ask } from '../../http/route';
import { sqlIn } from '../../platform/db';
import type { Write } from '../../platform/write';
import { findItem } from '../catalogue/queries';
import { isPlaceholder } from '../customers/naming';
import { findStoreRow } from '../stores/queries.hours';
import { priceSale } from './commands/create';
import { drawUp } from './commands/contract';
import { makeOrder, type Seller } from './commands/make';
import { readOrder } from './commands/open';
import { acceptVersion, writeQuote } from './commands/quote';
import { lockOpenQuoteOf } from './records.quotes';
import { todayIn } from './view.orders';

/** How long a quote holds that nobody wrote by hand. */
const QUOTE_DAYS = 14;

/** What a flow or a rule carries over into an order when somebody has said yes. */
export interface Carried {
  readonly storeId: string;
  readonly customerId: string;
  /** An item's id or name. */
  readonly item: string;
  readonly quantity: number;
  readonly as: 'order' | 'quote';
  readonly fromQuote: boolean;
  readonly note: string;
  readonly form: Readonly<Record<string, FieldValue>>;
  /** Whoever is in charge of the record; null: nobody. */
  readonly sellerId: string | null;
  /** The template of the contract that is drawn up with it; null: none is. */
  readonly templateId: string | null;
}

type Door = Ask<ActorOf<'orders.create'>>;
/** What a member may give off by herself. */
type LimitOf = (staffId: string) => Promise<number>;

async function orderOf(ask: Door, write: Write, carried: Carried, limitOf: LimitOf): Promise<Decision<{ readonly orderId: string }, ApiRefusal>> {
  const sql = sqlIn(write.tx);
  const { storeId, customerId, note, form } = carried;
  const zone = (await findStoreRow(sql, storeId))?.zone;
  const quote = carried.fromQuote && zone ? await lockOpenQuoteOf(sql, customerId, todayIn(zone, write.now)) : null;
  const staffId = carried.sellerId ?? quote?.sellerId ?? null;
  const seller: Seller = { staffId, maxPercent: staffId === null ? 0 : await limitOf(staffId) };
  if (quote) return acceptVersion(write, ask.ports, quote, { version: quote.version, instalments: [], seller, more: { note, form } });
  const sale = await saleOf(ask, write, carried);
  if (!sale.ok) return sale;
  const made = await makeOrder(write, seller, { ...sale.value, storeId, customerId, form, note, quoteId: null }, []);
  if (made.ok) await ask.ports.ownBenefits.add(write, made.value.orderId);
  return made;
}

async function saleOf(ask: Door, write: Write, { item, quantity, storeId, customerId, form }: Carried) {
  const found = await findItem(sqlIn(write.tx), item);
  if (!found?.terms.lineId) return refuse('record.not_found', { noun: 'catalogue_item', id: item });
  const lines = [{ itemId: found.id, quantity, options: {} }];
  return priceSale(ask, { storeId, customerId, lineId: found.terms.lineId, lines, discount: null, form }, write);
}

/**
 * OR-10: what was agreed becomes an order, or a quote, in the name of whoever is in charge, and by setting its contract is drawn up. A contract is
 * with a person: of whom the shop knows a number only, the order is made and its contract waits for her name.
 */
export async function orderForCustomer(ask: Door, write: Write, carried: Carried, limitOf: LimitOf): Promise<Decision<null, ApiRefusal>> {
  if (carried.as === 'quote') {
    const sale = await saleOf(ask, write, carried);
    if (!sale.ok) return sale;
    const { storeId, customerId, note, form, sellerId: staffId } = carried;
    await writeQuote(write, null, { ...sale.value, storeId, customerId, note, form, staffId, validUntil: addDays(sale.value.date, QUOTE_DAYS) });
    return allow(null);
  }
  const made = await orderOf(ask, write, carried, limitOf);
  if (!made.ok) return made;
  const order = await readOrder(write, made.value.orderId);
  if (carried.templateId === null || isPlaceholder(order.customerName)) return allow(null);
  const drawn = await drawUp(write, ask.ports, order, { templateId: carried.templateId, staffId: order.sellerId });
  return drawn.ok ? allow(null) : drawn;
}
