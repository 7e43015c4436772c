import { addDays, dateAt } from '@zhike/domain/kernel/calendar-date';
import type { OrderView } from '@zhike/domain/orders/contract';
import { sqlOf } from '../src/platform/db';
import { readSheet } from './sheets';
import { openOrderShop, type OrderShop } from './orders.shop';

let orders: OrderShop;
beforeAll(async () => {
  orders = await openOrderShop();
}, 60_000);
afterAll(() => orders?.pay.shop.close());
afterEach(() => orders.soundly());

const shop = () => orders.pay.shop;
const today = () => dateAt(orders.pay.agenda.clock.now().getTime(), 480);
const PRICE = 399_900;
const both = () => [
  { itemId: orders.packageId, quantity: 1, options: {} },
  { itemId: orders.frameId, quantity: 2, options: {} },
];
const refund = async (order: OrderView, lineIds: string[], keepPercent: number, expectedBackFen: number) =>
  shop().send(
    'orders.refund',
    { orderId: order.id, version: order.version, lineIds, keepPercent, till: 'cash', expectedBackFen, reason: '不要了' },
    await orders.pay.boss(),
  );

describe('OR-06 payments', () => {
  test('in parts, by till; never more than is owed; what is paid is what the books say', async () => {
    const store = orders.pay.fixture.storeId;
    const before = await orders.held(store);
    let order = await orders.order();
    order = await orders.pays(order, 100_000, 'cash');
    order = await orders.pays(order, 50_000, 'bank');
    order = await orders.pays(order, 30_000, 'pos');
    order = await orders.pays(order, 20_000, 'wechat');
    const after = await orders.held(store);
    expect(['cash', 'bank', 'pos', 'wechat'].map((till) => (after[till] ?? 0) - (before[till] ?? 0))).toEqual([100_000, 50_000, 30_000, 20_000]);
    expect([order.paidFen, order.owedFen]).toEqual([200_000, 199_900]);
    const sent = await shop().send('orders.recordPayment', { orderId: order.id, till: 'cash', amountFen: 199_901, note: '' }, await orders.pay.boss());
    expect(sent.refusal).toEqual({ code: 'orders.more_than_owed', facts: { owedFen: 199_900 } });
  });

  test('twenty tills take the whole of it at once: exactly one does', async () => {
    const boss = await orders.pay.boss();
    const order = await orders.order();
    const sent = await Promise.all(
      Array.from({ length: 20 }, () => shop().send('orders.recordPayment', { orderId: order.id, till: 'cash', amountFen: PRICE, note: '' }, boss)),
    );
    expect(sent.filter((one) => one.status === 200)).toHaveLength(1);
    expect(new Set(sent.flatMap((one) => one.refusal?.code ?? []))).toEqual(new Set(['orders.more_than_owed']));
  });
});

