import { HOUR_MS } from '@zhike/domain/kernel/time-range';
import type { FlowNode } from '@zhike/domain/engines/flows/definition';
import { runEffect } from '../src/engines/flows/effects';
import { ring, ringDue } from '../src/engines/flows/timers';
import { countDeadlocks } from '../../bench/lib/audit';
import { seedFixture, type Fixture } from './fixture';
import { begin, bodyOf, inForce, instanceOf, newCustomer, step, TECHNICIANS } from './flows.fixture';
import { startHarness, type Harness } from './harness';

/** The runner of flows on a real database: who wins, what survives a crash, what happens once. */
let harness: Harness;
let shop: Fixture;
let now = Date.parse('2026-11-26T02:00:00Z');

beforeAll(async () => {
  harness = await startHarness({ clock: { now: () => new Date(now) }, env: { WORKER: 'separate' } });
  shop = await seedFixture(harness.server.ports, { now: new Date(now) });
}, 90_000);
afterAll(async () => await harness.close());

const ports = () => harness.server.ports;
const rows = async <Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> => (await ports().db.pool.query(text, [...values])).rows as Row[];
const staffId = async (name: string): Promise<string> =>
  (await rows<{ id: string }>('SELECT id FROM staff_members WHERE wecom_user_id = $1', [name]))[0]?.id ?? '';
const approval = (fields: Partial<Extract<FlowNode, { kind: 'approval' }>> = {}): FlowNode => ({
  kind: 'approval',
  title: '技师确认',
  mode: 'or',
  who: TECHNICIANS,
  approve: 'Z',
  reject: 'X',
  empty: 'admin',
  ...fields,
});
const decide = (id: string, key: string, actor: string, d: 'approve' | 'reject' = 'approve') =>
  step(ports(), id, { t: 'decide', id: `${key}/${actor}/${d}`, now, key, actor, d });

test('FL-04 fifty people press 同意 in the same moment: one wins, everybody else is told who, and one message is ordered', async () => {
  const members = Array.from({ length: 49 }, (_, i) => ({ wecomUserId: `tech${i}`, name: `技师 ${i}`, title: '技师', roles: ['photographer'] }));
  for (const data of members) await ports().db.prisma.staffMember.create({ data: { ...data, stores: { create: [{ storeId: shop.storeId }] } } });
  const flow = await inForce(
    ports(),
    'flow.race',
    bodyOf({ A: approval({ approve: 'B' }), B: { kind: 'action', title: '打标签', do: { do: 'tag.add', tag: shop.tagIds[0] ?? '' }, next: 'Z' } }),
  );
  const customerId = await newCustomer(ports(), shop.storeId);
  for (let round = 0; round < 3; round++) {
    const { id } = await begin(ports(), flow, customerId);
    const todos = await rows<{ person: string }>(`SELECT person_id AS person FROM flow_tasks WHERE instance_id = $1 AND state = 'open'`, [id]);
    expect(todos.length).toBe(50);
    const ends = await Promise.all(todos.map(({ person }) => decide(id, `${id}/A/1`, person).then((end) => ({ person, end }))));
    const winners = ends.filter(({ end }) => end.ok);
    expect(winners.length).toBe(1);
    for (const { end } of ends) if (!end.ok) expect(end.no).toEqual({ code: 'task_closed', by: winners[0]?.person });
    const [told] = await rows<{ done: number; closed: number; by: string }>(
      `SELECT count(*) FILTER (WHERE state = 'done')::int AS done, count(*) FILTER (WHERE state = 'closed')::int AS closed, max(by_id::text) AS by FROM flow_tasks WHERE instance_id = $1`,
      [id],
    );
    expect(told).toEqual({ done: 1, closed: 49, by: winners[0]?.person });
    expect(await rows('SELECT key FROM flow_effects WHERE instance_id = $1', [id])).toEqual([{ key: `${id}/B/1#action` }]);
  }
  expect(await countDeadlocks(ports().db.pool)).toBe(0);
  await ports().db.prisma.staffMember.updateMany({ where: { wecomUserId: { startsWith: 'tech' } }, data: { leftAt: new Date(now) } });
}, 120_000);

