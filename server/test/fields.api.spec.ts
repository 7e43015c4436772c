import type { FieldSaying, FieldView } from '@zhike/domain/fields/contract';
import { tendIndexes } from '../src/modules/fields/jobs';
import { newId } from '../src/platform/ids';
import { type Fixture, seedFixture, staffWish } from './fixture';
import { type Harness, type Login, startHarness } from './harness';
import { publish } from './forms.shop';

let shop: Harness;
let fixture: Fixture;
let boss: Login;
let reception: Login;
let manager: Login;
let customerId: string;

beforeAll(async () => {
  shop = await startHarness({ env: { WORKER: 'separate', RATE_LIMIT_FACTOR: '1000' } });
  fixture = await seedFixture(shop.server.ports);
  boss = await shop.staff('zongbu');
  reception = await shop.staff('qianqian');
  manager = await shop.staff('laoxu');
  customerId = (await shop.server.ports.db.prisma.customer.create({ data: { name: '王芳', memberCode: 'WF0001', storeId: fixture.storeId } })).id;
}, 60_000);
afterAll(() => shop?.close());

let labels = 0;
const saying = (over: Partial<FieldSaying>): FieldSaying => ({ label: `字段 ${++labels}`, type: 'text', sensitivity: 'internal', ...over });
const add = async (over: Partial<FieldSaying>, entity: 'customer' | 'booking' | 'order' = 'customer'): Promise<FieldView> =>
  (await shop.do('fields.save', { entity, id: null, version: 0, field: saying(over) }, boss)).field;
const sayingOf = ({ id: _, version: __, sealed: ___, ...said }: FieldView): FieldSaying => said;
const change = (field: FieldView, over: Partial<FieldSaying>, as: Login = boss) =>
  shop.send('fields.save', { entity: 'customer', id: field.id, version: field.version, field: { ...sayingOf(field), ...over } }, as);
const sheet = async (as: Login = boss, recordId = customerId) => shop.do('fields.sheet', { entity: 'customer', recordId }, as);
const saidIn = ({ open }: Awaited<ReturnType<typeof sheet>>) =>
  (open?.facts as { record?: { values: Record<string, unknown> } } | undefined)?.record?.values ?? {};
const write = (values: Record<string, string | number | boolean | null | string[]>, as: Login = boss, recordId = customerId) =>
  shop.send('fields.write', { entity: 'customer', recordId, values }, as);
const problems = (refusal: unknown) =>
  (refusal as { facts: { problems: { code: string; path: string }[] } }).facts.problems.map((one) => `${one.code} ${one.path}`);
const tongue = {
  label: '舌苔',
  type: 'option' as const,
  options: [
    { id: 'thin', label: '薄白' },
    { id: 'thick', label: '厚腻' },
  ],
};

test('FM-13 舌苔 is added to 5,000 live customers at once: old ones show it empty, nothing else of them changes', async () => {
  const { prisma } = shop.server.ports.db;
  await prisma.customer.createMany({
    data: Array.from({ length: 5_000 }, (_, n) => ({ id: newId(), memberCode: `L${n}`, name: `老客 ${n}`, storeId: fixture.storeId, note: `第 ${n} 位` })),
  });
  const before = await prisma.customer.findMany({ orderBy: { id: 'asc' } });
  const begun = performance.now();
  const field = await add(tongue);
  const seconds = (performance.now() - begun) / 1000;
  process.stdout.write(`FM-13: a field on ${before.length} live customers took ${seconds.toFixed(3)} s\n`);
  expect(await prisma.customer.findMany({ orderBy: { id: 'asc' } })).toEqual(before);
  const one = before.find((row) => row.name === '老客 7');
  const shown = await sheet(reception, one?.id);
  expect(shown.open?.form).toHaveProperty(['fields', field.id]);
  expect(saidIn(shown)).toEqual({});
  expect((await write({ [field.id]: 'thick' }, reception, one?.id)).status).toBe(200);
  expect(saidIn(await sheet(reception, one?.id))).toEqual({ [field.id]: 'thick' });
  const after = await prisma.customer.findMany({ orderBy: { id: 'asc' } });
  expect(after.filter((row, n) => JSON.stringify(row) !== JSON.stringify(before[n])).map((row) => row.name)).toEqual(['老客 7']);
});

