import { randomUUID } from 'node:crypto';
import { readEnv } from '@zhike/config/env';
import type { ReportDef } from '@zhike/domain/engines/reports/definition';
import { runReport } from '@zhike/domain/engines/reports/run';
import type { StaffActor } from '@zhike/domain/kernel/actor';
import { closePorts, createPorts } from '../server/src/composition';
import { summingExecutor } from '../server/src/engines/reports/rollup';
import { executorOf, readOnly } from '../server/src/engines/reports/run';
import { actAs } from '../server/src/modules/access/act-as';
import { readingFor } from '../server/src/modules/reports/reading';
import { refreshSums, sumsFor } from '../server/src/modules/reports/sums';
import { sqlOf } from '../server/src/platform/db';
import type { Ports } from '../server/src/platform/ports';
import { freePort } from '../server/test/harness';
import { median, round3, type BenchContext } from './lib/measure';
import { seedStaffSession } from './lib/people';
import type { Place } from './lib/place';
import { openShop, type Shop } from './lib/shop';

const ORDERS = 2_000_000;
const QUICK_ORDERS = 40_000;
const DAYS = 730;
const STATEMENT_ROWS = 100_000;
const ROUNDS = 7;
/** What a report asks for beside a hand-written statement: names, zeros, rights, the total. */
const DIRECT_RATIO = 1.11;
const SUMS_TIMES = 5;
const PATIENCE_SECONDS = 120;

/** Deals and what they were worth, month by month over a year. */
const REPORT: ReportDef = {
  title: '成交走势',
  chart: 'line',
  measures: [{ m: 'kpi.sales' }, { m: 'kpi.billed' }],
  rows: [{ time: 'month' }],
  period: { last: 12, unit: 'month' },
  zeroFill: true,
};
const BY_HAND = `SELECT to_char(p.at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM') AS month, count(*)::int AS n, sum(o.billed_fen)::bigint AS fen
  FROM orders o JOIN (SELECT order_id, min(at) AS at FROM order_payments WHERE kind = 'payment' GROUP BY order_id) p ON p.order_id = o.id
  WHERE o.phase IN ('open', 'closed')
    AND p.at >= (date_trunc('month', now() AT TIME ZONE 'Asia/Shanghai') - interval '11 months') AT TIME ZONE 'Asia/Shanghai'
    AND p.at < (date_trunc('month', now() AT TIME ZONE 'Asia/Shanghai') + interval '1 month') AT TIME ZONE 'Asia/Shanghai'
  GROUP BY 1 ORDER BY 1`;

/**
 * RP-02: one report over two million orders, worked out from the rows and from sums by the day, by the product's own engine in the read-only
 * transaction of a reader who sees everything. `direct` beside the statement that an expert writes by hand; `sums` beside `direct`; both must
 * give the same report.
 */