test('FL-09 ordered work is done once, however often its job comes, and the flow goes on with it', async () => {
  const flow = await inForce(
    ports(),
    'flow.once',
    bodyOf({ A: { kind: 'action', title: '打标签', do: { do: 'tag.add', tag: shop.tagIds[1] ?? '' }, next: 'Z' } }),
  );
  const customerId = await newCustomer(ports(), shop.storeId);
  const { id } = await begin(ports(), flow, customerId);
  const key = `${id}/A/1#action`;
  // The step is committed and no job has run: a crash in between loses nothing, because row and job were written with it.
  expect(await rows(`SELECT 1 FROM pgboss.job WHERE name = 'flows.effect' AND data->>'key' = $1`, [key])).toHaveLength(1);
  await Promise.all([runEffect(key, ports()), runEffect(key, ports()), runEffect(key, ports())]);
  await runEffect(key, ports());
  expect(await rows(`SELECT type FROM events WHERE customer_id = $1 AND type = 'customer.tagged'`, [customerId])).toHaveLength(1);
  expect(await rows('SELECT state, reason FROM flow_effects WHERE key = $1', [key])).toEqual([{ state: 'done', reason: null }]);
  expect((await instanceOf(ports(), id)).result).toBe('ok');
});

test('FL-09 a verb that says no is not tried again: somebody must look, and may skip it or try once more', async () => {
  const flow = await inForce(
    ports(),
    'flow.refused',
    bodyOf({ A: { kind: 'action', title: '打标签', do: { do: 'tag.add', tag: crypto.randomUUID() }, next: 'Z' } }),
  );
  const { id } = await begin(ports(), flow, await newCustomer(ports(), shop.storeId));
  const key = `${id}/A/1#action`;
  await runEffect(key, ports());
  expect(await instanceOf(ports(), id)).toMatchObject({ status: 'stuck', tokens: [{ stuck: 'record.not_found' }] });
  expect(await rows('SELECT reason, people, ended_at FROM flow_incidents WHERE instance_id = $1', [id])).toEqual([
    { reason: 'record.not_found', people: [await staffId('laoxu')], ended_at: null },
  ]);
  expect((await step(ports(), id, { t: 'retry', id: 'r1', now, key: `${id}/A/1`, actor: 'x', reason: '再试' })).ok).toBe(true);
  await runEffect(key, ports());
  expect(await instanceOf(ports(), id)).toMatchObject({ status: 'stuck' });
  expect((await step(ports(), id, { t: 'skip', id: 's1', now, key: `${id}/A/1`, actor: 'x', reason: '不需要' })).ok).toBe(true);
  expect(await instanceOf(ports(), id)).toMatchObject({ status: 'done', result: 'ok' });
  expect(await rows('SELECT 1 FROM flow_incidents WHERE instance_id = $1 AND ended_at IS NULL', [id])).toHaveLength(0);
});

test('FL-10 nothing happens at 23:59 after it, exactly once at 24:00, also when the job comes twice or only after a restart', async () => {
  const flow = await inForce(
    ports(),
    'flow.survey',
    bodyOf({
      A: { kind: 'delay', title: '24 小时后', for: { n: 24, unit: 'hour' }, next: 'B' },
      B: { kind: 'task', title: '回访', who: TECHNICIANS, what: '回访客户', done: 'Z' },
    }),
  );
  const { id } = await begin(ports(), flow, await newCustomer(ports(), shop.storeId));
  const began = now;
  const timer = `${id}/A/1#timer`;
  now = began + 24 * HOUR_MS - 60_000;
  expect((await step(ports(), id, { t: 'timer', id: 'too-early', now, key: timer })).ok).toBe(false);
  await ring(timer, ports());
  expect(await ringDue(ports())).toBe(0);
  expect((await instanceOf(ports(), id)).tokens[0]?.node).toBe('A');
  now = began + 24 * HOUR_MS;
  await Promise.all([ring(timer, ports()), ring(timer, ports()), ringDue(ports())]);
  await ring(timer, ports());
  expect((await instanceOf(ports(), id)).tokens.map((token) => token.key)).toEqual([`${id}/B/1`]);
  expect(await rows('SELECT state FROM flow_timers WHERE key = $1', [timer])).toEqual([{ state: 'rung' }]);
  expect(await rows('SELECT title, state FROM flow_tasks WHERE instance_id = $1', [id])).toEqual(
    expect.arrayContaining([{ title: '回访客户', state: 'open' }]),
  );
  now = began;
});

