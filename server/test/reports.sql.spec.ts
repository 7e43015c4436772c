import { randomBytes } from 'node:crypto';
import path from 'node:path';
import * as fc from 'fast-check';
import { fixedContext } from '@zhike/domain/engines/conditions/context';
import type { Cond } from '@zhike/domain/engines/conditions/definition';
import type { Row } from '@zhike/domain/engines/conditions/values';
import { checkReport } from '@zhike/domain/engines/reports/check';
import { type Keys, type ReportDef, TIME } from '@zhike/domain/engines/reports/definition';
import { rowsOf } from '@zhike/domain/engines/reports/drill';
import { runInMemory, worldOf } from '@zhike/domain/engines/reports/memory';
import { MINI_CATALOGUE, MINI_KEYS, MINI_SEMANTICS } from '@zhike/domain/engines/reports/mini-shop';
import { resolvePeriod } from '@zhike/domain/engines/reports/period';
import { type Executor, runReport } from '@zhike/domain/engines/reports/run';
import { addDays } from '@zhike/domain/kernel/calendar-date';
import { createTestDatabase, databaseUrl, onServer, TEST_SERVER } from '@zhike/sandbox/launch/test-database';
import type { Physical } from '../src/engines/catalogue/physical';
import { type CompileOptions, compileCondition } from '../src/engines/conditions/compile';
import { executorOf, readOnly } from '../src/engines/reports/run';
import { sqlOfList } from '../src/engines/reports/sql';
import { type Db, openDb } from '../src/platform/db';
import { migrate } from '../src/platform/migrate';
import { REPORT_ROLE } from '../src/platform/report-role';

const col = (name: string, sql: 'text' | 'uuid' | 'int' | 'float' | 'bool' | 'date' | 'instant') => ({ col: name, sql });
const PHYSICAL: Physical = {
  customer: {
    table: 'rp_customer',
    fields: {
      name: col('name', 'text'),
      level: col('level', 'text'),
      region: col('region', 'text'),
      birthday: col('birthday', 'date'),
      joinedOn: col('joinedOn', 'date'),
      balance: col('balance', 'int'),
    },
    relations: { owner: { fk: 'owner' }, orders: { reverseFk: 'customer' } },
  },
  member: { table: 'rp_member', fields: { name: col('name', 'text') }, relations: {} },
  order: {
    table: 'rp_order',
    fields: {
      name: col('name', 'text'),
      state: col('state', 'text'),
      paidAt: col('paidAt', 'instant'),
      amount: col('amount', 'int'),
      rushed: col('rushed', 'bool'),
    },
    relations: { customer: { fk: 'customer' }, payer: { fk: 'payer' }, seller: { fk: 'seller' }, helper: { fk: 'helper' }, lines: { reverseFk: 'order' } },
  },
  line: {
    table: 'rp_line',
    fields: { name: col('name', 'text'), qty: col('qty', 'float'), total: col('total', 'int') },
    relations: { order: { fk: 'order' }, item: { fk: 'item' } },
  },
  item: { table: 'rp_item', fields: { name: col('name', 'text'), category: col('category', 'text') }, relations: {} },
};
const TABLES = {
  customer: 'name text, level text, region text, birthday date, "joinedOn" date, balance int, owner uuid',
  member: 'name text',
  order: 'name text, customer uuid, payer uuid, seller uuid, helper uuid, state text, "paidAt" timestamptz(3), amount int, rushed bool',
  line: 'name text, "order" uuid, item uuid, qty float, total int',
  item: 'name text, category text',
} as const;
type Kind = keyof typeof TABLES;
const KINDS = Object.keys(TABLES) as Kind[];
const id = (kind: Kind, n: number): string => `0000000${KINDS.indexOf(kind)}-0000-4000-8000-${String(n).padStart(12, '0')}`;

let db: Db;
let drop: () => Promise<void>;
beforeAll(async () => {
  const made = await createTestDatabase();
  drop = made.drop;
  db = openDb(made.url, 2);
  for (const kind of KINDS) await db.pool.query(`CREATE TABLE rp_${kind} (id uuid PRIMARY KEY, ${TABLES[kind]})`);
  await db.pool.query(`GRANT SELECT ON ${KINDS.map((kind) => `rp_${kind}`).join(', ')} TO ${REPORT_ROLE}`);
});
afterAll(async () => {
  await db.close();
  await drop();
});

