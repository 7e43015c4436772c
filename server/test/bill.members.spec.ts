import { formatFen } from '@zhike/domain/kernel/money';
import type { OrderView } from '@zhike/domain/orders/contract';
import { packageTerms } from './contract.stage.orders';
import { level, LEVELS, openMemberShop, type MemberShop } from './members.shop';

/** 金卡 9 折, 银卡 without a discount. */
const GOLD_LEVELS = LEVELS.map((one) => (one.key === 'gold' ? { ...one, discountPercent: 10 } : one));

let members: MemberShop;
/** A package without a price for a level. */
let plainId: string;
beforeAll(async () => {
  members = await openMemberShop();
  await members.setLevels(GOLD_LEVELS);
  const terms = packageTerms({ name: '无会员价套系', prices: [] });
  plainId = (await shop().do('catalogue.saveItem', { itemId: null, version: 0, terms }, await boss())).item.id;
}, 90_000);
afterAll(() => members?.orders.pay.shop.close());
afterEach(() => members.soundly());

const shop = () => members.orders.pay.shop;
const boss = () => members.orders.pay.boss();
const get = async (orderId: string): Promise<OrderView> => (await shop().do('orders.get', { orderId }, await boss())).order;
const gold = async (): Promise<string> => {
  const customerId = await members.orders.customer();
  await members.spends(customerId, 2_000_000);
  return customerId;
};
const two = (customerId: string) => {
  const lines = [plainId, members.orders.frameId].map((itemId) => ({ itemId, quantity: 1, options: {} }));
  return members.orders.order({ customerId, lines });
};

describe('CD-03 her level on the bill', () => {
  test('CD-03 gold pays 10% less, by itself and line by line; without the level nothing comes off', async () => {
    const order = await two(await gold());
    expect(order.benefits).toEqual([{ kind: 'level', sourceId: 'gold', name: '金卡 9 折', amountFen: Math.floor(order.listFen / 10) }]);
    for (const line of order.lines) expect(line.benefitFen).toBe(Math.floor((line.totalFen + line.benefitFen) / 10));
    expect(order.billedFen).toBe(order.listFen - order.benefitFen);
    const plain = await two(await members.orders.customer());
    expect(plain).toMatchObject({ benefits: [], billedFen: plain.listFen });
  });

  test('OR-03 the contract of such a bill adds up: list price less what comes off is what she owes', async () => {
    const order = await two(await gold());
    const form = { templateId: null, version: 0, name: '等级合同', body: '原价【总价】，优惠【优惠】，应付【金额】', active: true };
    const { template } = await shop().do('orders.saveContractTemplate', form, await boss());
    const { contract } = await shop().do('orders.drawContract', { orderId: order.id, templateId: template.id, customerName: '林小雨' }, await boss());
    expect(contract.text).toBe(`原价${formatFen(order.listFen)}，优惠${formatFen(order.benefitFen)}，应付${formatFen(order.listFen - order.benefitFen)}`);
  });

  test('CD-03 other lines: it is worked out anew; paid already, the bill stays at what is paid', async () => {
    const order = await two(await gold());
    const keep = order.lines.slice(0, 1).map((line) => ({ lineId: line.id, itemId: line.itemId, quantity: 1, options: {} }));
    const wanted = { orderId: order.id, version: order.version, lines: keep, discount: null };
    const { order: smaller } = await shop().do('orders.change', wanted, await boss());
    expect(smaller.benefits).toMatchObject([{ kind: 'level', amountFen: Math.floor(smaller.listFen / 10) }]);
    expect(smaller.billedFen).toBe(smaller.listFen - smaller.benefitFen);
  });

  test('CD-03 what carries a price of her level already costs that, and her level takes nothing more off it', async () => {
    const prices = [{ storeId: null, level: 'gold', priceFen: 5_000, optionPrices: {}, from: null, until: null }];
    const terms = packageTerms({ name: '金卡价相框', kind: 'product', priceFen: 6_800, costFen: 0, options: [], prices });
    const { item } = await shop().do('catalogue.saveItem', { itemId: null, version: 0, terms }, await boss());
    const lines = [item.id, members.orders.frameId].map((itemId) => ({ itemId, quantity: 1, options: {} }));
    const order = await members.orders.order({ customerId: await gold(), lineId: members.orders.retailId, lines });
    expect(order.lines.map((line) => [line.priceFen, line.levelPriced, line.benefitFen])).toEqual([
      [5_000, true, 0],
      [6_800, false, 680],
    ]);
    expect(order.billedFen).toBe(5_000 + 6_120);
  });

  test('CD-03 a discount that waits for a yes: the level comes off when it is billed', async () => {
    const customerId = await gold();
    const discount = { kind: 'percent' as const, percent: 50 };
    const seller = await members.orders.as('laoxu');
    const waiting = await members.orders.order({ customerId, discount, lines: [{ itemId: plainId, quantity: 1, options: {} }] }, seller);
    expect(waiting).toMatchObject({ phase: 'waiting', benefits: [], billedFen: 0 });
    const { order } = await shop().do('orders.decide', { orderId: waiting.id, version: waiting.version, approve: true, reason: '老客户' }, await boss());
    expect(order.billedFen).toBe(order.listFen - order.discountFen - order.benefitFen);
    expect(order.benefitFen).toBe(Math.floor((order.listFen - order.discountFen) / 10));
  });
});

