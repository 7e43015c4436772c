import type { NotificationMode } from '@zhike/sandbox/world/faults';
import { transactionView } from '@zhike/sandbox/simulators/wechat-pay/views';
import { buildDelivery } from '@zhike/sandbox/simulators/wechat-pay/delivery';
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

  describe("OR-07 what is not proven to be WeChat Pay's", () => {
    test.each(['tampered-ciphertext', 'wrong-signature', 'stale-timestamp'] as const)(
      '%s: refused with 401 each time, nothing changes; the genuine one that follows is taken',
      async (mode) => {
        spoil(mode);
        const order = await pay.order();
        const before = await pay.everything();
        await pay.shop.pay(order.requestPayment, order.who.person);
        const answers = await pay.delivered(order.outTradeNo, 3);
        expect(new Set(answers)).toEqual(new Set([401]));
        expect(await pay.everything()).toEqual(before);
        spoil('once');
        await pay.shop.eventually(async () => (await pay.facts(order.booking.id)).state === 'confirmed');
        expect(await pay.facts(order.booking.id)).toEqual(SETTLED);
        expect(pay.shop.world.state.journal.filter((entry) => entry.kind === 'notification.fooled')).toEqual([]);
      },
    );

    test("WeChat Pay's own probe (WECHATPAY/SIGNTEST) is refused like any wrong signature, before and after the genuine one", async () => {
      pay.shop.world.state.faults.signatureProbe = true;
      const { booking, outTradeNo } = await pay.payNow();
      expect(await pay.delivered(outTradeNo, 2)).toEqual([401, 204]);
      expect(await pay.facts(booking.id)).toEqual(SETTLED);
      const before = await pay.everything();
      expect((await pay.shop.simulators.simulators.pay.notifier.deliverAgain(pay.notificationsOf(outTradeNo)[0]?.id ?? '', 'probe'))?.status).toBe(401);
      expect(await pay.everything()).toEqual(before);
    });

    test('a captured delivery: a changed byte, a missing or foreign header, another hour are refused; the same again within minutes changes nothing', async () => {
      const { booking, outTradeNo } = await pay.payNow();
      await pay.delivered(outTradeNo, 1);
      const { body, headers } = buildDelivery(pay.shop.world, pay.shop.keys, pay.notificationsOf(outTradeNo)[0]!, 'genuine');
      const post = async (text: string, head: Record<string, string>) =>
        (await fetch(`${pay.shop.url}/callbacks/wechat-pay/payment`, { method: 'POST', body: text, headers: head })).status;
      const before = await pay.everything();
      expect(await post(body, headers)).toBe(204);
      expect(await post(`${body} `, headers)).toBe(401);
      expect(await post(body.replace('支付成功', '支付失败'), headers)).toBe(401);
      for (const name of Object.keys(headers).filter((header) => header.startsWith('Wechatpay-') && header !== 'Wechatpay-Signature-Type')) {
        expect([name, await post(body, { ...headers, [name]: '' })]).toEqual([name, 401]);
        expect([name, await post(body, { ...headers, [name]: '1' })]).toEqual([name, 401]);
      }
      expect(await post('', {})).toBe(401);
      expect(await post('{}', headers)).toBe(401);
      expect(await post('x'.repeat(70_000), headers)).toBe(413);
      expect((await fetch(`${pay.shop.url}/callbacks/wechat-pay/payment`)).status).toBe(404);
      expect(await pay.everything()).toEqual(before);
      await pay.pass({ minutes: 6 });
      expect(await post(body, headers)).toBe(401);
      expect(await pay.facts(booking.id)).toEqual(SETTLED);
    });
  });

  describe('OR-07 what WeChat Pay signed, and is not our order as we wrote it', () => {
    test('a wrong amount is not taken, leaves a line for a person, and the right news is taken when it comes', async () => {
      spoil('wrong-amount');
      const { booking, outTradeNo } = await pay.payNow();
      expect(new Set(await pay.delivered(outTradeNo, 2))).toEqual(new Set([500]));
      spoil('once');
      await pay.shop.eventually(async () => (await pay.facts(booking.id)).state === 'confirmed');
      const { events, ...facts } = await pay.facts(booking.id);
      expect({ ...facts, events: events.filter((type) => type !== 'payment.mismatch') }).toEqual(SETTLED);
      const lines = await pay.shop.server.ports.db.prisma.event.findMany({ where: { bookingId: booking.id, type: 'payment.mismatch' } });
      expect(lines.map((line) => line.data)).toEqual(lines.map(() => ({ field: 'amount', paymentId: expect.any(String) as string })));
      expect(lines.length).toBeGreaterThanOrEqual(1);
    });

    test.each([
      ['another merchant', { mchid: '1900000999' }, 401],
      ['another app', { appid: 'wx0000000000000000' }, 401],
      ['another currency', { amount: { total: 50_000, currency: 'USD', payer_total: 50_000, payer_currency: 'USD' } }, 500],
      ['a hundred times the amount', { amount: { total: 5_000_000, currency: 'CNY' } }, 500],
      ['half a fen', { amount: { total: 0.5, currency: 'CNY' } }, 401],
      ['an order that is not ours', { out_trade_no: 'ZK00000000000000000000' }, 500],
      ['no transaction number', { transaction_id: '' }, 401],
      ['a state that is no payment', { trade_state: 'NOTPAY' }, 204],
    ] as const)('%s: the booking stays as it is', async (_, change, status) => {
      const { booking, outTradeNo } = await pay.order();
      const view = {
        ...transactionView(pay.shop.keys, {
          ...pay.orderOf(outTradeNo),
          state: 'SUCCESS',
          transactionId: '4200000000000000000000000001',
          paidAt: pay.agenda.clock.now().toISOString(),
        }),
        ...change,
      };
      expect(await pay.tell({ plaintext: view })).toBe(status);
      const { events, ...facts } = await pay.facts(booking.id);
      expect({ ...facts, events: events.filter((type) => type !== 'payment.mismatch') }).toEqual(OPEN);
    });

    test('a second transaction for an order that is paid: the first stands', async () => {
      const { booking, outTradeNo } = await pay.payNow();
      await pay.delivered(outTradeNo, 1);
      const view = { ...transactionView(pay.shop.keys, pay.orderOf(outTradeNo)), transaction_id: '4200000000000000000000009999' };
      expect(await pay.tell({ plaintext: view })).toBe(500);
      expect(await pay.facts(booking.id)).toEqual({ ...SETTLED, events: [...SETTLED.events, 'payment.mismatch'] });
      expect((await pay.shop.server.ports.db.prisma.payment.findUniqueOrThrow({ where: { outTradeNo } })).transactionId).toBe(
        pay.orderOf(outTradeNo).transactionId,
      );
    });

    test('a kind of news that we do not handle is taken and ignored; a refund that we never asked for is not', async () => {
      const { booking, outTradeNo } = await pay.payNow();
      await pay.delivered(outTradeNo, 1);
      const before = await pay.everything();
      expect(await pay.tell({ eventType: 'PAYSCORE.USER_PAID', plaintext: {} })).toBe(204);
      const refund = {
        mchid: pay.shop.keys.mchid,
        out_trade_no: outTradeNo,
        transaction_id: '1',
        out_refund_no: `${outTradeNo}R1`,
        refund_id: '50300000000000000000000001',
        refund_status: 'SUCCESS',
        success_time: '2027-03-01T10:00:00+08:00',
        amount: { total: 50_000, refund: 50_000, payer_total: 50_000, payer_refund: 50_000 },
        user_received_account: '',
      };
      expect(await pay.tell({ eventType: 'REFUND.SUCCESS', plaintext: refund })).toBe(500);
      expect(await pay.tell({ eventType: 'REFUND.SUCCESS', plaintext: { ...refund, mchid: '1900000999' } })).toBe(401);
      expect(await pay.tell({ eventType: 'REFUND.SUCCESS', plaintext: { nonsense: true } })).toBe(401);
      expect(await pay.everything()).toEqual(before);
      expect(await pay.facts(booking.id)).toEqual(SETTLED);
    });
  });
});
