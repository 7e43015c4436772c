import { createVerify, generateKeyPairSync, X509Certificate } from 'node:crypto';
import type { HttpLimits } from '../src/gateways/http-json';
import { createWechatPay } from '../src/gateways/wechat-pay/http';
import type { JsapiOrder } from '../src/gateways/wechat-pay/port';
import { dependencies, gatewayEnv, type Scripted, scriptedServer, wechatpayHeaders } from './gateways.fixtures';
import { against, answered, CALM, keys, NO, paid, publicPair, signatureHolds } from './gateways.pay-server';

/* How requests leave and which answers are believed. The journeys with the simulator are in gateways.wechat-pay.spec.ts. */
const IMPATIENT: HttpLimits = { ...CALM, totalMs: 500 };
const order: JsapiOrder = {
  outTradeNo: NO,
  description: '定金 · 晨光摄影 👰🏻',
  amountFen: 10_000,
  openid: 'oLin',
  expiresAt: new Date('2026-11-22T02:15:00Z'),
  notifyUrl: 'https://zhike.test/callbacks/wechat-pay',
};

describe('how a request leaves', () => {
  it('OR-07 an order is signed over the very bytes that are sent, Chinese and emoji included, and says when it ends in +08:00', () =>
    against(
      () => answered(200, { prepay_id: 'wx221000001' }),
      async (pay, seen) => {
        const opened = await pay.openJsapi(order);
        const request = seen[0];
        if (!request || opened.kind !== 'ok') throw new Error('no request');
        expect(request.url).toBe('/pay/prefix/v3/pay/transactions/jsapi');
        expect(signatureHolds(request, '/v3/pay/transactions/jsapi')).toBe(true);
        expect(JSON.parse(request.body)).toEqual({
          appid: keys.appid,
          mchid: keys.mchid,
          description: order.description,
          out_trade_no: NO,
          time_expire: '2026-11-22T10:15:00+08:00',
          notify_url: order.notifyUrl,
          amount: { total: 10_000, currency: 'CNY' },
          payer: { openid: 'oLin' },
        });
        expect(request.headers).toMatchObject({ accept: 'application/json', 'wechatpay-serial': keys.payPublicKey.id, 'content-type': 'application/json' });
        expect(request.headers['user-agent']).toMatch(/^zhike/);
        const { timeStamp, nonceStr, package: packageText, signType, paySign } = opened.value;
        expect([packageText, signType]).toEqual(['prepay_id=wx221000001', 'RSA']);
        expect(timeStamp).toMatch(/^\d{10}$/);
        const verified = createVerify('RSA-SHA256')
          .update(`${keys.appid}\n${timeStamp}\n${nonceStr}\n${packageText}\n`)
          .verify(new X509Certificate(keys.merchant.certificate).publicKey, paySign, 'base64');
        expect(verified).toBe(true);
      },
      { prefix: '/pay/prefix/' },
    ));

  it('OR-07 a query, a close and a refund are signed too; a repeated order has the same body and a nonce of its own', () =>
    against(
      (request) => (request.url.endsWith('/close') ? answered(204, undefined) : answered(404, { code: 'ORDER_NOT_EXIST', message: '订单不存在' })),
      async (pay, seen) => {
        await pay.query(NO);
        await pay.close(NO);
        await pay.refund({ outTradeNo: NO, outRefundNo: `R${NO}`, refundFen: 1, totalFen: 2, reason: '客户改期'.repeat(20), notifyUrl: order.notifyUrl });
        await pay.queryRefund(`R${NO}`);
        await pay.openJsapi(order);
        await pay.openJsapi(order);
        for (const request of seen) expect(signatureHolds(request, request.url)).toBe(true);
        expect(seen.map((request) => `${request.method} ${request.url}`)).toEqual([
          `GET /v3/pay/transactions/out-trade-no/${NO}?mchid=${keys.mchid}`,
          `POST /v3/pay/transactions/out-trade-no/${NO}/close`,
          'POST /v3/refund/domestic/refunds',
          `GET /v3/refund/domestic/refunds/R${NO}`,
          'POST /v3/pay/transactions/jsapi',
          'POST /v3/pay/transactions/jsapi',
        ]);
        expect(Buffer.byteLength((JSON.parse(seen[2]?.body ?? '{}') as { reason: string }).reason)).toBeLessThanOrEqual(80);
        expect(seen[4]?.body).toBe(seen[5]?.body);
        expect(new Set(seen.map((request) => request.headers.authorization)).size).toBe(seen.length);
      },
    ));

  it('OR-07 numbers that would break the signature, and amounts that are not whole fen, never leave', () =>
    against(
      () => answered(200, {}),
      async (pay, seen) => {
        for (const outTradeNo of ['a|b|c|d', 'short', '../../x/y', 'x'.repeat(33), '订单000001', 'a b c d']) {
          await expect(pay.query(outTradeNo)).rejects.toThrow(TypeError);
          await expect(pay.openJsapi({ ...order, outTradeNo })).rejects.toThrow(TypeError);
        }
        for (const amountFen of [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])
          await expect(pay.openJsapi({ ...order, amountFen })).rejects.toThrow(TypeError);
        expect(seen).toHaveLength(0);
      },
    ));
});

