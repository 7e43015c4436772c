import { randomUUID } from 'node:crypto';
import { HOUR_MS } from '@zhike/domain/kernel/time-range';
import { reminderAt, REMINDERS } from '@zhike/domain/messaging/reminders';
import type { StoredEvent } from '../src/platform/reactions';
import { remindBooking, sendMessage } from '../src/modules/messaging/jobs.kinds';
import { messagingJobs } from '../src/modules/messaging/jobs';
import { messagingReactions } from '../src/modules/messaging/reactions';
import { draft, hourFromNow, openShop, type Shop } from './customers.fixtures';
import { startHarness, type Harness, type Login } from './harness';

let harness: Harness;
let shop: Shop;
let laoxu: Login;

/* The worker runs elsewhere: each test delivers events and runs jobs by hand, as often as it wants. */
beforeAll(async () => {
  harness = await startHarness({ env: { WORKER: 'separate' } });
  shop = await openShop(harness);
  laoxu = await harness.staff('laoxu');
}, 60_000);
afterAll(() => harness?.close());
afterEach(() => Object.assign(harness.world.state.faults.refuseConnections, { wechat: 'none', wecom: 'none' }));

const db = () => harness.server.ports.db.prisma;
let hours = 72;

/** A confirmed booking of a customer who has been in the mini-program. */
async function book(name: string, confirmed = true) {
  const login = await harness.customer(name);
  const me = (await harness.do('access.me', {}, login)).me;
  const customerId = me.customerId ?? (await harness.do('customers.create', draft(name), laoxu)).profile.id;
  await db().customerIdentity.update({ where: { id: me.identityId }, data: { customerId } });
  const startsAt = hourFromNow(harness, (hours += 3));
  const { booking } = await harness.do(
    'booking.create',
    {
      customerId,
      storeId: shop.stores.jing,
      serviceId: shop.serviceId,
      startsAt,
      choices: {},
      contactName: name,
      contactPhone: '13866660003',
      weddingDate: null,
      note: '',
      awaitDeposit: !confirmed,
      source: 'workbench',
    },
    laoxu,
  );
  return { login, customerId, booking };
}

async function deliver(bookingId: string, type: string, times = 1): Promise<StoredEvent> {
  const row = await db().event.findFirstOrThrow({ where: { bookingId, type }, orderBy: { at: 'desc' } });
  const event = row as unknown as StoredEvent;
  for (let i = 0; i < times; i++)
    await harness.server.ports.writer.transaction({ actor: { kind: 'system', job: 'test' }, requestId: null }, async (write) =>
      messagingReactions[type]?.(event, write, harness.server.ports),
    );
  return event;
}

const messagesOf = (bookingId: string) => db().message.findMany({ where: { bookingId }, orderBy: [{ channel: 'asc' }, { occurrenceKey: 'asc' }] });
const accept = (login: Login, templateKey: string) => harness.do('messaging.recordSubscription', { outcomes: [{ templateKey, outcome: 'accept' }] }, login);
const runJob = async (name: string, data: object) =>
  messagingJobs(harness.server.ports)
    .find((job) => job.kind.name === name)!
    .run(data);
const run = (messageId: string) => runJob(sendMessage.name, { messageId });
const jobs = (name: string) =>
  db().$queryRawUnsafe<{ data: Record<string, string>; start_after: Date }[]>('SELECT data, start_after FROM pgboss.job WHERE name = $1', name);
const lines = async (bookingId: string) =>
  (await db().event.findMany({ where: { bookingId, type: { startsWith: 'message.' } }, orderBy: { at: 'asc' } })).map((e) => [e.type, e.data]);
/** The person also accepts in WeChat itself, which counts on its own. */
function acceptInWechat(openid: string, templateKey: string): void {
  const templateId = harness.server.ports.shop.templates[templateKey] ?? '';
  harness.world.state.acceptances[`${openid}|${templateId}`] = (harness.world.state.acceptances[`${openid}|${templateId}`] ?? 0) + 1;
}

