import type { ApiOutput } from '@zhike/domain/api';
import { sqlOf } from '../src/platform/db';
import type { Login } from './harness';
import { openOrderShop, type OrderShop } from './orders.shop';

/** A shop in which orders went through their steps, a booking was served, tasks were kept and missed, and money is still owed. */
let shop: OrderShop;
let boss: Login;
const sql = <Row>(text: string, values: readonly unknown[] = []) => sqlOf(shop.pay.shop.server.ports.db)<Row>(text, values);
beforeAll(async () => {
  shop = await openOrderShop();
  boss = await shop.pay.boss();
  await sql('UPDATE stores SET area_sqm = 120.5 WHERE id = $1::uuid', [shop.pay.fixture.storeId]);
  const both = [shop.packageId, shop.frameId].map((itemId) => ({ itemId, quantity: 1, options: {} }));
  const first = await shop.customer();
  const second = await shop.customer();
  const one = await shop.order({ customerId: first, lines: both });
  await shop.pays(one, 100_000);
  await shop.pays(await shop.order({ customerId: first, lines: [{ itemId: shop.frameId, quantity: 3, options: {} }] }), 20_400);
  const plan = [
    { name: '首付', amountFen: 100_000, dueOn: '2026-01-01' },
    { name: '尾款', amountFen: 299_900, dueOn: '2099-01-01' },
  ];
  await shop.pays(await shop.order({ customerId: second, instalments: plan }), 60_000, 'pos');
  await sql(`INSERT INTO order_steps (order_id, stage, at) SELECT id, 'shown', created_at + interval '36 hours' FROM orders ON CONFLICT DO NOTHING`);
  await sql(`UPDATE orders SET phase = 'closed' WHERE id = $1::uuid`, [one.id]);
  const [someone] = await sql<{ id: string }>('SELECT id FROM staff_members ORDER BY id LIMIT 1');
  const todo = (token: string, state: string, due: string, ended: string | null) =>
    sql(
      `INSERT INTO flow_tasks (token, person_id, node, kind, title, state, opened_at, due_at, ended_at)
       VALUES ($1, $2::uuid, '', 'task', '回访', $3, now(), now() + $4::interval, now() + $5::interval)`,
      [token, someone?.id, state, due, ended],
    );
  await todo('kept', 'done', '-1 minute', '-1 hour');
  await todo('missed', 'open', '-1 minute', null);
  await todo('late', 'done', '-2 hours', '-1 hour');
  const { booking } = await shop.pay.paid();
  let { id, version } = booking;
  for (const verb of ['booking.checkIn', 'booking.start', 'booking.finish'] as const)
    ({ id, version } = (await shop.pay.shop.do(verb, { bookingId: id, version }, boss)).booking);
  // What was earned by serving is booked by a job: on a busy machine not at once.
  const earned = `SELECT 1 FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id JOIN ledger_accounts a ON a.id = e.account_id WHERE a.kind = 'revenue' AND t.booking_id IS NOT NULL`;
  for (let tries = 0; tries < 40 && (await sql(earned)).length === 0; tries++) await shop.pay.pass({ seconds: 5 });
}, 400_000);
afterAll(() => shop.pay.shop.close());

type Report = ApiOutput<'reports.run'>['report'];
const body = (m: string, period: object = { all: true }, rows: object[] = []) => ({
  title: '数',
  chart: 'table',
  measures: [{ m }],
  rows,
  period,
  zeroFill: false,
});
const run = async (asked: Record<string, unknown>): Promise<Report> => (await shop.pay.shop.do('reports.run', { report: { body: asked } }, boss)).report;
const oracle = async (text: string): Promise<number> => Number(Object.values((await sql<Record<string, unknown>>(`SELECT (${text}) AS n`))[0] ?? {})[0]);

