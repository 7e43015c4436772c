import { draft } from './customers.fixtures';
import { openRuleStage, type RuleStage } from './rules.stage';

jest.setTimeout(120_000);

let shop: RuleStage;
let level: string;
let score: string;
let grade: string;
beforeAll(async () => {
  shop = await openRuleStage();
  level = await shop.field('customer', '预算', 'money');
  score = await shop.field('customer', '评分', 'number');
  grade = await shop.field('customer', '档次', 'text');
}, 120_000);
afterAll(() => shop?.stage.harness.close());

const send = () => shop.stage.harness;
const guard = (when: object, set: object[], on = ['create', 'update']) => ({ entity: 'customer', on, when, answer: { set } });
const f = (field: string) => ({ field });
const customOf = async (id: string) =>
  (await shop.sql<{ custom: Record<string, unknown> }>('SELECT custom FROM customers WHERE id = $1::uuid', [id]))[0]?.custom;
const write = async (recordId: string, values: Record<string, unknown>) =>
  send().send('fields.write', { entity: 'customer', recordId, values } as never, await shop.boss());

test('RU-09 a check before saving sets a field by a formula, in the same save, and what rules and refusals look at is what stands then', async () => {
  const over = { f: level, op: 'gte', v: 1_000_000 };
  const score1 = await shop.publish(
    'guard',
    'A 算评分',
    guard({ f: level, op: 'notEmpty' }, [{ field: score, formula: { call: '/', args: [f(level), { value: 1000 }] } }]),
  );
  // A later one sees what an earlier one set.
  const grade1 = await shop.publish('guard', 'B 定档次', guard({ f: score, op: 'gte', v: 10 }, [{ field: grade, formula: { value: '高' } }]));
  const refuse = await shop.publish('guard', 'C 太高', { entity: 'customer', on: ['create', 'update'], when: over, answer: { refuse: '预算请与店长核对' } });
  const id = await shop.somebody();
  expect(await customOf(id)).toEqual({});
  expect((await write(id, { [level]: 500_000 })).refusal).toBeNull();
  // 5,000 yuan by a thousand is 5: no grade yet.
  expect(await customOf(id)).toEqual({ [level]: 500_000, [score]: 5 });
  const refused = await write(id, { [level]: 1_200_000 });
  expect(refused.refusal?.code).toBe('rule.guard_refused');
  // Nothing of it is kept, not even what was set before it was refused.
  expect(await customOf(id)).toEqual({ [level]: 500_000, [score]: 5 });
  await shop.off(refuse);
  expect((await write(id, { [level]: 1_200_000 })).refusal).toBeNull();
  expect(await customOf(id)).toEqual({ [level]: 1_200_000, [score]: 12, [grade]: '高' });
  // Who made the change and what it did stands in the field's history.
  const { items } = await send().do('fields.history', { entity: 'customer', recordId: id }, await shop.boss());
  expect(items.some((one) => JSON.stringify(one).includes('高'))).toBe(true);
  for (const one of [score1, grade1]) await shop.off(one);
});

test('RU-09 it sets on every way of writing: a new customer, a change of many, a rule', async () => {
  const guardId = await shop.publish('guard', '来源分档', guard({ f: 'source', op: 'eq', v: '老客介绍' }, [{ field: grade, formula: { value: '老带新' } }]));
  const made = (await send().do('customers.create', { ...draft('介绍来的'), source: '老客介绍', storeId: shop.stage.shop.stores.jing }, await shop.boss()))
    .profile.id;
  expect(await customOf(made)).toEqual({ [grade]: '老带新' });
  const others = [await shop.somebody(), await shop.somebody()];
  await send().do('bulk.begin', { selection: { ids: others }, change: { do: 'set', field: 'source', value: '老客介绍' }, expected: 2 }, await shop.boss());
  await shop.round();
  for (const id of others) expect(await customOf(id)).toEqual({ [grade]: '老带新' });
  await shop.off(guardId);
});

test('RU-09 a formula that does not fit its field, a field that nobody may write and a name that is not there keep it from being put in force', async () => {
  expect(await shop.problems('guard', guard({ all: [] }, [{ field: score, formula: { call: 'TODAY', args: [] } }]))).toContainEqual(
    expect.stringMatching(/^result_type/),
  );
  expect(await shop.problems('guard', guard({ all: [] }, [{ field: 'createdAt', formula: { value: 1 } }]))).toContainEqual(
    expect.stringContaining('field_not_writable'),
  );
  expect(await shop.problems('guard', guard({ all: [] }, [{ field: score, formula: f('cf_nothing') }]))).toContainEqual(
    expect.stringContaining('unknown_field'),
  );
});
