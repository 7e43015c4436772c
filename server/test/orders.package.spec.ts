import type { ApiInput } from '@zhike/domain/api';
import { openOrderShop, type OrderShop } from './orders.shop';

jest.setTimeout(120_000);

/* PK-06: what went well for one customer is put on the list for all. */
let orders: OrderShop;
beforeAll(async () => {
  orders = await openOrderShop();
}, 300_000);
afterAll(() => orders?.pay.shop.close());

const shop = () => orders.pay.shop;
const project = async () => {
  const lines: ApiInput<'orders.create'>['lines'] = [
    { itemId: orders.packageId, quantity: 1, options: { retouched: 50 } },
    { itemId: orders.frameId, quantity: 2, options: {} },
  ];
  return orders.order({ lines });
};
const wish = { itemId: null, version: 0, name: '海边婚纱套系', text: '三套服装，精修五十张', priceFen: null };

test('PK-06 a project is saved as a package template: sold again as it was it costs the same, price and cost; its options can be had more of', async () => {
  const boss = await orders.pay.boss();
  const order = await project();
  const frames = order.lines[1]?.id ?? '';
  const { item } = await shop().do('orders.saveAsPackage', { ...wish, orderId: order.id, optional: [frames] }, boss);
  expect(item).toMatchObject({ kind: 'package', version: 1, name: '海边婚纱套系', lineId: orders.lineId, priceFen: 399_900 + 10 * 5_000, active: true });
  expect(item.options.map(({ name, included, priceFen }) => [name, included, priceFen])).toEqual([
    ['服装', 3, 30_000],
    ['精修', 50, 5_000],
    ['相册', 1, 68_000],
    ['相框', 0, 6_800],
  ]);
  const [, retouched, , frame] = item.options;
  const sell = (options: Record<string, number>) => orders.order({ lines: [{ itemId: item.id, quantity: 1, options }] });
  const again = await sell({ [frame?.key ?? '']: 2 });
  expect([again.listFen, again.costFen]).toEqual([order.listFen, order.costFen]);
  expect((await sell({ [retouched?.key ?? '']: 55 })).listFen).toBe(item.priceFen + 5 * 5_000);
});

test('PK-06 saved once more it is the next version, and what was sold by the first keeps it; a name that is taken, another version and a strange line are refused', async () => {
  const boss = await orders.pay.boss();
  const order = await project();
  const save = (over: object) => shop().send('orders.saveAsPackage', { ...wish, name: '旅拍套系', orderId: order.id, optional: [], ...over } as never, boss);
  const { item } = (await save({})).value;
  const sold = await orders.order({ lines: [{ itemId: item.id, quantity: 1, options: {} }] });
  expect((await save({})).refusal).toMatchObject({ code: 'catalogue.name_taken' });
  expect((await save({ itemId: item.id, version: 7 })).refusal).toMatchObject({ code: 'record.changed' });
  expect((await save({ optional: [order.id] })).refusal).toMatchObject({ code: 'catalogue.terms_invalid', facts: { field: 'optional', problem: 'unknown' } });
  const { item: next } = (await save({ itemId: item.id, version: 1, priceFen: 420_000 })).value;
  expect([next.id, next.version, next.priceFen]).toEqual([item.id, 2, 420_000]);
  const { versions } = await shop().do('catalogue.item', { storeId: orders.pay.fixture.storeId, customerId: null, itemId: item.id }, boss);
  expect(versions.map((one) => one.version)).toEqual([2, 1]);
  const { order: kept } = await shop().do('orders.get', { orderId: sold.id }, boss);
  expect([kept.lines[0]?.itemVersion, kept.listFen]).toEqual([1, sold.listFen]);
});

test('PK-06 only by right: who sells may not put it on the list', async () => {
  const order = await project();
  const seller = await orders.as('xiaotang');
  const sent = await shop().send('orders.saveAsPackage', { ...wish, name: '私下的套系', orderId: order.id, optional: [] }, seller);
  expect(sent.refusal?.code).toBe('access.forbidden');
});
