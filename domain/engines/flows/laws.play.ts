import { blocksOf, depthAt } from './blocks';
import type { FlowDef } from './definition';
import type { Answer, Ask, FlowEvent, Instance, Keyed, Step, Token } from './instance';
import { newInstance } from './instance';
import { numbers, one, sampleFlow, type Pick } from './laws.support';

/**
 * Plays a random flow with random events against an interpreter and keeps a world beside it: which to-dos are open, which timers run,
 * which work was ordered. Whatever the instance says of itself must be what its consequences made of that world.
 */
export type Interpret = (def: FlowDef, instance: Instance, event: FlowEvent) => Step;

export class Broken extends Error {}
function must(condition: boolean, law: string): void {
  if (!condition) throw new Broken(law);
}

interface World {
  inst: Instance;
  now: number;
  n: number;
  readonly keys: Set<string>;
  readonly todos: Map<string, Set<string>>;
  readonly timers: Map<string, number>;
  readonly work: Set<string>;
  readonly customers: Set<string>;
  readonly children: Set<string>;
  readonly incidents: Set<string>;
  readonly used: FlowEvent[];
  /** How often anything happened, so that a law cannot hold because nothing did. */
  readonly seen: Record<string, number>;
}

const PEOPLE = ['a', 'b', 'c', 'd'];

function apply(world: World, { key, what }: Keyed): void {
  must(!world.keys.has(key), `the key ${key} is used twice`);
  world.keys.add(key);
  const effects: { [K in typeof what.do]?: () => void } = {
    'todo.open': () =>
      what.do === 'todo.open' && world.todos.set(what.token, new Set([...(world.todos.get(what.token) ?? []), ...what.people.map((p) => p.person)])),
    'todo.settle': () => what.do === 'todo.settle' && world.todos.get(what.token)?.delete(what.person),
    'todo.hold': () => what.do === 'todo.hold' && world.todos.get(what.token)?.delete(what.person),
    'todo.close': () => what.do === 'todo.close' && world.todos.delete(what.token),
    'timer.set': () => what.do === 'timer.set' && world.timers.set(what.timer, what.at),
    'timer.cancel': () => what.do === 'timer.cancel' && world.timers.delete(what.timer),
    'effect.drop': () => what.do === 'effect.drop' && world.work.delete(what.effect),
    'customer.ask': () => what.do === 'customer.ask' && world.customers.add(what.token),
    'customer.close': () => what.do === 'customer.close' && world.customers.delete(what.token),
    'child.start': () => what.do === 'child.start' && what.wait && world.children.add(what.child),
    'child.stop': () => what.do === 'child.stop' && world.children.delete(what.child),
    incident: () => what.do === 'incident' && world.incidents.add(what.token),
    'incident.close': () => what.do === 'incident.close' && world.incidents.delete(what.token),
    'tag.add': () => world.work.add(key),
    message: () => world.work.add(key),
  };
  effects[what.do]?.();
}

