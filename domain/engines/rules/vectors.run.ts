import { addDays } from '../../kernel/calendar-date';
import type { Cond, ConditionContext, Value } from '../conditions/definition';
import { fixedClock } from '../conditions/context';
import { matches } from '../conditions/evaluate';
import { chained, decideChain, rootChain, tellsOwner, type Chain } from './chain';
import type { RuleDef } from './definition';
import { asksOn, daysLeft, due, fateOf, planAfter, planMoment, superseded, type StoreClock } from './due';
import { effectKey, noted, occurrenceKey, type Occurrence, type SkipReason } from './occurrence';
import { firedBy, stoppedBy, type RecordEvent } from './react';
import type { FiringHistory } from './reentry';
import { decideRun, looksAgain } from './run';

/** A story that a rule must bear: what happens when, and what is in the book afterwards. Instants with an offset; the store is in Shanghai. */
export interface RuleVector {
  readonly id: string;
  readonly engine: 'rules';
  readonly says: string;
  readonly rules: readonly RuleDef[];
  /** When a rule was switched on; the first instant of the story unless told. */
  readonly enabledAt?: Readonly<Record<string, string>>;
  readonly records: Readonly<Record<string, StoryRecord>>;
  /** No message to anybody between these, on the store's clock. */
  readonly quiet?: { readonly from: string; readonly until: string };
  readonly timeline: readonly Step[];
  readonly expect: { readonly occurrences: readonly string[]; readonly sends: readonly string[]; readonly told?: number };
}

export interface StoryRecord {
  readonly entity: string;
  readonly values: Readonly<Record<string, Value>>;
  /** When it came to be; long before the story unless told. */
  readonly createdAt?: string;
  readonly imported?: true;
}

export type Step =
  | { readonly at: string; readonly run: 'planner' | 'executor' | 'both' }
  | { readonly at: string; readonly set: string; readonly values: Readonly<Record<string, Value>> }
  | { readonly at: string; readonly create: string; readonly as: StoryRecord }
  | { readonly at: string; readonly verb: string; readonly of: string };

interface Row {
  readonly occurrence: Occurrence;
  readonly chain: Chain;
  readonly ranAt: number | null;
}
interface Held {
  readonly row: Row;
  readonly text: string;
  readonly until: number;
}

const OFFSET_MS = 480 * 60_000;
export const shanghai: StoreClock = {
  instantOf: (date, time) => Date.parse(`${date}T${time}:00Z`) - OFFSET_MS,
  dateOf: (instant) => new Date(instant + OFFSET_MS).toISOString().slice(0, 10),
};

const contextAt = (today: string, now: number, leap: ConditionContext['leap']): ConditionContext => ({ ...fixedClock(480), today, now, leap });
const NO_RELATIONS = { one: () => null, many: () => [] };