const PAID = `EXISTS (SELECT 1 FROM order_payments p WHERE p.order_id = o.id) AND o.phase IN ('open', 'closed')`;
const LINES = `order_lines l JOIN orders o ON o.id = l.order_id WHERE ${PAID}`;
const PACKAGES = `${LINES} AND l.sold->>'kind' = 'package'`;
const BOUGHT = `(SELECT o.customer_id, l.item_id, count(*) AS n FROM ${LINES} GROUP BY 1, 2) b`;
/** Hand-written questions over the tables; each has rows to count, so that none of them is right by chance. */
const ORACLES: Readonly<Record<string, string>> = {
  'kpi.area': 'SELECT sum(area_sqm) FROM stores',
  'kpi.receivable': `SELECT sum(billed_fen - paid_fen) FROM orders WHERE phase IN ('open', 'closed')`,
  'kpi.itemOrders': `SELECT count(DISTINCT o.id) FROM ${LINES}`,
  'kpi.packageCount': `SELECT sum((l.sold->>'quantity')::int) FROM ${PACKAGES}`,
  'kpi.packageMargin': `SELECT sum(l.total_fen - (l.sold->>'costFen')::int) FROM ${PACKAGES}`,
  'kpi.itemBought': `SELECT count(*) FROM ${BOUGHT}`,
  'kpi.itemBoughtAgain': `SELECT count(*) FROM ${BOUGHT} WHERE n >= 2`,
  'kpi.pairBuyers': `SELECT count(DISTINCT customer_id) FROM ${BOUGHT}`,
  'kpi.pairBoth': `SELECT count(*) FROM (SELECT customer_id FROM ${BOUGHT} GROUP BY 1 HAVING count(*) >= 2) x`,
  'kpi.performed': `SELECT sum(-e.amount) FROM ledger_entries e JOIN ledger_accounts a ON a.id = e.account_id JOIN ledger_transactions t ON t.id = e.transaction_id WHERE a.kind = 'revenue' AND t.booking_id IS NOT NULL`,
  'kpi.assigned': `SELECT count(*) FROM reservations r JOIN resource_units u ON u.id = r.unit_id JOIN bookings b ON b.id = r.booking_id WHERE u.staff_id IS NOT NULL AND r.kind = 'booking' AND b.state IN ('confirmed', 'checked_in', 'in_service', 'done', 'no_show')`,
  'kpi.dueTodos': `SELECT count(*) FROM flow_tasks WHERE kind = 'task' AND due_at IS NOT NULL`,
  'kpi.doneTodos': `SELECT count(*) FROM flow_tasks WHERE state = 'done' AND ended_at <= due_at`,
  'kpi.people': 'SELECT count(*) FROM customers WHERE merged_into_id IS NULL',
  'kpi.spent': `SELECT sum(billed_fen) FROM orders o WHERE ${PAID}`,
  'kpi.cycle': `SELECT avg(extract(epoch FROM x.at - o.created_at) / 86400) FROM orders o JOIN LATERAL (SELECT max(at) AS at FROM order_steps s WHERE s.order_id = o.id) x ON true WHERE o.phase = 'closed'`,
  'kpi.stageDays': `SELECT avg(extract(epoch FROM b.at - a.at) / 86400) FROM order_steps a JOIN order_steps b ON b.order_id = a.order_id AND b.at > a.at`,
};

test.each(Object.entries(ORACLES))('RP-14 %s equals a question that was written without the engine', async (id, text) => {
  const expected = await oracle(text);
  expect(expected).toBeGreaterThan(0);
  expect((await run(body(id))).total[0]).toBeCloseTo(expected, 3);
});

