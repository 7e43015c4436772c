import { randomUUID } from 'node:crypto';
import type { ApiOutput } from '@zhike/domain/api';
import { sqlOf } from '../src/platform/db';
import { publish } from './forms.shop';
import type { Login } from './harness';
import { openOrderShop, type OrderShop } from './orders.shop';

/* What surveys, projects, advertising and referrals say: records of kinds that the shop made up, handed in by their forms. */

let shop: OrderShop;
let boss: Login;
const sql = <Row>(text: string, values: readonly unknown[] = []) => sqlOf(shop.pay.shop.server.ports.db)<Row>(text, values);
const forms: Record<string, { entity: string; form: string }> = {};
const people: string[] = [];
let staff: string[] = [];

type Field = { id: string; label: string; type: string; sensitivity: 'internal'; [more: string]: unknown };
const f = (id: string, type: string, more: object = {}): Field => ({ id: `cf_zz${id}`, label: id, type, sensitivity: 'internal', ...more });

/** A kind of record of which every field has a slot of its own name. */
async function kind(name: string, fields: readonly Field[]): Promise<void> {
  const entity = `rt_${name}${randomUUID().slice(0, 6)}`;
  await publish(shop.pay.shop, boss, 'record', name, { entity, label: name, unit: '份', name: 'cf_zztitle', fields: [f('title', 'text'), ...fields] });
  const slots = ['title', ...fields.map((one) => one.id.slice(5))];
  const form = await publish(shop.pay.shop, boss, 'form', name, {
    title: name,
    entity,
    mode: 'create',
    layout: [{ id: 'main', cols: 1, slots }],
    fields: Object.fromEntries(slots.map((slot) => [slot, { field: `cf_zz${slot}` }])),
    rules: [],
    submit: { button: '提交', after: 'thanks' },
  });
  forms[name] = { entity, form };
}
const hand = (name: string, values: Record<string, unknown>) =>
  shop.pay.shop.do(
    'forms.submit',
    {
      id: forms[name]?.form ?? '',
      version: 1,
      submissionId: randomUUID(),
      values: { title: '一句话', ...values } as never,
      storeId: shop.pay.fixture.storeId,
    },
    boss,
  );

