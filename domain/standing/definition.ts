import type { Cond, Value } from '../engines/conditions/definition';

/** 自动标签: whoever fits has the tag. What a person gave is never taken, and what a person took away stays away until she fits anew. */
export interface TaggingBody {
  /** A tag's id. */
  readonly tag: string;
  readonly where: Cond;
  /** Takes the tag away again from whom it gave it to, once she fits no longer. */
  readonly removes: boolean;
}

/** 客户阶段: the first that fits holds, so that everybody is in exactly one. The last has no condition: it is for all others. */
export interface StandingState {
  readonly id: string;
  readonly label: string;
  readonly color?: string;
  readonly where?: Cond;
}
export interface StandingBody {
  readonly states: readonly StandingState[];
}

/** The id of the last state of every list: what a customer is until somebody has looked. */
export const ELSE_STATE = 'else';
export const STANDING_LIMITS = { states: 12, label: 12 } as const;

export interface StandingProblem {
  readonly code: 'malformed' | 'standing_last' | 'standing_twice' | 'standing_asks_itself' | 'tag_asks_itself' | 'tag_unknown';
  readonly path: string;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
const stray = (value: Readonly<Record<string, unknown>>, known: readonly string[]): string | undefined =>
  Object.keys(value).find((key) => !known.includes(key));

/** Every part of a condition, those of related records among them. */
export function partsOf(cond: Cond): Cond[] {
  if ('all' in cond) return [cond, ...cond.all.flatMap(partsOf)];
  if ('any' in cond) return [cond, ...cond.any.flatMap(partsOf)];
  if ('not' in cond) return [cond, ...partsOf(cond.not)];
  return 'rel' in cond && cond.where ? [cond, ...partsOf(cond.where)] : [cond];
}

/** Segments that conditions speak of. */
export const segmentsOf = (conds: readonly Cond[]): string[] => [...new Set(conds.flatMap(partsOf).flatMap((part) => ('seg' in part ? [part.seg] : [])))];

const speaksOf = (cond: Cond, field: string, values?: readonly Value[]): boolean =>
  partsOf(cond).some((part) => {
    if ('rel' in part) return values !== undefined && part.rel === field;
    if (!('f' in part) || part.f !== field) return false;
    const named = Array.isArray(part.v) ? (part.v as readonly Value[]) : [part.v as Value];
    return values === undefined || part.v === undefined || named.some((one) => values.includes(one));
  });

/** Problems of the form; conditions are the engine's to check. */
export function checkTagging(body: unknown, tags: ReadonlySet<string>): StandingProblem[] {
  if (!isRecord(body)) return [{ code: 'malformed', path: '' }];
  const extra = stray(body, ['tag', 'where', 'removes']);
  if (extra !== undefined) return [{ code: 'malformed', path: `/${extra}` }];
  if (!isRecord(body.where)) return [{ code: 'malformed', path: '/where' }];
  if (typeof body.removes !== 'boolean') return [{ code: 'malformed', path: '/removes' }];
  return typeof body.tag === 'string' && tags.has(body.tag) ? [] : [{ code: 'tag_unknown', path: '/tag' }];
}

/** A tag that hangs on itself would be given and taken in turns. `where` with its segments put in place. */
export const asksOwnTag = (tag: string, where: Cond): boolean => speaksOf(where, 'tags', [tag]);
export const asksStanding = (where: Cond): boolean => speaksOf(where, 'standing');

export function checkStanding(body: unknown): StandingProblem[] {
  if (!isRecord(body) || stray(body, ['states']) !== undefined || !Array.isArray(body.states)) return [{ code: 'malformed', path: '/states' }];
  const states = body.states as readonly unknown[];
  if (states.length < 2 || states.length > STANDING_LIMITS.states) return [{ code: 'malformed', path: '/states' }];
  const problems: StandingProblem[] = [];
  const seen = { id: new Set<string>(), label: new Set<string>() };
  for (const [i, state] of states.entries()) {
    const path = `/states/${i}`;
    const last = i === states.length - 1;
    if (!isRecord(state) || stray(state, ['id', 'label', 'color', 'where']) !== undefined) return [...problems, { code: 'malformed', path }];
    const { id, label, color, where } = state;
    const named = typeof label === 'string' && label.trim() !== '' && [...label].length <= STANDING_LIMITS.label;
    const shaped =
      typeof id === 'string' && /^[a-z][a-z0-9]{0,30}$/.test(id) && (color === undefined || (typeof color === 'string' && /^#[0-9a-f]{6}$/i.test(color)));
    if (!named) problems.push({ code: 'malformed', path: `${path}/label` });
    if (!shaped || (!last && !isRecord(where))) problems.push({ code: 'malformed', path });
    if (last ? id !== ELSE_STATE || where !== undefined : id === ELSE_STATE) problems.push({ code: 'standing_last', path });
    if (typeof id === 'string' && typeof label === 'string' && (seen.id.has(id) || seen.label.has(label))) problems.push({ code: 'standing_twice', path });
    if (typeof id === 'string') seen.id.add(id);
    if (typeof label === 'string') seen.label.add(label);
  }
  return problems;
}
