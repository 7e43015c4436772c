import { randomUUID } from 'node:crypto';
import type { FormBody } from '@zhike/domain/engines/forms/definition';
import type { RecordTypeBody } from '@zhike/domain/forms/record-type';
import { hearLeftOvers } from '../src/engines/rules/changes';
import { openRuleStage, ruleBody, type RuleStage } from './rules.stage';

/** A kind of record that the shop made up stands in conditions, rules, flows and reports like any other. */
const options = (...labels: string[]) => labels.map((label, n) => ({ id: `o${n}`, label }));
const CONSULT: RecordTypeBody = {
  entity: `rt_${randomUUID().replaceAll('-', '').slice(0, 10)}`,
  label: '咨询问诊单',
  unit: '份',
  name: 'cf_title',
  fields: [
    { id: 'cf_title', label: '主诉', type: 'text', sensitivity: 'internal' },
    { id: 'cf_customer', label: '客户', type: 'ref', to: 'customer', sensitivity: 'internal' },
    { id: 'cf_tongue', label: '舌苔', type: 'option', sensitivity: 'internal', options: options('薄白', '厚腻') },
    { id: 'cf_budget', label: '预算', type: 'money', sensitivity: 'internal' },
    { id: 'cf_visit', label: '到店日期', type: 'date', sensitivity: 'internal' },
    { id: 'cf_done', label: '已回访', type: 'bool', sensitivity: 'internal' },
  ],
};
const SLOTS = CONSULT.fields.map((field) => field.id.slice(3));
const FORM: FormBody = {
  title: '咨询问诊单',
  entity: CONSULT.entity,
  mode: 'create',
  layout: [{ id: 'main', cols: 1, slots: SLOTS }],
  fields: Object.fromEntries(SLOTS.map((slot) => [slot, { field: `cf_${slot}` }])),
  rules: [],
  submit: { button: '提交', after: 'record' },
};

jest.setTimeout(300_000);

let shop: RuleStage;
let formId: string;
let fang: string;
let mei: string;
beforeAll(async () => {
  shop = await openRuleStage();
  await shop.publish('record', CONSULT.label, CONSULT);
  formId = await shop.publish('form', FORM.title, FORM);
  fang = await shop.somebody({ name: '王芳' });
  mei = await shop.somebody({ name: '李梅' });
}, 400_000);
afterAll(() => shop?.stage.harness.close());

const fill = async (values: Record<string, string | number | boolean>): Promise<string> =>
  (
    await shop.stage.harness.do(
      'forms.submit',
      { id: formId, version: 1, submissionId: randomUUID(), values, storeId: shop.stage.shop.stores.jing },
      await shop.boss(),
    )
  ).recordId;
const met = async (entity: string, where: object): Promise<string[]> => {
  const { count, rows } = await shop.stage.harness.do('segments.preview', { entity, where: where as Record<string, unknown> }, await shop.boss());
  expect(count).toBe(rows.length);
  return rows.map((row) => row.name).sort();
};
const sees = async (id: string): Promise<Record<string, unknown>> => (await shop.stage.harness.do('forms.record', { id }, await shop.boss())).record.values;

