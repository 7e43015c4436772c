import type { ApiInput, ApiRefusal, EndpointName } from '@zhike/domain/api';
import type { Login } from './harness';
import { sessionTerms, storedTerms } from './membership.shop';
import { openOrderShop, type OrderShop } from './orders.shop';
import type { PayShop } from './payments.shop';

jest.setTimeout(60_000);

/* Orders and cards paid by WeChat Pay itself: the simulator speaks the real protocol, time is moved by the test. */
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
  lin = first.who;
  customerId = first.booking.customerId ?? '';
  chen = (await pay.hold()).who;
});
afterAll(() => pay.shop.close());

const refusal: <Name extends EndpointName>(name: Name, input: ApiInput<Name>, as: Login) => Promise<ApiRefusal | null> = async (name, input, as) =>
  (await pay.shop.send(name, input, as)).refusal;
const db = () => pay.shop.server.ports.db.prisma;
const read = async (orderId: string) => (await pay.shop.do('orders.get', { orderId }, await pay.boss())).order;
const check = async (paymentId: string) => pay.shop.do('orders.checkPayment', { paymentId }, await pay.boss());
const payment = (id: string) => db().payment.findUniqueOrThrow({ where: { id }, include: { refunds: true } });
const payByPhone = async (orderId: string, amountFen: number, who = lin) => {
  const opened = await pay.shop.do('orders.payOrder', { orderId, amountFen }, who);
  expect(await pay.shop.pay(opened.requestPayment, who.person)).toBe(true);
  await pay.shop.eventually(async () => (await payment(opened.paymentId)).state === 'paid');
  return opened.paymentId;
};
/** Lets what is to be given back go back, and WeChat Pay tell that it has. */
const settled = async (paymentId: string) => {
  await pay.pass({ seconds: 5 });
  await pay.shop.eventually(async () => (await payment(paymentId)).refunds.every((refund) => refund.state === 'succeeded'));
  return payment(paymentId);
};