test('KP-06 KP-11 KP-14 KP-15 KP-20 KP-25 shares are one number by the other', async () => {
  const of = async (id: string): Promise<number> => (await run(body(id))).total[0] ?? Number.NaN;
  const [perArea, takings, area] = [await of('kpi.perArea'), await of('kpi.takings'), await of('kpi.area')];
  expect(perArea).toBeCloseTo(takings / area, 6);
  expect(await of('kpi.followUp')).toBeCloseTo(1 / 3, 9);
  expect(await of('kpi.itemRepurchase')).toBeCloseTo(1 / 3, 9);
  expect(await of('kpi.confidence')).toBeCloseTo(1 / 2, 9);
  expect(await of('kpi.ltv')).toBeCloseTo((await of('kpi.margin')) / (await of('kpi.buyers')), 6);
  expect(await of('kpi.packageMarginRate')).toBeCloseTo((await of('kpi.packageMargin')) / (await of('kpi.packageSales')), 9);
});

test('KP-43 what is owed lies in the band of its days, what is not yet due in its own, and together it is all that is owed', async () => {
  const { report } = await shop.pay.shop.do('reports.run', { report: { id: 'zk.report.ageing' } }, boss);
  expect(report.rows.map((line) => line.labels[0])).toEqual(['未到期', '逾期 1–30 天', '逾期 31–60 天', '逾期 61–90 天', '逾期 90 天以上']);
  expect(report.rowTotals.reduce((sum, [n]) => sum + (n ?? 0), 0)).toBe(report.total[0]);
  // 40,000 of the first payment and nothing else is more than 90 days late.
  expect(report.rowTotals.at(-1)).toEqual([40_000]);
});

test('RP-04 a cohort is followed from being known to coming again: no step holds more than the one before, and each opens its people', async () => {
  const asked = { report: { id: 'zk.report.funnel' } };
  const { report } = await shop.pay.shop.do('reports.run', asked, boss);
  const counts = report.rowTotals.map(([n]) => n ?? -1);
  expect(report.rows.map((line) => line.labels[0])).toEqual(['建档', '预约', '到店', '成交', '再次成交']);
  expect([...counts].sort((a, b) => b - a)).toEqual(counts);
  expect(counts.at(-1)).toBe(1);
  expect(counts[3]).toBe(await oracle(`SELECT count(DISTINCT customer_id) FROM orders o WHERE ${PAID}`));
  for (const [i, line] of report.rows.entries()) {
    const { rows } = await shop.pay.shop.do('reports.drill', { ...asked, measure: 'funnel', keys: line.keys }, boss);
    expect([i, rows.count]).toEqual([i, counts[i]]);
  }
  const lost = await shop.pay.shop.send('reports.drill', { ...asked, measure: 'funnel', keys: { stage: 'nothing' } }, boss);
  expect(lost.refusal).toMatchObject({ code: 'record.not_found' });
});

test('RP-07 each order’s bars match the moments of its steps, and one that goes on has no end', async () => {
  const { report } = await shop.pay.shop.do('reports.run', { report: { id: 'zk.report.projects' } }, boss);
  const stored = await sql<{ code: string; created: string; closed: string | null }>(
    `SELECT code, created_at AS created, CASE WHEN phase = 'closed' THEN (SELECT max(at) FROM order_steps s WHERE s.order_id = o.id) END AS closed FROM orders o WHERE ${PAID}`,
  );
  expect(report.gantt?.lines.map((line) => line.name).sort()).toEqual(stored.map((row) => row.code).sort());
  for (const line of report.gantt?.lines ?? []) {
    const row = stored.find((one) => one.code === line.name);
    expect(line.bars.find((bar) => bar.id === 'deal')?.from).toBe(new Date(row?.created ?? 0).toISOString());
    expect(line.bars.find((bar) => bar.id === 'work')?.to).toBe(row?.closed ? new Date(row.closed).toISOString() : null);
  }
});

test('RP-09 region by spending: the sums of rows and of columns are the total', async () => {
  const { report } = await shop.pay.shop.do('reports.run', { report: { id: 'zk.report.regions' } }, boss);
  const sum = (list: readonly (readonly (number | null)[])[]): number => list.reduce((so, [n]) => so + (n ?? 0), 0);
  expect([sum(report.rowTotals), sum(report.colTotals), sum(report.cells.flat())]).toEqual([report.total[0], report.total[0], report.total[0]]);
});

