import type { ApiInput } from '@zhike/domain/api';
import { type Fixture, seedFixture } from './fixture';
import { type Harness, type Login, startHarness } from './harness';
import { bookOf, checked, written } from './imports.shop';
import { readSheet } from './sheets';

jest.setTimeout(240_000);

let shop: Harness;
let fixture: Fixture;
let boss: Login;
let ids: string[];
beforeAll(async () => {
  shop = await startHarness({ env: { RATE_LIMIT_FACTOR: '1000' } });
  fixture = await seedFixture(shop.server.ports);
  boss = await shop.staff('zongbu');
  const rows = Array.from({ length: 200 }, (_, i) => [`批量${String(i).padStart(3, '0')}`, `137${10_000_000 + i}`, i % 2 ? '抖音' : '']);
  const seen = await checked(shop, boss, { kind: 'customer', formId: null }, await bookOf([['姓名', '手机号', '来源'], ...rows]), { storeId: fixture.storeId });
  await written(shop, boss, seen.import.id, 'all');
  ids = (await prisma().customer.findMany({ where: { name: { startsWith: '批量' } }, select: { id: true }, orderBy: { name: 'asc' } })).map((one) => one.id);
}, 120_000);
afterAll(() => shop?.close());

const prisma = () => shop.server.ports.db.prisma;
const ended = (bulkId: string, state: 'done' | 'undone') =>
  shop.eventually(async () => {
    const seen = await shop.do('bulk.get', { bulkId }, boss);
    return seen.bulk.state === state && seen;
  }, 90_000);
const entries = (bulkId: string) => prisma().event.count({ where: { customerId: { in: ids }, data: { path: ['bulkId'], equals: bulkId } } });
async function run(change: ApiInput<'bulk.begin'>['change'], selection: ApiInput<'bulk.begin'>['selection'] = { ids }, expected = 200) {
  const { bulk } = await shop.do('bulk.begin', { selection, change, expected }, boss);
  return ended(bulk.id, 'done');
}

test('FM-20 two hundred customers get their follower: 200 entries, and one undo takes all of it back', async () => {
  const lilei = await prisma().staffMember.create({
    data: { wecomUserId: 'lilei2', name: '李雷', title: '', roles: ['sales'], stores: { create: [{ storeId: fixture.storeId }] } },
  });
  expect(await shop.do('bulk.preview', { selection: { filter: { search: '批量', tagIds: [] } } }, boss)).toEqual({ selected: 200, changeable: 200 });
  const { bulk } = await run({ do: 'assign', staffId: lilei.id }, { filter: { search: '批量', tagIds: [] } });
  expect(bulk).toMatchObject({ words: '跟进人改为李雷', total: 200, changed: 200, refused: 0, gone: 200, can: ['undo'] });
  expect(await prisma().customer.count({ where: { ownerStaffId: lilei.id } })).toBe(200);
  expect(await entries(bulk.id)).toBe(200);
  // Somebody is given to a colleague since: she stays there, and is named.
  const meanwhile = await run({ do: 'assign', staffId: null }, { ids: ids.slice(0, 1) }, 1);
  expect(meanwhile.bulk.changed).toBe(1);
  await shop.do('bulk.undo', { bulkId: bulk.id }, boss);
  const back = await ended(bulk.id, 'undone');
  expect(await prisma().customer.count({ where: { ownerStaffId: lilei.id } })).toBe(0);
  expect(back.bulk).toMatchObject({ gone: 200, refused: 1, can: [] });
  expect(back.refused).toEqual([{ customerId: ids[0], name: '批量000', reason: '之后又被改过，保留现在的' }]);
  expect((await shop.send('bulk.undo', { bulkId: bulk.id }, boss)).refusal).toMatchObject({ code: 'lifecycle.illegal_step' });
});

test('FM-20 tags and fields: what is so already makes no entry; the way back gives each her own value again', async () => {
  const { group } = await shop.do('customers.saveTagGroup', { groupId: null, name: '批量组', colour: '#1E6F5C', tags: [{ id: null, name: '老客' }] }, boss);
  const tagId = group.tags[0]?.id ?? '';
  await shop.do('customers.setTags', { customerId: ids[0] ?? '', add: [tagId], remove: [] }, boss);
  const tagged = await run({ do: 'tag', add: [tagId], remove: [] });
  expect(tagged.bulk).toMatchObject({ words: '加标签「老客」', changed: 199, same: 1 });
  expect(await entries(tagged.bulk.id)).toBe(199);
  await shop.do('bulk.undo', { bulkId: tagged.bulk.id }, boss);
  await ended(tagged.bulk.id, 'undone');
  expect((await prisma().customerTag.findMany({ where: { tagId } })).map((one) => one.customerId)).toEqual([ids[0]]);
  const set = await run({ do: 'set', field: 'source', value: '老店' });
  expect(set.bulk).toMatchObject({ words: '来源改为「老店」', changed: 200 });
  await shop.do('bulk.undo', { bulkId: set.bulk.id }, boss);
  await ended(set.bulk.id, 'undone');
  expect(await prisma().customer.count({ where: { id: { in: ids }, source: '抖音' } })).toBe(100);
  expect(await prisma().customer.count({ where: { id: { in: ids }, source: '' } })).toBe(100);
  const wrong = await shop.send('bulk.begin', { selection: { ids }, change: { do: 'set', field: 'birthday', value: '二月三十' }, expected: 200 }, boss);
  expect(wrong.refusal).toEqual({ code: 'bulk.value_invalid', facts: { field: '生日', reason: '不是日期，请写成 1990-05-01' } });
});

test('FM-20 whoever is beyond the member’s reach is not touched; a filter that finds others by now is told', async () => {
  const manager = await prisma().staffMember.create({
    data: { wecomUserId: 'hanmei2', name: '韩梅', title: '', roles: ['manager'], stores: { create: [{ storeId: fixture.otherStoreId }] } },
  });
  shop.world.state.people.members.push({ ...(shop.world.state.people.members[0] as object), userid: 'hanmei2', name: manager.name } as never);
  const other = await shop.staff('hanmei2');
  expect(await shop.do('bulk.preview', { selection: { ids } }, other)).toEqual({ selected: 0, changeable: 0 });
  expect((await shop.send('bulk.begin', { selection: { ids }, change: { do: 'assign', staffId: null }, expected: 200 }, other)).refusal).toMatchObject({
    code: 'bulk.nobody',
  });
  const filter = { filter: { search: '批量', tagIds: [] } };
  const told = await shop.send('bulk.begin', { selection: filter, change: { do: 'set', field: 'source', value: 'x' }, expected: 199 }, boss);
  expect(told.refusal).toEqual({ code: 'bulk.count_changed', facts: { expected: 199, count: 200 } });
  const sheet = await readSheet(shop, (await shop.do('bulk.export', { selection: { ids: ids.slice(0, 3) } }, boss)).url);
  expect(sheet.slice(1).map((row) => row.slice(0, 2))).toEqual([0, 1, 2].map((i) => [`批量00${i}`, `137${10_000_000 + i}`]));
});
