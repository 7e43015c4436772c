import type { Login } from './harness';
import { openRuleStage, ruleBody, type RuleStage } from './rules.stage';

jest.setTimeout(180_000);

let shop: RuleStage;
beforeAll(async () => {
  shop = await openRuleStage();
}, 90_000);
afterAll(() => shop?.stage.harness.close());

const open = { id: 't', what: { do: 'task.open', who: { path: 'owner' }, title: '打电话' } } as const;
const simulate = async (body: object, by?: Login) =>
  shop.stage.harness.do('rules.simulate', { body: body as Record<string, unknown>, storeId: null, days: 90 }, by ?? (await shop.boss()));

/** Every table of the database, whole: how many rows, what stands in them, and the last transaction that wrote one. */
async function everything(): Promise<string> {
  const tables = await shop.sql<{ name: string }>(`SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname = 'public' ORDER BY 1`);
  const counts = await Promise.all(
    tables.map(async ({ name }) => {
      const [row] = await shop.sql<{ n: string; last: string | null; all: string }>(
        `SELECT count(*)::text AS n, max(xmin::text::bigint)::text AS last, md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS all FROM ${name} t`,
      );
      return `${name} ${row?.n} ${row?.last} ${row?.all}`;
    }),
  );
  return counts.join('\n');
}

test('RU-16 a birthday rule that nobody has published is tried on the last 90 days: whose birthday it was, and not who fits the rest only', async () => {
  const [fits, other, later] = [
    await shop.somebody({ birthday: '1990-04-10', source: '抖音' }),
    await shop.somebody({ birthday: '1990-04-10', source: '美团' }),
    await shop.somebody({ birthday: '1990-06-20', source: '抖音' }),
  ];
  await shop.stage.until('2027-05-20T10:00');
  const rule = ruleBody({
    trigger: { on: 'yearly', path: 'birthday', offset: { days: -3 }, at: '09:00' },
    when: { f: 'source', op: 'eq', v: '抖音' },
    effects: [open],
  });
  const boss = await shop.boss();
  const before = await everything();
  const told = await simulate(rule, boss);
  expect(await everything()).toBe(before);
  expect(told).toMatchObject({ known: true, from: '2027-02-19', to: '2027-05-19', firings: 1, records: 1, days: [{ day: '2027-04-07', count: 1 }] });
  expect(told.effects).toEqual([{ does: 'task.open', times: 1 }]);
  expect(told.rows).toEqual([
    {
      recordId: fits,
      title: expect.any(String),
      day: '2027-04-07',
      dueAt: '2027-04-07T01:00:00.000Z',
      lines: [{ words: expect.stringContaining('抖音'), ok: true }],
      message: null,
    },
  ]);
  expect([other, later].some((id) => told.rows.some((row) => row.recordId === id))).toBe(false);
});

test('RU-16 it is the same that the rule then does: those who were created, and the day after what was done', async () => {
  const created = ruleBody({ trigger: { on: 'created' }, effects: [open] });
  const before = (await simulate(created)).firings;
  await shop.somebody();
  await shop.stage.until('2027-05-22T10:00');
  expect((await simulate(created)).firings).toBe(before + 1);
  const order = await shop.order(await shop.somebody());
  await shop.stage.until('2027-05-27T10:00');
  const after = ruleBody({ entity: 'order', trigger: { on: 'after', verb: 'order.created', days: [1, 3, 7], at: '10:00' }, effects: [open] });
  expect((await simulate(after)).rows.map((row) => [row.recordId, row.day])).toEqual([
    [order.id, '2027-05-25'],
    [order.id, '2027-05-23'],
  ]);
});

test('RU-14 RU-16 who became silent is told by the day on which she did, once a silence', async () => {
  const id = await shop.somebody();
  await shop.stage.until('2027-08-01T10:00');
  const segment = await shop.publish('segment', '建档满 30 天', {
    entity: 'customer',
    where: { f: 'createdAt', op: 'inWindow', v: { before: 30, unit: 'day' } },
  });
  const told = await simulate(ruleBody({ trigger: { on: 'enter', segment, at: '09:00' }, reentry: { whenLeft: true }, effects: [open] }));
  expect(told.rows.filter((row) => row.recordId === id).map((row) => row.day)).toEqual(['2027-06-27']);
});

