import { randomUUID } from 'node:crypto';
import { type Fixture, seedFixture } from './fixture';
import { bodyOf, inForce, newCustomer } from './flows.fixture';
import { type FormShop, openFormShop } from './forms.shop';
import { type Harness, type Login, startHarness } from './harness';

let shop: Harness;
let fixture: Fixture;
let boss: Login;
let reception: Login;
let forms: FormShop;
const FLOW = 'flow.consult';
const OF_HER = 'flow.customer';

beforeAll(async () => {
  shop = await startHarness({ env: { WORKER: 'separate' } });
  fixture = await seedFixture(shop.server.ports);
  boss = await shop.staff('zongbu');
  reception = await shop.staff('qianqian');
  forms = await openFormShop(shop, boss);
  const nodes = { A: { kind: 'task', title: '回访', who: { role: 'manager', scope: 'store' }, what: '三天内回访', done: 'Z' } } as const;
  await inForce(shop.server.ports, FLOW, bodyOf(nodes, { entity: forms.type.entity, start: { on: 'form', form: forms.formId } }));
  await inForce(shop.server.ports, OF_HER, bodyOf(nodes, { start: { on: 'form', form: forms.formId } }));
});
afterAll(() => shop.close());

const begun = (flowId: string) =>
  shop.server.ports.db.prisma.flowInstance.findMany({ where: { flowId }, select: { subjectId: true, customerId: true, starterId: true } });

test('FL-02 FM-15 handing a form in begins what begins with it exactly once, on the record that it wrote and on whom it is about', async () => {
  const customer = await newCustomer(shop.server.ports, fixture.storeId);
  const once = { id: forms.formId, version: 1, submissionId: randomUUID(), values: { title: '头痛', customer }, storeId: fixture.storeId };
  const answers = await Promise.all(Array.from({ length: 6 }, () => shop.do('forms.submit', once, reception)));
  const [recordId] = answers.map((answer) => answer.recordId);
  const staff = await shop.server.ports.db.prisma.staffMember.findFirstOrThrow({ where: { wecomUserId: 'qianqian' } });
  expect(await begun(FLOW)).toEqual([{ subjectId: recordId, customerId: customer, starterId: staff.id }]);
  expect(await begun(OF_HER)).toEqual([{ subjectId: customer, customerId: customer, starterId: staff.id }]);
  await shop.do('forms.submit', { ...once, submissionId: randomUUID() }, reception);
  expect(await begun(FLOW)).toHaveLength(2);
});

test('FL-02 a form that is refused begins nothing, and one that names nobody begins only what is about its record', async () => {
  const before = [(await begun(FLOW)).length, (await begun(OF_HER)).length];
  const form = { id: forms.formId, version: 1, submissionId: randomUUID(), storeId: fixture.storeId };
  expect((await shop.send('forms.submit', { ...form, values: { allergy: '花生' } }, reception)).refusal?.code).toBe('form.problems');
  expect([(await begun(FLOW)).length, (await begun(OF_HER)).length]).toEqual(before);
  await shop.do('forms.submit', { ...form, values: { title: '没有客户' } }, reception);
  expect([(await begun(FLOW)).length, (await begun(OF_HER)).length]).toEqual([(before[0] ?? 0) + 1, before[1]]);
});
