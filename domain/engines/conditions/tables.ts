import type { Cond, ConditionContext, FieldId, RelationId } from './definition';
import { matches, type Load } from './evaluate';
import type { Row } from './values';

/**
 * Rows of several entities in memory, as vectors, simulations and tests have them. `keys`: by which field a relation is followed, of the
 * record (`mine`) or of the related row (`theirs`), or through pairs of ids.
 */
export interface Tables {
  readonly rows: Readonly<Record<string, readonly Row[]>>;
  readonly keys: Readonly<Record<string, Readonly<Record<RelationId, RelationKey>>>>;
  /** Of an entity: which rows are there, and which the reader reaches. A scope's own questions are not scoped again. */
  readonly alive?: Readonly<Record<string, Cond>>;
  readonly scopes?: Readonly<Record<string, Cond>>;
}
export type RelationKey =
  | { readonly to: string; readonly mine: FieldId }
  | { readonly to: string; readonly theirs: FieldId }
  /** By a list of ids in a field of the record. */
  | { readonly to: string; readonly list: FieldId }
  | { readonly to: string; readonly pairs: readonly (readonly [string, string])[] };

type Linked = { readonly entity: string; readonly rows: readonly Row[] };

/** A loader over rows in memory. The entity of a row is told by where it was found: rows are the same objects throughout. */
export function loadFrom(tables: Tables, context: ConditionContext): Load {
  const entities = new Map<Row, string>();
  for (const [entity, rows] of Object.entries(tables.rows)) for (const row of rows) entities.set(row, entity);
  const index = new Map<string, Map<unknown, Row[]>>();
  const by = (entity: string, field: FieldId | null): Map<unknown, Row[]> => {
    const name = `${entity} ${field ?? ''}`;
    let found = index.get(name);
    if (!found) {
      found = new Map();
      for (const row of tables.rows[entity] ?? []) {
        const key = field === null ? row.id : row.values[field];
        found.set(key, [...(found.get(key) ?? []), row]);
      }
      index.set(name, found);
    }
    return found;
  };
  const linked = (row: Row, relation: RelationId): Linked => {
    const key = tables.keys[entities.get(row) ?? '']?.[relation];
    if (!key) return { entity: '', rows: [] };
    if ('mine' in key) return { entity: key.to, rows: by(key.to, null).get(row.values[key.mine]) ?? [] };
    if ('theirs' in key) return { entity: key.to, rows: by(key.to, key.theirs).get(row.id) ?? [] };
    if ('list' in key) {
      const ids = row.values[key.list];
      return { entity: key.to, rows: (Array.isArray(ids) ? ids : []).flatMap((id) => by(key.to, null).get(id) ?? []) };
    }
    return { entity: key.to, rows: key.pairs.filter(([from]) => from === row.id).flatMap(([, to]) => by(key.to, null).get(to) ?? []) };
  };
  const alive = ({ entity, rows }: Linked): readonly Row[] => {
    const cond = tables.alive?.[entity];
    return cond ? rows.filter((row) => matches(cond, row, unscoped, context)) : rows;
  };
  const unscoped: Load = {
    one: (row, relation) => alive(linked(row, relation))[0] ?? null,
    many: (row, relation) => alive(linked(row, relation)),
  };
  const reached = (related: Linked): readonly Row[] => {
    const scope = tables.scopes?.[related.entity];
    const rows = alive(related);
    return scope ? rows.filter((row) => matches(scope, row, unscoped, context)) : rows;
  };
  return { one: (row, relation) => reached(linked(row, relation))[0] ?? null, many: (row, relation) => reached(linked(row, relation)) };
}
