import type { OrderView } from '@zhike/domain/orders/contract';
import { couponTerms } from './contract.stage.coupons';
import { packageTerms, SIGNATURE } from './contract.stage.orders';
import type { Login } from './harness';
import { LEVELS, openMemberShop, type MemberShop } from './members.shop';
import { storedTerms } from './membership.shop';

jest.setTimeout(60_000);

let members: MemberShop;
/** An album at 128.00. */
let albumId: string;
/** A sticker at 8.00. */
let stickerId: string;
beforeAll(async () => {
  members = await openMemberShop();
  const goods = async (name: string, priceFen: number) => {
    const terms = packageTerms({ name, kind: 'product', priceFen, costFen: 0, options: [], prices: [] });
    return (await api().do('catalogue.saveItem', { itemId: null, version: 0, terms }, await boss())).item.id;
  };
  [albumId, stickerId] = [await goods('相册', 12_800), await goods('贴纸', 800)];
}, 90_000);
afterAll(() => members?.orders.pay.shop.close());
afterEach(async () => {
  await members.soundly();
  await members.orders.soundly();
});

const api = () => members.orders.pay.shop;
const boss = () => members.orders.pay.boss();
const read = async (id: string): Promise<OrderView> => (await api().do('orders.get', { orderId: id }, await boss())).order;
const choice = (itemId: string, quantity = 1) => ({ itemId, quantity, options: {} });
/** A frame at 68.00, goods. */
const frame = (customerId?: string, over: object = {}) =>
  members.orders.order({
    ...(customerId ? { customerId } : {}),
    lineId: members.orders.retailId,
    lines: [choice(members.orders.frameId)],
    ...over,
  });
const preview = async (order: OrderView, itemId: string, lineId = order.lines[0]?.id ?? '') =>
  api().do('orders.previewExchange', { orderId: order.id, lineId, choice: choice(itemId) }, await boss());
const exchange = async (order: OrderView, itemId: string, over: object = {}, as?: Login) => {
  const now = await read(order.id);
  const line = now.lines.find((one) => one.state === 'sold');
  const seen = await preview(now, itemId, line?.id);
  const wanted = {
    orderId: order.id,
    version: now.version,
    lineId: line?.id ?? '',
    choice: choice(itemId),
    till: 'cash' as const,
    expectedBilledFen: seen.billedFen,
    expectedBackFen: seen.backFen,
    reason: '换一件',
    ...over,
  };
  return { seen, sent: await api().send('orders.exchange', wanted, as ?? (await boss())) };
};

