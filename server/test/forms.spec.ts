import { randomUUID } from 'node:crypto';
import { consultForm, type FormShop, newPhone, openFormBody, openFormShop, publish, republish } from './forms.shop';
import { type Fixture, seedFixture } from './fixture';
import { type Harness, type Login, startHarness } from './harness';

let shop: Harness;
let fixture: Fixture;
let boss: Login;
let reception: Login;
let forms: FormShop;
let customerId: string;

beforeAll(async () => {
  shop = await startHarness({ env: { WORKER: 'separate', RATE_LIMIT_FACTOR: '1000' } });
  fixture = await seedFixture(shop.server.ports);
  boss = await shop.staff('zongbu');
  reception = await shop.staff('qianqian');
  forms = await openFormShop(shop, boss);
  customerId = (await shop.server.ports.db.prisma.customer.create({ data: { name: '王芳', memberCode: 'WF0001', storeId: fixture.storeId } })).id;
});
afterAll(() => shop.close());

const filled = (values: Record<string, string | number | boolean | null>, more: object = {}) => ({
  id: forms.formId,
  version: 1,
  submissionId: randomUUID(),
  values,
  ...more,
});
const codes = (refusal: unknown) =>
  (refusal as { code: string; facts: { problems: { code: string; path: string }[] } } | null)?.facts.problems.map((one) => `${one.code} ${one.path}`);

test('FM-12 a kind of record with fields of six types and its form are made without code; records are kept, listed, searched and read', async () => {
  const title = `头皮发痒 ${randomUUID().slice(0, 8)}`;
  const { recordId } = await shop.do(
    'forms.submit',
    {
      ...filled({ title, customer: customerId, phone: '13800138000', allergy: '青霉素', tongue: 'thick' }),
      rows: { items: [{ values: { item: '洗护', price: 10_000 } }, { values: { item: '精油', price: 2_850 } }] },
    },
    reception,
  );
  const { record } = await shop.do('forms.record', { id: recordId }, reception);
  expect(record).toMatchObject({
    name: title,
    values: { cf_title: title, cf_customer: customerId, cf_phone: '138****8000', cf_allergy: '***', cf_tongue: 'thick', cf_budget: 12_850 },
    names: { [customerId]: '王芳' },
    formId: forms.formId,
    formVersion: 1,
    can: ['edit'],
  });
  expect(record.rows.cf_items?.map((row) => row.values)).toEqual([
    { cf_item: '洗护', cf_price: 10_000 },
    { cf_item: '精油', cf_price: 2_850 },
  ]);
  const listed = await shop.do('forms.records', { entity: forms.type.entity, search: title.toUpperCase() }, reception);
  expect(listed.items.map((one) => one.id)).toEqual([recordId]);
  expect((await shop.do('forms.records', { entity: forms.type.entity, search: '青霉素' }, reception)).items).toEqual([]);
});

test('FM-15 a record shows up with the customer it is about, without anybody linking it', async () => {
  const { recordId } = await shop.do('forms.submit', filled({ title: '敏感肌', customer: customerId }), reception);
  const about = await shop.do('forms.about', { entity: 'customer', id: customerId }, reception);
  expect(about.items[0]).toMatchObject({ id: recordId, entityLabel: '咨询问诊单', name: '敏感肌' });
});

test('SC-07 phones and health data lie sealed in the row, and in no search text', async () => {
  const { recordId } = await shop.do('forms.submit', filled({ title: '密封', phone: '13700137000', allergy: '花生', tongue: 'thin' }), reception);
  const row = await shop.server.ports.db.prisma.record.findUniqueOrThrow({ where: { id: recordId } });
  const raw = JSON.stringify(row);
  expect(raw).toContain('密封');
  expect(raw).not.toMatch(/13700137000|花生/);
  expect(JSON.stringify(await shop.server.ports.db.prisma.recordUnique.findMany())).not.toContain('13700137000');
});

test('FM-10 the raw API refuses what the page would refuse, names the places and keeps nothing', async () => {
  const count = () => shop.server.ports.db.prisma.record.count();
  const before = await count();
  const wrong = await shop.send('forms.submit', filled({ phone: '1380013', allergy: '花生' }), reception);
  expect(wrong.status).toBe(422);
  expect(codes(wrong.refusal)?.sort()).toEqual(['not_a_phone /phone', 'required /title', 'required /tongue']);
  const option = await shop.send('forms.submit', filled({ title: 'x', tongue: 'gold', customer: randomUUID() }), reception);
  expect(codes(option.refusal)?.sort()).toEqual(['link_unknown /customer', 'unknown_option /tongue']);
  const row = await shop.send(
    'forms.submit',
    { ...filled({ title: 'x' }), rows: { items: [{ values: { price: -1 } }, { id: randomUUID(), values: { item: 'y' } }] } },
    reception,
  );
  expect(codes(row.refusal)?.sort()).toEqual(['required /items/0/item', 'rows_unknown /items/1', 'too_small /items/0/price']);
  const unknown = await shop.send('forms.submit', filled({ title: 'x', secret: 'y' }), reception);
  expect(codes(unknown.refusal)).toEqual(['unknown_slot /secret']);
  expect(await count()).toBe(before);
});

