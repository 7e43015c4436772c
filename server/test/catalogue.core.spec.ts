import path from 'node:path';
import { Client } from 'pg';
import { BOOKING_VERBS } from '@zhike/domain/booking/lifecycle';
import { checkCondition } from '@zhike/domain/engines/conditions/check';
import { familyOf, opsOf } from '@zhike/domain/engines/catalogue/find';
import { mergeCatalogue } from '@zhike/domain/engines/catalogue/merge';
import type { Cond } from '@zhike/domain/engines/conditions/definition';
import { opRow } from '@zhike/domain/engines/conditions/ops';
import { createTestDatabase, type TestDatabase } from '../../sandbox/launch/test-database';
import { CORE, CORE_PHYSICAL } from '../src/engines/catalogue/core';
import type { At, Via } from '../src/engines/catalogue/physical';
import { rowsOf } from '../src/engines/conditions/compile';
import { contextAt } from '../src/engines/conditions/context';
import { expectedSchema } from '../../prisma/record.schema';

/** What the start relies on: both halves of the catalogue agree with each other, with the schema, with the database and with the lifecycles. */
const catalogue = mergeCatalogue(CORE, [], 1);
/** `customers.birthday` → `date`, as the models say it; the record test holds them equal with the database. */
const columns = new Map(
  expectedSchema(path.join(__dirname, '../../prisma/models')).columns.map((line): [string, string] => {
    const [name = '', type = ''] = line.split(' ');
    return [name, type];
  }),
);
const COLUMN_TYPES: Readonly<Record<string, readonly string[]>> = {
  text: ['text'],
  uuid: ['uuid'],
  int: ['int4', 'int8'],
  float: ['float8'],
  bool: ['bool'],
  date: ['date'],
  instant: ['timestamptz', 'timestamptz(3)'],
};
const FAMILY_SQL: Readonly<Record<string, readonly string[]>> = {
  text: ['text'],
  id: ['text', 'uuid'],
  member: ['uuid'],
  number: ['int', 'float'],
  bool: ['bool'],
  date: ['date'],
  datetime: ['instant'],
};

let database: TestDatabase;
let client: Client;
beforeAll(async () => {
  database = await createTestDatabase();
  client = new Client({ connectionString: database.url, options: '-c timezone=UTC' });
  await client.connect();
}, 60_000);
afterAll(async () => {
  await client?.end();
  await database?.drop();
});

test('FM-13 every field of the core has its column, of the type that its conditions compare with', () => {
  for (const entity of CORE) {
    const place = CORE_PHYSICAL[entity.id]!;
    expect(Object.keys(place.fields).sort()).toEqual(Object.keys(entity.fields).sort());
    for (const [id, at] of Object.entries(place.fields) as [string, At][]) {
      const is = (table: string, column: string): string => columns.get(`${table}.${column}`) ?? `no column ${table}.${column}`;
      const name = `${entity.id}.${id}`;
      if ('link' in at) expect([name, is(at.link, at.mine), is(at.link, at.theirs)]).toEqual([name, 'uuid', 'uuid']);
      else if ('cipher' in at)
        for (const column of [at.cipher, at.index, at.last4 ?? at.index]) expect([name, is(place.table, column)]).toEqual([name, 'text']);
      else if ('list' in at) expect([name, is(place.table, at.list)]).toEqual([name, `_${at.of}`]);
      else if ('col' in at) {
        if (at.workedOut) continue;
        expect([name, COLUMN_TYPES[at.sql]]).toEqual([name, expect.arrayContaining([is(place.table, at.col)])]);
        expect([name, FAMILY_SQL[familyOf(entity.fields[id]!) ?? '']]).toEqual([name, expect.arrayContaining([at.sql])]);
      }
    }
    if (entity.custom) expect([entity.id, columns.get(`${place.table}.custom`)]).toEqual([entity.id, 'jsonb']);
  }
});

test('FM-13 what is worked out of a row has a function of that table that gives its type', async () => {
  const made = await client.query<{ name: string }>(
    `SELECT t.relname || '.' || p.proname || ' ' || p.prorettype::regtype AS name FROM pg_proc p JOIN pg_class t ON t.reltype = p.proargtypes[0] WHERE p.pronargs = 1`,
  );
  const there = made.rows.map((row) => row.name);
  const told = Object.values(CORE_PHYSICAL).flatMap(({ table, fields }) =>
    Object.values(fields).flatMap((at) => ('col' in at && at.workedOut ? [`${table}.${at.col} ${at.sql === 'int' ? 'integer' : at.sql}`] : [])),
  );
  expect(told.length).toBeGreaterThan(0);
  expect(there).toEqual(expect.arrayContaining(told));
});