/** Plays a story by the rules of this folder, as the server does with rows. Answers what `expect` is compared with. */
export function play(vector: RuleVector): { occurrences: string[]; sends: string[]; told: number } {
  const clock = shanghai;
  const start = Date.parse(vector.timeline[0]?.at ?? '');
  const records = new Map(Object.entries(vector.records));
  const book = new Map<string, Row>();
  const sent = new Map<string, string>();
  const held = new Map<string, Held>();
  const loops = new Map<string, number>();
  let told = 0;
  const times = { times: { created: 'created' } };
  const id = (o: Pick<Occurrence, 'ruleId' | 'recordId' | 'key'>): string => `${o.ruleId}/${o.recordId}/${o.key}`;
  const enabledAt = (rule: RuleDef): number => Date.parse(vector.enabledAt?.[rule.id] ?? '') || start;
  const valuesOf = (recordId: string): Readonly<Record<string, Value>> | null => records.get(recordId)?.values ?? null;
  const test = (
    cond: Cond | undefined,
    recordId: string,
    now: number,
    on: { about: string; leap?: 'feb28' | 'mar1' } = { about: clock.dateOf(now) },
  ): boolean => {
    const record = records.get(recordId);
    const context = contextAt(on.about, now, on.leap ?? 'feb28');
    return record !== undefined && (cond === undefined || matches(cond, { id: recordId, values: record.values }, NO_RELATIONS, context));
  };

  const note = (planned: Occurrence, chain: Chain = rootChain(id(planned))): void => {
    const known = book.get(id(planned));
    const kept = noted(known?.occurrence, planned);
    if (kept !== known?.occurrence) book.set(id(planned), { occurrence: kept, chain, ranAt: null });
    if (planned.reason === 'loop') {
      const day = `${planned.ruleId}/${clock.dateOf(planned.dueAt)}`;
      const count = (loops.get(day) ?? 0) + 1;
      loops.set(day, count);
      if (tellsOwner(count)) told++;
    }
  };
  const settle = (row: Row, state: Occurrence['state'], reason: SkipReason | null, ranAt: number | null = null): void =>
    void book.set(id(row.occurrence), { ...row, occurrence: { ...row.occurrence, state, reason }, ranAt });
  const pending = (ruleId: string, recordId: string): Row[] =>
    [...book.values()].filter(({ occurrence: o }) => o.ruleId === ruleId && o.recordId === recordId && o.state === 'due');

  const plan = (now: number): void => {
    for (const rule of vector.rules) {
      const counts = new Map<string, number>();
      for (const ask of due(rule, times, { now, enabledAt: enabledAt(rule) }, clock))
        for (const [recordId, record] of records) {
          if (record.entity !== rule.entity || !test(ask.where, recordId, now, ask)) continue;
          const activity = typeof ask.key === 'string' ? null : String(record.values[ask.key.activity] ?? '');
          const key = typeof ask.key === 'string' ? ask.key : occurrenceKey.since({ activity });
          const name = { ruleId: rule.id, recordId, key };
          if (ask.limit !== undefined && (book.has(id(name)) || (counts.get(ask.day) ?? 0) >= ask.limit)) continue;
          counts.set(ask.day, (counts.get(ask.day) ?? 0) + 1);
          const facts = { createdAt: Date.parse(record.createdAt ?? '2020-01-01T00:00:00Z'), imported: record.imported === true };
          const fate = fateOf(rule, ask, facts, { now, enabledAt: enabledAt(rule) }, clock);
          note({ ...name, version: rule.version, dueAt: ask.dueAt, ...fate });
        }
    }
  };

  const planMoments = (recordId: string, now: number): void => {
    for (const rule of vector.rules) {
      const { trigger } = rule;
      if (trigger.on !== 'moment' || records.get(recordId)?.entity !== rule.entity) continue;
      const value = valuesOf(recordId)?.[trigger.path];
      const instant = typeof value === 'string' ? Date.parse(value) : null;
      const planned = instant === null ? null : planMoment(trigger, { source: recordId, instant }, now, { now, enabledAt: enabledAt(rule) });
      const old = pending(rule.id, recordId);
      const gone = superseded(
        trigger,
        old.map((row) => row.occurrence.key),
        planned?.key ?? null,
      );
      for (const row of old) if (gone.includes(row.occurrence.key)) settle(row, 'cancelled', 'moved');
      if (planned) note({ ruleId: rule.id, recordId, key: planned.key, version: rule.version, dueAt: planned.dueAt, ...planned.fate });
    }
  };

  let events = 0;
  const happen = (event: Omit<RecordEvent, 'id' | 'entity'>, now: number, chain?: Chain): void => {
    const record = records.get(event.recordId);
    if (!record) return;
    const told: RecordEvent = { ...event, id: `event-${++events}`, entity: record.entity };
    const from = chain ?? rootChain(told.id);
    for (const rule of vector.rules) {
      if (stoppedBy(rule, told)) for (const row of pending(rule.id, event.recordId)) settle(row, 'cancelled', 'stopped');
      if (!rule.on) continue;
      const key = firedBy(rule, told);
      const base = { ruleId: rule.id, recordId: event.recordId, version: rule.version, dueAt: now };
      if (key !== null) {
        const fromRoot = [...book.values()].filter((row) => row.chain.root === from.root).length;
        const reason = decideChain(from, rule.id, event.recordId, fromRoot) ?? (test(rule.when, event.recordId, now) ? null : 'not_matching');
        note({ ...base, key, state: reason === null ? 'due' : 'skipped', reason }, from);
      }
      if (rule.trigger.on === 'after' && told.happened.kind === 'verb' && told.happened.verb === rule.trigger.verb && record.entity === rule.entity)
        for (const planned of planAfter(rule.trigger, event.recordId, now, clock)) note({ ...base, ...planned, state: 'due', reason: null }, from);
    }
    planMoments(event.recordId, now);
  };

  const quietEnd = (now: number): number | null => {
    if (!vector.quiet) return null;
    const { from, until } = vector.quiet;
    const today = clock.dateOf(now);
    const end = now < clock.instantOf(today, until) ? today : now >= clock.instantOf(today, from) ? addDays(today, 1) : null;
    return end === null ? null : clock.instantOf(end, until);
  };
  const still = (rule: RuleDef, o: Occurrence, now: number): boolean => {
    const { trigger } = rule;
    if (trigger.on === 'moment')
      return (
        planMoment(trigger, { source: o.recordId, instant: Date.parse(String(valuesOf(o.recordId)?.[trigger.path])) || 0 }, 0, { now, enabledAt: 0 }).key ===
        o.key
      );
    if (trigger.on !== 'date' && trigger.on !== 'yearly') return true;
    return asksOn(trigger, clock.dateOf(o.dueAt), times, clock).some((ask) => test(ask.where, o.recordId, now, ask));
  };
  const send = (row: Row, key: string, text: string, now: number): void => {
    if (sent.has(key)) return;
    const end = quietEnd(now);
    if (end !== null) held.set(key, { row, text, until: end });
    else sent.set(key, `${new Date(now + OFFSET_MS).toISOString().slice(0, 16)} ${row.occurrence.recordId} ${text}`);
  };

  const perform = (rule: RuleDef, row: Row, now: number): void => {
    const { recordId } = row.occurrence;
    const chain = chained(row.chain, rule.id, recordId);
    const left = daysLeft(rule.trigger, row.occurrence.dueAt, now, clock);
    for (const { id: effectId, what: effect } of rule.effects) {
      if (effect.do === 'message') send(row, effectKey(row.occurrence, effectId), `${effect.template}${left === null ? '' : ` 还有 ${left} 天`}`, now);
      const changed: Readonly<Record<string, Value>> | null =
        effect.do === 'record.set' ? (effect.values as Readonly<Record<string, Value>>) : effect.do === 'tag.add' ? { tags: [effect.tag] } : null;
      if (changed) change(recordId, changed, now, chain);
    }
  };
  const change = (recordId: string, values: Readonly<Record<string, Value>>, now: number, chain?: Chain): void => {
    const record = records.get(recordId);
    if (!record) return;
    const after = { ...record.values, ...values };
    records.set(recordId, { ...record, values: after });
    happen({ recordId, source: chain ? 'engine' : 'staff', happened: { kind: 'updated', before: record.values, after } }, now, chain);
  };

  const execute = (now: number): void => {
    for (const [key, message] of [...held]) {
      if (message.until > now) continue;
      held.delete(key);
      const rule = vector.rules.find((one) => one.id === message.row.occurrence.ruleId);
      // The gate decides anew: what is no longer true is dropped.
      if (rule && test(rule.when, message.row.occurrence.recordId, now) && still(rule, message.row.occurrence, now)) send(message.row, key, message.text, now);
    }
    for (;;) {
      const next = [...book.values()]
        .filter(({ occurrence: o }) => o.state === 'due' && o.dueAt <= now)
        .sort((a, b) => a.occurrence.dueAt - b.occurrence.dueAt)[0];
      if (!next) return;
      const { occurrence } = next;
      const rule = vector.rules.find((one) => one.id === occurrence.ruleId);
      if (!rule) throw new Error('an occurrence without its rule');
      const ran = [...book.values()].filter(({ occurrence: o, ranAt }) => o.ruleId === rule.id && o.recordId === occurrence.recordId && ranAt !== null);
      const history: FiringHistory = { times: ran.length, lastAt: ran.length === 0 ? null : Math.max(...ran.map((row) => row.ranAt ?? 0)), leftSince: false };
      const passes = 'untilPassed' in rule.catchUp ? Date.parse(String(valuesOf(occurrence.recordId)?.[rule.catchUp.untilPassed])) || null : null;
      const decided = decideRun(rule, occurrence, {
        now,
        alive: records.has(occurrence.recordId),
        still: still(rule, occurrence, now),
        matches: !looksAgain(rule, occurrence.dueAt, now) || test(rule.when, occurrence.recordId, now),
        stop: rule.stopWhen !== undefined && test(rule.stopWhen, occurrence.recordId, now),
        passesAt: passes,
        history,
        chain: next.chain,
        fromRoot: 0,
      });
      if (decided.do === 'run') {
        settle(next, 'done', null, now);
        perform(rule, next, now);
      } else if (decided.do !== 'wait') settle(next, decided.do === 'skip' ? 'skipped' : 'cancelled', decided.reason);
    }
  };

  for (const recordId of records.keys()) planMoments(recordId, start);
  for (const step of vector.timeline) {
    const now = Date.parse(step.at);
    if ('run' in step) {
      if (step.run !== 'executor') plan(now);
      if (step.run !== 'planner') execute(now);
    } else if ('set' in step) change(step.set, step.values, now);
    else if ('create' in step) {
      records.set(step.create, { createdAt: step.at, ...step.as });
      happen({ recordId: step.create, source: step.as.imported ? 'import' : 'staff', happened: { kind: 'created' } }, now);
    } else happen({ recordId: step.of, source: 'staff', happened: { kind: 'verb', verb: step.verb } }, now);
  }
  const occurrences = [...book.values()]
    .map(({ occurrence: o }) => `${o.ruleId} ${o.recordId} ${o.key} ${o.state}${o.reason === null ? '' : `:${o.reason}`}`)
    .sort();
  return { occurrences, sends: [...sent.values()].sort(), told };
}

/** What a story came to where it is not what it promises; null: it is. */
export function runVector(vector: RuleVector): string | null {
  const came = play(vector);
  const wanted = { occurrences: [...vector.expect.occurrences].sort(), sends: [...vector.expect.sends].sort(), told: vector.expect.told ?? 0 };
  const [got, want] = [JSON.stringify(came, null, 1), JSON.stringify(wanted, null, 1)];
  return got === want ? null : `${vector.id}\n${got}\nis not\n${want}`;
}
