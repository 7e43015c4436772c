import { seedFixture } from './fixture';
import { startHarness, type Harness, type Login } from './harness';

let shop: Harness;

let boss: Login;
beforeAll(async () => {
  shop = await startHarness();
  await seedFixture(shop.server.ports);
  boss = await shop.staff('zongbu');
}, 60_000);
afterAll(() => shop?.close());

const grants = (...rights: string[]) => rights.map((right) => ({ right, reach: 'store' }));
const draft = async (title: string, body: Record<string, unknown>, as = boss) =>
  (await shop.do('definitions.create', { kind: 'role', title, body }, as)).definition;
const publish = (id: string, rev: number, as = boss) => shop.send('definitions.publish', { id, rev, note: '新岗位' }, as);

test('SC-01 a shop makes a post of its own: whoever holds it may do exactly that, from one request to the next', async () => {
  const made = await draft('财务', { grants: grants('store.read', 'payment.read') });
  expect((await publish(made.id, 1)).refusal).toBeNull();
  const { staff, roles } = await shop.do('stores.staff', {}, boss);
  expect(roles).toContainEqual({ key: made.id, name: '财务' });
  const member = staff.find((one) => one.wecomUserId === 'qianqian')!;
  const { id: staffId, ...fields } = member;
  const as = await shop.staff('qianqian');
  const tags = () => shop.send('customers.tagGroups', {}, as);
  expect((await tags()).status).toBe(200);
  await shop.do('stores.saveStaff', { ...fields, staffId, roles: [made.id] }, boss);
  expect((await tags()).refusal).toEqual({ code: 'access.forbidden', facts: { right: 'customer.read' } });
  const { me } = await shop.do('access.staffMe', {}, as);
  expect(me.roles).toEqual([{ key: made.id, name: '财务' }]);
  expect(me.rights.sort()).toEqual(['payment.read', 'store.read']);
  await shop.do('definitions.saveDraft', { id: made.id, rev: 0, title: '财务', body: { grants: grants('store.read', 'customer.read') } }, boss);
  expect((await publish(made.id, 2)).refusal).toBeNull();
  expect((await tags()).status).toBe(200);
  await shop.do('definitions.switch', { id: made.id, on: false, reason: '不用了' }, boss);
  expect((await shop.do('access.staffMe', {}, as)).me.rights).toEqual([]);
  expect((await tags()).status).toBe(403);
});

test('SC-01 a post gives no right that its maker lacks, is of the whole shop, and leaves the shop a chief', async () => {
  const refused = async (body: Record<string, unknown>) => {
    const made = await draft('不行', body);
    return (await publish(made.id, 1)).refusal;
  };
  const twice = await refused({ grants: grants('store.read', 'store.read') });
  expect(twice).toMatchObject({
    code: 'definition.has_problems',
    facts: { problems: [{ code: 'right_twice', path: '/grants/1', facts: { right: 'store.read' } }] },
  });
  expect(await refused({ grants: grants('everything') })).toMatchObject({ facts: { problems: [{ code: 'malformed', path: '/grants/0/right' }] } });
  expect(await refused({ grants: [{ right: 'store.read', reach: 'all', limit: 5 }] })).toMatchObject({ facts: { problems: [{ code: 'limit_unfit' }] } });
  // A chief of all stores for definitions, but not for people.
  const designer = await draft('设计', {
    grants: [
      { right: 'design.edit', reach: 'all' },
      { right: 'design.publish', reach: 'all' },
      { right: 'design.read', reach: 'all' },
    ],
  });
  expect((await publish(designer.id, 1)).refusal).toBeNull();
  const { staff } = await shop.do('stores.staff', {}, boss);
  const { id: staffId, ...fields } = staff.find((one) => one.wecomUserId === 'ayue')!;
  await shop.do('stores.saveStaff', { ...fields, staffId, roles: [designer.id] }, boss);
  const ayue = await shop.staff('ayue');
  const sly = await draft('老板', { grants: [{ right: 'staff.manage', reach: 'all' }] }, ayue);
  expect((await publish(sly.id, 1, ayue)).refusal).toEqual({ code: 'access.forbidden', facts: { right: 'staff.manage' } });
  // A post that could be switched off does not count as the chief that a shop must have.
  const chief = await draft('老板', {
    grants: [
      { right: 'staff.manage', reach: 'all' },
      { right: 'store.read', reach: 'all' },
    ],
  });
  expect((await publish(chief.id, 1)).refusal).toBeNull();
  await shop.do('stores.saveStaff', { ...fields, staffId, roles: [chief.id] }, boss);
  const zongbu = staff.find((one) => one.wecomUserId === 'zongbu')!;
  const { id: bossId, ...own } = zongbu;
  expect((await shop.send('stores.saveStaff', { ...own, staffId: bossId, roles: ['sales'] }, ayue)).refusal).toMatchObject({
    code: expect.stringMatching(/^(stores\.last_manager|access\.forbidden)$/),
  });
});
