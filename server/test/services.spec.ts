import type { ApiInput } from '@zhike/domain/api';
import type { ServiceView } from '@zhike/domain/booking/contract';
import { seedFixture, wish, type Fixture } from './fixture';
import { startHarness, type Harness, type Login } from './harness';

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
const policy = { freeUntilHours: 24, latePercent: 50, noShowPercent: 80, moveUntilHours: 12, maxMoves: 1 };
const draft = (over: Partial<ApiInput<'booking.saveService'>> = {}): ApiInput<'booking.saveService'> => ({
  serviceId: null,
  name: '肩颈舒缓',
  line: '养生',
  summary: '60 分钟',
  description: '',
  includes: ['热敷'],
  whatToBring: '宽松衣服',
  durationMinutes: 60,
  stepMinutes: 30,
  leadMinutes: 60,
  horizonDays: 60,
  priceFen: 39_800,
  depositFen: 10_000,
  policy,
  levelPolicies: { gold: { ...policy, latePercent: 0 } },
  acceptance: 'group',
  acceptMinutes: 15,
  acceptTimeout: 'next',
  mode: 'appointment',
  maxParty: 3,
  cautions: [{ kind: 'condition', name: '高血压', effect: 'warn' }],
  storeIds: [fixture.storeId],
  addons: [],
  active: true,
  ...over,
});
const asInput = (service: ServiceView): ApiInput<'booking.saveService'> => {
  const { id: serviceId, imageUrl: _, roles: __, ...fields } = service;
  return { ...fields, serviceId };
};
const role = (key: string, type: string, over: object = {}) => ({
  key,
  name: key,
  typeId: fixture.typeIds[type] ?? '',
  skill: null,
  offsetMinutes: 0,
  durationMinutes: 60,
  customerPicks: false,
  ...over,
});

