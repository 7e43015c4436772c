import { isoWeekday } from '../../kernel/calendar-date';
import type { ConditionContext, Op, Operand, TimeOfDay, Value, Window, YearDay } from './definition';
import { compare, fold, isEmpty, monthDay, owns, same } from './values';
import { boundsOf, daysOf, hoursOf, spanOf, yearDaysOf } from './windows';

/** Fields that are tested alike. `secret`: a text that is stored encrypted and can only be compared whole. */
export type Family = 'text' | 'secret' | 'number' | 'bool' | 'id' | 'member' | 'ids' | 'date' | 'datetime' | 'time' | 'monthday' | 'thing';

/** What an operator is given: nothing, one value, a list, two ends of a stretch, or a stretch told in words. */
export type Wants = 'none' | 'one' | 'many' | 'two' | 'window' | 'yearDay' | 'timeOfDay' | 'weekdays';

export interface OpRow {
  readonly wants: Wants;
  /** The sentence; `label` names the field, `v` the operand, worded. */
  readonly say: (label: string, v: string) => string;
  /** An operand that fits: what a builder begins with. */
  readonly example?: Operand;
  /** Between the members of a list; 或 where nothing is said. */
  readonly join?: string;
}

/** What a test may ask beside its two sides. */
export interface Asking {
  readonly context: ConditionContext;
  /** An operand's value, of this record. */
  readonly value: (operand: unknown) => unknown;
}

/** The exact opposite of another operator, on every value, the empty one included. */
export const OPPOSITE: Readonly<Partial<Record<Op, Op>>> = { ne: 'eq', notIn: 'in', notContains: 'contains', noneOf: 'anyOf', notEmpty: 'empty' };

type Test = (x: Value, v: unknown, asking: Asking) => boolean;

const within = (x: unknown, [low, high]: readonly unknown[]): boolean => !isEmpty(low) && !isEmpty(high) && compare(x, low) >= 0 && compare(x, high) <= 0;
const list = (v: unknown): readonly unknown[] => (Array.isArray(v) ? v : []);
const words = (x: Value): readonly string[] => (Array.isArray(x) ? x : []);
const isObject = (v: unknown): v is object => typeof v === 'object' && v !== null && !Array.isArray(v);
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** The instant of a canonical date and time, in epoch milliseconds; NaN for anything else. */
function instantOf(x: Value): number {
  return typeof x === 'string' && INSTANT.test(x) ? Date.parse(x) : Number.NaN;
}

function inWindow(x: Value, v: unknown, { context, value }: Asking): boolean {
  if (typeof x !== 'string' || !isObject(v)) return false;
  const window = v as Window;
  const hours = hoursOf(window, context.now);
  const at = instantOf(x);
  if (hours) return at >= hours.start && at < hours.end;
  const range = daysOf(window, context.today) ?? boundsOf(window, value);
  if (!range) return false;
  if (Number.isNaN(at)) return (range.from === null || x >= range.from) && (range.until === null || x < range.until);
  const span = spanOf(range, context);
  return (span.start === null || at >= span.start) && (span.end === null || at < span.end);
}

function onYearDay(x: Value, v: unknown, { context }: Asking): boolean {
  if (typeof x !== 'string' || !isObject(v)) return false;
  const days = yearDaysOf(v as YearDay, context);
  return days === 'every' || days.includes(monthDay(x));
}

function atTimeOfDay(x: Value, v: unknown, { context }: Asking): boolean {
  const at = instantOf(x);
  if (Number.isNaN(at) || !isObject(v)) return false;
  const { from, to } = v as TimeOfDay;
  const { time } = context.wallClock(at);
  return to > from ? time >= from && time < to : time >= from || time < to;
}

/** The positive tests. Neither side is empty, except that an operator that wants no operand has none. */
const TESTS: Readonly<Partial<Record<Op, Test>>> = {
  eq: same,
  gt: (x, v) => compare(x, v) > 0,
  gte: (x, v) => compare(x, v) >= 0,
  lt: (x, v) => compare(x, v) < 0,
  lte: (x, v) => compare(x, v) <= 0,
  between: (x, v) => within(x, list(v)),
  in: (x, v) => list(v).some((one) => !isEmpty(one) && same(x, one)),
  contains: (x, v) => typeof x === 'string' && typeof v === 'string' && fold(x).includes(fold(v)),
  startsWith: (x, v) => typeof x === 'string' && typeof v === 'string' && fold(x).startsWith(fold(v)),
  last4: (x, v) => typeof x === 'string' && x.length >= 4 && x.slice(-4) === v,
  anyOf: (x, v) => list(v).some((one) => words(x).includes(one as string)),
  allOf: (x, v) => list(v).every((one) => words(x).includes(one as string)),
  me: (x, _, { context }) => context.actor !== undefined && x === context.actor.id,
  myTeam: (x, _, { context }) => context.actor?.teamIds.includes(x as string) ?? false,
  inWindow,
  yearDay: onYearDay,
  timeOfDay: atTimeOfDay,
  weekday: (x, v, { context }) => {
    const at = instantOf(x);
    return !Number.isNaN(at) && list(v).includes(isoWeekday(context.wallClock(at).date));
  },
};
const WITHOUT_OPERAND: ReadonlySet<Op> = new Set<Op>(['me', 'myTeam', 'empty', 'notEmpty']);

/**
 * One test of one value. A positive operator on an empty value (or with an empty operand) is false; a negative one is exactly the
 * opposite. An operator that nobody knows is false, so that no definition can make an evaluation fail.
 */
