import { randomUUID } from 'node:crypto';
import type { FormBody } from '@zhike/domain/engines/forms/definition';
import { type Fixture, seedFixture } from './fixture';
import { bodyOf, inForce } from './flows.fixture';
import { consultType, newPhone, publish } from './forms.shop';
import { type Harness, type Login, startHarness } from './harness';

/* Forms that write customers: 新客户信息登记表, filled in by strangers and by the front desk. */

let shop: Harness;
let fixture: Fixture;
let boss: Login;
let reception: Login;
let elsewhere: Login;
let openId: string;
let deskId: string;
let wish: string;

const base: FormBody = {
  title: '新客户信息登记表',
  entity: 'customer',
  mode: 'createOrUpdate',
  match: ['phone'],
  layout: [{ id: 'main', cols: 1, slots: ['name', 'phone', 'birthday', 'wish'] }],
  fields: {
    name: { field: 'name', requiredIf: true },
    phone: { field: 'phone', requiredIf: true },
    birthday: { field: 'birthday' },
    wish: { field: 'cf_wishxx' },
  },
  rules: [],
  submit: { button: '提交', after: 'thanks' },
};
const open: FormBody = {
  ...base,
  layout: [{ id: 'main', cols: 1, slots: [...(base.layout[0]?.slots ?? []), 'source', 'consent'] }],
  fields: {
    ...base.fields,
    source: { field: 'source', readonlyIf: true, default: { var: 'query.channel' } },
    consent: { field: 'scratch:bool', label: '同意隐私政策', requiredIf: true, consent: { text: 'privacy', version: 1 } },
  },
  public: { kinds: ['open', 'one_time', 'bound'] },
};

beforeAll(async () => {
  shop = await startHarness({ env: { WORKER: 'separate' } });
  fixture = await seedFixture(shop.server.ports);
  boss = await shop.staff('zongbu');
  reception = await shop.staff('qianqian');
  elsewhere = await shop.staff('xiaotang');
  wish = (await shop.do('fields.save', { entity: 'customer', id: null, version: 0, field: { label: '调理诉求', type: 'text', sensitivity: 'internal' } }, boss))
    .field.id;
  const named = (body: FormBody): FormBody => ({ ...body, fields: { ...body.fields, wish: { field: wish } } });
  openId = await publish(shop, boss, 'form', '新客户信息登记表', named(open));
  deskId = await publish(shop, boss, 'form', '前台建档', named(base));
}, 300_000);
afterAll(() => shop.close());

const share = async (kind: 'open' | 'one_time' = 'open', channel = '公众号') =>
  (await shop.do('forms.share', { id: openId, kind, channel, storeId: fixture.storeId }, boss)).token;
const hand = (token: string, values: Record<string, string | boolean>, submissionId = randomUUID()) =>
  shop.send('forms.submitLink', { token, version: 1, submissionId, seconds: 60, values: { consent: true, ...values } }, null);
const desk = (values: Record<string, string | null>, more: object = {}) => ({ id: deskId, submissionId: randomUUID(), version: 1, values, ...more });
const prisma = () => shop.server.ports.db.prisma;
const search = async (phone: string, as = reception) => (await shop.do('customers.list', { search: phone, tagIds: [] }, as)).items;

test('FM-14 a stranger opens the link and hands in: a customer is there with her channel, and another form’s token reads none of it', async () => {
  const token = await share();
  const phone = newPhone();
  const { open: page } = await shop.do('forms.openLink', { token }, null);
  expect(Object.keys((page.catalogue.entities as Record<string, { fields: object }>).customer?.fields ?? {}).sort()).toEqual(
    ['birthday', 'name', 'phone', 'source', wish].sort(),
  );
  expect((await hand(token, { name: '方小米', phone, birthday: '1990-05-01', wish: '改善睡眠', source: '我自己写的' })).status).toBe(200);
  const [line] = await search(phone);
  const { profile: customer } = await shop.do('customers.get', { customerId: line?.id ?? '' }, reception);
  expect(customer).toMatchObject({ name: '方小米', birthday: '1990-05-01', source: '公众号', storeId: fixture.storeId });
  expect(await prisma().customer.findUniqueOrThrow({ where: { id: customer.id } })).toMatchObject({ custom: { [wish]: '改善睡眠' } });
  const second = await share('one_time', '抖音');
  for (const name of ['customers.get', 'customers.list', 'forms.about', 'forms.records', 'forms.links'] as const)
    expect((await shop.send(name, { customerId: customer.id, entity: 'customer', id: customer.id } as never, { token: second })).status).toBe(401);
  const seen = JSON.stringify(await shop.do('forms.openLink', { token: second }, null));
  for (const private_ of [customer.id, '方小米', phone]) expect(seen).not.toContain(private_);
});