test('FM-11 a value that must not come twice is refused, also to one of many at the same moment', async () => {
  const phone = newPhone();
  const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => shop.send('forms.submit', filled({ title: `第 ${n}`, phone }), reception)));
  expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
  for (const answer of answers.filter((one) => one.status !== 200)) expect(codes(answer.refusal)).toEqual(['not_unique /phone']);
});

test('FM-10 a page that hands in twice makes one record', async () => {
  const once = filled({ title: '双击' });
  const answers = await Promise.all(Array.from({ length: 6 }, () => shop.do('forms.submit', once, reception)));
  expect(new Set(answers.map((answer) => answer.recordId)).size).toBe(1);
});

test('FM-21 a record is changed with its rows; who saw an older one is told; its own phone is no clash', async () => {
  const phone = newPhone();
  const first = { ...filled({ title: '原来', phone }), rows: { items: [{ values: { item: 'a', price: 100 } }, { values: { item: 'b', price: 200 } }] } };
  const { recordId } = await shop.do('forms.submit', first, reception);
  const { record } = await shop.do('forms.record', { id: recordId }, reception);
  const [, b] = record.rows.cf_items ?? [];
  const change = {
    ...filled({ title: '改过', phone }, { recordId, recordVersion: record.version }),
    rows: { items: [{ id: b?.id, values: { price: 250 } as Record<string, number | string> }, { values: { item: 'c', price: 50 } }] },
  };
  await shop.do('forms.submit', change, reception);
  const after = (await shop.do('forms.record', { id: recordId }, reception)).record;
  expect(after.values).toMatchObject({ cf_title: '改过', cf_budget: 300 });
  expect(after.rows.cf_items?.map((row) => row.values)).toEqual([
    { cf_item: 'b', cf_price: 250 },
    { cf_item: 'c', cf_price: 50 },
  ]);
  const late = await shop.send('forms.submit', { ...change, submissionId: randomUUID() }, reception);
  expect(late.refusal).toMatchObject({ code: 'record.changed' });
});

test('PM-02 who has no right to records or reaches another store sees none, by no road', async () => {
  const { recordId } = await shop.do('forms.submit', { ...filled({ title: '徐汇' }), storeId: fixture.otherStoreId }, boss);
  expect((await shop.send('forms.record', { id: recordId }, reception)).refusal?.code).toBe('record.not_found');
  expect((await shop.do('forms.records', { entity: forms.type.entity, search: '徐汇' }, reception)).items).toEqual([]);
  expect((await shop.send('forms.read', { id: forms.formId, recordId }, reception)).refusal?.code).toBe('record.not_found');
  expect((await shop.send('forms.submit', filled({ title: 'x' }, { recordId }), reception)).refusal?.code).toBe('record.not_found');
  const photographer = await shop.staff('mei');
  expect((await shop.send('forms.list', {}, photographer)).refusal?.code).toBe('access.forbidden');
});

test('FM-01 who makes a form is told what it may ask for, the shop’s own kinds of records first', async () => {
  const { entities } = await shop.do('forms.catalogue', {}, boss);
  const own = entities.map((one) => one.id.startsWith('rt_'));
  expect(own.indexOf(false)).toBeGreaterThan(own.lastIndexOf(true));
  const consult = entities.find((one) => one.id === forms.type.entity);
  expect(consult?.fields.find((field) => field.id === 'cf_phone')).toMatchObject({ label: '手机号', type: 'phone', storage: 'encrypted' });
  expect((await shop.send('forms.catalogue', {}, reception)).refusal?.code).toBe('access.forbidden');
});

test('FM-01 a form opens with all its page needs, and a picker finds live rows', async () => {
  const { open } = await shop.do('forms.read', { id: forms.formId }, reception);
  expect(Object.keys(open.catalogue.entities as object)).toEqual(expect.arrayContaining([forms.type.entity, 'customer']));
  expect(Object.keys(open.forms)).toEqual([forms.itemFormId]);
  const picked = await shop.do('forms.pick', { id: forms.formId, version: 1, slot: 'customer', search: '王', values: {} }, reception);
  expect(picked.items).toEqual([{ id: customerId, name: '王芳', values: { name: '王芳', phone: null } }]);
  const { facts } = await shop.do(
    'forms.facts',
    {
      id: forms.formId,
      version: 1,
      asks: [
        { ask: 'record', slot: 'customer', id: customerId },
        { ask: 'unique', slot: 'phone', value: newPhone() },
      ],
    },
    reception,
  );
  expect(facts).toMatchObject({ linked: { customer: { [customerId]: { name: '王芳', active: true } } } });
});

