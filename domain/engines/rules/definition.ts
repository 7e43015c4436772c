import type { Formula } from '../catalogue/definition';
import type { Cond, FieldId, Path, SegmentId, Value } from '../conditions/definition';
import type { Duration, Effect } from '../effects';

/**
 * A rule is one sentence of the shop: 当…时 → 如果… → 就…. It is data; what it means is in `occurrence` (what it is called when it fires),
 * `due` (on which day), `run` (whether it still shall) and `chain` (that it never runs in circles).
 */
export interface RuleDef extends RuleBody {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly on: boolean;
  /** org: every store of the shop. */
  readonly store: 'org' | (string & {});
}

/** What a version of a rule says; its name, store and switch are kept beside it. */
export interface RuleBody {
  readonly entity: string;
  /** Never as the person who happened to save the record: one rule has one answer. */
  readonly runAs: 'store';
  readonly trigger: Trigger;
  readonly when?: Cond;
  /** Looks at `when` and at the trigger's own date again at the moment it runs, if time has passed since. */
  readonly recheck: boolean;
  readonly reentry: Reentry;
  readonly catchUp: CatchUp;
  readonly effects: readonly RuleEffect[];
  /** Cancels what is still pending, at once: a payment stops the dunning. */
  readonly stopWhen?: Cond;
  readonly stopOn?: readonly string[];
  /** 1 is sent first. */
  readonly priority: number;
  readonly category: RuleCategory;
  /** After so long a message that was put off is worth nothing any more. */
  readonly expires?: Duration;
  /** 导入的客户也执行: also on the day on which a record was imported. */
  readonly imported?: true;
}

export const RULE_CATEGORIES = ['service', 'marketing', 'internal'] as const;
export type RuleCategory = (typeof RULE_CATEGORIES)[number];
/** Where a change comes from. Import is silent unless a rule names it. */
export const SOURCES = ['form', 'staff', 'api', 'import', 'engine'] as const;
export type Source = (typeof SOURCES)[number];

/** When a rule fires. `at`: `HH:MM` on the clock of the store; days count from the date, negative is before. */
export type Trigger =
  | { readonly on: 'created'; readonly source?: readonly Source[] }
  | { readonly on: 'updated'; readonly field: FieldId; readonly from?: readonly Value[]; readonly to?: readonly Value[] }
  | { readonly on: 'verb'; readonly verb: string }
  /** So many days after a verb: 术后第 1/3/7 天, one occurrence each. */
  | { readonly on: 'after'; readonly verb: string; readonly days: readonly number[]; readonly at: string }
  /** A date that comes once: the end of a card − 15 days. */
  | { readonly on: 'date'; readonly path: Path; readonly offset: { readonly days: number }; readonly at: string }
  /** A day of every year: birthday − 3. Without `leap` 29 February is kept on the 28th. */
  | { readonly on: 'yearly'; readonly path: Path; readonly offset: { readonly days: number }; readonly at: string; readonly leap?: 'feb28' | 'mar1' }
  | { readonly on: 'moment'; readonly path: Path; readonly offset: { readonly hours: number } | { readonly minutes: number } }
  /** Nothing of the kind for so many days. `backlog`: those for whom it is so already when the rule is switched on, so many a day. */
  | { readonly on: 'since'; readonly event: Path; readonly days: number; readonly at: string; readonly backlog?: { readonly perDay: number } }
  | { readonly on: 'enter' | 'leave'; readonly segment: SegmentId; readonly at: string }
  | { readonly on: 'schedule'; readonly cron: Schedule; readonly each: Cond };

/** Every day, or on weekdays (1 = Monday), or on days of the month (29–31: its last day where it is shorter). */
export type Schedule =
  | { readonly at: string }
  | { readonly at: string; readonly weekdays: readonly number[] }
  | { readonly at: string; readonly monthDays: readonly number[] };

/** 一位客户只触发一次 · 每次都触发 · 至少间隔 n 天 · 离开后再次符合才触发. It looks at the trigger, not at every condition. */
export type Reentry = 'once' | 'everyTime' | { readonly afterDays: number } | { readonly whenLeft: true };
/** How late is too late: so many days, or once the instant at the path has passed. */
export type CatchUp = { readonly days: number } | { readonly untilPassed: Path };

/** What a rule does; `id` is unique in the rule and names the effect in its key, so that a re-run repeats nothing. */
export interface RuleEffect {
  readonly id: string;
  readonly what: Effect;
}

/** 保存前检查: looks at a record before it is written, on every path. It can change, refuse or warn, and sends nothing. */
export interface GuardDef extends GuardBody {
  readonly id: string;
  readonly version: number;
  readonly title: string;
}

export interface GuardBody {
  readonly entity: string;
  /** `create`, `update`, or a verb of the entity. */
  readonly on: readonly string[];
  /** True is a problem (or, for `set`, the case in which it sets). */
  readonly when: Cond;
  readonly answer: GuardAnswer;
  /** Values that are locked before other rows are counted: 「同一医生一天最多 6 台」 locks doctor and day. */
  readonly lockOn?: readonly Path[];
}

export type GuardAnswer =
  | { readonly refuse: string }
  | { readonly warn: string; readonly needReason: boolean; readonly right: string }
  | { readonly set: readonly { readonly field: FieldId; readonly formula: Formula }[] };

/** Bounds of a rule: what is beyond them is no rule of a shop. */
export const RULE_LIMITS = {
  effects: 10,
  title: 60,
  text: 200,
  offsetDays: 365,
  catchUpDays: 7,
  afterDays: 12,
  chainDepth: 8,
  perRoot: 200,
  perDay: 5_000,
} as const;