test('FM-11 FM-14 two strangers with one number at one moment: one customer, the same answer, what the other typed is kept aside for staff', async () => {
  const token = await share();
  const phone = newPhone();
  const answers = await Promise.all(Array.from({ length: 6 }, (_, i) => hand(token, { name: `第${i}位`, phone })));
  expect(new Set(answers.map((answer) => `${answer.status} ${JSON.stringify(answer.value)}`)).size).toBe(1);
  const [line, ...others] = await search(phone);
  expect(others).toEqual([]);
  const kept = await prisma().formSubmission.findMany({ where: { customerId: line?.id ?? '' } });
  expect(kept.filter((one) => one.held === null)).toHaveLength(1);
  expect(kept.filter((one) => one.held !== null)).toHaveLength(5);
  expect(JSON.stringify(kept)).not.toContain(phone);
});

test('FM-14 a known customer is not changed by a stranger who types her number', async () => {
  const phone = newPhone();
  await shop.do(
    'customers.create',
    { name: '林小雨', phone, gender: 'female', birthday: null, weddingDate: null, source: '老客', note: '', storeId: null },
    reception,
  );
  expect((await hand(await share(), { name: '冒名', phone, birthday: '2000-01-01' })).value).toEqual({ thanks: '已提交，我们会联系您。' });
  const [line] = await search(phone);
  expect((await shop.do('customers.get', { customerId: line?.id ?? '' }, reception)).profile).toMatchObject({ name: '林小雨', birthday: null, source: '老客' });
});

test('FM-14 what was kept aside is looked at by staff and taken over into her record, or let go; each once', async () => {
  const phone = newPhone();
  const { recordId } = await shop.do('forms.submit', desk({ name: '周宁', phone }), reception);
  const token = await share();
  await hand(token, { name: '周宁', phone, birthday: '1992-02-29', wish: '睡眠' });
  await hand(token, { name: '恶作剧', phone });
  const mine = async () => (await shop.do('forms.held', {}, reception)).items.filter((one) => one.customer?.id === recordId);
  const [joke, real] = await mine();
  expect(real).toMatchObject({ formTitle: '新客户信息登记表', channel: '公众号', canTake: true, customer: { name: '周宁' } });
  expect(real?.said).toEqual(
    expect.arrayContaining([
      { label: '生日', value: '1992-02-29' },
      { label: '手机号', value: `${phone.slice(0, 3)}****${phone.slice(-4)}` },
    ]),
  );
  await shop.do('forms.settleHeld', { submissionId: joke?.id ?? '', take: false }, reception);
  await shop.do('forms.settleHeld', { submissionId: real?.id ?? '', take: true }, reception);
  expect((await shop.do('customers.get', { customerId: recordId }, reception)).profile).toMatchObject({ name: '周宁', birthday: '1992-02-29' });
  expect(await mine()).toEqual([]);
  expect((await shop.send('forms.settleHeld', { submissionId: real?.id ?? '', take: true }, reception)).refusal?.code).toBe('record.not_found');
  expect((await shop.do('forms.held', {}, elsewhere)).items.map((one) => one.customer)).not.toContainEqual(expect.objectContaining({ id: recordId }));
});

test('FM-11 the front desk’s form changes the customer who has the number, within its reach; another’s is refused without her name', async () => {
  const phone = newPhone();
  const { recordId } = await shop.do('forms.submit', desk({ name: '王芳', phone, wish: '肩颈' }), reception);
  const again = await shop.do('forms.submit', desk({ name: '王芳芳', phone, birthday: '1988-08-08' }), reception);
  expect(again.recordId).toBe(recordId);
  const { profile: customer } = await shop.do('customers.get', { customerId: recordId }, reception);
  expect(customer).toMatchObject({ name: '王芳芳', birthday: '1988-08-08' });
  expect(await prisma().fieldHistory.count({ where: { recordId } })).toBeGreaterThan(0);
  const refused = await shop.send('forms.submit', desk({ name: '别店', phone }), elsewhere);
  expect(refused.refusal).toMatchObject({ code: 'form.problems', facts: { problems: [{ code: 'not_unique', path: '/phone' }] } });
  expect(JSON.stringify(refused.refusal)).not.toContain('王芳');
});

