import { askForgottenRefunds, runSendRefund } from '../src/modules/orders/refunds';
import { openPayShop, PAY_MODES, type PayShop } from './payments.shop';

let pay: PayShop;
const away = (how: 'none' | '503' | 'timeout' | 'lost-answer'): void => void (pay.shop.world.state.faults.refuseConnections['wechat-pay'] = how);
const db = () => pay.shop.server.ports.db.prisma;
const ordersOf = (openid: string) => pay.shop.world.state.orders.filter((order) => order.openid === openid);
const refundsOf = (outTradeNo: string) => pay.shop.world.state.refunds.filter((refund) => refund.outTradeNo === outTradeNo);
const depositIs = (bookingId: string, state: string) => pay.shop.eventually(async () => (await pay.facts(bookingId)).deposit === state);
const cancelled = async () => {
  const paid = await pay.paid();
  await pay.shop.do('booking.cancel', { bookingId: paid.booking.id, version: paid.booking.version, reason: '', expectedRefundFen: 50_000 }, paid.who);
  return paid;
};

describe.each(PAY_MODES)('in %s mode', (payMode) => {
  beforeAll(async () => {
    pay = await openPayShop(payMode);
  }, 60_000);
  afterAll(() => pay?.shop.close());
  afterEach(() => {
    const { faults } = pay.shop.world.state;
    Object.assign(faults, { notification: 'once', nextRefund: 'succeed' });
    faults.refuseConnections['wechat-pay'] = 'none';
  });

  describe("OR-02 the deposit's order is opened once", () => {
    test('asked for again, and by five taps at once: one payment, one order, one number', async () => {
      const { booking, who } = await pay.hold();
      const before = ordersOf(who.person.openid).length;
      const sent = await Promise.all(Array.from({ length: 5 }, () => pay.shop.send('orders.payDeposit', { bookingId: booking.id }, who)));
      sent.push(await pay.shop.send('orders.payDeposit', { bookingId: booking.id }, who));
      expect(sent.map((answer) => [answer.status, answer.value.amountFen])).toEqual(sent.map(() => [200, 50_000]));
      expect(new Set(sent.map((answer) => answer.value.requestPayment.package)).size).toBe(1);
      expect(ordersOf(who.person.openid)).toHaveLength(before + 1);
      const facts = await pay.facts(booking.id);
      expect([facts.payments, facts.events]).toEqual([['pending 0'], ['booking.held', 'payment.opened']]);
      expect(await pay.shop.pay(sent[0]!.value.requestPayment, who.person)).toBe(true);
      await depositIs(booking.id, 'paid');
      expect((await pay.shop.send('orders.payDeposit', { bookingId: booking.id }, who)).refusal).toMatchObject({
        code: 'orders.nothing_to_pay',
        facts: { depositState: 'paid' },
      });
    });

    test('no tap knows of the other: all look before one of them writes, and there is one payment all the same', async () => {
      const { booking, who } = await pay.hold();
      const gate = await pay.shop.server.ports.db.pool.connect();
      try {
        // Reading goes on, writing waits.
        await gate.query('BEGIN');
        await gate.query('LOCK TABLE payments IN SHARE ROW EXCLUSIVE MODE');
        const taps = Array.from({ length: 4 }, () => pay.shop.send('orders.payDeposit', { bookingId: booking.id }, who));
        await pay.shop.eventually(async () => {
          const { rows } = await gate.query<{ n: number }>(`SELECT count(*)::int AS n FROM pg_locks WHERE relation = 'payments'::regclass AND NOT granted`);
          return rows[0]?.n === taps.length;
        });
        await gate.query('COMMIT');
        const sent = await Promise.all(taps);
        expect(sent.map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
        expect(new Set(sent.map((answer) => answer.value.requestPayment.package)).size).toBe(1);
      } finally {
        await gate.query('ROLLBACK');
        gate.release();
      }
      const facts = await pay.facts(booking.id);
      expect([facts.payments, facts.events]).toEqual([['pending 0'], ['booking.held', 'payment.opened']]);
    });

    test('the order names the shop, the amount of the booking and the end of the hold', async () => {
      const { booking, outTradeNo } = await pay.order();
      expect(pay.orderOf(outTradeNo)).toMatchObject({
        totalFen: 50_000,
        payableUntil: booking.holdExpiresAt,
        description: '拾光影像 经典婚纱套系 定金',
        notifyUrl: `${pay.shop.url}/callbacks/wechat-pay/${pay.shop.keys.mchid}/payment`,
      });
    });
  });

  describe('OR-02 WeChat Pay is away', () => {
    test.each(['503', 'lost-answer'] as const)('%s: the customer is told to wait; the same number works when it is back', async (how) => {
      const { booking, who } = await pay.hold();
      away(how);
      const sent = await pay.shop.send('orders.payDeposit', { bookingId: booking.id }, who);
      expect(sent).toMatchObject({
        status: 503,
        refusal: { code: 'service.unavailable', facts: { service: 'wechat-pay', retryAfterSeconds: expect.any(Number) } },
      });
      const { outTradeNo } = await db().payment.findFirstOrThrow({ where: { bookingId: booking.id } });
      // The answer was lost, the work was not: WeChat Pay knows an order of which we only know that it may exist.
      expect(pay.shop.world.state.orders.filter((order) => order.outTradeNo === outTradeNo)).toHaveLength(how === '503' ? 0 : 1);
      expect((await pay.shop.do('orders.checkDeposit', { bookingId: booking.id }, who)).booking.state).toBe('held');
      away('none');
      const { requestPayment } = await pay.shop.do('orders.payDeposit', { bookingId: booking.id }, who);
      expect(pay.shop.world.state.orders.filter((order) => order.outTradeNo === outTradeNo)).toHaveLength(1);
      expect(await pay.shop.pay(requestPayment, who.person)).toBe(true);
      await depositIs(booking.id, 'paid');
      expect((await pay.facts(booking.id)).payments).toEqual(['paid 50000']);
    });

    test('it never answers: she is told so when our patience ends, and nothing is lost', async () => {
      const { booking, who } = await pay.hold();
      away('timeout');
      const sent = await pay.shop.send('orders.payDeposit', { bookingId: booking.id }, who);
      expect(sent.refusal?.code).toBe('service.unavailable');
      away('none');
      const { requestPayment } = await pay.shop.do('orders.payDeposit', { bookingId: booking.id }, who);
      expect(await pay.shop.pay(requestPayment, who.person)).toBe(true);
      await depositIs(booking.id, 'paid');
    });

    test('the answer to the closing is lost: the hold still ends, once, and its order is closed', async () => {
      const { booking, outTradeNo } = await pay.order();
      await pay.pass({ minutes: 14, seconds: 58 });
      away('lost-answer');
      await pay.pass({ seconds: 3 });
      expect(pay.orderOf(outTradeNo).state).toBe('CLOSED');
      expect(await pay.facts(booking.id)).toMatchObject({ state: 'held', unitsTaken: 4, payments: ['pending 0'] });
      away('none');
      await pay.pass({ minutes: 5 });
      const facts = await pay.facts(booking.id);
      expect(facts).toMatchObject({ state: 'expired', unitsTaken: 0, payments: ['closed 0'] });
      expect(facts.events.filter((type) => type === 'booking.expired')).toHaveLength(1);
    });

    test.each(['503', 'lost-answer'] as const)('%s while we give money back: it goes back once, under the first number', async (how) => {
      const { booking, outTradeNo } = await cancelled();
      away(how);
      await pay.pass({ seconds: 1 });
      expect(await pay.facts(booking.id)).toMatchObject({
        state: 'cancelled',
        deposit: how === '503' ? 'refunding' : expect.stringMatching(/^refund/),
        unitsTaken: 0,
      });
      away('none');
      await pay.pass({ minutes: 5 });
      await depositIs(booking.id, 'refunded');
      await pay.pass({ minutes: 30 });
      expect(refundsOf(outTradeNo).map((refund) => [refund.outRefundNo, refund.refundFen, refund.status])).toEqual([[`${outTradeNo}R1`, 50_000, 'SUCCESS']]);
      expect((await pay.facts(booking.id)).events.filter((type) => type === 'refund.succeeded')).toHaveLength(1);
    });
  });

  describe('OR-06 a refund that does not go through', () => {
    test('ABNORMAL (the account is closed): shown as failed to both; when the merchant settles it by hand, as refunded', async () => {
      const { booking, outTradeNo, who } = await cancelled();
      pay.shop.world.state.faults.nextRefund = 'abnormal';
      await pay.pass({ seconds: 1 });
      await depositIs(booking.id, 'refund_failed');
      expect((await pay.shop.do('booking.get', { bookingId: booking.id }, who)).booking.deposit).toMatchObject({ state: 'refund_failed', refundedFen: 0 });
      expect((await pay.facts(booking.id)).events.at(-1)).toBe('refund.abnormal');
      const refund = refundsOf(outTradeNo)[0]!;
      Object.assign(refund, { status: 'SUCCESS', fate: 'SUCCESS', successAt: pay.agenda.clock.now().toISOString() });
      pay.shop.simulators.simulators.pay.notifier.refunded(refund);
      await depositIs(booking.id, 'refunded');
      expect((await pay.facts(booking.id)).events.slice(-2)).toEqual(['refund.abnormal', 'refund.succeeded']);
    });

    test('WeChat Pay refuses the refund itself: shown as failed, tried again each hour, and it goes through when it can', async () => {
      const held = await cancelled();
      // The merchant's order is out of reach at WeChat Pay for a while: every refund of it is refused.
      const order = pay.orderOf(held.outTradeNo);
      const { orders } = pay.shop.world.state;
      orders.splice(orders.indexOf(order), 1);
      await pay.pass({ seconds: 5 });
      await depositIs(held.booking.id, 'refund_failed');
      expect((await pay.facts(held.booking.id)).events).toContain('refund.abnormal');
      await pay.pass({ hours: 2 });
      expect((await pay.facts(held.booking.id)).events.filter((type) => type === 'refund.abnormal')).toHaveLength(1);
      orders.push(order);
      await pay.pass({ hours: 1 });
      await pay.pass({ minutes: 2 });
      await depositIs(held.booking.id, 'refunded');
      expect(refundsOf(held.outTradeNo)).toHaveLength(1);
    });
    test('a process that dies right after writing that it is under way, and no notification ever: somebody still asks, and it ends', async () => {
      const { booking } = await cancelled();
      pay.shop.world.state.faults.notification = 'never';
      const { writer } = pay.shop.server.ports as { writer: { transaction: typeof pay.shop.server.ports.writer.transaction } };
      const real = writer.transaction;
      let written = 0;
      writer.transaction = (meta, work) => {
        if (meta.actor.kind === 'system' && meta.actor.job === 'orders.send_refund' && ++written > 1) return Promise.reject(new Error('killed'));
        return real(meta, work);
      };
      try {
        await pay.pass({ seconds: 1 });
      } finally {
        writer.transaction = real;
      }
      expect(written).toBeGreaterThan(0);
      await pay.pass({ minutes: 2 });
      await depositIs(booking.id, 'refunded');
    });

    test('one whose job was lost is asked about by itself, whether it was sent or not, and is given back once', async () => {
      const [sent, unsent] = [await cancelled(), await cancelled()];
      pay.shop.world.state.faults.notification = 'never';
      away('503');
      await pay.pass({ seconds: 1 });
      away('none');
      const refundOf = async (bookingId: string) => (await db().refund.findFirstOrThrow({ where: { payment: { bookingId } } })).id;
      await runSendRefund(await refundOf(sent.booking.id), pay.shop.server.ports, { kind: 'system', job: 'test' });
      const actor = { kind: 'system', job: 'test' } as const;
      // Young ones have jobs of their own.
      expect(await askForgottenRefunds(pay.shop.server.ports, actor)).toBe(0);
      await db().$executeRaw`UPDATE refunds SET created_at = created_at - interval '3 hours'`;
      expect(await askForgottenRefunds(pay.shop.server.ports, actor)).toBeGreaterThanOrEqual(2);
      // What was only just sent is still under way the first time.
      await pay.shop.eventually(async () => {
        await askForgottenRefunds(pay.shop.server.ports, actor);
        return (await pay.facts(sent.booking.id)).deposit === 'refunded' && (await pay.facts(unsent.booking.id)).deposit === 'refunded';
      });
      await pay.pass({ minutes: 5 });
      expect([refundsOf(sent.outTradeNo), refundsOf(unsent.outTradeNo)].map((made) => made.length)).toEqual([1, 1]);
    });

    test('CLOSED: shown as failed, never as a deposit that she simply paid', async () => {
      const { booking, who } = await cancelled();
      pay.shop.world.state.faults.nextRefund = 'closed';
      await pay.pass({ seconds: 1 });
      await pay.shop.eventually(async () => (await pay.facts(booking.id)).events.at(-1) === 'refund.closed');
      expect((await pay.facts(booking.id)).refunds).toEqual(['closed 50000 cancelled']);
      expect((await pay.shop.do('booking.get', { bookingId: booking.id }, who)).booking.deposit).toMatchObject({ state: 'refund_failed', refundedFen: 0 });
    });
  });
});
