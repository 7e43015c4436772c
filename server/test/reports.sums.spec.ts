import * as fc from 'fast-check';
import type { ReportDef } from '@zhike/domain/engines/reports/definition';
import { runReport } from '@zhike/domain/engines/reports/run';
import { addDays } from '@zhike/domain/kernel/calendar-date';
import { executorOf, readOnly } from '../src/engines/reports/run';
import { summingExecutor } from '../src/engines/reports/rollup';
import { actAs } from '../src/modules/access/act-as';
import { readingFor } from '../src/modules/reports/reading';
import { checkSums, refreshSums, sumsFor } from '../src/modules/reports/sums';
import { sqlOf } from '../src/platform/db';
import { openOrderShop, type OrderShop } from './orders.shop';

/* Sums by the day beside the rows they come from: whatever happens, and whenever it is asked, both answer alike. */

let shop: OrderShop;
const ports = () => shop.pay.shop.server.ports;
const sql = <Row>(text: string, values: readonly unknown[] = []) => sqlOf(ports().db)<Row>(text, values);
const today = (): string => ports().clock.now().toISOString().slice(0, 10);

beforeAll(async () => {
  shop = await openOrderShop();
  const both = [shop.packageId, shop.frameId].map((itemId) => ({ itemId, quantity: 1, options: {} }));
  for (let n = 0; n < 3; n++) await shop.pays(await shop.order({ customerId: await shop.customer(), ...(n > 0 ? { lines: both } : {}) }), 10_000 * (n + 1));
  await shop.pay.pass({ hours: 30 });
}, 300_000);
afterAll(() => shop.pay.shop.close());

/* ---- what happens in a shop, years of it in a second ---- */
type Step = (i: number) => Promise<unknown>;
const nth = (what: 'orders' | 'customers' | 'staff_members' | 'stores' | 'order_lines', i: number): string =>
  `(SELECT id FROM ${what} ORDER BY id OFFSET (${i} % greatest((SELECT count(*) FROM ${what}), 1)) LIMIT 1)`;
/** An order like another, paid in two parts, the first so many days ago. */
const ordered = async (i: number, ago: number): Promise<void> => {
  const [made] = await sql<{ id: string }>(
    `INSERT INTO orders (id, code, store_id, customer_id, line_id, seller_id, phase, stage, stages, list_fen, discount_fen, billed_fen, paid_fen, cost_fen, created_at)
     SELECT gen_random_uuid(), 'X' || replace(gen_random_uuid()::text, '-', ''), ${nth('stores', i)}, ${nth('customers', i)}, line_id, ${nth('staff_members', i)}, 'open', stage, stages, list_fen, 0, ${1_000 + i}, 0, ${i}, now()
     FROM orders WHERE id = ${nth('orders', 0)} RETURNING id`,
  );
  await sql(
    `INSERT INTO order_lines (id, order_id, item_id, position, sold, discount_fen, total_fen) SELECT gen_random_uuid(), $1::uuid, item_id, position, sold, 0, ${1_000 + i} FROM order_lines WHERE order_id = ${nth('orders', i)}`,
    [made?.id],
  );
  for (const late of [0, 3]) await paid(made?.id ?? '', ago - late);
};
const paid = (id: string, ago: number) =>
  sql(`INSERT INTO order_payments (id, order_id, kind, till, amount_fen, at) SELECT gen_random_uuid(), $1::uuid, 'payment', 'cash', 100, $2::timestamptz`, [
    id,
    new Date(ports().clock.now().getTime() - ago * 86_400_000).toISOString(),
  ]);
const STEPS: Readonly<Record<string, Step>> = {
  order: (i) => ordered(i, i % 500),
  payment: async (i) => paid((await sql<{ id: string }>(`SELECT ${nth('orders', i)} AS id`))[0]?.id ?? '', i % 700),
  cancel: (i) => sql(`UPDATE orders SET phase = CASE phase WHEN 'open' THEN 'cancelled' ELSE 'open' END WHERE id = ${nth('orders', i)}`),
  price: (i) => sql(`UPDATE orders SET billed_fen = billed_fen + ${i % 50} WHERE id = ${nth('orders', i)}`),
  merge: (i) => sql(`UPDATE orders SET customer_id = ${nth('customers', i)} WHERE id = ${nth('orders', i + 1)}`),
  seller: (i) => sql(`UPDATE orders SET seller_id = CASE WHEN ${i} % 3 = 0 THEN NULL ELSE ${nth('staff_members', i)} END WHERE id = ${nth('orders', i)}`),
  refund: (i) => sql(`UPDATE order_lines SET state = 'refunded', kept_fen = ${i % 7} WHERE id = ${nth('order_lines', i)}`),
  share: (i) =>
    sql(
      `INSERT INTO order_shares (order_id, staff_id, percent, position) SELECT ${nth('orders', i)}, ${nth('staff_members', i)}, 100, 0 ON CONFLICT (order_id, staff_id) DO UPDATE SET percent = 100`,
    ),
  refresh: () => refreshSums(ports()),
};

