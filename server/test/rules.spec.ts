import { randomUUID } from 'node:crypto';
import type { RuleBody } from '@zhike/domain/engines/rules/definition';
import { runDue, runRuleEffect } from '../src/engines/rules/executor';
import { planRules } from '../src/engines/rules/planner';
import { createPorts } from '../src/composition';
import { sqlOf } from '../src/platform/db';
import type { Ports } from '../src/platform/ports';
import { customer } from '../../sandbox/world/people';
import { draft } from './customers.fixtures';
import type { Login } from './harness';
import { openMessageStage, shanghai, type MessageStage } from './messaging.stage';

let stage: MessageStage;
let textId: string;
let tagId: string;
beforeAll(async () => {
  stage = await openMessageStage();
  textId = await publish('text', '生日祝福', {
    entity: 'customer',
    title: '生日快乐',
    text: '[客户姓名]，离生日还有[天数]天',
    variables: { 客户姓名: { path: 'name' }, 天数: { path: '@daysLeft', or: '0' } },
  });
  tagId = randomUUID();
  const { prisma } = ports().db;
  const group = await prisma.tagGroup.create({ data: { id: randomUUID(), name: '关怀', colour: 'gray' } });
  await prisma.tag.create({ data: { id: tagId, groupId: group.id, name: '已关怀' } });
}, 60_000);
afterAll(() => stage?.harness.close());

/** Logged in anew: the played time ends sessions. */
const boss = (): Promise<Login> => stage.harness.staff('zongbu');
const ports = (): Ports => stage.harness.server.ports;
const sql = <Row>(text: string, values: unknown[] = []) => sqlOf(ports().db)<Row>(text, values);
let made = 0;

async function publish(kind: string, title: string, body: object): Promise<string> {
  const { definition } = await stage.harness.do('definitions.create', { kind, title, body: body as Record<string, unknown> }, await boss());
  const done = await stage.harness.do('definitions.publish', { id: definition.id, rev: definition.open?.rev ?? 0, note: '测试' }, await boss());
  if (!done.definition.on) await stage.harness.do('definitions.switch', { id: definition.id, on: true, reason: '测试' }, await boss());
  return definition.id;
}
const say = () => ({ id: 'm', what: { do: 'message', template: textId, to: 'self', channels: ['weapp'] } }) as const;
const tag = () => ({ id: 't', what: { do: 'tag.add', tag: tagId } }) as const;
const body = (more: Partial<RuleBody>): RuleBody => ({
  entity: 'customer',
  runAs: 'store',
  trigger: { on: 'yearly', path: 'birthday', offset: { days: 0 }, at: '10:00' },
  recheck: true,
  reentry: 'everyTime',
  catchUp: { days: 2 },
  effects: [say()],
  priority: 5,
  category: 'service',
  ...more,
});
const off = async (id: string) => stage.harness.do('definitions.switch', { id, on: false, reason: '测试' }, await boss());
/** From now on she can be told in the mini-program. */
async function reachable(customerId: string, name: string): Promise<void> {
  const person = customer(`rules-${customerId}`, name, `1391000${String(++made).padStart(4, '0')}`);
  stage.harness.world.state.people.customers.push(person);
  const { id: identityId } = await ports().db.prisma.customerIdentity.create({
    data: { id: randomUUID(), provider: 'weapp', subject: person.openid, customerId },
  });
  await ports().db.prisma.subscriptionGrant.create({ data: { identityId, templateKey: 'shop_message', accepted: 9 } });
  stage.harness.world.state.acceptances[`${person.openid}|${ports().shop.templates.shop_message ?? ''}`] = 9;
}
/** A customer who can be reached in the mini-program. */
async function somebody(more: { birthday?: string; weddingDate?: string } = {}): Promise<string> {
  const name = `关怀${++made}`;
  const { id: customerId } = (await stage.harness.do('customers.create', { ...draft(name), ...more }, await boss())).profile;
  await reachable(customerId, name);
  return customerId;
}
const occurrences = async (ruleId: string, recordId: string) =>
  (
    await sql<{ key: string; state: string; reason: string | null }>(
      'SELECT occ_key AS key, state, reason FROM rule_occurrences WHERE rule_id = $1 AND record_id = $2::uuid ORDER BY due_at, occ_key',
      [ruleId, recordId],
    )
  ).map(({ key, state, reason }) => `${key} ${state}${reason ? `:${reason}` : ''}`);