test('RP-16 coming again is split by level, and by item through the number that stands for it there', async () => {
  const asked = { report: { id: 'zk.report.loyalty' } };
  const { report } = await shop.pay.shop.do('reports.run', asked, boss);
  const splits = report.measures.find((head) => head.id === 'kpi.repurchase')?.splits ?? [];
  expect(splits).toEqual(
    expect.arrayContaining([
      { dim: 'level', label: '会员等级', measure: 'kpi.repurchase' },
      { dim: 'item', label: '项目', measure: 'kpi.itemRepurchase' },
    ]),
  );
  const byItem = await shop.pay.shop.do('reports.run', { ...asked, split: { measure: 'kpi.itemRepurchase', dim: 'item' } }, boss);
  expect(byItem.report.compared).not.toBeNull();
  expect(Object.fromEntries(byItem.report.rows.map((line, i) => [line.labels[0], byItem.report.rowTotals[i]?.[0]]))).toEqual({ 相框: 1, 经典婚纱套系: 0 });
  const refused = await shop.pay.shop.send('reports.run', { ...asked, split: { measure: 'kpi.repurchase', dim: 'item' } }, boss);
  expect(refused.refusal).toMatchObject({ code: 'report.has_problems' });
});

test('RP-06 a ranking asked for by count has another order; equal ones go by name', async () => {
  const asked = { report: { id: 'zk.report.items' } };
  const order = async (sort?: { by: string; dir: 'desc' }) =>
    (await shop.pay.shop.do('reports.run', { ...asked, ...(sort ? { sort } : {}) }, boss)).report.rows.map((line) => line.labels[0]);
  expect(await order()).toEqual(['经典婚纱套系', '相框']);
  expect(await order({ by: 'kpi.itemCount', dir: 'desc' })).toEqual(['相框', '经典婚纱套系']);
});

test('RP-15 two stores stand side by side with the same figures', async () => {
  const { report } = await shop.pay.shop.do(
    'reports.run',
    { report: { body: { ...body('kpi.takings', { toDate: 'year' }, [{ dim: 'store' }]), measures: [{ m: 'kpi.takings' }, { m: 'kpi.area' }] } } },
    boss,
  );
  expect(report.rows.length).toBeGreaterThanOrEqual(2);
  expect(report.rowTotals.reduce((so, [n]) => so + (n ?? 0), 0)).toBe(report.total[0]);
});

test('RP-01 the designer is offered numbers with their formula; whoever may read no report is offered nothing', async () => {
  const known = await shop.pay.shop.do('reports.catalogue', {}, boss);
  expect(known.measures.find((one) => one.id === 'kpi.margin')?.formulaText).toBe('成交订单的应收金额 − 成本');
  expect(known.entities.find((one) => one.id === 'customer')?.fields.map((one) => one.id)).toContain('level');
  const sales = await shop.pay.shop.send('reports.catalogue', {}, await shop.as('xiaotang'));
  expect(sales.refusal).toMatchObject({ code: 'access.forbidden' });
});

