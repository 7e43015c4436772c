import type { Entity } from '@zhike/domain/engines/catalogue/definition';
import { entityOf } from '@zhike/domain/engines/catalogue/find';
import type { Cond, ConditionContext, Trace } from '@zhike/domain/engines/conditions/definition';
import { evaluate, matches, valueAt } from '@zhike/domain/engines/conditions/evaluate';
import type { RuleDef } from '@zhike/domain/engines/rules/definition';
import { asksOn, planMoment, type PlannedMoment } from '@zhike/domain/engines/rules/due';
import type { Occurrence } from '@zhike/domain/engines/rules/occurrence';
import type { Sql } from '../../platform/db';
import type { FlowSubject } from '../../platform/flow-setup';
import type { Ports } from '../../platform/ports';
import { contextAt } from '../conditions/context';
import { zoneClock, zoneOf } from './definitions';

/** A record as a rule sees it now, by the rule's own clock. */
export interface Seen {
  readonly subject: FlowSubject;
  readonly entity: Entity;
  readonly zone: string;
  readonly context: ConditionContext;
}

/** Null: the record is gone, or of another store. */
export async function look(sql: Sql, ports: Ports, rule: RuleDef, recordId: string, now: Date): Promise<Seen | null> {
  const subject = (await ports.rules.entities[rule.entity]?.read(sql, recordId)) ?? null;
  const entity = entityOf(await ports.rules.catalogue(sql), rule.entity);
  if (!subject || !entity || (rule.store !== 'org' && subject.storeId !== rule.store)) return null;
  const zone = await zoneOf(sql, rule);
  return { subject, entity, zone, context: contextAt(now, zone) };
}

export const fits = ({ subject, context }: Seen, cond: Cond | undefined): boolean => cond === undefined || matches(cond, subject.row, subject.load, context);
export const traceOf = ({ subject, context }: Seen, cond: Cond | undefined): Trace | null =>
  cond === undefined ? null : evaluate(cond, subject.row, subject.load, context);

/** An instant at a path of the record; null: it has none. */
export function instantAt({ subject, context }: Seen, path: string): number | null {
  const value = valueAt(path, subject.row, { load: subject.load, context });
  return typeof value === 'string' ? Date.parse(value) || null : null;
}

/** The occurrence that the record's moment has now; null: it has no moment. */
export function momentOf(seen: Seen, rule: RuleDef, knownSince: number, enabledAt: number): PlannedMoment | null {
  if (rule.trigger.on !== 'moment') return null;
  const instant = instantAt(seen, rule.trigger.path);
  return instant === null ? null : planMoment(rule.trigger, { source: seen.subject.id, instant }, knownSince, { now: seen.context.now, enabledAt });
}

/** Whether the record's date still is the one that an occurrence was planned for. */
export function isStillSo(seen: Seen, rule: RuleDef, occurrence: Pick<Occurrence, 'key' | 'dueAt'>): boolean {
  const { trigger } = rule;
  if (trigger.on === 'moment') return momentOf(seen, rule, 0, 0)?.key === occurrence.key;
  if (trigger.on !== 'date' && trigger.on !== 'yearly') return true;
  const clock = zoneClock(seen.zone);
  const asks = asksOn(trigger, clock.dateOf(occurrence.dueAt), seen.entity, clock);
  const { subject, context } = seen;
  return asks.some((ask) => matches(ask.where, subject.row, subject.load, { ...context, today: ask.about, leap: ask.leap ?? 'feb28' }));
}