beforeAll(async () => {
  shop = await openOrderShop();
  boss = await shop.pay.boss();
  for (let n = 0; n < 5; n++) people.push(await shop.customer());
  await sql(`UPDATE customers SET source = CASE WHEN id = $1::uuid THEN '抖音' ELSE '老客介绍' END`, [people[0]]);
  staff = (await sql<{ id: string }>('SELECT id FROM staff_members ORDER BY id LIMIT 3')).map((one) => one.id);
  const customer = f('customer', 'ref', { to: 'customer' });
  await kind('survey', [
    customer,
    f('tech', 'member', { to: 'staff' }),
    f('stars', 'rating', { means: 'stars' }),
    f('nps', 'number', { scale: 0, means: 'recommend' }),
  ]);
  const option = (id: string) => ({ id, label: id === 'late' ? '客户改需求' : id === 'sick' ? '人手不够' : '抖音' });
  await kind('project', [
    customer,
    f('start', 'date', { means: 'startedOn' }),
    f('sign', 'date', { means: 'signedOn' }),
    f('due', 'date', { means: 'dueOn' }),
    f('done', 'date', { means: 'finishedOn' }),
    f('revs', 'number', { scale: 0, means: 'revisions' }),
    f('extra', 'money', { means: 'addedScope' }),
    f('why', 'option', { means: 'delayReason', options: [option('late'), option('sick')] }),
    f('chan', 'text', { means: 'channel' }),
  ]);
  await kind('advert', [
    f('cost', 'money', { means: 'spend' }),
    f('chan', 'option', { means: 'channel', options: [option('douyin')] }),
    f('day', 'date', { means: 'spentOn' }),
  ]);
  await kind('referral', [customer, f('brought', 'ref', { to: 'customer', means: 'referred' })]);

  for (const [i, [stars, nps]] of (
    [
      [5, 10],
      [4, 9],
      [3, 7],
      [1, 0],
      [5, null],
    ] as const
  ).entries())
    await hand('survey', { customer: people[i], tech: staff[i % 2], stars, nps });
  const due = (start: string, more: object) => hand('project', { customer: people[0], start, chan: '抖音', ...more });
  await due('2026-01-02', { sign: '2026-01-05', due: '2026-02-01', done: '2026-02-01', revs: 2 });
  await due('2026-01-03', { sign: '2026-01-09', due: '2026-02-01', done: '2026-02-03', revs: 5, why: 'late', extra: 80_000 });
  await hand('project', { customer: people[1], start: '2026-01-04', due: '2026-02-10', why: 'sick', chan: '小红书' });
  await hand('project', { customer: people[2], start: '2026-01-05', due: '2099-01-01', chan: '抖音' });
  await hand('advert', { cost: 50_000, chan: 'douyin', day: shop.pay.shop.server.ports.clock.now().toISOString().slice(0, 10) });
  await hand('referral', { customer: people[0], brought: people[3] });
  await hand('referral', { customer: people[0], brought: people[4] });
  await shop.pays(await shop.order({ customerId: people[0] ?? '' }), 100_000);
  await shop.pays(await shop.order({ customerId: people[1] ?? '' }), 100_000);
  const given = await shop.order({ customerId: people[2] ?? '' });
  await sql(`UPDATE orders SET phase = 'cancelled', reason = '嫌贵' WHERE id = $1::uuid`, [given.id]);
  await sql(
    `INSERT INTO shifts (id, unit_id, store_id, starts_at, ends_at) SELECT gen_random_uuid(), u.id, $1::uuid, now(), now() + interval '8 hours' FROM resource_units u WHERE u.staff_id IS NOT NULL LIMIT 1`,
    [shop.pay.fixture.storeId],
  );
}, 300_000);
afterAll(() => shop.pay.shop.close());

type Report = ApiOutput<'reports.run'>['report'];
const body = (ids: readonly string[], rows: object[] = []) => ({
  title: '数',
  chart: 'table',
  measures: ids.map((m) => ({ m })),
  rows,
  period: { all: true },
  zeroFill: false,
});
const run = async (ids: readonly string[], rows: object[] = []): Promise<Report> =>
  (await shop.pay.shop.do('reports.run', { report: { body: body(ids, rows) } }, boss)).report;
const totals = async (...ids: string[]) => (await run(ids)).total;
const by = (report: Report, i = 0): Record<string, number | null | undefined> =>
  Object.fromEntries(report.rows.map((line, n) => [line.labels[0], report.rowTotals[n]?.[i]]));
/** As many rows stand behind each of these numbers as it says. */
async function opens(...ids: string[]): Promise<void> {
  for (const id of ids) {
    const { rows } = await shop.pay.shop.do('reports.drill', { report: { body: body([id]) }, measure: id, keys: {} }, boss);
    expect([id, rows.count]).toEqual([id, (await totals(id))[0]]);
  }
}
/** By hand, over the records' own JSON. */
const oracle = async (name: string, what: string): Promise<number> =>
  Number((await sql<{ n: unknown }>(`SELECT ${what} AS n FROM records r WHERE r.entity = $1`, [forms[name]?.entity]))[0]?.n);

test('KP-10 KP-39 satisfaction is the mean of the stars, and 满意率 the share of fours and fives, with how many answered', async () => {
  const stars = `(r.custom->>'cf_zzstars')::numeric`;
  expect(await totals('kpi.satisfaction', 'kpi.answers', 'kpi.csat')).toEqual([
    await oracle('survey', `avg(${stars})`),
    await oracle('survey', `count(${stars})`),
    await oracle('survey', `(count(*) FILTER (WHERE ${stars} >= 4))::numeric / count(${stars})`),
  ]);
  expect(await totals('kpi.satisfaction', 'kpi.csat')).toEqual([18 / 5, 3 / 5]);
  await opens('kpi.answers', 'kpi.pleased');
});

