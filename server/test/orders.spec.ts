import { addDays, dateAt } from '@zhike/domain/kernel/calendar-date';
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

describe('OR-01 the way of an order', () => {
  test('created, deposit, booked, shot, settled, closed: each step dated, each jump refused with the step that comes now', async () => {
    const boss = await orders.pay.boss();
    const customerId = await orders.customer();
    const dues = [
      { name: '定金', amountFen: 100_000, dueOn: today() },
      { name: '尾款', amountFen: PRICE - 100_000, dueOn: addDays(today(), 30) },
    ];
    let order = await orders.order({ customerId, instalments: dues });
    expect([order.phase, order.stage, order.billedFen, order.owedFen]).toEqual(['open', 'created', PRICE, PRICE]);
    for (const stage of ['scheduled', 'shot', 'settled', 'closed', 'created', 'nowhere']) {
      const sent = await shop().send('orders.advance', { orderId: order.id, version: order.version, stage }, boss);
      expect(sent.refusal).toMatchObject({ code: 'orders.step_not_next', facts: { from: '创建订单', next: '支付定金' } });
    }
    expect((await shop().send('orders.advance', { orderId: order.id, version: order.version, stage: 'deposit' }, boss)).refusal).toEqual({
      code: 'orders.step_needs',
      facts: { stage: '支付定金', needs: 'deposit' },
    });
    order = await orders.pays(order, 60_000, 'cash');
    expect(order.stage).toBe('created');
    order = await orders.pays(order, 40_000, 'pos');
    expect(order.stage).toBe('deposit');
    const { booking } = await shop().do(
      'booking.create',
      {
        storeId: orders.pay.fixture.storeId,
        serviceId: orders.pay.fixture.serviceId,
        startsAt: orders.pay.fixture.at('09:00', 20),
        choices: {},
        contactName: '顾客',
        contactPhone: '13800138009',
        weddingDate: null,
        note: '',
        customerId,
        awaitDeposit: false,
        source: 'workbench',
      },
      boss,
    );
    order = (await shop().do('orders.linkBooking', { orderId: order.id, bookingId: booking.id }, boss)).order;
    expect([order.stage, order.bookings.map((one) => one.code)]).toEqual(['scheduled', [booking.code]]);
    let { id, version } = booking;
    for (const name of ['booking.checkIn', 'booking.start', 'booking.finish'] as const)
      ({ id, version } = (await shop().do(name, { bookingId: id, version }, boss)).booking);
    await orders.pay.pass({ seconds: 10 });
    order = (await shop().do('orders.get', { orderId: order.id }, boss)).order;
    expect(order.stage).toBe('shot');
    expect(await orders.held(order.id)).toEqual({ receivable: PRICE - 100_000, order_unearned: 0 });
    order = await orders.pays(order, PRICE - 100_000, 'bank');
    expect(order.stage).toBe('settled');
    order = await orders.step(order, 'closed');
    expect([order.phase, order.owedFen, order.stages.every((stage) => stage.at !== null)]).toEqual(['closed', 0, true]);
    expect(order.instalments.map((due) => [due.name, due.paidFen])).toEqual([
      ['定金', 100_000],
      ['尾款', PRICE - 100_000],
    ]);
    expect((await shop().send('orders.recordPayment', { orderId: order.id, till: 'cash', amountFen: 1, note: '' }, boss)).refusal?.code).toBe(
      'orders.not_possible',
    );
  });

  test('PK-05 another line of business walks its own steps: goods over the counter are income at once', async () => {
    const before = (await orders.held(orders.pay.fixture.storeId)).revenue ?? 0;
    let order = await orders.order({ lineId: orders.retailId, lines: [{ itemId: orders.frameId, quantity: 3, options: {} }] });
    expect((await orders.held(orders.pay.fixture.storeId)).revenue).toBe(before + 20_400);
    order = await orders.pays(order, 20_400);
    expect(order.stage).toBe('settled');
    expect((await orders.step(order, 'closed')).phase).toBe('closed');
  });
});

