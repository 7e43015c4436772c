import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ConfigurationError, readEnv } from './env';
import { messages } from './messages';
import { roles } from './roles';
import { RIGHTS } from '@zhike/domain/kernel/access';

const key = Buffer.alloc(32, 7).toString('base64');
const pem = '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----';
const good: Record<string, string> = {
  PUBLIC_BASE_URL: 'https://shop.example.cn',
  DATABASE_URL: 'postgresql://zhike@127.0.0.1/zhike',
  FIELD_KEYS: `k1:${key}`,
  INDEX_KEY: key,
  SESSION_KEY: key,
  WECHAT_APPID: 'wx1',
  WECHAT_SECRET: 's',
  WECHAT_PAY_MCHID: '1900000001',
  WECHAT_PAY_MERCHANT_SERIAL: 'AB',
  WECHAT_PAY_MERCHANT_CERT: pem,
  WECHAT_PAY_MERCHANT_KEY: pem,
  WECHAT_PAY_APIV3_KEY: 'a'.repeat(32),
  WECOM_CORP_ID: 'ww1',
  WECOM_AGENT_ID: '1000002',
  WECOM_SECRET: 's',
  WECOM_CALLBACK_TOKEN: 't',
  WECOM_CALLBACK_AES_KEY: 'a'.repeat(43),
};
const problemsOf = (source: Record<string, string | undefined>): Record<string, string> => {
  try {
    readEnv(source);
    return {};
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return Object.fromEntries(error.problems.map((one) => [one.name, one.problem]));
  }
};

test('PF-01 a whole configuration is read, with the real services as default', () => {
  expect(readEnv(good)).toMatchObject({ PORT: 3000, WORKER: 'separate', WECHAT_PAY_API_BASE: 'https://api.mch.weixin.qq.com', HOLD_MINUTES: 15 });
});

test('PF-01 every missing value is named at once', () => {
  const problems = problemsOf({});
  expect(Object.keys(problems).sort()).toEqual(Object.keys(good).sort());
  expect(new Set(Object.values(problems))).toEqual(new Set(['is missing']));
});

test.each([
  ['PORT', '80000'],
  ['PORT', 'web'],
  ['PUBLIC_BASE_URL', 'shop.example.cn'],
  ['DATABASE_URL', 'mysql://x'],
  ['REDIS_URL', 'localhost:6379'],
  ['INDEX_KEY', 'short'],
  ['FIELD_KEYS', `k1:${key},k2:short`],
  ['WECHAT_PAY_APIV3_KEY', 'short'],
  ['WECHAT_PAY_MERCHANT_KEY', 'not a pem'],
  ['WECHAT_TEMPLATES', 'booking_confirmed'],
  ['WECOM_CALLBACK_AES_KEY', 'short'],
  ['SMS_TEMPLATES', 'booking_confirmed=abc'],
  ['SMS_REGION', 'China'],
  ['WORKER', 'sometimes'],
  ['HOLD_MINUTES', '1.5'],
])('PF-01 a malformed %s (%s) is named, and its value is not repeated', (name, value) => {
  const problems = problemsOf({ ...good, [name]: value });
  expect(Object.keys(problems)).toEqual([name]);
  if (value.length > 6) expect(problems[name]).not.toContain(value);
});

test('PF-01 a public key needs its id, and a secret may lie in a file', () => {
  expect(problemsOf({ ...good, WECHAT_PAY_PUBLIC_KEY_ID: 'PUB_KEY_ID_1' })).toHaveProperty('WECHAT_PAY_PUBLIC_KEY');
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'zhike-env-')), 'secret');
  writeFileSync(file, 'from a file\n');
  expect(readEnv({ ...good, WECHAT_SECRET: `file:${file}` }).WECHAT_SECRET).toBe('from a file');
  expect(problemsOf({ ...good, WECHAT_SECRET: 'file:/nowhere' })).toEqual({ WECHAT_SECRET: 'names a file that cannot be read' });
});

