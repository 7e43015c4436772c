import { jobHandlers } from '../src/composition';
import { openMessageStage, type Booked, type MessageStage } from './messaging.stage';

let stage: MessageStage;
beforeAll(async () => {
  stage = await openMessageStage();
}, 60_000);
afterAll(() => stage?.harness.close());
afterEach(() => {
  Object.assign(stage.harness.world.state.faults, { nextSms: 'succeed' });
  Object.assign(stage.harness.world.state.faults.refuseConnections, { wechat: 'none', sms: 'none' });
});

type Refusal = 'none' | '503' | 'timeout' | 'lost-answer';
const away = (service: 'wechat' | 'sms', how: Refusal): void => void (stage.harness.world.state.faults.refuseConnections[service] = how);
const db = () => stage.harness.server.ports.db.prisma;
const notices = (openid: string) => stage.harness.world.state.subscribeMessages.filter((one) => one.openid === openid);
/** Both ways together: what really reached her. */
const reached = (openid: string, phone: string) => ({ wechat: notices(openid).length, sms: stage.texts(phone).length });
/** Lives a little longer. */
const pass = (seconds: number) => stage.agenda.runUntil(new Date(stage.agenda.clock.now().getTime() + seconds * 1000));

let hour = 0;
/** Starts of their own, from Wednesday on, three hours apart. */
const start = (): string => {
  hour += 3;
  return `2027-03-${String(3 + Math.floor((hour + 6) / 24)).padStart(2, '0')}T${String((hour + 6) % 24).padStart(2, '0')}:00`
    .replace('T00:', 'T01:')
    .replace('T21:', 'T20:');
};
/** Her booking is confirmed while nobody works; the test decides what WeChat and the phone company do before the message leaves. */
async function waiting(name: string): Promise<Booked & { login: Awaited<ReturnType<MessageStage['bookedByApp']>>['login'] }> {
  await stage.work([]);
  return stage.bookedByApp(name, start());
}
const goes = () => stage.work([jobHandlers(stage.harness.server.ports)]);

test('RU-11 BK-12 she allowed one message: it goes by WeChat and not by text', async () => {
  const her = await waiting('林小雨');
  await stage.accepts(her.login, 'booking_confirmed');
  await goes();
  await pass(5);
  expect(reached(her.login.person.openid, '13800138001')).toEqual({ wechat: 1, sms: 0 });
  expect(await stage.told(her.bookingId)).toEqual(['booking_confirmed weapp sent']);
});

test('RU-11 no acceptance is left: a text instead, and the timeline says both', async () => {
  const her = await waiting('陈思远');
  await goes();
  await pass(5);
  expect(reached(her.login.person.openid, '13800138002')).toEqual({ wechat: 0, sms: 1 });
  expect(await stage.told(her.bookingId)).toEqual(['booking_confirmed weapp skipped no_subscription', 'booking_confirmed sms sent']);
  const [text] = await db().message.findMany({ where: { bookingId: her.bookingId, channel: 'sms' } });
  expect(text).toMatchObject({ recipientId: her.bookingId, providerId: stage.harness.world.state.smsMessages.at(-1)?.serialNo });
  expect(stage.harness.world.state.smsMessages.at(-1)?.context).toBe(text?.id);
});

test('RU-11 WeChat refuses, because she took her permission back: a text instead', async () => {
  const her = await waiting('王梓涵');
  await stage.harness.do('messaging.recordSubscription', { outcomes: [{ templateKey: 'booking_confirmed', outcome: 'accept' }] }, her.login);
  await goes();
  await pass(5);
  expect(reached(her.login.person.openid, '13800138003')).toEqual({ wechat: 0, sms: 1 });
  expect(await stage.told(her.bookingId)).toEqual(['booking_confirmed weapp failed rejected_43101', 'booking_confirmed sms sent']);
});

test('RU-11 WeChat is busy for a while: it waits for WeChat, and no text goes out', async () => {
  const her = await waiting('赵雅琪');
  await stage.accepts(her.login, 'booking_confirmed');
  away('wechat', '503');
  await goes();
  await pass(60);
  expect(reached(her.login.person.openid, '13800138004')).toEqual({ wechat: 0, sms: 0 });
  away('wechat', 'none');
  await pass(300);
  expect(reached(her.login.person.openid, '13800138004')).toEqual({ wechat: 1, sms: 0 });
});

test('RU-11 WeChat stays away for good and was never reached: a text after the last try', async () => {
  const her = await waiting('刘一鸣');
  await stage.accepts(her.login, 'booking_confirmed');
  away('wechat', '503');
  await goes();
  await pass(3600);
  expect(reached(her.login.person.openid, '13800138005')).toEqual({ wechat: 0, sms: 1 });
  expect(await stage.told(her.bookingId)).toEqual(['booking_confirmed weapp failed service_unavailable', 'booking_confirmed sms sent']);
});

