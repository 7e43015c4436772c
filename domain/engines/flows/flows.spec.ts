import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FlowDef } from './definition';
import { newInstance, type FlowEvent, type Instance } from './instance';
import { interpret } from './interpret';
import { planMigration, standing } from './migrate-instance';
import { passed, timeline, type Journalled } from './timeline';
import { runFlowVector, type FlowVector } from './vectors.run';

const folder = join(__dirname, 'vectors');
const vectors = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as FlowVector);

test.each(vectors.map((vector) => [vector.id, vector] as const))('FL-01 vector %s', (_, vector) => {
  expect(vector.expect.length).toBe(vector.events.length);
  expect(runFlowVector(vector)).toEqual([]);
});

test('FL-01 a vector that says something else is found out', () => {
  const vector = vectors.find((one) => one.id === 'flow/or-sign-loser-told-who');
  if (!vector) throw new Error('no vector');
  const wrong = { ...vector, expect: vector.expect.map((one) => (one.by === undefined ? one : { ...one, by: 'a' })) };
  expect(runFlowVector(wrong)).toEqual([expect.stringContaining('by is b and not a')]);
});

const WHO = { users: ['a'] } as const;
const v1: FlowDef = {
  id: 'f',
  version: 1,
  title: '跟进',
  entity: 'customer',
  store: 'org',
  kind: 'business',
  start: { on: 'manual', by: [] },
  nodes: {
    A: { kind: 'approval', title: '主管审批', mode: 'or', who: WHO, approve: 'B', reject: 'Z', empty: 'admin' },
    B: { kind: 'delay', title: '等三天', for: { n: 3, unit: 'day' }, next: 'C' },
    C: { kind: 'task', title: '回访', who: WHO, what: '回访', done: 'Z' },
    Z: { kind: 'end', title: '结束', result: 'ok' },
  },
  entry: 'A',
  vars: {},
  maxVisits: 50,
  owner: { users: ['boss'] },
};
const DAY = 86_400_000;

/** Plays events, answering every question for people with `a`. */
function played(def: FlowDef, events: readonly FlowEvent[]): { readonly instance: Instance; readonly journal: readonly Journalled[] } {
  let instance = newInstance('i', def, { entity: 'customer', id: 's' });
  const journal: Journalled[] = [];
  const take = (event: FlowEvent): void => {
    const step = interpret(def, instance, event);
    expect(step.refused).toBeUndefined();
    instance = step.instance;
    journal.push({ at: event.now, version: instance.def.version, log: step.log });
    for (const ask of step.asks) take({ t: 'answer', id: `${event.id}?`, now: event.now, key: ask.key, answer: { ask: 'people', people: [{ person: 'a' }] } });
  };
  for (const event of events) take(event);
  return { instance, journal };
}
const START: FlowEvent = { t: 'start', id: 's', now: 0, starter: 'x' };
const AGREE: FlowEvent = { t: 'decide', id: 'd', now: 60_000, key: 'i/A/1', actor: 'a', d: 'approve', comment: '好' };

test('FL-18 whoever waits at a step that was deleted goes on to the next that is left, its timer goes, and the journal tells both versions', () => {
  const { B: _, ...rest } = v1.nodes;
  const v2: FlowDef = { ...v1, version: 2, nodes: { ...rest, A: { ...v1.nodes.A, approve: 'C' } as FlowDef['nodes'][string] } };
  const { instance } = played(v1, [START, AGREE]);
  expect(standing([instance], v2)).toEqual([{ node: 'B', n: 1, gone: true }]);
  const plan = planMigration(v1, v2, instance, { B: 'next' }, 70_000);
  expect(plan).toEqual({ tokens: { 'i/B/1': { to: 'C' } }, dueNow: [] });
  expect(planMigration(v1, v2, instance, { B: 'stay' }, 70_000)).toEqual({ stays: 'chosen' });
  if (!('tokens' in plan)) throw new Error('no plan');
  const step = interpret(v2, instance, { t: 'migrate', id: 'm', now: 70_000, actor: 'boss', version: 2, tokens: plan.tokens });
  expect(step.effects.map((effect) => effect.key)).toEqual(['i/B/1#timer!cancel']);
  expect(step.instance).toMatchObject({ def: { version: 2 }, tokens: [{ key: 'i/C/1' }] });
  expect(step.log).toEqual(expect.arrayContaining([{ what: 'migrated', actor: 'boss', facts: { from: 1, to: 2 } }]));
  expect(interpret(v2, instance, { t: 'migrate', id: 'm', now: 70_000, actor: 'boss', version: 2, tokens: {} }).refused).toEqual({ code: 'unknown_node' });
  const ended = interpret(v2, instance, { t: 'migrate', id: 'm', now: 70_000, actor: 'boss', version: 2, tokens: { 'i/B/1': { end: true } } });
  expect(ended.instance).toMatchObject({ status: 'exited', result: 'migrated_away' });
});