test('BK-12 a confirmed booking: one message to the customer and a to-do to each who serves, however often it is delivered', async () => {
  const { login, booking, customerId } = await book('林小雨');
  await deliver(booking.id, 'booking.confirmed', 3);
  const messages = await messagesOf(booking.id);
  expect(messages.map((m) => [m.channel, m.templateKey, m.recipientId])).toEqual([
    ['weapp', 'booking_confirmed', login.identityId],
    ...[shop.staff.mei, shop.staff.ayue].sort().map((id) => ['wecom', 'staff_booking_assigned', id]),
  ]);
  expect((await jobs(sendMessage.name)).filter((job) => messages.some((m) => m.id === job.data.messageId))).toHaveLength(3);
  const planned = new Set(
    (await jobs(remindBooking.name)).filter((job) => job.data.bookingId === booking.id).map((job) => `${job.data.which} ${job.start_after.toISOString()}`),
  );
  const startsAt = Date.parse(booking.startsAt);
  expect([...planned].sort()).toEqual(
    REMINDERS.map((which) => `${which} ${new Date(reminderAt(which, startsAt, startsAt - 72 * HOUR_MS, 'Asia/Shanghai') ?? 0).toISOString()}`),
  );

  await accept(login, 'booking_confirmed');
  acceptInWechat(login.person.openid, 'booking_confirmed');
  for (const message of messages) for (let i = 0; i < 2; i++) await run(message.id);
  const sent = harness.world.state.subscribeMessages.filter((m) => m.openid === login.person.openid);
  expect(sent.map((m) => [m.page, m.lines[0]?.value, m.lines[2]?.value, m.lines[3]?.value])).toEqual([
    [`packages/booking/detail/index?bookingId=${booking.id}`, '婚纱照', '静安店 上海市静安区南京西路 1688…', '带好婚戒'],
  ]);
  const cards = harness.world.state.appMessages.filter((m) => m.url?.includes(booking.id));
  expect(cards.map((card) => card.userid).sort()).toEqual(['ayue', 'mei']);
  expect(cards.every((card) => card.description.includes('林小雨') && card.description.includes(booking.code))).toBe(true);
  expect((await lines(booking.id)).map(([type]) => type)).toEqual(['message.sent', 'message.sent', 'message.sent']);
  const timeline = await harness.do('customers.timeline', { customerId, kinds: ['message'] }, laoxu);
  expect(timeline.items.map((item) => [item.actorName, item.facts.channel])).toEqual(
    expect.arrayContaining([
      ['系统', 'weapp'],
      ['系统', 'wecom'],
    ]),
  );
});

test('BK-12 two workers with one message: it leaves once', async () => {
  const { login, booking } = await book('陈思远');
  await deliver(booking.id, 'booking.confirmed');
  await accept(login, 'booking_confirmed');
  await accept(login, 'booking_confirmed');
  for (let i = 0; i < 2; i++) acceptInWechat(login.person.openid, 'booking_confirmed');
  const message = (await messagesOf(booking.id))[0]!;
  const results = await Promise.allSettled(Array.from({ length: 8 }, () => run(message.id)));
  expect(results.some((r) => r.status === 'fulfilled')).toBe(true);
  expect(results.every((r) => r.status === 'fulfilled' || /another worker/.test(String(r.reason)))).toBe(true);
  expect(harness.world.state.subscribeMessages.filter((m) => m.openid === login.person.openid)).toHaveLength(1);
  expect(await db().message.findUniqueOrThrow({ where: { id: message.id } })).toMatchObject({ state: 'sent', attempts: 1 });
  expect(await db().subscriptionGrant.findMany({ where: { identityId: login.identityId }, select: { accepted: true, used: true } })).toEqual([
    { accepted: 2, used: 1 },
  ]);
});

test("BK-12 without an acceptance it is skipped and says so; WeChat's own count wins over ours", async () => {
  const { login, booking } = await book('王梓涵');
  await deliver(booking.id, 'booking.confirmed');
  const message = (await messagesOf(booking.id))[0]!;
  await run(message.id);
  expect(await db().message.findUniqueOrThrow({ where: { id: message.id } })).toMatchObject({ state: 'skipped', reason: 'no_subscription' });
  await harness.do(
    'messaging.recordSubscription',
    {
      outcomes: [
        { templateKey: 'booking_confirmed', outcome: 'reject' },
        { templateKey: 'booking_reminder', outcome: 'ban' },
        { templateKey: 'nonsense', outcome: 'accept' },
      ],
    },
    login,
  );
  expect(await db().subscriptionGrant.count({ where: { identityId: login.identityId } })).toBe(0);

  for (let i = 0; i < 2; i++) await accept(login, 'booking_confirmed');
  await db().message.update({ where: { id: message.id }, data: { state: 'queued' } });
  await run(message.id);
  expect(await db().message.findUniqueOrThrow({ where: { id: message.id } })).toMatchObject({ state: 'failed', reason: 'rejected_43101' });
  expect(await db().subscriptionGrant.findFirstOrThrow({ where: { identityId: login.identityId } })).toMatchObject({ accepted: 2, used: 2 });
  expect(await lines(booking.id)).toEqual([
    ['message.skipped', { templateKey: 'booking_confirmed', channel: 'weapp', reason: 'no_subscription' }],
    ['message.failed', { templateKey: 'booking_confirmed', channel: 'weapp', reason: 'rejected_43101' }],
  ]);
});