describe('an order on her phone', () => {
  test('OR-06 she pays a part of it and then the rest; bill, ledger and WeChat Pay agree', async () => {
    const order = await orders.order({ customerId });
    await payByPhone(order.id, 100_000);
    expect(await read(order.id)).toMatchObject({
      paidFen: 100_000,
      owedFen: order.owedFen - 100_000,
      payments: [{ kind: 'payment', till: 'wechat', amountFen: 100_000 }],
    });
    const last = await payByPhone(order.id, order.owedFen - 100_000);
    expect(await read(order.id)).toMatchObject({ owedFen: 0 });
    expect(await check(last)).toEqual({ state: 'paid', amountFen: order.owedFen - 100_000, backFen: 0 });
    await orders.soundly();
  });

  test('OR-07 the notification five times at once and the query: paid once', async () => {
    const order = await orders.order({ customerId });
    const opened = await pay.shop.do('orders.payOrder', { orderId: order.id, amountFen: 10_000 }, lin);
    await pay.shop.pay(opened.requestPayment, lin.person);
    const { outTradeNo } = await payment(opened.paymentId);
    await pay.delivered(outTradeNo, 1);
    const { plaintext } = pay.notificationsOf(outTradeNo)[0] ?? { plaintext: '{}' };
    const again = await Promise.all(Array.from({ length: 5 }, () => pay.tell({ outTradeNo, plaintext: JSON.parse(plaintext) as object })));
    expect(again).toEqual([204, 204, 204, 204, 204]);
    await check(opened.paymentId);
    expect((await read(order.id)).payments).toHaveLength(1);
    await orders.soundly();
  });

  test('OR-07 the notification never comes: the query job settles it', async () => {
    const order = await orders.order({ customerId });
    pay.shop.world.state.faults.notification = 'never';
    const opened = await pay.shop.do('orders.payOrder', { orderId: order.id, amountFen: 10_000 }, lin);
    await pay.shop.pay(opened.requestPayment, lin.person);
    await pay.pass({ minutes: 2 });
    pay.shop.world.state.faults.notification = 'once';
    expect(await read(order.id)).toMatchObject({ paidFen: 10_000 });
  });

  test('OR-06 the desk takes cash while she pays: what is too much goes back by itself', async () => {
    const order = await orders.order({ customerId });
    const opened = await pay.shop.do('orders.payOrder', { orderId: order.id, amountFen: order.owedFen }, lin);
    await orders.pays(order, order.owedFen - 30_000);
    await pay.shop.pay(opened.requestPayment, lin.person);
    await pay.shop.eventually(async () => (await payment(opened.paymentId)).state === 'paid');
    expect(await read(order.id)).toMatchObject({ owedFen: 0, paidFen: order.billedFen });
    expect((await settled(opened.paymentId)).refunds).toMatchObject([{ amountFen: order.owedFen - 30_000, reason: 'not_needed', state: 'succeeded' }]);
    expect(await check(opened.paymentId)).toMatchObject({ state: 'given_back', backFen: order.owedFen - 30_000 });
    await orders.soundly();
  });

  test('OR-06 the same wish is the same payment; another amount closes the one before at WeChat Pay', async () => {
    const order = await orders.order({ customerId });
    const one = await pay.shop.do('orders.payOrder', { orderId: order.id, amountFen: 20_000 }, lin);
    const same = await pay.shop.do('orders.payOrder', { orderId: order.id, amountFen: 20_000 }, lin);
    expect(same.paymentId).toBe(one.paymentId);
    const other = await pay.shop.do('orders.payOrder', { orderId: order.id, amountFen: 30_000 }, lin);
    expect(other.paymentId).not.toBe(one.paymentId);
    expect(pay.orderOf((await payment(one.paymentId)).outTradeNo).state).toBe('CLOSED');
    expect(await check(one.paymentId)).toMatchObject({ state: 'closed' });
  });

  test('OR-06 twenty taps at once open one payment', async () => {
    const order = await orders.order({ customerId });
    const opened = await Promise.all(Array.from({ length: 20 }, () => pay.shop.do('orders.payOrder', { orderId: order.id, amountFen: 20_000 }, lin)));
    expect(new Set(opened.map((one) => one.paymentId)).size).toBe(1);
  });

  test('OR-06 more than is owed, another’s order and a payment of another customer are refused', async () => {
    const order = await orders.order({ customerId });
    expect(await refusal('orders.payOrder', { orderId: order.id, amountFen: order.owedFen + 1 }, lin)).toMatchObject({
      code: 'orders.more_than_owed',
      facts: { owedFen: order.owedFen },
    });
    expect(await refusal('orders.payOrder', { orderId: order.id, amountFen: 1 }, chen)).toMatchObject({ code: 'record.not_found' });
    const { paymentId } = await pay.shop.do('orders.payOrder', { orderId: order.id, amountFen: 1_000 }, lin);
    expect(await refusal('orders.checkPayment', { paymentId }, chen)).toMatchObject({ code: 'record.not_found' });
    for (const amountFen of [0, -1, 0.5])
      expect(await refusal('orders.payOrder', { orderId: order.id, amountFen }, lin)).toMatchObject({ code: 'request.invalid' });
  });

  test('OR-07 she paid, the news is late, and she taps again: it is settled at once and not paid twice', async () => {
    const order = await orders.order({ customerId });
    pay.shop.world.state.faults.notification = 'never';
    const opened = await pay.shop.do('orders.payOrder', { orderId: order.id, amountFen: 20_000 }, lin);
    expect(await pay.shop.pay(opened.requestPayment, lin.person)).toBe(true);
    expect(await refusal('orders.payOrder', { orderId: order.id, amountFen: 20_000 }, lin)).toMatchObject({
      code: 'orders.payment_rejected',
      facts: { code: 'ORDERPAID' },
    });
    pay.shop.world.state.faults.notification = 'once';
    expect(await read(order.id)).toMatchObject({ paidFen: 20_000 });
  });

  test('OR-06 after a quarter of an hour it can be paid no more', async () => {
    const order = await orders.order({ customerId });
    const opened = await pay.shop.do('orders.payOrder', { orderId: order.id, amountFen: 20_000 }, lin);
    await pay.pass({ minutes: 16 });
    expect(await check(opened.paymentId)).toMatchObject({ state: 'closed' });
    expect(await pay.shop.pay(opened.requestPayment, lin.person)).toBe(false);
  });

  test('OR-07 a code at the counter is paid by whoever reads it', async () => {
    const order = await orders.order({ customerId });
    const { codeUrl, paymentId } = await pay.shop.do('orders.payCode', { orderId: order.id, amountFen: 50_000 }, await pay.boss());
    expect(codeUrl).toMatch(/^weixin:\/\/wxpay\/bizpayurl/);
    expect(await pay.shop.scan(codeUrl, chen.person)).toBe(true);
    await pay.shop.eventually(async () => (await payment(paymentId)).state === 'paid');
    expect(await read(order.id)).toMatchObject({ paidFen: 50_000 });
    await orders.soundly();
  });
});

