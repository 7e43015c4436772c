import { randomUUID } from 'node:crypto';
import { type FormShop, newPhone, openFormShop } from './forms.shop';
import { type Fixture, seedFixture } from './fixture';
import { type Harness, type Login, startHarness } from './harness';

let shop: Harness;
let fixture: Fixture;
let boss: Login;
let reception: Login;
let forms: FormShop;
beforeAll(async () => {
  shop = await startHarness({ env: { WORKER: 'separate', RATE_LIMIT_FACTOR: '1000' } });
  fixture = await seedFixture(shop.server.ports);
  boss = await shop.staff('zongbu');
  reception = await shop.staff('qianqian');
  forms = await openFormShop(shop, boss);
}, 60_000);
afterAll(() => shop?.close());

const submit = (values: Record<string, string>, as: Login, recordId?: string) =>
  shop.do(
    'forms.submit',
    { id: forms.formId, version: 1, submissionId: randomUUID(), values, storeId: fixture.storeId, ...(recordId ? { recordId } : {}) },
    as,
  );
const seen = async (as: Login, recordId: string) =>
  ((await shop.do('forms.read', { id: forms.formId, recordId }, as)).open.facts as { record: { values: Record<string, unknown> } }).record.values;

test('SC-07 who may change a record but not see whole numbers opens its form masked; what she hands back so is kept as it was', async () => {
  const phone = newPhone();
  const { recordId } = await submit({ title: '敏感肌', phone, allergy: '花生', tongue: 'thin' }, boss);
  const masked = `${phone.slice(0, 3)}****${phone.slice(-4)}`;
  expect(await seen(boss, recordId)).toMatchObject({ cf_phone: phone, cf_allergy: '花生' });
  // Health is hers to read (config/roles.ts), the whole number is not.
  expect(await seen(reception, recordId)).toMatchObject({ cf_phone: masked, cf_allergy: '花生' });
  await submit({ title: '敏感肌（复诊）', phone: masked, allergy: '花生', tongue: 'thick' }, reception, recordId);
  expect(await seen(boss, recordId)).toMatchObject({ cf_title: '敏感肌（复诊）', cf_phone: phone, cf_tongue: 'thick' });
  const other = newPhone();
  await submit({ title: '换了号码', phone: other, tongue: 'thick' }, reception, recordId);
  expect((await seen(boss, recordId)).cf_phone).toBe(other);
});
