import { addDays, addMonths, daysBetween, isoWeekday, type CalendarDate } from '../../kernel/calendar-date';
import type { Entity } from '../catalogue/definition';
import type { Cond, Path } from '../conditions/definition';
import type { RuleDef, Schedule, Trigger } from './definition';
import { occurrenceKey, type SkipReason } from './occurrence';

/** The store's clock, from a table: a rule reads none. */
export interface StoreClock {
  readonly instantOf: (date: CalendarDate, time: string) => number;
  readonly dateOf: (instant: number) => CalendarDate;
}

/** One question of the planner: whose occurrence falls on a day of the store. */
export interface Ask {
  readonly day: CalendarDate;
  readonly dueAt: number;
  /** The day on which the field's value lies; `where` is read with it as today. */
  readonly about: CalendarDate;
  readonly where: Cond;
  /** When 29 February is kept, where the rule says it. */
  readonly leap?: 'feb28' | 'mar1';
  /** What the occurrence is called; `activity`: by the thing at the end of that path. */
  readonly key: string | { readonly activity: Path };
  /** Of those for whom it is so already when the rule is switched on: so many a day, and never too late. */
  readonly limit?: number;
}

export interface Span {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly enabledAt: number;
}

/** Days that are looked back beyond the catch-up, so that what was missed is shown as missed. */
const SHOWN_LATE_DAYS = 7;

export const catchUpDays = (rule: Pick<RuleDef, 'catchUp'>): number => ('days' in rule.catchUp ? rule.catchUp.days : SHOWN_LATE_DAYS);

/** Whether a trigger is planned by the calendar; the others are planned by what happens. */
export function isPlanned(trigger: Trigger): boolean {
  return trigger.on === 'date' || trigger.on === 'yearly' || trigger.on === 'since' || trigger.on === 'schedule';
}

/** Whether a trigger is planned by comparing a segment with what it was the day before. */
export const isCompared = (trigger: Trigger): trigger is Extract<Trigger, { on: 'enter' | 'leave' }> => trigger.on === 'enter' || trigger.on === 'leave';

/**
 * What to ask for a rule, for every day from its catch-up (and a week more, to show what was missed) up to today, the oldest first.
 * Pure and complete: whoever asks it all, at any time and any number of times, writes the same occurrences.
 */
export function due(rule: RuleDef, entity: Pick<Entity, 'times'>, { now, enabledAt }: Span, clock: StoreClock): Ask[] {
  const today = clock.dateOf(now);
  const enabledOn = clock.dateOf(enabledAt);
  const back = addDays(today, -catchUpDays(rule) - SHOWN_LATE_DAYS);
  const from = back < enabledOn ? enabledOn : back;
  const days = Math.max(0, daysBetween(from, today) + 1);
  const asks = Array.from({ length: days }, (_, i) => asksOn(rule.trigger, addDays(from, i), entity, clock)).flat();
  const { trigger } = rule;
  return trigger.on === 'since' && trigger.backlog ? [...asks, backlogAsk(trigger, trigger.backlog.perDay, today, enabledOn, clock)] : asks;
}

/**
 * The questions of one day. Asked again for a day on which an occurrence was planned they tell whether it still is so: a birthday that
 * was corrected since is not.
 */
export function asksOn(trigger: Trigger, day: CalendarDate, entity: Pick<Entity, 'times'>, clock: StoreClock): Ask[] {
  const on = (path: Path, about: CalendarDate): Cond => ({ f: path, op: 'inWindow', v: { from: about, to: about } });
  switch (trigger.on) {
    case 'date': {
      const about = addDays(day, -trigger.offset.days);
      return [{ day, dueAt: clock.instantOf(day, trigger.at), about, where: on(trigger.path, about), key: occurrenceKey.date({ date: about }) }];
    }
    case 'yearly': {
      const about = addDays(day, -trigger.offset.days);
      // The day itself is no anniversary, and one that is still to come has none.
      const where: Cond = {
        all: [
          { f: trigger.path, op: 'yearDay', v: { from: 0, to: 0 } },
          { f: trigger.path, op: 'lt', v: about },
        ],
      };
      const key = occurrenceKey.yearly({ year: Number(about.slice(0, 4)) });
      return [{ day, dueAt: clock.instantOf(day, trigger.at), about, where, key, leap: trigger.leap ?? 'feb28' }];
    }
    case 'since': {
      const about = addDays(day, -trigger.days);
      const ask = { day, dueAt: clock.instantOf(day, trigger.at), about };
      return [
        { ...ask, where: on(trigger.event, about), key: { activity: trigger.event } },
        { ...ask, where: { all: [{ f: trigger.event, op: 'empty' }, on(entity.times.created, about)] }, key: occurrenceKey.since({ activity: null }) },
      ];
    }
    case 'schedule': {
      if (!fallsOn(trigger.cron, day)) return [];
      const dueAt = clock.instantOf(day, trigger.cron.at);
      return [{ day, dueAt, about: day, where: trigger.each, key: occurrenceKey.schedule({ instant: dueAt }) }];
    }
    default:
      return [];
  }
}