/* ---- random shops and reports ---- */
const TODAY = '2026-03-31';
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null, freq: 5 });
const day = fc.integer({ min: -70, max: 15 }).map((by) => addDays(TODAY, by));
const instant = fc
  .tuple(day, fc.constantFrom(0, 1, -1, 86_399_999, 40_000_000))
  .map(([on, ms]) => new Date(Date.parse(`${on}T00:00:00Z`) - 8 * 3_600_000 + ms).toISOString());
const to = (kind: Kind, most: number) => maybe(fc.nat(most).map((n) => id(kind, n)));
const SHAPES: Record<Kind, [fc.Arbitrary<Record<string, unknown>>, number]> = {
  customer: [
    fc.record({
      level: maybe(fc.constantFrom('gold', 'silver')),
      region: maybe(fc.constantFrom('浦东', 'East', 'EAST', '')),
      birthday: maybe(fc.constantFrom('2000-02-29', '1996-03-31', '1996-04-01', '1986-03-31')),
      joinedOn: maybe(day),
      balance: maybe(fc.integer({ min: -500, max: 90_000 })),
      owner: to('member', 2),
    }),
    7,
  ],
  member: [fc.record({ name: fc.constantFrom('王', '李') }), 3],
  order: [
    fc.record({
      customer: to('customer', 7),
      seller: to('member', 3),
      state: maybe(fc.constantFrom('paid', 'paid', 'open')),
      paidAt: maybe(instant),
      amount: maybe(fc.constantFrom(0, 99_999, 100_000, 7)),
      rushed: maybe(fc.boolean()),
    }),
    16,
  ],
  line: [fc.record({ order: to('order', 16), item: to('item', 3), qty: maybe(fc.constantFrom(0.1, 0.2, 1.5, 2)), total: maybe(fc.nat(9_999)) }), 24],
  item: [fc.record({ category: maybe(fc.constantFrom('photo', 'dress')) }), 3],
};
const shop: fc.Arbitrary<Record<Kind, Record<string, unknown>[]>> = fc
  .tuple(...KINDS.map((kind) => fc.array(SHAPES[kind][0], { maxLength: SHAPES[kind][1], size: 'max' })))
  .map((lists) => Object.fromEntries(KINDS.map((kind, k) => [kind, (lists[k] ?? []).map((values, n) => ({ id: id(kind, n), ...values }))])) as never);

const HOMES: Record<string, readonly string[]> = {
  order: ['orders', 'revenue', 'ticket', 'buyers', 'average', 'median', 'largest', 'days'],
  line: ['qty', 'sold', 'takers', 'revenue', 'gap'],
  customer: ['joined', 'balance', 'customers', 'active', 'orders'],
};
const SPLITS: Record<string, readonly string[]> = {
  order: ['level', 'region', 'age', 'spend', 'rushed', 'seller'],
  line: ['level', 'age', 'seller', 'item', 'category'],
  customer: ['level', 'region', 'age', 'seller'],
};
const FILTERS: readonly Record<string, Cond>[] = [
  {},
  { customer: { not: { f: 'level', op: 'eq', v: 'gold' } } },
  { customer: { rel: 'orders', q: 'count', where: { f: 'amount', op: 'gte', v: 100 }, op: 'gte', v: 2 } },
];
const report: fc.Arbitrary<ReportDef> = fc.constantFrom('order', 'line', 'customer').chain((home) =>
  fc
    .record({
      measures: fc.uniqueArray(fc.constantFrom(...(HOMES[home] ?? [])), { minLength: 1, maxLength: 3 }),
      dims: fc.uniqueArray(fc.constantFrom(...(SPLITS[home] ?? []), TIME), { maxLength: 3 }),
      period: fc.constantFrom<ReportDef['period']>({ this: 'month' }, { last: 40, unit: 'day' }, { prev: 'month' }, { last: 2, unit: 'month' }),
      compare: fc.constantFrom<ReportDef['compare']>(undefined, 'prev'),
      top: fc.option(fc.integer({ min: 1, max: 2 }), { nil: undefined }),
      filter: fc.constantFrom(...FILTERS),
      grain: fc.constantFrom('day', 'week', 'month' as const),
    })
    .map(({ measures, dims, top, grain, ...rest }) => {
      const refs = dims.map((dim) => (dim === TIME ? { time: grain as 'day' } : { dim }));
      const rows = refs.slice(0, 1);
      return {
        ...rest,
        title: '报表',
        chart: 'table',
        zeroFill: false,
        measures: measures.map((m) => ({ m })),
        rows,
        cols: refs.slice(1),
        ...(top && rows[0] && 'dim' in rows[0] ? { top: { n: top }, sort: { by: measures[0] ?? '', dir: 'desc' as const } } : {}),
      };
    }),
);

