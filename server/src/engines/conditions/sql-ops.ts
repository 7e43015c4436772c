import { fold, isDay, monthDay } from '@zhike/domain/engines/conditions/values';
import type { ConditionContext, TimeOfDay, Window, YearDay } from '@zhike/domain/engines/conditions/definition';
import type { Family, OpKey } from '@zhike/domain/engines/conditions/ops';
import { boundsOf, daysOf, hoursOf, spanOf, yearDaysOf } from '@zhike/domain/engines/conditions/windows';
import { INDEX_SUFFIX, jsonOf, LAST4_SUFFIX, sealedIndex, sealedPurpose, valueSql, type Place } from './places';

/** What an operator may use to write its SQL. Values become parameters when they are bound, and only then. */
export interface Pen {
  readonly context: ConditionContext;
  /** IANA name, for hours of the day and days of the week of an instant. */
  readonly zone: string;
  bind(value: unknown, type: string): string;
  /** One operand as SQL, like a value of this place; null: it is empty. */
  operand(v: unknown, like: Place): string | null;
  /** A list whose members are literals. */
  list(v: unknown): readonly unknown[];
  blindIndex(value: string, purpose: string): string;
}

/** Writes a positive test: TRUE when it holds, FALSE or NULL when not, so that an index stays usable. */
type Positive = (x: Place, v: unknown, pen: Pen) => string;
/** A negative operator is nothing but `(its opposite) IS NOT TRUE`: see the compiler. */
export type SqlOp = Positive | { readonly opposite: OpKey };

export const NEVER = 'FALSE';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const isUuid = (place: Place): boolean => ('col' in place.at && place.at.sql === 'uuid') || ('list' in place.at && place.at.of === 'uuid');

/** A text as it is compared. */
export const folded = (sql: string): string => `lower(${sql} COLLATE "C")`;

/** A literal bound as the place's own type, so that no function stands on the column; null: nothing of that type. */
export const LITERAL: Readonly<Record<Family, (v: unknown, like: Place, pen: Pen) => string | null>> = {
  text: (v, _, pen) => (typeof v === 'string' && v !== '' ? pen.bind(fold(v), 'text') : null),
  secret: () => null,
  number: (v, _, pen) => (typeof v === 'number' && Number.isFinite(v) ? pen.bind(v, Number.isSafeInteger(v) ? 'bigint' : 'numeric') : null),
  bool: (v, _, pen) => (typeof v === 'boolean' ? pen.bind(v, 'boolean') : null),
  id: (v, like, pen) => idLiteral(v, like, pen),
  member: (v, like, pen) => idLiteral(v, like, pen),
  ids: () => null,
  date: (v, _, pen) => (typeof v === 'string' && isDay(v) ? pen.bind(v, 'date') : null),
  datetime: () => null,
  time: (v, _, pen) => (typeof v === 'string' && v !== '' ? pen.bind(v, 'text') : null),
  monthday: (v, _, pen) => (typeof v === 'string' && /^\d{2}-\d{2}$/.test(v) ? pen.bind(monthDay(v), 'int') : null),
  thing: () => null,
};
function idLiteral(v: unknown, like: Place, pen: Pen): string | null {
  if (typeof v !== 'string' || v === '') return null;
  if (!isUuid(like)) return pen.bind(v, 'text');
  return UUID.test(v) ? pen.bind(v, 'uuid') : null;
}

/** The side that is compared: a text folded, everything else as it is. */
const left = (x: Place): string => (x.family === 'text' ? folded(valueSql(x)) : valueSql(x));
const compared =
  (sign: string): Positive =>
  (x, v, pen) => {
    const right = pen.operand(v, x);
    return right === null ? NEVER : `${left(x)} ${sign} ${right}`;
  };