test('RU-16 what left no trace is said to be unknown, what cannot be understood is refused, and whoever may not read designs sees nothing', async () => {
  expect(await simulate(ruleBody({ trigger: { on: 'updated', field: 'source' }, effects: [open] }))).toMatchObject({ known: false, firings: 0, rows: [] });
  const bad = ruleBody({ trigger: { on: 'yearly', path: 'name', offset: { days: 0 }, at: '09:00' }, effects: [open] });
  const answer = await shop.stage.harness.send('rules.simulate', { body: bad as never, storeId: null, days: 90 }, await shop.boss());
  expect(answer.refusal).toMatchObject({ code: 'definition.has_problems', facts: { problems: [{ code: 'not_a_date' }] } });
  expect((await shop.stage.harness.send('rules.simulate', { body: bad as never, storeId: null, days: 90 }, await shop.stage.harness.staff('mei'))).status).toBe(
    403,
  );
});

test('RU-16 a field that keeps its history is asked as it stood on each day; of what keeps none the values of now stand in, and it is said', async () => {
  const score = await shop.field('customer', '意向', 'number');
  const boss = await shop.boss();
  const id = await shop.somebody({ birthday: '1990-09-10' });
  const set = (value: number) => shop.stage.harness.do('fields.write', { entity: 'customer', recordId: id, values: { [score]: value } }, boss);
  await set(9);
  await shop.stage.until('2027-09-20T10:00');
  await shop.stage.harness.do('fields.write', { entity: 'customer', recordId: id, values: { [score]: 1 } }, await shop.boss());
  await shop.stage.until('2027-09-21T10:00');
  const birthday = (when: object) =>
    simulate(ruleBody({ trigger: { on: 'yearly', path: 'birthday', offset: { days: 0 }, at: '09:00' }, when: when as never, effects: [open] }));
  // On her birthday she had nine, though she has one by now.
  const high = await birthday({ f: score, op: 'gte', v: 5 });
  expect([high.rows.map((row) => [row.recordId, row.day]), high.standIns]).toEqual([[[id, '2027-09-10']], ['生日']]);
  expect((await birthday({ f: score, op: 'lt', v: 5 })).firings).toBe(0);
  expect(
    (
      await birthday({
        all: [
          { f: 'source', op: 'notEmpty' },
          { rel: 'orders', q: 'none' },
        ],
      })
    ).standIns,
  ).toEqual(['生日', '来源', '订单']);
});

test('RU-16 its messages go through the gate as it would have been: sent, put off by the night, held back by her wish and by the caps', async () => {
  const text = await shop.publish('text', '上新', { entity: 'customer', title: '上新', text: '[客户姓名]，上新了', variables: { 客户姓名: { path: 'name' } } });
  const source = '只此一家';
  const [glad, refuses, stranger] = [await shop.somebody({ source }), await shop.somebody({ source }), await shop.somebody({ source })];
  for (const id of [glad, refuses])
    await shop.sql(
      `INSERT INTO customer_identities (id, provider, subject, customer_id, created_at) VALUES (gen_random_uuid(), 'weapp', $1, $2::uuid, now())`,
      [`sim-${id}`, id],
    );
  await shop.sql(`INSERT INTO advertising_refusals (customer_id, at) VALUES ($1::uuid, now())`, [refuses]);
  await shop.stage.until('2027-10-15T10:00');
  const say = { id: 'm', what: { do: 'message', template: text, to: 'self', channels: ['weapp'] } } as const;
  const daily = (at: string) =>
    ruleBody({
      trigger: { on: 'schedule', cron: { at }, each: { f: 'source', op: 'eq', v: source } },
      category: 'marketing',
      expires: { n: 3, unit: 'day' },
      effects: [say],
    });
  const boss = await shop.boss();
  const before = await everything();
  const body = daily('10:00') as unknown as Record<string, unknown>;
  const day = await shop.stage.harness.do('rules.simulate', { body, storeId: null, days: 7 }, boss);
  expect(await everything()).toBe(before);
  // Seven days, three people: she gets three a week, one wishes none, and one cannot be told.
  expect([day.firings, day.gate]).toEqual([
    21,
    {
      asked: 21,
      sent: 3,
      waited: [],
      held: [
        { reason: 'no_advertising', times: 7 },
        { reason: 'no_wechat', times: 7 },
        { reason: 'cap_week', times: 4 },
      ],
    },
  ]);
  expect(new Set(day.rows.filter((row) => row.recordId === stranger).map((row) => row.message))).toEqual(new Set(['no_wechat']));
  expect(day.rows.filter((row) => row.recordId === glad && row.message === 'sent')).toHaveLength(3);
  const night = await shop.stage.harness.do('rules.simulate', { body: daily('22:00') as never, storeId: null, days: 1 }, boss);
  expect(night.gate).toMatchObject({ asked: 3, sent: 1, waited: [{ reason: 'quiet_hours', times: 1 }] });
});