const scopes: Record<string, Cond> = { order: { not: { f: 'seller.id', op: 'eq', v: id('member', 1) } }, member: { not: { f: 'name', op: 'eq', v: '李' } } };
const context = fixedContext(Date.parse(`${TODAY}T02:00:00Z`), 480);

function optionsFor(scoped: boolean): CompileOptions {
  const base: CompileOptions = { catalogue: MINI_CATALOGUE, physical: PHYSICAL, context, zone: 'Asia/Shanghai', blindIndex: (value) => value };
  if (!scoped) return base;
  return { ...base, scopes: (entity, alias, args) => (scopes[entity] ? compileCondition(scopes[entity], entity, alias, args, base) : null) };
}

async function store(rows: Record<Kind, Record<string, unknown>[]>): Promise<void> {
  await db.pool.query(`TRUNCATE ${KINDS.map((kind) => `rp_${kind}`).join(', ')}`);
  for (const kind of KINDS)
    await db.pool.query(`INSERT INTO rp_${kind} SELECT * FROM jsonb_populate_recordset(NULL::rp_${kind}, $1::jsonb)`, [JSON.stringify(rows[kind])]);
}

test('RP-09 law: the database answers a random report as memory does, and as many rows stand behind a number as it says', async () => {
  let numbers = 0;
  let opened = 0;
  await fc.assert(
    fc.asyncProperty(shop, fc.array(report, { minLength: 8, maxLength: 8 }), fc.boolean(), async (rows, reports, scoped) => {
      await store(rows);
      const asRows = (kind: Kind): Row[] => rows[kind].map(({ id: rowId, ...values }) => ({ id: String(rowId), values: values as Row['values'] }));
      const world = worldOf({ rows: Object.fromEntries(KINDS.map((kind) => [kind, asRows(kind)])), keys: MINI_KEYS, scopes: scoped ? scopes : {} }, context);
      const memory: Executor = {
        run: (queries) => Promise.resolve(queries.map((query) => runInMemory(query, world, context))),
        names: (_, ids) =>
          Promise.resolve(
            new Map(
              world
                .rows('member')
                .concat(world.rows('item'))
                .filter((one) => ids.includes(one.id))
                .map((one) => [one.id, String(one.values.name ?? '')]),
            ),
          ),
      };
      const env = { catalogue: MINI_CATALOGUE, semantics: MINI_SEMANTICS, today: TODAY };
      for (const def of reports) {
        const checks = {
          catalogue: MINI_CATALOGUE,
          semantics: MINI_SEMANTICS,
          today: TODAY,
          checkCondition: () => [],
          allow: () => ({ rows: { all: [] }, read: 'all' as const, mask: new Set<string>(), write: 'all' as const, verbs: [] }),
        };
        if (checkReport(def, checks).length > 0) continue;
        const options = optionsFor(scoped);
        const expected = await runReport(def, env, memory);
        await readOnly(db, async (sql) => {
          const found = await runReport(def, env, executorOf(sql, options));
          expect({ def, found }).toEqual({ def, found: expected });
          const cells: { keys: Keys; values: readonly (number | null)[] }[] = [
            { keys: {}, values: found.total },
            ...found.rows.map((line, i) => ({ keys: line.keys, values: found.rowTotals[i] ?? [] })),
          ];
          for (const { keys, values } of cells)
            for (const [i, { m }] of def.measures.entries()) {
              const measure = MINI_SEMANTICS.measures.get(m);
              numbers += 1;
              if (!measure || 'combine' in measure || measure.agg !== 'count') continue;
              const behind = sqlOfList(rowsOf(def, { measure, keys, range: resolvePeriod(def.period, TODAY) }, env), ['id'], 1_000, options);
              opened += 1;
              expect((await sql(behind.text, behind.args)).length).toBe(values[i] ?? 0);
            }
        });
      }
    }),
    { numRuns: 25 },
  );
  expect(numbers).toBeGreaterThan(500);
  expect(opened).toBeGreaterThan(60);
}, 120_000);