describe('OR-06 a line exchanged for another', () => {
  test('OR-06 dearer: the closed order is open again, owes the difference, and is closed when that is paid', async () => {
    const order = await members.orders.step(await members.orders.pays(await frame(), 6_800), 'closed');
    expect(order.phase).toBe('closed');
    const { seen, sent } = await exchange(order, albumId);
    expect(seen.steps.map((step) => [step.kind, step.amountFen])).toEqual([
      ['billed_before', 6_800],
      ['line', -6_800],
      ['new_line', 12_800],
      ['billed_after', 12_800],
      ['paid', 6_800],
      ['back', 0],
      ['owed', 6_000],
    ]);
    const after = sent.value.order;
    expect(after).toMatchObject({ phase: 'open', billedFen: 12_800, paidFen: 6_800, owedFen: 6_000 });
    expect(after.lines.map((line) => [line.name, line.state, line.replacesId])).toEqual(
      expect.arrayContaining([
        [order.lines[0]?.name, 'refunded', null],
        ['相册', 'sold', order.lines[0]?.id],
      ]),
    );
    const paid = await members.orders.pays(after, 6_000);
    expect([paid.phase, paid.owedFen]).toEqual(['closed', 0]);
  });

  test('OR-06 cheaper: the difference goes back, to the card and out of the till as it came', async () => {
    const customerId = await members.orders.customer();
    const { product } = await api().do('membership.saveProduct', { productId: null, version: 0, terms: storedTerms() }, await boss());
    const payments = [{ till: 'cash' as const, amountFen: product.priceFen }];
    const { storeId } = members.orders.pay.fixture;
    const { card } = await api().do('membership.sell', { customerId, storeId, productId: product.id, version: product.version, payments }, await boss());
    const order = await frame(customerId);
    await api().do('membership.payOrder', { orderId: order.id, cardId: card.id, amountFen: 3_400 }, await boss());
    await members.orders.pays(order, 3_400);
    const { seen, sent } = await exchange(order, stickerId);
    expect(seen).toMatchObject({ backFen: 6_000, moneyFen: 3_000, owedFen: 0 });
    expect(sent.value.order).toMatchObject({ billedFen: 800, paidFen: 800, owedFen: 0 });
    expect((await api().do('membership.card', { cardId: card.id }, await boss())).card.principalFen).toBe(100_000 - 400);
  });

  test('OR-06 the discount stays the same share, the coupon stays, her level counts anew, and the shares add up to the new bill', async () => {
    await members.setLevels(LEVELS.map((one) => (one.key === 'gold' ? { ...one, discountPercent: 10 } : one)));
    const customerId = await members.orders.customer();
    await members.spends(customerId, 2_000_000);
    const order = await frame(customerId, { discount: { kind: 'percent', percent: 50 } });
    // 68.00, half of it, less a tenth.
    expect(order.billedFen).toBe(3_060);
    const { template } = await api().do(
      'marketing.saveTemplate',
      { templateId: null, version: 0, terms: couponTerms({ amountFen: 1_000 }), active: true },
      await boss(),
    );
    const { coupon } = await api().do('marketing.issue', { templateId: template.id, customerId }, await boss());
    await api().do('marketing.use', { couponId: coupon.id, orderId: order.id }, await boss());
    const { prisma } = api().server.ports.db;
    const staff = async (wecomUserId: string) => (await prisma.staffMember.findUniqueOrThrow({ where: { wecomUserId } })).id;
    const shares = [
      { staffId: await staff('xiaotang'), percent: 33 },
      { staffId: await staff('qianqian'), percent: 67 },
    ];
    await api().do('orders.setShares', { orderId: order.id, version: (await read(order.id)).version, shares }, await boss());
    const { sent } = await exchange(order, albumId);
    const after = sent.value.order;
    // 128.00, half of it is 64.00, less a tenth 57.60, less the coupon.
    expect(after).toMatchObject({ listFen: 12_800, discountFen: 6_400, benefitFen: 640 + 1_000, billedFen: 4_760 });
    expect(after.benefits.map((one) => [one.kind, one.amountFen])).toEqual(
      expect.arrayContaining([
        ['level', 640],
        ['coupon', 1_000],
      ]),
    );
    expect(after.shares.reduce((sum, share) => sum + share.amountFen, 0)).toBe(after.billedFen);
    await members.setLevels(LEVELS);
  });

  test('OR-06 for less than a coupon and points are worth: what does not fit any more comes back', async () => {
    const customerId = await members.orders.customer();
    await members.gives(customerId, 5_000);
    const order = await frame(customerId);
    await api().do('membership.usePointsOnOrder', { orderId: order.id, points: 4_000 }, await boss());
    await members.orders.pays(await read(order.id), 2_800);
    await members.heard();
    const before = (await members.balance(customerId)).points;
    const { sent } = await exchange(order, stickerId);
    expect(sent.value.order).toMatchObject({ billedFen: 0, paidFen: 0, benefitFen: 800 });
    await members.heard();
    // 8.00 of the 40.00 still stand; the 28.00 that were paid have gone back with the points that they had earned.
    expect((await members.balance(customerId)).points).toBe(before + 3_200 - 28);
  });

  test('OR-03 a signed contract is outdated by it', async () => {
    const order = await members.orders.order();
    const terms = { templateId: null, version: 0, name: '合同', body: '【顾客】【明细】【金额】', active: true };
    const { template } = await api().do('orders.saveContractTemplate', terms, await boss());
    const { contract } = await api().do('orders.drawContract', { orderId: order.id, templateId: template.id }, await boss());
    const signing = { contractId: contract.id, sha256: contract.sha256, signerName: '林小雨', signature: SIGNATURE };
    await api().do('orders.signContract', signing, await boss());
    await exchange(order, albumId);
    const { contracts } = await api().do('orders.contracts', { orderId: order.id }, await boss());
    expect(contracts.map((one) => one.state)).toEqual(['outdated']);
  });

  test('OR-06 a preview that is not so any more, a line that is gone, a member who may not give money back: refused, and nothing is written', async () => {
    const order = await members.orders.pays(await frame(), 6_800);
    const now = await read(order.id);
    expect((await exchange(order, albumId, { expectedBilledFen: 1 })).sent.refusal).toEqual({
      code: 'orders.exchange_changed',
      facts: { billedFen: 12_800, backFen: 0 },
    });
    expect((await exchange(order, albumId, { lineId: order.id })).sent.refusal?.code).toBe('record.not_found');
    expect((await exchange(order, albumId, { version: now.version - 1 })).sent.refusal?.code).toBe('record.changed');
    const reception = await members.orders.as('qianqian');
    expect((await exchange(order, stickerId, {}, reception)).sent.refusal).toEqual({ code: 'access.forbidden', facts: { right: 'payment.refund' } });
    expect(await read(order.id)).toEqual(now);
    expect((await exchange(order, albumId, {}, reception)).sent.status).toBe(200);
  });

  test('OR-06 twenty counters exchange the same line at once: one does', async () => {
    const order = await members.orders.pays(await frame(), 6_800);
    const now = await read(order.id);
    const { billedFen, backFen } = await preview(now, albumId);
    const line = { lineId: now.lines[0]?.id ?? '', choice: choice(albumId), expectedBilledFen: billedFen, expectedBackFen: backFen };
    const wanted = { orderId: order.id, version: now.version, ...line, till: 'cash' as const, reason: '换一件' };
    const by = await boss();
    const sent = await Promise.all(Array.from({ length: 20 }, () => api().send('orders.exchange', wanted, by)));
    expect(sent.filter((one) => one.status === 200)).toHaveLength(1);
    expect(new Set(sent.flatMap((one) => one.refusal?.code ?? []))).toEqual(new Set(['record.changed']));
    const after = await read(order.id);
    expect(after.lines.filter((line) => line.state === 'sold')).toHaveLength(1);
  });
});
