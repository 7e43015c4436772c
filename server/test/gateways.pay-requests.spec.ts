import { createVerify, generateKeyPairSync, X509Certificate } from 'node:crypto';
import type { HttpLimits } from '../src/gateways/http-json';
import { createWechatPay } from '../src/gateways/wechat-pay/http';
import type { JsapiOrder } from '../src/gateways/wechat-pay/port';
import { dependencies, gatewayEnv, type Pair, type Scripted, scriptedServer, seal, type SeenRequest, wechatpayHeaders, worldKeys } from './gateways.fixtures';

/*
 * How requests leave and which answers are believed, against a server that can also do what a simulator of good will
 * would not: forge, cut, stall. The journeys with the simulator are in gateways.wechat-pay.spec.ts.
 */
const keys = worldKeys();
const publicPair: Pair = { id: keys.payPublicKey.id, privateKey: keys.payPublicKey.privateKey };
const platformPair: Pair = { id: keys.platform.serial, privateKey: keys.platform.privateKey };
const FAST: HttpLimits = { connectMs: 500, totalMs: 250, backoffMs: [1, 1] };
const NO = 'ZK20261122000001';
const order: JsapiOrder = { outTradeNo: NO, description: '定金 · 晨光摄影 👰🏻', amountFen: 10_000, openid: 'oLin', expiresAt: new Date('2026-11-22T02:15:00Z'), notifyUrl: 'https://zhike.test/callbacks/wechat-pay' };
const paid = { appid: keys.appid, mchid: keys.mchid, out_trade_no: NO, transaction_id: '42000', trade_state: 'SUCCESS', success_time: '2026-11-22T10:00:00+08:00', amount: { total: 10_000, currency: 'CNY' }, payer: { openid: 'oLin' } };

const answered = (status: number, value: unknown, by: Pair | null = publicPair): Scripted => {
  const body = value === undefined ? '' : JSON.stringify(value);
  return { status, headers: { ...(by ? wechatpayHeaders(body, by) : {}), 'content-type': 'application/json' }, body };
};

type Mode = 'public-key' | 'platform-certificate';
async function against<Result>(answer: (request: SeenRequest, count: number) => Scripted, work: (pay: ReturnType<typeof createWechatPay>, seen: readonly SeenRequest[], world: ReturnType<typeof dependencies>) => Promise<Result>, mode: Mode = 'public-key', prefix = ''): Promise<Result> {
  const server = await scriptedServer(answer);
  const world = dependencies(FAST);
  try {
    const env = gatewayEnv({ ...keys, payMode: mode }, server.baseUrl);
    return await work(createWechatPay({ ...env, WECHAT_PAY_API_BASE: server.baseUrl + prefix }, world), server.seen, world);
  } finally {
    await server.close();
  }
}

function signatureHolds(request: SeenRequest, path: string): boolean {
  const parts = Object.fromEntries([...(request.headers.authorization ?? '').matchAll(/(\w+)="([^"]+)"/g)].map((m) => [m[1], m[2]]));
  expect(parts).toMatchObject({ mchid: keys.mchid, serial_no: keys.merchant.serial });
  expect(parts.nonce_str).toMatch(/^[0-9a-f]{32}$/);
  const text = `${request.method}\n${path}\n${parts.timestamp}\n${parts.nonce_str}\n${request.body}\n`;
  return createVerify('RSA-SHA256').update(text).verify(new X509Certificate(keys.merchant.certificate).publicKey, parts.signature ?? '', 'base64');
}

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
        const verified = createVerify('RSA-SHA256').update(`${keys.appid}\n${timeStamp}\n${nonceStr}\n${packageText}\n`).verify(new X509Certificate(keys.merchant.certificate).publicKey, paySign, 'base64');
        expect(verified).toBe(true);
      },
      'public-key',
      '/pay/prefix/',
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
        for (const amountFen of [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) await expect(pay.openJsapi({ ...order, amountFen })).rejects.toThrow(TypeError);
        expect(seen).toHaveLength(0);
      },
    ));
});