test("RU-11 WeChat's answer is lost: she has the notice, and no text comes on top", async () => {
  const her = await waiting('孙佳宁');
  await stage.accepts(her.login, 'booking_confirmed');
  await stage.harness.do('messaging.recordSubscription', { outcomes: [{ templateKey: 'booking_confirmed', outcome: 'accept' }] }, her.login);
  // The access token is at hand: it is the message whose answer is lost.
  await stage.harness.server.ports.wechat.phoneNumber('none');
  away('wechat', 'lost-answer');
  await goes();
  await pass(1);
  away('wechat', 'none');
  expect(await db().message.findFirst({ where: { bookingId: her.bookingId, channel: 'weapp' } })).toMatchObject({ state: 'queued', reason: 'no_answer' });
  await pass(600);
  expect(reached(her.login.person.openid, '13800138006')).toEqual({ wechat: 1, sms: 0 });
  expect(await stage.told(her.bookingId)).toEqual(['booking_confirmed weapp failed no_answer']);
});

test('RU-11 the phone company is busy: sent once, later', async () => {
  await waiting('周子墨');
  away('sms', '503');
  await goes();
  await pass(60);
  expect(stage.texts('13800138007')).toEqual([]);
  away('sms', 'none');
  await pass(300);
  expect(stage.texts('13800138007')).toHaveLength(1);
});

test.each([
  ['lost-answer', 1],
  ['timeout', 0],
] as const)('RU-11 its answer does not come (%s): nobody knows, so it is not sent again', async (how, arrived) => {
  const before = stage.texts('13800138008').length;
  const her = await waiting('高若曦');
  away('sms', how);
  await goes();
  await pass(5);
  away('sms', 'none');
  await pass(3600);
  expect(stage.texts('13800138008')).toHaveLength(before + arrived);
  expect(await stage.told(her.bookingId)).toEqual(['booking_confirmed weapp skipped no_subscription', 'booking_confirmed sms failed no_answer']);
  expect(await db().message.findFirst({ where: { bookingId: her.bookingId, channel: 'sms' } })).toMatchObject({ state: 'unknown', attempts: 1 });
});

test.each([
  ['blacklist', 'booking_confirmed sms failed rejected_FailedOperation.PhoneNumberInBlacklist'],
  ['too-often', 'booking_confirmed sms sent'],
] as const)('RU-11 the next text is refused (%s): told as it is', async (nextSms, line) => {
  const { bookingId } = await (async () => {
    await stage.work([]);
    return stage.booked('被拒客', `1391111000${nextSms.length}`, start());
  })();
  stage.harness.world.state.faults.nextSms = nextSms;
  await goes();
  await pass(120);
  expect(await stage.told(bookingId)).toEqual(['booking_confirmed weapp skipped no_wechat', line]);
});

test('RU-11 the process died while the text was on its way: it is not sent again', async () => {
  await stage.work([]);
  const { bookingId } = await stage.booked('断电客', '13911120000', start());
  await goes();
  await pass(5);
  const text = await db().message.findFirstOrThrow({ where: { bookingId, channel: 'sms' } });
  await db().message.update({ where: { id: text.id }, data: { state: 'sending', dueAt: stage.agenda.clock.now() } });
  const send = jobHandlers(stage.harness.server.ports).find((handler) => handler.kind.name === 'messaging.send');
  await send?.run({ messageId: text.id });
  expect(await db().message.findUnique({ where: { id: text.id } })).toMatchObject({ state: 'unknown', reason: 'process_died_while_sending' });
  expect(stage.texts('13911120000')).toHaveLength(1);
});

test('RU-11 a message without a text wording ends where WeChat ends', async () => {
  const { bookingId, customerId } = await stage.booked('退款客', '13911130000', start());
  await stage.harness.server.ports.writer.transaction({ actor: { kind: 'system', job: 'test' }, requestId: null }, (write) =>
    write.event({ type: 'refund.succeeded', bookingId, customerId, data: { amountFen: 100 } }),
  );
  await pass(5);
  expect((await stage.told(bookingId)).filter((line) => line.startsWith('deposit_refunded'))).toEqual(['deposit_refunded weapp skipped no_wechat']);
});

test('RU-11 a shop without SMS keys: the timeline says that no text was sent, and why', async () => {
  const plain = await openMessageStage({ env: { SMS_SECRET_ID: '', SMS_SECRET_KEY: '', SMS_SDK_APP_ID: '', SMS_SIGN_NAME: '' } });
  try {
    const { bookingId } = await plain.booked('无短信客', '13911140000', '2027-03-04T14:00');
    await plain.agenda.runUntil(new Date(plain.agenda.clock.now().getTime() + 5000));
    expect(await plain.told(bookingId)).toEqual(['booking_confirmed weapp skipped no_wechat', 'booking_confirmed sms skipped sms_not_set_up']);
    expect(plain.harness.world.state.smsMessages).toEqual([]);
  } finally {
    await plain.harness.close();
  }
});
