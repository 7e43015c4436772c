import { roles } from '@zhike/config/roles';
import type { ApiInput, EndpointName } from '@zhike/domain/api';
import type { Right } from '@zhike/domain/kernel/access';
import { startHarness, type Harness, type Sent } from './harness';
import { CLASSES, openMatrixShop, reachOf, ROLES, ROW, verdictOn, type MatrixShop, type RoleKey, type Row, type RowClass, type Verdict } from './matrix.shop';

let shop: Harness;
let world: MatrixShop;
let cells = 0;
beforeAll(async () => {
  shop = await startHarness({ env: { WORKER: 'separate' } });
  world = await openMatrixShop(shop);
}, 60_000);
afterAll(() => shop?.close());

/** One endpoint of the matrix: the right that config/roles.ts gives or not, and a working call on a row of a class. */
interface Line {
  readonly title: string;
  readonly right: Right;
  /** Whose row decides: booking.create looks at the customer. */
  readonly of: 'customer' | 'booking';
  /** Rights that it needs besides, on the same row: missing ones are forbidden, not hidden. */
  readonly also?: Right;
  readonly send: (role: RoleKey, kind: RowClass) => Promise<Sent<EndpointName>>;
}

function line<Name extends EndpointName>(
  name: Name,
  right: Right,
  input: (role: RoleKey, kind: RowClass) => Promise<ApiInput<Name>>,
  more: { title?: string; also?: Right } = {},
): Line {
  return {
    title: more.title ?? name,
    right,
    of: name.startsWith('customers.') || name === 'booking.create' ? 'customer' : 'booking',
    ...(more.also ? { also: more.also } : {}),
    send: async (role, kind) => (await shop.send(name, await input(role, kind), world.login[role])) as Sent<EndpointName>,
  };
}

const id = async (role: RoleKey, kind: RowClass) => ({ customerId: (await world.target(role, kind)).customerId });
const step = async (role: RoleKey, kind: RowClass, state: 'held' | 'confirmed' = 'confirmed') => {
  const { bookingId, version } = await world.targetBooking(role, kind, state);
  return { bookingId, version };
};
const bookFor = (awaitDeposit: boolean) => async (role: RoleKey, kind: RowClass) => ({
  ...(await id(role, kind)),
  storeId: world.storeOf(ROW[kind]),
  serviceId: world.fixture.serviceId,
  startsAt: world.start(),
  choices: {},
  contactName: '代客预约',
  contactPhone: '13700001111',
  weddingDate: null,
  note: '',
  awaitDeposit,
  source: 'workbench' as const,
});
const health = { allergies: ['水杨酸'], chronicConditions: [], recentStates: [], aims: [], taboos: [] };
const basics = { name: '改名', gender: 'female' as const, birthday: null, weddingDate: null, source: '', note: '' };

const LINES: readonly Line[] = [
  line('customers.get', 'customer.read', id),
  line('customers.timeline', 'customer.read', async (role, kind) => ({ ...(await id(role, kind)), kinds: [] })),
  line('customers.update', 'customer.write', async (role, kind) => ({ ...(await id(role, kind)), ...basics, version: 1 })),
  line('customers.addNote', 'customer.write', async (role, kind) => ({ ...(await id(role, kind)), text: '跟进', nextContactOn: null })),
  line('customers.setTags', 'customer.tag', async (role, kind) => ({ ...(await id(role, kind)), add: world.fixture.tagIds.slice(0, 1), remove: [] })),
  line('customers.revealPhone', 'customer.reveal_phone', id),
  line('customers.health', 'customer.health_read', id),
  line('customers.saveHealth', 'customer.health_write', async (role, kind) => ({ ...(await id(role, kind)), version: 0, consent: 'given', record: health })),
  line('customers.eraseHealth', 'customer.health_write', id),
  line('customers.merge', 'customer.merge', async (role, kind) => ({
    intoId: (await id(role, kind)).customerId,
    fromId: (await world.customer({ owner: world.staffIds[role], storeId: ROW[kind].store ? world.storeOf(ROW[kind]) : null })).customerId,
  })),
  line(
    'customers.merge',
    'customer.merge',
    async (role, kind) => ({ intoId: (await world.target(role, 'own')).customerId, fromId: (await id(role, kind)).customerId }),
    { title: 'customers.merge (the record that goes)' },
  ),
  line('customers.share', 'customer.share', async (role, kind) => ({ ...(await id(role, kind)), storeId: await world.thirdStore(), parts: ['profile'] })),
  line('customers.unshare', 'customer.share', async (role, kind) => ({ ...(await id(role, kind)), storeId: await world.thirdStore() })),
  line('booking.get', 'booking.read', async (role, kind) => ({ bookingId: (await step(role, kind)).bookingId })),
  line('booking.cancelPreview', 'booking.cancel', async (role, kind) => ({ bookingId: (await step(role, kind)).bookingId })),
  line('booking.cancel', 'booking.cancel', async (role, kind) => ({ ...(await step(role, kind)), reason: '', expectedRefundFen: 0 })),
  line('booking.reschedule', 'booking.write', async (role, kind) => ({ ...(await step(role, kind)), startsAt: world.start(), choices: {} })),
  line('booking.confirm', 'booking.confirm', async (role, kind) => ({ ...(await step(role, kind, 'held')), reason: '老客户' })),
  line('booking.checkIn', 'booking.serve', step),
  line('booking.markNoShow', 'booking.serve', step),
  line('booking.card', 'booking.write', async (role, kind) => ({ storeId: world.fixture.storeId, bookingId: (await step(role, kind, 'held')).bookingId })),
  line('booking.create', 'booking.write', bookFor(true), { title: 'booking.create (awaiting a deposit)' }),
  line('booking.create', 'booking.write', bookFor(false), { title: 'booking.create (confirmed at once)', also: 'booking.confirm' }),
];