test('RU-11 text messages are optional; half a set-up is named', () => {
  expect(readEnv(good)).toMatchObject({ SMS_API_BASE: 'https://sms.tencentcloudapi.com', SMS_TEMPLATES: '' });
  expect(readEnv(good).SMS_SECRET_ID).toBeUndefined();
  const keys = { SMS_SECRET_ID: 'AKID1', SMS_SECRET_KEY: 'k', SMS_SDK_APP_ID: '1400006666', SMS_SIGN_NAME: '拾光影像' };
  expect(readEnv({ ...good, ...keys })).toMatchObject(keys);
  expect(problemsOf({ ...good, SMS_SECRET_ID: 'AKID1' })).toEqual({
    SMS_SECRET_KEY: 'must be given together with SMS_SECRET_ID',
    SMS_SDK_APP_ID: 'must be given together with SMS_SECRET_ID',
    SMS_SIGN_NAME: 'must be given together with SMS_SECRET_ID',
  });
  expect(problemsOf({ ...good, ...keys, SMS_SIGN_NAME: '【拾光】' })).toEqual({ SMS_SIGN_NAME: 'must be the approved signature without 【】' });
  expect(problemsOf({ ...good, ...keys, SMS_SDK_APP_ID: 'abc' })).toEqual({ SMS_SDK_APP_ID: 'must be the number of the SMS application' });
});

test('SC-01 roles are whole: known rights, one key each, headquarters holds them all', () => {
  expect(new Set(roles.map((role) => role.key)).size).toBe(roles.length);
  for (const role of roles) for (const grant of role.grants) expect(RIGHTS).toContain(grant.right);
  const headquarters = roles.find((role) => role.key === 'headquarters');
  expect(new Set(headquarters?.grants.map((grant) => grant.right))).toEqual(new Set(RIGHTS));
});

test('BK-12 every message has its words', () => {
  for (const wording of Object.values(messages)) expect(JSON.stringify(wording).length).toBeGreaterThan(20);
});

describe('PF-01 further merchants of WeChat Pay', () => {
  const merchant = { mchid: '1900000002', name: '浦东公司', serial: 'A'.repeat(40), cert: pem, key: pem, apiV3Key: 'b'.repeat(32) };
  const written = (...list: readonly unknown[]) => ({ ...good, WECHAT_PAY_MERCHANTS: JSON.stringify(list) });

  test('are read under the names of the main one’s values; a key may lie in a file', () => {
    const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'zhike-env-')), 'key.pem');
    writeFileSync(file, `${pem}\n`);
    expect(readEnv(written({ ...merchant, key: `file:${file}` })).WECHAT_PAY_MERCHANTS).toMatchObject([
      { name: '浦东公司', WECHAT_PAY_MCHID: '1900000002', WECHAT_PAY_MERCHANT_KEY: pem, WECHAT_PAY_PUBLIC_KEY_ID: undefined },
    ]);
    expect(readEnv(good).WECHAT_PAY_MERCHANTS).toEqual([]);
  });

  test.each([
    ['no list', { ...good, WECHAT_PAY_MERCHANTS: '{}' }, 'must be a JSON list'],
    ['no JSON', { ...good, WECHAT_PAY_MERCHANTS: '[' }, 'must be a JSON list'],
    ['a wrong number', written({ ...merchant, mchid: 'x' }), '[0].mchid must be a merchant number'],
    ['a short key', written(merchant, { ...merchant, mchid: '1900000003', apiV3Key: 'short' }), '[1].apiV3Key must have 32 characters'],
    ['an unknown field', written({ ...merchant, appid: 'wx1' }), '[0].appid is not known'],
    ['a file that is not there', written({ ...merchant, cert: 'file:/nowhere.pem' }), '[0].cert names a file that cannot be read'],
    ['a public key without its id', written({ ...merchant, publicKey: pem }), '[0].publicKey and .publicKeyId must be given together'],
    ['one twice', written(merchant, merchant), 'names a merchant twice'],
    ['the main one again', written({ ...merchant, mchid: good.WECHAT_PAY_MCHID }), 'names the main merchant again'],
  ])('%s is named, and no value', (_, source, problem) => {
    const said = problemsOf(source).WECHAT_PAY_MERCHANTS ?? '';
    expect(said).toContain(problem);
    expect(said).not.toContain('short');
  });

  test('while keys change there are two of each, and a key for each id', () => {
    const ids = 'PUB_KEY_ID_02,PUB_KEY_ID_01';
    const changing = { ...good, WECHAT_PAY_APIV3_KEY: `${'b'.repeat(32)},${'a'.repeat(32)}`, WECHAT_PAY_PUBLIC_KEY_ID: ids };
    expect(problemsOf({ ...changing, WECHAT_PAY_PUBLIC_KEY: `${pem}\n${pem}` })).toEqual({});
    expect(problemsOf({ ...changing, WECHAT_PAY_PUBLIC_KEY: pem })).toEqual({ WECHAT_PAY_PUBLIC_KEY: 'must have a key for each id' });
  });
});