test('BK-12 WeChat is away: back in the queue with its acceptance, sent by the next try', async () => {
  const { login, booking } = await book('赵雅琪');
  await deliver(booking.id, 'booking.confirmed');
  await accept(login, 'booking_confirmed');
  acceptInWechat(login.person.openid, 'booking_confirmed');
  const message = (await messagesOf(booking.id))[0]!;
  harness.world.state.faults.refuseConnections.wechat = '503';
  await expect(run(message.id)).rejects.toThrow('no answer');
  expect(await db().message.findUniqueOrThrow({ where: { id: message.id } })).toMatchObject({ state: 'queued', attempts: 1 });
  expect(await db().subscriptionGrant.findFirstOrThrow({ where: { identityId: login.identityId } })).toMatchObject({ used: 0 });
  harness.world.state.faults.refuseConnections.wechat = 'none';
  await run(message.id);
  expect(await db().message.findUniqueOrThrow({ where: { id: message.id } })).toMatchObject({ state: 'sent', attempts: 2 });
  // After so many tries it ends.
  harness.world.state.faults.refuseConnections.wecom = '503';
  const card = (await messagesOf(booking.id))[1]!;
  await db().message.update({ where: { id: card.id }, data: { attempts: 11 } });
  await run(card.id);
  expect(await db().message.findUniqueOrThrow({ where: { id: card.id } })).toMatchObject({ state: 'failed', reason: 'service_unavailable' });
});

test('BK-12 the process died while sending: a subscribe message is never sent twice, a card is, and WeCom drops the repeat', async () => {
  const { login, booking } = await book('刘一鸣');
  await deliver(booking.id, 'booking.confirmed');
  await accept(login, 'booking_confirmed');
  const [toCustomer, card] = await messagesOf(booking.id);
  await run(card!.id);
  const before = harness.world.state.appMessages.length;
  await db().message.updateMany({ where: { bookingId: booking.id }, data: { state: 'sending' } });
  await db().message.update({ where: { id: toCustomer!.id }, data: { dueAt: new Date(Date.now() + 5_000) } });
  await expect(run(toCustomer!.id)).rejects.toThrow('another worker');
  await db().message.updateMany({ where: { bookingId: booking.id }, data: { dueAt: new Date(Date.now() - 1) } });
  for (const message of [toCustomer!, card!]) await run(message.id);
  expect(await db().message.findUniqueOrThrow({ where: { id: toCustomer!.id } })).toMatchObject({ state: 'unknown', reason: 'process_died_while_sending' });
  expect(await db().message.findUniqueOrThrow({ where: { id: card!.id } })).toMatchObject({ state: 'sent' });
  expect(harness.world.state.appMessages).toHaveLength(before);
  expect(harness.world.state.subscribeMessages.filter((m) => m.openid === login.person.openid)).toEqual([]);
});

test('BK-12 someone who was never in the mini-program is shown as not told', async () => {
  const her = (await harness.do('customers.create', draft('电话客'), laoxu)).profile;
  const { booking } = await harness.do(
    'booking.create',
    {
      customerId: her.id,
      storeId: shop.stores.jing,
      serviceId: shop.serviceId,
      startsAt: hourFromNow(harness, (hours += 3)),
      choices: {},
      contactName: '电话客',
      contactPhone: '13866660004',
      weddingDate: null,
      note: '',
      awaitDeposit: false,
      source: 'workbench',
    },
    laoxu,
  );
  await deliver(booking.id, 'booking.confirmed');
  await run((await messagesOf(booking.id))[0]!.id);
  expect(await lines(booking.id)).toEqual([['message.skipped', { templateKey: 'booking_confirmed', channel: 'weapp', reason: 'no_wechat' }]]);
});

