import { createMemoryEphemeral } from '../../server/src/platform/ephemeral-memory';
import { createLog } from '../../server/src/platform/log';
import { createWechat } from '../../server/src/gateways/wechat/http';
import { createWechatPay } from '../../server/src/gateways/wechat-pay/http';
import { createWecom } from '../../server/src/gateways/wecom/http';
import { readEnv } from '../../config/env';
import { worldEnv, type PayMode } from '../world/keys';
import { receiver, stage, type Receiver, type Stage } from './contract.fixtures';

/** The production gateways, configured by nothing but what `worldEnv` says. */
function gateways(sim: Stage) {
  const rest = {
    DATABASE_URL: 'postgresql://x',
    FIELD_KEYS: `k1:${Buffer.alloc(32).toString('base64')}`,
    INDEX_KEY: Buffer.alloc(32).toString('base64'),
    SESSION_KEY: Buffer.alloc(32).toString('base64'),
  };
  const env = readEnv({ ...rest, ...worldEnv(sim.keys, sim.baseUrl, 'http://127.0.0.1:3000') });
  const log = createLog('silent');
  const dependencies = {
    log,
    clock: sim.clock,
    ephemeral: createMemoryEphemeral(log, () => sim.clock.now().getTime()),
    limits: { connectMs: 1000, totalMs: 2000, backoffMs: [5, 5] as const },
  };
  return { wechat: createWechat(env, dependencies), pay: createWechatPay(env, dependencies), wecom: createWecom(env, dependencies) };
}

describe.each<PayMode>(['public-key', 'platform-certificate'])('OR-07 the production gateway and WeChat Pay in %s mode', (payMode) => {
  let sim: Stage;
  let shop: Receiver;
  beforeAll(async () => {
    sim = await stage({ payMode });
    shop = await receiver();
  });
  afterAll(async () => {
    await sim.close();
    await shop.close();
  });

  it('OR-07 opens, is paid, is told, refunds and is told again', async () => {
    const { pay } = gateways(sim);
    const { openid } = sim.someone('林小雨');
    const outTradeNo = `ZKGATE${payMode.slice(0, 8)}01`.replace(/-/g, '_');
    const order = {
      outTradeNo,
      description: '亲子写真 定金',
      amountFen: 20000,
      openid,
      expiresAt: new Date(sim.clock.now().getTime() + 900_000),
      notifyUrl: `${shop.baseUrl}/notify`,
    };
    expect(await pay.query(outTradeNo)).toEqual({ kind: 'ok', value: null });
    const opened = await pay.openJsapi(order);
    expect(opened).toMatchObject({ kind: 'ok', value: { signType: 'RSA' } });
    expect(await pay.query(outTradeNo)).toMatchObject({ kind: 'ok', value: { state: 'NOTPAY', transactionId: null } });
    const params = opened.kind === 'ok' ? opened.value : null;
    expect(await sim.pull('/pay', { openid, params })).toMatchObject({ ok: true });
    const [told] = await shop.until(1);
    const read = (received: typeof told) => pay.readNotification(received!.headers as Record<string, string>, received!.body);
    expect(await read(told)).toMatchObject({
      kind: 'payment',
      transaction: { outTradeNo, state: 'SUCCESS', amountFen: 20000, payerOpenid: openid, currency: 'CNY' },
    });
    expect(await pay.query(outTradeNo)).toMatchObject({ kind: 'ok', value: { state: 'SUCCESS', amountFen: 20000 } });
    expect(await pay.close(outTradeNo)).toMatchObject({ kind: 'rejected' });
    const refund = { outTradeNo, outRefundNo: `${outTradeNo}R`, refundFen: 20000, totalFen: 20000, reason: '顾客取消', notifyUrl: `${shop.baseUrl}/notify` };
    expect(await pay.refund(refund)).toMatchObject({ kind: 'ok', value: { status: 'PROCESSING' } });
    const [, toldAgain] = await shop.until(2);
    expect(await read(toldAgain)).toMatchObject({ kind: 'refund', refund: { status: 'SUCCESS', refundFen: 20000 } });
    expect(await pay.queryRefund(refund.outRefundNo)).toMatchObject({ kind: 'ok', value: { status: 'SUCCESS' } });
  });

  it('OR-07 refuses each spoilt notification for its own reason', async () => {
    const { pay } = gateways(sim);
    const notification = sim.world.state.notifications[0];
    const spoilt = { 'tampered-ciphertext': 'ciphertext', 'wrong-signature': 'signature', 'stale-timestamp': 'timestamp', probe: 'signature' } as const;
    for (const [shape, reason] of Object.entries(spoilt)) {
      const before = shop.received.length;
      await sim.simulators.pay.notifier.deliverAgain(notification?.id ?? '', shape as keyof typeof spoilt);
      const received = (await shop.until(before + 1)).at(-1)!;
      expect([shape, await pay.readNotification(received.headers as Record<string, string>, received.body)]).toEqual([shape, { kind: 'refused', reason }]);
    }
  });

  it('OR-07 knows that it does not know when the line breaks, and finds out by asking again', async () => {
    const { pay } = gateways(sim);
    const order = {
      outTradeNo: `ZKLOST${payMode.slice(0, 6)}1`,
      description: '定金',
      amountFen: 100,
      openid: sim.someone('林小雨').openid,
      expiresAt: new Date(sim.clock.now().getTime() + 900_000),
      notifyUrl: `${shop.baseUrl}/notify`,
    };
    await sim.pull('/faults', { refuseConnections: { 'wechat-pay': 'lost-answer' } });
    expect(await pay.openJsapi(order)).toMatchObject({ kind: 'unavailable' });
    await sim.pull('/faults', { reset: true });
    expect(await pay.query(order.outTradeNo)).toMatchObject({ kind: 'ok', value: { state: 'NOTPAY' } });
    expect(await pay.openJsapi(order)).toMatchObject({ kind: 'ok' });
    expect(await pay.close(order.outTradeNo)).toMatchObject({ kind: 'ok' });
  });
});

