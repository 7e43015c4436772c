import * as z from 'zod/mini';
import type { Problem } from '../conditions/definition';
import { RULE_CATEGORIES, RULE_LIMITS, SOURCES, type GuardBody, type RuleBody } from './definition';

/**
 * The outer form of a rule and of a guard: a definition may come from a file. What stands in it as a condition, a formula or an operand
 * is looked at by their own checks; the names that it speaks of, by `check`.
 */
const Name = z.string().check(z.minLength(1), z.maxLength(80), z.regex(/^[A-Za-z0-9_.:-]+$/));
const Path = z.string().check(z.minLength(1), z.maxLength(200), z.regex(/^[A-Za-z0-9_.]+$/));
const text = (most: number) => z.string().check(z.minLength(1), z.maxLength(most));
const whole = (least: number, most: number) => z.int().check(z.gte(least), z.lte(most));
const Clock = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/));
const Offset = z.strictObject({ days: whole(-RULE_LIMITS.offsetDays, RULE_LIMITS.offsetDays) });
const Duration = z.strictObject({ n: whole(1, 10_000), unit: z.enum(['minute', 'hour', 'day']) });
const Values = z.optional(z.array(z.unknown()).check(z.minLength(1), z.maxLength(50)));
const days = (least: number, most: number) => z.array(whole(least, most)).check(z.minLength(1), z.maxLength(RULE_LIMITS.afterDays));

const Trigger = z.discriminatedUnion('on', [
  z.strictObject({ on: z.literal('created'), source: z.optional(z.array(z.enum(SOURCES)).check(z.minLength(1), z.maxLength(SOURCES.length))) }),
  z.strictObject({ on: z.literal('updated'), field: Name, from: Values, to: Values }),
  z.strictObject({ on: z.literal('verb'), verb: Name }),
  z.strictObject({ on: z.literal('after'), verb: Name, days: days(0, RULE_LIMITS.offsetDays), at: Clock }),
  z.strictObject({ on: z.literal('date'), path: Path, offset: Offset, at: Clock }),
  z.strictObject({ on: z.literal('yearly'), path: Path, offset: Offset, at: Clock, leap: z.optional(z.enum(['feb28', 'mar1'])) }),
  z.strictObject({
    on: z.literal('moment'),
    path: Path,
    offset: z.union([z.strictObject({ hours: whole(-2_000, 2_000) }), z.strictObject({ minutes: whole(-10_000, 10_000) })]),
  }),
  z.strictObject({
    on: z.literal('since'),
    event: Path,
    days: whole(1, 3_650),
    at: Clock,
    backlog: z.optional(z.strictObject({ perDay: whole(1, RULE_LIMITS.perDay) })),
  }),
  z.strictObject({ on: z.enum(['enter', 'leave']), segment: Name, at: Clock }),
  z.strictObject({
    on: z.literal('schedule'),
    cron: z.union([z.strictObject({ at: Clock }), z.strictObject({ at: Clock, weekdays: days(1, 7) }), z.strictObject({ at: Clock, monthDays: days(1, 31) })]),
    each: z.unknown(),
  }),
]);

const Pairs = z.record(Name, z.unknown());
const Effect = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('call'), verb: Name, on: z.optional(Path), args: z.optional(Pairs) }),
  z.strictObject({ do: z.literal('record.create'), entity: Name, values: Pairs, link: z.optional(Name) }),
  z.strictObject({ do: z.literal('record.set'), values: Pairs }),
  z.strictObject({ do: z.enum(['tag.add', 'tag.remove']), tag: Name }),
  z.strictObject({ do: z.literal('coupon.issue'), template: Name, n: z.optional(whole(1, 20)) }),
  z.strictObject({
    do: z.literal('order.create'),
    as: z.enum(['order', 'quote']),
    item: z.unknown(),
    n: z.optional(whole(1, 999)),
    fromQuote: z.optional(z.literal(true)),
    note: z.optional(z.unknown()),
    form: z.optional(Pairs),
    contract: z.optional(Name),
  }),
  z.strictObject({ do: z.literal('points.add'), points: whole(-1_000_000, 1_000_000), reason: text(RULE_LIMITS.text) }),
  z.strictObject({ do: z.literal('task.open'), who: z.unknown(), title: text(RULE_LIMITS.title), due: z.optional(Duration) }),
  z.strictObject({
    do: z.literal('message'),
    template: Name,
    to: Path,
    channels: z.array(z.enum(['wechat', 'weapp', 'sms', 'wecom', 'email'])).check(z.minLength(1), z.maxLength(4)),
  }),
  z.strictObject({ do: z.literal('notify'), who: z.unknown(), text: text(RULE_LIMITS.text) }),
  z.strictObject({ do: z.literal('flow.start'), flow: Name, input: z.optional(Pairs) }),
  z.strictObject({ do: z.literal('webhook'), id: Name, body: Pairs }),
]);

const Rule = z.strictObject({
  entity: Name,
  runAs: z.literal('store'),
  trigger: Trigger,
  when: z.optional(z.unknown()),
  recheck: z.boolean(),
  reentry: z.union([z.enum(['once', 'everyTime']), z.strictObject({ afterDays: whole(1, 3_650) }), z.strictObject({ whenLeft: z.literal(true) })]),
  catchUp: z.union([z.strictObject({ days: whole(0, RULE_LIMITS.catchUpDays) }), z.strictObject({ untilPassed: Path })]),
  effects: z.array(z.strictObject({ id: Name, what: Effect })).check(z.minLength(1), z.maxLength(RULE_LIMITS.effects)),
  stopWhen: z.optional(z.unknown()),
  stopOn: z.optional(z.array(Name).check(z.maxLength(20))),
  priority: whole(1, 9),
  category: z.enum(RULE_CATEGORIES),
  expires: z.optional(Duration),
  imported: z.optional(z.literal(true)),
});

const Guard = z.strictObject({
  entity: Name,
  on: z.array(Name).check(z.minLength(1), z.maxLength(20)),
  when: z.unknown(),
  answer: z.union([
    z.strictObject({ refuse: text(RULE_LIMITS.text) }),
    z.strictObject({ warn: text(RULE_LIMITS.text), needReason: z.boolean(), right: Name }),
    z.strictObject({ set: z.array(z.strictObject({ field: Name, formula: z.unknown() })).check(z.minLength(1), z.maxLength(20)) }),
  ]),
  lockOn: z.optional(z.array(Path).check(z.minLength(1), z.maxLength(5))),
});

export type Shaped<Body> = { readonly body: Body; readonly problems: readonly [] } | { readonly body: null; readonly problems: readonly Problem<'shape'>[] };

function shaped<Body>(schema: z.core.$ZodType, raw: unknown): Shaped<Body> {
  const parsed = z.safeParse(schema, raw);
  if (parsed.success) return { body: raw as Body, problems: [] };
  return {
    body: null,
    problems: parsed.error.issues.slice(0, 20).map((issue) => ({
      code: 'shape',
      path: issue.path.map((step) => `/${String(step)}`).join(''),
      level: 'error',
      facts: { problem: issue.code, ...('keys' in issue && Array.isArray(issue.keys) ? { keys: issue.keys.map(String) } : {}) },
    })),
  };
}

/** A rule's text as a rule, or where it has not its form. */
export const shapeRule = (raw: unknown): Shaped<RuleBody> => shaped<RuleBody>(Rule, raw);
/** The same for a check before saving. */
export const shapeGuard = (raw: unknown): Shaped<GuardBody> => shaped<GuardBody>(Guard, raw);