/** Whoever has been silent for longer already when the rule is switched on. */
function backlogAsk(trigger: Extract<Trigger, { on: 'since' }>, perDay: number, today: CalendarDate, enabledOn: CalendarDate, clock: StoreClock): Ask {
  const last = addDays(enabledOn, -trigger.days - 1);
  return {
    day: today,
    dueAt: clock.instantOf(today, trigger.at),
    about: last,
    where: { f: trigger.event, op: 'inWindow', v: { to: last } },
    key: { activity: trigger.event },
    limit: perDay,
  };
}

/** Whether a schedule has a run on a day. A day that a month has not is its last one. */
export function fallsOn(schedule: Schedule, day: CalendarDate): boolean {
  if ('weekdays' in schedule) return schedule.weekdays.includes(isoWeekday(day));
  if ('monthDays' in schedule) {
    const date = Number(day.slice(8));
    const last = Number(addDays(addMonths(`${day.slice(0, 7)}-01`, 1), -1).slice(8));
    return schedule.monthDays.some((wanted) => Math.min(wanted, last) === date);
  }
  return true;
}

/** What the planner knows of a record beside its values. */
export interface RecordFacts {
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly imported: boolean;
}

export type Fate = { readonly state: 'due'; readonly reason: null } | { readonly state: 'skipped'; readonly reason: SkipReason };
const DUE: Fate = { state: 'due', reason: null };
const skipped = (reason: SkipReason): Fate => ({ state: 'skipped', reason });

/**
 * Whether an occurrence that was found shall run, or is written down as skipped with its reason: nothing fires for the time before
 * the rule was switched on or before the record was there, nothing after its catch-up, and an import is no feast.
 */
export function fateOf(
  rule: Pick<RuleDef, 'catchUp' | 'imported'>,
  ask: Pick<Ask, 'day' | 'dueAt' | 'limit'>,
  record: RecordFacts,
  span: Span,
  clock: StoreClock,
): Fate {
  if (ask.limit === undefined && ask.dueAt < span.enabledAt) return skipped('before_enabled');
  const createdOn = clock.dateOf(record.createdAt);
  if (ask.day < createdOn) return skipped('gone_by');
  if (record.imported && ask.day === createdOn && !rule.imported) return skipped('imported_same_day');
  if (ask.day < addDays(clock.dateOf(span.now), -catchUpDays(rule))) return skipped('too_late');
  return DUE;
}

export interface Moment {
  readonly source: string;
  /** Epoch milliseconds. */
  readonly instant: number;
}

export interface PlannedMoment {
  readonly key: string;
  readonly dueAt: number;
  readonly fate: Fate;
}

/**
 * The occurrence of a `moment`, planned when the record changes and swept for at night. One whose time was over when the moment became
 * known is not made up for; one that is late because we stood still is, until the moment itself has passed.
 * @param knownSince when the record got this moment
 */
export function planMoment(trigger: Extract<Trigger, { on: 'moment' }>, moment: Moment, knownSince: number, span: Span): PlannedMoment {
  const { offset } = trigger;
  const dueAt = moment.instant + ('hours' in offset ? offset.hours * 60 : offset.minutes) * 60_000;
  const key = occurrenceKey.moment(moment);
  if (dueAt < span.enabledAt) return { key, dueAt, fate: skipped('before_enabled') };
  if (dueAt <= knownSince) return { key, dueAt, fate: skipped('gone_by') };
  return { key, dueAt, fate: moment.instant <= span.now && dueAt < moment.instant ? skipped('too_late') : DUE };
}

/** The occurrences `+n` days after a verb, each at its time on the store's clock. */
export function planAfter(
  trigger: Extract<Trigger, { on: 'after' }>,
  source: string,
  happenedAt: number,
  clock: StoreClock,
): { readonly key: string; readonly dueAt: number }[] {
  const on = clock.dateOf(happenedAt);
  return trigger.days.map((days) => ({ key: occurrenceKey.after({ source, days }), dueAt: clock.instantOf(addDays(on, days), trigger.at) }));
}

/** What a day's comparison of a segment finds: who came in and who went out, by the count of her entries. */
export function differenceOf(
  before: ReadonlyMap<string, { readonly inside: boolean; readonly entries: number }>,
  inside: ReadonlySet<string>,
): { readonly entered: Map<string, number>; readonly left: Map<string, number> } {
  const entered = new Map<string, number>();
  const left = new Map<string, number>();
  for (const id of inside) {
    const was = before.get(id);
    if (!was?.inside) entered.set(id, (was?.entries ?? 0) + 1);
  }
  for (const [id, was] of before) if (was.inside && !inside.has(id)) left.set(id, was.entries);
  return { entered, left };
}

/** The pending occurrences of a record that its new date makes void: all of the trigger's kind but the one it has now. */
export function superseded(trigger: Trigger, pending: readonly string[], current: string | null): string[] {
  const kind = trigger.on === 'moment' ? 'm:' : trigger.on === 'date' ? 'd:' : trigger.on === 'yearly' ? 'y:' : null;
  return kind === null ? [] : pending.filter((key) => key.startsWith(kind) && key !== current);
}

/** How many days are left, on the day of `now`, until the date that an occurrence is about: 「还有 2 天」 stays true when it is late. */
export function daysLeft(trigger: Trigger, dueAt: number, now: number, clock: StoreClock): number | null {
  if (trigger.on !== 'date' && trigger.on !== 'yearly') return null;
  return daysBetween(clock.dateOf(now), addDays(clock.dateOf(dueAt), -trigger.offset.days));
}