const told = (sent: Sent<EndpointName>): Verdict | string =>
  sent.status === 200
    ? 'yes'
    : sent.refusal?.code === 'record.not_found' && sent.status === 404
      ? 'hidden'
      : sent.refusal?.code === 'access.forbidden' && sent.status === 403
        ? 'forbidden'
        : `${sent.status} ${JSON.stringify(sent.refusal)}`;

function expected(role: RoleKey, entry: Line, row: Row): Verdict {
  // A booking always has a store, also one of a customer whom no store looks after.
  const facts = entry.of === 'booking' ? { ...row, store: row.store ?? 'here' } : row;
  const first = verdictOn(role, entry.right, facts);
  return first === 'yes' && entry.also && verdictOn(role, entry.also, facts) !== 'yes' ? 'forbidden' : first;
}

test('SC-01 the oracle knows the six roles of the configuration, no more and no fewer', () => {
  expect(roles.map((role) => role.key).sort()).toEqual([...ROLES].sort());
});

describe.each(ROLES)('SC-01 %s', (role) => {
  test.each(LINES.map((entry) => [entry.title, entry] as const))("%s: own, same store, other store, followed in WeCom, shared, nobody's", async (_, entry) => {
    const want: Record<string, string> = {};
    const got: Record<string, string> = {};
    for (const kind of CLASSES) {
      want[kind] = expected(role, entry, ROW[kind]);
      got[kind] = told(await entry.send(role, kind));
      cells += 1;
    }
    expect(got).toEqual(want);
  });

  /** What belongs to a store rather than to a person. `hidden` where ids are secret; a store's own id is public, so it is forbidden. */
  test('stores, calendar, resources, services and tags', async () => {
    const { fixture, login } = world;
    const { prisma } = shop.server.ports.db;
    const me = login[role];
    const row = { here: { mine: false, store: 'here' }, other: { mine: false, store: 'other' } } as const;
    const publicly = (verdict: Verdict): Verdict => (verdict === 'hidden' ? 'forbidden' : verdict);
    const dress = {
      unitId: null,
      typeId: fixture.typeIds.dress ?? '',
      skills: [],
      fields: {},
      bufferBeforeMinutes: 0,
      bufferAfterMinutes: 0,
      state: 'active' as const,
      introduction: '',
    };
    for (const side of ['here', 'other'] as const) {
      const storeId = world.storeOf(row[side]);
      const unit = await prisma.resourceUnit.create({
        data: { typeId: dress.typeId, name: `${role} ${side}`, number: 200 + ++cells, stores: { create: [{ storeId }] } },
      });
      const leave = (hour: number) => ({
        unitId: unit.id,
        kind: 'maintenance' as const,
        startsAt: fixture.at(`0${hour}:00`, 50),
        endsAt: fixture.at(`0${hour + 1}:00`, 50),
        label: '',
      });
      const reservation = await prisma.reservation.create({
        data: {
          unitId: unit.id,
          kind: 'maintenance',
          startsAt: fixture.at('01:00', 50),
          endsAt: fixture.at('02:00', 50),
          servesFrom: fixture.at('01:00', 50),
          servesUntil: fixture.at('02:00', 50),
        },
      });
      const manage = verdictOn(role, 'resource.manage', row[side]);
      const create = reachOf(role, 'customer.write');
      expect({
        side,
        calendar: told(await shop.send('booking.calendar', { storeId, from: fixture.day, days: 1 }, me)),
        newUnit: told(await shop.send('booking.saveUnit', { ...dress, name: '新', storeIds: [storeId] }, me)),
        oldUnit: told(await shop.send('booking.saveUnit', { ...dress, unitId: unit.id, name: '旧', storeIds: [storeId] }, me)),
        addAbsence: told(await shop.send('booking.addAbsence', leave(3), me)),
        removeAbsence: told(await shop.send('booking.removeAbsence', { reservationId: reservation.id }, me)),
        newCustomer: told(await shop.send('customers.create', { ...basics, phone: null, storeId }, me)),
      }).toEqual({
        side,
        calendar: publicly(verdictOn(role, 'calendar.read', row[side])),
        newUnit: publicly(manage),
        oldUnit: manage,
        addAbsence: manage,
        removeAbsence: manage,
        newCustomer: create === null ? 'forbidden' : create === 'all' || side === 'here' ? 'yes' : 'forbidden',
      });
      cells += 6;
    }
    const held = (right: Right): Verdict => (reachOf(role, right) ? 'yes' : 'forbidden');
    const { services } = await shop.do('booking.services', {});
    const serviceRoles = services[0]?.roles.map(({ typeName: _, kind: __, ...entry }) => entry) ?? [];
    const wholeShop: [string, Right, Sent<EndpointName>][] = [
      ['booking.units', 'resource.read', await shop.send('booking.units', {}, me)],
      ['booking.resourceTypes', 'resource.read', await shop.send('booking.resourceTypes', {}, me)],
      [
        'booking.saveResourceType',
        'resource.manage',
        await shop.send('booking.saveResourceType', { typeId: null, key: `k_${role}`, name: '类型', kind: 'thing', fields: [] }, me),
      ],
      ['booking.saveServiceRoles', 'service.manage', await shop.send('booking.saveServiceRoles', { serviceId: fixture.serviceId, roles: serviceRoles }, me)],
      ['customers.list', 'customer.read', await shop.send('customers.list', { search: '', tagIds: [] }, me)],
      ['customers.find', 'customer.read', await shop.send('customers.find', { by: 'phone', value: '13700000000' }, me)],
      ['customers.tagGroups', 'customer.read', await shop.send('customers.tagGroups', {}, me)],
      [
        'customers.saveTagGroup',
        'tag.manage',
        await shop.send('customers.saveTagGroup', { groupId: null, name: `组 ${role}`, colour: '#112233', tags: [] }, me),
      ],
      ['customers.duplicates', 'customer.merge', await shop.send('customers.duplicates', {}, me)],
    ];
    for (const [name, right, sent] of wholeShop) expect([name, told(sent)]).toEqual([name, held(right)]);
    cells += wholeShop.length;
  });
});