describe('which answers are believed', () => {
  const stranger = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const forgeries: readonly (readonly [string, (value: unknown, status: number) => Scripted])[] = [
    ['unsigned', (value, status) => answered(status, value, null)],
    ['signed with another key', (value, status) => answered(status, value, { id: publicPair.id, privateKey: stranger.privateKey })],
    [
      'signed under an unknown id',
      (value, status) => answered(status, value, { id: 'PUB_KEY_ID_0100000000000000000000000000', privateKey: stranger.privateKey }),
    ],
    ['signed over another body', (value, status) => ({ status, headers: wechatpayHeaders('{}', publicPair), body: JSON.stringify(value) })],
    [
      'recorded ten minutes ago',
      (value, status) => ({
        status,
        headers: wechatpayHeaders(JSON.stringify(value), publicPair, new Date(Date.now() - 600_000)),
        body: JSON.stringify(value),
      }),
    ],
  ];

  it.each(forgeries)('OR-07 "paid", %s, is no answer', (_name, forge) =>
    against(
      () => forge(paid, 200),
      async (pay, seen, world) => {
        expect((await pay.query(NO)).kind).toBe('unavailable');
        expect(seen).toHaveLength(1);
        expect(world.lines.some((line) => line.level === 50)).toBe(true);
      },
    ),
  );

  it.each(forgeries)('OR-07 "unknown order", %s, is not believed either: a paid order must not look unknown', (_name, forge) =>
    against(
      () => forge({ code: 'ORDER_NOT_EXIST', message: '订单不存在' }, 404),
      async (pay) => {
        expect((await pay.query(NO)).kind).toBe('unavailable');
        expect((await pay.close(NO)).kind).toBe('unavailable');
      },
    ),
  );

  it('OR-07 a true answer about another order, merchant or app is no answer', async () => {
    for (const change of [
      { out_trade_no: 'ZK20261122000002' },
      { mchid: '1600000000' },
      { appid: 'wx0' },
      { amount: { total: 99.5 } },
      { trade_state: 'WHATEVER' },
    ])
      await against(
        () => answered(200, { ...paid, ...change }),
        async (pay) => expect((await pay.query(NO)).kind).toBe('unavailable'),
      );
    await against(
      () => answered(200, { prepay_id: '' }),
      async (pay) => expect((await pay.openJsapi(order)).kind).toBe('unavailable'),
    );
  });

  it.each(['ORDER_NOT_EXIST', 'ORDERNOTEXIST'])('OR-07 %s: a query says null, a close says done', (code) =>
    against(
      () => answered(404, { code, message: '订单不存在' }),
      async (pay) => {
        expect(await pay.query(NO)).toEqual({ kind: 'ok', value: null });
        expect(await pay.close(NO)).toEqual({ kind: 'ok', value: null });
      },
    ),
  );

  it.each(['ORDERPAID', 'ORDER_PAID'])('OR-07 %s: a close is rejected with one code', (code) =>
    against(
      () => answered(400, { code, message: '该订单已支付' }),
      async (pay) => expect(await pay.close(NO)).toEqual({ kind: 'rejected', code: 'ORDERPAID', detail: '该订单已支付' }),
    ),
  );

  it('OR-07 closing a closed order is done; a refund that nobody knows is null; money that is not there is rejected', async () => {
    await against(
      () => answered(400, { code: 'ORDER_CLOSED', message: 'x' }),
      async (pay) => expect(await pay.close(NO)).toEqual({ kind: 'ok', value: null }),
    );
    await against(
      () => answered(404, { code: 'RESOURCE_NOT_EXISTS', message: 'x' }),
      async (pay) => expect(await pay.queryRefund(`R${NO}`)).toEqual({ kind: 'ok', value: null }),
    );
    await against(
      () => answered(403, { code: 'NOT_ENOUGH', message: '余额不足' }),
      async (pay, seen) => {
        expect(await pay.refund({ outTradeNo: NO, outRefundNo: `R${NO}`, refundFen: 1, totalFen: 2, reason: 'x', notifyUrl: order.notifyUrl })).toEqual({
          kind: 'rejected',
          code: 'NOTENOUGH',
          detail: '余额不足',
        });
        expect(seen).toHaveLength(1);
      },
    );
  });

  it('OR-07 our own wrong key or clock (401) is no answer about the order', () =>
    against(
      () => answered(401, { code: 'SIGN_ERROR', message: '错误的签名，验签失败' }),
      async (pay, seen) => {
        expect(await pay.refund({ outTradeNo: NO, outRefundNo: `R${NO}`, refundFen: 1, totalFen: 2, reason: 'x', notifyUrl: order.notifyUrl })).toMatchObject({
          kind: 'unavailable',
        });
        expect(seen).toHaveLength(1);
      },
    ));
});

