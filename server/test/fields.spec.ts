import { randomBytes } from 'node:crypto';
import type { Catalogue, Field } from '@zhike/domain/engines/catalogue/definition';
import { declareField } from '@zhike/domain/engines/catalogue/declare';
import type { Cond } from '@zhike/domain/engines/conditions/definition';
import type { Actor } from '@zhike/domain/kernel/actor';
import { createTestDatabase, type TestDatabase } from '../../sandbox/launch/test-database';
import { CORE_PHYSICAL } from '../src/engines/catalogue/core';
import { mergeCustom, openCustom, writeCustom, type CustomChange } from '../src/engines/catalogue/custom-values';
import { saveField } from '../src/engines/catalogue/field-changes';
import { loadShopCatalogue } from '../src/engines/catalogue/shop-fields';
import { rowsOf } from '../src/engines/conditions/compile';
import { contextAt } from '../src/engines/conditions/context';
import { createFieldCrypto } from '../src/platform/crypto';
import { openDb, sqlOf, type Db } from '../src/platform/db';
import { newId } from '../src/platform/ids';
import type { Write } from '../src/platform/write';

const key = randomBytes(32).toString('base64');
const ports = { crypto: createFieldCrypto({ fieldKeys: `k:${key}`, indexKey: key }) };
const actor: Actor = { kind: 'system', job: 'test' };
const now = new Date('2026-11-22T04:00:00.000Z');

let database: TestDatabase;
let db: Db;
const ids: string[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDb(database.url, 12);
  await db.prisma.customer.createMany({
    data: Array.from({ length: 300 }, (_, n) => {
      ids.push(newId());
      return { id: ids[n]!, memberCode: `M${n}`, name: `客户${n}` };
    }),
  });
}, 60_000);
afterAll(async () => {
  await db?.close();
  await database?.drop();
});

/** What a command's transaction hands to whoever writes, without events: nothing here causes one. */
const inTransaction = <T>(work: (write: Write) => Promise<T>): Promise<T> =>
  db.transaction((tx) =>
    work({
      tx,
      now,
      actor,
      event: () => Promise.reject(new Error('no event')),
      enqueue: () => Promise.resolve(),
      past: () => undefined,
      afterCommit: () => undefined,
    }),
  );
const catalogue = (): Promise<Catalogue> => loadShopCatalogue(sqlOf(db));
const NOBODY = { usedBy: [], mayLowerSensitivity: false };
const save = async (field: Field, version = 0, entity = 'customer') =>
  inTransaction(async (write) => saveField(write, await catalogue(), entity, field, version, NOBODY));
const put = async (recordId: string, values: CustomChange['values'], more: Partial<CustomChange> = {}) =>
  inTransaction(async (write) =>
    writeCustom(write, ports, await catalogue(), { entity: 'customer', recordId, storeId: null, values, by: 'user', cause: 'form', ...more }),
  );
const customOf = async (id: string) =>
  (await db.prisma.customer.findUniqueOrThrow({ where: { id }, select: { custom: true } })).custom as Record<string, unknown>;

async function found(cond: Cond): Promise<string[]> {
  const args: unknown[] = [];
  const options = {
    catalogue: await catalogue(),
    physical: CORE_PHYSICAL,
    context: contextAt(now, 'Asia/Shanghai'),
    zone: 'Asia/Shanghai',
    blindIndex: ports.crypto.blindIndex,
  };
  return (await sqlOf(db)<{ id: string }>(`SELECT t.id::text AS id ${rowsOf(cond, 'customer', 't', args, options)} ORDER BY t.id`, args)).map((row) => row.id);
}

const tongue = declareField('cf_tongue1', '舌苔', 'option', {
  options: [
    { id: 'white', label: '白' },
    { id: 'yellow', label: '黄' },
  ],
});
const passport = declareField('cf_passport', '护照号', 'text', { unique: 'org' });
const badge = declareField('cf_badge01', '会员牌', 'number', { unique: 'org' });
const secret = declareField('cf_second1', '第二手机', 'phone', { storage: 'encrypted', sensitivity: 'personal', mask: 'phone', unique: 'org' });
const score = declareField('cf_score01', '评分', 'number', { scale: 2 });

