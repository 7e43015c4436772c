import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSms } from '../src/gateways/sms/http';
import { signWith, signingKey, stringToSign } from '../src/gateways/sms/tc3';
import { createMemoryEphemeral } from '../src/platform/ephemeral-memory';
import { createLog } from '../src/platform/log';
import { freePort } from './harness';

/** The worked example of Tencent Cloud's documentation of signature v3; of its secret only the derived key is public. */
const EXAMPLE = {
  service: 'cvm',
  host: 'cvm.tencentcloudapi.com',
  action: 'DescribeInstances',
  timestamp: 1_551_113_065,
  body: '{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}',
};

test('RU-11 requests are signed as Tencent Cloud documents it', () => {
  expect(stringToSign(EXAMPLE)).toBe(
    'TC3-HMAC-SHA256\n1551113065\n2019-02-25/cvm/tc3_request\n7019a55be8395899b900fb5564e4200d984910f34794a27cb3fb7d10ff6a1e84',
  );
  const key = Buffer.from('b596b923aad85185e2d1f6659d2a062e0a86731226e021e61bfe06f7ed05f5af', 'hex');
  expect(signWith(key, EXAMPLE)).toBe('10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f');
  expect(signingKey('k', EXAMPLE.timestamp, 'cvm')).not.toEqual(signingKey('k', EXAMPLE.timestamp, 'sms'));
});

const log = createLog('silent');
const config = {
  SMS_API_BASE: 'http://127.0.0.1',
  SMS_REGION: 'ap-guangzhou',
  SMS_SECRET_ID: 'AKID1',
  SMS_SECRET_KEY: 'k',
  SMS_SDK_APP_ID: '1400006666',
  SMS_SIGN_NAME: '拾光影像',
};
const dependencies = {
  log,
  clock: { now: () => new Date() },
  ephemeral: createMemoryEphemeral(log),
  limits: { connectMs: 500, totalMs: 500, backoffMs: [] },
};
const message = { phone: '13800138001', templateId: '1', values: ['一'], context: 'm-1' };

test('RU-11 without keys there is no gateway', () => {
  expect(createSms({ ...config, SMS_SECRET_KEY: undefined }, dependencies)).toBeNull();
});

test('RU-11 a service that was never reached has not sent anything', async () => {
  const nowhere = `http://127.0.0.1:${await freePort()}`;
  expect(await createSms({ ...config, SMS_API_BASE: nowhere }, dependencies)?.send(message)).toEqual({
    kind: 'unavailable',
    detail: 'connection ECONNREFUSED',
  });
});

describe('RU-11 an answer that cannot be read leaves it unknown', () => {
  let answer: { status: number; body: string };
  let server: Server;
  let base = '';
  beforeAll(async () => {
    server = createServer((request, response) => {
      request.resume().on('end', () => response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());
  const status = (change: object) =>
    JSON.stringify({ Response: { SendStatusSet: [{ SerialNo: '1:2', Code: 'Ok', SessionContext: 'm-1', ...change }], RequestId: 'r' } });
  const error = (Code: string) => JSON.stringify({ Response: { Error: { Code, Message: 'for +8613800138001' }, RequestId: 'r' } });

  test.each([
    ['a page of a proxy', 502, '<html>', 'unknown'],
    ['a proxy that has no room', 503, '<html>', 'unavailable'],
    ['not JSON', 200, 'ok', 'unknown'],
    ['nothing in it', 200, '{"Response":{"RequestId":"r"}}', 'unknown'],
    ['the answer to another text', 200, status({ SessionContext: 'm-2' }), 'unknown'],
    ['its own trouble', 200, status({ Code: 'InternalError.SendAndRecvFail' }), 'unknown'],
    ['too many requests', 200, error('RequestLimitExceeded'), 'unavailable'],
    ['a key that may not', 200, error('AuthFailure.UnauthorizedOperation'), 'unavailable'],
    ['a code that is new', 200, error('FailedOperation.SomethingNew'), 'rejected'],
    ['sent', 200, status({}), 'sent'],
  ])('RU-11 %s', async (_what, code, body, expected) => {
    answer = { status: code, body };
    const said = await createSms({ ...config, SMS_API_BASE: `${base}/deep/` }, dependencies)?.send(message);
    expect(said?.kind).toBe(expected);
    expect(JSON.stringify(said)).not.toContain('13800138001');
  });
});