test('BK-14 a moved booking: the new time to everyone, the reminder follows, the old one ends quietly', async () => {
  const { login, booking } = await book('孙佳宁');
  await deliver(booking.id, 'booking.confirmed');
  const startsAt = hourFromNow(harness, (hours += 3));
  const moved = (await harness.do('booking.reschedule', { bookingId: booking.id, version: booking.version, startsAt, choices: {} }, laoxu)).booking;
  await deliver(booking.id, 'booking.rescheduled', 2);
  const messages = await messagesOf(booking.id);
  const changed = messages.find((m) => m.templateKey === 'booking_changed')!;
  expect(changed.recipientId).toBe(login.identityId);
  expect(Object.keys(changed.variables as object)).toContain('previousStart');
  expect(messages.filter((m) => m.templateKey === 'staff_booking_assigned')).toHaveLength(4);
  expect((await jobs(remindBooking.name)).filter((job) => job.data.bookingId === booking.id).map((job) => job.data.startsAt)).toEqual(
    expect.arrayContaining([booking.startsAt, moved.startsAt]),
  );

  for (const at of [booking.startsAt, moved.startsAt, moved.startsAt])
    for (const which of REMINDERS) await runJob(remindBooking.name, { bookingId: booking.id, startsAt: at, which });
  expect((await messagesOf(booking.id)).filter((m) => m.templateKey === 'booking_reminder')).toHaveLength(2);
});

test('BK-14 a cancelled booking: customer and staff are told, what was queued before does not go out, no reminder comes', async () => {
  const { login, booking } = await book('周子墨');
  await deliver(booking.id, 'booking.confirmed');
  await harness.do('booking.cancel', { bookingId: booking.id, version: booking.version, reason: '改天再约', expectedRefundFen: 0 }, laoxu);
  await deliver(booking.id, 'booking.cancelled', 2);
  await accept(login, 'booking_cancelled');
  acceptInWechat(login.person.openid, 'booking_cancelled');
  for (const message of await messagesOf(booking.id)) await run(message.id);
  await runJob(remindBooking.name, { bookingId: booking.id, startsAt: booking.startsAt, which: 'day' });
  expect((await messagesOf(booking.id)).map((m) => [m.templateKey, m.state, m.reason])).toEqual([
    ['booking_cancelled', 'sent', null],
    ['booking_confirmed', 'skipped', 'booking_ended'],
    ['staff_booking_cancelled', 'sent', null],
    ['staff_booking_cancelled', 'sent', null],
    ['staff_booking_assigned', 'skipped', 'booking_ended'],
    ['staff_booking_assigned', 'skipped', 'booking_ended'],
  ]);
  expect(harness.world.state.subscribeMessages.find((m) => m.openid === login.person.openid)?.lines.map((line) => line.value)).toContain('改天再约');
});

test('BK-14 a hold that is given up is no news for staff; a refund is news for the customer', async () => {
  const { login, booking } = await book('高若曦', false);
  await harness.do('booking.cancel', { bookingId: booking.id, version: booking.version, reason: '', expectedRefundFen: 0 }, laoxu);
  await deliver(booking.id, 'booking.cancelled');
  expect((await messagesOf(booking.id)).map((m) => m.templateKey)).toEqual(['booking_cancelled']);
  const refund: StoredEvent = {
    id: randomUUID(),
    type: 'refund.succeeded',
    at: new Date(),
    storeId: null,
    customerId: booking.customerId,
    bookingId: booking.id,
    data: { amountFen: 128000 },
    requestId: null,
  };
  await harness.server.ports.writer.transaction({ actor: { kind: 'system', job: 'test' }, requestId: null }, async (write) =>
    messagingReactions['refund.succeeded']?.(refund, write, harness.server.ports),
  );
  await accept(login, 'deposit_refunded');
  acceptInWechat(login.person.openid, 'deposit_refunded');
  const message = (await messagesOf(booking.id)).find((m) => m.templateKey === 'deposit_refunded')!;
  await run(message.id);
  expect(harness.world.state.subscribeMessages.find((m) => m.openid === login.person.openid)?.lines.map((line) => line.value)).toEqual(
    expect.arrayContaining(['¥1280.00', '婚纱照定金']),
  );
});
