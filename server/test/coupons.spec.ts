import type { CouponTerms, CouponView } from '@zhike/domain/marketing/contract';
import type { OrderView } from '@zhike/domain/orders/contract';
import { couponTerms } from './contract.stage.coupons';
import { openOrderShop, type OrderShop } from './orders.shop';

let shop: OrderShop;
beforeAll(async () => (shop = await openOrderShop()), 60_000);
afterAll(() => shop?.pay.shop.close());
afterEach(() => shop.soundly());

const boss = () => shop.pay.boss();
const api = () => shop.pay.shop;
const template = async (over: Partial<CouponTerms> = {}) =>
  (await api().do('marketing.saveTemplate', { templateId: null, version: 0, terms: couponTerms(over), active: true }, await boss())).template;
const give = async (customerId: string, over: Partial<CouponTerms> = {}): Promise<CouponView> =>
  (await api().do('marketing.issue', { templateId: (await template(over)).id, customerId }, await boss())).coupon;
const use = async (coupon: CouponView, order: OrderView) => api().send('marketing.use', { couponId: coupon.id, orderId: order.id }, await boss());
const state = async (coupon: CouponView) =>
  (await api().do('marketing.couponsOf', { customerId: coupon.customerId, orderId: null }, await boss())).coupons.find((one) => one.id === coupon.id)!.state;
const get = async (order: OrderView): Promise<OrderView> => (await api().do('orders.get', { orderId: order.id }, await boss())).order;

test('MK-03 a coupon of a customer tells what it takes off an order or what is missing, and is on the bill by name when it is used', async () => {
  const order = await shop.order();
  const small = await give(order.customerId, { minSpendFen: 20_000 });
  const large = await give(order.customerId, { minSpendFen: 500_000 });
  const { coupons } = await api().do('marketing.couponsOf', { customerId: order.customerId, orderId: order.id }, await boss());
  const fit = (coupon: CouponView) => coupons.find((one) => one.id === coupon.id)?.fit;
  expect(fit(small)).toEqual({ offFen: 3_000, reason: null, missingFen: 0 });
  expect(fit(large)).toEqual({ offFen: 0, reason: 'below_minimum', missingFen: 500_000 - order.billedFen });
  const done = await use(small, order);
  expect(done.value.order).toMatchObject({
    billedFen: order.billedFen - 3_000,
    benefits: [{ kind: 'coupon', sourceId: small.id, name: small.terms.name, amountFen: 3_000 }],
  });
  expect(done.value.coupon).toMatchObject({ state: 'used', usedOrderId: order.id });
  expect((await use(small, await shop.order({ customerId: order.customerId }))).refusal).toMatchObject({
    code: 'marketing.coupon_misfit',
    facts: { reason: 'used' },
  });
  expect((await use(large, order)).refusal).toMatchObject({ code: 'marketing.coupon_misfit', facts: { reason: 'below_minimum' } });
  expect((await use(await give(order.customerId), order)).refusal).toMatchObject({ facts: { reason: 'not_with_coupons' } });
  expect((await use(await give(await shop.customer()), order)).refusal).toMatchObject({ facts: { reason: 'other_customer' } });
});

test('MK-03 one coupon at two counters at once: one order has it, the other is told that it is used', async () => {
  const customerId = await shop.customer();
  for (let round = 0; round < 5; round++) {
    const coupon = await give(customerId);
    const [first, second] = [await shop.order({ customerId }), await shop.order({ customerId })];
    const login = await boss();
    const answers = await Promise.all([first, second].map((order) => api().send('marketing.use', { couponId: coupon.id, orderId: order.id }, login)));
    expect(answers.map((answer) => answer.refusal?.code ?? 'ok').sort()).toEqual(['marketing.coupon_misfit', 'ok']);
    const benefits = [...(await get(first)).benefits, ...(await get(second)).benefits];
    expect(benefits.map((benefit) => benefit.sourceId)).toEqual([coupon.id]);
  }
});

test('MK-03 twenty counters at once give a person no more than her limit, and everybody no more than the total', async () => {
  const login = await boss();
  const mine = await template({ personLimit: 3 });
  const customerId = await shop.customer();
  const personal = await Promise.all(Array.from({ length: 20 }, () => api().send('marketing.issue', { templateId: mine.id, customerId }, login)));
  expect(personal.filter((answer) => answer.refusal === null)).toHaveLength(3);
  expect(personal.find((answer) => answer.refusal)?.refusal).toMatchObject({ code: 'marketing.limit_reached', facts: { which: 'person', limit: 3 } });
  const all = await template({ totalLimit: 4 });
  const people = await Promise.all(Array.from({ length: 20 }, () => shop.customer()));
  const total = await Promise.all(people.map((each) => api().send('marketing.issue', { templateId: all.id, customerId: each }, login)));
  expect(total.filter((answer) => answer.refusal === null)).toHaveLength(4);
  expect(total.find((answer) => answer.refusal)?.refusal).toMatchObject({ facts: { which: 'total', left: 0 } });
});

test('MK-03 a coupon is hers again when it is taken off the bill, and when the order is refunded; not while a line of it stands', async () => {
  const order = await shop.order({
    lines: [
      { itemId: shop.packageId, quantity: 1, options: {} },
      { itemId: shop.frameId, quantity: 1, options: {} },
    ],
  });
  const coupon = await give(order.customerId);
  await use(coupon, order);
  const back = await api().do('marketing.giveBack', { couponId: coupon.id }, await boss());
  expect([back.coupon.state, back.order.billedFen, back.order.benefits]).toEqual(['active', order.billedFen, []]);
  expect((await api().send('marketing.giveBack', { couponId: coupon.id }, await boss())).refusal?.code).toBe('marketing.coupon_not_used');
  expect((await use(coupon, order)).refusal).toBeNull();
  const used = await get(order);
  await shop.pays(used, used.billedFen);
  const [pack, frame] = used.lines;
  const refund = async (lineId: string, expectedBackFen: number) => {
    const { version } = await get(order);
    const body = { orderId: order.id, version, lineIds: [lineId], keepPercent: 0, till: 'cash' as const, expectedBackFen, reason: '不要了' };
    await api().do('orders.refund', body, await boss());
    await shop.pay.pass({ seconds: 30 });
  };
  await refund(frame!.id, frame!.totalFen);
  expect(await state(coupon)).toBe('used');
  await refund(pack!.id, pack!.totalFen);
  expect(await state(coupon)).toBe('active');
  expect(await get(order)).toMatchObject({ phase: 'cancelled', paidFen: 0, owedFen: 0 });
});

test('MK-03 who may not manage coupons is told so; what is retired is given to nobody', async () => {
  const one = await template();
  const desk = await shop.as('xiaotang');
  const save = { templateId: one.id, version: one.version, terms: one.terms, active: false };
  expect((await api().send('marketing.saveTemplate', save, desk)).refusal?.code).toBe('access.forbidden');
  await api().do('marketing.saveTemplate', save, await boss());
  expect((await api().send('marketing.issue', { templateId: one.id, customerId: await shop.customer() }, await boss())).refusal?.code).toBe(
    'marketing.retired',
  );
  expect((await api().send('marketing.saveTemplate', save, await boss())).refusal).toMatchObject({ code: 'record.changed', facts: { version: 2 } });
});
