import { randomUUID } from 'node:crypto';
import type { FormBody } from '@zhike/domain/engines/forms/definition';
import { type Fixture, seedFixture, wish } from './fixture';
import { begin, bodyOf, inForce } from './flows.fixture';
import { consultType, publish } from './forms.shop';
import { type Harness, type Login, startHarness } from './harness';

/* What the shop asks of one customer by a link in a message: used once, about her and her booking. */

let shop: Harness;
let fixture: Fixture;
let boss: Login;
let lin: Login;
let bookingId: string;
let customerId: string;
let formId: string;
const type = consultType();
const survey: FormBody = {
  title: '满意度调研表',
  entity: '',
  mode: 'create',
  layout: [{ id: 'main', cols: 1, slots: ['customer', 'visit', 'tech', 'title'] }],
  fields: {
    customer: { field: 'cf_customer', readonlyIf: true, ref: { show: ['name'], fill: [], limit: 'active' } },
    visit: { field: 'cf_visit', readonlyIf: true, ref: { show: ['service'], fill: [{ to: 'tech', from: 'technician', mode: 'copy' }], limit: 'active' } },
    tech: { field: 'cf_tech', readonlyIf: true },
    title: { field: 'cf_title', requiredIf: true },
  },
  rules: [],
  submit: { button: '提交', after: 'thanks', archiveTo: ['customer', 'visit'] },
  public: { kinds: ['bound'], reveal: ['visit', 'tech'] },
};
const prisma = () => shop.server.ports.db.prisma;

beforeAll(async () => {
  shop = await startHarness();
  fixture = await seedFixture(shop.server.ports);
  [boss, lin] = [await shop.staff('zongbu'), await shop.customer('林小雨')];
  const kind = {
    ...type,
    fields: [
      ...type.fields,
      { id: 'cf_visit', label: '预约', type: 'ref' as const, to: 'booking', sensitivity: 'internal' as const },
      { id: 'cf_tech', label: '技师', type: 'member' as const, to: 'staff', sensitivity: 'internal' as const },
    ],
  };
  await publish(shop, boss, 'record', kind.label, kind);
  formId = await publish(shop, boss, 'form', survey.title, { ...survey, entity: type.entity });
  const { booking } = await shop.do('booking.request', wish(fixture, fixture.at('10:00', 2)), lin);
  bookingId = booking.id;
  ({ customerId } = await prisma().booking.findUniqueOrThrow({ where: { id: bookingId } }));
}, 300_000);
afterAll(() => shop?.close());

const hand = (token: string, title: string) =>
  shop.send('forms.submitLink', { token, version: 1, submissionId: randomUUID(), seconds: 40, values: { title } }, null);
/** The address in what the customer was told. */
const linkIn = (title: string): Promise<string> =>
  shop.eventually(async () => {
    const messages = await prisma().message.findMany({ where: { customerId, templateKey: 'shop_message' } });
    const said = messages.map((one) => one.variables as Record<string, string>).find((one) => one.shopTitle === title);
    return /\/f\/([\w-]{43})/.exec(said?.shopWhole ?? '')?.[1] ?? null;
  }, 30_000);

