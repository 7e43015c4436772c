import { spreadOverLines } from '@zhike/domain/kernel/spread';
import type { OrderView } from '@zhike/domain/orders/contract';
import { addBenefit, removeBenefit } from '../src/modules/orders/commands/benefit';
import { openOrderShop, type OrderShop } from './orders.shop';

let shop: OrderShop;
beforeAll(async () => (shop = await openOrderShop()), 60_000);
afterAll(() => shop?.pay.shop.close());
afterEach(() => shop.soundly());

const source = { kind: 'coupon', sourceId: 'coupon-1' } as const;
const ports = () => shop.pay.shop.server.ports;
const inOne = <T>(work: Parameters<ReturnType<typeof ports>['writer']['transaction']>[1]): Promise<T> =>
  ports().writer.transaction({ actor: { kind: 'system', job: 'test' }, requestId: null }, work) as Promise<T>;
const add = (order: OrderView, amountFen: number, over: { sourceId?: string; kind?: 'coupon' | 'level' | 'points' } = {}) =>
  inOne<Awaited<ReturnType<typeof addBenefit>>>((write) =>
    addBenefit(write, order.id, { ...source, name: '满减券', parts: spreadOverLines(amountFen, order.lines), ...over }),
  );
const take = (order: OrderView) => inOne<Awaited<ReturnType<typeof removeBenefit>>>((write) => removeBenefit(write, order.id, source));
const get = async (order: OrderView): Promise<OrderView> => (await shop.pay.shop.do('orders.get', { orderId: order.id }, await shop.pay.boss())).order;
const two = () =>
  shop.order({
    lines: [
      { itemId: shop.packageId, quantity: 1, options: {} },
      { itemId: shop.frameId, quantity: 1, options: {} },
    ],
  });

test('MK-03 a benefit lowers the bill, its lines, its due items and what is owed in the books, and stands on the bill by name', async () => {
  const order = await two();
  expect(await add(order, 10_000)).toEqual({ ok: true, value: { amountFen: 10_000 } });
  const after = await get(order);
  expect(after).toMatchObject({
    billedFen: order.billedFen - 10_000,
    owedFen: order.owedFen - 10_000,
    benefitFen: 10_000,
    discountFen: 0,
    listFen: order.listFen,
  });
  expect(after.benefits).toEqual([{ ...source, name: '满减券', amountFen: 10_000 }]);
  expect(after.lines.reduce((sum, line) => sum + line.benefitFen, 0)).toBe(10_000);
  expect(after.instalments.reduce((sum, one) => sum + one.amountFen, 0)).toBe(after.billedFen);
  expect(after.marginFen).toBe((order.marginFen ?? 0) - 10_000);
  expect((await shop.held(order.id)).receivable).toBe(after.owedFen);
  expect(await add(order, 1)).toMatchObject({ refusal: { code: 'orders.benefit_there', facts: { name: '满减券' } } });
  // Another kind of the same source, and another source, are something else.
  expect((await add(order, 1, { kind: 'level' })).ok).toBe(true);
  expect((await take(order)).ok).toBe(true);
  expect(await get(order)).toMatchObject({ billedFen: order.billedFen - 1, benefits: [{ kind: 'level', amountFen: 1 }] });
  expect(await take(order)).toMatchObject({ refusal: { code: 'orders.benefit_not_there' } });
});

test('MK-03 a benefit never takes the bill below what is paid, nor a line below nothing; lines do not change under it', async () => {
  const order = await two();
  await shop.pays(order, order.billedFen - 100);
  expect(await add(order, 101)).toMatchObject({ refusal: { code: 'orders.less_than_paid' } });
  expect((await add(order, 100)).ok).toBe(true);
  const paid = await get(order);
  expect(paid).toMatchObject({ owedFen: 0, benefitFen: 100 });
  const lines = paid.lines.map((line) => ({ lineId: line.id, itemId: line.itemId, quantity: 1, options: {} }));
  const change = { orderId: order.id, version: paid.version, lines, discount: null };
  await expect(shop.pay.shop.do('orders.change', change, await shop.pay.boss())).rejects.toThrow(/benefits_stand/);
  expect(await add(await shop.order(), 1_000_000)).toMatchObject({ ok: true, value: { amountFen: 399_900 } });
});

test('MK-03 OR-06 a line that is taken back goes with its part of the benefit: what goes back is what it cost her, to the fen', async () => {
  const order = await two();
  await add(order, 9_999);
  const before = await get(order);
  const frame = before.lines[1]!;
  expect(frame.totalFen).toBe(6_800 - frame.benefitFen);
  await shop.pays(before, before.billedFen);
  const paid = await get(order);
  const refund = { orderId: order.id, version: paid.version, keepPercent: 0, till: 'cash' as const, reason: '不要了' };
  await shop.pay.shop.do('orders.refund', { ...refund, lineIds: [frame.id], expectedBackFen: frame.totalFen }, await shop.pay.boss());
  const part = await get(order);
  expect(part).toMatchObject({ billedFen: before.lines[0]!.totalFen, owedFen: 0, benefitFen: 9_999 - frame.benefitFen });
  expect(part.benefits).toEqual([{ ...source, name: '满减券', amountFen: 9_999 - frame.benefitFen }]);
  // Taken off afterwards, only what still stands comes back on the bill.
  expect(await take(part)).toEqual({ ok: true, value: { amountFen: 9_999 - frame.benefitFen } });
  const last = await get(order);
  expect(last).toMatchObject({ billedFen: 399_900, owedFen: 9_999 - frame.benefitFen, benefits: [] });
  const all = { ...refund, version: last.version, lineIds: [before.lines[0]!.id], expectedBackFen: last.paidFen };
  expect((await shop.pay.shop.do('orders.refund', all, await shop.pay.boss())).order).toMatchObject({ phase: 'cancelled', billedFen: 0, owedFen: 0 });
  expect(await add(order, 1)).toMatchObject({ refusal: { code: 'orders.not_possible', facts: { phase: 'cancelled' } } });
});

test('MK-03 the same benefit at two counters at once is on the bill once', async () => {
  const order = await two();
  const answers = await Promise.all(Array.from({ length: 8 }, () => add(order, 500)));
  expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
  expect(await get(order)).toMatchObject({ billedFen: order.billedFen - 500, benefitFen: 500 });
});
