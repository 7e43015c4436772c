import type { ApiInput } from '@zhike/domain/api';
import { seedFixture, wish, type Fixture } from './fixture';
import { startHarness, type Harness, type Login } from './harness';

/** Headquarters, two regions one below the other, two stores; and whom each member reaches through them. */
let shop: Harness;
let fixture: Fixture;
let boss: Login;
let manager: Login;
beforeAll(async () => {
  shop = await startHarness({ env: { WORKER: 'separate' } });
  fixture = await seedFixture(shop.server.ports);
  boss = await shop.staff('zongbu');
  manager = await shop.staff('laoxu');
}, 60_000);
afterAll(() => shop?.close());

const never = '0190c5a0-0000-7000-8000-00000000dead';
const region = async (name: string, parentId: string | null = null): Promise<string> =>
  (await shop.do('stores.saveRegion', { regionId: null, parentId, name, position: 0 }, boss)).region.id;
const storeBody = async (storeId: string, over: Partial<ApiInput<'stores.saveStore'>> = {}): Promise<ApiInput<'stores.saveStore'>> => {
  const { stores } = await shop.do('stores.tree', {}, boss);
  const { id: _, photoUrl: __, can: ___, ...store } = stores.find(({ id }) => id === storeId)!;
  return { ...store, storeId, whenClashing: 'refuse', ...over };
};
const memberBody = async (wecomUserId: string, over: Partial<ApiInput<'stores.saveStaff'>> = {}): Promise<ApiInput<'stores.saveStaff'>> => {
  const { staff } = await shop.do('stores.staff', {}, boss);
  const { id, ...member } = staff.find((one) => one.wecomUserId === wecomUserId)!;
  return { ...member, staffId: id, ...over };
};