function answerTo(ask: Ask, world: World, pick: Pick): Answer {
  if (ask.ask === 'people') return { ask: 'people', people: PEOPLE.slice(0, pick(5)).map((person) => ({ person })) };
  if (ask.ask === 'row') return { ask: 'row', row: pick(ask.rows.length + 1) || null };
  if (ask.ask === 'wait') return pick(6) === 0 ? { ask: 'wait', match: null } : { ask: 'wait', match: 's', ...(pick(8) === 0 ? { happened: 'e' } : {}) };
  return { ask: ask.ask, at: pick(6) === 0 ? null : world.now + (pick(40) - 4) * 3_600_000 };
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Delivers an event with the laws of every step: deterministic, a refusal and a second delivery change nothing. */
function deliver(interpret: Interpret, def: FlowDef, world: World, event: FlowEvent, pick: Pick): Step {
  const before = JSON.stringify(world.inst);
  const step = interpret(def, world.inst, event);
  must(same(step, interpret(def, world.inst, event)), 'deterministic');
  must(JSON.stringify(world.inst) === before, 'an instance is never changed in place');
  world.seen[`${event.t}${step.refused ? '!' : ''}`] = (world.seen[`${event.t}${step.refused ? '!' : ''}`] ?? 0) + 1;
  if (step.refused) {
    must(same(step.instance, world.inst) && step.effects.length === 0 && step.asks.length === 0, 'a refusal changes nothing');
    return step;
  }
  world.inst = step.instance;
  for (const keyed of step.effects) apply(world, keyed);
  for (const key of step.again) key.endsWith('#child') ? world.children.add(key.slice(0, -6)) : world.work.add(key);
  for (const ask of step.asks)
    deliver(interpret, def, world, { t: 'answer', id: `${event.id}/${world.n++}`, now: world.now, key: ask.key, answer: answerTo(ask, world, pick) }, pick);
  const again = interpret(def, world.inst, event);
  must(again.refused !== undefined && same(again.instance, world.inst), `a second delivery of ${event.t} is refused`);
  return step;
}

const openOf = (token: Token): string[] => (token.lines ?? []).flatMap((line) => line.todos.filter((todo) => todo.state === 'open').map((todo) => todo.person));
const sorted = (list: Iterable<string>): string[] => [...list].sort();

/** What must hold after every event. */
function inspect(def: FlowDef, { inst, todos, timers, work, customers, children, incidents }: World): void {
  const of = (state: Token['state']): Token[] => inst.tokens.filter((token) => token.state === state);
  const alive = (map: Map<string, Set<string>>): string[] => sorted([...map].flatMap(([key, people]) => [...people].map((person) => `${key} ${person}`)));
  must(
    same(alive(todos), sorted(of('people').flatMap((token) => openOf(token).map((person) => `${token.key} ${person}`)))),
    'open to-dos are those that are waited for',
  );
  must(same(sorted(timers.keys()), sorted(inst.tokens.flatMap((token) => Object.keys(token.timers ?? {})))), 'live timers are those that are waited for');
  must(same(sorted(customers), sorted(of('customer').map((token) => token.key))), 'open customer steps are those that are waited for');
  must(same(sorted(children), sorted(of('child').map((token) => token.key))), 'running children are those that are waited for');
  must(same(sorted(incidents), sorted(of('stuck').map((token) => token.key))), 'open incidents are what is stuck');
  for (const token of of('effect')) must(token.effect !== undefined && work.has(token.effect), 'work that is waited for was ordered');
  for (const token of inst.tokens) {
    must(token.asked === undefined && token.state !== 'asking', 'no question stays open');
    must(token.scope.length === depthAt(blocksOf(def), token.node), 'a token is as deep as its node');
    must(token.visit <= (inst.visits[token.node] ?? 0), 'visits are counted');
    must(token.state !== 'people' || openOf(token).length > 0, 'somebody can act');
  }
  must(new Set(inst.tokens.map((token) => token.key)).size === inst.tokens.length, 'a visit is there once');
  const scopes = inst.tokens.map((token) => token.scope);
  for (const scope of [...scopes, ...Object.values(inst.forks).map((fork) => fork.scope)])
    must(
      scope.every((fork) => inst.forks[fork] !== undefined),
      'blocks that are stood in are there',
    );
  for (const [key, fork] of Object.entries(inst.forks)) {
    must(
      scopes.some((scope) => scope.includes(key)),
      'a block that nobody stands in is gone',
    );
    const inside = inst.tokens.filter((token) => token.scope[fork.scope.length] === key && token.scope.length === fork.scope.length + 1).length;
    const nested = Object.values(inst.forks).filter((other) => other.scope[other.scope.length - 1] === key).length;
    must(inside + nested + fork.arrived === fork.n, 'every branch of a block is on its way or has arrived');
  }
  const live = inst.status === 'running' || inst.status === 'stuck';
  must(
    live ? inst.tokens.length > 0 : inst.tokens.length === 0 && Object.keys(inst.forks).length === 0,
    'a finished instance leaves nothing, a running one waits',
  );
  must(!live || (inst.status === 'stuck') === of('stuck').length > 0, 'stuck is what has a stuck token');
}

/** The naive meaning of each way of signing, counted over those who were asked. */
function isSettled(mode: unknown, agreed: number, refused: number, n: number): boolean {
  if (mode === 'or') return agreed > 0 || refused === n;
  if (mode === 'all' || mode === 'seq') return refused > 0 || agreed === n;
  const percent = (mode as { vote: number }).vote;
  return agreed * 100 >= percent * n || (n - refused) * 100 < percent * n;
}

function checkDecision(def: FlowDef, before: Token, event: FlowEvent, step: Step): void {
  const node = def.nodes[before.node];
  if (event.t !== 'decide' || step.refused || !before.lines) return;
  must(openOf(before).includes(event.actor), 'only whoever is asked may decide');
  if (node?.kind !== 'approval' || before.lines.some((line) => line.above || line.todos.length !== 1)) return;
  const states = before.lines
    .map((line) => line.todos[0])
    .map((todo) => (todo?.person === event.actor ? (event.d === 'reject' ? 'refused' : 'agreed') : todo?.state));
  const count = (state: string): number => states.filter((one) => one === state).length;
  const gone = !step.instance.tokens.some((token) => token.key === before.key);
  must(gone === isSettled(node.mode, count('agreed'), count('refused'), states.length), `signing: ${JSON.stringify(node.mode)}`);
  if (node.mode === 'seq') must(openOf(before).length === 1, 'one after the other');
}

/**
 * Where everybody must arrive, nobody is cancelled by the others' arrival; a block inside may well be left for its join. An arrival after
 * the block was begun anew in the same step (somebody was sent back before it) is an arrival in the new one.
 */
function checkJoins(def: FlowDef, was: Instance, step: Step): void {
  for (const [key, fork] of Object.entries(was.forks)) {
    const node = def.nodes[fork.join];
    const entries = step.log.filter((entry) => entry.what === 'entered').map((entry) => def.nodes[entry.node ?? '']);
    const begun = entries.findIndex((entered) => entered?.kind === 'parallel' && entered.join === fork.join);
    const came = (begun < 0 ? entries : entries.slice(0, begun)).includes(node);
    if (node?.kind !== 'join' || node.how !== 'all' || !came || step.instance.forks[key] !== undefined || step.instance.status === 'done') continue;
    const cancelled = step.log.filter(
      (entry) => entry.what === 'cancelled' && was.tokens.some((token) => token.key === entry.token && token.scope[token.scope.length - 1] === key),
    );
    must(
      cancelled.every((entry) => entry.facts?.why !== 'block_left'),
      'a join of all waits for all',
    );
  }
}

/** A random thing that somebody does, sensible or not. */
function nextEvent(def: FlowDef, world: World, pick: Pick): FlowEvent {
  const { inst } = world;
  const id = `e${world.n++}`;
  const token = one(pick, inst.tokens);
  const key = token?.key ?? 'i/W/1';
  const actor = one(pick, PEOPLE);
  const base = { id, now: world.now };
  const asked = token && openOf(token).length > 0 && pick(5) > 0 ? one(pick, openOf(token)) : actor;
  const yes = def.nodes[token?.node ?? '']?.kind === 'task' ? ('done' as const) : one(pick, ['approve', 'approve', 'reject'] as const);
  const timer = [...world.timers].sort((a, b) => a[1] - b[1])[0];
  const events: readonly (() => FlowEvent)[] = [
    () => ({ ...base, t: 'decide', key, actor: asked, d: yes }),
    () => ({ ...base, t: 'decide', key, actor: asked, d: yes }),
    () => ({ ...base, t: 'decide', key, actor: asked, d: yes }),
    () => ({ ...base, t: 'customer', key, outcome: one(pick, ['ok', 'no', '__proto__']) }),
    () => ({ ...base, t: 'effect', key: token?.effect ?? `${key}#action`, ok: pick(4) > 0, reason: 'refused' }),
    () => ({ ...base, t: 'effect', key: token?.effect ?? `${key}#action`, ok: true }),
    () => ({ ...base, t: 'child', key, result: one(pick, ['ok', 'no', 'constructor']) }),
    () => ({ ...base, t: 'event', name: 'order.paid', about: [one(pick, ['s', 'another'])] }),
    () => ({ ...base, t: 'timer', key: timer?.[0] ?? 'none#due', now: timer ? Math.max(world.now, timer[1]) : world.now }),
    () => ({ ...base, t: 'timer', key: timer?.[0] ?? 'none#due', now: timer ? Math.max(world.now, timer[1]) : world.now }),
    () => ({ ...base, t: 'timer', key: timer?.[0] ?? 'none#due' }),
    () => ({ ...base, t: 'changed' }),
    () => ({ ...base, t: 'transfer', key, actor: asked, to: one(pick, PEOPLE) }),
    () => ({ ...base, t: 'addSigner', key, actor: asked, who: one(pick, [...PEOPLE, 'x', 'y']), where: one(pick, ['before', 'after'] as const) }),
    () => (pick(3) ? { ...base, t: 'decide', key: 'i/W/1', actor, d: 'done' } : { ...base, t: 'return', key, actor: asked, to: 'W' }),
    () => (pick(3) ? { ...base, t: 'left', person: actor } : { ...base, t: 'withdraw', actor }),
    () => ({ ...base, t: one(pick, ['retry', 'skip'] as const), key, actor: 'boss', reason: 'r' }),
    () =>
      pick(2)
        ? { ...base, t: 'reassign', key, actor: 'boss', to: actor, reason: 'r' }
        : { ...base, t: 'goto', key, actor: 'boss', to: one(pick, Object.keys(def.nodes)), reason: 'r' },
    () =>
      pick(6) === 0
        ? one(pick, [
            { ...base, t: 'event', name: 'booking.cancelled', about: ['s'] },
            { ...base, t: 'stop', actor: 'boss', reason: 'r' },
          ] as const)
        : { ...base, t: 'changed' },
  ];
  return one(pick, events)();
}

/** Plays `steps` events. Throws `Broken` with the law that does not hold; answers how often what happened. */
export function play(interpret: Interpret, seed: number, steps: number): { readonly def: FlowDef; readonly world: World } {
  const def = sampleFlow(seed);
  const pick = numbers(seed ^ 0x5f3759df);
  const start = newInstance('i', def, { entity: 'booking', id: 's' });
  const sets = { keys: new Set<string>(), work: new Set<string>(), customers: new Set<string>(), children: new Set<string>(), incidents: new Set<string>() };
  const world: World = { inst: start, now: 0, n: 0, todos: new Map(), timers: new Map(), used: [], seen: {}, ...sets };
  deliver(interpret, def, world, { t: 'start', id: 'start', now: 0, starter: 'a' }, pick);
  inspect(def, world);
  for (let i = 0; i < steps && world.inst.tokens.length > 0; i++) {
    const event = nextEvent(def, world, pick);
    world.now = Math.max(world.now, event.now) + (pick(4) === 0 ? 3_600_000 : 0);
    const before = 'key' in event ? world.inst.tokens.find((token) => token.key === event.key) : undefined;
    if (event.t === 'timer') early(interpret, def, world, event);
    const was = world.inst;
    const step = deliver(interpret, def, world, event, pick);
    must(event.t !== 'event' || !event.about.includes('another') || same(step.instance.tokens, was.tokens), "another record's event wakes nobody");
    checkJoins(def, was, step);
    if (before) checkDecision(def, before, event, step);
    if (event.t === 'timer' && !step.refused) world.timers.delete(event.key);
    if (event.t === 'child' && !step.refused) world.children.delete(event.key);
    // A child that could not begin does not run.
    if (event.t === 'effect' && !event.ok && !step.refused) world.children.delete(before?.key ?? event.key.replace('#child', ''));
    if (event.t === 'customer' && !step.refused) world.customers.delete(event.key);
    settleLeft(world, event);
    inspect(def, world);
    world.used.push(event);
    const old = one(pick, world.used);
    must(interpret(def, world.inst, old).refused !== undefined || step.refused !== undefined || notTaken(world.inst, old), `an old ${old.t} is refused`);
  }
  return { def, world };
}

/** A refused event was not taken in and may well fit later. */
const notTaken = (inst: Instance, event: FlowEvent): boolean => !inst.seen.includes(event.id);

/** Customer steps and child flows that time has settled are over in the world as well. */
function settleLeft(world: World, event: FlowEvent): void {
  if (event.t !== 'timer') return;
  const key = event.key.slice(0, event.key.indexOf('#'));
  if (!world.inst.tokens.some((token) => token.key === key && token.state === 'customer')) world.customers.delete(key);
}

function early(interpret: Interpret, def: FlowDef, world: World, event: FlowEvent): void {
  if (event.t !== 'timer') return;
  const due = world.timers.get(event.key);
  if (due !== undefined && world.now < due)
    must(interpret(def, world.inst, { ...event, id: `${event.id}-early`, now: due - 1 }).refused?.code === 'early', 'a timer earlier than due is early');
}