describe('OR-06 refunds', () => {
  test('a line goes, a part of it is kept; the preview shows each step and the books follow it', async () => {
    let order = await orders.order({ lines: both() });
    order = await orders.pays(order, PRICE + 13_600);
    const line = order.lines[1]?.id ?? '';
    const preview = await shop().do('orders.previewRefund', { orderId: order.id, lineIds: [line], keepPercent: 50 }, await orders.pay.boss());
    expect(preview.steps.map((step) => [step.kind, step.amountFen])).toEqual([
      ['billed_before', PRICE + 13_600],
      ['line', -13_600],
      ['kept', 6_800],
      ['billed_after', PRICE + 6_800],
      ['paid', PRICE + 13_600],
      ['back', 6_800],
      ['owed', 0],
    ]);
    const before = await orders.held(orders.pay.fixture.storeId);
    expect((await refund(order, [line], 50, 6_801)).refusal).toEqual({ code: 'orders.refund_changed', facts: { backFen: 6_800, keptFen: 6_800 } });
    order = (await refund(order, [line], 50, preview.backFen)).value.order;
    expect([order.phase, order.billedFen, order.paidFen, order.lines[1]?.state, order.lines[1]?.keptFen]).toEqual([
      'open',
      PRICE + 6_800,
      PRICE + 6_800,
      'refunded',
      6_800,
    ]);
    const after = await orders.held(orders.pay.fixture.storeId);
    expect([(after.forfeited ?? 0) - (before.forfeited ?? 0), (after.cash ?? 0) - (before.cash ?? 0), (after.revenue ?? 0) - (before.revenue ?? 0)]).toEqual([
      6_800, -6_800, -13_600,
    ]);
    expect((await refund(order, [line], 0, 0)).refusal?.code).toBe('record.not_found');
  });

  test('a refund is never more than was paid: what was not paid is owed no more', async () => {
    let order = await orders.order();
    order = await orders.pays(order, 100_000);
    const cancelled = (await refund(order, [order.lines[0]?.id ?? ''], 0, 100_000)).value.order;
    expect([cancelled.phase, cancelled.billedFen, cancelled.paidFen, cancelled.owedFen, cancelled.reason]).toEqual(['cancelled', 0, 0, 0, '不要了']);
    order = await orders.pays(await orders.order(), 100_000);
    const kept = (await refund(order, [order.lines[0]?.id ?? ''], 50, 0)).value.order;
    expect([kept.billedFen, kept.paidFen, kept.owedFen]).toEqual([100_000, 100_000, 0]);
    expect((await refund(kept, [order.lines[0]?.id ?? ''], 0, 0)).refusal?.code).toBe('orders.not_possible');
  });

  test('ten refunds of one line at once: one', async () => {
    const order = await orders.pays(await orders.order({ lines: both() }), PRICE + 13_600);
    const sent = await Promise.all(Array.from({ length: 10 }, () => refund(order, [order.lines[1]?.id ?? ''], 0, 13_600)));
    expect(sent.filter((one) => one.status === 200)).toHaveLength(1);
  });

  test('after the shoot a package is income, and its refund takes income back', async () => {
    const boss = await orders.pay.boss();
    const { booking } = await orders.pay.paid();
    const customerId = booking.customerId ?? '';
    let order = await orders.order({ customerId });
    order = await orders.pays(order, PRICE);
    order = (await shop().do('orders.linkBooking', { orderId: order.id, bookingId: booking.id }, boss)).order;
    order = await orders.step(order, 'shot');
    expect(order.stage).toBe('settled');
    const before = await orders.held(orders.pay.fixture.storeId);
    await refund(order, [order.lines[0]?.id ?? ''], 0, PRICE);
    const after = await orders.held(orders.pay.fixture.storeId);
    expect((after.revenue ?? 0) - (before.revenue ?? 0)).toBe(-PRICE);
    expect(await orders.held(order.id)).toEqual({ receivable: 0, order_unearned: 0 });
  });
});