test('FM-13 a field is added to a live shop: every old record shows it empty, and nothing else changes', async () => {
  const before = await db.prisma.customer.findMany({ orderBy: { id: 'asc' } });
  expect(await save(tongue)).toMatchObject({ ok: true, value: { version: 1 } });
  expect(await db.prisma.customer.findMany({ orderBy: { id: 'asc' } })).toEqual(before);
  expect((await catalogue()).entities.customer!.fields.cf_tongue1).toMatchObject({ label: '舌苔', type: 'option' });
  expect(await found({ f: 'cf_tongue1', op: 'empty' })).toHaveLength(300);
  expect(await put(ids[0]!, { cf_tongue1: 'yellow' })).toEqual({ ok: true, value: ['cf_tongue1'] });
  expect(await found({ f: 'cf_tongue1', op: 'eq', v: 'yellow' })).toEqual([ids[0]]);
  expect(await found({ f: 'cf_tongue1', op: 'ne', v: 'yellow' })).toHaveLength(299);
});

test('FM-13 the second of two who change a field at once is told so, and the catalogue gets a new version', async () => {
  const { version } = await catalogue();
  expect(await save({ ...tongue, label: '舌象' }, 1)).toMatchObject({ ok: true, value: { version: 2 } });
  expect(await save({ ...tongue, label: '舌' }, 1)).toMatchObject({ ok: false, refusal: { code: 'record.changed' } });
  expect((await catalogue()).version).toBe(version + 1);
  expect(await save({ ...tongue, label: '舌象', type: 'date' }, 2)).toMatchObject({ ok: false, refusal: { code: 'fields.has_problems' } });
});

test('FM-11 what is not of the field’s type is refused with its name, and nothing of the same call is written', async () => {
  await save(score);
  const id = ids[1]!;
  expect(await put(id, { cf_tongue1: 'white', cf_score01: 1.005 })).toEqual({
    ok: false,
    refusal: { code: 'fields.value_invalid', facts: { field: '评分', problem: 'too_many_digits' } },
  });
  expect(await put(id, { cf_tongue1: 'green' })).toMatchObject({ ok: false, refusal: { facts: { field: '舌象', problem: 'unknown_option' } } });
  expect(await put(id, { name: '李' })).toMatchObject({ ok: false, refusal: { code: 'fields.unknown', facts: { field: '姓名' } } });
  expect(await put(id, { constructor: 'x' })).toMatchObject({ ok: false, refusal: { code: 'fields.unknown' } });
  expect(await put(newId(), { cf_score01: 1 })).toMatchObject({ ok: false, refusal: { code: 'record.not_found' } });
  expect(await customOf(id)).toEqual({});
});

test('FM-11 of many who write one unique value at once exactly one has it; the others are told the field, not whose it is', async () => {
  await save(passport);
  for (let round = 0; round < 5; round++) {
    const outcomes = await Promise.all(ids.slice(10, 22).map((id) => put(id, { cf_passport: ` e${round}123 ` })));
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
    for (const outcome of outcomes) if (!outcome.ok) expect(outcome.refusal).toEqual({ code: 'fields.not_unique', facts: { field: '护照号' } });
    expect(await found({ f: 'cf_passport', op: 'eq', v: `E${round}123` })).toHaveLength(1);
  }
});

test('FM-11 a refusal gives back what it took: another record can have the first of two values, and the old value stays kept', async () => {
  await save(badge);
  const [a, b, c] = ids.slice(30, 33) as [string, string, string];
  expect((await put(a, { cf_badge01: 7 })).ok).toBe(true);
  expect((await put(b, { cf_passport: 'OLD' })).ok).toBe(true);
  expect(await put(b, { cf_passport: 'NEW', cf_badge01: 7 })).toMatchObject({ ok: false, refusal: { facts: { field: '会员牌' } } });
  expect(await customOf(b)).toEqual({ cf_passport: 'OLD' });
  expect((await put(c, { cf_passport: 'old' })).ok).toBe(false);
  expect((await put(c, { cf_passport: 'NEW' })).ok).toBe(true);
  // Given up, it is free for others.
  expect((await put(a, { cf_badge01: null })).ok).toBe(true);
  expect((await put(b, { cf_badge01: 7 })).ok).toBe(true);
  expect(await customOf(a)).toEqual({});
});

