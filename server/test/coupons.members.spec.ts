import { randomUUID } from 'node:crypto';
import type { PushView } from '@zhike/domain/marketing/contract';
import { askAll } from '../src/modules/marketing/asking';
import { runPush } from '../src/modules/marketing/jobs';
import { leaveOut } from '../src/modules/messaging/gate';
import { sqlOf } from '../src/platform/db';
import type { Ports } from '../src/platform/ports';
import { couponTerms, EVERYBODY } from './contract.stage.coupons';
import { storedTerms } from './membership.shop';
import { openOrderShop, type OrderShop } from './orders.shop';

let shop: OrderShop;
let templateId: string;
const ids = { contacts: [] as string[], stranger: '', unlinked: '' };
const api = () => shop.pay.shop;
const boss = () => shop.pay.boss();
const ports = (): Ports => api().server.ports;
const sql = <Row>(text: string, values: unknown[]) => sqlOf(ports().db)<Row>(text, values);

/** A holder of a card; with a WeCom contact, a member follows her as our copy says. */
async function holder(externalUserId: string | null): Promise<string> {
  const { product } = await api().do('membership.saveProduct', { productId: null, version: 0, terms: storedTerms() }, await boss());
  const customerId = await shop.customer();
  const payments = [{ till: 'cash' as const, amountFen: product.priceFen }];
  await api().do('membership.sell', { productId: product.id, version: product.version, payments, storeId: shop.pay.fixture.storeId, customerId }, await boss());
  if (externalUserId === null) return customerId;
  const [identity] = await sql<{ id: string }>(
    `INSERT INTO customer_identities (id, provider, subject, customer_id) VALUES (gen_random_uuid(), 'wecom', $1, $2::uuid) RETURNING id`,
    [externalUserId, customerId],
  );
  await sql(
    `INSERT INTO wecom_follows (staff_id, identity_id, checked_at) SELECT id, $1::uuid, now() FROM staff_members WHERE wecom_user_id = 'xiaotang' ON CONFLICT DO NOTHING`,
    [identity!.id],
  );
  return customerId;
}

async function pushed(): Promise<PushView> {
  const who = { templateId, audience: EVERYBODY, wording: '老朋友专享', holdOutPercent: 0 };
  const { count } = await api().do('marketing.previewPush', who, await boss());
  const { push } = await api().do('marketing.push', { ...who, name: '回访', viaMembers: true, expectedCount: count, at: null }, await boss());
  await runPush(push.id, ports());
  return push;
}
const tasksOf = async (push: PushView) => api().do('marketing.pushTasks', { pushId: push.id }, await boss());
const check = async (push: PushView) => api().do('marketing.checkTasks', { pushId: push.id }, await boss());
const waitingInWecom = () => (api().world.state.massTasks ?? []).filter((task) => task.people.some((person) => person.status === 0));

/** So that the pushes of these tests are not too many for the three of them. */
const wideCaps = () =>
  sql(`INSERT INTO message_settings (id, version, settings, at) VALUES (1, 1, $1::jsonb, now())`, [
    JSON.stringify({ caps: { perDay: {}, perWeek: 1_000, gapMinutes: 0 } }),
  ]);
const usualCaps = () => sql('DELETE FROM message_settings', []);

beforeAll(async () => {
  shop = await openOrderShop();
  const known = api()
    .world.state.people.follows.filter((follow) => follow.userid === 'xiaotang')
    .slice(0, 2);
  for (const follow of known) ids.contacts.push(await holder(follow.externalUserId));
  ids.stranger = await holder('wmGONEGONEGONEGONEGONEGONE');
  ids.unlinked = await holder(null);
  await wideCaps();
  templateId = (await api().do('marketing.saveTemplate', { templateId: null, version: 0, terms: couponTerms(), active: true }, await boss())).template.id;
}, 120_000);
afterAll(() => shop?.pay.shop.close());

test('MK-11 each member is asked once in WeCom for her own customers; nothing is sent, and it says so, until she confirms', async () => {
  const push = await pushed();
  await Promise.all([askAll(ports(), push.id), askAll(ports(), push.id)]);
  await askAll(ports(), push.id);
  const first = await tasksOf(push);
  expect(first).toMatchObject({ unreachable: 1, tasks: [{ staffName: '唐小棠', state: 'waiting', people: 3, sent: 0, failed: 1 }] });
  const [task, ...more] = waitingInWecom();
  expect([task?.userid, task?.people.length, more]).toEqual(['xiaotang', 2, []]);
  expect(task?.text).toContain('老朋友专享');
  expect(api().world.state.chats.filter((chat) => chat.mass === true)).toEqual([]);
  expect((await check(push)).tasks[0]).toMatchObject({ state: 'waiting', sent: 0 });
  expect(api().simulators.simulators.wecom.confirmMass(task!.msgid)).toBe(true);
  const done = await check(push);
  expect(done.tasks[0]).toMatchObject({ state: 'sent', sent: 2, failed: 1 });
  expect(done.tasks[0]?.checkedAt).not.toBeNull();
  expect(api().world.state.chats.filter((chat) => chat.mass === true)).toHaveLength(2);
  const people = async (part: 'by_member' | 'by_member_sent') =>
    (await api().do('marketing.pushPeople', { pushId: push.id, part }, await boss())).items.map((one) => one.customerId).sort();
  expect(await people('by_member_sent')).toEqual([...ids.contacts].sort());
  expect(await people('by_member')).toEqual([...ids.contacts, ids.stranger].sort());
});

