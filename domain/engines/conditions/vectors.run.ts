import { readValue } from '../catalogue/canonical';
import { entityOf } from '../catalogue/find';
import type { Catalogue } from '../catalogue/definition';
import { checkCondition, type CheckOptions } from './check';
import { fixedContext } from './context';
import type { Cond, ConditionContext, Value } from './definition';
import { evaluate, matches } from './evaluate';
import { say } from './say';
import { loadFrom, type Tables } from './tables';
import { own, type Row } from './values';
import { MINI, MINI_KEYS } from './vectors.catalogue';

/**
 * What the engine promises, as data: the same file is run by Node, a browser and the mini-program, and against PostgreSQL. A vector is
 * never edited, only superseded, because published definitions keep their meaning.
 */
export interface ConditionVector {
  readonly id: string;
  /** The line of the semantics: `2.3.10`. */
  readonly spec: string;
  readonly replacedBy?: string;
  /** Local time at a store that is `offset` minutes ahead (480 where nothing is said): `2027-02-28T10:00`. */
  readonly now?: string;
  readonly offset?: number;
  readonly leap?: ConditionContext['leap'];
  readonly actor?: ConditionContext['actor'];
  readonly form?: Readonly<Record<string, Value>>;
  readonly change?: ConditionContext['change'];
  /** Values as they lie in the store, wrong ones included. */
  readonly rows?: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  readonly scopes?: Readonly<Record<string, Cond>>;
  readonly entity?: string;
  readonly def: Cond;
  readonly check?: Partial<Pick<CheckOptions, 'profile' | 'withoutActor' | 'onUpdate'>>;
  readonly expect: { readonly match?: readonly string[]; readonly say?: string; readonly problems?: readonly string[] };
}

const DEFAULT_NOW = '2026-11-22T12:00';
const MINUTE_MS = 60_000;

export function contextOf(vector: ConditionVector): ConditionContext {
  const offset = vector.offset ?? 480;
  const now = Date.parse(`${vector.now ?? DEFAULT_NOW}:00Z`) - offset * MINUTE_MS;
  return { ...fixedContext(now, offset, vector.leap), actor: vector.actor, form: vector.form, change: vector.change };
}

/** A row as the catalogue reads it: what lies there in a wrong form is empty. */
export function readRow(entityId: string, raw: Readonly<Record<string, unknown>>, catalogue: Catalogue = MINI): Row {
  const fields = entityOf(catalogue, entityId)?.fields ?? {};
  return { id: String(raw.id), values: Object.fromEntries(Object.values(fields).map((field) => [field.id, readValue(field, own(raw, field.id))])) };
}

export function tablesOf(vector: ConditionVector): Tables {
  const rows = Object.fromEntries(Object.entries(vector.rows ?? {}).map(([entity, list]) => [entity, list.map((raw) => readRow(entity, raw))]));
  const alive = Object.fromEntries(Object.values(MINI.entities).map((entity) => [entity.id, entity.alive]));
  return { rows, keys: MINI_KEYS, alive, scopes: vector.scopes };
}

/** What came out otherwise than promised, in words; nothing: the vector holds. */
export function runVector(vector: ConditionVector): string[] {
  const wrong: string[] = [];
  const entity = vector.entity ?? 'customer';
  const same = (what: string, is: unknown, should: unknown): void => {
    if (JSON.stringify(is) !== JSON.stringify(should)) wrong.push(`${vector.id}: ${what} is ${JSON.stringify(is)}, should be ${JSON.stringify(should)}`);
  };
  if (vector.expect.match) {
    const context = contextOf(vector);
    const tables = tablesOf(vector);
    const load = loadFrom(tables, context);
    const rows = tables.rows[entity] ?? [];
    same(
      'match',
      rows.filter((row) => matches(vector.def, row, load, context)).map((row) => row.id),
      vector.expect.match,
    );
    same(
      'trace',
      rows.filter((row) => evaluate(vector.def, row, load, context).ok).map((row) => row.id),
      vector.expect.match,
    );
  }
  if (vector.expect.say !== undefined) same('sentence', say(vector.def, entity, MINI), vector.expect.say);
  if (vector.expect.problems) {
    const problems = checkCondition(vector.def, entity, MINI, { profile: 'server', ...vector.check });
    same(
      'problems',
      problems.map((problem) => `${problem.code} ${problem.path}`.trim()),
      vector.expect.problems,
    );
  }
  return wrong;
}
