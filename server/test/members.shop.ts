import type { ApiInput } from '@zhike/domain/api';
import type { LevelTerms } from '@zhike/domain/membership/contract';
import type { OrderView } from '@zhike/domain/orders/contract';
import { jobHandlers } from '../src/composition';
import { sqlOf } from '../src/platform/db';
import { deliverEvent } from '../src/platform/write';
import { packageTerms } from './contract.stage.orders';
import { openOrderShop, type OrderShop } from './orders.shop';

export const level = (over: Partial<LevelTerms>): LevelTerms => ({
  key: 'silver',
  name: '银卡',
  rank: 2,
  thresholdFen: 500_000,
  months: 12,
  discountPercent: 0,
  pointsPercent: 100,
  birthdayGift: '',
  ...over,
});
export const LEVELS: readonly LevelTerms[] = [
  level({ key: 'normal', name: '普通', rank: 1, thresholdFen: 0 }),
  level({}),
  level({ key: 'gold', name: '金卡', rank: 3, thresholdFen: 2_000_000, pointsPercent: 150 }),
];

/** A shop whose customers spend, rise, and take things for points. */
export interface MemberShop {
  readonly orders: OrderShop;
  /** An order of so much, paid in cash; its news has been heard. */
  spends(customerId: string, amountFen: number): Promise<OrderView>;
  /** All of it goes back; its news has not been heard. */
  givesBack(order: OrderView): Promise<void>;
  /** All of it goes back, and is heard of. */
  refunds(order: OrderView): Promise<void>;
  /** Does all that is due. */
  heard(): Promise<void>;
  setLevels(levels: readonly LevelTerms[]): Promise<void>;
  gives(customerId: string, points: number): Promise<void>;
  balance(customerId: string): Promise<{ points: number; owedPoints: number; nextExpiry: { points: number; on: string } | null }>;
  item(over?: Partial<ApiInput<'membership.saveMallItem'>['terms']>): Promise<{ itemId: string; version: number }>;
  /** Delivers events of a type about a customer once more, so many times. */
  again(type: string, customerId: string, times: number): Promise<void>;
  /** What she was told of by a template, its variables in order of writing. */
  told(customerId: string, templateKey: string): Promise<Record<string, string>[]>;
  /** The books are sound; every purse of points is the sum of its lots; nobody both has and owes. */
  soundly(): Promise<void>;
}

/** On a database of its own, or a given empty one. */
export async function openMemberShop(databaseUrl?: string): Promise<MemberShop> {
  const orders = await openOrderShop(databaseUrl);
  const { pay } = orders;
  const { shop } = pay;
  const { db } = shop.server.ports;
  const goods = new Map<number, string>();
  let serial = 0;
  const goodsAt = async (priceFen: number): Promise<string> => {
    const known = goods.get(priceFen);
    if (known) return known;
    const terms = packageTerms({ name: `商品 ${priceFen}`, kind: 'product', priceFen, costFen: 0, options: [], prices: [] });
    const { item } = await shop.do('catalogue.saveItem', { itemId: null, version: 0, terms }, await pay.boss());
    goods.set(priceFen, item.id);
    return item.id;
  };
  const heard = () => pay.pass({ seconds: 5 });
  const givesBack = async (order: OrderView): Promise<void> => {
    const boss = await pay.boss();
    const { order: now } = await shop.do('orders.get', { orderId: order.id }, boss);
    const wanted = { orderId: order.id, lineIds: now.lines.filter((line) => line.state === 'sold').map((line) => line.id), keepPercent: 0 };
    const { backFen } = await shop.do('orders.previewRefund', wanted, boss);
    await shop.do('orders.refund', { ...wanted, version: now.version, expectedBackFen: backFen, till: 'cash', reason: '退货' }, boss);
  };
  return {
    givesBack,
    orders,
    heard,
    async spends(customerId, amountFen) {
      const order = await orders.order({ customerId, lineId: orders.retailId, lines: [{ itemId: await goodsAt(amountFen), quantity: 1, options: {} }] });
      const paid = await orders.pays(order, amountFen);
      await heard();
      return paid;
    },
    async refunds(order) {
      await givesBack(order);
      await heard();
    },
    async setLevels(levels) {
      const boss = await pay.boss();
      const { version } = await shop.do('membership.levels', {}, boss);
      await shop.do('membership.saveLevels', { version, levels: [...levels] }, boss);
      await heard();
    },
    async gives(customerId, points) {
      await shop.do('membership.correctPoints', { customerId, points, reason: '补登' }, await pay.boss());
    },
    balance: async (customerId) => (await shop.do('membership.pointsOf', { customerId }, await pay.boss())).balance,
    async item(over = {}) {
      const terms = { name: `礼品 ${++serial}`, text: '', pricePoints: 500, stock: 10, perPerson: null, active: true, ...over };
      const { item } = await shop.do('membership.saveMallItem', { itemId: null, version: 0, terms }, await pay.boss());
      return { itemId: item.id, version: item.version };
    },
    async again(type, customerId, times) {
      const handler = jobHandlers(shop.server.ports).find((one) => one.kind.name === deliverEvent.name);
      if (!handler) throw new Error('nobody delivers events');
      const events = await db.prisma.event.findMany({ where: { type, customerId } });
      if (events.length === 0) throw new Error(`no ${type}`);
      for (let n = 0; n < times; n++) await Promise.all(events.map((event) => handler.run({ eventId: event.id })));
      await heard();
    },
    told: async (customerId, templateKey) =>
      (await db.prisma.message.findMany({ where: { customerId, templateKey }, orderBy: { createdAt: 'asc' } })).map(
        (row) => row.variables as Record<string, string>,
      ),
    async soundly() {
      await orders.soundly();
      const off = await sqlOf(db)(
        `SELECT a.customer_id, a.balance, (SELECT COALESCE(sum(l."left"), 0) FROM point_lots l WHERE l.customer_id = a.customer_id) AS lots, o.balance AS owed
           FROM ledger_accounts a LEFT JOIN ledger_accounts o ON o.key = 'points_owed:' || a.customer_id
          WHERE a.kind = 'points' AND (a.balance <> (SELECT COALESCE(sum(l."left"), 0) FROM point_lots l WHERE l.customer_id = a.customer_id) OR (a.balance > 0 AND o.balance > 0))`,
        [],
      );
      expect(off).toEqual([]);
    },
  };
}