export function test(op: Op, x: Value, v: unknown, asking: Asking): boolean {
  const opposite = owns(OPPOSITE, op) ? OPPOSITE[op] : undefined;
  if (opposite) return !test(opposite, x, v, asking);
  if (op === 'empty') return isEmpty(x);
  if (isEmpty(x) || (isEmpty(v) && !WITHOUT_OPERAND.has(op)) || !owns(TESTS, op)) return false;
  return TESTS[op]?.(x, v, asking) ?? false;
}

const INCLUDING_EMPTY = '（含未填写）';
const plain =
  (words: string): OpRow['say'] =>
  (label, v) =>
    `${label}${words}${v}`;
const negative =
  (words: string): OpRow['say'] =>
  (label, v) =>
    `${label}${words}${v}${INCLUDING_EMPTY}`;
const EMPTY: OpRow = { wants: 'none', say: (label) => `${label}未填写` };
const FILLED: OpRow = { wants: 'none', say: (label) => `${label}已填写` };
const presence = { empty: EMPTY, notEmpty: FILLED };
const equality = (example: Operand) => ({
  eq: { wants: 'one', say: plain('等于'), example } satisfies OpRow,
  ne: { wants: 'one', say: negative('不等于'), example } satisfies OpRow,
});
const choice = (example: Operand & readonly Value[]) => ({
  in: { wants: 'many', say: plain('是'), example } satisfies OpRow,
  notIn: { wants: 'many', say: negative('不是'), example } satisfies OpRow,
});
const order = (example: Operand, pair: Operand, more: readonly [string, string, string, string]) => ({
  gt: { wants: 'one', say: plain(more[0]), example } satisfies OpRow,
  gte: { wants: 'one', say: plain(more[1]), example } satisfies OpRow,
  lt: { wants: 'one', say: plain(more[2]), example } satisfies OpRow,
  lte: { wants: 'one', say: plain(more[3]), example } satisfies OpRow,
  between: { wants: 'two', say: (label: string, v: string) => `${label}介于${v}之间`, example: pair } satisfies OpRow,
});
const LATER = ['晚于', '不早于', '早于', '不晚于'] as const;

/** Every operator of every family, and nothing else knows which there are: pickers, checks, sentences and SQL go by it. */
export const OPS = {
  text: {
    ...equality('抖音'),
    ...choice(['抖音', '小红书']),
    contains: { wants: 'one', say: plain('包含'), example: '王' },
    notContains: { wants: 'one', say: negative('不包含'), example: '王' },
    startsWith: { wants: 'one', say: plain('开头是'), example: '王' },
    ...presence,
  },
  secret: {
    eq: { wants: 'one', say: plain('等于'), example: '13800138000' },
    in: { wants: 'many', say: plain('是'), example: ['13800138000', '13900139000'] },
    last4: { wants: 'one', say: plain('后四位是'), example: '8000' },
    ...presence,
  },
  number: { ...equality(3), ...order(3, [1, 3], ['大于 ', '不少于 ', '小于 ', '不超过 ']), ...presence },
  bool: { eq: { wants: 'one', say: (label, v) => `${label}为${v}`, example: true }, ...presence },
  id: { ...equality('gold'), ...choice(['gold', 'silver']), ...presence },
  member: {
    ...equality('018f0000-0000-7000-8000-000000000001'),
    ...choice(['018f0000-0000-7000-8000-000000000001']),
    me: { wants: 'none', say: (label) => `${label}是我` },
    myTeam: { wants: 'none', say: (label) => `${label}是我的团队成员` },
    ...presence,
  },
  ids: {
    anyOf: { wants: 'many', say: plain('含有'), example: ['vip'] },
    noneOf: { wants: 'many', say: negative('不含'), example: ['vip'] },
    allOf: { wants: 'many', say: plain('同时含有'), example: ['vip', 'new'], join: '、' },
    ...presence,
  },
  date: {
    ...equality('2026-11-28'),
    ...order('2026-11-28', ['2026-11-01', '2026-11-30'], LATER),
    inWindow: { wants: 'window', say: plain('在'), example: { last: 30, unit: 'day' } },
    yearDay: { wants: 'yearDay', say: (label, v) => `${v}${label}`, example: { from: 0, to: 0 } },
    ...presence,
  },
  datetime: {
    inWindow: { wants: 'window', say: plain('在'), example: { last: 30, unit: 'day' } },
    timeOfDay: { wants: 'timeOfDay', say: plain('的时刻在 '), example: { from: '18:00', to: '21:00' } },
    weekday: { wants: 'weekdays', say: plain('在'), example: [6, 7] },
    ...presence,
  },
  time: { ...equality('10:00'), ...order('10:00', ['10:00', '12:00'], LATER), ...presence },
  monthday: { ...equality('11-28'), yearDay: { wants: 'yearDay', say: (label, v) => `${v}${label}`, example: { from: 0, to: 0 } }, ...presence },
  thing: presence,
} as const satisfies Readonly<Record<Family, Readonly<Partial<Record<Op, OpRow>>>>>;

/** `text.contains`, `date.yearDay` …: the key of a row, for tables that must not forget one. */
export type OpKey = { [F in Family]: `${F}.${keyof (typeof OPS)[F] & string}` }[Family];

/** The row of an operator for a family; undefined where the family does not have it. */
export function opRow(family: Family, op: Op): OpRow | undefined {
  const rows: Readonly<Partial<Record<Op, OpRow>>> = OPS[family];
  return owns(rows, op) ? rows[op] : undefined;
}

/** The operators of a family, in the picker's order. */
export function opsOfFamily(family: Family): readonly Op[] {
  return Object.keys(OPS[family]) as Op[];
}