test('FM-12 records of a made-up kind are asked by conditions: their fields, what they link to, and back from the customer', async () => {
  await fill({ title: '头皮发痒', customer: fang, tongue: 'o1', budget: 10_000, visit: '2026-11-20' });
  await fill({ title: '肩颈酸痛', customer: fang, tongue: 'o0', budget: 25_000 });
  await fill({ title: '失眠', customer: mei, tongue: 'o0', budget: 3_000 });
  await fill({ title: '无主', tongue: 'o1' });
  const { entity } = CONSULT;
  expect(await met(entity, { f: 'cf_tongue', op: 'eq', v: 'o1' })).toEqual(['头皮发痒', '无主'].sort());
  expect(await met(entity, { f: 'cf_customer', op: 'eq', v: fang })).toEqual(['头皮发痒', '肩颈酸痛'].sort());
  expect(await met(entity, { f: 'cf_customer', op: 'empty' })).toEqual(['无主']);
  expect(await met(entity, { f: 'cf_customer.name', op: 'eq', v: '李梅' })).toEqual(['失眠']);
  expect(
    await met(entity, {
      all: [
        { f: 'cf_budget', op: 'gte', v: 10_000 },
        { f: 'cf_visit', op: 'empty' },
      ],
    }),
  ).toEqual(['肩颈酸痛']);
  // 「有满足〔舌苔等于厚腻〕的咨询问诊单」的客户
  const back = `${entity}_cf_customer`;
  expect(await met('customer', { rel: back, q: 'some', where: { f: 'cf_tongue', op: 'eq', v: 'o1' } })).toEqual(['王芳']);
  expect(await met('customer', { rel: back, q: 'sum', of: 'cf_budget', op: 'gte', v: 20_000 })).toEqual(['王芳']);
  expect(await met('customer', { all: [{ rel: back, q: 'count', op: 'eq', v: 1 }] })).toEqual(['李梅']);
  const { sentence } = await shop.stage.harness.do(
    'segments.preview',
    { entity: 'customer', where: { rel: back, q: 'some', where: { f: 'cf_tongue', op: 'eq', v: 'o1' } } },
    await shop.boss(),
  );
  expect(sentence).toBe('有满足〔舌苔等于「厚腻」〕的咨询问诊单');
});

test('FM-12 a report counts records of a made-up kind, splits them by their choices and shows exactly the rows', async () => {
  const boss = await shop.boss();
  const { entity } = CONSULT;
  const body = {
    title: '问诊预算',
    chart: 'table',
    measures: [{ m: 'own_budget' }, { m: 'own_count' }],
    rows: [{ dim: 'own_tongue' }],
    period: { toDate: 'month' },
    zeroFill: false,
    own: {
      measures: [
        { id: 'own_budget', label: '预算合计', home: entity, agg: 'sum', of: 'cf_budget', time: 'createdAt', format: 'fen', formulaText: '预算之和' },
        { id: 'own_count', label: '问诊数', home: entity, agg: 'count', time: 'createdAt', format: 'int', formulaText: '问诊单的数量' },
      ],
      dimensions: [{ id: 'own_tongue', label: '舌苔', entity, field: 'cf_tongue' }],
    },
  };
  const run = await shop.stage.harness.do('reports.run', { report: { body } } as never, boss);
  expect(JSON.stringify(run)).toContain('厚腻');
  const [sum] = await shop.sql<{ n: number }>(`SELECT sum(cf_num(custom -> 'cf_budget'))::int AS n FROM records WHERE entity = $1`, [entity]);
  expect(JSON.stringify(run)).toContain(String(sum!.n));
});

test('RU-02 FM-12 rules hear that a record of a made-up kind is new and that its field changed, and write it', async () => {
  const made = await shop.publish(
    'rule',
    '新问诊要回访',
    ruleBody({
      entity: CONSULT.entity,
      when: { f: 'cf_tongue', op: 'eq', v: 'o1' },
      effects: [{ id: 's', what: { do: 'record.set', values: { cf_done: false } } }],
    }),
  );
  const changed = await shop.publish(
    'rule',
    '舌苔变了',
    ruleBody({
      entity: CONSULT.entity,
      trigger: { on: 'updated', field: 'cf_tongue', to: ['o0'] },
      effects: [{ id: 's', what: { do: 'record.set', values: { cf_budget: 100 } } }],
    }),
  );
  const id = await fill({ title: '湿气重', customer: mei, tongue: 'o1' });
  const other = await fill({ title: '怕冷', customer: mei, tongue: 'o0' });
  await shop.round();
  expect([(await sees(id)).cf_done, (await sees(other)).cf_done]).toEqual([false, undefined]);
  await shop.sql(`UPDATE records SET custom = custom || '{"cf_tongue":"o0"}' WHERE id = $1::uuid`, [id]);
  await hearLeftOvers(shop.ports, 0);
  await shop.round();
  expect((await sees(id)).cf_budget).toBe(100);
  expect([await shop.occurrences(made, other), await shop.occurrences(changed, id)]).toEqual([['c skipped:not_matching'], ['u done']]);
  await shop.off(made);
  await shop.off(changed);
});