describe('PK-01 a service', () => {
  test('is added with everything that it says, gets its needs and add-ons, is on sale, and can be booked at once', async () => {
    const { service: bare } = await shop.do('booking.saveService', draft(), boss);
    const { serviceId: _, ...told } = draft();
    expect(bare).toMatchObject({ ...told, roles: [], addons: [] });
    await shop.do(
      'booking.saveServiceRoles',
      { serviceId: bare.id, roles: [role('therapist', 'makeup_artist', { customerPicks: true, accepts: true }), role('room', 'studio', { perPerson: false })] },
      boss,
    );
    const addon = { id: null, name: '加时 30 分钟', minutes: 30, priceFen: 15_000, roleKeys: ['therapist', 'room'], active: true };
    const { service } = await shop.do('booking.saveService', draft({ serviceId: bare.id, addons: [addon], acceptance: 'none' }), boss);
    expect(service.roles).toMatchObject([
      { key: 'therapist', perPerson: true, accepts: true, customerPicks: true },
      { key: 'room', perPerson: false, accepts: false },
    ]);
    expect(service.addons).toMatchObject([{ name: '加时 30 分钟', minutes: 30, priceFen: 15_000, roleKeys: ['therapist', 'room'] }]);
    const { services } = await shop.do('booking.services', { storeId: fixture.storeId });
    expect(services.map(({ name }) => name)).toContain('肩颈舒缓');
    const { slots } = await shop.do('booking.slots', { storeId: fixture.storeId, serviceId: bare.id, date: fixture.day, choices: {} });
    expect(slots.length).toBeGreaterThan(0);

    // Saved again as it was read, nothing changes and the add-on keeps its id.
    const again = (await shop.do('booking.saveService', asInput(service), boss)).service;
    expect(again).toEqual(service);
    const off = (await shop.do('booking.saveService', { ...asInput(service), active: false, addons: [] }, boss)).service;
    expect([off.active, off.addons]).toEqual([false, []]);
    expect((await shop.do('booking.services', {})).services.map(({ id }) => id)).not.toContain(bare.id);
    const all = await shop.do('booking.allServices', {}, manager);
    expect(all.services.find(({ id }) => id === bare.id)).toMatchObject({ active: false });
    expect(all.levels.map(({ key }) => key)).toContain('gold');
    expect((await shop.send('booking.slots', { storeId: fixture.storeId, serviceId: bare.id, date: fixture.day, choices: {} })).refusal?.code).toBe(
      'booking.service_not_offered',
    );
  });

  test('bookings that exist keep their price, their terms and their units', async () => {
    const lin = await shop.customer('林小雨');
    const { booking } = await shop.do('booking.request', wish(fixture, fixture.at('10:00')), lin);
    const { services } = await shop.do('booking.allServices', {}, boss);
    const wedding = services.find(({ id }) => id === fixture.serviceId)!;
    await shop.do(
      'booking.saveService',
      { ...asInput(wedding), name: '全新婚纱套系', priceFen: 599_900, policy: { ...wedding.policy, freeUntilHours: 72 } },
      boss,
    );
    const { booking: still } = await shop.do('booking.get', { bookingId: booking.id }, lin);
    expect(still).toMatchObject({ serviceName: '经典婚纱套系', priceFen: 399_900, policy: { freeUntilHours: 24 }, units: booking.units });
    expect((await shop.send('booking.request', wish(fixture, fixture.at('14:00')), lin)).refusal).toMatchObject({
      code: 'booking.price_changed',
      facts: { priceFen: 599_900 },
    });
    await shop.do('booking.saveService', asInput(wedding), boss);
    await shop.do('booking.cancel', { bookingId: booking.id, version: booking.version, reason: '', expectedRefundFen: 0 }, lin);
  });

  test('what cannot be is refused by name', async () => {
    const { services } = await shop.do('booking.allServices', {}, boss);
    const wedding = asInput(services.find(({ id }) => id === fixture.serviceId)!);
    const no = async (over: Partial<ApiInput<'booking.saveService'>>) => (await shop.send('booking.saveService', { ...wedding, ...over }, boss)).refusal;
    const addon = { id: null, name: '加修', minutes: 0, priceFen: 9_900, roleKeys: ['nobody'], active: true };
    expect(await no({ depositFen: 399_901 })).toEqual({ code: 'booking.deposit_above_price', facts: { priceFen: 399_900, depositFen: 399_901 } });
    expect(await no({ addons: [addon] })).toEqual({ code: 'booking.role_unknown', facts: { roleKey: 'nobody' } });
    expect(await no({ addons: [{ ...addon, roleKeys: [], id: never }] })).toEqual({ code: 'record.not_found', facts: { noun: 'addon', id: never } });
    expect(await no({ storeIds: [never] })).toEqual({ code: 'record.not_found', facts: { noun: 'store', id: never } });
    expect(await no({ serviceId: never })).toEqual({ code: 'record.not_found', facts: { noun: 'service', id: never } });
    expect(await no({ durationMinutes: 60 })).toEqual({
      code: 'request.invalid',
      facts: { issues: [{ path: 'durationMinutes', problem: 'shorter_than_its_roles' }] },
    });
    expect(await no({ levelPolicies: { platinum: policy } })).toEqual({
      code: 'request.invalid',
      facts: { issues: [{ path: 'levelPolicies.platinum', problem: 'unknown_level' }] },
    });
    expect((await shop.send('booking.saveService', wedding, manager)).refusal).toEqual({ code: 'access.forbidden', facts: { right: 'service.manage' } });
  });

  test('a role that an add-on lengthens cannot be taken away under it', async () => {
    const { service } = await shop.do('booking.saveService', draft({ name: '足疗' }), boss);
    await shop.do('booking.saveServiceRoles', { serviceId: service.id, roles: [role('a', 'makeup_artist'), role('b', 'studio')] }, boss);
    await shop.do(
      'booking.saveService',
      draft({ serviceId: service.id, addons: [{ id: null, name: '加时', minutes: 30, priceFen: 1, roleKeys: ['b'], active: true }] }),
      boss,
    );
    const sent = await shop.send('booking.saveServiceRoles', { serviceId: service.id, roles: [role('a', 'makeup_artist')] }, boss);
    expect(sent.refusal).toEqual({ code: 'booking.role_unknown', facts: { roleKey: 'b' } });
  });
});