test('FM-13 a look at what a change would do tells how many records it meets, before anything is saved', async () => {
  const field = await add({ ...tongue, label: '脉象' });
  const rows = await shop.server.ports.db.prisma.customer.findMany({ take: 3, where: { name: { startsWith: '老客' } }, orderBy: { memberCode: 'asc' } });
  for (const [n, row] of rows.entries()) await write({ [field.id]: n === 0 ? 'thin' : 'thick' }, boss, row.id);
  await publish(shop, boss, 'segment' as never, '脉象厚的人', { entity: 'customer', where: { f: field.id, op: 'eq', v: 'thick' } });
  const look = async (over: Partial<FieldSaying>) =>
    shop.do('fields.preview', { entity: 'customer', id: field.id, version: field.version, field: { ...sayingOf(field), ...over } }, boss);
  const retire = await look({ retired: true });
  expect(retire.effect).toMatchObject({
    filled: 3,
    options: [
      { label: '厚腻', records: 2 },
      { label: '薄白', records: 1 },
    ],
    usedBy: ['脉象厚的人'],
  });
  expect(retire.problems).toMatchObject([{ code: 'in_use', level: 'warning' }]);
  expect((await look({ type: 'date' })).problems.map((one) => one.code)).toContain('type_change');
  expect((await look({ unique: 'org' })).problems).toMatchObject([{ code: 'duplicates', facts: { groups: 1 } }]);
  expect((await shop.do('fields.versions', { id: field.id }, boss)).items).toHaveLength(1);
});

test('FM-05 one choice becomes several, and what was chosen stays chosen', async () => {
  const field = await add({ ...tongue, label: '体质' });
  await write({ [field.id]: 'thin' });
  const changed = (await change(field, { type: 'options' })).value.field;
  expect(changed.type).toBe('options');
  expect(saidIn(await sheet())[field.id]).toEqual(['thin']);
  expect((await write({ [field.id]: ['thick', 'thin'] })).status).toBe(200);
  expect(saidIn(await sheet())[field.id]).toEqual(['thick', 'thin']);
});

test('FM-21 a field is renamed and another retired: what was said before stays readable, and the earlier definition comes back', async () => {
  const [scent, music] = [await add({ label: '香薰' }), await add({ label: '音乐' })];
  await write({ [scent.id]: '柑橘', [music.id]: '古琴' });
  await write({ [scent.id]: '檀香' });
  const renamed = (await change(scent, { label: '香薰偏好', help: '问客户' })).value.field;
  const gone = (await change(music, { retired: true })).value.field;
  expect(Object.keys(saidIn(await sheet()))).not.toContain(music.id);
  expect((await write({ [music.id]: '钢琴' })).refusal?.code).toBe('fields.values_refused');
  const { items } = await shop.do('fields.history', { entity: 'customer', recordId: customerId }, reception);
  expect(items.filter((one) => one.field === '香薰偏好').map(({ before, after, byName }) => [before, after, byName])).toEqual([
    ['「柑橘」', '「檀香」', expect.any(String)],
    [null, '「柑橘」', expect.any(String)],
  ]);
  expect(items.find((one) => one.field === '音乐')).toMatchObject({ after: '「古琴」', retired: true, cause: 'form' });
  const versions = (await shop.do('fields.versions', { id: scent.id }, boss)).items;
  expect(versions.map((one) => [one.version, one.field.label])).toEqual([
    [2, '香薰偏好'],
    [1, '香薰'],
  ]);
  await shop.do('fields.restore', { id: scent.id, version: renamed.version, to: 1 }, boss);
  await shop.do('fields.restore', { id: music.id, version: gone.version, to: 1 }, boss);
  expect(saidIn(await sheet())).toMatchObject({ [scent.id]: '檀香', [music.id]: '古琴' });
  const late = await shop.send('fields.restore', { id: scent.id, version: renamed.version, to: 2 }, boss);
  expect(late.refusal).toMatchObject({ code: 'record.changed', facts: { noun: 'field', version: 3 } });
  expect((await shop.send('fields.restore', { id: scent.id, version: 3, to: 9 }, boss)).refusal?.code).toBe('fields.no_such_version');
});

