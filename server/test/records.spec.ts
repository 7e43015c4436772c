import { randomUUID } from 'node:crypto';
import type { FormBody } from '@zhike/domain/engines/forms/definition';
import type { RecordTypeBody } from '@zhike/domain/forms/record-type';
import { type Fixture, seedFixture } from './fixture';
import { itemForm, itemType, newPhone, publish } from './forms.shop';
import { type Harness, type Login, startHarness } from './harness';
import { readSheet } from './sheets';

let shop: Harness;
let fixture: Fixture;
let boss: Login;
let reception: Login;
let customerId: string;
let formId: string;

const options = (...labels: string[]) => labels.map((label, n) => ({ id: `o${n}`, label }));
/** 咨询问诊单: ten fields of eight types, and a table. */
const CONSULT: RecordTypeBody = {
  entity: `rt_${randomUUID().replaceAll('-', '').slice(0, 10)}`,
  label: '咨询问诊单',
  unit: '份',
  name: 'cf_title',
  fields: [
    { id: 'cf_title', label: '主诉', type: 'text', sensitivity: 'internal' },
    { id: 'cf_customer', label: '客户', type: 'ref', to: 'customer', sensitivity: 'internal' },
    { id: 'cf_phone', label: '手机号', type: 'phone', sensitivity: 'personal' },
    { id: 'cf_story', label: '病程', type: 'longtext', sensitivity: 'internal' },
    { id: 'cf_tongue', label: '舌苔', type: 'option', sensitivity: 'internal', options: options('薄白', '厚腻') },
    { id: 'cf_skin', label: '肤质', type: 'options', sensitivity: 'internal', options: options('干', '油', '敏感') },
    { id: 'cf_budget', label: '合计', type: 'money', sensitivity: 'internal' },
    { id: 'cf_visit', label: '到店日期', type: 'date', sensitivity: 'internal' },
    { id: 'cf_score', label: '疼痛评分', type: 'number', sensitivity: 'internal', scale: 1 },
    { id: 'cf_first', label: '首次到店', type: 'bool', sensitivity: 'internal' },
    { id: 'cf_lines', label: '套餐明细', type: 'rows', sensitivity: 'internal' },
  ],
};
const formOf = (items: string): FormBody => {
  const slots = CONSULT.fields.map((field) => field.id.slice(3));
  return {
    title: '咨询问诊单',
    entity: CONSULT.entity,
    mode: 'create',
    layout: [{ id: 'main', cols: 1, slots }],
    fields: {
      ...Object.fromEntries(slots.map((slot) => [slot, { field: `cf_${slot}` }])),
      title: { field: 'cf_title', requiredIf: true },
      lines: { field: 'cf_lines', rows: { form: items, total: [{ slot: 'budget', agg: 'sum', of: 'price' }] } },
    },
    rules: [],
    submit: { button: '提交', after: 'record' },
  };
};

beforeAll(async () => {
  shop = await startHarness({ env: { WORKER: 'separate', RATE_LIMIT_FACTOR: '1000' } });
  fixture = await seedFixture(shop.server.ports);
  boss = await shop.staff('zongbu');
  reception = await shop.staff('qianqian');
  customerId = (await shop.server.ports.db.prisma.customer.create({ data: { name: '王芳', memberCode: 'WF0001', storeId: fixture.storeId } })).id;
  const items = itemType();
  await publish(shop, boss, 'record', items.label, items);
  await publish(shop, boss, 'record', CONSULT.label, CONSULT);
  formId = await publish(shop, boss, 'form', '咨询问诊单', formOf(await publish(shop, boss, 'form', '问诊项目', itemForm(items))));
}, 60_000);
afterAll(() => shop?.close());

const fill = async (values: Record<string, string | number | boolean | string[]>, prices: number[] = []): Promise<string> =>
  (
    await shop.do(
      'forms.submit',
      { id: formId, version: 1, submissionId: randomUUID(), values, rows: { lines: prices.map((price, n) => ({ values: { item: `套餐 ${n + 1}`, price } })) } },
      reception,
    )
  ).recordId;
const list = (over: object = {}, as: Login = reception) => shop.do('records.list', { entity: CONSULT.entity, ...over }, as);
const namesOf = ({ items }: Awaited<ReturnType<typeof list>>) => items.map((one) => one.name);

test('FM-22 three package lines stand in an order form, and their total rolls up to its amount', async () => {
  const id = await fill({ title: '婚纱套系' }, [388_000, 120_000, 15_050]);
  const { record } = await shop.do('forms.record', { id }, reception);
  expect(record.values.cf_budget).toBe(523_050);
  expect(record.rows.cf_lines?.map((row) => row.values.cf_price)).toEqual([388_000, 120_000, 15_050]);
  // A typed total is not taken: the lines say what it is.
  const other = await fill({ title: '改总价', budget: 1 }, [20_000]);
  expect((await shop.do('forms.record', { id: other }, reception)).record.values.cf_budget).toBe(20_000);
});

