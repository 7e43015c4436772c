import { createServer, type Server } from 'node:http';
import { createWorld, type World } from '@zhike/sandbox/world/world';
import { type ListeningSimulators, listen } from '@zhike/sandbox/simulators/index';
import type { NotificationMode } from '@zhike/sandbox/world/faults';
import { createWechatPay } from '../src/gateways/wechat-pay/http';
import type { NotificationResult, WechatPay } from '../src/gateways/wechat-pay/port';
import { dependencies, gatewayEnv, worldKeys } from './gateways.fixtures';

/* The gateway and the simulator of WeChat Pay, over real HTTP, in both of the ways in which WeChat Pay signs. */
describe.each(['public-key', 'platform-certificate'] as const)('WeChat Pay with signatures by %s', (payMode) => {
  const keys = worldKeys({ payMode });
  const deps = dependencies({ connectMs: 2_000, totalMs: 10_000, backoffMs: [1, 1] });
  let world: World;
  let outside: ListeningSimulators;
  let pay: WechatPay;
  let receiver: Server;
  let notifyUrl = '';
  let received: { result: NotificationResult; status: number }[] = [];
  let serial = 0;
  const nextNo = () => `ZK20261122${String((serial += 1)).padStart(6, '0')}`;
  const lin = () => world.state.people.customers[0]?.openid ?? '';

  beforeAll(async () => {
    world = createWorld({ clock: deps.clock, stateFile: null });
    outside = await listen(world, { keys, timeScale: 0.001, refundDelayMs: 250_000 });
    pay = createWechatPay(gatewayEnv(keys, outside.baseUrl), deps);
    receiver = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        void pay.readNotification(request.headers as Record<string, string>, Buffer.concat(chunks).toString('utf8')).then((result) => {
          const status = result.kind === 'refused' ? 401 : 204;
          received.push({ result, status });
          response.writeHead(status).end();
        });
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const address = receiver.address();
    notifyUrl = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/callbacks/wechat-pay`;
  });
  afterAll(async () => {
    await outside.close();
    await world.close();
    receiver.closeAllConnections();
    await new Promise((resolve) => receiver.close(resolve));
  });
  beforeEach(() => {
    received = [];
    world.state.faults.notification = 'once';
    world.state.faults.signatureProbe = false;
    world.state.faults.refuseConnections['wechat-pay'] = 'none';
  });

  const order = (outTradeNo: string, amountFen = 10_000) => ({
    outTradeNo,
    description: '个人写真 定金',
    amountFen,
    openid: lin(),
    expiresAt: new Date(deps.clock.now().getTime() + 900_000),
    notifyUrl,
  });
  async function paid(amountFen = 10_000): Promise<string> {
    const outTradeNo = nextNo();
    const opened = await pay.openJsapi(order(outTradeNo, amountFen));
    if (opened.kind !== 'ok') throw new Error(JSON.stringify(opened));
    expect(await outside.simulators.pay.requestPayment(opened.value, lin())).toMatchObject({ ok: true, outTradeNo });
    return outTradeNo;
  }
  async function until(condition: () => boolean): Promise<void> {
    for (let i = 0; i < 300 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(condition()).toBe(true);
  }
  const kinds = () => received.map(({ result }) => (result.kind === 'refused' ? result.reason : result.kind));

  it('OR-07 from order to payment: WeChat accepts our paySign, the query says paid, the notification says the same', async () => {
    const outTradeNo = await paid(12_345);
    await until(() => received.length === 1);
    const queried = await pay.query(outTradeNo);
    if (queried.kind !== 'ok' || !queried.value) throw new Error('not paid');
    expect(queried.value).toMatchObject({
      outTradeNo,
      state: 'SUCCESS',
      amountFen: 12_345,
      currency: 'CNY',
      payerOpenid: lin(),
      appid: keys.appid,
      mchid: keys.mchid,
    });
    expect(queried.value.transactionId).toMatch(/^4200/);
    expect(Math.abs((queried.value.successAt?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(received[0]?.result).toMatchObject({ kind: 'payment', transaction: queried.value });
  });

  it('OR-07 before it is paid the query says NOTPAY; a number nobody used is null', async () => {
    const outTradeNo = nextNo();
    const same = order(outTradeNo);
    expect((await pay.openJsapi(same)).kind).toBe('ok');
    expect(await pay.query(outTradeNo)).toMatchObject({ kind: 'ok', value: { state: 'NOTPAY', transactionId: null, payerOpenid: null, successAt: null } });
    expect((await pay.openJsapi(same)).kind).toBe('ok');
    expect(await pay.openJsapi({ ...same, amountFen: 1 })).toMatchObject({ kind: 'rejected', code: 'INVALIDREQUEST' });
    expect(await pay.query(nextNo())).toEqual({ kind: 'ok', value: null });
  });

  it('OR-07 closing: once, twice, an unknown number, and a paid order that cannot be closed', async () => {
    const outTradeNo = nextNo();
    await pay.openJsapi(order(outTradeNo));
    for (let i = 0; i < 2; i++) expect(await pay.close(outTradeNo)).toEqual({ kind: 'ok', value: null });
    expect(await pay.query(outTradeNo)).toMatchObject({ value: { state: 'CLOSED' } });
    expect(await pay.close(nextNo())).toEqual({ kind: 'ok', value: null });
    expect(await pay.close(await paid())).toMatchObject({ kind: 'rejected', code: 'ORDERPAID' });
  });

  it('OR-07 a refund is accepted once however often it is asked for, and ends with a notification', async () => {
    const outTradeNo = await paid();
    const request = { outTradeNo, outRefundNo: `R${outTradeNo}`, refundFen: 3_000, totalFen: 10_000, reason: '客户改期', notifyUrl };
    for (let i = 0; i < 3; i++)
      expect(await pay.refund(request)).toMatchObject({
        kind: 'ok',
        value: { outRefundNo: request.outRefundNo, outTradeNo, refundFen: 3_000, status: 'PROCESSING', successAt: null },
      });
    await until(() => kinds().includes('refund'));
    expect(received.find(({ result }) => result.kind === 'refund')?.result).toMatchObject({
      kind: 'refund',
      refund: { outRefundNo: request.outRefundNo, outTradeNo, refundFen: 3_000, status: 'SUCCESS' },
    });
    const queried = await pay.queryRefund(request.outRefundNo);
    expect(queried).toMatchObject({ kind: 'ok', value: { status: 'SUCCESS', refundFen: 3_000 } });
    expect(queried.kind === 'ok' ? queried.value?.successAt : null).toBeInstanceOf(Date);
    expect(await pay.query(outTradeNo)).toMatchObject({ value: { state: 'REFUND' } });
    expect(await pay.refund({ ...request, outRefundNo: `R2${outTradeNo}`, refundFen: 7_001 })).toMatchObject({ kind: 'rejected', code: 'INVALIDREQUEST' });
    expect(await pay.queryRefund('RNOBODYKNOWS')).toEqual({ kind: 'ok', value: null });
  });

  const spoilt: readonly (readonly [NotificationMode, string])[] = [
    ['wrong-signature', 'signature'],
    ['stale-timestamp', 'timestamp'],
    ['tampered-ciphertext', 'ciphertext'],
  ];
  it.each(spoilt)('OR-07 a notification delivered with %s is refused, and its repeat, intact, is read', async (mode, reason) => {
    world.state.faults.notification = mode;
    await paid();
    await until(() => received.length >= 2);
    world.state.faults.notification = 'once';
    await until(() => kinds().includes('payment'));
    const [genuine, ...refusals] = kinds().reverse();
    expect(genuine).toBe('payment');
    expect(new Set(refusals)).toEqual(new Set([reason]));
    expect(world.state.journal.filter((entry) => entry.kind === 'notification.fooled')).toEqual([]);
  });

  it('OR-07 a signature probe before the genuine one is refused, the genuine one read', async () => {
    world.state.faults.signatureProbe = true;
    await paid();
    await until(() => received.length >= 2);
    expect(kinds()).toEqual(['signature', 'payment']);
  });

  it('OR-07 a wrong amount is signed and sealed well: the reader passes it on for the amount check', async () => {
    world.state.faults.notification = 'wrong-amount';
    await paid(10_000);
    await until(() => received.length >= 1);
    expect(received[0]?.result).toMatchObject({ kind: 'payment', transaction: { amountFen: 9_999 } });
  });

  it('OR-07 when the answer is lost after the work was done, the repeats find it done', async () => {
    const outTradeNo = await paid();
    const request = { outTradeNo, outRefundNo: `R${outTradeNo}`, refundFen: 10_000, totalFen: 10_000, reason: '取消', notifyUrl };
    world.state.faults.refuseConnections['wechat-pay'] = 'lost-answer';
    expect((await pay.refund(request)).kind).toBe('unavailable');
    world.state.faults.refuseConnections['wechat-pay'] = 'none';
    expect(await pay.refund(request)).toMatchObject({ kind: 'ok', value: { refundFen: 10_000 } });
    expect(world.state.refunds.filter((refund) => refund.outTradeNo === outTradeNo)).toHaveLength(1);
  });

  it('OR-07 when it is too busy or silent, the outcome is unavailable', async () => {
    world.state.faults.refuseConnections['wechat-pay'] = '503';
    expect((await pay.query(nextNo())).kind).toBe('unavailable');
    world.state.faults.refuseConnections['wechat-pay'] = 'timeout';
    const impatient = createWechatPay(gatewayEnv(keys, outside.baseUrl), { ...deps, limits: { connectMs: 2_000, totalMs: 200, backoffMs: [1, 1] } });
    expect((await impatient.openJsapi(order(nextNo()))).kind).toBe('unavailable');
  });
});
