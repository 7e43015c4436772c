import { randomUUID } from 'node:crypto';
import type { Cond } from '@zhike/domain/engines/conditions/definition';
import { CORE_PHYSICAL } from '../server/src/engines/catalogue/core';
import { ensureIndex } from '../server/src/engines/catalogue/indexer';
import { loadShopCatalogue } from '../server/src/engines/catalogue/shop-fields';
import { rowsOf, type CompileOptions } from '../server/src/engines/conditions/compile';
import { contextAt } from '../server/src/engines/conditions/context';
import type { Db, Sql } from '../server/src/platform/db';
import { median, round3, type BenchContext } from './lib/measure';
import { seedStaffSession } from './lib/people';
import type { Place } from './lib/place';
import { openShop, type Shop } from './lib/shop';

const CUSTOMERS = 1_000_000;
const ORDERS_EACH = 5;
const QUICK_CUSTOMERS = 60_000;
/** A custom field with an index against a column of its own. */
const CUSTOM_RATIO = 1.5;
const SEGMENT_MS = 100;
const ROUNDS = 9;
const ZONE = 'Asia/Shanghai';
const STATEMENT_ROWS = 50_000;

/**
 * RU-15, MK-01: how long it takes to count whom a condition means, as the product's compiler writes it, sent by plain pg as the baselines are.
 * `custom`: a number that the shop added, indexed on demand, against the same question of a typed column with an index. `segment`: the one of
 * three parts over five million orders (at least two in 90 days, one of three tags, a birthday this month) against what an expert writes by hand.
 */
export async function segments(place: Place, { quick, emit, say }: BenchContext): Promise<void> {
  const shop = await openShop(place, { env: { RATE_LIMIT_FACTOR: '1000' } });
  try {
    const boss = await seedStaffSession(shop.pool, 'zongbu');
    const saved = await shop.api.call(
      'fields.save',
      { entity: 'customer', id: null, version: 0, field: { label: '意向分', type: 'number', sensitivity: 'internal' } } as never,
      boss,
      randomUUID(),
    );
    if (saved.refusal) throw new Error(`the field was refused: ${saved.refusal.code}`);
    const field = (saved.value as { field: { id: string } }).field.id;
    const customers = quick ? QUICK_CUSTOMERS : CUSTOMERS;
    const tags = await fill(shop, field, customers);
    say(`${customers} customers and ${customers * ORDERS_EACH} orders are there`);
    const sql: Sql = async <Row>(text: string, values: readonly unknown[]) => (await shop.pool.query(text, [...values])).rows as Row[];
    const catalogue = await loadShopCatalogue(sql);
    const made = await ensureIndex({ pool: shop.pool } as unknown as Db, catalogue, 'customer', field);
    say(`index of the custom field: ${made}`);
    const now = new Date();
    const options: CompileOptions = { catalogue, physical: CORE_PHYSICAL, zone: ZONE, context: contextAt(now, ZONE), blindIndex: () => '' };

    const number: Cond = { f: field, op: 'between', v: [40_000, 40_200] };
    const custom = await contest(sql, ours(number, options), {
      text: 'SELECT count(*)::int AS n FROM customers c WHERE c.merged_into_id IS NULL AND c.bench_score BETWEEN $1::bigint AND $2::bigint',
      values: [40_000, 40_200],
    });
    emit({
      name: 'segments.custom',
      value: round3(custom.ours),
      unit: 'ms',
      baseline: round3(custom.theirs),
      ratio: round3(custom.ours / custom.theirs),
      target: `the same ${custom.count} customers, ratio <= ${CUSTOM_RATIO} of the same question of a typed column`,
      pass: custom.same && custom.ours <= custom.theirs * CUSTOM_RATIO,
    });

    const month = Number(options.context.today.slice(5, 7));
    const of: Cond = {
      all: [
        { rel: 'orders', q: 'count', where: { f: 'createdAt', op: 'inWindow', v: { last: 90, unit: 'day' } }, op: 'gte', v: 2 },
        { f: 'tags', op: 'anyOf', v: tags },
        { f: 'birthday', op: 'yearDay', v: { this: 'month' } },
      ],
    };
    const { start, end } = options.context.daySpan(addDays(options.context.today, -89), options.context.today);
    const segment = await contest(sql, ours(of, options), {
      text: `SELECT count(*)::int AS n FROM customers c WHERE c.merged_into_id IS NULL AND md(c.birthday) BETWEEN $1::int AND $2::int
          AND EXISTS (SELECT 1 FROM customer_tags t WHERE t.customer_id = c.id AND t.tag_id = ANY($3::uuid[]))
          AND (SELECT count(*) FROM orders o WHERE o.customer_id = c.id AND o.created_at >= $4::timestamptz AND o.created_at < $5::timestamptz) >= 2`,
      values: [month * 100 + 1, month * 100 + 31, tags, new Date(start).toISOString(), new Date(end).toISOString()],
    });
    emit({
      name: 'segments.segment',
      value: round3(segment.ours),
      unit: 'ms',
      baseline: round3(segment.theirs),
      ratio: round3(segment.ours / segment.theirs),
      target: `the same ${segment.count} customers, within ${SEGMENT_MS} ms`,
      pass: segment.same && segment.ours <= SEGMENT_MS,
    });

    const times: number[] = [];
    let counted = -1;
    for (let i = 0; i < ROUNDS; i++) {
      const at = performance.now();
      const answer = await shop.api.call('segments.preview', { entity: 'customer', where: of as unknown as Record<string, unknown> }, boss);
      times.push(performance.now() - at);
      if (answer.refusal) throw new Error(`the preview was refused: ${answer.refusal.code}`);
      counted = (answer.value as { count: number }).count;
    }
    emit({
      name: 'segments.preview',
      value: round3(median(times)),
      unit: 'ms',
      baseline: round3(segment.ours),
      ratio: round3(median(times) / segment.ours),
      target: `MK-01: the count of the page is that of the compiler (${segment.count}); it counts and names the first fifty`,
      pass: counted === segment.count,
    });
  } finally {
    await shop.close();
  }
}