describe('the production gateways and the other two platforms', () => {
  let sim: Stage;
  beforeAll(async () => void (sim = await stage()));
  afterAll(() => sim.close());

  it('IT-03 signs people in, reads their number, sends what they accepted, and outlives a dropped token', async () => {
    const { wechat } = gateways(sim);
    const { openid, unionid, phone } = sim.someone('王梓涵');
    const loginCode = String((await sim.pull('/login-code', { openid })).code);
    expect(await wechat.codeToSession(loginCode)).toEqual({ kind: 'ok', value: { openid, unionid } });
    expect(await wechat.codeToSession(loginCode)).toMatchObject({ kind: 'rejected' });
    expect(await wechat.phoneNumber(String((await sim.pull('/phone-code', { openid })).code))).toEqual({ kind: 'ok', value: { phone, countryCode: '86' } });
    const templateId = sim.keys.templates.booking_confirmed;
    const message = {
      openid,
      templateId,
      page: 'packages/booking/detail/index?bookingId=1',
      data: { thing1: '亲子写真', time2: '2026年11月28日 10:00', thing3: '湖滨店', thing4: '请带换洗衣物' },
    };
    expect(await wechat.sendSubscribe(message)).toMatchObject({ kind: 'rejected', code: '43101' });
    await sim.pull('/subscribe', { openid, outcomes: { [templateId]: 'accept' } });
    await sim.pull('/tokens/revoke', { service: 'wechat' });
    expect(await wechat.sendSubscribe(message)).toMatchObject({ kind: 'ok' });
    const code = await wechat.unlimitedCode({ scene: 'c=a1', page: 'pages/home/index' });
    expect(code.kind === 'ok' && code.value.subarray(1, 4).toString()).toBe('PNG');
  });

  it('IT-02 knows the member, the contact, the tags and the two signatures', async () => {
    const { wecom } = gateways(sim);
    const { externalUserId, unionid } = sim.someone('王梓涵');
    const page = await fetch(`${wecom.authorizeUrl('https://shop.example/enter', 's1').replace('#', '&sim_member=mei#')}`, { redirect: 'manual' });
    const back = new URL(page.headers.get('location') ?? '');
    expect(await wecom.memberByCode(back.searchParams.get('code') ?? '')).toEqual({ kind: 'ok', value: { userId: 'mei' } });
    expect(await wecom.memberByCode('nonsense')).toMatchObject({ kind: 'rejected', code: '40029' });
    expect(await wecom.externalContact(externalUserId)).toMatchObject({
      kind: 'ok',
      value: { externalUserId, name: '王梓涵', unionid, followers: [{ userId: 'xiaotang' }, { userId: 'mei' }] },
    });
    expect(await wecom.externalContact(sim.someone('高若曦').externalUserId)).toMatchObject({ kind: 'rejected', code: '84061' });
    expect(await wecom.remark({ userId: 'mei', externalUserId, remark: '王小姐' })).toMatchObject({ kind: 'ok' });
    sim.world.state.tagGroups.push({ id: 'etg1', name: '来源', tags: [{ id: 'et1', name: '小红书' }] });
    expect(await wecom.corpTags()).toEqual({ kind: 'ok', value: [{ groupId: 'etg1', groupName: '来源', tags: [{ id: 'et1', name: '小红书' }] }] });
    expect(await wecom.markTags({ userId: 'mei', externalUserId, add: ['et1'], remove: [] })).toMatchObject({ kind: 'ok' });
    expect(
      await wecom.sendTextCard({ userId: 'mei', title: '待办', description: '周六 10:00', url: 'https://shop.example/workbench/', duplicateCheckSeconds: 600 }),
    ).toMatchObject({ kind: 'ok' });
    expect(
      await wecom.sendTextCard({
        userId: 'nobody',
        title: '待办',
        description: '周六 10:00',
        url: 'https://shop.example/workbench/',
        duplicateCheckSeconds: 0,
      }),
    ).toMatchObject({ kind: 'rejected' });
    const asked = await wecom.askMassMessage({ userId: 'mei', externalUserIds: [externalUserId, sim.someone('高若曦').externalUserId], text: '送你一张券' });
    expect(asked).toMatchObject({ kind: 'ok', value: { failed: [sim.someone('高若曦').externalUserId] } });
    const { msgid } = asked.kind === 'ok' ? asked.value : { msgid: '' };
    expect(await wecom.massMessageResult({ msgid, userId: 'mei' })).toEqual({ kind: 'ok', value: [{ externalUserId, state: 'waiting' }] });
    await sim.pull(`/mass/${msgid}/confirm`, {});
    expect(await wecom.massMessageResult({ msgid, userId: 'mei' })).toEqual({ kind: 'ok', value: [{ externalUserId, state: 'sent' }] });
    expect(await wecom.massMessageResult({ msgid: 'msgNONE', userId: 'mei' })).toMatchObject({ kind: 'rejected' });
    const signatures = await wecom.jsapiSignatures('https://shop.example/sidebar/');
    expect(signatures.kind === 'ok' && signatures.value.config.signature !== signatures.value.agentConfig.signature).toBe(true);
  });

  it('IT-02 opens a callback and reads its event', async () => {
    const shop = await receiver();
    const { wecom } = gateways(sim);
    sim.world.state.callbackUrl = `${shop.baseUrl}/callback`;
    const { externalUserId } = sim.someone('高若曦');
    await sim.pull('/contacts/add', { userid: 'mei', externalUserId, state: 'c7' });
    const [received] = await shop.until(1);
    const query = Object.fromEntries(received!.url.searchParams) as { msg_signature: string; timestamp: string; nonce: string };
    const encrypted = wecom.parseCallbackXml(received!.body).Encrypt ?? '';
    const opened = wecom.openCallback(query, encrypted);
    expect(wecom.parseCallbackXml(opened ?? '')).toMatchObject({
      ChangeType: 'add_external_contact',
      UserID: 'mei',
      ExternalUserID: externalUserId,
      State: 'c7',
    });
    expect(wecom.openCallback({ ...query, msg_signature: '0'.repeat(40) }, encrypted)).toBeNull();
    await shop.close();
  });
});