test('RP-11 six charts on a board of the shop are shared with a post, and she sees her own store’s numbers', async () => {
  const door = shop.pay.shop;
  const make = async (kind: string, title: string, text: Record<string, unknown>): Promise<string> => {
    const { definition } = await door.do('definitions.create', { kind, title, body: text, storeId: null }, boss);
    return (await door.do('definitions.publish', { id: definition.id, rev: definition.open?.rev ?? 0, note: '第一版' }, boss)).definition.id;
  };
  const own = await make('report', '我的成交', body('kpi.sales', { toDate: 'year' }, [{ dim: 'store' }]));
  const tiles = [own, 'zk.report.month', 'zk.report.items', 'zk.report.sources', 'zk.report.funnel', 'zk.report.jobs'];
  const grid = tiles.map((report, i) => ({ id: `t${i}`, report, x: (i % 2) * 6, y: Math.floor(i / 2) * 4, w: 6, h: 4 }));
  const board = await make('dashboard', '店长看板', { title: '旧名', grid, share: { roles: ['manager'] }, period: { toDate: 'year' } });
  const manager = await shop.as('laoxu');
  const { dashboards } = await door.do('reports.dashboards', {}, manager);
  expect(dashboards).toContainEqual({ id: board, title: '店长看板' });
  const { dashboard } = await door.do('reports.dashboard', { id: board }, manager);
  expect([dashboard.tiles.length, dashboard.tiles[0]?.title, dashboard.period]).toEqual([6, '我的成交', { toDate: 'year' }]);
  const { report } = await door.do('reports.run', { report: { id: own } }, manager);
  expect([report.title, report.rows.length]).toEqual(['我的成交', 1]);
});

test('RP-10 a to-do for each customer behind a number: hers who looks after her, one a day however often it is asked', async () => {
  const asked = { report: { body: body('kpi.sales') }, measure: 'kpi.sales', keys: {}, title: '唤醒客户', days: 3 };
  const buyers = await oracle(`SELECT count(DISTINCT customer_id) FROM orders o WHERE ${PAID}`);
  const door = shop.pay.shop;
  expect(await door.do('reports.openTasks', asked, boss)).toEqual({ opened: buyers, already: 0 });
  expect(await door.do('reports.openTasks', asked, boss)).toEqual({ opened: 0, already: buyers });
  expect(await oracle(`SELECT count(*) FROM flow_tasks WHERE token LIKE 'wake/%' AND state = 'open'`)).toBe(buyers);
  const mine = await door.do('flows.todos', { state: 'open', search: '', cursor: null }, boss);
  expect(mine.items.filter((todo) => todo.title === '唤醒客户' && todo.subject.customerId !== null && todo.subject.title !== '')).toHaveLength(buyers);
  const nobody = await door.send('reports.openTasks', { ...asked, report: { body: body('kpi.dueTodos') }, measure: 'kpi.dueTodos' }, boss);
  expect(nobody.refusal).toMatchObject({ code: 'report.no_customers' });
});

test('RP-13 on the line of growth a campaign’s days are a band, and the same time of last year is a second line', async () => {
  const [coupon] = await sql<{ id: string }>(
    `INSERT INTO coupon_templates (id, name, terms, created_at) VALUES (gen_random_uuid(), '春季券', '{}', now()) RETURNING id`,
  );
  await sql(
    `INSERT INTO pushes (id, name, template_id, terms, audience, wording, state, due_at, created_at)
     VALUES (gen_random_uuid(), '春季活动', $1::uuid, '{}', '{}', '来', 'done', $2::timestamptz, $2::timestamptz)`,
    [coupon?.id, shop.pay.shop.server.ports.clock.now().toISOString()],
  );
  // Somebody of the same month a year ago.
  await sql(`UPDATE customers SET created_at = created_at - interval '1 year' WHERE id = (SELECT id FROM customers ORDER BY id DESC LIMIT 1)`);
  const asked = { ...body('kpi.newCustomers', { toDate: 'month' }, [{ time: 'month' }]), chart: 'line', compare: 'lastYear', campaigns: true, zeroFill: true };
  const report = await run(asked);
  expect(report.campaigns).toEqual([{ title: '春季活动', from: report.range?.to, to: report.range?.to }]);
  expect(report.compared?.range.from).toBe(`${Number(report.range?.from.slice(0, 4)) - 1}${report.range?.from.slice(4)}`);
  expect(report.compared?.rowTotals).toEqual([[1]]);
  const all = await oracle('SELECT count(*) FROM customers WHERE merged_into_id IS NULL');
  expect(report.rowTotals).toEqual([[all - 1]]);
});