describe('patience', () => {
  const limitsFor = (trouble: string) => (trouble === 'no answer' ? IMPATIENT : CALM);
  const troubles: readonly (readonly [string, () => Scripted])[] = [
    ['503', () => answered(503, { code: 'SYSTEM_ERROR', message: '系统繁忙' })],
    ['an unsigned 502 of a proxy', () => ({ status: 502, headers: { 'content-type': 'text/html' }, body: '<html>bad gateway</html>' })],
    ['429', () => answered(429, { code: 'FREQUENCY_LIMITED', message: '频率超限' })],
    ['no answer', () => null],
    ['a cut line', () => 'cut'],
  ];

  it.each(troubles)('OR-07 after %s twice the third attempt with the same body wins', (name, trouble) =>
    against(
      (_request, count) => (count < 3 ? trouble() : answered(200, { prepay_id: 'wx1' })),
      async (pay, seen) => {
        expect((await pay.openJsapi(order)).kind).toBe('ok');
        expect(seen).toHaveLength(3);
        expect(new Set(seen.map((request) => request.body)).size).toBe(1);
        expect(new Set(seen.map((request) => request.headers.authorization)).size).toBe(3);
      },
      { limits: limitsFor(name) },
    ),
  );

  it.each(troubles)('OR-07 after %s three times it says so, and nothing was decided', (name, trouble) =>
    against(
      trouble,
      async (pay, seen) => {
        expect((await pay.refund({ outTradeNo: NO, outRefundNo: `R${NO}`, refundFen: 1, totalFen: 2, reason: 'x', notifyUrl: order.notifyUrl })).kind).toBe(
          'unavailable',
        );
        expect(seen).toHaveLength(3);
      },
      { limits: limitsFor(name) },
    ),
  );

  it('OR-07 a server that nobody listens at is unavailable, not a fault', async () => {
    const gone = await scriptedServer(() => null);
    await gone.close();
    const pay = createWechatPay({ ...gatewayEnv(keys, gone.baseUrl), WECHAT_PAY_API_BASE: gone.baseUrl }, dependencies(CALM));
    expect(await pay.query(NO)).toEqual({ kind: 'unavailable', detail: 'connection ECONNREFUSED' });
  });

  it('OR-07 a redirect is not followed: the order would be shown to another host', () =>
    against(
      () => ({ status: 302, headers: { ...wechatpayHeaders('', publicPair), location: 'http://127.0.0.1:9/' } }),
      async (pay, seen) => {
        expect((await pay.query(NO)).kind).toBe('unavailable');
        expect(seen).toHaveLength(1);
      },
    ));
});

it('SC-06 neither the merchant key, the payer nor an Authorization header reaches the log', () =>
  against(
    (_request, count) => (count % 2 ? answered(503, { code: 'SYSTEM_ERROR', message: 'x' }) : answered(400, { code: 'PARAM_ERROR', message: 'x' })),
    async (pay, seen, world) => {
      await pay.openJsapi(order);
      await pay.query(NO);
      expect(world.lines.length).toBeGreaterThan(0);
      for (const secret of ['oLin', 'PRIVATE', 'signature=', 'WECHATPAY2', keys.apiV3Key, String(seen[0]?.headers.authorization)])
        expect(world.logged()).not.toContain(secret);
    },
  ));
