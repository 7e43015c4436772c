import { couponTerms } from './contract.stage.coupons';
import { packageTerms } from './contract.stage.orders';
import { LEVELS, openMemberShop, type MemberShop } from './members.shop';
import { storedTerms } from './membership.shop';

jest.setTimeout(60_000);

let members: MemberShop;
beforeAll(async () => {
  members = await openMemberShop();
  await members.setLevels(LEVELS.map((one) => (one.key === 'gold' ? { ...one, discountPercent: 10 } : one)));
}, 90_000);
afterAll(() => members?.orders.pay.shop.close());

const api = () => members.orders.pay.shop;
const boss = () => members.orders.pay.boss();
const choice = (itemId: string) => ({ itemId, quantity: 1, options: {} });

describe('OR-01 the bill before the order is saved', () => {
  test('OR-01 level, coupon and points are told as they then stand on the bill; a price of her level is left alone', async () => {
    const { orders } = members;
    const customerId = await orders.customer();
    await members.spends(customerId, 2_000_000);
    const { template } = await api().do('marketing.saveTemplate', { templateId: null, version: 0, terms: couponTerms(), active: true }, await boss());
    const { coupon } = await api().do('marketing.issue', { templateId: template.id, customerId }, await boss());
    const dear = couponTerms({ minSpendFen: 9_000_000 });
    const { template: other } = await api().do('marketing.saveTemplate', { templateId: null, version: 0, terms: dear, active: true }, await boss());
    await api().do('marketing.issue', { templateId: other.id, customerId }, await boss());
    const prices = [{ storeId: null, level: 'gold', priceFen: 5_000, optionPrices: {}, from: null, until: null }];
    const terms = packageTerms({ name: '金卡价相框', kind: 'product', priceFen: 6_800, costFen: 0, options: [], prices });
    const { item } = await api().do('catalogue.saveItem', { itemId: null, version: 0, terms }, await boss());
    const plain = packageTerms({ name: '无会员价套系', prices: [] });
    const { item: first } = await api().do('catalogue.saveItem', { itemId: null, version: 0, terms: plain }, await boss());
    const sale = {
      storeId: orders.pay.fixture.storeId,
      customerId,
      lines: [choice(first.id), choice(item.id)],
      discount: { kind: 'percent' as const, percent: 10 },
    };
    const preview = await api().do('marketing.previewBill', sale, await boss());
    expect(preview).toMatchObject({ listFen: 404_900, discountFen: 40_490, level: { name: '金卡 9 折', amountFen: 35_991 }, levelParts: [35_991, 0] });
    expect(preview.coupons.map((one) => [one.offFen, one.reason])).toEqual([
      [3_000, null],
      [0, 'below_minimum'],
    ]);
    const order = await orders.order({ ...sale, lines: sale.lines });
    expect(order.billedFen).toBe(preview.billedFen);
    expect(order.lines.map((line) => line.benefitFen)).toEqual(preview.levelParts);
    const used = await api().do('marketing.use', { couponId: coupon.id, orderId: order.id }, await boss());
    expect(used.order.billedFen).toBe(preview.billedFen - 3_000);
    expect(preview.points).toMatchObject({ mostPoints: preview.points?.heldPoints, amountFen: preview.points?.heldPoints });
  });

  test('OR-01 who may not use coupons and points sees none; a customer or a store out of reach is not there', async () => {
    const { orders } = members;
    const customerId = await orders.customer();
    const sale = { storeId: orders.pay.fixture.storeId, customerId, lines: [choice(orders.frameId)], discount: null };
    const reception = await orders.as('qianqian');
    expect(await api().do('marketing.previewBill', sale, reception)).toMatchObject({ level: null, billedFen: 6_800, points: { heldPoints: 0 } });
    expect((await api().send('marketing.previewBill', { ...sale, storeId: orders.pay.fixture.otherStoreId }, reception)).refusal?.code).toBe(
      'record.not_found',
    );
    const sales = await orders.as('xiaotang');
    expect((await api().send('marketing.previewBill', sale, sales)).refusal?.code).toBe('record.not_found');
    expect((await api().send('marketing.previewBill', sale, await orders.as('mei'))).refusal?.code).toBe('access.forbidden');
    const own = await api().do(
      'customers.create',
      { name: '她的客人', phone: null, gender: 'female', birthday: null, weddingDate: null, source: '', note: '', storeId: orders.pay.fixture.storeId },
      sales,
    );
    const seen = await api().do('marketing.previewBill', { ...sale, customerId: own.profile.id }, sales);
    expect([seen.coupons, seen.points]).toEqual([[], null]);
  });

  test('OR-01 the client knows how much its member may give off by herself', async () => {
    const percent = async (member: string) => (await api().do('access.staffMe', {}, await members.orders.as(member))).me.discountPercent;
    expect(await Promise.all(['xiaotang', 'laoxu', 'qianqian', 'zongbu'].map(percent))).toEqual([5, 20, 0, 100]);
  });
});

test('OR-09 orders are found by a part of their code, of the customer’s name, and of its pinyin; signs of a pattern are letters', async () => {
  const { orders } = members;
  const customer = async (name: string) =>
    (
      await api().do(
        'customers.create',
        { name, phone: null, gender: 'female', birthday: null, weddingDate: null, source: '', note: '', storeId: orders.pay.fixture.storeId },
        await boss(),
      )
    ).profile.id;
  const [first, second] = [await orders.order({ customerId: await customer('欧阳小南') }), await orders.order({ customerId: await customer('百分%下_线') })];
  const found = async (search: string) => {
    const wanted = { storeId: null, customerId: null, phases: [], owing: false, search };
    return (await api().do('orders.list', wanted, await boss())).items.map((order) => order.id);
  };
  expect(await found(first.code)).toEqual([first.id]);
  expect(await found(first.code.slice(-6).toLowerCase())).toEqual([first.id]);
  expect(await found('阳小')).toEqual([first.id]);
  expect(await found('ouyang')).toEqual([first.id]);
  expect(await found('%')).toEqual([second.id]);
  expect(await found('_')).toEqual([second.id]);
  expect(await found('没有这个人')).toEqual([]);
});

test('CD-09 a card’s history comes by pages, each act once, and all pages together are its balances', async () => {
  const customerId = await members.orders.customer();
  const { product } = await api().do('membership.saveProduct', { productId: null, version: 0, terms: storedTerms() }, await boss());
  const payments = [{ till: 'cash' as const, amountFen: product.priceFen }];
  const { storeId } = members.orders.pay.fixture;
  let { card } = await api().do('membership.sell', { customerId, storeId, productId: product.id, version: product.version, payments }, await boss());
  for (let n = 0; n < 60; n++) {
    const change = { cardId: card.id, version: card.version, sessions: 0, principalFen: n + 1, bonusFen: 0, reason: `第 ${n}` };
    ({ card } = await api().do('membership.correct', change, await boss()));
  }
  const first = await api().do('membership.card', { cardId: card.id }, await boss());
  expect([first.entries.length, first.next === null]).toEqual([50, false]);
  const second = await api().do('membership.card', { cardId: card.id, cursor: first.next }, await boss());
  expect([second.entries.length, second.next]).toEqual([11, null]);
  const all = [...first.entries, ...second.entries];
  expect(new Set(all.map((entry) => entry.transactionId)).size).toBe(61);
  expect(all.reduce((sum, entry) => sum + entry.principalFen, 0)).toBe(first.card.principalFen);
  expect((await api().send('membership.card', { cardId: card.id, cursor: 'x' }, await boss())).refusal?.code).toBe('request.invalid');
});