const told = async (customerId: string) =>
  (
    await sql<{ state: string; reason: string | null; text: string }>(
      `SELECT state, reason, variables->>'shopText' AS text FROM messages WHERE customer_id = $1::uuid AND template_key = 'shop_message' AND channel = 'weapp' ORDER BY created_at`,
      [customerId],
    )
  ).map(({ state, reason, text }) => `${state}${reason ? `:${reason}` : ''} ${text}`);
/** One round of the two jobs, and everything that follows from it. */
async function round(): Promise<void> {
  await planRules(ports());
  await runDue(ports());
  await stage.agenda.runUntil(stage.agenda.clock.now());
}

test('RU-03 four planners at once, the clock set back and everything delivered again: one occurrence, one message', async () => {
  const people = await Promise.all(Array.from({ length: 20 }, () => somebody({ birthday: '1990-03-02' })));
  const ruleId = await publish('rule', '生日当天', body({}));
  await stage.until('2027-03-02T10:05');
  const others = [1, 2, 3].map(() => createPorts(stage.harness.env, { clock: stage.agenda.clock, jobs: stage.agenda.jobs }));
  try {
    const noted = await Promise.all([ports(), ...others].map((each) => planRules(each)));
    expect(noted.reduce((sum, n) => sum + n, 0)).toBe(20);
    await Promise.all([ports(), ...others].map((each) => runDue(each)));
    const back = { ...ports(), clock: { now: () => shanghai('2027-03-02T09:05') } };
    await planRules(back);
    await runDue(back);
    await stage.agenda.runUntil(stage.agenda.clock.now());
    await round();
  } finally {
    for (const each of others) await each.db.close();
  }
  for (const { key } of await sql<{ key: string }>('SELECT key FROM rule_effects WHERE rule_id = $1', [ruleId])) await runRuleEffect(key, ports());
  await stage.agenda.runUntil(stage.agenda.clock.now());
  for (const id of people)
    expect([await occurrences(ruleId, id), await told(id)]).toEqual([['y:2027 done'], [expect.stringMatching(/^sent 关怀\d+，离生日还有0天$/)]]);
  await off(ruleId);
});

test('RU-04 three days before; down on that day it comes once on the next, and says how many days are left; after a week it is shown as too late', async () => {
  const [next, late] = [await somebody({ birthday: '1990-03-08' }), await somebody({ birthday: '1990-03-06' })];
  const ruleId = await publish('rule', '生日前三天', body({ trigger: { on: 'yearly', path: 'birthday', offset: { days: -3 }, at: '09:00' } }));
  await stage.until('2027-03-06T10:00');
  await round();
  await round();
  expect([await occurrences(ruleId, next), await told(next)]).toEqual([['y:2027 done'], [expect.stringContaining('还有2天')]]);
  expect([await occurrences(ruleId, late), await told(late)]).toEqual([['y:2027 skipped:too_late'], []]);
  await off(ruleId);
});

test('RU-03 a birthday that is put right before its hour is greeted on its true day, and once', async () => {
  const id = await somebody({ birthday: '1990-03-07' });
  const ruleId = await publish('rule', '生日', body({}));
  await stage.until('2027-03-07T08:00');
  await round();
  expect(await occurrences(ruleId, id)).toEqual(['y:2027 due']);
  await sql(`UPDATE customers SET birthday = '1990-03-08' WHERE id = $1::uuid`, [id]);
  await stage.until('2027-03-07T10:05');
  await round();
  expect(await occurrences(ruleId, id)).toEqual(['y:2027 cancelled:moved']);
  await stage.until('2027-03-08T10:05');
  await round();
  expect([await occurrences(ruleId, id), await told(id)]).toEqual([['y:2027 done'], [expect.stringContaining('sent')]]);
  await off(ruleId);
});

