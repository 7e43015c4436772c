import { declareField } from '@zhike/domain/engines/catalogue/declare';
import { mergeCatalogue } from '@zhike/domain/engines/catalogue/merge';
import type { Cond } from '@zhike/domain/engines/conditions/definition';
import { createTestDatabase, type TestDatabase } from '../../sandbox/launch/test-database';
import { CORE, CORE_PHYSICAL } from '../src/engines/catalogue/core';
import { dropIndex, ensureIndex } from '../src/engines/catalogue/indexer';
import { rowsOf } from '../src/engines/conditions/compile';
import { contextAt } from '../src/engines/conditions/context';
import { openDb, sqlOf, type Db } from '../src/platform/db';

const fields = [
  declareField('cf_text01', '文本', 'text'),
  declareField('cf_number1', '数字', 'number'),
  declareField('cf_day001', '日期', 'date'),
  declareField('cf_moment', '时间', 'datetime'),
  declareField('cf_choice', '选项', 'option', { options: [{ id: 'a', label: 'A' }] }),
  declareField('cf_labels', '多选', 'options', { options: [{ id: 't1', label: 'T' }] }),
  declareField('cf_photo1', '照片', 'image'),
];
const catalogue = mergeCatalogue(
  CORE,
  fields.map((field) => ({ entity: 'customer', field })),
  1,
);

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDb(database.url, 4);
  await sqlOf(db)(
    `INSERT INTO customers (id, member_code, name, custom) SELECT gen_random_uuid(), 'M' || n, 'n' || n, jsonb_build_object('cf_text01', 'Text ' || n, 'cf_number1', n,
       'cf_day001', to_char(date '1960-01-01' + n % 20000, 'YYYY-MM-DD'), 'cf_moment', to_char(timestamp '2020-01-01' + n * interval '1 hour', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
       'cf_choice', 'o' || n % 5000, 'cf_labels', jsonb_build_array('t' || n % 3000)) FROM generate_series(1, 60000) n`,
    [],
  );
}, 120_000);
afterAll(async () => {
  await db?.close();
  await database?.drop();
});

const CASES: readonly (readonly [string, Cond, 'value' | 'yearDay'])[] = [
  ['cf_text01', { f: 'cf_text01', op: 'eq', v: 'TEXT 77' }, 'value'],
  ['cf_number1', { f: 'cf_number1', op: 'between', v: [10, 20] }, 'value'],
  ['cf_day001', { f: 'cf_day001', op: 'eq', v: '1970-05-05' }, 'value'],
  ['cf_day001', { f: 'cf_day001', op: 'yearDay', v: { from: 0, to: 0 } }, 'yearDay'],
  ['cf_moment', { f: 'cf_moment', op: 'inWindow', v: { from: '2020-03-01', to: '2020-03-02' } }, 'value'],
  ['cf_choice', { f: 'cf_choice', op: 'in', v: ['o7', 'o8'] }, 'value'],
  ['cf_labels', { f: 'cf_labels', op: 'anyOf', v: ['t7'] }, 'value'],
];

async function planOf(cond: Cond): Promise<string> {
  const args: unknown[] = [];
  const options = {
    catalogue,
    physical: CORE_PHYSICAL,
    context: contextAt(new Date('2026-11-22T04:00:00Z'), 'Asia/Shanghai'),
    zone: 'Asia/Shanghai',
    blindIndex: (value: string) => value,
  };
  return JSON.stringify(await sqlOf(db)(`EXPLAIN (FORMAT JSON) SELECT t.id ${rowsOf(cond, 'customer', 't', args, options)}`, args));
}

test('FM-13 with many records a field gets an index on the very expression that conditions ask, made without a lock and only once', async () => {
  expect(await ensureIndex(db, catalogue, 'customer', 'cf_text01')).toBe('too_few_records');
  await sqlOf(db)('ANALYZE customers', []);
  for (const [id, cond, use] of CASES) {
    const index = `cx_customer_${id}${use === 'yearDay' ? '_md' : ''}`;
    expect(await planOf(cond)).not.toContain(index);
    expect([id, use, await ensureIndex(db, catalogue, 'customer', id, use)]).toEqual([id, use, 'made']);
    expect(await planOf(cond)).toContain(index);
    expect(await ensureIndex(db, catalogue, 'customer', id, use)).toBe('there');
  }
  expect(await ensureIndex(db, catalogue, 'customer', 'cf_photo1')).toBe('not_indexable');
  expect(await ensureIndex(db, catalogue, 'customer', 'name')).toBe('not_indexable');
  expect(await ensureIndex(db, catalogue, 'customer', 'constructor')).toBe('not_indexable');
}, 120_000);

test('FM-13 an index that was left unfinished is made again; one that is no longer wanted goes', async () => {
  await sqlOf(db)(`UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'cx_customer_cf_choice'::regclass`, []);
  expect(await ensureIndex(db, catalogue, 'customer', 'cf_choice')).toBe('made');
  await dropIndex(db, 'customer', 'cf_choice');
  expect(await planOf(CASES[5]![1])).not.toContain('cx_customer_cf_choice');
});