export async function reports(place: Place, { quick, emit, say }: BenchContext): Promise<void> {
  const shop = await openShop(place);
  const ports = createPorts(readEnv({ ...shop.envFor(await freePort()), LOG_LEVEL: 'silent', DATABASE_POOL: '4' }));
  try {
    await seedStaffSession(shop.pool, 'zongbu');
    const actor = await actAs(sqlOf(ports.db), 'zongbu');
    if (!actor) throw new Error('nobody from headquarters');
    await fill(shop, quick ? QUICK_ORDERS : ORDERS);
    const answers = { direct: new Set<string>(), sums: new Set<string>() };
    const took = { direct: [] as number[], byHand: [] as number[], sums: [] as number[] };
    for (let round = 0; round <= (quick ? 2 : ROUNDS); round++) {
      const byHand = await timed(() => shop.pool.query(BY_HAND));
      const direct = await timed(async () => answers.direct.add(await answer(ports, actor, false)));
      if (round > 0) {
        took.byHand.push(byHand);
        took.direct.push(direct);
      }
    }
    const [direct, byHand] = [median(took.direct), median(took.byHand)];
    emit({
      name: 'reports.direct',
      value: round3(direct),
      unit: 'ms',
      baseline: round3(byHand),
      ratio: round3(direct / byHand),
      target: `at most ${DIRECT_RATIO} times the statement written by hand`,
      pass: direct <= byHand * DIRECT_RATIO,
      note: `${quick ? QUICK_ORDERS : ORDERS} orders; two measures by month over a year`,
    });
    const building = await timed(() => refreshSums(ports));
    say(`sums of ${DAYS} days written in ${Math.round(building)} ms`);
    for (let round = 0; round <= (quick ? 2 : ROUNDS); round++) {
      const sums = await timed(async () => answers.sums.add(await answer(ports, actor, true)));
      if (round > 0) took.sums.push(sums);
    }
    const same = answers.direct.size === 1 && answers.sums.size === 1 && [...answers.direct][0] === [...answers.sums][0];
    emit({
      name: 'reports.sums',
      value: round3(median(took.sums)),
      unit: 'ms',
      baseline: round3(direct),
      ratio: round3(direct / median(took.sums)),
      target: `the same report, at least ${SUMS_TIMES} times as fast as from the rows`,
      pass: same && direct >= median(took.sums) * SUMS_TIMES,
      note: `${same ? 'the same' : 'ANOTHER'} report; today's rows are counted, the days before are added up`,
    });
  } finally {
    await closePorts(ports);
    await shop.close();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** The report as text, so that two can be compared. */
async function answer(ports: Ports, actor: StaffActor, bySums: boolean): Promise<string> {
  const found = await readOnly(
    ports.db,
    async (reader) => {
      const { env, options } = await readingFor(ports, reader, actor, ports.clock.now());
      if (!bySums) return JSON.stringify(await runReport(REPORT, env, executorOf(reader, options)));
      const executor = summingExecutor(reader, options, await sumsFor(reader, actor, env.semantics));
      const summed = JSON.stringify(await runReport(REPORT, env, executor));
      if (!executor.summed()) throw new Error('no sums were used');
      return summed;
    },
    PATIENCE_SECONDS,
  );
  if (found === null) throw new Error('the report took too long');
  return found;
}

/** Orders of a thousand customers over two years, each paid when it was made; written past the product. */
async function fill({ pool, fixture }: Shop, orders: number): Promise<void> {
  const line = randomUUID();
  await pool.query(`INSERT INTO business_lines (id, key, name, stages, fields) VALUES ($1::uuid, 'bench', '压测', '[]', '[]')`, [line]);
  await pool.query(
    `INSERT INTO customers (id, member_code, name, store_id) SELECT gen_random_uuid(), 'RB' || i, '压测' || i, $1::uuid FROM generate_series(1, 1000) i`,
    [fixture.storeId],
  );
  for (let from = 0; from < orders; from += STATEMENT_ROWS) {
    const rows = Math.min(STATEMENT_ROWS, orders - from);
    await pool.query(
      `WITH c AS (SELECT array_agg(id) AS ids FROM customers WHERE member_code LIKE 'RB%'),
        o AS (INSERT INTO orders (id, code, store_id, customer_id, line_id, phase, stage, stages, list_fen, discount_fen, billed_fen, paid_fen, cost_fen, created_at)
          SELECT gen_random_uuid(), 'RB' || i, $1::uuid, c.ids[1 + i % 1000], $2::uuid, 'open', 'created', '[]', 10000 + i % 5000, 0, 10000 + i % 5000, 10000, 3000,
            now() - (i * 7919 % ${DAYS * 24}) * interval '1 hour' FROM c, generate_series($3::bigint, $4::bigint) AS i
          RETURNING id, created_at)
       INSERT INTO order_payments (id, order_id, kind, till, amount_fen, at) SELECT gen_random_uuid(), id, 'payment', 'cash', 10000, created_at FROM o`,
      [fixture.storeId, line, from, from + rows - 1],
    );
  }
  // Written past the product, so nothing of it is to be looked at once more.
  await pool.query('DELETE FROM report_touched');
  for (const table of ['orders', 'order_payments', 'report_touched']) await pool.query(`VACUUM ANALYZE ${table}`);
}