const addDays = (date: string, days: number): string => new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

interface Question {
  readonly text: string;
  readonly values: readonly unknown[];
}
function ours(cond: Cond, options: CompileOptions): Question {
  const values: unknown[] = [];
  return { text: `SELECT count(*)::int AS n ${rowsOf(cond, 'customer', 't', values, options)}`, values };
}

/** Both in turn; the first round of each warms up and is not counted. */
async function contest(sql: Sql, mine: Question, other: Question): Promise<{ ours: number; theirs: number; count: number; same: boolean }> {
  const took = { mine: [] as number[], other: [] as number[] };
  const counts = new Set<number>();
  for (let round = 0; round <= ROUNDS; round++)
    for (const [name, question] of round % 2 === 0
      ? ([
          ['mine', mine],
          ['other', other],
        ] as const)
      : ([
          ['other', other],
          ['mine', mine],
        ] as const)) {
      const at = performance.now();
      const [row] = await sql<{ n: number }>(question.text, [...question.values]);
      if (round > 0) took[name].push(performance.now() - at);
      counts.add(row?.n ?? -1);
    }
  return { ours: median(took.mine), theirs: median(took.other), count: [...counts][0] ?? -1, same: counts.size === 1 };
}

/** Customers with a birthday, a custom number (and the same in a column of its own), one of thirty tags, and orders over a year; written past the product. */
async function fill(shop: Shop, field: string, customers: number): Promise<string[]> {
  const { pool, fixture } = shop;
  const group = randomUUID();
  const tags = Array.from({ length: 30 }, () => randomUUID());
  await pool.query('INSERT INTO tag_groups (id, name, colour) VALUES ($1::uuid, $2, $3)', [group, '压测', '#000000']);
  await pool.query(`INSERT INTO tags (id, group_id, name) SELECT t.id, $1::uuid, '标签' || t.n FROM unnest($2::uuid[]) WITH ORDINALITY AS t(id, n)`, [
    group,
    tags,
  ]);
  await pool.query('ALTER TABLE customers ADD COLUMN bench_score bigint');
  const line = randomUUID();
  await pool.query(`INSERT INTO business_lines (id, key, name, stages, fields) VALUES ($1::uuid, 'bench', '压测', '[]', '[]')`, [line]);
  for (let from = 0; from < customers; from += STATEMENT_ROWS) {
    const rows = Math.min(STATEMENT_ROWS, customers - from);
    await pool.query(
      `INSERT INTO customers (id, member_code, name, birthday, store_id, custom, bench_score)
       SELECT gen_random_uuid(), 'SEG' || i, '压测' || i, DATE '1960-01-01' + (i * 7919 % 18000)::int, $1::uuid, jsonb_build_object($2::text, i * 104729 % 100000), i * 104729 % 100000
       FROM generate_series($3::bigint, $4::bigint) AS i`,
      [fixture.storeId, field, from, from + rows - 1],
    );
  }
  await pool.query(
    `INSERT INTO customer_tags (customer_id, tag_id) SELECT id, ($1::uuid[])[1 + (bench_score * 31 % 30)::int] FROM customers WHERE bench_score IS NOT NULL`,
    [tags],
  );
  for (let n = 0; n < ORDERS_EACH; n++)
    await pool.query(
      `INSERT INTO orders (id, code, store_id, customer_id, line_id, phase, stage, stages, list_fen, discount_fen, billed_fen, paid_fen, cost_fen, created_at)
       SELECT gen_random_uuid(), 'SEG' || $1::int || '-' || c.member_code, $2::uuid, c.id, $3::uuid, 'open', 'created', '[]', 10000, 0, 10000, 10000, 0,
         now() - ((c.bench_score * (7 + $1::int) % 730) || ' days')::interval FROM customers c WHERE c.bench_score IS NOT NULL`,
      [n, fixture.storeId, line],
    );
  for (const table of ['customers', 'customer_tags', 'orders']) await pool.query(`VACUUM ANALYZE ${table}`);
  return tags.slice(0, 3);
}