describe('forms that strangers fill in', () => {
  const share = async (kind: 'open' | 'one_time', id = forms.openId) => shop.do('forms.share', { id, kind, channel: '公众号', storeId: fixture.storeId }, boss);
  const hand = (token: string, values: Record<string, string | boolean>, more: object = {}) =>
    shop.send('forms.submitLink', { token, version: 1, submissionId: randomUUID(), seconds: 60, values: { consent: true, ...values }, ...more }, null);

  test('FM-14 an anonymous visitor opens the link and hands in; a row appears with its channel, and the token reads nothing else', async () => {
    const { token } = await share('open');
    const opened = await shop.do('forms.openLink', { token }, null);
    const entities = opened.open.catalogue.entities as Record<string, { fields: object }>;
    expect(Object.keys(entities)).toEqual([forms.type.entity]);
    expect(Object.keys(entities[forms.type.entity]?.fields ?? {}).sort()).toEqual(['cf_phone', 'cf_source', 'cf_title']);
    expect((await hand(token, { title: '想做护理', phone: newPhone(), source: '我自己写的' })).value).toEqual({ thanks: '已提交，我们会联系您。' });
    const [row] = (await shop.do('forms.records', { entity: forms.type.entity, search: '想做护理' }, reception)).items;
    expect(row?.values).toMatchObject({ cf_title: '想做护理', cf_source: '公众号' });
    const submission = await shop.server.ports.db.prisma.formSubmission.findFirstOrThrow({ where: { recordId: row?.id ?? '' } });
    expect(submission.consents).toEqual([{ slot: 'consent', text: 'privacy', version: 3 }]);
    const hashes = await shop.server.ports.db.prisma.formLink.findMany();
    expect(JSON.stringify(hashes)).not.toContain(token);
    for (const name of ['forms.records', 'forms.record', 'forms.links'] as const)
      expect((await shop.send(name, { id: row?.id, entity: forms.type.entity } as never, null)).status).toBe(401);
  });

  test('FM-14 without consent, with a wrong phone or too fast nothing is kept', async () => {
    const slow = await publish(shop, boss, 'form', '慢表', openFormBody(forms.type, { public: { kinds: ['open'], minSeconds: 5 } }));
    const { token } = await share('open', slow);
    expect((await hand(token, { title: 'x', phone: newPhone() }, { seconds: 1 })).refusal).toEqual({ code: 'form.too_fast', facts: { seconds: 5 } });
    const wrong = await hand(token, { title: 'x', phone: '1380013', consent: false });
    expect(codes(wrong.refusal)?.sort()).toEqual(['consent_needed /consent', 'not_a_phone /phone']);
    const count = () => shop.server.ports.db.prisma.formSubmission.count();
    const before = await count();
    expect((await hand(token, { title: 'x', phone: newPhone() }, { website: 'http://spam' })).status).toBe(200);
    expect(await count()).toBe(before);
  });

  test('FM-14 two strangers with one phone at one moment: one row, the same answer, the other is kept aside sealed', async () => {
    const { token } = await share('open');
    const phone = newPhone();
    const title = `同号 ${randomUUID().slice(0, 8)}`;
    const answers = await Promise.all(Array.from({ length: 8 }, () => hand(token, { title, phone })));
    expect(new Set(answers.map((answer) => `${answer.status} ${JSON.stringify(answer.value)}`))).toEqual(new Set(['200 {"thanks":"已提交，我们会联系您。"}']));
    expect((await shop.do('forms.records', { entity: forms.type.entity, search: title }, reception)).items).toHaveLength(1);
    const held = await shop.server.ports.db.prisma.formSubmission.findMany({ where: { recordId: null, held: { not: null } } });
    expect(held).toHaveLength(7);
    expect(JSON.stringify(held)).not.toContain(phone);
  });

  test('FM-14 a one-time link is used once, however many come; taken back or made up it says the same', async () => {
    const { token, link } = await share('one_time');
    const answers = await Promise.all(Array.from({ length: 8 }, () => hand(token, { title: '一次', phone: newPhone() })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 404, 404, 404, 404, 404, 404, 404]);
    expect((await shop.do('forms.openLink', { token }, null)).submitted).toBe(true);
    expect((await shop.do('forms.links', { id: forms.openId }, boss)).links.find((one) => one.id === link.id)).toMatchObject({ used: 1, channel: '公众号' });
    const other = await share('open');
    await shop.do('forms.unshare', { linkId: other.link.id }, boss);
    const closed = { code: 'form.link_closed', facts: { reason: 'closed' } };
    expect((await hand(other.token, { title: 'x', phone: newPhone() })).refusal).toEqual(closed);
    expect((await shop.send('forms.openLink', { token: other.token }, null)).refusal).toEqual(closed);
    expect((await shop.send('forms.openLink', { token: 'x'.repeat(43) }, null)).refusal).toEqual(closed);
  });

  test('FM-14 handing in twice by one page is once, and an only-staff form has no link', async () => {
    const { token } = await share('open');
    const submissionId = randomUUID();
    const title = `双击 ${submissionId}`;
    await Promise.all(Array.from({ length: 5 }, () => hand(token, { title, phone: '13512345678' }, { submissionId })));
    expect(await shop.server.ports.db.prisma.formSubmission.count({ where: { clientSubmissionId: submissionId } })).toBe(1);
    const refused = await shop.send('forms.share', { id: forms.formId, kind: 'open', channel: '' }, boss);
    expect(refused.refusal).toEqual({ code: 'form.kind_not_shared', facts: { kind: 'open', kinds: [] } });
  });
});