const eq = compared('=');
const between: Positive = (x, v, pen) => {
  const [low, high] = Array.isArray(v) ? (v as unknown[]) : [];
  const from = pen.operand(low, x);
  const to = from === null ? null : pen.operand(high, x);
  return from === null || to === null ? NEVER : `(${left(x)} >= ${from} AND ${left(x)} <= ${to})`;
};
const filled: Positive = (x) => {
  if ('list' in x.at) return `cardinality(${valueSql(x)}) > 0`;
  if ('link' in x.at) return `EXISTS (SELECT 1 FROM "${x.at.link}" l WHERE l."${x.at.mine}" = ${x.alias}.id)`;
  return 'col' in x.at && x.at.sql === 'text' ? `nullif(${valueSql(x)}, '') IS NOT NULL` : `${valueSql(x)} IS NOT NULL`;
};

/** Members of a list as an array parameter; those that cannot be one of the place's values are left out. */
function arrayOf(
  v: unknown,
  x: Place,
  pen: Pen,
  as: (one: unknown) => string | null = (one) => (typeof one === 'string' && one !== '' ? one : null),
): string[] {
  const uuid = isUuid(x);
  return [...new Set(pen.list(v).map(as))].filter((one): one is string => one !== null && (!uuid || UUID.test(one)));
}
const oneOf =
  (as?: (one: unknown) => string | null): Positive =>
  (x, v, pen) => {
    const list = arrayOf(v, x, pen, as);
    return list.length === 0 ? NEVER : `${left(x)} = ANY(${pen.bind(list, isUuid(x) ? 'uuid[]' : 'text[]')})`;
  };

const anyOf: Positive = (x, v, pen) => {
  const list = arrayOf(v, x, pen);
  if (list.length === 0) return NEVER;
  if ('custom' in x.at) return `((${jsonOf(x)}) ?| ${pen.bind(list, 'text[]')} AND jsonb_typeof(${jsonOf(x)}) = 'array')`;
  if ('link' in x.at)
    return `EXISTS (SELECT 1 FROM "${x.at.link}" l WHERE l."${x.at.mine}" = ${x.alias}.id AND l."${x.at.theirs}"::text = ANY(${pen.bind(list, 'text[]')}))`;
  return `${valueSql(x)} && ${pen.bind(list, isUuid(x) ? 'uuid[]' : 'text[]')}`;
};
const allOf: Positive = (x, v, pen) => {
  const list = arrayOf(v, x, pen);
  // One that cannot be there: not all are.
  if (list.length === 0 || list.length < new Set(pen.list(v)).size) return NEVER;
  if ('custom' in x.at) return `((${jsonOf(x)}) ?& ${pen.bind(list, 'text[]')} AND jsonb_typeof(${jsonOf(x)}) = 'array')`;
  if ('link' in x.at)
    return `(SELECT count(*) FROM "${x.at.link}" l WHERE l."${x.at.mine}" = ${x.alias}.id AND l."${x.at.theirs}"::text = ANY(${pen.bind(list, 'text[]')})) = ${list.length}`;
  return `${valueSql(x)} @> ${pen.bind(list, isUuid(x) ? 'uuid[]' : 'text[]')}`;
};

const isObject = (v: unknown): v is object => typeof v === 'object' && v !== null && !Array.isArray(v);
const both = (parts: readonly string[], otherwise: string): string =>
  parts.length === 0 ? otherwise : parts.length === 1 ? (parts[0] ?? otherwise) : `(${parts.join(' AND ')})`;

/** Ends that are fields are compared in the database; they are days, both included. */
function dateEnds(x: Place, window: { readonly from?: unknown; readonly to?: unknown }, pen: Pen): string {
  const from = window.from === undefined ? undefined : pen.operand(window.from, x);
  if (from === null) return NEVER;
  const to = window.to === undefined ? undefined : pen.operand(window.to, x);
  if (to === null || (from === undefined && to === undefined)) return NEVER;
  const ends = [from === undefined ? null : `${valueSql(x)} >= ${from}`, to === undefined ? null : `${valueSql(x)} <= ${to}`];
  return both(
    ends.filter((end): end is string => end !== null),
    NEVER,
  );
}

