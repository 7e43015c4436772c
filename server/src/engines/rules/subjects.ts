import type { Entity } from '@zhike/domain/engines/catalogue/definition';
import { entityOf } from '@zhike/domain/engines/catalogue/find';
import type { Cond, ConditionContext, Trace } from '@zhike/domain/engines/conditions/definition';
import { valueAt } from '@zhike/domain/engines/conditions/evaluate';
import type { RuleDef } from '@zhike/domain/engines/rules/definition';
import { asksOn, planMoment, type PlannedMoment } from '@zhike/domain/engines/rules/due';
import type { Occurrence } from '@zhike/domain/engines/rules/occurrence';
import type { Sql } from '../../platform/db';
import type { FlowSubject } from '../../platform/flow-setup';
import type { Ports } from '../../platform/ports';
import { contextAt } from '../conditions/context';
import { askingOf, fitsAt, traceAt, type Asking } from './asking';
import { zoneClock, zoneOf } from './definitions';
import { ruleEntity } from './entities';

/** A record as a rule sees it now, by the rule's own clock. */
export interface Seen {
  readonly subject: FlowSubject;
  readonly entity: Entity;
  readonly zone: string;
  readonly context: ConditionContext;
  readonly sql: Sql;
  readonly asking: Asking;
}

/** Null: the record is gone, or of another store. */
export async function look(sql: Sql, ports: Ports, rule: RuleDef, recordId: string, now: Date): Promise<Seen | null> {
  const subject = (await ruleEntity(ports.rules, rule.entity)?.read(sql, recordId)) ?? null;
  const asking = await askingOf(sql, ports);
  const entity = entityOf(asking.catalogue, rule.entity);
  if (!subject || !entity || (rule.store !== 'org' && subject.storeId !== rule.store)) return null;
  const zone = await zoneOf(sql, rule);
  return { subject, entity, zone, context: contextAt(now, zone), sql, asking };
}

const spot = ({ subject, entity, zone, context }: Seen) => ({ entity: entity.id, id: subject.id, zone, context });

export function fits(seen: Seen, cond: Cond | undefined): Promise<boolean> {
  return cond === undefined ? Promise.resolve(true) : fitsAt(seen.sql, seen.asking, spot(seen), cond);
}
export function traceOf(seen: Seen, cond: Cond | undefined): Promise<Trace | null> {
  return cond === undefined ? Promise.resolve(null) : traceAt(seen.sql, seen.asking, spot(seen), cond);
}

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
export async function isStillSo(seen: Seen, rule: RuleDef, occurrence: Pick<Occurrence, 'key' | 'dueAt'>): Promise<boolean> {
  const { trigger } = rule;
  if (trigger.on === 'moment') return momentOf(seen, rule, 0, 0)?.key === occurrence.key;
  if (trigger.on !== 'date' && trigger.on !== 'yearly') return true;
  const clock = zoneClock(seen.zone);
  for (const ask of asksOn(trigger, clock.dateOf(occurrence.dueAt), seen.entity, clock)) {
    const context = { ...seen.context, today: ask.about, leap: ask.leap ?? 'feb28' };
    if (await fits({ ...seen, context }, ask.where)) return true;
  }
  return false;
}
