import { randomUUID } from 'node:crypto';
import type { ApiInput } from '@zhike/domain/api';
import type { FormBody } from '@zhike/domain/engines/forms/definition';
import type { RecordTypeBody } from '@zhike/domain/forms/record-type';
import { runBulk } from '../src/modules/bulk/jobs';
import { type Fixture, seedFixture, staffWish } from './fixture';
import { newPhone, publish } from './forms.shop';
import { type Harness, type Login, startHarness } from './harness';

jest.setTimeout(300_000);

let shop: Harness;
let fixture: Fixture;
let boss: Login;
let reception: Login;
let formId: string;

const KIND: RecordTypeBody = {
  entity: `rt_${randomUUID().replaceAll('-', '').slice(0, 10)}`,
  label: '咨询问诊单',
  unit: '份',
  name: 'code',
  number: { prefix: 'ZX', restart: 'year', digits: 3 },
  states: [
    { id: 'new', label: '待接诊' },
    { id: 'seen', label: '已问诊' },
    { id: 'done', label: '已完成' },
  ],
  columns: ['state', 'cf_tongue'],
  fields: [
    { id: 'cf_title', label: '主诉', type: 'text', sensitivity: 'internal' },
    { id: 'cf_phone', label: '手机号', type: 'phone', sensitivity: 'personal' },
    {
      id: 'cf_tongue',
      label: '舌苔',
      type: 'option',
      sensitivity: 'internal',
      options: [
        { id: 'thin', label: '薄白' },
        { id: 'thick', label: '厚腻' },
      ],
    },
  ],
};
const SLOTS = ['title', 'phone', 'tongue'];
const FORM: FormBody = {
  title: KIND.label,
  entity: KIND.entity,
  mode: 'create',
  layout: [{ id: 'main', cols: 1, slots: SLOTS }],
  fields: Object.fromEntries(SLOTS.map((slot) => [slot, { field: `cf_${slot}` }])),
  rules: [],
  submit: { button: '提交', after: 'record' },
};

beforeAll(async () => {
  shop = await startHarness({ env: { WORKER: 'separate', RATE_LIMIT_FACTOR: '1000' } });
  fixture = await seedFixture(shop.server.ports);
  boss = await shop.staff('zongbu');
  reception = await shop.staff('qianqian');
  await publish(shop, boss, 'record', KIND.label, KIND);
  formId = await publish(shop, boss, 'form', FORM.title, FORM);
}, 400_000);
afterAll(() => shop?.close());

const fill = async (values: Record<string, string>, recordId?: string): Promise<string> =>
  (await shop.do('forms.submit', { id: formId, version: 1, submissionId: randomUUID(), values, ...(recordId ? { recordId } : {}) }, reception)).recordId;
const read = async (id: string) => (await shop.do('forms.record', { id }, reception)).record;
const year = (): string => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 4);

test('FM-12 records get numbers that no two share, also when many are made at once, and begin in the first state', async () => {
  const ids = await Promise.all(Array.from({ length: 12 }, (_, n) => fill({ title: `同时 ${n}` })));
  const { items, columns } = await shop.do('records.list', { entity: KIND.entity }, reception);
  const codes = items.map((one) => one.name).sort();
  expect(codes).toEqual(Array.from({ length: 12 }, (_, n) => `ZX${year()}-${String(n + 1).padStart(3, '0')}`));
  expect(new Set(items.map((one) => one.values.state))).toEqual(new Set(['new']));
  expect(columns).toEqual(['state', 'cf_tongue']);
  expect(ids).toHaveLength(12);
  const found = await shop.do('records.list', { entity: KIND.entity, search: codes[4]! }, reception);
  expect(found.items.map((one) => one.name)).toEqual([codes[4]]);
});

test('FM-12 a record goes from state to state; an unknown one and an old page are refused; the list filters by it', async () => {
  const id = await fill({ title: '状态' });
  const { version } = await read(id);
  const moved = await shop.do('records.setState', { id, version, state: 'seen' }, reception);
  expect((await read(id)).values.state).toBe('seen');
  expect((await shop.send('records.setState', { id, version, state: 'done' }, reception)).refusal).toMatchObject({ code: 'record.changed' });
  expect((await shop.send('records.setState', { id, version: moved.version, state: 'x' }, reception)).refusal).toEqual({
    code: 'fields.value_invalid',
    facts: { field: '状态', problem: 'unknown_option' },
  });
  const seen = await shop.do('records.list', { entity: KIND.entity, where: { f: 'state', op: 'eq', v: 'seen' } }, reception);
  expect(seen.items.map((one) => one.id)).toEqual([id]);
});