const dateWindow: Positive = (x, v, pen) => {
  if (!isObject(v)) return NEVER;
  const range = daysOf(v as Window, pen.context.today);
  if (!range) return 'from' in v || 'to' in v ? dateEnds(x, v, pen) : NEVER;
  const ends = [
    range.from === null ? null : `${valueSql(x)} >= ${pen.bind(range.from, 'date')}`,
    range.until === null ? null : `${valueSql(x)} < ${pen.bind(range.until, 'date')}`,
  ];
  return both(
    ends.filter((end): end is string => end !== null),
    filled(x, undefined, pen),
  );
};

const instantWindow: Positive = (x, v, pen) => {
  if (!isObject(v)) return NEVER;
  const window = v as Window;
  const range = daysOf(window, pen.context.today) ?? literalEnds(window, pen.context.today);
  const span: { readonly start: number | null; readonly end: number | null } | null = hoursOf(window, pen.context.now) ?? (range && spanOf(range, pen.context));
  if (!span) return NEVER;
  const instant = (at: number): string => pen.bind(new Date(at).toISOString(), 'timestamptz');
  const ends = [span.start === null ? null : `${valueSql(x)} >= ${instant(span.start)}`, span.end === null ? null : `${valueSql(x)} < ${instant(span.end)}`];
  return both(
    ends.filter((end): end is string => end !== null),
    filled(x, undefined, pen),
  );
};
function literalEnds(window: Window, today: string): ReturnType<typeof boundsOf> {
  return boundsOf(window, (operand) => (isObject(operand) ? ('var' in operand && operand.var === 'today' ? today : null) : operand));
}

const yearDay: Positive = (x, v, pen) => {
  if (!isObject(v)) return NEVER;
  const days = yearDaysOf(v as YearDay, pen.context);
  if (days === 'every') return filled(x, undefined, pen);
  if (days.length === 0) return NEVER;
  return `${x.family === 'date' ? `md(${valueSql(x)})` : valueSql(x)} = ANY(${pen.bind([...days], 'int[]')})`;
};

const wall = (x: Place, pen: Pen): string => `(${valueSql(x)} AT TIME ZONE ${pen.bind(pen.zone, 'text')})`;
const timeOfDay: Positive = (x, v, pen) => {
  if (!isObject(v)) return NEVER;
  const { from, to } = v as TimeOfDay;
  const time = `${wall(x, pen)}::time`;
  return `(${time} >= ${pen.bind(from, 'time')} ${to > from ? 'AND' : 'OR'} ${time} < ${pen.bind(to, 'time')})`;
};
const weekday: Positive = (x, v, pen) => `extract(isodow FROM ${wall(x, pen)})::int = ANY(${pen.bind(pen.list(v), 'int[]')})`;

/** Where a sealed text is compared: its blind index, and that of its last four digits where there is one. */
function sealed(x: Place): {
  readonly index: string;
  readonly last4: string | null;
  readonly purpose: string;
  readonly last4Of: (digits: string, pen: Pen) => string;
} {
  if ('cipher' in x.at)
    return {
      index: `${x.alias}."${x.at.index}"`,
      last4: x.at.last4 === null ? null : `${x.alias}."${x.at.last4}"`,
      purpose: x.at.purpose,
      last4Of: (digits) => digits,
    };
  const purpose = sealedPurpose(x.field.id);
  const last4 = `${purpose}:last4`;
  return { index: sealedIndex(x, INDEX_SUFFIX), last4: sealedIndex(x, LAST4_SUFFIX), purpose, last4Of: (digits, pen) => pen.blindIndex(digits, last4) };
}
const secretIn: Positive = (x, v, pen) => {
  const { index, purpose } = sealed(x);
  const values = pen.list(Array.isArray(v) ? v : [v]).filter((one): one is string => typeof one === 'string' && one !== '');
  const hashes = values.map((one) => pen.blindIndex(fold(one), purpose));
  return hashes.length === 0 ? NEVER : `${index} = ANY(${pen.bind(hashes, 'text[]')})`;
};
const last4: Positive = (x, v, pen) => {
  const place = sealed(x);
  return place.last4 === null || typeof v !== 'string' || v.length !== 4 ? NEVER : `${place.last4} = ${pen.bind(place.last4Of(v, pen), 'text')}`;
};