test('KP-38 NPS is the share of 9–10 less the share of 0–6, of those who answered', async () => {
  expect(await totals('kpi.nps', 'kpi.asked')).toEqual([(2 - 1) / 4, 4]);
  await opens('kpi.promoters', 'kpi.detractors', 'kpi.asked');
});

test('RP-08 KP-51 a technician’s score is worked out anew when another survey comes, by weights that the formula shows and the shop sets', async () => {
  const score = async () => by(await run(['kpi.techScore'], [{ dim: 'staff' }]));
  const names = new Map((await sql<{ id: string; name: string }>('SELECT id, name FROM staff_members')).map((one) => [one.id, one.name]));
  const [first, second] = [names.get(staff[0] ?? '') ?? '', names.get(staff[1] ?? '') ?? ''];
  // Neither served anybody yet: half of the work's part each. Stars: (5 + 3 + 5) / 3 and (4 + 1) / 2.
  const before = await score();
  expect(before[first]).toBeCloseTo(60 * (13 / 3 / 5) + 40 * 0.5, 9);
  expect(before[second]).toBeCloseTo(60 * (2.5 / 5) + 40 * 0.5, 9);
  await hand('survey', { customer: people[0], tech: staff[1], stars: 5, nps: 10 });
  expect((await score())[second]).toBeCloseTo(60 * (10 / 3 / 5) + 40 * 0.5, 9);
  const door = shop.pay.shop;
  const { settings } = await door.do('reports.settings', {}, boss);
  await door.do('reports.saveSettings', { ...settings, ratingWeight: 100 }, boss);
  const report = await run(['kpi.techScore'], [{ dim: 'staff' }]);
  expect(report.measures[0]?.formulaText).toContain('100% × 平均星级');
  expect(by(report)[second]).toBeCloseTo(100 * (10 / 3 / 5), 9);
  // Whoever looked at the old settings changes nothing; a lost before a lively one is refused by its name.
  expect((await door.send('reports.saveSettings', { ...settings, ratingWeight: 10 }, boss)).refusal).toMatchObject({ code: 'record.changed' });
  const odd = await door.send('reports.saveSettings', { ...settings, activeDays: 90, lostDays: 90 }, boss);
  expect(JSON.stringify(odd.refusal)).toContain('lostDays');
});

test('KP-33 KP-36 KP-37 KP-41 of projects: how many were signed by channel, how often they were changed, how many are late and why, and who bought more', async () => {
  expect(await totals('kpi.signRate', 'kpi.revisions', 'kpi.lateRate', 'kpi.upsellRate')).toEqual([2 / 4, 3.5, 2 / 4, 1 / 3]);
  expect(by(await run(['kpi.signRate'], [{ dim: 'channel' }]))).toEqual({ 抖音: 2 / 3, 小红书: 0 });
  expect(by(await run(['kpi.projectsLate'], [{ dim: 'delayReason' }]))).toMatchObject({ 客户改需求: 1, 人手不够: 1 });
  expect(
    await oracle(
      'project',
      `count(*) FILTER (WHERE r.custom->>'cf_zzdone' > r.custom->>'cf_zzdue' OR r.custom->>'cf_zzdone' IS NULL AND (r.custom->>'cf_zzdue')::date < now())`,
    ),
  ).toBe(2);
  await opens('kpi.contacted', 'kpi.signed', 'kpi.projectsDue', 'kpi.projectsLate');
});

test('KP-23 what a channel’s customers bought, less what was spent on it, by what was spent', async () => {
  const report = await run(['kpi.billed', 'kpi.adCost', 'kpi.roi', 'kpi.roas'], [{ dim: 'channel' }]);
  const billed = (await sql<{ n: number }>(`SELECT billed_fen AS n FROM orders WHERE customer_id = $1::uuid`, [people[0]]))[0]?.n ?? 0;
  const line = report.rows.findIndex((one) => one.labels[0] === '抖音');
  expect(report.rowTotals[line]).toEqual([billed, 50_000, (billed - 50_000) / 50_000, billed / 50_000]);
  await opens('kpi.sales');
});

