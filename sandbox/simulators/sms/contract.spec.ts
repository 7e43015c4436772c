import { createHash, createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readEnv } from '../../../config/env';
import { createSms } from '../../../server/src/gateways/sms/http';
import { createMemoryEphemeral } from '../../../server/src/platform/ephemeral-memory';
import { createLog } from '../../../server/src/platform/log';
import { loadWorldKeys, worldEnv } from '../../world/keys';
import { createWorld } from '../../world/world';
import { stage, type Stage } from '../contract.fixtures';

const VALUES = ['亲子写真', '2026年11月28日 10:00', '静安店 南京西路 1688 号', '请准时到店'];
let context = 0;
let sim: Stage;
beforeAll(async () => void (sim = await stage()));
afterAll(() => sim.close());
afterEach(() => sim.pull('/faults', { reset: true }));

interface Answer {
  readonly Response: {
    readonly RequestId: string;
    readonly Error?: { readonly Code: string };
    readonly SendStatusSet?: readonly Readonly<Record<string, string | number>>[];
  };
}

/** SendSms as the documentation tells it, written without the gateway; `change` spoils one part of it. */
async function call(
  body: Record<string, unknown> = {},
  change: { at?: number; key?: string; id?: string; headers?: Record<string, string>; raw?: string } = {},
) {
  const { sms } = sim.keys;
  const seconds = Math.floor((change.at ?? sim.clock.now().getTime()) / 1000);
  const day = new Date(seconds * 1000).toISOString().slice(0, 10);
  const payload = JSON.stringify({
    PhoneNumberSet: ['+8613800138001'],
    SmsSdkAppId: sms.sdkAppId,
    SignName: sms.signName,
    TemplateId: sms.templates.booking_confirmed,
    TemplateParamSet: VALUES,
    SessionContext: `spec-${String((context += 1))}`,
    ...body,
  });
  const hex = (text: string): string => createHash('sha256').update(text).digest('hex');
  const mac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();
  const canonical = `POST\n/\n\ncontent-type:application/json\nhost:${new URL(sim.baseUrl).host}\n\ncontent-type;host\n${hex(payload)}`;
  const key = mac(mac(mac(`TC3${change.key ?? sms.secretKey}`, day), 'sms'), 'tc3_request');
  const signature = mac(key, `TC3-HMAC-SHA256\n${String(seconds)}\n${day}/sms/tc3_request\n${hex(canonical)}`).toString('hex');
  const response = await fetch(`${sim.baseUrl}/sim/sms/`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-tc-action': 'SendSms',
      'x-tc-version': '2021-01-11',
      'x-tc-region': 'ap-guangzhou',
      'x-tc-timestamp': String(seconds),
      authorization: `TC3-HMAC-SHA256 Credential=${change.id ?? sms.secretId}/${day}/sms/tc3_request, SignedHeaders=content-type;host, Signature=${signature}`,
      ...change.headers,
    },
    body: change.raw ?? payload,
  });
  return ((await response.json()) as Answer).Response;
}
const sentCode = async (body: Record<string, unknown>) => (await call(body)).SendStatusSet?.[0]?.Code;
const errorCode = async (...args: Parameters<typeof call>) => (await call(...args)).Error?.Code;

