import type { ApiInput, ApiOutput } from '@zhike/domain/api';
import type { Actor } from '@zhike/domain/kernel/actor';
import { addDays, dateAt } from '@zhike/domain/kernel/calendar-date';
import { DAY_MS, HOUR_MS } from '@zhike/domain/kernel/time-range';
import type { Agenda } from './agenda';
import { OFFSET, type Store } from './base';
import type { Call } from './call';
import { items, type Catalogue } from './catalogue';

type Order = ApiOutput<'orders.get'>['order'];

/** What the selling needs of the story. */
export interface Selling {
  readonly agenda: Agenda;
  readonly call: Call;
  readonly today: Date;
  /** Its own chance, so that who buys what does not change who comes when. */
  readonly random: () => number;
  readonly catalogue: Catalogue;
  readonly sellerOf: (store: Store) => Actor;
  readonly managerOf: (store: Store) => Actor;
}

export interface Visit {
  readonly bookingId: string;
  readonly customerId: string;
  readonly service: string;
  readonly store: Store;
  readonly startsAt: number;
  readonly endsAt: number;
}

/** Of those who come for a package so many buy it as an order; the others pay for the visit alone. */
const BUYERS = 0.55;
/** Of the orders that are shot so many never bring the rest: the arrears of the demo. */
const ARREARS = 0.14;
const TILLS = ['cash', 'pos', 'bank', 'wechat'] as const;

/**
 * One visit's order: sold on the day of the booking, a third as deposit, the rest after the shoot. Some ask for a discount that must be
 * approved, some take more photos or a frame, some do not pay the rest.
 */
export async function sell(selling: Selling, visit: Visit): Promise<void> {
  const { agenda, call, random, catalogue, today } = selling;
  const item = items.find((one) => one.service === visit.service);
  const chance = random();
  if (!item || chance > BUYERS) return;
  const seller = selling.sellerOf(visit.store);
  const manager = selling.managerOf(visit.store);
  const date = dateAt(agenda.clock.now().getTime(), OFFSET);
  const more: Record<string, number> = random() < 0.4 ? { retouched: (item.terms.options?.find((one) => one.key === 'retouched')?.included ?? 0) + 10 } : {};
  const lines = [{ itemId: catalogue.items.get(item.key) ?? '', quantity: 1, options: more }];
  if (random() < 0.25) lines.push({ itemId: catalogue.items.get(random() < 0.5 ? 'frame' : 'canvas') ?? '', quantity: 1, options: {} });
  const percent = random() < 0.2 ? 5 : random() < 0.1 ? 12 : 0;
  const discount = percent > 0 ? { kind: 'percent' as const, percent } : null;
  const form: ApiInput<'orders.create'>['form'] = item.line === 'child' ? { baby: ['安安', '小满', '多多', '果果'][Math.floor(random() * 4)] ?? '安安' } : {};
  const till = TILLS[Math.floor(random() * TILLS.length)] ?? 'cash';
  const paysRest = random() > ARREARS;
  const draft = { storeId: visit.store.id, customerId: visit.customerId, lineId: catalogue.lines.get(item.line) ?? '', lines, discount, form, note: '' };
  let { order } = await call('orders.create', { ...draft, instalments: [] }, seller);
  // Two of the last hours still wait for the manager; the others were looked at on the same day.
  if (order.phase === 'waiting') {
    if (agenda.clock.now().getTime() > today.getTime() - 12 * HOUR_MS) return;
    ({ order } = await call('orders.decide', { orderId: order.id, version: order.version, approve: true, reason: '老客户介绍' }, manager));
  }
  const depositFen = Math.min(order.billedFen, Math.ceil(order.billedFen / 3 / 10_000) * 10_000);
  const shootDay = dateAt(visit.startsAt, OFFSET);
  const dues = [
    { name: '定金', amountFen: depositFen, dueOn: date },
    { name: '尾款', amountFen: order.billedFen - depositFen, dueOn: addDays(shootDay, 3) },
  ];
  ({ order } = await call('orders.setInstalments', { orderId: order.id, version: order.version, instalments: dues }, manager));
  ({ order } = await call('orders.recordPayment', { orderId: order.id, till, amountFen: depositFen, note: '' }, seller));
  ({ order } = await call('orders.linkBooking', { orderId: order.id, bookingId: visit.bookingId }, manager));
  planRest(selling, visit, order, { till, paysRest, manager });
}

/** After the shoot the rest comes in, and some days later the pictures are handed over. */
function planRest(
  { agenda, call, today }: Selling,
  visit: Visit,
  { id }: Order,
  { till, paysRest, manager }: { readonly till: (typeof TILLS)[number]; readonly paysRest: boolean; readonly manager: Actor },
): void {
  const paidAt = visit.endsAt + 1.5 * HOUR_MS;
  if (!paysRest || paidAt > today.getTime()) return;
  agenda.at(new Date(paidAt), async () => {
    const { order } = await call('orders.get', { orderId: id }, manager);
    // She did not come, or moved it: then the rest is for another day.
    if (order.phase !== 'open' || order.stage !== 'shot' || order.owedFen === 0) return;
    await call('orders.recordPayment', { orderId: id, till, amountFen: order.owedFen, note: '尾款' }, manager);
  });
  const handedOver = paidAt + 9 * DAY_MS;
  if (handedOver > today.getTime()) return;
  agenda.at(new Date(handedOver), async () => {
    const { order } = await call('orders.get', { orderId: id }, manager);
    if (order.stage === 'settled') await call('orders.advance', { orderId: id, version: order.version, stage: 'closed' }, manager);
  });
}