test('KP-29 who brought somebody, by all customers; and how many of the new ones were brought', async () => {
  expect(await totals('kpi.referrers', 'kpi.referredNew')).toEqual([1, 2]);
  const [n] = await sql<{ n: number }>('SELECT count(*)::int AS n FROM customers WHERE merged_into_id IS NULL');
  expect(await totals('kpi.referrerRate', 'kpi.referredRate')).toEqual([1 / (n?.n ?? 0), 2 / (n?.n ?? 0)]);
  await opens('kpi.referrers', 'kpi.referredNew');
});

test('KP-31 KP-32 of a step: who went on and who did not are all who came, and why orders were given up is told', async () => {
  const report = await run(['kpi.stageReached', 'kpi.stagePassed', 'kpi.stageConversion', 'kpi.stageLoss'], [{ dim: 'stage' }]);
  for (const [reached = null, passed = null, conversion = null, loss = null] of report.rowTotals) {
    expect(conversion).toBeCloseTo((passed ?? 0) / (reached ?? 1), 9);
    expect((conversion ?? 0) + (loss ?? 0)).toBeCloseTo(1, 9);
  }
  expect(by(await run(['kpi.lostOrders'], [{ dim: 'lostReason' }]))).toEqual({ 嫌贵: 1 });
  await opens('kpi.stageReached', 'kpi.stagePassed', 'kpi.stageStayed', 'kpi.lostOrders');
});

test('KP-27 booked minutes by rostered ones', async () => {
  const [rostered, saturation, booked] = await totals('kpi.rosteredMinutes', 'kpi.saturation', 'kpi.bookedMinutes');
  const [hand] = await sql<{ n: number }>(
    `SELECT sum(extract(epoch FROM ends_at - starts_at) / 60)::int AS n FROM shifts s JOIN resource_units u ON u.id = s.unit_id WHERE u.staff_id IS NOT NULL`,
  );
  expect(rostered).toBe(hand?.n);
  expect(saturation).toBe((booked ?? 0) / (rostered ?? 1));
});

test('KP-12 KP-15 KP-26 shares of the whole, and how much more those who bought one thing buy another', async () => {
  const share = await run(['kpi.itemShare', 'kpi.popularity'], [{ dim: 'item' }]);
  expect(share.rowTotals.reduce((sum, [n]) => sum + (n ?? 0), 0)).toBeCloseTo(1, 9);
  expect(by(share, 1)).toEqual({ 经典婚纱套系: 1 });
  await shop.pays(await shop.order({ customerId: people[0] ?? '', lines: [{ itemId: shop.frameId, quantity: 1, options: {} }] }), 6_800);
  const report = await run(['kpi.support', 'kpi.confidence', 'kpi.lift'], [{ dim: 'item' }, { dim: 'otherItem' }]);
  const line = report.rows.findIndex((one) => one.labels.join() === '相框,经典婚纱套系');
  // One of two buyers has both; whoever has the frame has the package, as every buyer has.
  expect(report.rowTotals[line]).toEqual([1 / 2, 1, 1]);
});

test('KP-20 what a customer will be worth: a year of her margin, for as many years as the shop expects', async () => {
  const { settings } = await shop.pay.shop.do('reports.settings', {}, boss);
  const [projected, margin, buyers] = await totals('kpi.ltvProjected', 'kpi.marginYear', 'kpi.buyersYear');
  expect(projected).toBeCloseTo(((margin ?? 0) / (buyers ?? 1)) * settings.ltvYears, 6);
  const [hand] = await sql<{ n: number }>(
    `SELECT sum(billed_fen - cost_fen)::int AS n FROM orders o WHERE o.phase IN ('open', 'closed') AND EXISTS (SELECT 1 FROM order_payments p WHERE p.order_id = o.id)`,
  );
  expect(margin).toBe(hand?.n);
});