test('FM-13 every relation has its keys, and the key that is looked for has an index', async () => {
  const indexes = await client.query<{ name: string }>(
    `SELECT t.relname || '.' || a.attname AS name FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0] WHERE i.indpred IS NULL`,
  );
  const leading = new Set(indexes.rows.map((row) => row.name));
  for (const entity of CORE) {
    const place = CORE_PHYSICAL[entity.id]!;
    expect(Object.keys(place.relations).sort()).toEqual(Object.keys(entity.relations).sort());
    for (const [id, via] of Object.entries(place.relations) as [string, Via][]) {
      const relation = entity.relations[id]!;
      const to = CORE_PHYSICAL[relation.to]?.table ?? '';
      if (!('fk' in via || 'reverseFk' in via || 'link' in via)) throw new Error(`${entity.id}.${id} is no way of the core`);
      const looked = 'fk' in via ? `${to}.id` : 'reverseFk' in via ? `${to}.${via.reverseFk}` : `${via.link}.${via.mine}`;
      expect([`${entity.id}.${id}`, looked, leading.has(looked)]).toEqual([`${entity.id}.${id}`, looked, true]);
      if ('fk' in via) expect([entity.id, id, columns.get(`${place.table}.${via.fk}`), relation.kind]).toEqual([entity.id, id, 'uuid', 'one']);
      if ('reverseFk' in via) expect([entity.id, id, relation.kind]).toEqual([entity.id, id, 'many']);
    }
  }
});

test('FM-13 every name in the catalogue leads somewhere: times, names, scopes, links, verbs', () => {
  const verbs = new Set(BOOKING_VERBS.map((verb) => `booking.${verb}`));
  for (const entity of CORE) {
    const has = (id: string | undefined): boolean => id === undefined || Object.hasOwn(entity.fields, id);
    expect([
      entity.id,
      [entity.name, entity.times.created, entity.times.business, entity.times.changed, entity.store, entity.owner].filter((id) => !has(id)),
    ]).toEqual([entity.id, []]);
    for (const field of Object.values(entity.fields)) if (field.to) expect([field.id, Object.hasOwn(catalogue.entities, field.to)]).toEqual([field.id, true]);
    for (const relation of Object.values(entity.relations)) expect([relation.id, Object.hasOwn(catalogue.entities, relation.to)]).toEqual([relation.id, true]);
    expect(entity.verbs.filter((verb) => !verbs.has(verb))).toEqual([]);
    expect(checkCondition(entity.alive, entity.id, catalogue).filter((problem) => problem.level === 'error')).toEqual([]);
  }
});

const UUID = '018f0000-0000-7000-8000-000000000001';
/** An operand that fits: the field's own option, or the example of the operator. */
function operandFor(field: (typeof CORE)[number]['fields'][string], op: Parameters<typeof opRow>[1]): unknown {
  const row = opRow(familyOf(field) ?? 'text', op);
  const own = field.options?.[0]?.id ?? (field.to ? UUID : undefined);
  if (own === undefined || row?.wants === 'none') return row?.example;
  return row?.wants === 'many' ? [own] : own;
}

test('MK-01 every operator of every field of the core is understood by PostgreSQL, also over a relation', async () => {
  const options = {
    catalogue,
    physical: CORE_PHYSICAL,
    context: { ...contextAt(new Date('2026-11-22T04:00:00Z'), 'Asia/Shanghai'), actor: { id: UUID, storeIds: [UUID], teamIds: [UUID] } },
    zone: 'Asia/Shanghai',
    blindIndex: (value: string) => value,
  };
  let asked = 0;
  const ask = async (cond: Cond, entityId: string): Promise<void> => {
    const args: unknown[] = [];
    const text = `SELECT count(*)::int AS n ${rowsOf(cond, entityId, 't', args, options)}`;
    await client.query(text, args).catch((error: unknown) => Promise.reject(new Error(`${JSON.stringify(cond)} of ${entityId}: ${String(error)}\n${text}`)));
    asked += 1;
  };
  for (const entity of CORE) {
    for (const field of Object.values(entity.fields))
      for (const op of opsOf(field)) {
        const v = operandFor(field, op);
        const cond = { f: field.id, op, ...(v === undefined ? {} : { v }) } as Cond;
        expect([entity.id, cond, checkCondition(cond, entity.id, catalogue)]).toEqual([entity.id, cond, []]);
        await ask(cond, entity.id);
      }
    for (const relation of Object.values(entity.relations)) {
      const name = catalogue.entities[relation.to]!.name;
      if (relation.kind === 'one') await ask({ f: `${relation.id}.${name}`, op: 'empty' }, entity.id);
      for (const q of ['some', 'none', 'every'] as const) await ask({ rel: relation.id, q, where: { f: name, op: 'notEmpty' } }, entity.id);
      await ask({ rel: relation.id, q: 'count', op: 'gt', v: 3 }, entity.id);
    }
  }
  expect(asked).toBeGreaterThan(400);
}, 60_000);
