import { addDays, type CalendarDate } from '@zhike/domain/kernel/calendar-date';
import type { Entity } from '@zhike/domain/engines/catalogue/definition';
import type { Cond } from '@zhike/domain/engines/conditions/definition';
import { inlineSegments } from '@zhike/domain/engines/conditions/segments';
import type { Segment } from '@zhike/domain/engines/conditions/check';
import { relationOf } from '@zhike/domain/engines/catalogue/find';
import { own } from '@zhike/domain/engines/conditions/values';
import { afterChange, testedFields } from '@zhike/domain/engines/rules/changed';
import type { RuleDef } from '@zhike/domain/engines/rules/definition';
import { asksOn, isCompared, planAfter } from '@zhike/domain/engines/rules/due';
import { isChange } from '@zhike/domain/engines/rules/react';
import { decideReentry } from '@zhike/domain/engines/rules/reentry';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import type { Sql } from '../../platform/db';
import type { RuleEntity } from '../../platform/rule-setup';
import type { StoredEvent } from '../../platform/reactions';
import { rowsOf, type CompileOptions } from '../conditions/compile';
import { contextAt } from '../conditions/context';
import { placeOf, valueSql } from '../conditions/places';
import { zoneClock } from './definitions';
import { inEvents } from './reactions';

/** A firing that there would have been. */
export interface PastFiring {
  readonly recordId: string;
  readonly day: CalendarDate;
  /** Epoch milliseconds. */
  readonly dueAt: number;
}

export interface Replaying {
  readonly rule: RuleDef;
  readonly entity: Entity;
  readonly own: RuleEntity;
  readonly zone: string;
  readonly segments: Readonly<Record<string, Segment>>;
  /** Within the reach of whoever asks. */
  readonly options: Omit<CompileOptions, 'context' | 'zone'>;
}

/** More than this in a day is no longer told one by one. */
const MOST_A_DAY = 20_000;
const MOST_EVENTS = 100_000;
const MOST_CHANGED = 50_000;
/** A field that the shop made. */
const CUSTOM_ID = /^cf_/;
const iso = (instant: number): string => new Date(instant).toISOString();

/** Fields of the shop's own, with a history, that a condition asks of the record itself. */
function kept(cond: Cond, { entity, segments }: Replaying): string[] {
  return testedFields(inlineSegments(cond, segments)).filter((id) => own(entity.fields, id)?.storage === 'plain' && CUSTOM_ID.test(id));
}

/** What those fields said at an instant, of the records that were changed since: by record, the values to put over those of now. */
async function valuesAt(sql: Sql, entity: string, fields: readonly string[], at: number): Promise<Map<string, string>> {
  if (fields.length === 0) return new Map();
  const rows = await sql<{ id: string; past: string }>(
    `SELECT record_id::text AS id, jsonb_object_agg(field_id, coalesce(before, 'null'))::text AS past FROM (
       SELECT DISTINCT ON (record_id, field_id) record_id, field_id, before FROM field_history
       WHERE entity = $1 AND field_id = ANY($2::text[]) AND at > $3::timestamptz ORDER BY record_id, field_id, at, id) h
     GROUP BY record_id LIMIT ${MOST_CHANGED}`,
    [entity, fields, iso(at)],
  );
  return new Map(rows.map(({ id, past }) => [id, past]));
}

/** Records that a condition finds with a day of the past as its today: fields with a history say what they said then, others what they say now. */
async function idsOn(
  sql: Sql,
  replay: Replaying,
  cond: Cond,
  at: number,
  among: readonly string[] | null,
  about?: { today: CalendarDate; leap?: 'feb28' | 'mar1' },
) {
  const { entity, own, zone, options, segments, rule } = replay;
  const args: unknown[] = [];
  const context = { ...contextAt(new Date(at), zone, about?.leap), ...(about ? { today: about.today } : {}) };
  const asked = { ...options, context, zone };
  const then = await valuesAt(sql, entity.id, kept(cond, replay), at);
  const from = rowsOf(inlineSegments(cond, segments), entity.id, 'r', args, asked);
  const some = among === null ? '' : ` AND r.id = ANY($${args.push(among)}::uuid[])`;
  const store =
    rule.store !== 'org' && entity.store ? ` AND ${valueSql(placeOf(entity, entity.store, 'r', options.physical))} = $${args.push(rule.store)}::uuid` : '';
  const there = ` AND ${own.createdSql('r')} <= $${args.push(iso(at))}::timestamptz`;
  const where = `${some}${store}${there}`;
  if (then.size === 0) return idsIn(await sql<{ id: string }>(`SELECT r.id::text AS id ${from}${where} LIMIT ${MOST_A_DAY}`, args));
  const table = `"${options.physical[entity.id]?.table ?? ''}"`;
  const changed = args.push([...then.keys()]);
  const values = args.push([...then.values()]);
  // The same question twice: of the rows that are still as they were, and of the others as they stood.
  const past = `(SELECT (jsonb_populate_record(t, jsonb_build_object('custom', t.custom || h.past))).* FROM ${table} t
     JOIN unnest($${changed}::uuid[], $${values}::jsonb[]) AS h(id, past) ON h.id = t.id)`;
  const rows = await sql<{ id: string }>(
    `SELECT r.id::text AS id ${from}${where} AND NOT (r.id = ANY($${changed}::uuid[]))
     UNION ALL SELECT r.id::text ${from.replace(`FROM ${table} r`, `FROM ${past} r`)}${where} LIMIT ${MOST_A_DAY}`,
    args,
  );
  return idsIn(rows);
}
const idsIn = (rows: readonly { readonly id: string }[]): string[] => rows.map((row) => row.id);