test('FM-21 an option that came since stays readable when the earlier definition comes back', async () => {
  const field = await add({ ...tongue, label: '舌形' });
  const more = (await change(field, { options: [...tongue.options, { id: 'none', label: '无苔' }] })).value.field;
  await write({ [field.id]: 'none' });
  const { field: back } = await shop.do('fields.restore', { id: field.id, version: more.version, to: 1 }, boss);
  expect(back.options?.at(-1)).toEqual({ id: 'none', label: '无苔', retired: true });
  expect(saidIn(await sheet())[field.id]).toBe('none');
});

test('FM-03 FM-10 the raw API refuses what the sheet would refuse, names the field and keeps nothing', async () => {
  const phone = await add({ label: '紧急电话', type: 'phone', sensitivity: 'personal' });
  const must = await add({ label: '来源渠道', required: true });
  const wrong = await write({ [phone.id]: '1380013' });
  expect(wrong.status).toBe(422);
  expect(problems(wrong.refusal).sort()).toEqual([`not_a_phone /${phone.id}`, `required /${must.id}`].sort());
  const filled = { [phone.id]: '138 0013 8000', [must.id]: '朋友介绍' };
  expect((await write(filled)).status).toBe(200);
  expect(problems((await write({ nonsense: 'x' })).refusal)).toEqual(['unknown_slot /nonsense']);
  // The rest of this file fills in what it wants.
  const view = (await shop.do('fields.list', {}, boss)).entities[0]?.fields.find((one) => one.id === must.id);
  await change(view!, { retired: true });
});

test('SC-07 a sealed number is shown masked without the right to it, comes back unharmed, and lies in no readable form', async () => {
  const phone = await add({ label: '备用电话', type: 'phone', sensitivity: 'personal' });
  const ill = await add({ label: '过敏史补充', sensitivity: 'sensitive' });
  expect([phone.sealed, ill.sealed]).toEqual([true, true]);
  await write({ [phone.id]: '13900139001', [ill.id]: '青霉素' });
  expect(saidIn(await sheet(boss))).toMatchObject({ [phone.id]: '13900139001', [ill.id]: '青霉素' });
  const seen = saidIn(await sheet(reception));
  expect(seen[phone.id]).toBe('139****9001');
  expect((await write({ [phone.id]: '139****9001' }, reception)).status).toBe(200);
  expect(saidIn(await sheet(boss))[phone.id]).toBe('13900139001');
  expect((await write({ [phone.id]: '13700137001' }, reception)).status).toBe(200);
  expect(saidIn(await sheet(boss))[phone.id]).toBe('13700137001');
  const row = await shop.server.ports.db.prisma.customer.findUniqueOrThrow({ where: { id: customerId } });
  expect(JSON.stringify(row.custom)).not.toMatch(/13700137001|青霉素/);
  const { items } = await shop.do('fields.history', { entity: 'customer', recordId: customerId }, boss);
  expect(items.filter((one) => one.field === '备用电话').map(({ before, after, sealed }) => [before, after, sealed])).toEqual([
    [null, null, true],
    [null, null, true],
  ]);
});