test('FL-02 of two starts with one cause only one comes about, and a journey runs once for a customer at a time', async () => {
  const flow = await inForce(ports(), 'flow.starts', bodyOf({ A: approval() }));
  const customerId = await newCustomer(ports(), shop.storeId);
  const tries = await Promise.allSettled(Array.from({ length: 5 }, () => begin(ports(), flow, customerId, 'form-7')));
  expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  const journey = await inForce(ports(), 'flow.journey', bodyOf({ A: approval() }, { kind: 'journey' }));
  const begun = await Promise.allSettled(Array.from({ length: 5 }, () => begin(ports(), journey, customerId)));
  expect(begun.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
});

test('FL-11 a child flow tells its end to the parent, once', async () => {
  await inForce(ports(), 'flow.child', bodyOf({ A: approval({ approve: 'Z', reject: 'X' }) }));
  const parent = await inForce(
    ports(),
    'flow.parent',
    bodyOf({ A: { kind: 'subflow', title: '回访', flow: 'flow.child', input: {}, wait: true, outcomes: { refused: 'X' }, else: 'Z' } }),
  );
  const { id } = await begin(ports(), parent, await newCustomer(ports(), shop.storeId));
  await runEffect(`${id}/A/1#child`, ports());
  await runEffect(`${id}/A/1#child`, ports());
  const children = await rows<{ id: string }>(`SELECT id FROM flow_instances WHERE state->>'parent' = $1`, [`${id}/A/1`]);
  expect(children).toHaveLength(1);
  const child = children[0]?.id ?? '';
  await decide(child, `${child}/A/1`, await staffId('mei'), 'reject');
  await runEffect(`${child}#parent`, ports());
  await runEffect(`${child}#parent`, ports());
  expect(await instanceOf(ports(), id)).toMatchObject({ status: 'done', result: 'refused' });
});

test('FL-14 somebody leaves: her to-do goes to her supervisor, and nobody left means that somebody must look', async () => {
  const flow = await inForce(ports(), 'flow.left', bodyOf({ A: approval({ who: { users: [await staffId('ayue')] } }) }));
  const starter = await staffId('ayue');
  const { id } = await begin(ports(), flow, await newCustomer(ports(), shop.storeId), undefined, starter);
  await ports().db.prisma.staffMember.update({ where: { id: starter }, data: { leftAt: new Date(now) } });
  await step(ports(), id, { t: 'left', id: 'l1', now, person: starter });
  const open = await rows<{ person: string }>(`SELECT person_id AS person FROM flow_tasks WHERE instance_id = $1 AND state = 'open'`, [id]);
  expect(open).toEqual([{ person: await staffId('laoxu') }]);
  await ports().db.prisma.staffMember.update({ where: { id: starter }, data: { leftAt: null } });
});

test('FL-19 the subject is merged into another: the flow follows it; deleted: the flow ends and closes what was open', async () => {
  const flow = await inForce(ports(), 'flow.gone', bodyOf({ A: approval() }));
  const [into, first] = [await newCustomer(ports(), shop.storeId, '王芳'), await newCustomer(ports(), shop.storeId)];
  const { id } = await begin(ports(), flow, first);
  await step(ports(), id, { t: 'gone', id: 'g1', now, why: 'merged', into });
  expect(await rows('SELECT subject_id, waits FROM flow_instances WHERE id = $1', [id])).toEqual([{ subject_id: into, waits: [into] }]);
  await step(ports(), id, { t: 'gone', id: 'g2', now, why: 'deleted' });
  expect(await rows('SELECT status, result FROM flow_instances WHERE id = $1', [id])).toEqual([{ status: 'exited', result: 'subject_gone' }]);
  expect(await rows(`SELECT 1 FROM flow_tasks WHERE instance_id = $1 AND ended_at IS NULL`, [id])).toHaveLength(0);
});