describe('RU-11 the SMS service', () => {
  it('RU-11 delivers a text to its number, with its signature, and gives back what it was sent with', async () => {
    const { SendStatusSet, RequestId } = await call({ SessionContext: 'm-1' });
    expect(SendStatusSet).toEqual([
      {
        SerialNo: expect.stringMatching(/^\d{4}:\d+$/) as unknown,
        PhoneNumber: '+8613800138001',
        Fee: 1,
        SessionContext: 'm-1',
        Code: 'Ok',
        Message: 'send success',
        IsoCode: 'CN',
      },
    ]);
    expect(RequestId).toMatch(/^[\da-f-]{36}$/);
    expect(sim.world.state.smsMessages.at(-1)).toMatchObject({
      phone: '+8613800138001',
      context: 'm-1',
      text: '【拾光影像】您的预约已确认：亲子写真，2026年11月28日 10:00，地点静安店 南京西路 1688 号。备注：请准时到店。',
    });
    const line = sim.world.state.journal.find((entry) => entry.kind === 'sms.sent');
    expect(line?.text).toContain('林小雨 收到短信');
    expect(JSON.stringify(sim.world.state.journal)).not.toContain('13800138001');
    expect((await sim.json('/console/state')).smsMessages).toHaveLength(1);
  });

  it.each<[string, string | undefined, Parameters<typeof call>[1]]>([
    ['another key', 'AuthFailure.SignatureFailure', { key: 'x'.repeat(32) }],
    ['an unknown id', 'AuthFailure.SecretIdNotFound', { id: 'AKIDnobody' }],
    ['a body that was changed on the way', 'AuthFailure.SignatureFailure', { raw: '{"PhoneNumberSet":["+8613800138002"]}' }],
    ['a clock that is six minutes slow', 'AuthFailure.SignatureExpire', { at: Date.now() - 360_000 }],
    ['a clock that is six minutes fast', 'AuthFailure.SignatureExpire', { at: Date.now() + 360_000 }],
    ['a clock that is four minutes slow', undefined, { at: Date.now() - 240_000 }],
    ['a time that was not signed', 'AuthFailure.SignatureFailure', { headers: { 'x-tc-timestamp': String(Math.floor(Date.now() / 1000) + 5) } }],
    ['no signature', 'AuthFailure.InvalidAuthorization', { headers: { authorization: 'Bearer x' } }],
    ['another action', 'InvalidAction', { headers: { 'x-tc-action': 'SendMail' } }],
    ['another version', 'NoSuchVersion', { headers: { 'x-tc-version': '2019-07-11' } }],
    ['a region that has no SMS', 'UnsupportedRegion', { headers: { 'x-tc-region': 'ap-mars' } }],
    ['no region', 'MissingParameter', { headers: { 'x-tc-region': '' } }],
  ])('RU-11 looks at who asks: %s', async (_what, code, change) => {
    const before = sim.world.state.smsMessages.length;
    expect(await errorCode({ PhoneNumberSet: ['+8613800138004'] }, change)).toBe(code);
    expect(sim.world.state.smsMessages.length - before).toBe(code === undefined ? 1 : 0);
  });

  it.each([
    ['a number that is none', { PhoneNumberSet: ['+861380013'] }, 'InvalidParameterValue.IncorrectPhoneNumber'],
    ['a number of another country', { PhoneNumberSet: ['+14155550100'] }, 'InvalidParameterValue.IncorrectPhoneNumber'],
    ['another application', { SmsSdkAppId: '1400000000' }, 'UnauthorizedOperation.SmsSdkAppIdVerifyFail'],
    ['a signature that was not approved', { SignName: '别家' }, 'FailedOperation.SignatureIncorrectOrUnapproved'],
    ['a template that was not approved', { TemplateId: '1' }, 'FailedOperation.TemplateIncorrectOrUnapproved'],
    ['too few values', { TemplateParamSet: ['一'] }, 'FailedOperation.TemplateParamSetNotMatchApprovedTemplate'],
    ['an address of a page', { TemplateParamSet: [...VALUES.slice(1), 'https://a.cn'] }, 'InvalidParameterValue.ProhibitedUseUrlInTemplateParameter'],
    ['a text without end', { TemplateParamSet: [...VALUES.slice(1), '长'.repeat(500)] }, 'InvalidParameterValue.ContentLengthLimit'],
  ])('RU-11 refuses for one number: %s', async (_what, body, code) => {
    expect(await sentCode(body)).toBe(code);
  });

  it('RU-11 refuses a request without numbers, with too many, or that is none', async () => {
    expect(await errorCode({ PhoneNumberSet: [] })).toBe('MissingParameter.EmptyPhoneNumberSet');
    expect(await errorCode({ PhoneNumberSet: Array.from({ length: 201 }, () => '+8613800138001') })).toBe('LimitExceeded.PhoneNumberCountLimit');
    expect(await errorCode({ TemplateId: undefined })).toBe('MissingParameter');
  });

  it('RU-11 takes the same text again after thirty seconds, and ten texts a day', async () => {
    const one = { PhoneNumberSet: ['13800138002'] };
    const values = (n: number) => ({ ...one, TemplateParamSet: [`服务 ${String(n)}`, ...VALUES.slice(1)] });
    expect(await sentCode(values(0))).toBe('Ok');
    expect(await sentCode(values(0))).toBe('LimitExceeded.PhoneNumberThirtySecondLimit');
    sim.clock.pass(31_000);
    expect(await sentCode(values(0))).toBe('Ok');
    for (let n = 1; n <= 8; n++) expect(await sentCode(values(n))).toBe('Ok');
    expect(await sentCode(values(9))).toBe('LimitExceeded.PhoneNumberDailyLimit');
    sim.clock.pass(24 * 3_600_000);
    expect(await sentCode(values(9))).toBe('Ok');
  });

  it('RU-11 remembers its texts in a world that began before there were any', () => {
    const directory = mkdtempSync(path.join(os.tmpdir(), 'zhike-world-'));
    const old = JSON.parse(JSON.stringify(sim.world.state)) as Record<string, unknown>;
    delete old.smsMessages;
    old.faults = { nextPayment: 'fail', refuseConnections: { wecom: '503' } };
    writeFileSync(`${directory}/world.json`, JSON.stringify(old));
    const { state } = createWorld({ clock: sim.clock, stateFile: `${directory}/world.json` });
    expect(state).toMatchObject({ smsMessages: [], faults: { nextPayment: 'fail', nextSms: 'succeed', refuseConnections: { wecom: '503', sms: 'none' } } });

    const { sms: _sms, ...before } = sim.keys;
    const { waitlist_offer: _offer, ...templates } = before.templates;
    writeFileSync(`${directory}/keys.json`, JSON.stringify({ ...before, templates }));
    const keys = loadWorldKeys(directory);
    expect(keys).toMatchObject({ mchid: before.mchid, templates: { ...templates, waitlist_offer: expect.any(String) as unknown } });
    expect(loadWorldKeys(directory)).toEqual(keys);
    expect(JSON.parse(readFileSync(`${directory}/keys.json`, 'utf8'))).toMatchObject({ sms: keys.sms });
  });
});

