import { OPEN, openPayShop, SETTLED, type PayShop } from './payments.shop';

/**
 * WeChat Pay changes its certificate under an older merchant. It lists the new one some days before it signs with it; we also bear
 * that it comes out of the blue, because a list that could not be fetched for days looks just like that.
 */
let pay: PayShop;
beforeEach(async () => {
  pay = await openPayShop('platform-certificate');
}, 60_000);
afterEach(() => pay?.shop.close());

const certificates = () => pay.shop.simulators.simulators.pay.certificates;
const downloads = (): number => pay.shop.world.state.journal.filter((entry) => entry.kind === 'api' && entry.text.includes('/v3/certificates')).length;
const refund = async (held: Awaited<ReturnType<PayShop['paid']>>): Promise<void> => {
  await pay.shop.do('booking.cancel', { bookingId: held.booking.id, version: held.booking.version, reason: '', expectedRefundFen: 50_000 }, held.who);
  await pay.pass({ seconds: 1 });
  await pay.shop.eventually(async () => (await pay.facts(held.booking.id)).deposit === 'refunded');
};

test('OR-07 a new platform certificate that was announced in time: no answer and no notification is doubted', async () => {
  await pay.paid();
  const next = certificates().announce();
  await pay.pass({ hours: 13 });
  await pay.paid();
  await pay.shop.eventually(() => Promise.resolve(downloads() === 2));
  const old = pay.shop.keys.platform.serial;
  // While WeChat Pay changes its machines one by one, either may have signed.
  for (const serial of [next.serial, old, next.serial]) {
    certificates().use(serial);
    const held = await pay.paid();
    expect(await pay.delivered(held.outTradeNo, 1)).toEqual([204]);
    await refund(held);
  }
  expect(downloads()).toBe(2);
});

test('OR-07 the platform certificate changes while a payment is open: its news is taken at once', async () => {
  const { booking, outTradeNo, requestPayment, who } = await pay.order();
  await pay.pass({ minutes: 6 });
  certificates().use(certificates().announce().serial);
  expect(await pay.shop.pay(requestPayment, who.person)).toBe(true);
  expect(await pay.delivered(outTradeNo, 1)).toEqual([204]);
  expect(await pay.facts(booking.id)).toEqual(SETTLED);
  expect(downloads()).toBe(2);
  const { booking: confirmed } = await pay.shop.do('booking.get', { bookingId: booking.id }, who);
  await refund({ booking: confirmed, outTradeNo, who });
  expect(downloads()).toBe(2);
});

test('OR-07 it changes a moment after we fetched the list: the news waits some minutes, the money is never doubted away', async () => {
  const { booking, outTradeNo, requestPayment, who } = await pay.order();
  certificates().use(certificates().announce().serial);
  expect(await pay.shop.pay(requestPayment, who.person)).toBe(true);
  // Nobody can make us fetch the list again and again with unknown serials, so this one is unknown for now.
  const refused = await pay.delivered(outTradeNo, 3);
  expect(new Set(refused)).toEqual(new Set([401]));
  expect((await pay.shop.do('orders.checkDeposit', { bookingId: booking.id }, who)).booking.state).toBe('held');
  expect(await pay.facts(booking.id)).toEqual(OPEN);
  expect(downloads()).toBe(1);
  await pay.pass({ minutes: 6 });
  await pay.shop.eventually(async () => (await pay.facts(booking.id)).state === 'confirmed');
  expect(await pay.facts(booking.id)).toEqual(SETTLED);
  expect(downloads()).toBe(2);
});

test('OR-07 it changes as the hold runs out unpaid: no unit comes free before WeChat Pay has truly closed the order', async () => {
  const { booking, outTradeNo } = await pay.order();
  // A serial that nobody knows makes us fetch the list just now; then the certificate changes.
  await pay.pass({ minutes: 14 });
  const unknown = { 'wechatpay-serial': 'A'.repeat(40), 'wechatpay-signature': 'x', 'wechatpay-nonce': 'x' };
  const timestamp = String(Math.floor(pay.agenda.clock.now().getTime() / 1000));
  const posted = await fetch(`${pay.shop.url}/callbacks/wechat-pay/payment`, {
    method: 'POST',
    body: '{}',
    headers: { ...unknown, 'wechatpay-timestamp': timestamp },
  });
  expect([posted.status, downloads()]).toEqual([401, 2]);
  certificates().use(certificates().announce().serial);
  await pay.pass({ minutes: 2 });
  expect(await pay.facts(booking.id)).toMatchObject({ state: 'held', unitsTaken: 4 });
  await pay.pass({ minutes: 15 });
  expect(pay.orderOf(outTradeNo).state).toBe('CLOSED');
  expect(await pay.facts(booking.id)).toMatchObject({ state: 'expired', unitsTaken: 0, payments: ['closed 0'] });
});