describe('a form that changes while somebody fills it in', () => {
  test('FM-21 what was open stays good under its version, until a rule that holds for open pages comes', async () => {
    const body = consultForm(forms.type, forms.itemFormId);
    const id = await publish(shop, boss, 'form', '会变的', body);
    const page = (version: number) => ({ id, version, submissionId: randomUUID(), values: { title: '在火车上填的' } });
    await republish(shop, boss, id, { ...body, fields: { ...body.fields, budget: { field: 'cf_budget' }, tongue: { field: 'cf_tongue', requiredIf: true } } });
    const { recordId } = await shop.do('forms.submit', page(1), reception);
    expect((await shop.do('forms.record', { id: recordId }, reception)).record.formVersion).toBe(1);
    expect(codes((await shop.send('forms.submit', page(2), reception)).refusal)).toEqual(['required /tongue']);
    const guard = {
      id: 'guard',
      ok: { f: 'form.tongue', op: 'notEmpty' as const },
      msg: '必须看舌苔',
      at: ['tongue'],
      level: 'error' as const,
      blocking: true as const,
    };
    await republish(shop, boss, id, { ...body, rules: [guard] });
    expect((await shop.send('forms.submit', page(1), reception)).refusal).toEqual({
      code: 'form.outdated',
      facts: { version: 1, current: 3, because: 'blocking_rule' },
    });
    expect((await shop.send('forms.submit', page(99), reception)).refusal?.code).toBe('form.outdated');
    expect(codes((await shop.send('forms.submit', page(3), reception)).refusal)).toEqual(['rule /tongue']);
  });

  test('FM-13 a field is added to a kind in use and old records show it empty; left out or made another kind it is refused', async () => {
    const { recordId } = await shop.do('forms.submit', filled({ title: '加字段之前' }), reception);
    const pulse = { id: 'cf_pulse', label: '脉象', type: 'text' as const, sensitivity: 'internal' as const };
    await republish(shop, boss, forms.typeId, { ...forms.type, fields: [...forms.type.fields, pulse] });
    const { record, entity } = await shop.do('forms.record', { id: recordId }, reception);
    expect(record.values.cf_pulse).toBeUndefined();
    expect(Object.keys(entity.fields as object)).toContain('cf_pulse');
    const check = (body: object) => shop.do('definitions.check', { kind: 'record', body: { ...body } }, boss);
    const bent = { ...forms.type, fields: forms.type.fields.map((field) => (field.id === 'cf_title' ? { ...field, type: 'date' as const } : field)) };
    expect((await check(bent)).problems.map((one) => one.code).sort()).toEqual(['field_gone', 'type_changed']);
  });

  test('FM-01 a form with problems is not put in force, and one that others use is not taken away', async () => {
    const broken = { ...consultForm(forms.type, forms.itemFormId), layout: [] };
    const made = await shop.do('definitions.create', { kind: 'form', title: '坏的', body: { ...broken } }, boss);
    const refused = await shop.send('definitions.publish', { id: made.definition.id, rev: 1, note: 'x' }, boss);
    expect(refused.refusal?.code).toBe('definition.has_problems');
    expect((await shop.send('definitions.retire', { id: forms.itemFormId, reason: 'x' }, boss)).refusal?.code).toBe('definition.in_use');
    const core = await shop.do('definitions.check', { kind: 'form', body: { ...consultForm(forms.type, forms.itemFormId), entity: 'store' } }, boss);
    expect(core.problems.map((one) => one.code)).toContain('entity_not_written');
  });
});