test('FL-18 a shorter delay counts from when the waiting began, and one that has passed by then is listed', () => {
  const v2: FlowDef = { ...v1, version: 2, nodes: { ...v1.nodes, B: { kind: 'delay', title: '等一天', for: { n: 1, unit: 'day' }, next: 'C' } } };
  const { instance } = played(v1, [START, AGREE]);
  const plan = planMigration(v1, v2, instance, {}, 2 * DAY);
  expect(plan).toEqual({ tokens: { 'i/B/1': { keep: true, due: 60_000 + DAY } }, dueNow: ['i/B/1'] });
  if (!('tokens' in plan)) throw new Error('no plan');
  const step = interpret(v2, instance, { t: 'migrate', id: 'm', now: 2 * DAY, actor: 'boss', version: 2, tokens: plan.tokens });
  expect(step.effects.map((effect) => effect.key)).toEqual(['i/B/1#timer!cancel', 'i/B/1#timer.1!set']);
  expect(interpret(v2, step.instance, { t: 'timer', id: 't', now: 2 * DAY, key: 'i/B/1#timer.1' }).instance.tokens[0]?.key).toBe('i/C/1');
});

test('FL-18 inside of a parallel block whose branches changed an instance stays on its version', () => {
  const block = (branches: readonly string[]): FlowDef['nodes'] => ({
    P: { kind: 'parallel', title: '同时', branches: branches.map((to) => ({ label: to, to })), join: 'J' },
    J: { kind: 'join', title: '汇合', next: 'Z', how: 'all' },
    ...Object.fromEntries(branches.map((id) => [id, { kind: 'task', title: id, who: WHO, what: id, done: 'J' } as const])),
  });
  const old: FlowDef = { ...v1, entry: 'P', nodes: { ...block(['B', 'C']), Z: v1.nodes.Z as FlowDef['nodes'][string] } };
  const next: FlowDef = { ...old, version: 2, nodes: { ...block(['B', 'C', 'D']), Z: v1.nodes.Z as FlowDef['nodes'][string] } };
  expect(planMigration(old, next, played(old, [START]).instance, {}, 0)).toEqual({ stays: 'block_changed' });
  expect(planMigration(old, { ...old, version: 2 }, played(old, [START]).instance, {}, 0)).toMatchObject({
    tokens: { 'i/B/1': { keep: true }, 'i/C/1': { keep: true } },
  });
});

test('FL-19 the record tells node, person, decision, comment and how long it took', () => {
  const { journal } = played(v1, [START, AGREE]);
  const rows = timeline(journal, [v1]);
  expect(rows.map((row) => row.what)).toEqual(['started', 'entered', 'asked', 'decided', 'entered']);
  expect(rows[3]).toEqual({
    at: 60_000,
    what: 'decided',
    node: 'A',
    title: '主管审批',
    token: 'i/A/1',
    actor: 'a',
    version: 1,
    facts: { d: 'approve', comment: '好' },
    tookMs: 60_000,
  });
  expect([...passed(journal)]).toEqual([
    ['A', 1],
    ['B', 1],
  ]);
});