describe('which answers are believed', () => {
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
  const forgeries: readonly (readonly [string, (value: unknown, status: number) => Scripted])[] = [
    ['unsigned', (value, status) => answered(status, value, null)],
    ['signed with another key', (value, status) => answered(status, value, { id: publicPair.id, privateKey: stranger.privateKey })],
    ['signed under an unknown id', (value, status) => answered(status, value, { id: 'PUB_KEY_ID_0100000000000000000000000000', privateKey: stranger.privateKey })],
    ['signed over another body', (value, status) => ({ status, headers: wechatpayHeaders('{}', publicPair), body: JSON.stringify(value) })],
    ['recorded ten minutes ago', (value, status) => ({ status, headers: wechatpayHeaders(JSON.stringify(value), publicPair, new Date(Date.now() - 600_000)), body: JSON.stringify(value) })],
  ];

  it.each(forgeries)('OR-07 "paid", %s, is no answer', (_name, forge) =>
    against(
      () => forge(paid, 200),
      async (pay, seen, world) => {
        expect((await pay.query(NO)).kind).toBe('unavailable');
        expect(seen).toHaveLength(1);
        expect(world.lines.some((line) => line.level === 50)).toBe(true);
      },
    ));

  it.each(forgeries)('OR-07 "unknown order", %s, is not believed either: a paid order must not look unknown', (_name, forge) =>
    against(
      () => forge({ code: 'ORDER_NOT_EXIST', message: '订单不存在' }, 404),
      async (pay) => {
        expect((await pay.query(NO)).kind).toBe('unavailable');
        expect((await pay.close(NO)).kind).toBe('unavailable');
      },
    ));

  it('OR-07 a true answer about another order, merchant or app is no answer', async () => {
    for (const change of [{ out_trade_no: 'ZK20261122000002' }, { mchid: '1600000000' }, { appid: 'wx0' }, { amount: { total: 99.5 } }, { trade_state: 'WHATEVER' }])
      await against(() => answered(200, { ...paid, ...change }), async (pay) => expect((await pay.query(NO)).kind).toBe('unavailable'));
    await against(() => answered(200, { prepay_id: '' }), async (pay) => expect((await pay.openJsapi(order)).kind).toBe('unavailable'));
  });

  it.each(['ORDER_NOT_EXIST', 'ORDERNOTEXIST'])('OR-07 %s: a query says null, a close says done', (code) =>
    against(
      () => answered(404, { code, message: '订单不存在' }),
      async (pay) => {
        expect(await pay.query(NO)).toEqual({ kind: 'ok', value: null });
        expect(await pay.close(NO)).toEqual({ kind: 'ok', value: null });
      },
    ));

  it.each(['ORDERPAID', 'ORDER_PAID'])('OR-07 %s: a close is rejected with one code', (code) =>
    against(
      () => answered(400, { code, message: '该订单已支付' }),
      async (pay) => expect(await pay.close(NO)).toEqual({ kind: 'rejected', code: 'ORDERPAID', detail: '该订单已支付' }),
    ));

  it('OR-07 closing a closed order is done; a refund that nobody knows is null; money that is not there is rejected', async () => {
    await against(() => answered(400, { code: 'ORDER_CLOSED', message: 'x' }), async (pay) => expect(await pay.close(NO)).toEqual({ kind: 'ok', value: null }));
    await against(() => answered(404, { code: 'RESOURCE_NOT_EXISTS', message: 'x' }), async (pay) => expect(await pay.queryRefund(`R${NO}`)).toEqual({ kind: 'ok', value: null }));
    await against(
      () => answered(403, { code: 'NOT_ENOUGH', message: '余额不足' }),
      async (pay, seen) => {
        expect(await pay.refund({ outTradeNo: NO, outRefundNo: `R${NO}`, refundFen: 1, totalFen: 2, reason: 'x', notifyUrl: order.notifyUrl })).toEqual({ kind: 'rejected', code: 'NOTENOUGH', detail: '余额不足' });
        expect(seen).toHaveLength(1);
      },
    );
  });

  it('OR-07 our own wrong key or clock (401) is no answer about the order', () =>
    against(
      () => answered(401, { code: 'SIGN_ERROR', message: '错误的签名，验签失败' }),
      async (pay, seen) => {
        expect(await pay.refund({ outTradeNo: NO, outRefundNo: `R${NO}`, refundFen: 1, totalFen: 2, reason: 'x', notifyUrl: order.notifyUrl })).toMatchObject({ kind: 'unavailable' });
        expect(seen).toHaveLength(1);
      },
    ));
});