describe('OR-06 the deposit of a booking pays a part of the order', () => {
  const withDeposit = async () => {
    const boss = await orders.pay.boss();
    const { booking, who } = await orders.pay.paid();
    const order = await orders.order({ customerId: booking.customerId ?? '' });
    await shop().do('orders.linkBooking', { orderId: order.id, bookingId: booking.id }, boss);
    const used = (await shop().do('orders.useDeposit', { orderId: order.id, bookingId: booking.id }, boss)).order;
    return { boss, booking, who, order: used };
  };

  test('once, however many try; then the booking has nothing to give back, and its cancelling keeps the books sound', async () => {
    const { boss, booking, who, order } = await withDeposit();
    expect([order.paidFen, order.payments.map((one) => [one.kind, one.amountFen])]).toEqual([50_000, [['deposit', 50_000]]]);
    expect(await orders.held(booking.id)).toEqual({ deposit: 0 });
    const again = await Promise.all(Array.from({ length: 5 }, () => shop().send('orders.useDeposit', { orderId: order.id, bookingId: booking.id }, boss)));
    expect(new Set(again.map((one) => one.refusal?.code))).toEqual(new Set(['orders.no_deposit']));
    expect((await shop().send('orders.unlinkBooking', { orderId: order.id, bookingId: booking.id }, boss)).refusal?.code).toBe('orders.deposit_in_use');
    const { preview } = await shop().do('booking.cancelPreview', { bookingId: booking.id }, who);
    expect([preview.depositPaidFen, preview.refundFen]).toEqual([0, 0]);
    await shop().do('booking.cancel', { bookingId: booking.id, version: booking.version, reason: '', expectedRefundFen: 0 }, who);
    await orders.pay.pass({ minutes: 2 });
    expect((await orders.pay.facts(booking.id)).refunds).toEqual([]);
  });

  test('the service is given: the deposit is not earned twice', async () => {
    const { boss, booking } = await withDeposit();
    const before = (await orders.held(orders.pay.fixture.storeId)).revenue ?? 0;
    let { id, version } = booking;
    for (const name of ['booking.checkIn', 'booking.start', 'booking.finish'] as const)
      ({ id, version } = (await shop().do(name, { bookingId: id, version }, boss)).booking);
    await orders.pay.pass({ minutes: 2 });
    expect((await orders.held(orders.pay.fixture.storeId)).revenue ?? 0).toBe(before);
  });

  test('a cancelled booking’s deposit, another customer’s, and one that was never paid pay nothing', async () => {
    const boss = await orders.pay.boss();
    const { booking, who } = await orders.pay.paid();
    const stranger = await orders.order();
    expect((await shop().send('orders.linkBooking', { orderId: stranger.id, bookingId: booking.id }, boss)).refusal?.code).toBe('orders.other_customer');
    const order = await orders.order({ customerId: booking.customerId ?? '' });
    await shop().do('orders.linkBooking', { orderId: order.id, bookingId: booking.id }, boss);
    const other = await orders.order({ customerId: booking.customerId ?? '' });
    expect((await shop().send('orders.linkBooking', { orderId: other.id, bookingId: booking.id }, boss)).refusal).toEqual({
      code: 'orders.booking_taken',
      facts: { code: booking.code },
    });
    await shop().do('booking.cancel', { bookingId: booking.id, version: booking.version, reason: '', expectedRefundFen: 50_000 }, who);
    expect((await shop().send('orders.useDeposit', { orderId: order.id, bookingId: booking.id }, boss)).refusal?.code).toBe('orders.no_deposit');
    await orders.pay.pass({ minutes: 2 });
    await shop().eventually(async () => (await orders.pay.facts(booking.id)).deposit === 'refunded');
  });
});

describe('OR-06 changes and shares', () => {
  test('an unchanged line keeps its price, what is new is priced today, and less than is paid is refused', async () => {
    const boss = await orders.pay.boss();
    let order = await orders.pays(await orders.order(), 300_000);
    const change = (lines: { lineId: string | null; itemId: string; quantity: number; options: Record<string, number> }[]) =>
      shop().send('orders.change', { orderId: order.id, version: order.version, lines, discount: null }, boss);
    const frame = { lineId: null, itemId: orders.frameId, quantity: 1, options: {} };
    expect((await change([frame])).refusal).toEqual({ code: 'orders.less_than_paid', facts: { paidFen: 300_000, billedFen: 6_800 } });
    const kept = order.lines.map(({ id: lineId, itemId, quantity, options }) => ({ lineId, itemId, quantity, options }));
    order = (await change([...kept, frame])).value.order;
    expect([order.billedFen, order.lines.map((line) => line.name), order.owedFen]).toEqual([PRICE + 6_800, ['经典婚纱套系', '相框'], PRICE + 6_800 - 300_000]);
    expect((await orders.held(order.id)).order_unearned).toBe(PRICE);
  });

  test('a split of performance adds up to the fen and follows the bill', async () => {
    const boss = await orders.pay.boss();
    const members = await shop().server.ports.db.prisma.staffMember.findMany({ orderBy: { wecomUserId: 'asc' }, take: 3 });
    let order = await orders.order({ discount: { kind: 'amount', amountFen: 1 } });
    const split = [33, 33, 34].map((percent, index) => ({ staffId: members[index]?.id ?? '', percent }));
    const set = (shares: typeof split) => shop().send('orders.setShares', { orderId: order.id, version: order.version, shares }, boss);
    expect((await set(split.slice(0, 2))).refusal).toEqual({ code: 'orders.shares_invalid', facts: { percent: 66, problem: 'sum' } });
    order = (await set(split)).value.order;
    expect(order.shares.reduce((sum, share) => sum + share.amountFen, 0)).toBe(PRICE - 1);
  });
});

