import { openPayShop, PAY_MODES, type PayShop } from './payments.shop';

let pay: PayShop;
const away = (how: 'none' | '503' | 'timeout' | 'lost-answer'): void => void (pay.shop.world.state.faults.refuseConnections['wechat-pay'] = how);
const quiet = (): void => void (pay.shop.world.state.faults.notification = 'never');
const refundsOf = (outTradeNo: string) => pay.shop.world.state.refunds.filter((refund) => refund.outTradeNo === outTradeNo);
const cancel = (booking: { id: string; version: number }, expectedRefundFen: number, as: { token: string }) =>
  pay.shop.send('booking.cancel', { bookingId: booking.id, version: booking.version, reason: '', expectedRefundFen }, as);
const depositIs = (bookingId: string, state: string) => pay.shop.eventually(async () => (await pay.facts(bookingId)).deposit === state);

describe.each(PAY_MODES)('in %s mode', (payMode) => {
  beforeAll(async () => {
    pay = await openPayShop(payMode);
  }, 60_000);
  afterAll(() => pay?.shop.close());
  afterEach(() => {
    const { faults } = pay.shop.world.state;
    Object.assign(faults, { notification: 'once', nextPayment: 'succeed', nextRefund: 'succeed' });
    faults.refuseConnections['wechat-pay'] = 'none';
  });

  describe('BK-13 a hold runs out', () => {
    test('unpaid: its WeChat order is closed first, then the units come free and the slot is bookable again', async () => {
      const { booking, outTradeNo, requestPayment, who } = await pay.order();
      await pay.pass({ minutes: 14 });
      expect(await pay.facts(booking.id)).toMatchObject({ state: 'held', unitsTaken: 4 });
      // WeChat Pay is out of reach when the time is up: nothing is known of the money, so nobody else gets the slot.
      away('503');
      await pay.pass({ seconds: 61 });
      expect(await pay.facts(booking.id)).toMatchObject({ state: 'held', unitsTaken: 4, payments: ['pending 0'] });
      expect((await pay.shop.send('orders.payDeposit', { bookingId: booking.id }, who)).refusal?.code).toBe('orders.hold_expired');
      away('none');
      await pay.pass({ minutes: 10 });
      expect(pay.orderOf(outTradeNo).state).toBe('CLOSED');
      const facts = await pay.facts(booking.id);
      expect(facts).toMatchObject({ state: 'expired', deposit: 'closed', unitsTaken: 0, payments: ['closed 0'] });
      expect(facts.events).toEqual(['booking.held', 'payment.opened', 'booking.expired']);
      expect(await pay.shop.pay(requestPayment, who.person)).toBe(false);
      expect(await pay.free(booking.startsAt)).toBe(true);
      expect((await pay.hold({ at: booking.startsAt })).booking.state).toBe('held');
    });

    test('never sent to WeChat Pay at all: it frees itself just the same', async () => {
      const { booking } = await pay.hold();
      await pay.pass({ minutes: 16 });
      expect(await pay.facts(booking.id)).toMatchObject({ state: 'expired', unitsTaken: 0, payments: [] });
    });

    test('paid in its last second, the news lost: the end of the hold finds the money and confirms', async () => {
      quiet();
      const { booking, requestPayment, who } = await pay.order();
      await pay.pass({ minutes: 14, seconds: 58 });
      expect(await pay.shop.pay(requestPayment, who.person)).toBe(true);
      await pay.pass({ seconds: 10 });
      expect(await pay.facts(booking.id)).toMatchObject({ state: 'confirmed', deposit: 'paid', unitsTaken: 4, refunds: [] });
    });

    test('the money arrives after the end and the slot is still free: the booking comes back with the same units', async () => {
      const { booking, outTradeNo } = await pay.order();
      await pay.pass({ minutes: 16 });
      expect((await pay.facts(booking.id)).state).toBe('expired');
      await pay.bankPays(outTradeNo);
      const facts = await pay.facts(booking.id);
      expect(facts).toMatchObject({ state: 'confirmed', deposit: 'paid', unitsTaken: 4, payments: ['paid 50000'], refunds: [] });
      expect(facts.events).toEqual(['booking.held', 'payment.opened', 'booking.expired', 'payment.paid', 'booking.confirmed']);
      const { booking: now } = await pay.shop.do('booking.get', { bookingId: booking.id }, await pay.boss());
      expect(now.units.map((unit) => unit.unitId).sort()).toEqual(booking.units.map((unit) => unit.unitId).sort());
    });

    test.each(['retired', 'repair', 'moved'] as const)('the money arrives after the end and a unit of hers is %s: it goes back in full', async (change) => {
      const { booking, outTradeNo } = await pay.order();
      await pay.pass({ minutes: 16 });
      const id = booking.units[0]?.unitId ?? '';
      const { prisma } = pay.shop.server.ports.db;
      const stores = (storeId: string) => prisma.unitStore.updateMany({ where: { unitId: id }, data: { storeId } });
      if (change === 'moved') await stores(pay.fixture.otherStoreId);
      else await prisma.resourceUnit.update({ where: { id }, data: { state: change } });
      await pay.bankPays(outTradeNo);
      await pay.pass({ seconds: 5 });
      await depositIs(booking.id, 'refunded');
      expect(await pay.facts(booking.id)).toMatchObject({ state: 'expired', unitsTaken: 0, refunds: ['succeeded 50000 late_payment'] });
      await stores(pay.fixture.storeId);
      await prisma.resourceUnit.update({ where: { id }, data: { state: 'active' } });
    });

    test('the money arrives after the end and somebody has the slot: it goes back by itself, in full and once', async () => {
      const { booking, outTradeNo } = await pay.order();
      await pay.pass({ minutes: 16 });
      // Both sets of units go to others.
      const others = [await pay.hold({ at: booking.startsAt }), await pay.hold({ at: booking.startsAt })];
      await pay.bankPays(outTradeNo);
      await pay.pass({ seconds: 5 });
      await depositIs(booking.id, 'refunded');
      const facts = await pay.facts(booking.id);
      expect(facts).toMatchObject({ state: 'expired', unitsTaken: 0, payments: ['paid 50000'], refunds: ['succeeded 50000 late_payment'] });
      expect(facts.events).toEqual([
        'booking.held',
        'payment.opened',
        'booking.expired',
        'payment.paid',
        'payment.came_late',
        'refund.requested',
        'refund.succeeded',
      ]);
      expect(refundsOf(outTradeNo).map((refund) => [refund.refundFen, refund.status])).toEqual([[50_000, 'SUCCESS']]);
      for (const other of others) expect(await pay.facts(other.booking.id)).toMatchObject({ state: 'held', unitsTaken: 4 });
    });

    test('the bank refuses, or she closes the sheet: the hold stays and she may try again', async () => {
      const { booking, requestPayment, who } = await pay.order();
      for (const next of ['fail', 'cancel'] as const) {
        pay.shop.world.state.faults.nextPayment = next;
        expect(await pay.shop.pay(requestPayment, who.person)).toBe(false);
      }
      expect(await pay.facts(booking.id)).toMatchObject({ state: 'held', deposit: 'paying' });
      expect(await pay.shop.pay(requestPayment, who.person)).toBe(true);
      await depositIs(booking.id, 'paid');
    });
  });

  describe('BK-14 cancelled while the payment is on its way', () => {
    test.each(['the query finds it', 'its notification comes first'] as const)(
      'the customer paid and cancelled in the same breath, %s: all of it goes back',
      async (how) => {
        quiet();
        const { booking, outTradeNo, requestPayment, who } = await pay.order();
        expect(await pay.shop.pay(requestPayment, who.person)).toBe(true);
        expect((await cancel(booking, 0, who)).status).toBe(200);
        if (how === 'its notification comes first')
          await pay.shop.simulators.simulators.pay.notifier.deliverAgain(pay.notificationsOf(outTradeNo)[0]?.id ?? '');
        await pay.pass({ minutes: 5 });
        await pay.shop.eventually(() => Promise.resolve(refundsOf(outTradeNo)[0]?.status === 'SUCCESS'));
        await pay.pass({ minutes: 5 });
        expect(await pay.facts(booking.id)).toMatchObject({
          state: 'cancelled',
          deposit: 'refunded',
          unitsTaken: 0,
          payments: ['paid 50000'],
          refunds: ['succeeded 50000 late_payment'],
        });
        expect(refundsOf(outTradeNo)).toHaveLength(1);
        expect(await pay.free(booking.startsAt)).toBe(true);
      },
    );

    test('not paid: its order is closed, and nobody can pay for it any more', async () => {
      const { booking, outTradeNo, requestPayment, who } = await pay.order();
      expect((await cancel(booking, 0, who)).status).toBe(200);
      await pay.pass({ seconds: 5 });
      expect(pay.orderOf(outTradeNo).state).toBe('CLOSED');
      expect(await pay.facts(booking.id)).toMatchObject({ state: 'cancelled', payments: ['closed 0'], refunds: [] });
      expect(await pay.shop.pay(requestPayment, who.person)).toBe(false);
    });

    test("the refund that she saw is no longer the policy's: nothing is cancelled", async () => {
      const { booking, who } = await pay.paid();
      expect((await cancel(booking, 25_000, who)).refusal).toMatchObject({ code: 'booking.refund_changed', facts: { refundFen: 50_000, feeFen: 0 } });
      expect(await pay.facts(booking.id)).toMatchObject({ state: 'confirmed', refunds: [] });
    });

    test('the same cancellation twice, with one key and with another, refunds once', async () => {
      const { booking, outTradeNo, who } = await pay.paid();
      const input = { bookingId: booking.id, version: booking.version, reason: '', expectedRefundFen: 50_000 };
      const key = 'cancel-once-please';
      const sent = await Promise.all([
        pay.shop.send('booking.cancel', input, who, { key }),
        pay.shop.send('booking.cancel', input, who, { key }),
        pay.shop.send('booking.cancel', input, who),
      ]);
      expect(sent.map((answer) => answer.status).filter((status) => status === 200).length).toBeGreaterThanOrEqual(1);
      for (const answer of sent) if (answer.refusal) expect(answer.refusal.code).toBe('record.changed');
      await pay.pass({ minutes: 1 });
      await depositIs(booking.id, 'refunded');
      expect(refundsOf(outTradeNo)).toHaveLength(1);
      expect((await pay.facts(booking.id)).events.filter((type) => type === 'booking.cancelled')).toHaveLength(1);
    });
  });

  describe('OR-02 staff confirm without a deposit', () => {
    const confirm = async (booking: { id: string; version: number }) =>
      (await pay.shop.do('booking.confirm', { bookingId: booking.id, version: booking.version, reason: '老客户' }, await pay.boss())).booking;

    test('the open WeChat order is closed and cannot be paid any more', async () => {
      const { booking, outTradeNo, requestPayment, who } = await pay.order();
      await confirm(booking);
      await pay.pass({ seconds: 5 });
      expect(pay.orderOf(outTradeNo).state).toBe('CLOSED');
      expect(await pay.shop.pay(requestPayment, who.person)).toBe(false);
      expect((await pay.shop.send('orders.payDeposit', { bookingId: booking.id }, who)).refusal?.code).toBe('orders.nothing_to_pay');
      expect(await pay.facts(booking.id)).toMatchObject({ state: 'confirmed', unitsTaken: 4, payments: ['closed 0'] });
      await pay.pass({ minutes: 30 });
      expect((await pay.facts(booking.id)).state).toBe('confirmed');
    });

    test('she had paid in that moment: the money is kept as her deposit, and the booking is confirmed once', async () => {
      quiet();
      const { booking, requestPayment, who } = await pay.order();
      expect(await pay.shop.pay(requestPayment, who.person)).toBe(true);
      await confirm(booking);
      await pay.pass({ seconds: 5 });
      const facts = await pay.facts(booking.id);
      expect(facts).toMatchObject({ state: 'confirmed', deposit: 'paid', payments: ['paid 50000'], refunds: [] });
      expect(facts.events.filter((type) => type === 'booking.confirmed')).toHaveLength(1);
    });
  });

  describe('BK-14 the deposit follows the policy', () => {
    test('a move keeps it; cancelled in time all of it goes back', async () => {
      const { booking, who } = await pay.paid();
      const startsAt = new Date(Date.parse(booking.startsAt) + 90 * 60_000).toISOString();
      const { booking: moved } = await pay.shop.do('booking.reschedule', { bookingId: booking.id, version: booking.version, startsAt, choices: {} }, who);
      expect(moved).toMatchObject({ startsAt, state: 'confirmed', deposit: { state: 'paid', amountFen: 50_000 } });
      expect(await pay.free(booking.startsAt)).toBe(true);
      expect((await cancel(moved, 50_000, who)).status).toBe(200);
      await pay.pass({ minutes: 1 });
      await depositIs(booking.id, 'refunded');
    });

    test.each([
      ['the customer', 25_000, 'partly_refunded'],
      ['the shop', 50_000, 'refunded'],
    ] as const)('cancelled late by %s: %i fen go back', async (by, refundFen, deposit) => {
      const { booking, outTradeNo, who } = await pay.paid();
      await pay.agenda.runUntil(new Date(Date.parse(booking.startsAt) - 3 * 3_600_000));
      const as = by === 'the shop' ? await pay.boss() : who;
      const { preview } = await pay.shop.do('booking.cancelPreview', { bookingId: booking.id }, as);
      expect(preview).toMatchObject({ late: true, depositPaidFen: 50_000, refundFen, feeFen: 50_000 - refundFen });
      expect((await cancel(booking, refundFen, as)).status).toBe(200);
      await pay.pass({ minutes: 1 });
      await pay.shop.eventually(async () => (await pay.shop.do('booking.get', { bookingId: booking.id }, as)).booking.deposit.state === deposit);
      expect(refundsOf(outTradeNo).map((refund) => refund.refundFen)).toEqual([refundFen]);
      const { booking: seen } = await pay.shop.do('booking.get', { bookingId: booking.id }, who);
      expect(seen).toMatchObject({ state: 'cancelled', deposit: { amountFen: 50_000, refundedFen: refundFen, state: deposit } });
    });
  });
});
