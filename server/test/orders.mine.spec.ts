import type { CouponTerms, CouponView } from '@zhike/domain/marketing/contract';
import type { OrderView } from '@zhike/domain/orders/contract';
import { couponTerms } from './contract.stage.coupons';
import { openOrderShop, type OrderShop } from './orders.shop';
import type { PayShop } from './payments.shop';

jest.setTimeout(60_000);

/* The customer herself, on her own phone: her points and her coupons on her own bill before she pays. */
let orders: OrderShop;
let pay: PayShop;
type Who = Awaited<ReturnType<PayShop['hold']>>['who'];
let lin: Who;
let chen: Who;
let customerId: string;

beforeAll(async () => {
  orders = await openOrderShop();
  pay = orders.pay;
  const first = await pay.hold();
  [lin, customerId] = [first.who, first.booking.customerId ?? ''];
  chen = (await pay.hold()).who;
}, 90_000);
afterAll(() => pay?.shop.close());
afterEach(() => orders.soundly());

const boss = () => pay.boss();
const read = async (orderId: string): Promise<OrderView> => (await pay.shop.do('orders.get', { orderId }, lin)).order;
const give = async (over: Partial<CouponTerms> = {}): Promise<CouponView> => {
  const { template } = await pay.shop.do('marketing.saveTemplate', { templateId: null, version: 0, terms: couponTerms(over), active: true }, await boss());
  return (await pay.shop.do('marketing.issue', { templateId: template.id, customerId }, await boss())).coupon;
};
const points = async (count: number) => pay.shop.do('membership.correctPoints', { customerId, points: count, reason: '补登' }, await boss());
const two = () => {
  const lines = [orders.packageId, orders.frameId].map((itemId) => ({ itemId, quantity: 1, options: {} }));
  return orders.order({ customerId, lines });
};
const sum = (parts: readonly { amountFen: number }[]): number => parts.reduce((total, part) => total + part.amountFen, 0);

describe('MK-03 her coupons on her order', () => {
  test('MK-03 what each takes off, line by line, is what the bill then says; taken off again it is hers', async () => {
    const order = await two();
    const [coupon, large] = [await give(), await give({ minSpendFen: 9_000_000 })];
    const fits = async () => (await pay.shop.do('marketing.myFits', { orderId: order.id }, lin)).coupons;
    const shown = await fits();
    const fit = shown.find((one) => one.id === coupon.id)?.fit;
    expect(fit).toMatchObject({ offFen: 3_000, reason: null });
    expect(sum(fit?.parts ?? [])).toBe(3_000);
    expect(shown.find((one) => one.id === large.id)?.fit).toMatchObject({ reason: 'below_minimum', missingFen: 9_000_000 - order.billedFen });
    const used = await pay.shop.do('marketing.useMine', { couponId: coupon.id, orderId: order.id }, lin);
    for (const { lineId, amountFen } of fit?.parts ?? []) expect(used.order.lines.find((line) => line.id === lineId)?.benefitFen).toBe(amountFen);
    expect(used.order.billedFen).toBe(order.billedFen - 3_000);
    expect((await fits())[0]).toMatchObject({ id: coupon.id, state: 'used', fit: { offFen: 3_000 } });
    const back = await pay.shop.do('marketing.giveBackMine', { couponId: coupon.id }, lin);
    expect(back).toMatchObject({ order: { billedFen: order.billedFen, benefits: [] }, coupon: { state: 'active' } });
  });

  test('MK-03 one that does not fit, is used, is somebody else’s, on an order that is not hers: refused, and nothing changes', async () => {
    const order = await two();
    const coupon = await give();
    const code = async (input: { couponId: string; orderId: string }, who = lin) =>
      (await pay.shop.send('marketing.useMine', input, who)).refusal?.code ?? 'ok';
    const wanted = { couponId: coupon.id, orderId: order.id };
    expect(await code(wanted, chen)).toBe('record.not_found');
    const hers = await pay.shop.do(
      'customers.create',
      {
        name: '别人',
        phone: null,
        gender: 'female',
        birthday: null,
        weddingDate: null,
        source: '',
        note: '',
        storeId: pay.fixture.storeId,
      },
      await boss(),
    );
    const { template } = await pay.shop.do('marketing.saveTemplate', { templateId: null, version: 0, terms: couponTerms(), active: true }, await boss());
    const other = (await pay.shop.do('marketing.issue', { templateId: template.id, customerId: hers.profile.id }, await boss())).coupon;
    expect(await code({ ...wanted, couponId: other.id })).toBe('record.not_found');
    expect(await code(wanted)).toBe('ok');
    expect(await code({ ...wanted, orderId: (await two()).id })).toBe('marketing.coupon_misfit');
    expect((await read(order.id)).benefits).toHaveLength(1);
  });

  test('MK-03 once the order is paid with it, only the shop takes it off', async () => {
    const order = await two();
    const coupon = await give();
    const { order: lower } = await pay.shop.do('marketing.useMine', { couponId: coupon.id, orderId: order.id }, lin);
    await orders.pays(lower, 1_000);
    // A part is paid: it is still hers to take off.
    await pay.shop.do('marketing.giveBackMine', { couponId: coupon.id }, lin);
    await pay.shop.do('marketing.useMine', { couponId: coupon.id, orderId: order.id }, lin);
    await orders.pays(order, lower.billedFen - 1_000);
    const sent = await pay.shop.send('marketing.giveBackMine', { couponId: coupon.id }, lin);
    expect(sent.refusal).toEqual({ code: 'orders.benefit_settled', facts: { paidFen: lower.billedFen } });
    expect((await pay.shop.send('marketing.giveBack', { couponId: coupon.id }, await boss())).status).toBe(200);
  });

  test('MK-03 she taps twenty times, and the desk once: it is on one bill once', async () => {
    const coupon = await give();
    const [order, second] = [await two(), await two()];
    const login = await boss();
    const sent = await Promise.all([
      ...Array.from({ length: 20 }, () => pay.shop.send('marketing.useMine', { couponId: coupon.id, orderId: order.id }, lin)),
      pay.shop.send('marketing.use', { couponId: coupon.id, orderId: second.id }, login),
    ]);
    expect(sent.filter((one) => one.status === 200)).toHaveLength(1);
    expect(new Set(sent.flatMap((one) => one.refusal?.code ?? []))).toEqual(new Set(['marketing.coupon_misfit']));
    expect([...(await read(order.id)).benefits, ...(await read(second.id)).benefits]).toHaveLength(1);
  });
});

