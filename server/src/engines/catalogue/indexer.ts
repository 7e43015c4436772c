import type { Catalogue } from '@zhike/domain/engines/catalogue/definition';
import { entityOf, familyOf, fieldOf } from '@zhike/domain/engines/catalogue/find';
import { readRows, type Db } from '../../platform/db';
import { jsonOf, placeOf, valueSql } from '../conditions/places';
import { folded } from '../conditions/sql-ops';
import { CORE_PHYSICAL } from './core';
import { shopPlaces } from './shop-fields';

/** With fewer records a scan is as quick as people notice: some 15 ms for texts, 110 ms for yearly days. */
export const WORTH_AN_INDEX = 50_000;
/** So many of an entity's custom fields may have an index: each one is paid for with every write. */
const MOST_INDEXES = 12;

export type Indexed = 'made' | 'there' | 'too_few_records' | 'too_many_indexes' | 'not_indexable';

interface Plan {
  readonly name: string;
  readonly table: string;
  /** The expression that the compiler writes, or an index on it would not be used. */
  readonly expression: string;
  readonly method: 'btree' | 'gin';
  /** Of a table that many kinds share, only the rows of this one. */
  readonly where: string;
}

/** The ids of fields that the shop made, on records of the core and of its own kinds: letters and digits. */
const MADE_FIELD = /^cf_[a-z0-9]{4,24}$/;
const MADE_KIND = /^rt_[a-z0-9]{2,30}$/;

/** @param use yearDay: for 每年的这一天 of a date, which compares the yearly day and not the date */
function planOf(catalogue: Catalogue, entityId: string, fieldId: string, use: 'value' | 'yearDay'): Plan | null {
  const entity = entityOf(catalogue, entityId);
  const places = shopPlaces(catalogue);
  const table = places[entityId]?.table;
  const field = entity && fieldOf(entity, fieldId);
  const family = field && familyOf(field);
  if (
    !entity ||
    !table ||
    !family ||
    !MADE_FIELD.test(fieldId) ||
    places[entityId]?.fields[fieldId] ||
    family === 'thing' ||
    family === 'secret' ||
    family === 'bool'
  )
    return null;
  if (use === 'yearDay' && family !== 'date') return null;
  const place = placeOf(entity, fieldId, `"${table}"`, places);
  const where = MADE_KIND.test(entityId) ? ` WHERE entity = '${entityId}'` : '';
  const name = `cx_${entityId}_${fieldId}${use === 'yearDay' ? '_md' : ''}`;
  if (family === 'ids') return { name, table, expression: jsonOf(place), method: 'gin', where };
  const value = valueSql(place);
  return { name, table, expression: use === 'yearDay' ? `md(${value})` : family === 'text' ? folded(value) : value, method: 'btree', where };
}

/** One statement for itself: CONCURRENTLY does not go with a transaction. */
async function run(db: Db, text: string): Promise<void> {
  const connection = await db.pool.connect();
  try {
    await connection.query(text);
  } finally {
    connection.release();
  }
}

const INDEXES = `SELECT c.relname AS name, i.indisvalid AS valid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
  WHERE t.relname = $1 AND c.relname LIKE 'cx\\_' || replace($2, '_', '\\_') || '\\_%'`;

/**
 * Makes an index for conditions on one of the shop's own fields, when there are so many records that it is felt; nobody who writes waits
 * for it. One that was left unfinished (the server stopped meanwhile) is made again. Names and expressions come from the catalogue, whose
 * ids of custom fields are letters and digits. Idempotent: for a job that looks after what published definitions use.
 */
export async function ensureIndex(db: Db, catalogue: Catalogue, entityId: string, fieldId: string, use: 'value' | 'yearDay' = 'value'): Promise<Indexed> {
  const plan = planOf(catalogue, entityId, fieldId, use);
  if (!plan) return 'not_indexable';
  const [size] = await readRows<{ n: number }>(db, 'SELECT GREATEST(reltuples, 0)::float8 AS n FROM pg_class WHERE oid = $1::regclass', [`"${plan.table}"`]);
  if ((size?.n ?? 0) < WORTH_AN_INDEX) return 'too_few_records';
  const there = await readRows<{ name: string; valid: boolean }>(db, INDEXES, [plan.table, entityId]);
  const mine = there.find((one) => one.name === plan.name);
  if (mine?.valid) return 'there';
  if (!mine && there.length >= MOST_INDEXES) return 'too_many_indexes';
  if (mine) await run(db, `DROP INDEX CONCURRENTLY IF EXISTS "${plan.name}"`);
  await run(db, `CREATE INDEX CONCURRENTLY "${plan.name}" ON "${plan.table}" USING ${plan.method} ((${plan.expression}))${plan.where}`);
  // So that the planner knows how many rows a value has.
  await run(db, `ANALYZE "${plan.table}"`);
  return 'made';
}

/** Takes an index away again, without anybody waiting. */
export async function dropIndex(db: Db, entityId: string, fieldId: string): Promise<void> {
  if (!MADE_FIELD.test(fieldId) || !(CORE_PHYSICAL[entityId] || MADE_KIND.test(entityId))) return;
  for (const end of ['', '_md']) await run(db, `DROP INDEX CONCURRENTLY IF EXISTS "cx_${entityId}_${fieldId}${end}"`);
}