test('FM-12 咨询问诊单 with ten fields is made without code: it lists, searches, filters by conditions, and goes to a spreadsheet', async () => {
  const full = {
    title: '头皮发痒',
    customer: customerId,
    phone: newPhone(),
    story: '=三个月\n反复',
    tongue: 'o1',
    skin: ['o0', 'o2'],
    visit: '2026-11-26',
    score: 6.5,
    first: true,
  };
  await fill(full, [10_000, 2_850]);
  await fill({ title: '肩颈酸痛', tongue: 'o0', score: 3 });
  const { types } = await shop.do('records.types', {}, reception);
  expect(types.find((one) => one.entity === CONSULT.entity)).toMatchObject({ label: '咨询问诊单', unit: '份', records: 4, formId });
  expect(types.map((one) => one.label)).not.toContain('问诊项目');
  const all = await list();
  expect(namesOf(all)).toEqual(['肩颈酸痛', '头皮发痒', '改总价', '婚纱套系']);
  expect(all.names).toEqual({ [customerId]: '王芳' });
  expect(namesOf(await list({ search: '发痒' }))).toEqual(['头皮发痒']);
  expect(namesOf(await list({ where: { f: 'cf_tongue', op: 'eq', v: 'o1' } }))).toEqual(['头皮发痒']);
  expect(
    namesOf(
      await list({
        where: {
          all: [
            { f: 'cf_score', op: 'gte', v: 3 },
            { f: 'cf_skin', op: 'noneOf', v: ['o2'] },
          ],
        },
      }),
    ),
  ).toEqual(['肩颈酸痛']);
  expect(namesOf(await list({ where: { f: 'cf_budget', op: 'gt', v: 15_000 } }))).toEqual(['改总价', '婚纱套系']);
  const { url, fileName } = await shop.do('records.export', { entity: CONSULT.entity, where: { f: 'cf_tongue', op: 'notEmpty' } }, reception);
  expect(fileName).toMatch(/^records-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.xlsx$/);
  const [head, ...rows] = await readSheet(shop, url);
  expect(head).toEqual(['登记时间', '登记人', ...CONSULT.fields.slice(0, 10).map((field) => field.label)]);
  expect(rows.map((row) => row.slice(2))).toEqual([
    ['肩颈酸痛', '', '', '', '薄白', '', '0', '', '3', ''],
    ['头皮发痒', '王芳', expect.stringMatching(/^\d{3}\*{4}\d{4}$/), "'=三个月\n反复", '厚腻', '干、敏感', '128.5', '2026-11-26', '6.5', '是'],
  ]);
  expect((await fetch(shop.url + url)).status).toBe(404);
});

test('FM-12 a condition may not look into what is sealed, nor into what is not there, and says where it is wrong', async () => {
  for (const where of [
    { f: 'cf_phone', op: 'eq', v: '13800138000' },
    { f: 'custom', op: 'notEmpty' },
    { f: 'cf_customer', op: 'eq', v: customerId },
    { nonsense: 1 },
  ])
    expect((await shop.send('records.list', { entity: CONSULT.entity, where }, reception)).refusal?.code).toBe('segments.has_problems');
});

test('FM-12 pages turn without a record twice or left out', async () => {
  for (let n = 0; n < 55; n++) await fill({ title: `第 ${n}` });
  const first = await list();
  const second = await list({ cursor: first.next });
  expect([first.items.length, second.next]).toEqual([50, null]);
  expect(new Set([...first.items, ...second.items].map((one) => one.id)).size).toBe(59);
});

test('PM-02 the list and the spreadsheet hold only what the reader reaches', async () => {
  await shop.do('forms.submit', { id: formId, version: 1, submissionId: randomUUID(), values: { title: '徐汇的' }, storeId: fixture.otherStoreId }, boss);
  expect(namesOf(await list({ search: '徐汇的' }))).toEqual([]);
  expect(namesOf(await list({ search: '徐汇的' }, boss))).toEqual(['徐汇的']);
  const { url } = await shop.do('records.export', { entity: CONSULT.entity, search: '徐汇的' }, reception);
  expect(await readSheet(shop, url)).toHaveLength(1);
  const photographer = await shop.staff('mei');
  expect((await shop.send('records.list', { entity: CONSULT.entity }, photographer)).refusal?.code).toBe('access.forbidden');
});
