import { photoStages, retailStages } from '@zhike/config/business-lines';
import type { ApiInput } from '@zhike/domain/api';
import type { OrderView } from '@zhike/domain/orders/contract';
import { auditBooks } from '../src/modules/ledger/audit';
import { sqlOf } from '../src/platform/db';
import { packageTerms } from './contract.stage.orders';
import type { Login } from './harness';
import { openPayShop, type PayShop } from './payments.shop';

/** A shop with a catalogue and two lines of business, in which orders can be made, paid and looked up in the books. */
export interface OrderShop {
  readonly pay: PayShop;
  readonly lineId: string;
  readonly retailId: string;
  /** 3,999.00 with three outfits, forty photos and an album. */
  readonly packageId: string;
  /** Goods at 68.00. */
  readonly frameId: string;
  customer(): Promise<string>;
  as(wecomUserId: string): Promise<Login>;
  /** An order of the package; by the boss, due at once, unless told otherwise. */
  order(over?: Partial<ApiInput<'orders.create'>>, by?: Login): Promise<OrderView>;
  pays(order: OrderView, amountFen: number, till?: 'cash' | 'bank' | 'pos' | 'wechat'): Promise<OrderView>;
  step(order: OrderView, stage: string): Promise<OrderView>;
  /** What each account with such a holder holds, by kind. */
  held(holderId: string): Promise<Record<string, number>>;
  /** The books are sound, and each order's bill, payments and receivable agree with them. */
  soundly(): Promise<void>;
}

/** On a database of its own, or a given empty one. */
export async function openOrderShop(databaseUrl?: string): Promise<OrderShop> {
  const pay = await openPayShop('public-key', undefined, [], databaseUrl);
  const { shop, fixture } = pay;
  const ports = shop.server.ports;
  const line = async (key: string, name: string, stages: typeof photoStages): Promise<string> =>
    (await shop.do('catalogue.saveLine', { lineId: null, key, name, stages: [...stages], fields: [], position: 0, active: true }, await pay.boss())).line.id;
  const item = async (over: Partial<ApiInput<'catalogue.saveItem'>['terms']>): Promise<string> =>
    (await shop.do('catalogue.saveItem', { itemId: null, version: 0, terms: packageTerms(over) }, await pay.boss())).item.id;
  const lineId = await line('wedding', '婚纱摄影', photoStages);
  const retailId = await line('retail', '零售', retailStages);
  const packageId = await item({ name: '经典婚纱套系' });
  const frameId = await item({ name: '相框', kind: 'product', priceFen: 6_800, costFen: 2_000, options: [], prices: [] });
  let people = 0;
  const customer: OrderShop['customer'] = async () => {
    const draft = { name: `顾客 ${++people}`, phone: null, gender: 'female' as const, birthday: null, weddingDate: null, source: '', note: '' };
    return (await shop.do('customers.create', { ...draft, storeId: fixture.storeId }, await pay.boss())).profile.id;
  };
  const held: OrderShop['held'] = async (holderId) => {
    const { items } = await shop.do('ledger.accounts', { customerId: null, holderId, storeId: null, kind: null }, await pay.boss());
    return Object.fromEntries(items.map((account) => [account.kind, account.balance]));
  };
  return {
    pay,
    lineId,
    retailId,
    packageId,
    frameId,
    customer,
    held,
    as: (id) => shop.staff(id),
    async order(over = {}, by) {
      const lines = [{ itemId: packageId, quantity: 1, options: {} }];
      const base = { storeId: fixture.storeId, lineId, lines, discount: null, instalments: [], form: {}, note: '' };
      return (await shop.do('orders.create', { ...base, customerId: over.customerId ?? (await customer()), ...over }, by ?? (await pay.boss()))).order;
    },
    pays: async (order, amountFen, till = 'cash') =>
      (await shop.do('orders.recordPayment', { orderId: order.id, till, amountFen, note: '' }, await pay.boss())).order,
    step: async (order, stage) => (await shop.do('orders.advance', { orderId: order.id, version: order.version, stage }, await pay.boss())).order,
    async soundly() {
      const sql = sqlOf(ports.db);
      expect(await auditBooks(sql)).toMatchObject({ sound: true });
      const off = await sql(
        `SELECT o.code, o.billed_fen - o.paid_fen AS owed, COALESCE((SELECT a.balance FROM ledger_accounts a WHERE a.key = 'receivable:' || o.id), 0)::int AS receivable,
            o.paid_fen AS paid, COALESCE((SELECT sum(CASE WHEN p.kind IN ('refund', 'void') THEN -p.amount_fen ELSE p.amount_fen END) FROM order_payments p WHERE p.order_id = o.id), 0)::int AS payments,
            o.billed_fen AS billed, COALESCE((SELECT sum(CASE l.state WHEN 'sold' THEN l.total_fen ELSE l.kept_fen END) FROM order_lines l WHERE l.order_id = o.id), 0)::int AS lines
           FROM orders o WHERE o.phase NOT IN ('waiting', 'rejected')`,
        [],
      );
      for (const row of off as { code: string; owed: number; receivable: number; paid: number; payments: number; billed: number; lines: number }[])
        expect([row.code, row.receivable, row.payments, row.lines]).toEqual([row.code, row.owed, row.paid, row.billed]);
    },
  };
}