describe('an order goes back', () => {
  const refund = async (orderId: string, over: { till?: 'wechat' | 'cash' } = {}) => {
    const order = await read(orderId);
    const wish = { orderId, lineIds: order.lines.map((line) => line.id), keepPercent: 0 };
    const preview = await pay.shop.do('orders.previewRefund', wish, await pay.boss());
    return { preview, input: { ...wish, version: order.version, till: over.till ?? 'wechat', expectedBackFen: preview.backFen, reason: '不拍了' } as const };
  };

  test('OR-06 what she paid in two payments goes back through both, and the books close when it has arrived', async () => {
    const order = await orders.order({ customerId });
    const one = await payByPhone(order.id, 100_000);
    const two = await payByPhone(order.id, 50_000);
    const { preview, input } = await refund(order.id);
    expect(preview).toMatchObject({ backFen: 150_000, wechatFen: 150_000, cancels: true });
    await pay.shop.do('orders.refund', input, await pay.boss());
    expect([(await settled(one)).refunds, (await settled(two)).refunds]).toMatchObject([
      [{ amountFen: 100_000, reason: 'order_refunded', state: 'succeeded' }],
      [{ amountFen: 50_000, reason: 'order_refunded', state: 'succeeded' }],
    ]);
    expect(await read(order.id)).toMatchObject({ phase: 'cancelled', paidFen: 0, owedFen: 0 });
    await orders.soundly();
  });

  test('OR-06 when only a part came by WeChat, all of it cannot go back that way', async () => {
    const order = await orders.order({ customerId });
    await payByPhone(order.id, 40_000);
    await orders.pays(await read(order.id), 10_000, 'cash');
    const { input } = await refund(order.id);
    expect(await refusal('orders.refund', input, await pay.boss())).toMatchObject({ code: 'orders.wechat_refund_short', facts: { refundableFen: 40_000 } });
    await pay.shop.do('orders.refund', { ...input, till: 'cash' }, await pay.boss());
    await orders.soundly();
  });
});