describe('ST-01 headquarters, regions, stores', () => {
  test('a tree is built, a store stands in it, and who is set over a region reaches all stores below it, at once', async () => {
    const hq = await region('总部');
    const east = await region('华东', hq);
    const shanghai = await region('上海', east);
    await shop.do('stores.saveStore', await storeBody(fixture.otherStoreId, { regionId: shanghai, areaSqm: 180.5 }), boss);
    const { regions, stores } = await shop.do('stores.tree', {}, boss);
    expect(regions.map(({ name, parentId }) => [name, parentId])).toEqual(
      expect.arrayContaining([
        ['总部', null],
        ['华东', hq],
        ['上海', east],
      ]),
    );
    expect(stores.find(({ id }) => id === fixture.otherStoreId)).toMatchObject({ regionId: shanghai, areaSqm: 180.5, can: ['manage'] });

    const reach = async (): Promise<string[]> => (await shop.do('stores.tree', {}, manager)).stores.map(({ id }) => id).sort();
    expect(await reach()).toEqual([fixture.storeId]);
    expect((await shop.send('booking.calendar', { storeId: fixture.otherStoreId, from: fixture.day, days: 1 }, manager)).refusal?.code).toBe(
      'access.forbidden',
    );
    // Her log-in stays; her reach is read at every request.
    await shop.do('stores.saveStaff', await memberBody('laoxu', { regionIds: [east] }), boss);
    expect(await reach()).toEqual([fixture.storeId, fixture.otherStoreId].sort());
    expect((await shop.send('booking.calendar', { storeId: fixture.otherStoreId, from: fixture.day, days: 1 }, manager)).status).toBe(200);
    const { me } = await shop.do('access.staffMe', {}, manager);
    expect(me.stores.map(({ name }) => name)).toEqual(['静安店', '徐汇店']);
    // She sees the way up to her stores, and no other region.
    await region('华北', hq);
    expect((await shop.do('stores.tree', {}, manager)).regions.map(({ name }) => name).sort()).toEqual(['上海', '华东', '总部']);

    await shop.do('stores.saveStore', await storeBody(fixture.otherStoreId, { regionId: hq }), boss);
    expect(await reach()).toEqual([fixture.storeId]);
    await shop.do('stores.saveStaff', await memberBody('laoxu', { regionIds: [] }), boss);
    await shop.do('stores.saveStore', await storeBody(fixture.otherStoreId, { regionId: null }), boss);
  });

  test('a region cannot stand below itself, also when two people try it from both ends', async () => {
    const [a, b, c] = [await region('甲'), await region('乙'), await region('丙')];
    const under = (regionId: string, parentId: string) => shop.send('stores.saveRegion', { regionId, parentId, name: '移', position: 1 }, boss);
    expect((await under(a, a)).refusal).toEqual({ code: 'stores.region_cycle', facts: { regionId: a } });
    expect((await under(b, a)).status).toBe(200);
    expect((await under(a, b)).refusal?.code).toBe('stores.region_cycle');
    expect((await under(a, never)).refusal).toEqual({ code: 'record.not_found', facts: { noun: 'region', id: never } });
    expect((await shop.send('stores.saveRegion', { regionId: b, parentId: null, name: '乙', position: 0 }, boss)).status).toBe(200);
    for (let i = 0; i < 5; i++) {
      const statuses = (await Promise.all([under(a, c), under(c, a)])).map(({ status }) => status).sort();
      expect(statuses).toEqual([200, 422]);
      for (const id of [a, c]) await shop.send('stores.saveRegion', { regionId: id, parentId: null, name: '解', position: 0 }, boss);
    }
  });

  test('only an empty region is removed', async () => {
    const top = await region('顶');
    const below = await region('底', top);
    const remove = (regionId: string) => shop.send('stores.removeRegion', { regionId }, boss);
    expect((await remove(top)).refusal).toEqual({ code: 'stores.region_in_use', facts: { stores: 0, regions: 1 } });
    await shop.do('stores.saveStore', await storeBody(fixture.otherStoreId, { regionId: below }), boss);
    expect((await remove(below)).refusal).toEqual({ code: 'stores.region_in_use', facts: { stores: 1, regions: 0 } });
    await shop.do('stores.saveStore', await storeBody(fixture.otherStoreId, { regionId: null }), boss);
    await shop.do('stores.saveStaff', await memberBody('ayue', { regionIds: [below] }), boss);
    expect((await remove(below)).status).toBe(200);
    expect((await memberBody('ayue')).regionIds).toEqual([]);
    expect((await remove(below)).status).toBe(404);
    expect((await remove(top)).status).toBe(200);
  });

  test('a new store opens, sells nothing yet, and a second one of its name is refused, however fast', async () => {
    const body = await storeBody(fixture.storeId, { storeId: null, name: '浦东店', regionId: null });
    const sent = await Promise.all([1, 2, 3, 4].map(() => shop.send('stores.saveStore', body, boss)));
    expect(sent.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    expect(sent.find(({ status }) => status === 409)?.refusal).toEqual({ code: 'stores.name_taken', facts: { name: '浦东店' } });
    const { stores } = await shop.do('stores.list', {});
    expect(stores.map(({ name }) => name)).toContain('浦东店');
    const { store } = sent.find(({ status }) => status === 200)!.value;
    await shop.do('stores.saveStore', { ...body, storeId: store.id, closed: true }, boss);
    expect((await shop.do('stores.list', {})).stores.map(({ name }) => name)).not.toContain('浦东店');
    expect((await shop.do('stores.tree', {}, boss)).stores.find(({ id }) => id === store.id)).toMatchObject({ closed: true });
    await shop.do('stores.saveStore', { ...body, storeId: store.id, closed: false }, boss);
  });

  test('a zone that nobody knows and hours that cannot be are refused by name', async () => {
    const save = async (over: Partial<ApiInput<'stores.saveStore'>>) =>
      (await shop.send('stores.saveStore', await storeBody(fixture.storeId, over), boss)).refusal;
    expect(await save({ zone: 'Asia/Atlantis' })).toEqual({ code: 'stores.zone_unknown', facts: { zone: 'Asia/Atlantis' } });
    expect(await save({ opening: [{ weekday: 2, from: '09:00', to: '09:00' }] })).toEqual({
      code: 'stores.hours_invalid',
      facts: { weekday: 2, problem: 'empty' },
    });
    expect(await save({ regionId: never })).toEqual({ code: 'record.not_found', facts: { noun: 'region', id: never } });
    expect(await save({ name: '徐汇店' })).toEqual({ code: 'stores.name_taken', facts: { name: '徐汇店' } });
  });

  test('a manager may not manage stores, and has no word about those of others', async () => {
    expect((await shop.send('stores.saveStore', await storeBody(fixture.storeId), manager)).refusal).toEqual({
      code: 'access.forbidden',
      facts: { right: 'store.manage' },
    });
    expect((await shop.send('stores.seasons', { storeId: fixture.otherStoreId }, manager)).refusal?.code).toBe('access.forbidden');
    expect((await shop.send('stores.seasons', { storeId: never }, manager)).status).toBe(404);
    expect((await shop.do('stores.tree', {}, manager)).stores.map(({ id, can }) => [id, can])).toEqual([[fixture.storeId, []]]);
  });
});

describe('SC-01 members', () => {
  test('a new member logs in with what she was given; who leaves is out with her next request', async () => {
    const body: ApiInput<'stores.saveStaff'> = {
      staffId: null,
      wecomUserId: 'linchuan',
      name: '林川',
      title: '摄影师',
      roles: ['photographer'],
      storeIds: [fixture.storeId],
      regionIds: [],
      unitId: fixture.unitIds.许诺 ?? '',
      left: false,
    };
    const { member } = await shop.do('stores.saveStaff', body, boss);
    expect(member).toMatchObject({ wecomUserId: 'linchuan', unitId: fixture.unitIds.许诺, left: false });
    const her = await shop.staff('linchuan');
    expect((await shop.do('access.staffMe', {}, her)).me.name).toBe('林川');
    await shop.do('stores.saveStaff', { ...body, staffId: member.id, left: true }, boss);
    const out = await shop.send('access.staffMe', {}, her);
    expect([out.status, out.refusal?.code]).toEqual([401, 'access.login_required']);
    // Coming back opens no old door.
    await shop.do('stores.saveStaff', { ...body, staffId: member.id }, boss);
    expect((await shop.send('access.staffMe', {}, her)).status).toBe(401);
    expect((await shop.do('access.staffMe', {}, await shop.staff('linchuan'))).me.staffId).toBe(member.id);
    expect(
      await shop.server.ports.db.prisma.event.findMany({
        where: { type: { startsWith: 'staff.' }, data: { path: ['staffId'], equals: member.id } },
        orderBy: { id: 'asc' },
      }),
    ).toMatchObject([{ type: 'staff.joined' }, { type: 'staff.left' }, { type: 'staff.returned' }]);
    await shop.do('stores.saveStaff', { ...body, staffId: member.id, unitId: null, left: true }, boss);
  });

  test('roles and stores that do not exist, an account or a unit that is somebody else, a room as a person: refused by name', async () => {
    const save = async (over: Partial<ApiInput<'stores.saveStaff'>>) => (await shop.send('stores.saveStaff', await memberBody('qianqian', over), boss)).refusal;
    expect(await save({ roles: ['king'] })).toEqual({ code: 'stores.role_unknown', facts: { role: 'king' } });
    expect(await save({ storeIds: [never] })).toEqual({ code: 'record.not_found', facts: { noun: 'store', id: never } });
    expect(await save({ regionIds: [never] })).toEqual({ code: 'record.not_found', facts: { noun: 'region', id: never } });
    expect(await save({ wecomUserId: 'mei' })).toEqual({ code: 'stores.member_taken', facts: { wecomUserId: 'mei' } });
    expect(await save({ unitId: fixture.unitIds.梅清 ?? '' })).toEqual({ code: 'stores.member_taken', facts: { wecomUserId: 'mei' } });
    expect(await save({ unitId: fixture.unitIds['1 号棚'] ?? '' })).toEqual({ code: 'booking.not_a_person', facts: { unitId: fixture.unitIds['1 号棚'] } });
    expect(await save({ staffId: never })).toEqual({ code: 'record.not_found', facts: { noun: 'staff', id: never } });
  });

  test('the last one who may manage everybody stays, and of two who demote each other at once one stays', async () => {
    const me = await memberBody('zongbu');
    expect((await shop.send('stores.saveStaff', { ...me, roles: ['manager'] }, boss)).refusal?.code).toBe('stores.last_manager');
    expect((await shop.send('stores.saveStaff', { ...me, left: true }, boss)).refusal?.code).toBe('stores.last_manager');
    for (let i = 0; i < 3; i++) {
      await shop.do('stores.saveStaff', await memberBody('laoxu', { roles: ['headquarters'] }), boss);
      const second = await shop.staff('laoxu');
      // Nobody takes it from herself, also while there is another.
      expect((await shop.send('stores.saveStaff', { ...me, roles: ['manager'] }, boss)).refusal?.code).toBe('stores.last_manager');
      const [hers, mine] = [await memberBody('laoxu', { roles: ['manager'] }), { ...me, roles: ['manager'] }];
      const sent = await Promise.all([shop.send('stores.saveStaff', hers, boss), shop.send('stores.saveStaff', mine, second)]);
      expect(sent.filter(({ status }) => status === 200)).toHaveLength(1);
      const { prisma } = shop.server.ports.db;
      expect(await prisma.staffMember.count({ where: { roles: { has: 'headquarters' }, leftAt: null } })).toBe(1);
      await prisma.staffMember.update({ where: { wecomUserId: 'zongbu' }, data: { roles: ['headquarters'] } });
      await prisma.staffMember.update({ where: { wecomUserId: 'laoxu' }, data: { roles: ['manager'] } });
    }
  });

  test('the list shows colleagues of the stores that she reaches', async () => {
    const names = async (as: Login) => (await shop.do('stores.staff', {}, as)).staff.map(({ wecomUserId }) => wecomUserId);
    await shop.do('stores.saveStaff', { ...(await memberBody('ayue')), storeIds: [fixture.otherStoreId] }, boss);
    expect(await names(manager)).not.toContain('ayue');
    expect(await names(boss)).toContain('ayue');
    await shop.do('stores.saveStaff', { ...(await memberBody('ayue')), storeIds: [fixture.storeId] }, boss);
    expect(await names(manager)).toContain('ayue');
    expect((await shop.do('stores.staff', {}, manager)).roles.map(({ key }) => key)).toContain('headquarters');
  });
});

test('ST-01 a store that closes is not sold any more, and says whom that strands', async () => {
  const lin = await shop.customer('林小雨');
  const { booking } = await shop.do('booking.request', wish(fixture, fixture.at('10:00')), lin);
  const closed = await storeBody(fixture.storeId, { closed: true });
  const sent = await shop.send('stores.saveStore', closed, boss);
  expect(sent.refusal).toEqual({
    code: 'stores.hours_clash',
    facts: {
      bookings: [{ id: booking.id, code: booking.code, startsAt: booking.startsAt, serviceName: booking.serviceName, contactName: booking.contactName }],
    },
  });
  expect((await shop.do('stores.list', {})).stores.map(({ id }) => id)).toContain(fixture.storeId);
  await shop.do('stores.saveStore', { ...closed, whenClashing: 'keep' }, boss);
  expect((await shop.send('booking.slots', { storeId: fixture.storeId, serviceId: fixture.serviceId, date: fixture.day, choices: {} })).status).toBe(404);
  expect((await shop.send('stores.openingDays', { storeId: fixture.storeId, from: fixture.day, days: 1 })).status).toBe(404);
});