/**
 * What a rule asks that left no history, in the words of the shop: there the values of now stand in for those of then. What never changes
 * (when a record was made) and what keeps its history is not among it.
 */
export function standIns(replay: Replaying): string[] {
  const { rule, entity, segments } = replay;
  const { trigger } = rule;
  const conds = [
    ...(rule.when ? [rule.when] : []),
    ...(isCompared(trigger) ? [{ seg: trigger.segment } as const] : []),
    ...(trigger.on === 'schedule' ? [trigger.each] : []),
  ];
  const known = new Set(conds.flatMap((cond) => kept(cond, replay)));
  const paths = [
    ...('path' in trigger ? [trigger.path] : trigger.on === 'since' ? [trigger.event] : []),
    ...conds.flatMap((cond) => askedPaths(inlineSegments(cond, segments))),
  ];
  const words = paths
    .filter((path) => !known.has(path) && path !== entity.times.created && path !== entity.times.business)
    .map((path) => {
      const [first = '', ...rest] = path.split('.');
      const relation = relationOf(entity, first);
      return relation && (rest.length > 0 || !own(entity.fields, first)) ? relation.label : (own(entity.fields, first)?.label ?? path);
    });
  return [...new Set(words)];
}

/** The fields and relations that a condition asks, as paths from the record. */
function askedPaths(cond: Cond): string[] {
  if ('f' in cond) return [cond.f];
  if ('rel' in cond) return [cond.rel];
  if ('all' in cond) return cond.all.flatMap(askedPaths);
  if ('any' in cond) return cond.any.flatMap(askedPaths);
  return 'not' in cond ? askedPaths(cond.not) : [];
}

/** Who was found by the calendar on a day. */
async function plannedOn(sql: Sql, replay: Replaying, day: CalendarDate): Promise<PastFiring[]> {
  const clock = zoneClock(replay.zone);
  const found: PastFiring[] = [];
  for (const ask of asksOn(replay.rule.trigger, day, replay.entity, clock)) {
    const about = { today: ask.about, ...(ask.leap ? { leap: ask.leap } : {}) };
    for (const recordId of await idsOn(sql, replay, ask.where, ask.dueAt, null, about)) found.push({ recordId, day, dueAt: ask.dueAt });
  }
  return found;
}

/** Who came into a segment on a day, or went out of it: what it would have been, by the values of now, that day and the day before. */
async function comparedOn(sql: Sql, replay: Replaying, day: CalendarDate): Promise<PastFiring[]> {
  const { trigger } = replay.rule;
  if (!isCompared(trigger)) return [];
  const clock = zoneClock(replay.zone);
  const dueAt = clock.instantOf(day, trigger.at);
  const cond: Cond = { seg: trigger.segment };
  const before = new Set(await idsOn(sql, replay, cond, clock.instantOf(addDays(day, -1), trigger.at), null));
  const now = new Set(await idsOn(sql, replay, cond, dueAt, null));
  const moved = trigger.on === 'enter' ? [...now].filter((id) => !before.has(id)) : [...before].filter((id) => !now.has(id));
  return moved.map((recordId) => ({ recordId, day, dueAt }));
}

/** Events between two instants, of the types that a rule hears. */
function eventsOf(sql: Sql, types: readonly string[], from: number, to: number): Promise<StoredEvent[]> {
  return sql(
    `SELECT id, type, at, store_id AS "storeId", customer_id AS "customerId", booking_id AS "bookingId", data, NULL AS "requestId" FROM events
     WHERE type = ANY($1::text[]) AND at >= $2::timestamptz AND at < $3::timestamptz AND NOT (data ? 'history') ORDER BY at, id LIMIT ${MOST_EVENTS}`,
    [types, iso(from), iso(to)],
  );
}