test('FU-03 a message carries a one-time link: its form opens, the answer is stored once on booking and technician, then it is dead', async () => {
  const text = {
    entity: 'booking',
    title: '服务满意度回访',
    text: '[客户姓名]您好，这次还满意吗？[评价链接]',
    variables: { 客户姓名: { path: 'customer.name' }, 评价链接: { path: `@form:${formId}` } },
  };
  const made = await shop.do('definitions.create', { kind: 'text', title: '回访', body: text }, boss);
  await shop.do('definitions.publish', { id: made.definition.id, rev: 1, note: '第一版' }, boss);
  const ask = { kind: 'message', title: '发问卷', template: made.definition.id, to: 'customer', channels: ['weapp', 'sms'], next: 'Z' } as const;
  const flow = await inForce(shop.server.ports, 'flow.survey', bodyOf({ A: ask }, { entity: 'booking' }));
  await begin(shop.server.ports, flow, bookingId);
  const token = await linkIn('服务满意度回访');
  const opened = await shop.do('forms.openLink', { token }, null);
  expect(opened).toMatchObject({ submitted: false, opened: { visit: bookingId } });
  const technician = Object.entries((opened.open.facts.linked as Record<string, object>).tech ?? {});
  expect(technician).toHaveLength(1);
  expect(JSON.stringify(opened)).not.toContain(customerId);
  const answers = await Promise.all(['很满意', '也很满意', '太好了'].map((title) => hand(token, title)));
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, 404, 404]);
  const about = async (entity: string, id: string) => (await shop.do('forms.about', { entity, id }, boss)).items;
  const [record, ...others] = await about('booking', bookingId);
  expect(others).toEqual([]);
  expect(record?.values).toMatchObject({ cf_visit: bookingId, cf_customer: customerId, cf_tech: technician[0]?.[0] });
  expect((await about('customer', customerId)).map((one) => one.id)).toContain(record?.id);
  expect((await shop.do('forms.openLink', { token }, null)).submitted).toBe(true);
  expect(await prisma().formLink.findFirstOrThrow({ where: { formId, kind: 'bound' } })).toMatchObject({ used: 1, opened: 1, aboutEntity: 'booking' });
  expect(JSON.stringify(await prisma().formLink.findMany())).not.toContain(token);
}, 300_000);

test('FL-12 FM-15 the step of a flow that waits for a customer’s form goes on when she has sent it by the link, without the mini-program', async () => {
  const node = { kind: 'customer', title: '请填写术前告知', act: 'form', form: formId, target: 'id', link: 'one_time', outcomes: { submitted: 'Z' } } as const;
  const flow = await inForce(shop.server.ports, 'flow.ask.form', bodyOf({ A: node }, { entity: 'booking' }));
  const { id } = await begin(shop.server.ports, flow, bookingId);
  const token = await linkIn('请填写术前告知');
  expect((await shop.do('flows.instance', { instanceId: id }, boss)).flow.status).toBe('running');
  expect((await hand(token, '已经知道')).status).toBe(200);
  const over = await shop.eventually(async () => {
    const { flow: now } = await shop.do('flows.instance', { instanceId: id }, boss);
    return now.status === 'running' ? null : now;
  }, 30_000);
  expect(over).toMatchObject({ status: 'done', result: 'ok' });
  expect((await shop.do('flows.asks', {}, lin)).asks).toEqual([]);
  expect((await hand(token, '再来')).refusal?.code).toBe('form.link_closed');
}, 300_000);

test('FU-03 a text that leads to a form which cannot be asked of a customer is not put in force', async () => {
  const staffOnly = await publish(shop, boss, 'form', '内部表', { ...survey, entity: type.entity, public: undefined });
  const body = (form: string) => ({ entity: 'customer', title: '问卷', text: '[链接]', variables: { 链接: { path: `@form:${form}` } } });
  const codes = async (form: string) => (await shop.do('definitions.check', { kind: 'text', body: body(form) }, boss)).problems.map((one) => one.code);
  expect(await codes(staffOnly)).toEqual(['form_not_bound']);
  expect(await codes(randomUUID())).toEqual(['form_unknown']);
  expect(await codes(formId)).toEqual([]);
});