describe('RU-11 the production gateway and the SMS service', () => {
  const lines: string[] = [];
  function gateway(clock: { now(): Date } = sim.clock, change: Record<string, string> = {}) {
    const secret = Buffer.alloc(32).toString('base64');
    const rest = { DATABASE_URL: 'postgresql://x', FIELD_KEYS: `k1:${secret}`, INDEX_KEY: secret, SESSION_KEY: secret };
    const env = readEnv({ ...rest, ...worldEnv(sim.keys, sim.baseUrl, 'http://127.0.0.1:3000'), ...change });
    const log = createLog('debug', { write: (line: string) => void lines.push(line) });
    const limits = { connectMs: 500, totalMs: 700, backoffMs: [] };
    const sms = createSms(env, { log, clock, ephemeral: createMemoryEphemeral(log), limits });
    if (!sms) throw new Error('the world gives no SMS keys');
    return sms;
  }
  let turn = 0;
  const message = (change: Partial<Parameters<ReturnType<typeof gateway>['send']>[0]> = {}) => ({
    phone: '13800138003',
    templateId: sim.keys.sms.templates.booking_reminder,
    values: [`服务 ${String((turn += 1))}`, ...VALUES.slice(1)],
    context: `gateway-${String(turn)}`,
    ...change,
  });

  it('RU-11 sends, and keeps the serial number', async () => {
    const sent = message();
    const answer = await gateway().send(sent);
    const kept = sim.world.state.smsMessages.at(-1);
    expect(answer).toEqual({ kind: 'sent', serialNo: kept?.serialNo });
    expect(kept).toMatchObject({ phone: '+8613800138003', context: sent.context });
  });

  it.each([
    ['blacklist', { kind: 'rejected', code: 'FailedOperation.PhoneNumberInBlacklist' }],
    ['daily-limit', { kind: 'rejected', code: 'LimitExceeded.PhoneNumberDailyLimit' }],
    ['no-balance', { kind: 'rejected', code: 'FailedOperation.InsufficientBalanceInSmsPackage' }],
    ['too-often', { kind: 'unavailable', detail: 'LimitExceeded.PhoneNumberThirtySecondLimit' }],
    ['internal-error', { kind: 'unknown', detail: 'InternalError.Timeout' }],
  ] as const)('RU-11 the next text fails as the console asks (%s), and only the next', async (nextSms, expected) => {
    await sim.pull('/faults', { nextSms });
    expect(await gateway().send(message())).toEqual(expected);
    expect(await gateway().send(message())).toMatchObject({ kind: 'sent' });
  });

  it('RU-11 a wrong number or template is a no; a wrong key or clock is our own matter and waits', async () => {
    expect(await gateway().send(message({ phone: '12345678901' }))).toEqual({ kind: 'rejected', code: 'InvalidParameterValue.IncorrectPhoneNumber' });
    expect(await gateway().send(message({ templateId: '1' }))).toMatchObject({ kind: 'rejected' });
    expect(await gateway({ now: () => new Date(sim.clock.now().getTime() - 600_000) }).send(message())).toEqual({
      kind: 'unavailable',
      detail: 'AuthFailure.SignatureExpire',
    });
    expect(await gateway(sim.clock, { SMS_SECRET_KEY: 'another' }).send(message())).toEqual({ kind: 'unavailable', detail: 'AuthFailure.SignatureFailure' });
  });

  it('RU-11 busy is not sent; silence and a lost answer are unknown, and the lost one did arrive', async () => {
    const count = () => sim.world.state.smsMessages.length;
    const before = count();
    await sim.pull('/faults', { refuseConnections: { sms: '503' } });
    expect(await gateway().send(message())).toMatchObject({ kind: 'unavailable' });
    await sim.pull('/faults', { refuseConnections: { sms: 'timeout' } });
    expect(await gateway().send(message())).toMatchObject({ kind: 'unknown' });
    expect(count()).toBe(before);
    await sim.pull('/faults', { refuseConnections: { sms: 'lost-answer' } });
    expect(await gateway().send(message())).toMatchObject({ kind: 'unknown' });
    expect(count()).toBe(before + 1);
  });

  it('RU-11 no number and no text ends in the log, whatever was answered', () => {
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.join('')).not.toMatch(/1380013|12345678901|南京西路|服务 \d/);
  });
});
