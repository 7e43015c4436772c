import { randomUUID } from 'node:crypto';
import type { FormBody } from '@zhike/domain/engines/forms/definition';
import type { RecordTypeBody } from '@zhike/domain/forms/record-type';
import { seedFixture } from './fixture';
import { publish } from './forms.shop';
import { type Harness, type Login, startHarness } from './harness';

/* What each control keeps and refuses, through the API: the rows of the requirements by their own examples. */

let shop: Harness;
let boss: Login;
let reception: Login;
let formId: string;
const plain = { sensitivity: 'internal' as const };
const type: RecordTypeBody = {
  entity: 'rt_shootorder',
  label: '拍摄单',
  unit: '张',
  name: 'cf_title',
  fields: [
    { id: 'cf_title', label: '名称', type: 'text', ...plain },
    { id: 'cf_note', label: '备注', type: 'longtext', ...plain },
    { id: 'cf_born', label: '生日', type: 'date', ...plain },
    {
      id: 'cf_gender',
      label: '性别',
      type: 'option',
      options: [
        { id: 'f', label: '女' },
        { id: 'm', label: '男' },
      ],
      ...plain,
    },
    {
      id: 'cf_item',
      label: '项目',
      type: 'option',
      options: [
        { id: 'a', label: '婚纱照' },
        { id: 'b', label: '写真' },
      ],
      ...plain,
    },
    { id: 'cf_total', label: '金额', type: 'money', ...plain },
    { id: 'cf_shooter', label: '摄影师', type: 'member', to: 'staff', ...plain },
    { id: 'cf_place', label: '场地', type: 'ref', to: 'unit', ...plain },
  ],
};
const form: FormBody = {
  title: '拍摄单',
  entity: type.entity,
  mode: 'create',
  layout: [{ id: 'main', cols: 1, slots: ['title', 'note', 'born', 'gender', 'item', 'sum', 'who', 'place'] }],
  fields: {
    title: { field: 'cf_title', requiredIf: true, default: { value: '未命名' }, placeholder: '如：王芳婚纱照', help: '客户看不到' },
    note: { field: 'cf_note' },
    born: { field: 'cf_born' },
    gender: { field: 'cf_gender', control: 'radio' },
    item: { field: 'cf_item', control: 'dropdown' },
    sum: { field: 'cf_total', checks: [{ is: 'range', min: 0 }] },
    who: { field: 'cf_shooter' },
    place: { field: 'cf_place', ref: { show: ['kind'], fill: [], limit: 'active', filter: { f: 'kind', op: 'eq', v: '摄影棚' } } },
  },
  rules: [],
  submit: { button: '保存', after: 'record' },
};

beforeAll(async () => {
  shop = await startHarness({ env: { WORKER: 'separate' } });
  await seedFixture(shop.server.ports);
  [boss, reception] = [await shop.staff('zongbu'), await shop.staff('qianqian')];
  await publish(shop, boss, 'record', type.label, type);
  formId = await publish(shop, boss, 'form', form.title, form);
}, 300_000);
afterAll(() => shop?.close());

const hand = (values: Record<string, string | number | null>, more: object = {}) =>
  shop.send('forms.submit', { id: formId, version: 1, submissionId: randomUUID(), values: { title: '单子', ...values }, ...more }, reception);
const kept = async (values: Record<string, string | number>) => {
  const { recordId } = (await hand(values)).value;
  return (await shop.do('forms.record', { id: recordId }, reception)).record.values;
};
const refused = async (values: Record<string, string | number>) => {
  const answer = await hand(values);
  const { refusal } = answer as unknown as { refusal: { facts: { problems: { code: string; path: string; facts: { label?: string } }[] } } };
  return [answer.status, ...refusal.facts.problems.map((one) => `${one.code} ${one.path} ${one.facts.label ?? ''}`)];
};

