import { randomUUID } from 'node:crypto';
import type { FormBody } from '@zhike/domain/engines/forms/definition';
import { type Fixture, seedFixture } from './fixture';
import { consultType, publish } from './forms.shop';
import { type Harness, type Login, startHarness } from './harness';

let shop: Harness;
let fixture: Fixture;
let boss: Login;
let reception: Login;
let lin: Login;
let linId: string;
let formId: string;
const type = consultType();

/** What one customer is asked: whom it is about is read-only, so that nobody can say it of another. */
const survey: FormBody = {
  title: '术前告知与意愿',
  entity: type.entity,
  mode: 'create',
  layout: [{ id: 'main', cols: 1, slots: ['customer', 'title'] }],
  fields: {
    customer: { field: 'cf_customer', readonlyIf: true, ref: { show: ['name'], fill: [], limit: 'active' } },
    title: { field: 'cf_title', requiredIf: true },
  },
  rules: [],
  submit: { button: '提交', after: 'thanks', archiveTo: ['customer'] },
  public: { kinds: ['bound'] },
};

beforeAll(async () => {
  shop = await startHarness({ env: { WORKER: 'separate' } });
  fixture = await seedFixture(shop.server.ports);
  boss = await shop.staff('zongbu');
  reception = await shop.staff('qianqian');
  await publish(shop, boss, 'record', type.label, type);
  formId = await publish(shop, boss, 'form', survey.title, survey);
  const { token, identityId } = await shop.customer('林小雨');
  lin = { token };
  linId = (await shop.server.ports.db.prisma.customer.create({ data: { name: '林小雨', memberCode: 'LZX001', storeId: fixture.storeId } })).id;
  await shop.server.ports.db.prisma.customerIdentity.update({ where: { id: identityId }, data: { customerId: linId } });
});
afterAll(() => shop.close());

const ask = (customerId = linId) => shop.do('forms.share', { id: formId, kind: 'bound', customerId, channel: '前台', storeId: fixture.storeId }, boss);
const filled = (way: { token?: string; linkId?: string }, title = '不接受加班修图') => ({
  ...way,
  version: 1,
  submissionId: randomUUID(),
  seconds: 40,
  values: { title },
});

test('FM-14 what one customer is asked stands in her own list until she has handed it in, and is about her whatever the page sends', async () => {
  const { link, token } = await ask();
  expect(link).toMatchObject({ kind: 'bound', customerId: linId, maxUses: 1 });
  expect((await shop.do('forms.mine', {}, lin)).items).toMatchObject([{ linkId: link.id, title: '术前告知与意愿' }]);
  expect((await shop.do('forms.openLink', { linkId: link.id }, lin)).submitted).toBe(false);
  const other = await shop.server.ports.db.prisma.customer.create({ data: { name: '王芳', memberCode: 'WF0009', storeId: fixture.storeId } });
  const forged = { ...filled({ linkId: link.id }), values: { title: '替别人填', customer: other.id } };
  await shop.do('forms.submitLink', forged, lin);
  const about = async (id: string) => (await shop.do('forms.about', { entity: 'customer', id }, reception)).items.map((item) => item.name);
  expect(await about(linId)).toEqual(['替别人填']);
  expect(await about(other.id)).toEqual([]);
  expect((await shop.do('forms.mine', {}, lin)).items).toEqual([]);
  expect((await shop.do('forms.openLink', { token }, null)).submitted).toBe(true);
  expect((await shop.send('forms.submitLink', filled({ token }), null)).refusal?.code).toBe('form.link_closed');
});

test('FM-14 a link that was made for her opens by its token for whoever has it, by its number for her alone', async () => {
  const { link, token } = await ask();
  const { token: strange } = await shop.customer('周子墨');
  const closed = { code: 'form.link_closed', facts: { reason: 'closed' } };
  expect((await shop.send('forms.openLink', { linkId: link.id }, { token: strange })).refusal).toEqual(closed);
  expect((await shop.send('forms.openLink', { linkId: link.id }, null)).refusal).toEqual(closed);
  expect((await shop.send('forms.openLink', { linkId: link.id }, boss)).refusal).toEqual(closed);
  expect((await shop.send('forms.openLink', {}, lin)).refusal).toEqual(closed);
  expect((await shop.do('forms.mine', {}, { token: strange })).items).toEqual([]);
  const answers = await Promise.all([filled({ token }), filled({ linkId: link.id })].map((body) => shop.send('forms.submitLink', body, lin)));
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, 404]);
});

test('FM-14 asking again takes the place of what was asked before; an open form is bound to nobody', async () => {
  const [first, second] = [await ask(), await ask()];
  expect((await shop.send('forms.openLink', { token: first.token }, null)).refusal?.code).toBe('form.link_closed');
  expect((await shop.do('forms.mine', {}, lin)).items.map((item) => item.linkId)).toEqual([second.link.id]);
  const odd = await shop.send('forms.share', { id: formId, kind: 'bound', channel: '' }, boss);
  expect(odd.refusal?.code).toBe('request.invalid');
  expect((await shop.send('forms.share', { id: formId, kind: 'open', channel: '' }, boss)).refusal?.code).toBe('form.kind_not_shared');
  expect((await shop.send('forms.share', { id: formId, kind: 'bound', channel: '', customerId: randomUUID() }, boss)).refusal?.code).toBe('record.not_found');
});

test('FM-15 two records of one person: what the merged one handed in and was asked is the living one’s', async () => {
  const twin = await shop.server.ports.db.prisma.customer.create({ data: { name: '林小姐', memberCode: 'LZX002', storeId: fixture.storeId } });
  const done = await ask(twin.id);
  await shop.do('forms.submitLink', filled({ token: done.token }, '合并之前'), null);
  const open = await ask(twin.id);
  await shop.server.ports.db.prisma.customer.update({ where: { id: twin.id }, data: { mergedIntoId: linId } });
  expect((await shop.do('forms.about', { entity: 'customer', id: linId }, reception)).items.map((item) => item.name)).toContain('合并之前');
  expect((await shop.do('forms.mine', {}, lin)).items.map((item) => item.linkId)).toContain(open.link.id);
  const { recordId } = await shop
    .do('forms.submitLink', filled({ linkId: open.link.id }, '合并之后'), lin)
    .then(async () => shop.server.ports.db.prisma.formSubmission.findFirstOrThrow({ where: { linkId: open.link.id } }));
  expect(await shop.server.ports.db.prisma.recordLink.findFirstOrThrow({ where: { fromId: recordId ?? '' } })).toMatchObject({ toId: linId });
});