/** What happened to records between two days, as firings. */
async function happened(sql: Sql, replay: Replaying, from: CalendarDate, to: CalendarDate): Promise<PastFiring[]> {
  const { own, zone } = replay;
  const rule = inEvents(replay.rule, own);
  const { trigger } = rule;
  const clock = zoneClock(zone);
  const [start, end] = [clock.instantOf(from, '00:00'), clock.instantOf(addDays(to, 1), '00:00')];
  const within = (one: PastFiring): boolean => one.dueAt >= start && one.dueAt < end;
  if (trigger.on === 'updated') {
    const rows = await sql<{ recordId: string; at: Date; before: Value; after: Value }>(
      `SELECT record_id::text AS "recordId", at, before, after FROM field_history
       WHERE entity = $1 AND field_id = $2 AND cause <> 'import' AND at >= $3::timestamptz AND at < $4::timestamptz ORDER BY at, id LIMIT ${MOST_EVENTS}`,
      [rule.entity, trigger.field, iso(start), iso(end)],
    );
    return rows
      .filter(({ before, after }) => isChange(trigger, { [trigger.field]: before }, { [trigger.field]: after }))
      .map(({ recordId, at }) => ({ recordId, day: clock.dateOf(at.getTime()), dueAt: at.getTime() }));
  }
  if (trigger.on === 'moment') {
    const place = placeOf(replay.entity, trigger.path, 'r', replay.options.physical);
    const shift = ('hours' in trigger.offset ? trigger.offset.hours * 60 : trigger.offset.minutes) * 60_000;
    const args: unknown[] = [iso(start - shift), iso(end - shift)];
    const context = contextAt(new Date(end), zone);
    const rows = rowsOf({ all: [] }, replay.entity.id, 'r', args, { ...replay.options, context, zone });
    const found = await sql<{ recordId: string; at: Date }>(
      `SELECT r.id::text AS "recordId", ${valueSql(place)} AS at ${rows} AND ${valueSql(place)} >= $1::timestamptz AND ${valueSql(place)} < $2::timestamptz LIMIT ${MOST_EVENTS}`,
      args,
    );
    return found.map(({ recordId, at }) => ({ recordId, day: clock.dateOf(at.getTime() + shift), dueAt: at.getTime() + shift }));
  }
  const type = trigger.on === 'created' ? own.created : 'verb' in trigger ? trigger.verb : '';
  const back = trigger.on === 'after' ? Math.max(...trigger.days) : 0;
  const events = await eventsOf(sql, [type], clock.instantOf(addDays(from, -back), '00:00'), end);
  return events.flatMap((event): PastFiring[] => {
    const recordId = own.idIn(event);
    if (recordId === null) return [];
    if (trigger.on !== 'after') return [{ recordId, day: clock.dateOf(event.at.getTime()), dueAt: event.at.getTime() }];
    const planned = planAfter(trigger, recordId, event.at.getTime(), clock).map(({ dueAt }) => ({ recordId, day: clock.dateOf(dueAt), dueAt }));
    return planned.filter(within);
  });
}

/** True where the past is known well enough: a change of a core field leaves no trace of what it was before. */
export function canReplay({ trigger }: Pick<RuleDef, 'trigger'>): boolean {
  if (trigger.on === 'updated') return trigger.field.startsWith('cf_');
  return trigger.on !== 'moment' || !trigger.path.includes('.');
}

export interface Replayed {
  readonly firings: readonly PastFiring[];
  /** The first day that there was time to look at. */
  readonly from: CalendarDate;
}

/**
 * What a rule would have done from a day to another: the questions of the planner with each day as its today, or what happened then.
 * Reads only. The last days are looked at first, until there is no more time; who may fire again is reckoned from the first on.
 */
export async function replayRule(sql: Sql, replay: Replaying, from: CalendarDate, to: CalendarDate, inTime: () => boolean): Promise<Replayed> {
  const { rule } = replay;
  const events =
    rule.trigger.on === 'created' || rule.trigger.on === 'verb' || rule.trigger.on === 'after' || rule.trigger.on === 'updated' || rule.trigger.on === 'moment';
  const all = events ? await happened(sql, replay, from, to) : [];
  const firings: PastFiring[] = [];
  let day = to;
  for (; day >= from && inTime(); day = addDays(day, -1)) {
    const found = events
      ? all.filter((one) => one.day === day)
      : isCompared(rule.trigger)
        ? await comparedOn(sql, replay, day)
        : await plannedOn(sql, replay, day);
    const [last] = found;
    if (!last) continue;
    // The condition of the rule, and the reach of the asker, as of the latest of the day.
    const at = Math.max(...found.map((one) => one.dueAt));
    const when = afterChange(rule.when) ?? { all: [] };
    const fits = new Set(await idsOn(sql, replay, when, at, [...new Set(found.map((one) => one.recordId))]));
    firings.push(...found.filter((one) => fits.has(one.recordId)));
  }
  return { firings: again(rule, firings), from: addDays(day, 1) };
}

/** Leaves out what the rule's own 同一位客户 would not have let happen. */
function again(rule: RuleDef, firings: readonly PastFiring[]): PastFiring[] {
  const known = new Map<string, { times: number; lastAt: number }>();
  return [...firings]
    .sort((a, b) => a.dueAt - b.dueAt || (a.recordId < b.recordId ? -1 : 1))
    .filter(({ recordId, dueAt }) => {
      const before = known.get(recordId);
      const history = { times: before?.times ?? 0, lastAt: before?.lastAt ?? null, leftSince: isCompared(rule.trigger) };
      if (decideReentry(rule.reentry, history, dueAt) !== null) return false;
      known.set(recordId, { times: history.times + 1, lastAt: dueAt });
      return true;
    });
}
