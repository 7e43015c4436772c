import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, receiver, stage, type Received, type Receiver, type Stage } from '../contract.fixtures';
import { anOrder, isSignedBy, openNotification, prepay, sdk } from './contract.fixtures';
import { RETRY_AFTER_MS } from './notifier';

// http is let through to this machine only; the product's address in production is https.
const NOTIFY = '/notify/wechat-pay';

describe('OR-07 WeChat Pay: notifications', () => {
  let sim: Stage;
  let shop: Receiver;
  beforeEach(async () => {
    shop = await receiver();
    sim = await stage();
  });
  afterEach(async () => {
    await sim.close();
    await shop.close();
  });

  /** Opens and pays an order of 200 yuan; answers its number. */
  async function paid(): Promise<string> {
    const order = anOrder(sim, { notify_url: `${shop.baseUrl}${NOTIFY}` });
    expect(await sim.simulators.pay.payOrder(await prepay(sim, order), order.payer.openid)).toMatchObject({ ok: true });
    return order.out_trade_no;
  }
  const signedByPlatform = (received: { headers: NodeJS.Dict<string | string[]>; body: string }) =>
    isSignedBy(sim.keys.payPublicKey.publicKey, (name) => String(received.headers[name]), received.body);
  const notification = () => sim.world.state.notifications.at(-1);
  const settled = () => eventually(() => (notification()?.state === 'pending' ? undefined : notification()?.state));
  /** Long enough for what must not come to have come. */
  const quiet = () => new Promise((resolve) => setTimeout(resolve, 120));

  it('OR-07 a payment is told once, signed and encrypted, and not again after 200', async () => {
    const outTradeNo = await paid();
    const [first] = await shop.until(1);
    expect(first?.url.pathname).toBe(NOTIFY);
    expect(first?.headers['wechatpay-serial']).toBe(sim.keys.payPublicKey.id);
    expect(signedByPlatform(first!)).toBe(true);
    expect(openNotification(sim.keys.apiV3Key, first!)).toMatchObject({
      event_type: 'TRANSACTION.SUCCESS',
      original_type: 'transaction',
      plaintext: { out_trade_no: outTradeNo, trade_state: 'SUCCESS', amount: { total: 20000 } },
    });
    await quiet();
    expect(shop.received).toHaveLength(1);
    expect(await settled()).toBe('delivered');
  });

  it('OR-07 without a 2xx it comes again by the schedule of 15 rounds over 24 hours and 4 minutes, with the same id', async () => {
    expect(RETRY_AFTER_MS.reduce((sum, delay) => sum + delay, 0)).toBe((24 * 60 + 4) * 60_000);
    shop.answer = () => ({ status: shop.received.length < 4 ? 500 : 204 });
    await paid();
    const received = await shop.until(4);
    expect(await settled()).toBe('delivered');
    await quiet();
    expect(shop.received).toHaveLength(4);
    const opened = received.map((one) => openNotification(sim.keys.apiV3Key, one));
    expect(new Set(opened.map((one) => one.id)).size).toBe(1);
    expect(new Set(received.map((one) => one.headers['wechatpay-nonce'])).size).toBe(4);
    expect(notification()?.attempts.map((attempt) => attempt.status)).toEqual([500, 500, 500, 204]);
  });

  it.each([
    ['twice', 2],
    ['five-at-once', 5],
  ] as const)('OR-07 with the switch %s the same notification comes %i times', async (mode, times) => {
    await sim.pull('/faults', { notification: mode });
    await paid();
    await shop.until(times);
    await quiet();
    expect(shop.received).toHaveLength(times);
    expect(new Set(shop.received.map((one) => openNotification(sim.keys.apiV3Key, one).id)).size).toBe(1);
  });

  it('OR-07 with the switch never nothing comes, and the console can still deliver it', async () => {
    await sim.pull('/faults', { notification: 'never' });
    const outTradeNo = await paid();
    await quiet();
    expect(shop.received).toHaveLength(0);
    expect(await sim.pull(`/notifications/${notification()?.id ?? ''}/deliver`)).toMatchObject({ ok: true, attempt: { status: 200 } });
    expect(openNotification(sim.keys.apiV3Key, shop.received[0]!).plaintext).toMatchObject({ out_trade_no: outTradeNo });
  });

  it('OR-07 with the switch late it comes after an hour, which a scale of 1:10000 makes 0.36 seconds', async () => {
    await sim.close();
    sim = await stage({ timeScale: 0.0001 });
    await sim.pull('/faults', { notification: 'late' });
    await paid();
    await shop.until(1);
    await settled();
    const told = notification();
    expect(Date.parse(told?.attempts[0]?.at ?? '') - Date.parse(told?.createdAt ?? '')).toBeGreaterThanOrEqual(355);
  });

  it('OR-07 with the switch out-of-order the second payment is told before the first', async () => {
    await sim.pull('/faults', { notification: 'out-of-order' });
    const [first, second] = [await paid(), await paid()];
    const received = await shop.until(2);
    expect(received.map((one) => openNotification(sim.keys.apiV3Key, one).plaintext.out_trade_no)).toEqual([second, first]);
  });

  it('OR-07 a tampered ciphertext is signed rightly and cannot be opened; the retry after the switch is set back can', async () => {
    const opens = (received: Received): boolean => {
      try {
        return openNotification(sim.keys.apiV3Key, received).event_type !== '';
      } catch {
        return false;
      }
    };
    shop.answer = (received) => ({ status: opens(received) ? 200 : 401 });
    await sim.pull('/faults', { notification: 'tampered-ciphertext' });
    await paid();
    const [spoilt] = await shop.until(1);
    expect(signedByPlatform(spoilt!)).toBe(true);
    expect(() => openNotification(sim.keys.apiV3Key, spoilt!)).toThrow();
    await sim.pull('/faults', { notification: 'once' });
    const intact = await eventually(() => shop.received.find(opens));
    expect(openNotification(sim.keys.apiV3Key, intact).plaintext).toMatchObject({ amount: { total: 20000 } });
  });

  it('OR-07 a wrong signature, a stale time stamp and a wrong amount are each wrong in that one way', async () => {
    shop.answer = () => ({ status: 200 });
    const take = async (mode: string) => {
      await sim.pull('/faults', { notification: mode });
      const before = shop.received.length;
      await paid();
      return (await shop.until(before + 1)).at(-1)!;
    };
    const wrongSignature = await take('wrong-signature');
    expect(signedByPlatform(wrongSignature)).toBe(false);
    expect(openNotification(sim.keys.apiV3Key, wrongSignature).plaintext).toMatchObject({ amount: { total: 20000 } });
    const stale = await take('stale-timestamp');
    expect(signedByPlatform(stale)).toBe(true);
    expect(sim.clock.now().getTime() / 1000 - Number(stale.headers['wechatpay-timestamp'])).toBeGreaterThan(3000);
    const wrongAmount = await take('wrong-amount');
    expect(signedByPlatform(wrongAmount)).toBe(true);
    expect(openNotification(sim.keys.apiV3Key, wrongAmount).plaintext).toMatchObject({ amount: { total: 19999, payer_total: 19999 } });
    expect(sim.world.state.journal.filter((entry) => entry.kind === 'notification.fooled').map((entry) => entry.text)).toEqual([
      expect.stringContaining('wrong-signature'),
      expect.stringContaining('stale-timestamp'),
    ]);
  });

  it('OR-07 a signature probe comes before the notification and is noted when it is believed', async () => {
    await sim.pull('/faults', { signatureProbe: true });
    shop.answer = ({ headers }) => ({ status: String(headers['wechatpay-signature']).startsWith('WECHATPAY/SIGNTEST/') ? 401 : 200 });
    await paid();
    const [probe, genuine] = await shop.until(2);
    expect(String(probe?.headers['wechatpay-signature'])).toMatch(/^WECHATPAY\/SIGNTEST\//);
    expect(signedByPlatform(genuine!)).toBe(true);
    expect(sim.world.state.journal.some((entry) => entry.kind === 'notification.fooled')).toBe(false);
  });

  it('OR-07 a refund is PROCESSING first, final after a while, told by notification, and happens once per number', async () => {
    const merchant = sdk(sim);
    const outTradeNo = await paid();
    await shop.until(1);
    const ask = (outRefundNo: string, refund: number, total = 20000) =>
      merchant.refunds({
        out_trade_no: outTradeNo,
        out_refund_no: outRefundNo,
        reason: '顾客改期',
        notify_url: `${shop.baseUrl}/notify/refund`,
        amount: { refund, total, currency: 'CNY' },
      });
    const first = await ask('R1', 15000);
    expect(first).toMatchObject({ status: 200, data: { status: 'PROCESSING', amount: { refund: 15000, total: 20000 } } });
    expect((await ask('R1', 15000)).data).toMatchObject({ refund_id: (first.data as { refund_id: string }).refund_id });
    expect(await ask('R1', 14000)).toMatchObject({ status: 400 });
    expect(await ask('R2', 5001)).toMatchObject({ status: 400 });
    expect(await ask('R3', 100, 30000)).toMatchObject({ status: 400 });
    expect(sim.world.state.refunds).toHaveLength(1);
    const [, told] = await shop.until(2);
    expect(openNotification(sim.keys.apiV3Key, told!)).toMatchObject({
      event_type: 'REFUND.SUCCESS',
      original_type: 'refund',
      plaintext: { refund_status: 'SUCCESS', out_refund_no: 'R1', amount: { refund: 15000 } },
    });
    expect((await merchant.find_refunds('R1')).data).toMatchObject({ status: 'SUCCESS', channel: 'ORIGINAL' });
    expect((await merchant.query({ out_trade_no: outTradeNo })).data).toMatchObject({ trade_state: 'REFUND' });
    expect(await merchant.find_refunds('NOBODY')).toMatchObject({ status: 404 });
  });

  it('OR-07 the console can make the next refund end abnormally', async () => {
    const outTradeNo = await paid();
    await sim.pull('/faults', { nextRefund: 'abnormal' });
    await sdk(sim).refunds({
      out_trade_no: outTradeNo,
      out_refund_no: 'R9',
      notify_url: `${shop.baseUrl}/notify/refund`,
      amount: { refund: 100, total: 20000, currency: 'CNY' },
    });
    const [, told] = await shop.until(2);
    expect(openNotification(sim.keys.apiV3Key, told!)).toMatchObject({ event_type: 'REFUND.ABNORMAL', plaintext: { refund_status: 'ABNORMAL' } });
  });
});

describe('OR-07 WeChat Pay: a restart', () => {
  it('OR-07 what was paid is on disk before the payer hears of it, and what was not delivered is delivered by the next run', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'zhike-world-'));
    const stateFile = join(directory, 'world.json');
    const shop = await receiver();
    shop.answer = () => ({ status: 503 });
    const before = await stage({ stateFile, timeScale: 0.05 });
    const order = anOrder(before, { notify_url: `${shop.baseUrl}${NOTIFY}` });
    await before.simulators.pay.payOrder(await prepay(before, order), order.payer.openid);
    expect(JSON.parse(readFileSync(stateFile, 'utf8'))).toMatchObject({ orders: [{ outTradeNo: order.out_trade_no, state: 'SUCCESS' }] });
    await shop.until(1);
    await eventually(() => before.world.state.notifications[0]?.nextAt ?? undefined);
    await before.close();
    shop.answer = () => ({ status: 200 });
    const after = await stage({ stateFile });
    await shop.until(2);
    expect(await eventually(() => (after.world.state.notifications[0]?.state === 'delivered' ? 'delivered' : undefined))).toBe('delivered');
    expect((await sdk(after).query({ out_trade_no: order.out_trade_no })).data).toMatchObject({ trade_state: 'SUCCESS' });
    await after.close();
    await shop.close();
    rmSync(directory, { recursive: true });
  });
});

describe('OR-07 WeChat Pay: a bad line', () => {
  it.each([
    ['503', { status: 503 }],
    ['lost-answer', { status: undefined }],
  ])('OR-07 with the switch %s the SDK gets no usable answer; what was done before the line was cut stays done', async (refusal, expected) => {
    const sim = await stage();
    const order = anOrder(sim);
    await sim.pull('/faults', { refuseConnections: { 'wechat-pay': refusal } });
    expect((await sdk(sim).transactions_jsapi(order)).status).toBe(expected.status);
    await sim.pull('/faults', { reset: true });
    expect((await sdk(sim).query({ out_trade_no: order.out_trade_no })).status).toBe(refusal === '503' ? 404 : 200);
    await sim.close();
  });

  it('OR-07 with the switch timeout nothing answers, and closing the simulators frees the caller', async () => {
    const sim = await stage();
    await sim.pull('/faults', { refuseConnections: { 'wechat-pay': 'timeout' } });
    const waiting = sdk(sim).transactions_jsapi(anOrder(sim));
    expect(await Promise.race([waiting, new Promise((resolve) => setTimeout(() => resolve('still waiting'), 150))])).toBe('still waiting');
    await sim.close();
    expect((await waiting).status).toBeUndefined();
  });
});