describe('CD-08 her points on her order', () => {
  test('CD-08 the preview says line by line what the bill then says; taken off again they are hers', async () => {
    await points(1_500);
    const order = await two();
    const most = await pay.shop.do('membership.myPointsOn', { orderId: order.id, points: null }, lin);
    expect(most).toMatchObject({ mostPoints: most.heldPoints, points: most.heldPoints, amountFen: most.heldPoints * most.pointFen });
    const preview = await pay.shop.do('membership.myPointsOn', { orderId: order.id, points: 1_000 }, lin);
    expect(sum(preview.parts)).toBe(preview.amountFen);
    const used = await pay.shop.do('membership.useMyPoints', { orderId: order.id, points: 1_000 }, lin);
    for (const { lineId, amountFen } of preview.parts) expect(used.order.lines.find((line) => line.id === lineId)?.benefitFen).toBe(amountFen);
    expect(used.balance.points).toBe(most.heldPoints - 1_000);
    const off = { orderId: order.id, sourceId: used.order.benefits[0]?.sourceId ?? '' };
    const back = await pay.shop.do('membership.takeMyPointsOff', off, lin);
    expect(back).toMatchObject({ order: { billedFen: order.billedFen }, balance: { points: most.heldPoints } });
  });

  test('CD-08 more than she has, more than is owed, another’s order: the preview and the act refuse alike', async () => {
    const order = await two();
    const { heldPoints } = await pay.shop.do('membership.myPointsOn', { orderId: order.id, points: null }, lin);
    const both = async (count: number, who = lin) => [
      (await pay.shop.send('membership.myPointsOn', { orderId: order.id, points: count }, who)).refusal?.code,
      (await pay.shop.send('membership.useMyPoints', { orderId: order.id, points: count }, who)).refusal?.code,
    ];
    expect(await both(heldPoints + 1)).toEqual(['membership.points_short', 'membership.points_short']);
    expect(await both(1, chen)).toEqual(['record.not_found', 'record.not_found']);
    await orders.pays(order, order.owedFen - 100);
    await pay.pass({ seconds: 5 });
    expect(await both(101)).toEqual(['membership.points_above_bill', 'membership.points_above_bill']);
    await orders.pays(await read(order.id), 100);
    await pay.pass({ seconds: 5 });
    expect((await pay.shop.send('membership.takeMyPointsOff', { orderId: order.id, sourceId: order.id }, lin)).refusal?.code).toBe('orders.benefit_settled');
  });

  test('CD-08 twenty taps with the last points: once', async () => {
    const order = await two();
    const { heldPoints } = await pay.shop.do('membership.myPointsOn', { orderId: order.id, points: null }, lin);
    const count = Math.floor(heldPoints / 2) + 1;
    const sent = await Promise.all(Array.from({ length: 20 }, () => pay.shop.send('membership.useMyPoints', { orderId: order.id, points: count }, lin)));
    expect(sent.filter((one) => one.status === 200)).toHaveLength(1);
    expect(new Set(sent.flatMap((one) => one.refusal?.code ?? []))).toEqual(new Set(['membership.points_short']));
  });
});
