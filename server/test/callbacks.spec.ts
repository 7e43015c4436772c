import type { NotificationMode } from '@zhike/sandbox/world/faults';
import { OPEN, openPayShop, PAY_MODES, SETTLED, type PayShop } from './payments.shop';

let pay: PayShop;
const spoil = (mode: NotificationMode): void => void (pay.shop.world.state.faults.notification = mode);

describe.each(PAY_MODES)('in %s mode', (payMode) => {
  beforeAll(async () => {
    pay = await openPayShop(payMode);
  }, 60_000);
  afterAll(() => pay?.shop.close());
  afterEach(() => {
    pay.shop.world.state.faults.notification = 'once';
    pay.shop.world.state.faults.signatureProbe = false;
  });

  describe('OR-02 the news of a payment', () => {
    test.each([
      ['once', 1],
      ['twice', 2],
      ['five-at-once', 5],
      ['late', 1],
    ] as const)('%s: paid once, confirmed once, every copy answered 204', async (mode, copies) => {
      spoil(mode);
      const { booking, outTradeNo } = await pay.payNow();
      if (mode === 'late') expect(await pay.facts(booking.id)).toEqual(OPEN);
      expect(await pay.delivered(outTradeNo, copies)).toEqual(Array.from({ length: copies }, () => 204));
      expect(await pay.facts(booking.id)).toEqual(SETTLED);
      const row = await pay.shop.server.ports.db.prisma.payment.findUniqueOrThrow({ where: { outTradeNo } });
      expect([row.transactionId, row.paidAt]).toEqual([pay.orderOf(outTradeNo).transactionId, new Date(pay.orderOf(outTradeNo).paidAt ?? '')]);
    });

    test('never: we ask by ourselves, and news that comes after all changes nothing', async () => {
      spoil('never');
      const { booking, outTradeNo } = await pay.payNow();
      expect(await pay.facts(booking.id)).toEqual(OPEN);
      await pay.pass({ seconds: 25 });
      expect(await pay.facts(booking.id)).toEqual(SETTLED);
      const before = await pay.everything();
      const [notification] = pay.notificationsOf(outTradeNo);
      expect((await pay.shop.simulators.simulators.pay.notifier.deliverAgain(notification?.id ?? ''))?.status).toBe(204);
      await pay.pass({ minutes: 30 });
      expect(await pay.everything()).toEqual(before);
    });

    test('never, and the customer looks: her look settles it', async () => {
      spoil('never');
      const { booking, who } = await pay.payNow();
      expect((await pay.shop.do('orders.checkDeposit', { bookingId: booking.id }, who)).booking).toMatchObject({
        state: 'confirmed',
        deposit: { state: 'paid' },
      });
      expect(await pay.facts(booking.id)).toEqual(SETTLED);
    });

    test('from everywhere at once (five notifications, three looks, the query job): still once', async () => {
      spoil('never');
      const { booking, who, outTradeNo } = await pay.payNow();
      const [notification] = pay.notificationsOf(outTradeNo);
      const again = () => pay.shop.simulators.simulators.pay.notifier.deliverAgain(notification?.id ?? '');
      const look = () => pay.shop.send('orders.checkDeposit', { bookingId: booking.id }, who);
      const [told, looks] = await Promise.all([
        Promise.all([again(), again(), again(), again(), again()]),
        Promise.all([look(), look(), look()]),
        pay.pass({ seconds: 25 }),
      ]);
      expect(told.map((attempt) => attempt?.status)).toEqual([204, 204, 204, 204, 204]);
      expect(looks.map((sent) => sent.status)).toEqual([200, 200, 200]);
      expect(await pay.facts(booking.id)).toEqual(SETTLED);
    });

    test("out of order: the second payment's news overtakes the first's, each settles its own", async () => {
      spoil('out-of-order');
      const first = await pay.payNow();
      const second = await pay.payNow();
      expect(await pay.delivered(second.outTradeNo, 1)).toEqual([204]);
      expect(await pay.delivered(first.outTradeNo, 1)).toEqual([204]);
      for (const { booking } of [first, second]) expect(await pay.facts(booking.id)).toEqual(SETTLED);
    });

    test("after the refund's news: the old news of the payment changes nothing", async () => {
      spoil('never');
      const { booking, who, outTradeNo } = await pay.payNow();
      const { booking: confirmed } = await pay.shop.do('orders.checkDeposit', { bookingId: booking.id }, who);
      spoil('once');
      await pay.shop.do('booking.cancel', { bookingId: booking.id, version: confirmed.version, reason: '', expectedRefundFen: 50_000 }, who);
      await pay.pass({ seconds: 1 });
      await pay.delivered(outTradeNo, 1, 'refund');
      const before = await pay.everything();
      expect((await pay.facts(booking.id)).deposit).toBe('refunded');
      expect((await pay.shop.simulators.simulators.pay.notifier.deliverAgain(pay.notificationsOf(outTradeNo)[0]?.id ?? ''))?.status).toBe(204);
      expect(await pay.everything()).toEqual(before);
    });
  });

  describe('OR-02 the news of a refund', () => {
    const cancelled = async () => {
      const paid = await pay.paid();
      await pay.shop.do('booking.cancel', { bookingId: paid.booking.id, version: paid.booking.version, reason: '', expectedRefundFen: 50_000 }, paid.who);
      return paid;
    };
    const REFUNDED = ['booking.cancelled', 'refund.requested', 'refund.succeeded'];

    test.each([
      ['once', 1],
      ['twice', 2],
      ['five-at-once', 5],
    ] as const)('%s: refunded once', async (mode, copies) => {
      const { booking, outTradeNo } = await cancelled();
      spoil(mode);
      await pay.pass({ seconds: 1 });
      expect(await pay.delivered(outTradeNo, copies, 'refund')).toEqual(Array.from({ length: copies }, () => 204));
      expect(await pay.facts(booking.id)).toEqual({
        ...SETTLED,
        state: 'cancelled',
        version: 3,
        deposit: 'refunded',
        refunds: ['succeeded 50000 cancelled'],
        events: [...SETTLED.events, ...REFUNDED],
        unitsTaken: 0,
      });
    });

    test('never: we ask by ourselves', async () => {
      const { booking } = await cancelled();
      spoil('never');
      await pay.pass({ seconds: 1 });
      expect((await pay.facts(booking.id)).deposit).toBe('refunding');
      await pay.shop.eventually(() => Promise.resolve(pay.shop.world.state.refunds.every((refund) => refund.status !== 'PROCESSING')));
      await pay.pass({ minutes: 2 });
      expect(await pay.facts(booking.id)).toMatchObject({ deposit: 'refunded', refunds: ['succeeded 50000 cancelled'] });
    });

    test('of another amount: not taken', async () => {
      const { booking, outTradeNo } = await cancelled();
      spoil('wrong-amount');
      await pay.pass({ seconds: 1 });
      expect(new Set(await pay.delivered(outTradeNo, 2, 'refund'))).toEqual(new Set([500]));
      expect((await pay.facts(booking.id)).deposit).toBe('refunding');
      spoil('once');
      await pay.shop.eventually(async () => (await pay.facts(booking.id)).deposit === 'refunded');
    });
  });
});