test('FM-02 a note of 2,000 Chinese characters comes back with its line breaks', async () => {
  const note = Array.from({ length: 100 }, (_, line) => `第${String(line).padStart(2, '0')}行：客户喜欢自然光`).join('\n');
  const long = `${note}\n\n${'好'.repeat(2_000 - [...note].length - 2)}`;
  expect([...long]).toHaveLength(2_000);
  expect((await kept({ title: '一行字', note: long })).cf_note).toBe(long);
});

test('FM-04 a birthday is a calendar date: entered as 1990-05-01 it is kept and shown as that, by whichever clock', async () => {
  expect((await kept({ born: '1990-05-01' })).cf_born).toBe('1990-05-01');
  const [row] = await shop.server.ports.db.pool
    .query<{ born: string }>(`SELECT custom->>'cf_born' AS born FROM records WHERE custom ? 'cf_born'`)
    .then((found) => found.rows);
  expect(row?.born).toBe('1990-05-01');
  expect(await refused({ born: '1990-02-30' })).toEqual([422, 'not_a_date /born 生日']);
});

test('FM-05 a choice that is not in the list is refused with 422, as buttons and as a drop-down', async () => {
  expect(await kept({ gender: 'f', item: 'b' })).toMatchObject({ cf_gender: 'f', cf_item: 'b' });
  expect(await refused({ gender: 'x' })).toEqual([422, 'unknown_option /gender 性别']);
  expect(await refused({ item: '婚纱照' })).toEqual([422, 'unknown_option /item 项目']);
});

test('FM-06 an amount is kept in fen; words and less than nothing are refused', async () => {
  expect((await kept({ sum: 12_850 })).cf_total).toBe(12_850);
  expect(await refused({ sum: 'abc' })).toEqual([422, 'not_a_number /sum 金额']);
  expect(await refused({ sum: -1 })).toEqual([422, 'too_small /sum 金额']);
});

test('FM-09 pickers offer live rows of other tables, filtered; who is away is gone from them at once and stays on old records', async () => {
  const pick = async (slot: string, search: string) => (await shop.do('forms.pick', { id: formId, version: 1, slot, search, values: {} }, reception)).items;
  const { prisma } = shop.server.ports.db;
  const mei = await prisma.staffMember.findFirstOrThrow({ where: { wecomUserId: 'mei' } });
  expect((await pick('who', '梅')).map((one) => one.id)).toEqual([mei.id]);
  const places = await pick('place', '');
  expect(places.length).toBeGreaterThan(0);
  expect(new Set(places.map((one) => one.values.kind))).toEqual(new Set(['摄影棚']));
  const { recordId } = (await hand({ who: mei.id, place: places[0]?.id ?? '' })).value;
  await prisma.staffMember.update({ where: { id: mei.id }, data: { leftAt: new Date() } });
  await prisma.resourceUnit.update({ where: { id: places[0]?.id ?? '' }, data: { state: 'retired' } });
  expect(await pick('who', '梅')).toEqual([]);
  expect((await pick('place', '')).map((one) => one.id)).not.toContain(places[0]?.id);
  expect(await refused({ who: mei.id })).toEqual([422, 'link_inactive /who 摄影师']);
  const { record } = await shop.do('forms.record', { id: recordId }, reception);
  expect([record.names[mei.id], record.names[places[0]?.id ?? '']]).toEqual(['梅清', places[0]?.name]);
  const again = await hand({ title: '改个名', who: mei.id, place: places[0]?.id ?? '' }, { recordId });
  expect(again.status).toBe(200);
});

test('FM-10 a required field left empty is refused by the raw API with its title; left alone it is what the form says', async () => {
  expect(await refused({ title: '' })).toEqual([422, 'required /title 名称']);
  const { recordId } = (await shop.do('forms.submit', { id: formId, version: 1, submissionId: randomUUID(), values: {} }, reception)) as { recordId: string };
  expect((await shop.do('forms.record', { id: recordId }, reception)).record.name).toBe('未命名');
});