describe('CD-08 points on the bill', () => {
  test('CD-08 1,000 points pay 10 yuan of an order, stand on its bill, and earn nothing themselves', async () => {
    const customerId = await members.orders.customer();
    await members.gives(customerId, 1_500);
    const order = await two(customerId);
    const paid = await shop().do('membership.usePointsOnOrder', { orderId: order.id, points: 1_000 }, await boss());
    expect(paid.balance.points).toBe(500);
    expect(paid.order).toMatchObject({
      billedFen: order.billedFen - 1_000,
      owedFen: order.owedFen - 1_000,
      benefits: [{ kind: 'points', name: '1000 积分抵扣', amountFen: 1_000 }],
    });
    const short = await shop().send('membership.usePointsOnOrder', { orderId: order.id, points: 501 }, await boss());
    expect(short.refusal).toEqual({ code: 'membership.points_short', facts: { neededPoints: 501, heldPoints: 500 } });
    await members.orders.pays(paid.order, paid.order.owedFen - 100);
    await members.heard();
    const above = await shop().send('membership.usePointsOnOrder', { orderId: order.id, points: 101 }, await boss());
    expect(above.refusal).toEqual({ code: 'membership.points_above_bill', facts: { mostPoints: 100, openFen: 100 } });
    expect((await members.balance(customerId)).points).toBe(500 + Math.floor((order.billedFen - 1_100) / 100));
  });

  test('CD-08 taken off again they are hers, with the day that they had', async () => {
    const customerId = await members.orders.customer();
    await members.gives(customerId, 300);
    const before = await members.balance(customerId);
    const order = await two(customerId);
    const { order: paid } = await shop().do('membership.usePointsOnOrder', { orderId: order.id, points: 300 }, await boss());
    const off = { orderId: order.id, sourceId: paid.benefits[0]?.sourceId ?? '' };
    const { order: as, balance } = await shop().do('membership.takePointsOffOrder', off, await boss());
    expect(as).toMatchObject({ billedFen: order.billedFen, benefits: [] });
    expect(balance).toEqual(before);
    expect((await shop().send('membership.takePointsOffOrder', off, await boss())).refusal?.code).toBe('orders.benefit_not_there');
  });

  test('CD-08 what is taken back of the order gives its part of the points back, once', async () => {
    const customerId = await members.orders.customer();
    await members.gives(customerId, 1_000);
    const order = await two(customerId);
    const { order: paid } = await shop().do('membership.usePointsOnOrder', { orderId: order.id, points: 1_000 }, await boss());
    const [first] = paid.lines;
    const wanted = { orderId: order.id, lineIds: [first?.id ?? ''], keepPercent: 0 };
    const { backFen } = await shop().do('orders.previewRefund', wanted, await boss());
    await shop().do('orders.refund', { ...wanted, version: paid.version, expectedBackFen: backFen, till: 'cash', reason: '不拍了' }, await boss());
    await members.heard();
    await members.again('order.refunded', customerId, 3);
    const now = await get(order.id);
    expect((await members.balance(customerId)).points).toBe(1_000 - (now.benefits[0]?.amountFen ?? 0));
    await members.refunds(now);
    await members.again('order.cancelled', customerId, 3);
    expect((await members.balance(customerId)).points).toBe(1_000);
  });

  test('CD-08 twenty at once with the last points on one bill: one of them', async () => {
    const customerId = await members.orders.customer();
    await members.gives(customerId, 799);
    const order = await two(customerId);
    const by = await boss();
    const sent = await Promise.all(Array.from({ length: 20 }, () => shop().send('membership.usePointsOnOrder', { orderId: order.id, points: 400 }, by)));
    expect(sent.filter((one) => one.status === 200)).toHaveLength(1);
    expect(new Set(sent.flatMap((one) => one.refusal?.code ?? []))).toEqual(new Set(['membership.points_short']));
    expect((await members.balance(customerId)).points).toBe(399);
    expect((await get(order.id)).benefitFen).toBe(400);
  });

  test('CD-08 where points pay nothing they are refused, with the way out', async () => {
    const customerId = await members.orders.customer();
    await members.gives(customerId, 100);
    const order = await two(customerId);
    const { defaults } = await shop().do('membership.pointsRules', {}, await boss());
    await shop().do('membership.savePointsRules', { rules: { ...defaults, pointFen: 0 } }, await boss());
    const sent = await shop().send('membership.usePointsOnOrder', { orderId: order.id, points: 100 }, await boss());
    expect(sent.refusal?.code).toBe('membership.points_do_not_pay');
    await shop().do('membership.savePointsRules', { rules: defaults }, await boss());
  });
});

test('CD-03 a level that gives nothing off leaves the bill as it is', async () => {
  const customerId = await members.orders.customer();
  await members.spends(customerId, 500_000);
  expect((await shop().do('membership.levelOf', { customerId }, await boss())).level?.key).toBe(level({}).key);
  expect((await two(customerId)).benefits).toEqual([]);
});