test('MK-11 it is looked by itself who has confirmed, for three days', async () => {
  const push = await pushed();
  await askAll(ports(), push.id);
  const [task] = waitingInWecom();
  await shop.pay.pass({ minutes: 11 });
  expect((await tasksOf(push)).tasks[0]).toMatchObject({ state: 'waiting' });
  api().simulators.simulators.wecom.confirmMass(task!.msgid);
  await shop.pay.pass({ hours: 2 });
  expect((await tasksOf(push)).tasks[0]).toMatchObject({ state: 'sent', sent: 2 });
});

test('MK-11 WeCom refuses: the code is shown and nothing is asked again; no answer: nobody asks her twice, and it says unknown', async () => {
  const answering = (answer: unknown): Ports => ({ ...ports(), wecom: { ...ports().wecom, askMassMessage: () => Promise.resolve(answer) as never } });
  const refused = await pushed();
  await askAll(answering({ kind: 'rejected', code: '48002', detail: 'no permission' }), refused.id);
  await askAll(ports(), refused.id);
  expect((await tasksOf(refused)).tasks[0]).toMatchObject({ state: 'failed', reason: '48002', sent: 0 });
  const silent = await pushed();
  await askAll(answering({ kind: 'unavailable', detail: 'time-out' }), silent.id);
  await askAll(ports(), silent.id);
  expect((await tasksOf(silent)).tasks[0]).toMatchObject({ state: 'unknown' });
  const away = await pushed();
  await expect(askAll(answering({ kind: 'unavailable', detail: 'no route', notDone: true }), away.id)).rejects.toThrow('WeCom cannot be asked');
  await askAll(ports(), away.id);
  expect((await tasksOf(away)).tasks[0]).toMatchObject({ state: 'waiting' });
  expect(waitingInWecom()).toHaveLength(1);
});

test('MK-11 a process that dies while it asks WeCom leaves an unknown task, and the next asks nobody twice', async () => {
  const push = await pushed();
  const dying: Ports = { ...ports(), wecom: { ...ports().wecom, askMassMessage: () => Promise.reject(new Error('killed')) } };
  await expect(askAll(dying, push.id)).rejects.toThrow('killed');
  const before = waitingInWecom().length;
  await askAll(ports(), push.id);
  expect((await tasksOf(push)).tasks[0]).toMatchObject({ state: 'unknown' });
  expect(waitingInWecom()).toHaveLength(before);
});

describe('MK-11 what a member is asked to send passes the gate, and counts at it', () => {
  const leftOut = (push: PushView) =>
    sql<{ customerId: string; reason: string }>(
      'SELECT customer_id AS "customerId", left_out AS reason FROM push_recipients WHERE push_id = $1::uuid AND left_out IS NOT NULL',
      [push.id],
    );
  const refuses = (customerId: string) => sql('INSERT INTO advertising_refusals (customer_id, at) VALUES ($1::uuid, now())', [customerId]);
  /** What the gate says to one more message of the shop's own wish. */
  const oneMore = (customerId: string) =>
    ports().writer.transaction({ actor: { kind: 'system', job: 'test' }, requestId: null }, (write) =>
      leaveOut(write.tx, randomUUID(), [customerId], '', write.now),
    );

  test('MK-11 who had a message in WeCom today is left out of the second push, and the member is told so; nobody left means that nobody is asked', async () => {
    await usualCaps();
    await shop.pay.pass({ hours: 9 * 24 });
    const [hers, other] = ids.contacts as [string, string];
    expect([...(await oneMore(hers))]).toEqual([]);
    await askAll(ports(), (await pushed()).id);
    expect([...(await oneMore(hers))]).toEqual([[hers, 'cap_day']]);
    const second = await pushed();
    // The stranger had none: WeCom does not know her. She wants no advertising.
    await refuses(ids.stranger);
    const before = api().world.state.massTasks?.length;
    await askAll(ports(), second.id);
    expect((await tasksOf(second)).tasks[0]).toMatchObject({ state: 'failed', reason: 'nobody', people: 0, leftOut: 3 });
    expect(api().world.state.massTasks?.length).toBe(before);
    expect((await leftOut(second)).map((one) => one.reason).sort()).toEqual(['cap_day', 'cap_day', 'no_advertising']);
    // Two days later the day's count is over; after three in a week the week's is not.
    await shop.pay.pass({ hours: 48 });
    const third = await pushed();
    await refuses(other);
    await askAll(ports(), third.id);
    expect((await tasksOf(third)).tasks[0]).toMatchObject({ state: 'waiting', people: 1, leftOut: 1 });
    expect(await leftOut(third)).toEqual([{ customerId: other, reason: 'no_advertising' }]);
    await shop.pay.pass({ hours: 48 });
    await askAll(ports(), (await pushed()).id);
    await shop.pay.pass({ hours: 30 });
    expect([...(await oneMore(hers))]).toEqual([[hers, 'cap_week']]);
  });
});