describe('OR-01 discounts', () => {
  const percent = (value: number) => ({ kind: 'percent' as const, percent: value });

  test('within the seller’s limit it is billed at once; beyond it waits and nobody owes anything until who may says yes', async () => {
    const [sales, manager] = [await orders.as('xiaotang'), await orders.as('laoxu')];
    const mine = await shop().do(
      'customers.create',
      { name: '我的客户', phone: null, gender: 'female', birthday: null, weddingDate: null, source: '', note: '', storeId: orders.pay.fixture.storeId },
      sales,
    );
    const sold = async (value: number) => orders.order({ customerId: mine.profile.id, discount: percent(value) }, sales);
    expect((await sold(5)).phase).toBe('open');
    const asked = await sold(10);
    expect([asked.phase, asked.billedFen, asked.owedFen, asked.can]).toEqual(['waiting', 0, 0, ['link', 'share']]);
    expect(await orders.held(asked.id)).toEqual({});
    expect((await shop().send('orders.decide', { orderId: asked.id, version: asked.version, approve: true, reason: '' }, sales)).refusal?.code).toBe(
      'access.forbidden',
    );
    expect((await shop().send('orders.recordPayment', { orderId: asked.id, till: 'cash', amountFen: 1, note: '' }, sales)).refusal?.code).toBe(
      'orders.not_possible',
    );
    const { order } = await shop().do('orders.decide', { orderId: asked.id, version: asked.version, approve: true, reason: '老客户' }, manager);
    expect([order.phase, order.billedFen]).toEqual(['open', PRICE - 39_990]);
    const large = await sold(50);
    const decide = (who: typeof manager) => shop().send('orders.decide', { orderId: large.id, version: large.version, approve: true, reason: '' }, who);
    expect((await decide(manager)).refusal).toEqual({ code: 'orders.discount_too_large', facts: { maxPercent: 20, discountFen: PRICE / 2 } });
    expect((await decide(await orders.pay.boss())).value.order.phase).toBe('open');
    const turned = await sold(50);
    const { order: no } = await shop().do('orders.decide', { orderId: turned.id, version: turned.version, approve: false, reason: '太低了' }, manager);
    expect([no.phase, no.reason, no.owedFen]).toEqual(['rejected', '太低了', 0]);
  });

  test('a discount is shared out over the lines to the fen, and more than the price is refused', async () => {
    const lines = [
      { itemId: orders.frameId, quantity: 1, options: {} },
      { itemId: orders.packageId, quantity: 1, options: {} },
    ];
    const order = await orders.order({ lines, discount: { kind: 'amount', amountFen: 100 } });
    expect(order.lines.reduce((sum, line) => sum + line.discountFen, 0)).toBe(100);
    expect(order.lines.reduce((sum, line) => sum + line.totalFen, 0)).toBe(order.billedFen);
    const sent = await shop().send(
      'orders.create',
      {
        storeId: orders.pay.fixture.storeId,
        customerId: order.customerId,
        lineId: orders.lineId,
        lines,
        discount: { kind: 'amount', amountFen: 500_000 },
        instalments: [],
        form: {},
        note: '',
      },
      await orders.pay.boss(),
    );
    expect(sent.refusal?.code).toBe('orders.discount_above_price');
  });
});

describe('FI-04 due items', () => {
  test('they add up to the bill, follow it when it changes, and know what is overdue', async () => {
    const boss = await orders.pay.boss();
    const dues = [
      { name: '定金', amountFen: 100_000, dueOn: addDays(today(), -40) },
      { name: '尾款', amountFen: PRICE - 100_000, dueOn: addDays(today(), 10) },
    ];
    const wrong = await shop().send('orders.setInstalments', { orderId: (await orders.order()).id, version: 2, instalments: dues.slice(0, 1) }, boss);
    expect(['orders.instalments_differ', 'record.changed']).toContain(wrong.refusal?.code);
    let order = await orders.order({ instalments: dues });
    const set = (instalments: typeof dues) => shop().send('orders.setInstalments', { orderId: order.id, version: order.version, instalments }, boss);
    expect((await set(dues.slice(0, 1))).refusal).toEqual({ code: 'orders.instalments_differ', facts: { totalFen: PRICE, sumFen: 100_000 } });
    expect((await set([...dues].reverse())).refusal).toEqual({ code: 'orders.instalments_backwards', facts: { name: '定金' } });
    expect(order.instalments.map((due) => due.overdue)).toEqual([true, false]);
    const [line] = order.lines;
    order = (
      await shop().do(
        'orders.change',
        {
          orderId: order.id,
          version: order.version,
          lines: [{ lineId: line?.id ?? null, itemId: orders.packageId, quantity: 1, options: { retouched: 50 } }],
          discount: null,
        },
        boss,
      )
    ).order;
    expect(order.instalments.map((due) => due.amountFen)).toEqual([100_000, PRICE + 50_000 - 100_000]);
  });
});