describe('a card on her phone', () => {
  const product = async (terms: ReturnType<typeof storedTerms>) => {
    const { product: saved } = await pay.shop.do('membership.saveProduct', { productId: null, version: 0, terms }, await pay.boss());
    return { productId: saved.id, version: saved.version, storeId: pay.fixture.storeId };
  };
  const buy = async (input: Awaited<ReturnType<typeof product>>, cardId: string | null = null) => {
    const opened = await pay.shop.do('membership.buyCard', { ...input, cardId }, lin);
    return { ...opened, pays: () => pay.shop.pay(opened.requestPayment, lin.person) };
  };
  const paid = async (opened: Awaited<ReturnType<typeof buy>>) => {
    expect(await opened.pays()).toBe(true);
    await pay.shop.eventually(async () => (await payment(opened.paymentId)).state === 'paid');
  };
  const cards = async () => (await pay.shop.do('membership.myCards', {}, lin)).cards;

  test('CD-04 she buys a session card: it is hers when the money is there, once', async () => {
    const input = await product(sessionTerms(pay.fixture.serviceId));
    const opened = await buy(input);
    expect(await cards()).toHaveLength(0);
    expect((await buy(input)).paymentId).toBe(opened.paymentId);
    await paid(opened);
    const { outTradeNo } = await payment(opened.paymentId);
    await pay.delivered(outTradeNo, 1);
    const { plaintext } = pay.notificationsOf(outTradeNo)[0] ?? { plaintext: '{}' };
    await Promise.all(Array.from({ length: 5 }, () => pay.tell({ outTradeNo, plaintext: JSON.parse(plaintext) as object })));
    expect(await cards()).toMatchObject([{ sessionsLeft: 10 }]);
    await orders.soundly();
  });

  test('CD-06 she puts 1,000 on her card and gets 200 on top; principal goes back through WeChat, the bonus is void', async () => {
    const input = await product(storedTerms());
    await paid(await buy(input));
    const card = (await cards()).find((one) => one.kind === 'stored_value');
    expect(card).toMatchObject({ principalFen: 100_000, bonusFen: 20_000 });
    const cardId = card?.id ?? '';
    const second = await buy(input, cardId);
    await paid(second);
    const now = (await cards()).find((one) => one.id === cardId);
    expect(now).toMatchObject({ principalFen: 200_000, bonusFen: 40_000 });
    const preview = await pay.shop.do('membership.refundPreview', { cardId }, await pay.boss());
    expect(preview).toMatchObject({ backFen: 200_000, wechatFen: 200_000 });
    const back = { cardId, version: now?.version ?? 0, storeId: pay.fixture.storeId, till: 'wechat' as const, expectedBackFen: 200_000, reason: '搬家了' };
    await pay.shop.do('membership.refund', back, await pay.boss());
    expect((await settled(second.paymentId)).refunds).toMatchObject([{ amountFen: 100_000, reason: 'card_refunded', state: 'succeeded' }]);
    await orders.soundly();
  });

  test('CD-10 the card was frozen while she paid: the money goes back, nothing is put on it', async () => {
    const input = await product(storedTerms());
    await paid(await buy(input));
    const card = (await cards()).find((one) => one.kind === 'stored_value' && one.state === 'active');
    const opened = await buy(input, card?.id ?? '');
    await pay.shop.do('membership.freeze', { cardId: card?.id ?? '', version: card?.version ?? 0, reason: '出差' }, await pay.boss());
    await paid(opened);
    expect((await settled(opened.paymentId)).refunds).toMatchObject([{ amountFen: 100_000, reason: 'not_needed' }]);
    expect((await cards()).find((one) => one.id === card?.id)).toMatchObject({ principalFen: 100_000 });
    await orders.soundly();
  });

  test('CD-06 what is not sold online, a version before the last and another’s card are refused', async () => {
    const hidden = await product(storedTerms({ online: false }));
    expect(await refusal('membership.buyCard', { ...hidden, cardId: null }, lin)).toMatchObject({ code: 'membership.not_on_sale' });
    const input = await product(storedTerms());
    expect(await refusal('membership.buyCard', { ...input, version: input.version + 1, cardId: null }, lin)).toMatchObject({ code: 'record.changed' });
    const mine = (await cards()).find((one) => one.kind === 'stored_value' && one.state === 'frozen');
    expect(await refusal('membership.buyCard', { ...input, cardId: mine?.id ?? '' }, chen)).toMatchObject({ code: 'record.not_found' });
    expect(await refusal('membership.buyCard', { ...input, cardId: mine?.id ?? '' }, lin)).toMatchObject({ code: 'membership.not_possible' });
  });

  test('CD-04 the price was changed between the sheet and the payment: she gets what she saw', async () => {
    const input = await product(storedTerms());
    const opened = await buy(input);
    const { product: saved } = await pay.shop.do('membership.product', { productId: input.productId }, await pay.boss());
    await pay.shop.do(
      'membership.saveProduct',
      { productId: saved.id, version: saved.version, terms: storedTerms({ name: saved.name, priceFen: 300_000 }) },
      await pay.boss(),
    );
    const before = (await cards()).length;
    await paid(opened);
    const now = await cards();
    expect(now).toHaveLength(before + 1);
    expect(now.filter((one) => one.name === saved.name)).toMatchObject([{ principalFen: 100_000 }]);
  });

  test('CD-04 a code at the counter sells a card to the customer in front of it', async () => {
    const input = await product(sessionTerms(pay.fixture.serviceId));
    const { codeUrl, paymentId } = await pay.shop.do('membership.sellCode', { ...input, customerId, cardId: null }, await pay.boss());
    expect(await pay.shop.scan(codeUrl, chen.person)).toBe(true);
    await pay.shop.eventually(async () => (await payment(paymentId)).state === 'paid');
    const made = await db().cardPurchase.findFirstOrThrow({ where: { payment: { id: paymentId } } });
    expect(made).toMatchObject({ state: 'made', customerId });
    await orders.soundly();
  });
});
