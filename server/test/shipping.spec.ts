import { storedTerms } from './membership.shop';
import { openOrderShop, type OrderShop } from './orders.shop';
import type { PayShop } from './payments.shop';

jest.setTimeout(60_000);

/* The mini-program's platform keeps the money until it is told that the service was given; the simulator asks for it as it does. */
let orders: OrderShop;
let pay: PayShop;
type Who = Awaited<ReturnType<PayShop['hold']>>['who'];
let lin: Who;
let customerId: string;

beforeAll(async () => {
  orders = await openOrderShop();
  pay = orders.pay;
  const first = await pay.hold();
  lin = first.who;
  customerId = first.booking.customerId ?? '';
});
afterAll(() => pay.shop.close());

const db = () => pay.shop.server.ports.db.prisma;
const told = () => pay.shop.world.state.shipments ?? [];
const shipmentOf = (outTradeNo: string) => db().shipment.findFirst({ where: { payment: { outTradeNo } } });
const toldOf = (outTradeNo: string) => told().filter((one) => one.transactionId === pay.orderOf(outTradeNo).transactionId);
const numberOf = async (paymentId: string) => (await db().payment.findUniqueOrThrow({ where: { id: paymentId } })).outTradeNo;
const finish = async ({ booking }: Awaited<ReturnType<PayShop['paid']>>): Promise<void> => {
  let { version } = booking;
  for (const step of ['booking.checkIn', 'booking.start', 'booking.finish'] as const)
    ({ version } = (await pay.shop.do(step, { bookingId: booking.id, version }, await pay.boss())).booking);
  await pay.pass({ seconds: 1 });
};
const away = (how: 'none' | '503'): void => void (pay.shop.world.state.faults.refuseConnections.wechat = how);
const product = async () => {
  const { product: saved } = await pay.shop.do('membership.saveProduct', { productId: null, version: 0, terms: storedTerms() }, await pay.boss());
  return { productId: saved.id, version: saved.version, storeId: pay.fixture.storeId, cardId: null };
};
const buyCard = async (): Promise<string> => {
  const opened = await pay.shop.do('membership.buyCard', await product(), lin);
  expect(await pay.shop.pay(opened.requestPayment, lin.person)).toBe(true);
  const number = await numberOf(opened.paymentId);
  await pay.shop.eventually(async () => (await shipmentOf(number)) !== null);
  return number;
};

test('OR-07 a deposit is told of when the service was given, once, as picked up in the store', async () => {
  const held = await pay.paid();
  expect(await shipmentOf(held.outTradeNo)).toBeNull();
  await finish(held);
  expect(await shipmentOf(held.outTradeNo)).toMatchObject({ how: 'pickup', state: 'sent', code: '', tries: 1 });
  expect(toldOf(held.outTradeNo)).toMatchObject([{ logisticsType: 4, item: '拾光影像 经典婚纱套系 定金' }]);
});

test('OR-07 a card is hers at once: told of as virtual as soon as it is paid', async () => {
  const number = await buyCard();
  await pay.pass({ seconds: 1 });
  expect(await shipmentOf(number)).toMatchObject({ how: 'virtual', state: 'sent' });
  expect(toldOf(number)).toMatchObject([{ logisticsType: 3 }]);
});