describe('FI-02 receivables', () => {
  test('the buckets add up to the ledger’s receivables; what is due soon and what is overdue stand in their order', async () => {
    const boss = await orders.pay.boss();
    for (const days of [-100, -75, -45, -20, 5]) {
      const order = await orders.order({ instalments: [{ name: '尾款', amountFen: PRICE, dueOn: addDays(today(), days) }] });
      await orders.pays(order, 100_000 + Math.abs(days));
    }
    const { buckets, totalFen, notDueFen, overdue } = await shop().do('orders.receivables', { storeId: null }, boss);
    const [ledger] = await sqlOf(shop().server.ports.db)<{ fen: number }>(`SELECT sum(balance)::int AS fen FROM ledger_accounts WHERE kind = 'receivable'`, []);
    expect([Object.values(buckets).reduce((sum, part) => sum + part, 0), totalFen]).toEqual([ledger?.fen, ledger?.fen]);
    expect([buckets['90+'], buckets['61-90'], buckets['31-60']]).toEqual([PRICE - 100_100, PRICE - 100_075, PRICE - 100_045]);
    expect(notDueFen).toBe(PRICE - 100_005);
    expect(overdue.map((due) => due.days).slice(0, 4)).toEqual([100, 75, 45, 20]);
    const { items } = await shop().do('orders.dueSoon', { storeId: orders.pay.fixture.storeId, days: 7 }, boss);
    expect(items.at(-1)).toMatchObject({ days: -5, openFen: PRICE - 100_005, name: '尾款' });
    expect((await shop().do('orders.dueSoon', { storeId: null, days: 4 }, boss)).items.every((due) => due.days > -5)).toBe(true);
  });
});

describe('OR-09 one order, many readers', () => {
  test('the same state for seller, manager and customer; cost and margin only for whoever may know, in get, list and export', async () => {
    const { booking, who } = await orders.pay.paid();
    const order = await orders.order({ customerId: booking.customerId ?? '' });
    const [manager, sales] = [await orders.as('laoxu'), await orders.as('qianqian')];
    const seen = await Promise.all([manager, sales, who].map(async (reader) => (await shop().do('orders.get', { orderId: order.id }, reader)).order));
    expect(new Set(seen.map((one) => JSON.stringify([one.stage, one.phase, one.billedFen, one.paidFen, one.owedFen, one.version])))).toHaveProperty('size', 1);
    expect(seen.map((one) => [one.costFen !== null, one.lines[0]?.costFen !== null, one.shares.length])).toEqual([
      [true, true, 1],
      [false, false, 1],
      [false, false, 0],
    ]);
    const list = { storeId: null, customerId: order.customerId, phases: [], owing: false, cursor: null };
    expect((await shop().do('orders.list', list, sales)).items.every((one) => one.costFen === null && one.marginFen === null)).toBe(true);
    expect((await shop().do('orders.mine', { cursor: null }, who)).items.map((one) => one.id)).toContain(order.id);
    const sheet = async (reader: typeof sales) => {
      const wish = { storeId: orders.pay.fixture.storeId, from: addDays(today(), -1), until: addDays(today(), 30) };
      return (await readSheet(shop(), (await shop().do('orders.export', wish, reader)).url)).map((row) => row.join(' ')).join('\n');
    };
    expect(await sheet(manager)).toContain('毛利');
    expect(await sheet(sales)).not.toMatch(/成本|毛利/);
    expect(await sheet(sales)).toContain(order.code);
  });

  test('OR-09 a member whose reach ends at her own is told that colleagues sold to a customer of hers, never what or for how much', async () => {
    const customerId = await orders.customer();
    const hidden = [await orders.order({ customerId }), await orders.order({ customerId })];
    const prisma = shop().server.ports.db.prisma;
    const list = { storeId: null, customerId, phases: [], owing: false, cursor: null };
    const sales = await orders.as('xiaotang');
    const told = async () => shop().do('orders.list', list, sales);
    // Somebody else's customer: that she bought is nobody's business.
    expect(await told()).toMatchObject({ items: [], elsewhere: 0 });
    const { identityId } = await shop().customer('周子墨');
    await prisma.customerIdentity.update({ where: { id: identityId }, data: { customerId } });
    const { id: staffId } = await prisma.staffMember.findFirstOrThrow({ where: { wecomUserId: 'xiaotang' } });
    await prisma.wecomFollow.create({ data: { staffId, identityId, checkedAt: new Date() } });
    expect(await told()).toMatchObject({ items: [], elsewhere: 2 });
    const mine = await orders.order({ customerId }, sales);
    const now = await told();
    expect([now.items.map((one) => one.id), now.elsewhere]).toEqual([[mine.id], 2]);
    for (const one of hidden) expect(JSON.stringify(now)).not.toContain(one.id);
    expect((await shop().do('orders.list', list, await orders.as('laoxu'))).elsewhere).toBe(0);
    expect((await shop().do('orders.list', { ...list, customerId: null }, sales)).elsewhere).toBe(0);
  });

  test('SC-01 out of reach is not there: another store’s manager, and another customer', async () => {
    const order = await orders.order();
    const { who } = await orders.pay.hold();
    expect((await shop().send('orders.get', { orderId: order.id }, who)).refusal?.code).toBe('record.not_found');
    const prisma = shop().server.ports.db.prisma;
    await prisma.staffMember.create({
      data: { wecomUserId: 'hanmei', name: '韩梅', title: '', roles: ['manager'], stores: { create: [{ storeId: orders.pay.fixture.otherStoreId }] } },
    });
    const other = await orders.as('hanmei');
    expect((await shop().send('orders.get', { orderId: order.id }, other)).refusal?.code).toBe('record.not_found');
    expect((await shop().send('orders.recordPayment', { orderId: order.id, till: 'cash', amountFen: 1, note: '' }, other)).refusal?.code).toBe(
      'record.not_found',
    );
    expect((await shop().do('orders.receivables', { storeId: null }, other)).totalFen).toBe(0);
    expect((await shop().do('orders.list', { storeId: null, customerId: null, phases: [], owing: false, cursor: null }, other)).items).toEqual([]);
  });
});