describe('patience', () => {
  const troubles: readonly (readonly [string, () => Scripted])[] = [
    ['503', () => answered(503, { code: 'SYSTEM_ERROR', message: '系统繁忙' })],
    ['an unsigned 502 of a proxy', () => ({ status: 502, headers: { 'content-type': 'text/html' }, body: '<html>bad gateway</html>' })],
    ['429', () => answered(429, { code: 'FREQUENCY_LIMITED', message: '频率超限' })],
    ['no answer', () => null],
    ['a cut line', () => 'cut'],
  ];

  it.each(troubles)('OR-07 after %s twice the third attempt with the same body wins', (_name, trouble) =>
    against(
      (_request, count) => (count < 3 ? trouble() : answered(200, { prepay_id: 'wx1' })),
      async (pay, seen) => {
        expect((await pay.openJsapi(order)).kind).toBe('ok');
        expect(seen).toHaveLength(3);
        expect(new Set(seen.map((request) => request.body)).size).toBe(1);
        expect(new Set(seen.map((request) => request.headers.authorization)).size).toBe(3);
      },
    ));

  it.each(troubles)('OR-07 after %s three times it says so, and nothing was decided', (_name, trouble) =>
    against(trouble, async (pay, seen) => {
      expect((await pay.refund({ outTradeNo: NO, outRefundNo: `R${NO}`, refundFen: 1, totalFen: 2, reason: 'x', notifyUrl: order.notifyUrl })).kind).toBe('unavailable');
      expect(seen).toHaveLength(3);
    }));

  it('OR-07 a server that nobody listens at is unavailable, not a fault', async () => {
    const world = dependencies(FAST);
    const pay = createWechatPay({ ...gatewayEnv(keys, 'http://127.0.0.1:9'), WECHAT_PAY_API_BASE: 'http://127.0.0.1:9' }, world);
    expect((await pay.query(NO)).kind).toBe('unavailable');
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

describe('platform certificates', () => {
  const entry = (certificate: string, serial: string, apiV3Key = keys.apiV3Key, expire = '2031-01-01T00:00:00+08:00') => ({
    serial_no: serial,
    effective_time: '2026-01-01T00:00:00+08:00',
    expire_time: expire,
    encrypt_certificate: seal(certificate, 'certificate', apiV3Key),
  });
  const list = () => answered(200, { data: [entry(keys.platform.certificate, keys.platform.serial)] }, platformPair);
  const asks = (seen: readonly SeenRequest[]) => seen.filter((request) => request.url === '/v3/certificates').length;
  const serving = (certificates: () => Scripted) => (request: SeenRequest) => (request.url === '/v3/certificates' ? certificates() : answered(200, paid, platformPair));

  it('OR-07 they are downloaded once, by signed request, for many answers and notifications', () =>
    against(
      serving(list),
      async (pay, seen) => {
        const all = await Promise.all(Array.from({ length: 8 }, () => pay.query(NO)));
        for (const one of all) expect(one.kind).toBe('ok');
        expect((await pay.query(NO)).kind).toBe('ok');
        expect(asks(seen)).toBe(1);
        for (const request of seen) expect(signatureHolds(request, request.url)).toBe(true);
        expect(seen[0]?.headers['wechatpay-serial']).toBeUndefined();
      },
      'platform-certificate',
    ));

  const bad: readonly (readonly [string, () => Scripted])[] = [
    ['sealed with another key', () => answered(200, { data: [entry(keys.platform.certificate, keys.platform.serial, 'x'.repeat(32))] }, platformPair)],
    ['of another serial', () => answered(200, { data: [entry(keys.merchant.certificate, keys.platform.serial)] }, platformPair)],
    ['not signed by themselves', () => answered(200, { data: [entry(keys.platform.certificate, keys.platform.serial)] }, null)],
    ['over', () => answered(200, { data: [entry(keys.platform.certificate, keys.platform.serial, keys.apiV3Key, '2026-01-02T00:00:00+08:00')] }, platformPair)],
    ['refused', () => answered(401, { code: 'SIGN_ERROR', message: 'x' }, null)],
    ['missing', () => answered(404, { code: 'RESOURCE_NOT_EXISTS', message: '无可用的平台证书' }, null)],
    ['not there', () => 'cut'],
  ];
  it.each(bad)('OR-07 certificates that are %s are not used, and not asked for again and again', (_name, certificates) =>
    against(
      serving(certificates),
      async (pay, seen) => {
        for (let i = 0; i < 5; i++) expect((await pay.query(NO)).kind).toBe('unavailable');
        expect(asks(seen)).toBe(1);
      },
      'platform-certificate',
    ));

  it('OR-07 after the pause they are asked for again, and a new serial is found', () => {
    let open = false;
    return against(
      serving(() => (open ? list() : 'cut')),
      async (pay, seen, world) => {
        expect((await pay.query(NO)).kind).toBe('unavailable');
        open = true;
        expect((await pay.query(NO)).kind).toBe('unavailable');
        world.time.offsetMs += 30_000;
        expect((await pay.query(NO)).kind).toBe('ok');
        expect(asks(seen)).toBe(2);
      },
      'platform-certificate',
    );
  });

  it('OR-07 after twelve hours they are renewed in the background while answers go on', () => {
    const now = { at: 0 };
    return against(
      (request) => {
        const body = request.url === '/v3/certificates' ? JSON.stringify({ data: [entry(keys.platform.certificate, keys.platform.serial)] }) : JSON.stringify(paid);
        return { status: 200, headers: wechatpayHeaders(body, platformPair, new Date(Date.now() + now.at)), body };
      },
      async (pay, seen, world) => {
        await pay.query(NO);
        now.at = world.time.offsetMs = 13 * 3_600_000;
        expect((await pay.query(NO)).kind).toBe('ok');
        for (let i = 0; i < 100 && asks(seen) < 2; i++) await new Promise((resolve) => setTimeout(resolve, 5));
        expect((await pay.query(NO)).kind).toBe('ok');
        expect(asks(seen)).toBe(2);
      },
      'platform-certificate',
    );
  });

  it('OR-07 while a merchant moves to the public key, both kinds of signature are accepted', () =>
    against(
      (request, count) => (request.url === '/v3/certificates' ? list() : answered(200, paid, count % 2 ? publicPair : platformPair)),
      async (pay) => {
        for (let i = 0; i < 4; i++) expect((await pay.query(NO)).kind).toBe('ok');
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
      for (const secret of ['oLin', 'PRIVATE', 'signature=', 'WECHATPAY2', keys.apiV3Key, String(seen[0]?.headers.authorization)]) expect(world.logged()).not.toContain(secret);
    },
  ));