test('OR-07 an order is told of with its last step; what was paid by a code at the counter is none of the mini-program’s', async () => {
  let order = await orders.order({ customerId, lineId: orders.retailId, lines: [{ itemId: orders.frameId, quantity: 2, options: {} }] });
  const phone = await pay.shop.do('orders.payOrder', { orderId: order.id, amountFen: 6_800 }, lin);
  expect(await pay.shop.pay(phone.requestPayment, lin.person)).toBe(true);
  await pay.shop.eventually(async () => (await db().payment.findUniqueOrThrow({ where: { id: phone.paymentId } })).state === 'paid');
  const code = await pay.shop.do('orders.payCode', { orderId: order.id, amountFen: 6_800 }, await pay.boss());
  expect(await pay.shop.scan(code.codeUrl, lin.person)).toBe(true);
  await pay.shop.eventually(async () => (await db().payment.findUniqueOrThrow({ where: { id: code.paymentId } })).state === 'paid');
  order = (await pay.shop.do('orders.get', { orderId: order.id }, await pay.boss())).order;
  expect(await shipmentOf(await numberOf(phone.paymentId))).toBeNull();
  await orders.step(order, 'closed');
  await pay.pass({ seconds: 1 });
  expect(await shipmentOf(await numberOf(phone.paymentId))).toMatchObject({ how: 'pickup', state: 'sent' });
  expect(await shipmentOf(await numberOf(code.paymentId))).toBeNull();
});

test('OR-07 the platform is away: nothing is lost, it is told when it is back', async () => {
  const held = await pay.paid();
  away('503');
  await finish(held);
  expect(await shipmentOf(held.outTradeNo)).toMatchObject({ state: 'due' });
  expect(toldOf(held.outTradeNo)).toEqual([]);
  away('none');
  await pay.pass({ hours: 1 });
  expect(await shipmentOf(held.outTradeNo)).toMatchObject({ state: 'sent' });
  expect(toldOf(held.outTradeNo)).toHaveLength(1);
});

test('OR-07 what the platform refuses waits for a person, who sends it again', async () => {
  const held = await pay.paid();
  const theirs = pay.orderOf(held.outTradeNo);
  const { openid } = theirs;
  Object.assign(theirs, { openid: 'somebody-else' });
  await finish(held);
  const row = await shipmentOf(held.outTradeNo);
  expect(row).toMatchObject({ state: 'failed', code: '10060031' });
  const { items } = await pay.shop.do('orders.shipments', { state: 'failed', cursor: null }, await pay.boss());
  expect(items).toMatchObject([{ outTradeNo: held.outTradeNo, code: '10060031', paidFen: 50_000 }]);
  Object.assign(theirs, { openid });
  const paymentId = row?.paymentId ?? '';
  expect((await pay.shop.do('orders.sendShipment', { paymentId }, await pay.boss())).shipment).toMatchObject({ state: 'due' });
  await pay.pass({ seconds: 1 });
  expect(await shipmentOf(held.outTradeNo)).toMatchObject({ state: 'sent', tries: 2 });
  expect((await pay.shop.send('orders.sendShipment', { paymentId }, await pay.boss())).refusal).toMatchObject({
    code: 'orders.shipment_not_failed',
    facts: { state: 'sent' },
  });
});

test('OR-07 told of in the console before: the platform says so, and it counts as told', async () => {
  const held = await pay.paid();
  const transactionId = pay.orderOf(held.outTradeNo).transactionId ?? '';
  const before = { transactionId, logisticsType: 4, item: 'x', uploadTime: '2027-01-01T00:00:00+08:00' };
  pay.shop.world.state.shipments = [...told(), before, before];
  await finish(held);
  expect(await shipmentOf(held.outTradeNo)).toMatchObject({ state: 'sent', code: '10060003' });
});

test('OR-07 money that went back, and a shop whose trade the platform does not manage, need no word', async () => {
  const held = await pay.paid();
  const { booking, who } = held;
  await pay.shop.do('booking.cancel', { bookingId: booking.id, version: booking.version, reason: '', expectedRefundFen: 50_000 }, who);
  await pay.pass({ seconds: 2 });
  expect(await shipmentOf(held.outTradeNo)).toBeNull();
  pay.shop.world.state.tradeManaged = false;
  await pay.shop.server.ports.ephemeral.delete(`wechat:trade-managed:${pay.shop.keys.appid}`);
  const number = await buyCard();
  await pay.pass({ seconds: 1 });
  expect(await shipmentOf(number)).toMatchObject({ state: 'not_needed' });
  expect(toldOf(number)).toEqual([]);
});
