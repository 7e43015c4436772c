import { closePorts, createPorts, jobHandlers } from '../src/composition';
import { openMessageStage, shanghai, type MessageStage } from './messaging.stage';

let stage: MessageStage;
beforeAll(async () => {
  stage = await openMessageStage();
}, 60_000);
afterAll(() => stage?.harness.close());

const db = () => stage.harness.server.ports.db.prisma;
const reminders = (phone: string) => stage.texts(phone).flatMap(({ at, text }) => (text.includes('温馨提醒') ? [at] : []));
const move = async (bookingId: string, version: number, startsAt: string) =>
  (await stage.harness.do('booking.reschedule', { bookingId, version, startsAt: shanghai(startsAt).toISOString(), choices: {} }, await stage.laoxu())).booking
    .version;

test('RU-11 BK-12 she is told at once, reminded a day and two hours before, each once, by text when WeChat cannot reach her', async () => {
  const { bookingId, customerId } = await stage.booked('电话客', '13900000001', '2027-03-04T14:00');
  await stage.until('2027-03-04T14:00');
  const texts = stage.texts('13900000001');
  expect(texts.map(({ at, text }) => [at, text.slice(0, 11)])).toEqual([
    ['2027-03-01T09:00', '【拾光影像】您的预约已'],
    ['2027-03-03T14:00', '【拾光影像】温馨提醒：'],
    ['2027-03-04T12:00', '【拾光影像】温馨提醒：'],
  ]);
  expect(texts[1]?.text).toBe('【拾光影像】温馨提醒：您预约的婚纱照将于2027年03月04日 14:00开始，地点静安店 上海市静安区南京西路 1688 号。备注：带好婚戒。');
  expect(await stage.told(bookingId)).toEqual([
    'booking_confirmed weapp skipped no_wechat',
    'booking_confirmed sms sent',
    'booking_reminder weapp skipped no_wechat',
    'booking_reminder sms sent',
    'booking_reminder weapp skipped no_wechat',
    'booking_reminder sms sent',
  ]);
  const timeline = await stage.harness.do('customers.timeline', { customerId, kinds: ['message'] }, await stage.laoxu());
  expect(timeline.items.filter((item) => item.facts.channel === 'sms')).toHaveLength(3);
  const rows = JSON.stringify([await db().message.findMany({ where: { bookingId } }), await db().event.findMany({ where: { bookingId } })]);
  expect(rows).not.toContain('13900000001');
});

test('RU-11 a moved booking moves both reminders; moved twice, only the last time counts', async () => {
  const { bookingId, version } = await stage.booked('改期客', '13900000002', '2027-03-06T14:00');
  const second = await move(bookingId, version, '2027-03-07T16:00');
  await move(bookingId, second, '2027-03-08T15:00');
  await stage.until('2027-03-08T15:00');
  expect(reminders('13900000002')).toEqual(['2027-03-07T15:00', '2027-03-08T13:00']);
  expect(stage.texts('13900000002').filter(({ text }) => text.includes('已改期'))).toHaveLength(2);
});

test('RU-11 moved nearer, only the reminder that is still ahead comes', async () => {
  const { bookingId, version } = await stage.booked('提前客', '13900000003', '2027-03-12T14:00');
  await move(bookingId, version, '2027-03-09T10:30');
  await stage.until('2027-03-12T14:00');
  expect(reminders('13900000003')).toEqual(['2027-03-09T08:30']);
});

test('RU-11 a cancelled booking reminds of nothing, not even when it is cancelled between the two', async () => {
  const { bookingId } = await stage.booked('取消客', '13900000004', '2027-03-14T14:00');
  await stage.until('2027-03-14T09:00');
  expect(reminders('13900000004')).toEqual(['2027-03-13T14:00']);
  const { booking } = await stage.harness.do('booking.get', { bookingId }, await stage.laoxu());
  await stage.harness.do('booking.cancel', { bookingId, version: booking.version, reason: '改天再约', expectedRefundFen: 0 }, await stage.laoxu());
  await stage.until('2027-03-14T14:00');
  expect(reminders('13900000004')).toHaveLength(1);
  expect(stage.texts('13900000004').at(-1)?.text).toContain('您的预约已取消：婚纱照，2027年03月14日 14:00，静安店。原因：改天再约。');
});