test('RU-01 RU-10 a new customer gets her welcome and a tag, each once, and the log has both with their results', async () => {
  const ruleId = await publish(
    'rule',
    '欢迎',
    body({ trigger: { on: 'created' }, effects: [say(), tag(), { id: 'n', what: { do: 'call', verb: 'booking.confirm' } }] }),
  );
  const id = await somebody();
  await stage.agenda.runUntil(stage.agenda.clock.now());
  await round();
  const effects = await sql<{ kind: string; state: string; reason: string | null }>(
    `SELECT what->>'do' AS kind, state, reason FROM rule_effects WHERE rule_id = $1 AND record_id = $2::uuid ORDER BY position`,
    [ruleId, id],
  );
  expect(effects).toEqual([
    { kind: 'message', state: 'done', reason: null },
    { kind: 'tag.add', state: 'done', reason: null },
    { kind: 'call', state: 'refused', reason: 'record.not_found' },
  ]);
  expect(await occurrences(ruleId, id)).toEqual(['c failed']);
  expect(await told(id)).toHaveLength(1);
  await off(ruleId);
});

test('RU-11 a reminder goes with the booking, and one that waits for the morning is dropped when the booking is cancelled', async () => {
  const ruleId = await publish(
    'rule',
    '到店提醒',
    body({
      entity: 'booking',
      trigger: { on: 'moment', path: 'startsAt', offset: { hours: -21 } },
      when: { f: 'state', op: 'eq', v: 'confirmed' },
      catchUp: { untilPassed: 'startsAt' },
      category: 'marketing',
    }),
  );
  const moved = await stage.booked('改期客', '13900001001', '2027-03-12T14:00');
  const night = await stage.booked('夜里客', '13900001002', '2027-03-12T22:00');
  const keep = await stage.booked('不变客', '13900001003', '2027-03-12T19:30');
  await stage.harness.do(
    'booking.reschedule',
    { bookingId: moved.bookingId, version: moved.version, startsAt: shanghai('2027-03-13T15:00').toISOString(), choices: {} },
    await boss(),
  );
  await stage.agenda.runUntil(stage.agenda.clock.now());
  expect(await occurrences(ruleId, moved.bookingId)).toEqual([
    `m:${moved.bookingId}:2027-03-12T06:00:00.000Z cancelled:moved`,
    `m:${moved.bookingId}:2027-03-13T07:00:00.000Z due`,
  ]);
  await stage.until('2027-03-12T01:05');
  for (const one of [night, keep]) await reachable(one.customerId, '客');
  await round();
  await stage.harness.do('booking.cancel', { bookingId: night.bookingId, version: night.version, reason: '', expectedRefundFen: 0 }, await boss());
  await stage.until('2027-03-12T09:40');
  const ends = async (customerId: string) =>
    (
      await sql<{ state: string; reason: string | null }>(`SELECT state, reason FROM messages WHERE customer_id = $1::uuid AND template_key = 'shop_message'`, [
        customerId,
      ])
    ).map(({ state, reason }) => `${state}${reason ? `:${reason}` : ''}`);
  expect([await ends(night.customerId), await ends(keep.customerId)]).toEqual([['skipped:condition_changed'], ['sent']]);
  await off(ruleId);
});

test('RU-16 two rules that call each other end at the second visit, in the open', async () => {
  const other = randomUUID();
  const { prisma } = ports().db;
  const [group] = await sql<{ id: string }>('SELECT group_id AS id FROM tags WHERE id = $1::uuid', [tagId]);
  await prisma.tag.create({ data: { id: other, groupId: group!.id, name: '循环' } });
  const take = (id: string, kind: 'tag.add' | 'tag.remove') => ({ id: 'x', what: { do: kind, tag: id } }) as const;
  const a = await publish('rule', '甲', body({ trigger: { on: 'verb', verb: 'customer.tagged' }, effects: [take(other, 'tag.remove')] }));
  const b = await publish('rule', '乙', body({ trigger: { on: 'verb', verb: 'customer.untagged' }, effects: [take(other, 'tag.add')] }));
  const id = await somebody();
  await stage.harness.do('customers.setTags', { customerId: id, add: [other], remove: [] }, await boss());
  for (let n = 0; n < 4; n++) {
    await stage.agenda.runUntil(stage.agenda.clock.now());
    await round();
  }
  const states = async (rule: string) => (await occurrences(rule, id)).map((one) => one.split(' ')[1]).sort();
  expect([await states(a), await states(b)]).toEqual([['done', 'skipped:loop'], ['done']]);
  await off(a);
  await off(b);
});

