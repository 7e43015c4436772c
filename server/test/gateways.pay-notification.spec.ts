import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createWechatPay } from '../src/gateways/wechat-pay/http';
import { dependencies, gatewayEnv, type Pair, scriptedServer, seal, wechatpayHeaders, worldKeys } from './gateways.fixtures';

const keys = worldKeys({ payMode: 'public-key' });
const pair: Pair = { id: keys.payPublicKey.id, privateKey: keys.payPublicKey.privateKey };

const transaction = (change: Record<string, unknown> = {}) => ({
  appid: keys.appid,
  mchid: keys.mchid,
  out_trade_no: 'ZK20261122000001',
  transaction_id: '4200001234202611220000000001',
  trade_type: 'JSAPI',
  trade_state: 'SUCCESS',
  trade_state_desc: '支付成功',
  bank_type: 'OTHERS',
  attach: '',
  success_time: '2026-11-22T10:00:00+08:00',
  payer: { openid: 'oLin' },
  amount: { total: 10_000, payer_total: 10_000, currency: 'CNY', payer_currency: 'CNY' },
  ...change,
});
const refund = (change: Record<string, unknown> = {}) => ({
  mchid: keys.mchid,
  out_trade_no: 'ZK20261122000001',
  transaction_id: '4200001234202611220000000001',
  out_refund_no: 'ZKR20261122000001',
  refund_id: '50300000000000000000000001',
  refund_status: 'SUCCESS',
  success_time: '2026-11-22T11:00:00+08:00',
  user_received_account: '支付用户零钱',
  amount: { total: 10_000, refund: 3_000, payer_total: 10_000, payer_refund: 3_000 },
  ...change,
});

interface Envelope {
  event_type: string;
  resource: { original_type: string; algorithm: string; ciphertext: string; associated_data: string; nonce: string };
  [other: string]: unknown;
}
function envelope(eventType: string, originalType: string, plain: unknown, apiV3Key = keys.apiV3Key): Envelope {
  const text = typeof plain === 'string' ? plain : JSON.stringify(plain);
  return {
    id: 'EV-0001',
    create_time: '2026-11-22T10:00:01+08:00',
    event_type: eventType,
    resource_type: 'encrypt-resource',
    summary: '支付成功',
    resource: { original_type: originalType, ...seal(text, originalType, apiV3Key) },
  };
}
const payment = (change?: Record<string, unknown>) => envelope('TRANSACTION.SUCCESS', 'transaction', transaction(change));
const signed = (message: Envelope | string, by = pair, at?: Date) => {
  const body = typeof message === 'string' ? message : JSON.stringify(message);
  return { body, headers: wechatpayHeaders(body, by, at) };
};

const world = dependencies();
let certificateRequests = 0;
let pay: ReturnType<typeof createWechatPay>;
let server: Awaited<ReturnType<typeof scriptedServer>>;
beforeAll(async () => {
  server = await scriptedServer(() => {
    certificateRequests += 1;
    return { status: 404, body: '{"code":"RESOURCE_NOT_EXISTS"}' };
  });
  pay = createWechatPay({ ...gatewayEnv(keys, server.baseUrl), WECHAT_PAY_API_BASE: server.baseUrl }, world);
});
afterAll(() => server.close());
beforeEach(() => {
  world.lines.length = 0;
});

describe('what a genuine notification becomes', () => {
  it('OR-07 a payment: numbers, whole fen, payer and instant', async () => {
    const { headers, body } = signed(payment());
    expect(await pay.readNotification(headers, body)).toEqual({
      kind: 'payment',
      id: 'EV-0001',
      transaction: {
        outTradeNo: 'ZK20261122000001',
        transactionId: '4200001234202611220000000001',
        state: 'SUCCESS',
        appid: keys.appid,
        mchid: keys.mchid,
        amountFen: 10_000,
        currency: 'CNY',
        payerOpenid: 'oLin',
        successAt: new Date('2026-11-22T02:00:00Z'),
      },
    });
  });

  it('OR-07 header names in lower case, as Koa gives them, read the same', async () => {
    const { headers, body } = signed(payment());
    const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    expect((await pay.readNotification(lower, body)).kind).toBe('payment');
  });

  it.each(['SUCCESS', 'ABNORMAL', 'CLOSED'])('OR-07 a refund that ended as %s: the notification says refund_status, not status', async (status) => {
    const { headers, body } = signed(
      envelope(`REFUND.${status}`, 'refund', refund(status === 'SUCCESS' ? {} : { refund_status: status, success_time: undefined })),
    );
    expect(await pay.readNotification(headers, body)).toEqual({
      kind: 'refund',
      id: 'EV-0001',
      refund: {
        outRefundNo: 'ZKR20261122000001',
        outTradeNo: 'ZK20261122000001',
        refundId: '50300000000000000000000001',
        status,
        refundFen: 3_000,
        successAt: status === 'SUCCESS' ? new Date('2026-11-22T03:00:00Z') : null,
      },
    });
  });

  it('OR-07 a valid notification of another type is named and not opened', async () => {
    const { headers, body } = signed(envelope('SECURITY_ECHO.SUCCESS', 'security', { any: 1 }));
    expect(await pay.readNotification(headers, body)).toEqual({ kind: 'other', id: 'EV-0001', eventType: 'SECURITY_ECHO.SUCCESS' });
  });

  it('OR-07 a time stamp just inside five minutes on either side is accepted', async () => {
    for (const seconds of [-295, 295]) {
      const { headers, body } = signed(payment(), pair, new Date(Date.now() + seconds * 1000));
      expect((await pay.readNotification(headers, body)).kind).toBe('payment');
    }
  });
});

