import type { ApiOutput } from '@zhike/domain/api';
import { kpiMeasures } from '@zhike/config/kpi';
import { shippedReports } from '@zhike/config/dashboards';
import { sqlOf } from '../src/platform/db';
import type { Login } from './harness';
import { openOrderShop, type OrderShop } from './orders.shop';

let shop: OrderShop;
let boss: Login;
beforeAll(async () => {
  shop = await openOrderShop();
  boss = await shop.pay.boss();
  const first = await shop.customer();
  const second = await shop.customer();
  await shop.customer();
  const one = await shop.order({ customerId: first });
  await shop.pays(one, 100_000);
  await shop.pays(one, 50_000, 'pos');
  const again = await shop.order({ customerId: first, lines: [{ itemId: shop.frameId, quantity: 2, options: {} }] });
  await shop.pays(again, 13_600);
  await shop.pays(await shop.order({ customerId: second }), 20_000, 'bank');
  await shop.order({ customerId: second });
}, 180_000);
afterAll(() => shop.pay.shop.close());

type Report = ApiOutput<'reports.run'>['report'];
const run = async (body: Record<string, unknown>, by: Login = boss): Promise<Report> =>
  (await shop.pay.shop.do('reports.run', { report: { body } }, by)).report;
const body = (...ids: string[]) => ({ title: '数', chart: 'table', measures: ids.map((m) => ({ m })), rows: [], period: { toDate: 'month' }, zeroFill: false });
/** The same question by hand-written SQL over the tables, without the engine and without its views. */
const oracle = async (text: string): Promise<number> =>
  Number(Object.values((await sqlOf(shop.pay.shop.server.ports.db)<Record<string, unknown>>(`SELECT (${text}) AS n`, []))[0] ?? {})[0]);

const TILLS = `('wechat', 'cash', 'bank', 'pos')`;
const PAID = `EXISTS (SELECT 1 FROM order_payments p WHERE p.order_id = o.id) AND o.phase IN ('open', 'closed')`;
const ORACLES: Readonly<Record<string, string>> = {
  'kpi.takings': `SELECT sum(e.amount) FROM ledger_entries e JOIN ledger_accounts a ON a.id = e.account_id WHERE a.kind IN ${TILLS}`,
  'kpi.sales': `SELECT count(*) FROM orders o WHERE ${PAID}`,
  'kpi.billed': `SELECT sum(billed_fen) FROM orders o WHERE ${PAID}`,
  'kpi.buyers': `SELECT count(DISTINCT customer_id) FROM orders o WHERE ${PAID}`,
  'kpi.newBuyers': `SELECT count(DISTINCT customer_id) FROM orders o WHERE ${PAID}`,
  'kpi.owed': `SELECT sum(billed_fen - paid_fen) FROM orders o WHERE ${PAID}`,
  'kpi.margin': `SELECT sum(billed_fen - cost_fen) FROM orders o WHERE ${PAID}`,
  'kpi.staffSales': `SELECT coalesce(sum(p.amount_fen), 0) FROM order_payments p JOIN orders o ON o.id = p.order_id WHERE o.seller_id IS NOT NULL`,
  'kpi.itemSales': `SELECT sum(l.total_fen) FROM order_lines l JOIN orders o ON o.id = l.order_id WHERE ${PAID}`,
  'kpi.itemCount': `SELECT sum((l.sold->>'quantity')::int) FROM order_lines l JOIN orders o ON o.id = l.order_id WHERE ${PAID}`,
  'kpi.packageSales': `SELECT sum(l.total_fen) FROM order_lines l JOIN orders o ON o.id = l.order_id WHERE ${PAID} AND l.sold->>'kind' = 'package'`,
  'kpi.customers': 'SELECT count(*) FROM customers WHERE merged_into_id IS NULL',
  'kpi.newCustomers': 'SELECT count(*) FROM customers WHERE merged_into_id IS NULL',
  'kpi.converted': `SELECT count(*) FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND ${PAID})`,
  'kpi.active': `SELECT count(*) FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND ${PAID})`,
  'kpi.boughtAgain': `SELECT count(*) FROM customers c WHERE (SELECT count(*) FROM orders o WHERE o.customer_id = c.id AND ${PAID}) >= 2`,
  'kpi.consumption': `SELECT coalesce(-sum(e.amount), 0) FROM ledger_entries e JOIN ledger_accounts a ON a.id = e.account_id WHERE a.kind = 'revenue'`,
  'kpi.lost': 'SELECT 0',
  'kpi.jobs': `SELECT count(*) FROM reservations r JOIN bookings b ON b.id = r.booking_id WHERE b.state = 'done'`,
};

test.each(Object.entries(ORACLES))('RP-14 %s equals a question that was written without the engine', async (id, text) => {
  const report = await run(body(id));
  expect(report.total[0]).toBe(await oracle(text));
  expect(report.measures[0]?.formulaText).not.toBe('');
});

test('KP-05 the average ticket is takings by paid orders, and KP-19 who came again by who came', async () => {
  expect((await run(body('kpi.ticket', 'kpi.repurchase', 'kpi.conversion'))).total).toEqual([183_600 / 3, 1 / 2, 2 / 3]);
});

test('RP-14 every shipped measure and report can be worked out, and its parts come to its total', async () => {
  for (const measure of kpiMeasures()) expect((await run(body(measure.id))).measures).toHaveLength(1);
  for (const id of Object.keys(shippedReports)) {
    const { report } = await shop.pay.shop.do('reports.run', { report: { id } }, boss);
    report.measures.forEach((head, i) => {
      if (head.additive === 'all' && report.rows.length > 0)
        expect([id, report.rowTotals.reduce((sum, values) => sum + (values[i] ?? 0), 0)]).toEqual([id, report.total[i]]);
    });
  }
});

test('RP-10 the list behind a number holds as many as it says; a ratio asks which of its parts', async () => {
  const report = { body: body('kpi.sales', 'kpi.ticket') };
  const { rows } = await shop.pay.shop.do('reports.drill', { report, measure: 'kpi.sales', keys: {} }, boss);
  expect([rows.count, rows.rows.length]).toEqual([3, 3]);
  expect(rows.columns.map((column) => column.label)).toEqual(expect.arrayContaining(['订单号', '客户', '门店']));
  const refused = await shop.pay.shop.send('reports.drill', { report, measure: 'kpi.ticket', keys: {} }, boss);
  expect(refused.refusal).toMatchObject({ code: 'report.choose_part', facts: { parts: [{ id: 'kpi.takings' }, { id: 'kpi.sales' }] } });
});

test('RP-11 a manager sees her own store only, and a number that she may not see is refused and not zero', async () => {
  const manager = await shop.as('laoxu');
  const { otherStoreId } = shop.pay.fixture;
  expect((await run(body('kpi.sales'), manager)).total).toEqual([3]);
  const elsewhere = await shop.pay.shop.do('reports.run', { report: { body: body('kpi.sales') }, storeId: otherStoreId }, manager);
  expect(elsewhere.report.total).toEqual([0]);
  const sales = await shop.pay.shop.send('reports.run', { report: { body: body('kpi.sales') } }, await shop.as('xiaotang'));
  expect(sales.refusal).toMatchObject({ code: 'access.forbidden' });
});