test('RU-16 switched on at ten, nothing is made up for that was due at nine; switched off, nothing that is pending runs', async () => {
  const today = new Date(ports().clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
  await stage.until(`${today}T10:00`);
  const id = await somebody({ birthday: `1990-${today.slice(5)}` });
  const early = await publish('rule', '九点', body({ trigger: { on: 'yearly', path: 'birthday', offset: { days: 0 }, at: '09:00' } }));
  const later = await publish('rule', '下午', body({ trigger: { on: 'yearly', path: 'birthday', offset: { days: 0 }, at: '15:00' } }));
  await round();
  expect([await occurrences(early, id), await occurrences(later, id)]).toEqual([['y:2027 skipped:before_enabled'], ['y:2027 due']]);
  await off(later);
  await stage.until(`${today}T15:05`);
  await round();
  expect(await occurrences(later, id)).toEqual(['y:2027 cancelled:switched_off']);
  await off(early);
});

test('RU-16 why she was told and why another was not: firings with their effects and messages, and the condition line by line', async () => {
  const [yes, no] = [await somebody({ birthday: '1990-05-05' }), await somebody()];
  const when = {
    all: [
      { f: 'birthday', op: 'notEmpty' },
      { rel: 'orders', q: 'none' },
    ],
  } as const;
  const ruleId = await publish('rule', '打标签后', body({ trigger: { on: 'verb', verb: 'customer.tagged' }, when }));
  for (const customerId of [yes, no]) await stage.harness.do('customers.setTags', { customerId, add: [tagId], remove: [] }, await boss());
  await stage.agenda.runUntil(stage.agenda.clock.now());
  await round();
  const why = async (recordId: string) => stage.harness.do('rules.why', { ruleId, recordId }, await boss());
  const told = await why(yes);
  expect(told).toMatchObject({
    fits: true,
    firings: [{ state: 'done', effects: [{ does: 'message', state: 'done', reason: null }], messages: [{ channel: 'weapp', state: 'sent' }] }],
  });
  expect(told.lines.map((line) => line.ok)).toEqual([true, true]);
  const not = await why(no);
  expect(not).toMatchObject({ fits: false, firings: [{ state: 'skipped', reason: 'not_matching', effects: [], messages: [] }] });
  expect(not.lines).toEqual([
    { words: '生日已填写', depth: 0, ok: false },
    { words: '没有订单', depth: 0, ok: true },
  ]);
  expect(not.sentence).toContain('如果生日已填写，且没有订单');
  const { firings } = await stage.harness.do('rules.log', { ruleId }, await boss());
  expect(firings.map((one) => [one.recordId, one.state]).sort()).toEqual(
    [
      [yes, 'done'],
      [no, 'skipped'],
    ].sort(),
  );
  expect((await stage.harness.send('rules.log', { ruleId }, await stage.harness.staff('mei'))).status).toBe(403);
  await off(ruleId);
});

test('RU-16 a rule that cannot be understood is not put in force', async () => {
  const { definition } = await stage.harness.do(
    'definitions.create',
    { kind: 'rule', title: '坏', body: body({ trigger: { on: 'yearly', path: 'name', offset: { days: 0 }, at: '09:00' } }) as never },
    await boss(),
  );
  const answer = await stage.harness.send('definitions.publish', { id: definition.id, rev: definition.open?.rev ?? 0, note: '测试' }, await boss());
  expect(answer.refusal).toMatchObject({ code: 'definition.has_problems', facts: { problems: [{ code: 'not_a_date', path: '/trigger/path' }] } });
});