describe('BK-05 stock', () => {
  const stock = (count: number, over: Partial<ApiInput<'booking.addUnits'>> = {}): ApiInput<'booking.addUnits'> => ({
    typeId: fixture.typeIds.dress ?? '',
    name: '法式蕾丝 M',
    count,
    storeIds: [fixture.storeId],
    skills: ['婚纱'],
    fields: {},
    bufferBeforeMinutes: 0,
    bufferAfterMinutes: 60,
    ...over,
  });

  test('so many numbered units at once, their numbers following; ten managers at once collide nowhere', async () => {
    const { units } = await shop.do('booking.addUnits', stock(3), manager);
    expect(units.map(({ name, number, bufferAfterMinutes }) => [name, number, bufferAfterMinutes])).toEqual(
      [2, 3, 4].map((number) => ['法式蕾丝 M', number, 60]),
    );
    const single = {
      unitId: null,
      typeId: fixture.typeIds.dress ?? '',
      name: '单件',
      storeIds: [fixture.storeId],
      skills: [],
      fields: {},
      bufferBeforeMinutes: 0,
      bufferAfterMinutes: 0,
      state: 'active' as const,
      introduction: '',
    };
    const sent = await Promise.all([
      ...Array.from({ length: 8 }, () => shop.send('booking.addUnits', stock(5), boss)),
      shop.send('booking.saveUnit', single, boss),
      shop.send('booking.saveUnit', single, manager),
    ]);
    expect(sent.map(({ status }) => status)).toEqual(sent.map(() => 200));
    const numbers = (await shop.do('booking.units', { typeId: fixture.typeIds.dress ?? '' }, boss)).units.map(({ number }) => number);
    expect(numbers).toEqual(Array.from({ length: 46 }, (_, i) => i + 1));
  });

  test('of a style with stock 2 the third overlapping booking is refused; a piece is free again after its cleaning', async () => {
    const { service } = await shop.do(
      'booking.saveService',
      draft({ name: '礼服租借', acceptance: 'none', maxParty: 1, leadMinutes: 0, depositFen: 0, cautions: [], levelPolicies: {} }),
      boss,
    );
    await shop.do('booking.addUnits', stock(2, { name: '秀禾 M', skills: ['秀禾'] }), boss);
    await shop.do('booking.saveServiceRoles', { serviceId: service.id, roles: [role('gown', 'dress', { skill: '秀禾' })] }, boss);
    const who = await Promise.all(['林小雨', '周子墨', '陈思远', '王梓涵'].map((name) => shop.customer(name)));
    const rent = (i: number, time: string) =>
      shop.send('booking.request', { ...wish(fixture, fixture.at(time, 5), { quotedPriceFen: 39_800, quotedDepositFen: 0 }), serviceId: service.id }, who[i]);
    expect([(await rent(0, '10:00')).status, (await rent(1, '10:30')).status]).toEqual([200, 200]);
    expect((await rent(2, '10:30')).refusal).toMatchObject({ code: 'booking.slot_taken', facts: { units: [{ roleName: 'gown' }, { roleName: 'gown' }] } });
    // The first is back at 11:00 and clean at 12:00.
    expect((await rent(3, '11:30')).refusal?.code).toBe('booking.slot_taken');
    expect((await rent(3, '12:00')).status).toBe(200);
  });

  test('not in a store out of reach, not with a field that the type does not have', async () => {
    expect((await shop.send('booking.addUnits', stock(2, { storeIds: [fixture.storeId, fixture.otherStoreId] }), manager)).refusal?.code).toBe(
      'access.forbidden',
    );
    expect((await shop.send('booking.addUnits', stock(2, { storeIds: [never] }), boss)).status).toBe(404);
    expect((await shop.send('booking.addUnits', stock(2, { typeId: never }), boss)).status).toBe(404);
    expect((await shop.send('booking.addUnits', stock(2, { fields: { size: 'M' } }), boss)).refusal).toMatchObject({
      code: 'booking.field_value_invalid',
      facts: { field: 'size' },
    });
  });

  test('BK-02 a unit that goes to repair names the bookings on it with all that a mover needs; of another store it says only that there is one', async () => {
    const { prisma } = shop.server.ports.db;
    const lin = await shop.customer('林小雨');
    const { booking } = await shop.do('booking.request', wish(fixture, fixture.at('10:00', 1)), lin);
    const studio = fixture.unitIds['1 号棚'] ?? '';
    const { units } = await shop.do('booking.units', {}, boss);
    const { typeName: _, kind: __, number: ___, photoUrl: ____, id: _____, ...unit } = units.find(({ id }) => id === studio)!;
    const repair = { ...unit, unitId: studio, state: 'repair' as const };
    const named = {
      id: booking.id,
      code: booking.code,
      version: booking.version,
      storeId: fixture.storeId,
      serviceName: '经典婚纱套系',
      contactName: '林小雨',
      startsAt: booking.startsAt,
      endsAt: booking.endsAt,
    };
    expect((await shop.send('booking.saveUnit', repair, manager)).refusal).toEqual({
      code: 'booking.unit_in_use',
      facts: { unitId: studio, bookings: [named] },
    });
    const clash = await shop.send(
      'booking.addAbsence',
      { unitId: studio, kind: 'maintenance', startsAt: fixture.at('11:00', 1), endsAt: fixture.at('12:00', 1), label: '' },
      manager,
    );
    expect(clash.refusal).toEqual({ code: 'booking.unit_in_use', facts: { unitId: studio, bookings: [named] } });
    // A manager of the other store, which shares the studio: she learns that it is in use, not by whom.
    await prisma.unitStore.create({ data: { unitId: studio, storeId: fixture.otherStoreId } });
    await prisma.staffMember.create({
      data: { wecomUserId: 'hanmei', name: '韩梅', title: '店长', roles: ['manager'], stores: { create: [{ storeId: fixture.otherStoreId }] } },
    });
    const hanmei = await shop.staff('hanmei');
    const hers = await shop.send('booking.saveUnit', { ...repair, storeIds: [fixture.storeId, fixture.otherStoreId] }, hanmei);
    expect(hers.refusal).toMatchObject({ code: 'booking.unit_in_use', facts: { bookings: [{ contactName: '其他客户' }] } });
    await shop.do('booking.cancel', { bookingId: booking.id, version: booking.version, reason: '', expectedRefundFen: 0 }, lin);
    expect((await shop.send('booking.saveUnit', { ...repair, storeIds: [fixture.storeId, fixture.otherStoreId] }, hanmei)).status).toBe(200);
  });
});