test('FM-15 FM-16 a requirement form that a customer sends stands on the project’s page and in her history, and prints on a page', async () => {
  await shop.do('templates.install', { templateId: 'designer', choices: {} }, boss);
  const project = (await shop.do('forms.submit', handIn('ds.form.project', { name: '茶馆品牌', customer: customerId, kind: 'brand' }), boss)).recordId;
  const share = async (id: string) =>
    (
      await shop.do(
        'forms.share',
        { id, kind: 'bound', customerId, about: { entity: 'rt_dsproject', id: project }, channel: '项目页', storeId: fixture.storeId },
        boss,
      )
    ).token;
  const brief = {
    title: '给茶馆做一套品牌',
    back: '老店换新',
    users: '年轻人',
    style: ['plain', 'chinese'],
    rivals: '隔壁那家太花',
    budget: 3_000_000,
    start: '2027-05-02',
    end: '2027-05-01',
  };
  const send = async (token: string, values: object) =>
    shop.send('forms.submitLink', { token, version: 1, submissionId: randomUUID(), seconds: 90, values: values as Record<string, string> }, null);
  const token = await share('ds.form.brief');
  expect((await shop.do('forms.openLink', { token }, null)).opened).toEqual({ project });
  expect((await send(token, brief)).refusal).toMatchObject({
    facts: { problems: [{ code: 'rule', facts: { message: '完成的日期不能早于开始的日期' } }, { code: 'rule' }] },
  });
  expect((await send(token, { ...brief, end: '2027-06-01' })).status).toBe(200);
  const about = async (entity: string, id: string) => (await shop.do('forms.about', { entity, id }, boss)).items.map((one) => one.name);
  expect(await about('rt_dsproject', project)).toEqual(['给茶馆做一套品牌']);
  expect(await about('customer', customerId)).toEqual(expect.arrayContaining(['给茶馆做一套品牌', '茶馆品牌']));
  const [item] = (await shop.do('forms.about', { entity: 'rt_dsproject', id: project }, boss)).items;
  expect((await shop.do('forms.record', { id: item?.id ?? '' }, boss)).record).toMatchObject({ printable: true, formId: 'ds.form.brief' });
  expect((await shop.do('forms.read', { id: 'ds.form.brief' }, boss)).open.form.print).toMatchObject({ title: '需求纪要' });
}, 300_000);

test('FM-15 a sheet that a member fills in from a customer’s or a project’s page is linked before she types, read-only questions too', async () => {
  await shop.send('templates.install', { templateId: 'designer', choices: {} }, boss);
  const project = (await shop.do('forms.submit', handIn('ds.form.project', { name: '面馆品牌', customer: customerId, kind: 'brand' }), boss)).recordId;
  const about = { entity: 'rt_dsproject', id: project };
  const { forms } = await shop.do('forms.list', {}, boss);
  expect(forms.find((form) => form.id === 'ds.form.brief')?.about).toContain('rt_dsproject');
  expect(forms.find((form) => form.id === 'ds.form.project')?.about).toContain('customer');
  const page = await shop.do('forms.read', { id: 'ds.form.brief', about }, boss);
  expect(page.opened).toMatchObject({ project });
  const brief = {
    title: '面馆要一套品牌',
    back: '新店',
    users: '邻居',
    style: ['plain'],
    rivals: '',
    budget: 1_000_000,
    start: '2027-05-01',
    end: '2027-06-01',
  };
  const input = { ...handIn('ds.form.brief', {}), values: brief as unknown as Record<string, string>, about };
  const { recordId } = await shop.do('forms.submit', input, boss);
  const idsOf = async (entity: string, id: string) => (await shop.do('forms.about', { entity, id }, boss)).items.map((one) => one.id);
  expect(await idsOf('rt_dsproject', project)).toEqual([recordId]);
  expect(await idsOf('customer', customerId)).toContain(recordId);
  // From her own page it is she; whom the filler does not reach is not there.
  expect((await shop.do('forms.read', { id: 'ds.form.project', about: { entity: 'customer', id: customerId } }, boss)).opened).toEqual({
    customer: customerId,
  });
  const nobody = { entity: 'customer', id: randomUUID() };
  expect((await shop.send('forms.read', { id: 'ds.form.project', about: nobody }, boss)).refusal?.code).toBe('record.not_found');
  const forged = { ...handIn('ds.form.project', { name: '别人的', kind: 'brand' }), about: nobody };
  expect((await shop.send('forms.submit', forged, boss)).refusal?.code).toBe('record.not_found');
}, 300_000);

const handIn = (id: string, values: Record<string, string>) => ({ id, version: 1, submissionId: randomUUID(), values });
