import type { CalendarDate } from '../../kernel/calendar-date';
import type { Trigger } from './definition';

/**
 * A firing is a row (rule, record, key), written only when it is not there. So exactly-once is a primary key: it does not matter
 * when, how often or by how many planners a rule is planned. The rule's version is no part of it: a new version greets nobody twice.
 */
export type OccurrenceState = 'due' | 'running' | 'done' | 'skipped' | 'cancelled' | 'failed';

/** Why one did not run: `skipped` when its time came, `cancelled` before. */
export const SKIP_REASONS = [
  'too_late',
  'before_enabled',
  'gone_by',
  'imported_same_day',
  'not_matching',
  'again_too_soon',
  'already_once',
  'not_left',
  'loop',
  'too_many',
  'expired',
  'moved',
  'stopped',
  'switched_off',
  'record_gone',
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

export interface Occurrence {
  readonly ruleId: string;
  readonly recordId: string;
  readonly key: string;
  readonly version: number;
  /** Epoch milliseconds. */
  readonly dueAt: number;
  readonly state: OccurrenceState;
  readonly reason: SkipReason | null;
}

interface KeyFacts {
  readonly created: Readonly<Record<never, never>>;
  readonly updated: { readonly eventId: string };
  readonly verb: { readonly eventId: string };
  /** `source`: the record whose verb it was. */
  readonly after: { readonly source: string; readonly days: number };
  readonly date: { readonly date: CalendarDate };
  /** The year of the anniversary, not of the day on which it is told: 3 days before 2 January 2027 lie in 2026. */
  readonly yearly: { readonly year: number };
  readonly moment: { readonly source: string; readonly instant: number };
  /** The last activity; null: there never was one. */
  readonly since: { readonly activity: string | null };
  readonly enter: { readonly nth: number };
  readonly leave: { readonly nth: number };
  readonly schedule: { readonly instant: number };
}

const at = (instant: number): string => new Date(instant).toISOString();

/** What an occurrence is called, by kind of trigger: two that mean the same time of the same thing have the same name. */
export const occurrenceKey: { readonly [On in Trigger['on']]: (facts: KeyFacts[On]) => string } = {
  created: () => 'c',
  updated: ({ eventId }) => eventId,
  verb: ({ eventId }) => eventId,
  after: ({ source, days }) => `s:${source}:+${days}`,
  date: ({ date }) => `d:${date}`,
  yearly: ({ year }) => `y:${year}`,
  moment: ({ source, instant }) => `m:${source}:${at(instant)}`,
  since: ({ activity }) => `q:${activity ?? 'created'}`,
  enter: ({ nth }) => `e:${nth}`,
  leave: ({ nth }) => `l:${nth}`,
  schedule: ({ instant }) => `t:${at(instant)}`,
};

/** One occurrence's effect: its key makes a repeat of a crashed run harmless. */
export function effectKey(occurrence: Pick<Occurrence, 'ruleId' | 'recordId' | 'key'>, effectId: string): string {
  return `rule:${occurrence.ruleId}/${occurrence.recordId}/${occurrence.key}#${effectId}`;
}

/** Nothing was done and what kept it back may not be so any more: a date that was moved away and back, a birthday that was wrong. */
export const OPEN_REASONS: readonly (SkipReason | null)[] = ['moved', 'too_late', 'before_enabled', 'gone_by', 'imported_same_day'];

/** True when a planner that finds it due now may bring it back to life. What ran, was stopped or did not fit stays as it is. */
export function mayRevive(occurrence: Pick<Occurrence, 'state' | 'reason'>): boolean {
  return (occurrence.state === 'skipped' || occurrence.state === 'cancelled') && OPEN_REASONS.includes(occurrence.reason);
}

/**
 * What is in the book after a planner said `planned`: a new name is written, a known one stays, and one that never ran comes back
 * when it is due after all. The server says the same in one INSERT … ON CONFLICT.
 */
export function noted(known: Occurrence | undefined, planned: Occurrence): Occurrence {
  if (!known) return planned;
  return planned.state === 'due' && mayRevive(known) ? planned : known;
}