test('CU-02 when two records become one, the orders and quotes follow, and the books stay sound', async () => {
  const boss = await orders.pay.boss();
  const [intoId, fromId] = [await orders.customer(), await orders.customer()];
  const order = await orders.pays(await orders.order({ customerId: fromId }), 10_000);
  const quote = { storeId: orders.pay.fixture.storeId, customerId: fromId, lineId: orders.lineId, discount: null, form: {}, note: '', validUntil: today() };
  await shop().do('orders.saveQuote', { ...quote, quoteId: null, version: 0, lines: both() }, boss);
  await shop().do('customers.merge', { intoId, fromId }, boss);
  expect((await shop().do('orders.get', { orderId: order.id }, boss)).order.customerId).toBe(intoId);
  expect((await shop().do('orders.quotes', { customerId: intoId }, boss)).quotes).toHaveLength(1);
  await orders.pays(order, 20_000);
});

test('PK-07 bought together: by how many orders hold both, always in the same order', async () => {
  const boss = await orders.pay.boss();
  for (let n = 0; n < 3; n++) await orders.order({ lines: both() });
  const taken = await orders.order({ lines: both() });
  await refund(taken, [taken.lines[1]?.id ?? ''], 0, 0);
  const first = await shop().do('orders.boughtTogether', { itemId: orders.frameId }, boss);
  const [row] = await sqlOf(shop().server.ports.db)<{ orders: number; both: number }>(
    `SELECT count(DISTINCT l.order_id)::int AS orders, count(DISTINCT m.order_id)::int AS both FROM order_lines l JOIN orders o ON o.id = l.order_id AND o.phase IN ('open', 'closed')
       LEFT JOIN order_lines m ON m.order_id = l.order_id AND m.item_id = $2::uuid AND m.state = 'sold' WHERE l.item_id = $1::uuid AND l.state = 'sold'`,
    [orders.frameId, orders.packageId],
  );
  expect(row?.both).toBeGreaterThanOrEqual(3);
  expect(first).toEqual({ orders: row?.orders, items: [{ itemId: orders.packageId, name: '经典婚纱套系', support: row?.both }] });
  expect(await shop().do('orders.boughtTogether', { itemId: orders.frameId }, boss)).toEqual(first);
});