test('SC-07 a sealed field lies in no readable form anywhere, is found whole and by its last four digits, and stays unique', async () => {
  await save(secret);
  const [a, b] = ids.slice(40, 42) as [string, string];
  expect(await put(a, { cf_second1: '+86 138 0013 8000' })).toEqual({ ok: true, value: ['cf_second1'] });
  expect(await found({ f: 'cf_second1', op: 'eq', v: '13800138000' })).toEqual([a]);
  expect(await found({ f: 'cf_second1', op: 'last4', v: '8000' })).toEqual([a]);
  expect(await found({ f: 'cf_second1', op: 'last4', v: '8001' })).toEqual([]);
  expect(await found({ f: 'cf_second1', op: 'notEmpty' })).toEqual([a]);
  expect(await put(b, { cf_second1: '13800138000' })).toMatchObject({ ok: false, refusal: { code: 'fields.not_unique' } });
  // The same again is no change, though its ciphertext would be another.
  expect(await put(a, { cf_second1: '13800138000' })).toEqual({ ok: true, value: [] });
  const custom = await customOf(a);
  expect(openCustom(custom, secret, 'customer', a, ports)).toBe('13800138000');
  expect(() => openCustom(custom, secret, 'customer', b, ports)).toThrow();
  const everything = await sqlOf(db)<{ line: string }>(
    `SELECT custom::text AS line FROM customers UNION ALL SELECT value_norm FROM field_uniques UNION ALL SELECT h::text FROM field_history h`,
    [],
  );
  expect(everything.map((row) => row.line).join('\n')).not.toMatch(/13800138000|"8000"/);
});

test('FM-11 uniqueness is switched on only when there are no duplicates, and then holds for what was there before', async () => {
  const plain = declareField('cf_locker1', '柜号', 'text');
  await save(plain);
  const [a, b, c] = ids.slice(50, 53) as [string, string, string];
  for (const id of [a, b]) await put(id, { cf_locker1: 'A1' });
  expect(await save({ ...plain, unique: 'org' }, 1)).toMatchObject({
    ok: false,
    refusal: { facts: { problems: [{ code: 'duplicates', facts: { groups: 1 } }] } },
  });
  await put(b, { cf_locker1: 'A2' });
  expect((await save({ ...plain, unique: 'org' }, 1)).ok).toBe(true);
  expect(await put(c, { cf_locker1: 'a2' })).toMatchObject({ ok: false, refusal: { code: 'fields.not_unique' } });
  expect((await save(plain, 2)).ok).toBe(true);
  expect((await put(c, { cf_locker1: 'A2' })).ok).toBe(true);
});

test('FM-13 what a field said before is kept with its cause; a retired field takes no new values and stays readable', async () => {
  const id = ids[60]!;
  await put(id, { cf_score01: 3 });
  await put(id, { cf_score01: 4.5 }, { by: 'engine', cause: 'rule:r1' });
  await put(id, { cf_score01: 4.5 });
  const history = await db.prisma.fieldHistory.findMany({ where: { recordId: id }, orderBy: { id: 'asc' } });
  expect(history.map(({ before, after, cause }) => [before, after, cause])).toEqual([
    [null, 3, 'form'],
    [3, 4.5, 'rule:r1'],
  ]);
  expect((await save({ ...score, retired: true }, 1)).ok).toBe(true);
  expect(await put(id, { cf_score01: 5 })).toMatchObject({ ok: false, refusal: { code: 'fields.unknown', facts: { field: '评分' } } });
  expect(await found({ f: 'cf_score01', op: 'gte', v: 4.5 })).toEqual([id]);
});

test('CU-02 two records that are one: the survivor takes what it does not say itself, sealed for its own place, and what is unique goes with it', async () => {
  const [into, from, other] = ids.slice(70, 73) as [string, string, string];
  await put(into, { cf_tongue1: 'white' });
  await put(from, { cf_tongue1: 'yellow', cf_passport: 'P-77', cf_second1: '13900139000' });
  await inTransaction((write) => mergeCustom(write, ports, { entity: 'customer', intoId: into, fromId: from, storeId: null }));
  const custom = await customOf(into);
  expect(custom).toMatchObject({ cf_tongue1: 'white', cf_passport: 'P-77' });
  expect(openCustom(custom, secret, 'customer', into, ports)).toBe('13900139000');
  expect(await put(other, { cf_passport: 'p-77' })).toMatchObject({ ok: false, refusal: { code: 'fields.not_unique' } });
  expect((await put(into, { cf_passport: null })).ok).toBe(true);
  expect((await put(other, { cf_passport: 'p-77' })).ok).toBe(true);
});