const me: Positive = (x, _, pen) => (pen.context.actor ? eq(x, pen.context.actor.id, pen) : NEVER);
const myTeam: Positive = (x, _, pen) => oneOf()(x, pen.context.actor?.teamIds ?? [], pen);
const holds =
  (call: string): Positive =>
  (x, v, pen) => {
    const right = pen.operand(v, x);
    return right === null ? NEVER : call === 'strpos' ? `strpos(${left(x)}, ${right}) > 0` : `starts_with(${left(x)}, ${right})`;
  };
const foldedText = (one: unknown): string | null => (typeof one === 'string' && one !== '' ? fold(one) : null);

/** One line for each line of `OPS`: an operator without its SQL does not compile. */
export const SQL_OPS: Readonly<Record<OpKey, SqlOp>> = {
  'text.eq': eq,
  'text.ne': { opposite: 'text.eq' },
  'text.in': oneOf(foldedText),
  'text.notIn': { opposite: 'text.in' },
  'text.contains': holds('strpos'),
  'text.notContains': { opposite: 'text.contains' },
  'text.startsWith': holds('starts_with'),
  'text.notEmpty': filled,
  'text.empty': { opposite: 'text.notEmpty' },
  'secret.eq': secretIn,
  'secret.in': secretIn,
  'secret.last4': last4,
  'secret.notEmpty': filled,
  'secret.empty': { opposite: 'secret.notEmpty' },
  'number.eq': eq,
  'number.ne': { opposite: 'number.eq' },
  'number.gt': compared('>'),
  'number.gte': compared('>='),
  'number.lt': compared('<'),
  'number.lte': compared('<='),
  'number.between': between,
  'number.notEmpty': filled,
  'number.empty': { opposite: 'number.notEmpty' },
  'bool.eq': eq,
  'bool.notEmpty': filled,
  'bool.empty': { opposite: 'bool.notEmpty' },
  'id.eq': eq,
  'id.ne': { opposite: 'id.eq' },
  'id.in': oneOf(),
  'id.notIn': { opposite: 'id.in' },
  'id.notEmpty': filled,
  'id.empty': { opposite: 'id.notEmpty' },
  'member.eq': eq,
  'member.ne': { opposite: 'member.eq' },
  'member.in': oneOf(),
  'member.notIn': { opposite: 'member.in' },
  'member.me': me,
  'member.myTeam': myTeam,
  'member.notEmpty': filled,
  'member.empty': { opposite: 'member.notEmpty' },
  'ids.anyOf': anyOf,
  'ids.noneOf': { opposite: 'ids.anyOf' },
  'ids.allOf': allOf,
  'ids.notEmpty': filled,
  'ids.empty': { opposite: 'ids.notEmpty' },
  'date.eq': eq,
  'date.ne': { opposite: 'date.eq' },
  'date.gt': compared('>'),
  'date.gte': compared('>='),
  'date.lt': compared('<'),
  'date.lte': compared('<='),
  'date.between': between,
  'date.inWindow': dateWindow,
  'date.yearDay': yearDay,
  'date.notEmpty': filled,
  'date.empty': { opposite: 'date.notEmpty' },
  'datetime.inWindow': instantWindow,
  'datetime.timeOfDay': timeOfDay,
  'datetime.weekday': weekday,
  'datetime.notEmpty': filled,
  'datetime.empty': { opposite: 'datetime.notEmpty' },
  'time.eq': eq,
  'time.ne': { opposite: 'time.eq' },
  'time.gt': compared('>'),
  'time.gte': compared('>='),
  'time.lt': compared('<'),
  'time.lte': compared('<='),
  'time.between': between,
  'time.notEmpty': filled,
  'time.empty': { opposite: 'time.notEmpty' },
  'monthday.eq': eq,
  'monthday.ne': { opposite: 'monthday.eq' },
  'monthday.yearDay': yearDay,
  'monthday.notEmpty': filled,
  'monthday.empty': { opposite: 'monthday.notEmpty' },
  'thing.notEmpty': filled,
  'thing.empty': { opposite: 'thing.notEmpty' },
};