test('RU-11 nobody is reminded at night: a visit at nine is told at eight the evening before, or at eight in the morning when booked later', async () => {
  await stage.booked('早客', '13900000005', '2027-03-16T09:00');
  await stage.until('2027-03-15T21:30');
  await stage.booked('夜里约的客', '13900000006', '2027-03-16T11:30');
  await stage.until('2027-03-16T20:30');
  await stage.booked('更晚约的客', '13900000007', '2027-03-17T09:30');
  await stage.until('2027-03-17T12:00');
  expect(reminders('13900000005')).toEqual(['2027-03-15T09:00', '2027-03-15T20:00']);
  expect(reminders('13900000006')).toEqual(['2027-03-16T09:30']);
  expect(reminders('13900000007')).toEqual(['2027-03-17T08:00']);
});

test('RU-11 a reminder that was held up into the night waits for the morning; one whose visit begins before then is dropped', async () => {
  const tomorrow = await stage.booked('夜客', '13900000008', '2027-03-18T20:30');
  const tonight = await stage.booked('午夜客', '13900000009', '2027-03-18T02:00');
  await stage.until('2027-03-17T19:59');
  await stage.work([]);
  await stage.until('2027-03-17T22:10');
  await stage.work([jobHandlers(stage.harness.server.ports)]);
  await stage.until('2027-03-18T08:00');
  expect(reminders('13900000008')).toEqual(['2027-03-18T08:00']);
  expect(reminders('13900000009')).toEqual([]);
  expect(await stage.told(tonight.bookingId)).toContain('booking_reminder weapp skipped quiet_hours');
  await stage.until('2027-03-18T20:30');
  expect(reminders('13900000008')).toEqual(['2027-03-18T08:00', '2027-03-18T18:30']);
  expect((await stage.told(tomorrow.bookingId)).filter((line) => line.startsWith('booking_reminder sms'))).toHaveLength(2);
});

test('RU-11 exactly once: every event and job done six times at the same moment by two workers, over a restart between the reminders', async () => {
  const { env } = stage.harness;
  const life = () => createPorts(env, { clock: stage.agenda.clock, jobs: stage.agenda.jobs });
  const six = (a: ReturnType<typeof life>, b: ReturnType<typeof life>) => stage.work([a, b, a, b, a, b].map(jobHandlers));
  const first = [life(), life()] as const;
  await six(...first);
  const { bookingId } = await stage.booked('重复客', '13900000010', '2027-03-20T14:00');
  await stage.until('2027-03-19T18:00');
  for (const ports of first) await closePorts(ports);
  const second = [life(), life()] as const;
  await six(...second);
  await stage.until('2027-03-20T14:00');
  await stage.work([jobHandlers(stage.harness.server.ports)]);
  for (const ports of second) await closePorts(ports);
  expect(stage.texts('13900000010').map(({ at }) => at)).toEqual(['2027-03-18T20:30', '2027-03-19T14:00', '2027-03-20T12:00']);
  expect(await stage.told(bookingId)).toEqual([
    'booking_confirmed weapp skipped no_wechat',
    'booking_confirmed sms sent',
    'booking_reminder weapp skipped no_wechat',
    'booking_reminder sms sent',
    'booking_reminder weapp skipped no_wechat',
    'booking_reminder sms sent',
  ]);
});

test('RU-11 a job of the build before, which knew one reminder, still reminds twice', async () => {
  const { bookingId } = await stage.booked('旧任务客', '13900000011', '2027-03-22T14:00');
  const startsAt = shanghai('2027-03-22T14:00').toISOString();
  for (const job of stage.agenda.pending()) if ((job.data as { bookingId?: string }).bookingId === bookingId) delete (job.data as { which?: string }).which;
  await stage.until('2027-03-22T14:00');
  expect(reminders('13900000011')).toEqual(['2027-03-21T14:00', '2027-03-22T12:00']);
  expect((await db().message.findMany({ where: { bookingId, templateKey: 'booking_reminder', channel: 'weapp' } })).map((m) => m.occurrenceKey).sort()).toEqual(
    [`booking.reminder:${bookingId}:${startsAt}:day:customer`, `booking.reminder:${bookingId}:${startsAt}:hours:customer`],
  );
});

test('RU-11 a worker that stood still from one reminder past the next reminds once', async () => {
  await stage.booked('停机客', '13900000012', '2027-03-24T14:00');
  await stage.until('2027-03-23T13:00');
  await stage.work([]);
  await stage.until('2027-03-24T12:30');
  await stage.work([jobHandlers(stage.harness.server.ports)]);
  await stage.until('2027-03-24T14:00');
  expect(reminders('13900000012')).toEqual(['2027-03-24T12:30']);
});