test('FM-21 what a record said before is kept with who and when; of what is sealed only that it changed', async () => {
  const id = await fill({ title: '头痛', tongue: 'thin', phone: newPhone() });
  const before = await read(id);
  await fill({ title: '头痛三天', tongue: 'thick', phone: newPhone() }, id);
  await shop.do('records.setState', { id, version: before.version + 1, state: 'done' }, boss);
  const { items } = await shop.do('forms.history', { id }, reception);
  expect(items[0]).toMatchObject({ field: '状态', before: '「待接诊」', after: '「已完成」', sealed: false });
  const rest = items.slice(1).map((one) => [one.field, one.before, one.after, one.sealed, one.byName === '']);
  expect(rest.sort((a, b) => String(a[0]).localeCompare(String(b[0])))).toEqual(
    [
      ['主诉', '「头痛」', '「头痛三天」', false, false],
      ['手机号', null, null, true, false],
      ['舌苔', '「薄白」', '「厚腻」', false, false],
    ].sort((a, b) => String(a[0]).localeCompare(String(b[0]))),
  );
  const kept = await shop.server.ports.db.prisma.fieldHistory.findMany({ where: { recordId: id, fieldId: 'cf_phone' } });
  expect(kept.map((one) => [one.before, one.after])).toEqual([[null, null]]);
});

const bulk = async (selection: ApiInput<'bulk.begin'>['selection'], change: ApiInput<'bulk.begin'>['change'], expected: number) => {
  const begun = await shop.do('bulk.begin', { selection, change, expected }, boss);
  await runBulk(begun.bulk.id, shop.server.ports);
  return shop.do('bulk.get', { bulkId: begun.bulk.id }, boss);
};

test('FM-20 many records get a state and a value at once, each with its entry, and one undo gives each its own back', async () => {
  const ids = await Promise.all(['甲', '乙', '丙'].map((title, n) => fill({ title, ...(n === 0 ? { tongue: 'thick' } : {}) })));
  const selection = { of: KIND.entity, ids };
  expect(await shop.do('bulk.preview', { selection }, boss)).toEqual({ selected: 3, changeable: 3 });
  const stated = await bulk(selection, { do: 'state', state: 'done' }, 3);
  expect(stated.bulk).toMatchObject({ of: KIND.entity, words: '状态改为「已完成」', changed: 3, can: ['undo'] });
  const set = await bulk(selection, { do: 'set', field: 'cf_tongue', value: 'thick' }, 3);
  expect(set.bulk).toMatchObject({ words: '舌苔改为「厚腻」', changed: 2, same: 1 });
  const told = await shop.server.ports.db.prisma.event.count({ where: { type: 'record.changed', data: { path: ['bulkId'], equals: set.bulk.id } } });
  expect(told).toBe(2);
  await shop.do('bulk.undo', { bulkId: set.bulk.id }, boss);
  await runBulk(set.bulk.id, shop.server.ports);
  expect(await Promise.all(ids.map(async (id) => (await read(id)).values.cf_tongue ?? null))).toEqual(['thick', null, null]);
  expect((await shop.send('bulk.begin', { selection, change: { do: 'set', field: 'cf_phone', value: '1' }, expected: 3 }, boss)).refusal).toMatchObject({
    code: 'record.not_found',
  });
  expect((await shop.send('bulk.begin', { selection, change: { do: 'state', state: 'nowhere' }, expected: 3 }, boss)).refusal).toMatchObject({
    code: 'record.not_found',
  });
});

test('FM-20 the shop’s own field of many bookings is set at once and taken back', async () => {
  const { field } = await shop.do(
    'fields.save',
    { entity: 'booking', id: null, version: 0, field: { label: '香薰偏好', type: 'text', sensitivity: 'internal' } },
    boss,
  );
  const { id: customerId } = await shop.server.ports.db.prisma.customer.create({ data: { name: '王芳', memberCode: 'WF0009', storeId: fixture.storeId } });
  const bookings: { id: string }[] = [];
  for (const at of ['10:00', '14:00'])
    bookings.push((await shop.do('booking.create', { ...staffWish(fixture, fixture.at(at)), customerId, awaitDeposit: false }, boss)).booking);
  const selection = { of: 'booking' as const, ids: bookings.map((one) => one.id) };
  const set = await bulk(selection, { do: 'set', field: field.id, value: '薰衣草' }, bookings.length);
  expect(set.bulk).toMatchObject({ changed: bookings.length, words: '香薰偏好改为「薰衣草」' });
  await shop.do('bulk.undo', { bulkId: set.bulk.id }, boss);
  await runBulk(set.bulk.id, shop.server.ports);
  const rows = await shop.server.ports.db.prisma.booking.findMany({ where: { id: { in: selection.ids } }, select: { custom: true } });
  expect(rows.map((one) => one.custom)).toEqual(rows.map(() => ({})));
});