test('PM-02 fields are changed by who reaches the whole shop; a record’s by who may write it; nobody else sees it', async () => {
  const field = await add({ label: '权限一试' });
  expect((await shop.do('fields.list', {}, manager)).can).toEqual([]);
  expect((await change(field, { label: '改名' }, manager)).refusal?.code).toBe('access.forbidden');
  expect((await shop.send('fields.list', {}, reception)).refusal?.code).toBe('access.forbidden');
  const other = await shop.server.ports.db.prisma.customer.create({ data: { name: '别店', memberCode: 'WF0002', storeId: fixture.otherStoreId } });
  for (const name of ['fields.sheet', 'fields.history'] as const)
    expect((await shop.send(name, { entity: 'customer', recordId: other.id }, reception)).refusal?.code).toBe('record.not_found');
  expect((await write({ [field.id]: 'x' }, reception, other.id)).refusal?.code).toBe('record.not_found');
  const photographer = await shop.staff('mei');
  expect((await write({ [field.id]: 'x' }, photographer)).refusal?.code).toBe('access.forbidden');
});

test('FM-13 a booking keeps a field of its own, with a member to pick and a check that he is there', async () => {
  const field = await add({ label: '跟妆师', type: 'member' }, 'booking');
  const { booking } = await shop.do('booking.create', { ...staffWish(fixture, fixture.at('10:00')), customerId, awaitDeposit: false }, boss);
  const of = { entity: 'booking' as const, recordId: booking.id };
  const { items } = await shop.do('fields.pick', { ...of, field: field.id, search: '' }, reception);
  expect(items.length).toBeGreaterThan(0);
  const unknown = await shop.send('fields.write', { ...of, values: { [field.id]: newId() } }, reception);
  expect(problems(unknown.refusal)).toEqual([`link_unknown /${field.id}`]);
  const written = await shop.do('fields.write', { ...of, values: { [field.id]: items[0]?.id ?? '' } }, reception);
  expect(saidIn(written)).toEqual({ [field.id]: items[0]?.id });
  expect(written.open?.facts).toMatchObject({ linked: { [field.id]: { [items[0]?.id ?? '']: { name: items[0]?.name } } } });
  const told = await shop.server.ports.db.prisma.event.findFirstOrThrow({ where: { type: 'field.written' } });
  expect(told).toMatchObject({ bookingId: booking.id, data: { entity: 'booking', fields: [field.id] } });
});

test('FM-11 of two who write one unique value at once one has it, and the other is told the field', async () => {
  const field = await add({ label: '护照号', unique: 'org' });
  const rows = await shop.server.ports.db.prisma.customer.findMany({ take: 8, where: { name: { startsWith: '老客' } } });
  const answers = await Promise.all(rows.map((row) => write({ [field.id]: 'E1234567' }, boss, row.id)));
  expect(answers.filter((one) => one.status === 200)).toHaveLength(1);
  for (const one of answers.filter((answer) => answer.status !== 200)) expect(one.refusal).toEqual({ code: 'fields.not_unique', facts: { field: '护照号' } });
});

test('FM-13 what a definition in force asks gets its index by the nightly job and loses it when nobody asks any more', async () => {
  const { ports } = shop.server;
  const asked = await add({ label: '肤质', type: 'text' });
  const { id } = (
    await shop.do('definitions.create', { kind: 'segment', title: '干皮', body: { entity: 'customer', where: { f: asked.id, op: 'eq', v: '干' } } }, boss)
  ).definition;
  await shop.do('definitions.publish', { id, rev: 1, note: '第一版' }, boss);
  const indexes = async () =>
    (await ports.db.prisma.$queryRawUnsafe<{ name: string }[]>(`SELECT indexname AS name FROM pg_indexes WHERE indexname LIKE 'cx_customer_%'`)).map(
      (one) => one.name,
    );
  // As if there were so many customers that it is felt.
  const many = () => ports.db.prisma.$executeRawUnsafe(`UPDATE pg_class SET reltuples = 60000 WHERE oid = 'customers'::regclass`);
  // Once for each field that something in force asks: an index that is made has the customers counted anew.
  for (let n = 0; n < 2; n++) {
    await many();
    await tendIndexes(ports);
  }
  expect(await indexes()).toContain(`cx_customer_${asked.id}`);
  await shop.do('definitions.retire', { id, reason: '不用了' }, boss);
  await many();
  await tendIndexes(ports);
  expect(await indexes()).not.toContain(`cx_customer_${asked.id}`);
});