const body = (measures: readonly string[], rows: ReportDef['rows'], over: Partial<ReportDef> = {}): ReportDef => ({
  title: '数',
  chart: 'table',
  measures: measures.map((m) => ({ m })),
  rows,
  period: { last: 400, unit: 'day' },
  zeroFill: true,
  ...over,
});
const REPORTS: readonly ReportDef[] = [
  body(['kpi.sales', 'kpi.billed', 'kpi.margin', 'kpi.newBuyers'], [{ time: 'month' }], { compare: 'prev' }),
  body(['kpi.sales', 'kpi.ticket'], [{ dim: 'store' }], { period: { all: true }, zeroFill: false }),
  body(['kpi.billed'], [{ dim: 'seller' }], { cols: [{ time: 'quarter' }] }),
  body(['kpi.itemSales', 'kpi.itemCount', 'kpi.packageSales', 'kpi.itemShare'], [{ dim: 'item' }], {
    zeroFill: false,
    top: { n: 1 },
    sort: { by: 'kpi.itemSales', dir: 'desc' },
  }),
  body(['kpi.staffSales'], [{ dim: 'staff' }], { period: { all: true }, zeroFill: false }),
  body(['kpi.takings', 'kpi.consumption'], [{ time: 'year' }]),
  // By what changes with the customer: counted from the rows.
  body(['kpi.sales'], [{ dim: 'source' }], { zeroFill: false }),
];
let summed = 0;
let compared = 0;

/** Every report from sums and from rows, in one snapshot, for somebody who sees all and for somebody who sees her store. */
async function bothWays(): Promise<void> {
  for (const who of ['zongbu', 'laoxu']) {
    const actor = await actAs(sqlOf(ports().db), who);
    if (!actor) throw new Error(who);
    await readOnly(
      ports().db,
      async (reader) => {
        const { env, options } = await readingFor(ports(), reader, actor, ports().clock.now());
        const sums = await sumsFor(reader, actor, env.semantics);
        for (const def of REPORTS) {
          const executor = summingExecutor(reader, options, sums);
          const found = await runReport(def, env, executor);
          expect({ who, def, found }).toEqual({ who, def, found: await runReport(def, env, executorOf(reader, options)) });
          compared += 1;
          summed += executor.summed() ? 1 : 0;
        }
      },
      120,
    );
  }
}

test('RP-02 law: after any history, at any moment, sums by the day and the rows themselves give the same report', async () => {
  const step = fc.tuple(fc.constantFrom(...Object.keys(STEPS)), fc.nat(5_000));
  await refreshSums(ports());
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 10 }), async (steps) => {
      for (const [name, i] of steps) await STEPS[name]?.(i);
      await bothWays();
      await refreshSums(ports());
      expect(await sql('SELECT * FROM report_touched')).toEqual([]);
      await bothWays();
    }),
    { numRuns: 5 },
  );
  expect(compared).toBeGreaterThan(100);
  // Both readers' sums were used, and more than a few times.
  expect(summed / compared).toBeGreaterThan(0.5);
  expect(await checkSums(ports())).toEqual([]);
}, 600_000);

test('RP-02 a day that says something else than its rows is found at night and put right', async () => {
  await refreshSums(ports());
  await sql(`UPDATE report_rollup_rows SET n = n + 1 WHERE id = (SELECT id FROM report_rollup_rows WHERE day >= $1::date LIMIT 1)`, [addDays(today(), -20)]);
  expect(await checkSums(ports())).toHaveLength(1);
  expect(await checkSums(ports())).toEqual([]);
  await bothWays();
}, 120_000);

test('RP-02 a report says whether it comes from sums', async () => {
  await refreshSums(ports());
  // Days have passed: her session is another.
  const boss = await shop.pay.boss();
  const run = async (def: ReportDef) => (await shop.pay.shop.do('reports.run', { report: { body: { ...def } } }, boss)).report;
  const [long, short] = [REPORTS[0], body(['kpi.sales'], [], { period: { last: 7, unit: 'day' } })];
  expect([(await run(long as ReportDef)).summed, (await run(short)).summed]).toEqual([true, false]);
}, 60_000);