describe('what is refused', () => {
  const refused = async (headers: Record<string, string | undefined>, body: string) => {
    const result = await pay.readNotification(headers, body);
    return result.kind === 'refused' ? result.reason : result.kind;
  };

  it.each(['Wechatpay-Timestamp', 'Wechatpay-Nonce', 'Wechatpay-Serial', 'Wechatpay-Signature'])('OR-07 without %s', async (name) => {
    const { headers, body } = signed(payment());
    expect(await refused({ ...headers, [name]: undefined }, body)).toBe('headers');
    expect(await refused({ ...headers, [name]: '' }, body)).toBe('headers');
  });

  it('OR-07 a notification recorded six minutes ago, or dated six minutes ahead', async () => {
    for (const seconds of [-360, 360]) {
      const { headers, body } = signed(payment(), pair, new Date(Date.now() + seconds * 1000));
      expect(await refused(headers, body)).toBe('timestamp');
    }
    const { headers, body } = signed(payment());
    for (const timestamp of ['now', '-1', '1e9', '99999999999999999999', ' 1'])
      expect(await refused({ ...headers, 'Wechatpay-Timestamp': timestamp }, body)).toBe('timestamp');
  });

  it('OR-07 a time stamp that was moved into the window breaks the signature', async () => {
    const { headers, body } = signed(payment(), pair, new Date(Date.now() - 360_000));
    expect(await refused({ ...headers, 'Wechatpay-Timestamp': String(Math.floor(Date.now() / 1000)) }, body)).toBe('signature');
  });

  it('OR-07 a serial that is not ours; a thousand bogus ones cause one download', async () => {
    certificateRequests = 0;
    const { body, headers } = signed(payment());
    const bogus = Array.from({ length: 1000 }, () => randomBytes(20).toString('hex').toUpperCase());
    for (const serial of [...bogus, 'PUB_KEY_ID_0199999999999999999999999999', '__proto__', 'constructor', '../../etc'])
      expect(await refused({ ...headers, 'Wechatpay-Serial': serial }, body)).toBe('serial');
    expect(certificateRequests).toBe(1);
  });

  it('OR-07 a signature made with another key under our serial', async () => {
    const stranger = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    const { headers, body } = signed(payment(), { id: pair.id, privateKey: stranger.privateKey });
    expect(await refused(headers, body)).toBe('signature');
  });

  it('OR-07 a signature that is not base64, too short, or of another body', async () => {
    const { headers, body } = signed(payment());
    for (const signature of ['x', 'AAAA', '%%%', headers['Wechatpay-Signature']?.slice(4)])
      expect(await refused({ ...headers, 'Wechatpay-Signature': signature }, body)).toBe('signature');
    expect(await refused(headers, body.replace('EV-0001', 'EV-0002'))).toBe('signature');
    expect(await refused(headers, `${body} `)).toBe('signature');
    expect(await refused(headers, JSON.stringify(JSON.parse(body), null, 1))).toBe('signature');
    expect(await refused({ ...headers, 'Wechatpay-Nonce': 'other' }, body)).toBe('signature');
  });

  it('OR-07 a signature probe of WeChat Pay is refused without an alarm', async () => {
    const { headers, body } = signed(payment());
    expect(await refused({ ...headers, 'Wechatpay-Signature': `WECHATPAY/SIGNTEST/${headers['Wechatpay-Signature']}` }, body)).toBe('signature');
    expect(world.lines.map((line) => line.level)).toEqual([20]);
  });

  it('OR-07 a body that is signed but is no notification', async () => {
    for (const text of [
      '',
      'null',
      '[]',
      '"x"',
      '{',
      '{}',
      '{"id":"1","event_type":"TRANSACTION.SUCCESS"}',
      '{"id":1,"event_type":"TRANSACTION.SUCCESS","resource":{}}',
    ]) {
      const { headers, body } = signed(text);
      expect(await refused(headers, body)).toBe('body');
    }
  });

  it('OR-07 flipped bits all over the ciphertext, though the envelope is signed', async () => {
    const message = payment();
    const packed = Buffer.from(message.resource.ciphertext, 'base64');
    for (let bit = 0; bit < packed.length * 8; bit += 37) {
      const changed = Buffer.from(packed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const { headers, body } = signed({ ...message, resource: { ...message.resource, ciphertext: changed.toString('base64') } });
      expect(await refused(headers, body)).toBe('ciphertext');
    }
  });

  it('OR-07 another associated data, nonce or key, a cut tag, an empty ciphertext', async () => {
    const message = payment();
    const changes: Partial<Envelope['resource']>[] = [
      { associated_data: 'refund' },
      { associated_data: '' },
      { nonce: 'abcdefghijkl' },
      { nonce: '' },
      { ciphertext: message.resource.ciphertext.slice(0, -8) },
      { ciphertext: '' },
      { ciphertext: 'AAAAAAAAAAAAAAAAAAAAAA==' },
    ];
    for (const change of changes) {
      const { headers, body } = signed({ ...message, resource: { ...message.resource, ...change } });
      expect(await refused(headers, body)).toBe('ciphertext');
    }
    const foreign = signed(envelope('TRANSACTION.SUCCESS', 'transaction', transaction(), randomBytes(16).toString('hex')));
    expect(await refused(foreign.headers, foreign.body)).toBe('ciphertext');
  });

  it('OR-07 a refund object under a payment event, and the other way round', async () => {
    for (const message of [
      envelope('TRANSACTION.SUCCESS', 'refund', refund()),
      envelope('REFUND.SUCCESS', 'transaction', transaction()),
      envelope('TRANSACTION.SUCCESS', 'transaction', refund()),
      envelope('REFUND.SUCCESS', 'refund', transaction()),
    ]) {
      const { headers, body } = signed(message);
      expect(await refused(headers, body)).toBe('body');
    }
  });

  it('OR-07 amounts that are not whole fen, states that do not exist, a paid order without its number, time or amount', async () => {
    const wrong = [
      { amount: { total: 100.5, currency: 'CNY' } },
      { amount: { total: -1, currency: 'CNY' } },
      { amount: { total: '10000', currency: 'CNY' } },
      { amount: { total: 1e300, currency: 'CNY' } },
      { amount: undefined },
      { trade_state: 'PAID' },
      { transaction_id: undefined },
      { transaction_id: '' },
      { success_time: undefined },
      { success_time: '2026-11-22 10:00:00' },
      { success_time: '2026-13-45T10:00:00+08:00' },
      { out_trade_no: { $ne: '' } },
    ];
    for (const change of wrong) {
      const { headers, body } = signed(payment(change));
      expect(await refused(headers, body)).toBe('body');
    }
    for (const change of [{ amount: { refund: 0.1, total: 1 } }, { refund_status: 'DONE' }, { refund_id: undefined }]) {
      const { headers, body } = signed(envelope('REFUND.SUCCESS', 'refund', refund(change)));
      expect(await refused(headers, body)).toBe('body');
    }
  });

  it('OR-07 another merchant or another app', async () => {
    for (const message of [
      payment({ mchid: '1600000000' }),
      payment({ appid: 'wx0000000000000000' }),
      envelope('REFUND.SUCCESS', 'refund', refund({ mchid: '1600000000' })),
    ]) {
      const { headers, body } = signed(message);
      expect(await refused(headers, body)).toBe('merchant');
    }
  });

  it('SC-06 nothing of the payer, the key or the content reaches the log', async () => {
    const { headers, body } = signed(payment({ mchid: '1600000000' }));
    await refused(headers, body);
    await refused({ ...headers, 'Wechatpay-Signature': 'x' }, body);
    expect(world.lines.length).toBeGreaterThan(0);
    for (const secret of ['oLin', keys.apiV3Key, '10000', 'PRIVATE KEY', headers['Wechatpay-Signature'] ?? '']) expect(world.logged()).not.toContain(secret);
  });
});