test('FM-03 FM-11 a form that only makes customers names whose the number is; a wrong number is refused by the API with its field', async () => {
  const only = await publish(shop, boss, 'form', '只建档', {
    ...base,
    mode: 'create',
    match: undefined,
    layout: [{ id: 'main', cols: 1, slots: ['name', 'phone'] }],
    fields: { name: base.fields.name, phone: base.fields.phone },
  });
  const phone = newPhone();
  const body = (values: object) => ({ id: only, submissionId: randomUUID(), version: 1, values }) as never;
  await shop.do('forms.submit', body({ name: '李梅', phone }), reception);
  const taken = await shop.send('forms.submit', body({ name: '又来', phone }), reception);
  expect(taken.refusal).toMatchObject({ code: 'form.problems', facts: { problems: [{ code: 'not_unique', path: '/phone', facts: { holder: '李梅' } }] } });
  const wrong = await shop.send('forms.submit', body({ name: '错号', phone: '1380013' }), reception);
  expect(wrong.refusal).toMatchObject({ facts: { problems: [{ code: 'not_a_phone', path: '/phone', facts: { label: '手机号' } }] } });
  const race = newPhone();
  const answers = await Promise.all(Array.from({ length: 6 }, () => shop.send('forms.submit', body({ name: '同时', phone: race }), reception)));
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, 422, 422, 422, 422, 422]);
});

test('FM-15 FL-02 what begins with it begins once on the customer, and the same page sent twice is one', async () => {
  const nodes = { A: { kind: 'task', title: '回访', who: { role: 'manager', scope: 'store' }, what: '三天内回访', done: 'Z' } } as const;
  await inForce(shop.server.ports, 'flow.newcomer', bodyOf(nodes, { start: { on: 'form', form: openId } }));
  const [token, phone, submissionId] = [await share(), newPhone(), randomUUID()];
  await Promise.all(Array.from({ length: 4 }, () => hand(token, { name: '双击', phone }, submissionId)));
  const [line] = await search(phone);
  expect(await prisma().flowInstance.findMany({ where: { flowId: 'flow.newcomer' }, select: { subjectId: true } })).toEqual([{ subjectId: line?.id }]);
});

test('FM-08 a form that links to a customer shows her number and her allergies, without typing', async () => {
  const type = consultType();
  await publish(shop, boss, 'record', type.label, type);
  const phone = newPhone();
  const { recordId } = await shop.do('forms.submit', desk({ name: '王芳', phone, wish: '睡眠' }), reception);
  const linked = await publish(shop, boss, 'form', '服务记录', {
    ...base,
    entity: type.entity,
    mode: 'create',
    match: undefined,
    layout: [{ id: 'main', cols: 1, slots: ['title', 'customer', 'phone', 'allergies'] }],
    fields: {
      title: { field: 'cf_title', requiredIf: true },
      customer: {
        field: 'cf_customer',
        ref: {
          show: ['name'],
          fill: [
            { to: 'phone', from: 'phone', mode: 'live' },
            { to: 'allergies', from: 'allergies', mode: 'live' },
          ],
          limit: 'active',
        },
      },
      phone: { field: 'scratch:phone', label: '电话' },
      allergies: { field: 'scratch:longtext', label: '过敏', scratch: { sensitivity: 'sensitive' } },
    },
  });
  const asks = [{ ask: 'record' as const, slot: 'customer', id: recordId }];
  const told = async () => (await shop.do('forms.facts', { id: linked, version: 1, asks }, boss)).facts;
  expect(await told()).toMatchObject({
    linked: { customer: { [recordId]: { name: '王芳', values: { phone: `${phone.slice(0, 3)}****${phone.slice(-4)}` } } } },
  });
  const next = newPhone();
  const { profile: customer } = await shop.do('customers.get', { customerId: recordId }, reception);
  await shop.do(
    'customers.update',
    { customerId: recordId, version: customer.version, name: '王芳', phone: next, gender: 'female', birthday: null, weddingDate: null, source: '', note: '' },
    reception,
  );
  expect(await told()).toMatchObject({ linked: { customer: { [recordId]: { values: { phone: `${next.slice(0, 3)}****${next.slice(-4)}` } } } } });
});

test('FM-10 a form that makes customers asks for their name, and one that may not write customers is refused', async () => {
  const { name: _, ...rest } = base.fields;
  const check = await shop.do(
    'definitions.check',
    { kind: 'form', body: { ...base, layout: [{ id: 'main', cols: 1, slots: ['phone'] }], fields: { phone: rest.phone } } as never },
    boss,
  );
  expect(check.problems.map((one) => one.code)).toEqual(['customer_without_name']);
  const empty = await shop.send('forms.submit', desk({ phone: newPhone() }), reception);
  expect(empty.refusal).toMatchObject({ code: 'form.problems', facts: { problems: [{ code: 'required', path: '/name' }] } });
});