test('SC-03 a row out of reach answers word for word like a row that never was', async () => {
  const never = '0190c5a0-0000-7000-8000-00000000dead';
  const { bookingId, of } = await world.targetBooking('manager', 'other store', 'confirmed');
  const without = (sent: Sent<EndpointName>, hidden: string): string => JSON.stringify([sent.status, sent.refusal]).replace(hidden, '…');
  for (const [name, make] of [
    ['booking.get', (key: string) => shop.send('booking.get', { bookingId: key }, world.login.manager)],
    ['booking.cancel', (key: string) => shop.send('booking.cancel', { bookingId: key, version: 7, reason: '', expectedRefundFen: 9 }, world.login.manager)],
    ['booking.checkIn', (key: string) => shop.send('booking.checkIn', { bookingId: key, version: 7 }, world.login.manager)],
  ] as const)
    expect([name, without(await make(bookingId), bookingId)]).toEqual([name, without(await make(never), never)]);
  for (const [name, make] of [
    ['customers.get', (key: string) => shop.send('customers.get', { customerId: key }, world.login.manager)],
    ['customers.update', (key: string) => shop.send('customers.update', { ...basics, customerId: key, version: 7 }, world.login.manager)],
    ['customers.revealPhone', (key: string) => shop.send('customers.revealPhone', { customerId: key }, world.login.manager)],
    ['customers.health', (key: string) => shop.send('customers.health', { customerId: key }, world.login.manager)],
    [
      'customers.saveHealth',
      (key: string) => shop.send('customers.saveHealth', { customerId: key, version: 7, consent: 'given', record: health }, world.login.manager),
    ],
  ] as const)
    expect([name, without(await make(of.customerId), of.customerId)]).toEqual([name, without(await make(never), never)]);
});

test('SC-02 a shared unit cannot be taken from, or given to, a store out of reach', async () => {
  const { fixture, login } = world;
  const { prisma } = shop.server.ports.db;
  const stores = [fixture.storeId, fixture.otherStoreId];
  const unit = await prisma.resourceUnit.create({
    data: { typeId: fixture.typeIds.dress ?? '', name: '两店共用', number: 50_000, stores: { create: stores.map((storeId) => ({ storeId })) } },
  });
  const save = (storeIds: string[], unitId = unit.id) =>
    shop.send(
      'booking.saveUnit',
      {
        unitId,
        typeId: fixture.typeIds.dress ?? '',
        name: '两店共用',
        storeIds,
        skills: [],
        fields: {},
        bufferBeforeMinutes: 0,
        bufferAfterMinutes: 0,
        state: 'active',
        introduction: '',
      },
      login.manager,
    );
  expect((await save([fixture.storeId])).refusal?.code).toBe('access.forbidden');
  expect((await save(stores)).status).toBe(200);
  expect(await prisma.unitStore.count({ where: { unitId: unit.id } })).toBe(2);
  const hers = await prisma.resourceUnit.create({
    data: { typeId: fixture.typeIds.dress ?? '', name: '本店', number: 50_001, stores: { create: [{ storeId: fixture.storeId }] } },
  });
  expect((await save(stores, hers.id)).refusal?.code).toBe('access.forbidden');
});

test('SC-01 the matrix was large enough: six roles by more than twelve resources by whose they are', () => {
  expect(new Set(LINES.map((entry) => entry.title)).size).toBeGreaterThanOrEqual(12);
  expect(cells).toBeGreaterThan(600);
});