test('RP-09 a report cannot write, and one that takes too long is given up', async () => {
  await expect(readOnly(db, (sql) => sql('DELETE FROM rp_item', []))).rejects.toMatchObject({ code: '25006' });
  expect(await readOnly(db, (sql) => sql('SELECT pg_sleep(5)', []), 0.05)).toBeNull();
  // The connection is good for the next one, without the limit.
  expect(await readOnly(db, (sql) => sql('SELECT 1 AS one', []))).toEqual([{ one: 1 }]);
  expect((await db.pool.query('SHOW statement_timeout')).rows).toEqual([{ statement_timeout: '0' }]);
});

/** One statement as the role of reports, in a transaction that may write. */
async function asReport(text: string): Promise<unknown> {
  const connection = await db.pool.connect();
  try {
    await connection.query(`BEGIN; SET LOCAL ROLE ${REPORT_ROLE}`);
    return await connection.query(text);
  } finally {
    await connection.query('ROLLBACK');
    connection.release();
  }
}

test('RP-09 the database itself refuses what a report has no business with: writing, and looking where secrets lie', async () => {
  const denied = { code: '42501' };
  // Even in a transaction that may write, which a report's never is.
  for (const writing of [`INSERT INTO tags (name) VALUES ('x')`, 'UPDATE customers SET name = name', 'DELETE FROM tags'])
    await expect(asReport(writing)).rejects.toMatchObject(denied);
  for (const secret of ['sessions', 'api_keys', 'customer_health', 'ledger_entries', 'files'])
    await expect(readOnly(db, (sql) => sql(`SELECT * FROM ${secret} LIMIT 1`, []))).rejects.toMatchObject(denied);
  await expect(readOnly(db, (sql) => sql('SELECT phone_cipher FROM customers LIMIT 1', []))).rejects.toMatchObject(denied);
  expect(await readOnly(db, (sql) => sql('SELECT current_user AS me FROM customers RIGHT JOIN (SELECT 1) one ON true', []))).toEqual([{ me: REPORT_ROLE }]);
  // Whoever asks next with the same connection is the server again.
  expect((await db.pool.query('SELECT current_user <> $1 AS back', [REPORT_ROLE])).rows).toEqual([{ back: true }]);
});

test('RP-09 a database whose user may make no role gets reports all the same, and the role as soon as somebody made it', async () => {
  const name = `plain_${randomBytes(6).toString('hex')}`;
  const password = randomBytes(12).toString('hex');
  await db.pool.query(`CREATE ROLE ${name} LOGIN PASSWORD '${password}'`);
  const server = new URL(String(process.env[TEST_SERVER]));
  await onServer(String(server), `CREATE DATABASE ${name} OWNER ${name}`);
  await onServer(databaseUrl(String(server), name), 'CREATE EXTENSION btree_gist', 'CREATE EXTENSION pg_trgm');
  const url = new URL(databaseUrl(String(server), name));
  Object.assign(url, { username: name, password });
  const said: string[] = [];
  const own = { url: String(url), dir: { dir: path.join(__dirname, '../../prisma/migrations'), log: (line: string) => void said.push(line) } };
  await migrate(own.url, own.dir);
  expect(said.at(-1)).toContain(REPORT_ROLE);
  const theirs = openDb(own.url, 2);
  const who = () => readOnly(theirs, (sql) => sql<{ me: string }>('SELECT current_user AS me', []));
  try {
    expect(await who()).toEqual([{ me: name }]);
    await expect(readOnly(theirs, (sql) => sql('DELETE FROM tags', []))).rejects.toMatchObject({ code: '25006' });
    // The one line of docs/deploy.md, by whoever looks after the database.
    await db.pool.query(`GRANT ${REPORT_ROLE} TO ${name}`);
    await migrate(own.url, own.dir);
    expect(await who()).toEqual([{ me: REPORT_ROLE }]);
    await expect(readOnly(theirs, (sql) => sql('SELECT * FROM sessions', []))).rejects.toMatchObject({ code: '42501' });
    expect(await readOnly(theirs, (sql) => sql('SELECT count(*)::int AS n FROM fact_orders', []))).toEqual([{ n: 0 }]);
  } finally {
    await theirs.close();
    await onServer(String(server), `DROP DATABASE ${name} WITH (FORCE)`, `DROP ROLE ${name}`);
  }
}, 120_000);