describe('OR-04 quotes', () => {
  test('version 2 keeps version 1; the accepted one becomes an order at the quoted price, whatever the catalogue says by then', async () => {
    const boss = await orders.pay.boss();
    const customerId = await orders.customer();
    const base = {
      storeId: orders.pay.fixture.storeId,
      customerId,
      lineId: orders.lineId,
      discount: null,
      form: {},
      note: '',
      validUntil: addDays(today(), 7),
    };
    const lines = (count: number) => [{ itemId: orders.packageId, quantity: 1, options: { retouched: count } }];
    const { quote: first } = await shop().do('orders.saveQuote', { ...base, quoteId: null, version: 0, lines: lines(40) }, boss);
    const { quote } = await shop().do('orders.saveQuote', { ...base, quoteId: first.id, version: 1, lines: lines(60) }, boss);
    expect(quote.versions.map((one) => [one.version, one.totalFen])).toEqual([
      [2, PRICE + 100_000],
      [1, PRICE],
    ]);
    expect((await shop().send('orders.saveQuote', { ...base, quoteId: first.id, version: 1, lines: lines(70) }, boss)).refusal?.code).toBe('record.changed');
    const { item } = await shop().do('catalogue.item', { storeId: base.storeId, customerId: null, itemId: orders.packageId }, boss);
    const { id: _, version, nowFen: __, ...terms } = item;
    const options = terms.options.map((option) => ({ ...option, costFen: option.costFen ?? 0 }));
    const saved = (priceFen: number, at: number) =>
      shop().do('catalogue.saveItem', { itemId: orders.packageId, version: at, terms: { ...terms, options, costFen: terms.costFen ?? 0, priceFen } }, boss);
    await saved(999_900, version);
    const { order } = await shop().do('orders.acceptQuote', { quoteId: quote.id, version: 1, instalments: [] }, boss);
    await saved(PRICE, version + 1);
    expect([order.billedFen, order.quoteId, order.lines[0]?.itemVersion]).toEqual([PRICE, quote.id, version]);
    const { quotes } = await shop().do('orders.quotes', { customerId }, boss);
    expect(quotes.map((one) => [one.state, one.version, one.orderId, one.versions.length])).toEqual([['accepted', 1, order.id, 2]]);
    expect((await shop().send('orders.acceptQuote', { quoteId: quote.id, version: 2, instalments: [] }, boss)).refusal?.code).toBe('orders.quote_over');
    const { quote: late } = await shop().do(
      'orders.saveQuote',
      { ...base, quoteId: null, version: 0, lines: lines(40), validUntil: addDays(today(), -1) },
      boss,
    );
    expect((await shop().send('orders.acceptQuote', { quoteId: late.id, version: 1, instalments: [] }, boss)).refusal?.code).toBe('orders.quote_over');
    expect((await shop().do('orders.declineQuote', { quoteId: late.id }, boss)).quote.state).toBe('declined');
    await expect(shop().server.ports.db.prisma.$executeRawUnsafe('DELETE FROM quote_versions')).rejects.toThrow('never changed or deleted');
  });

  test('OR-04 two say yes at once: one order', async () => {
    const boss = await orders.pay.boss();
    const input = {
      storeId: orders.pay.fixture.storeId,
      customerId: await orders.customer(),
      lineId: orders.lineId,
      discount: null,
      form: {},
      note: '',
      validUntil: today(),
    };
    const { quote } = await shop().do(
      'orders.saveQuote',
      { ...input, quoteId: null, version: 0, lines: [{ itemId: orders.packageId, quantity: 1, options: {} }] },
      boss,
    );
    const sent = await Promise.all(
      Array.from({ length: 6 }, () => shop().send('orders.acceptQuote', { quoteId: quote.id, version: 1, instalments: [] }, boss)),
    );
    expect(sent.filter((one) => one.status === 200)).toHaveLength(1);
  });
});
