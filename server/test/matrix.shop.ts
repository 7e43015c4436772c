import { roles } from '@zhike/config/roles';
import { addDays } from '@zhike/domain/kernel/calendar-date';
import type { Reach, Right } from '@zhike/domain/kernel/access';
import { instantOf } from '@zhike/domain/kernel/zone';
import { newId } from '../src/platform/ids';
import { seedFixture, type Fixture } from './fixture';
import type { Harness, Login } from './harness';

/** The six posts of config/roles.ts and the member of the fixture who holds each. All of them work in 静安店 only. */
export const MEMBER = {
  sales: 'xiaotang',
  photographer: 'mei',
  makeup_artist: 'ayue',
  reception: 'qianqian',
  manager: 'laoxu',
  headquarters: 'zongbu',
} as const;
export type RoleKey = keyof typeof MEMBER;
export const ROLES = Object.keys(MEMBER) as RoleKey[];

/** Whose a row is, seen from one member. */
export interface Row {
  readonly mine: boolean;
  readonly store: 'here' | 'other' | null;
  /** Another store lets this one see who she is: to read, and for a reach of stores alone. */
  readonly shared?: boolean;
}
export type Verdict = 'yes' | 'hidden' | 'forbidden';

/** How far a role's right reaches, read off the table of config/roles.ts and nothing else. */
export function reachOf(role: RoleKey, right: Right): Reach | null {
  const held = (roles.find((entry) => entry.key === role)?.grants ?? []).filter((grant) => grant.right === right).map((grant) => grant.reach);
  return (['all', 'store', 'own'] as const).find((reach) => held.includes(reach)) ?? null;
}

/** The oracle: what a member of a role may expect of a row. A row out of reach does not exist for her. */
export function verdictOn(role: RoleKey, right: Right, row: Row): Verdict {
  const reach = reachOf(role, right);
  if (!reach) return 'forbidden';
  const shared = row.shared === true && right === 'customer.read';
  const reached = reach === 'all' || (reach === 'store' ? row.store === 'here' || shared : row.mine);
  return reached ? 'yes' : 'hidden';
}

/** own: hers. followed: another store's, but she has the person in WeCom. shared: another store's, shown to hers. unclaimed: no store and nobody looks after it. */
export const CLASSES = ['own', 'same store', 'other store', 'followed', 'shared', 'unclaimed'] as const;
export type RowClass = (typeof CLASSES)[number];
export const ROW: Record<RowClass, Row> = {
  own: { mine: true, store: 'here' },
  'same store': { mine: false, store: 'here' },
  'other store': { mine: false, store: 'other' },
  followed: { mine: true, store: 'other' },
  shared: { mine: false, store: 'other', shared: true },
  unclaimed: { mine: false, store: null },
};

export interface Planted {
  readonly customerId: string;
  readonly phone: string;
}

/** Two stores with everything bookable in both, the six members logged in, and rows planted beneath the API. */
export interface MatrixShop {
  readonly fixture: Fixture;
  readonly login: Readonly<Record<RoleKey, Login>>;
  readonly staffIds: Readonly<Record<RoleKey, string>>;
  /** A colleague of each store who is none of the six: owner of what is not hers. */
  readonly strangers: { readonly here: string; readonly other: string };
  storeOf(row: Row): string;
  /** A store that is neither: for sharing with. */
  thirdStore(): Promise<string>;
  /** A start on the grid at which at least one set of units is free. */
  start(): string;
  customer(options: { owner: string | null; storeId: string | null; followers?: readonly string[]; name?: string; phone?: string }): Promise<Planted>;
  booking(options: {
    of: Planted;
    storeId: string;
    state?: 'held' | 'confirmed';
    unitIds?: readonly string[];
  }): Promise<{ bookingId: string; version: number }>;
  /** A customer of a class, seen from the member of a role: photographers and make-up artists own whom they serve. */
  target(role: RoleKey, kind: RowClass): Promise<Planted>;
  /** A customer with a booking of a class. */
  targetBooking(role: RoleKey, kind: RowClass, state: 'held' | 'confirmed'): Promise<{ bookingId: string; version: number; of: Planted }>;
}

export async function openMatrixShop(shop: Harness): Promise<MatrixShop> {
  const { ports } = shop.server;
  const { prisma } = ports.db;
  const fixture = await seedFixture(ports, { copies: 4 });
  const { storeId: here, otherStoreId: other } = fixture;
  const unitOf: Partial<Record<RoleKey, string>> = { photographer: fixture.unitIds.梅清 ?? '', makeup_artist: fixture.unitIds.阿月 ?? '' };
  // The other store has its own set of units and sells the same service.
  await prisma.serviceStore.create({ data: { serviceId: fixture.serviceId, storeId: other } });
  for (const [number, type] of ['photographer', 'makeup_artist', 'studio', 'dress'].entries()) {
    const unit = await prisma.resourceUnit.create({
      data: {
        typeId: fixture.typeIds[type] ?? '',
        name: `徐汇 ${type}`,
        number: 90 + number,
        skills: type === 'photographer' ? ['婚纱'] : [],
        stores: { create: [{ storeId: other }] },
      },
    });
    const days = Array.from({ length: 32 }, (_, i) => addDays(fixture.day, i - 2));
    if (number < 2)
      await prisma.shift.createMany({
        data: days.map((date) => ({
          unitId: unit.id,
          storeId: other,
          startsAt: new Date(instantOf(date, '09:00', 'Asia/Shanghai')),
          endsAt: new Date(instantOf(date, '18:00', 'Asia/Shanghai')),
        })),
      });
  }
  const stranger = async (wecomUserId: string, storeId: string): Promise<string> =>
    (await prisma.staffMember.create({ data: { wecomUserId, name: '同事', title: '', roles: ['sales'], stores: { create: [{ storeId }] } } })).id;
  const strangers = { here: await stranger('colleague_here', here), other: await stranger('colleague_other', other) };
  const login = {} as Record<RoleKey, Login>;
  const staffIds = {} as Record<RoleKey, string>;
  for (const role of ROLES) {
    login[role] = await shop.staff(MEMBER[role]);
    staffIds[role] = (await prisma.staffMember.findUniqueOrThrow({ where: { wecomUserId: MEMBER[role] } })).id;
  }

  let serial = 0;
  const TIMES = ['09:00', '11:00', '13:00', '15:00'];
  let starts = 0;
  // The other store has one set of units: each start is given once in 108.
  const start = (): string => fixture.at(TIMES[starts % 4] ?? '', Math.floor(starts++ / 4) % 27);
  const customer: MatrixShop['customer'] = async ({ owner, storeId, followers = [], name = '矩阵客户', phone = `139${String(1e8 + ++serial).slice(1)}` }) => {
    const id = newId(ports.clock.now());
    const sealed = {
      phoneCipher: ports.crypto.encrypt(phone, `customers:phone_cipher:${id}`),
      phoneIndex: ports.crypto.blindIndex(phone, 'phone'),
      phoneLast4: phone.slice(-4),
    };
    await prisma.customer.create({ data: { id, name, memberCode: `M${String(serial++)}X${phone.slice(-4)}`, ownerStaffId: owner, storeId, ...sealed } });
    if (followers.length > 0)
      await prisma.customerIdentity.create({
        data: {
          provider: 'wecom',
          subject: `wm${id}`,
          customerId: id,
          follows: { create: followers.map((staffId) => ({ staffId, checkedAt: ports.clock.now() })) },
        },
      });
    return { customerId: id, phone };
  };
  const booking: MatrixShop['booking'] = async ({ of, storeId, state = 'confirmed', unitIds = [] }) => {
    const id = newId(ports.clock.now());
    // Beyond the bookable horizon, each in an hour of its own: planted rows never stand in the way of booked ones.
    const at = (minutes: number): Date => new Date(Date.parse(fixture.at('09:00', 40)) + minutes * 60_000);
    const [startsAt, endsAt] = [at(serial * 120), at(serial * 120 + 90)];
    const terms = { serviceName: '经典婚纱套系', whatToBring: '', policy: { freeUntilHours: 24, latePercent: 50 } };
    await prisma.booking.create({
      data: {
        id,
        code: `M-${serial++}`,
        state,
        storeId,
        serviceId: fixture.serviceId,
        customerId: of.customerId,
        startsAt,
        endsAt,
        holdExpiresAt: state === 'held' ? at(0) : null,
        contactName: '矩阵联系人',
        source: 'workbench',
        priceFen: 399_900,
        depositFen: 50_000,
        terms,
        contactCipher: ports.crypto.encrypt(of.phone, `bookings:contact_cipher:${id}`),
        contactIndex: ports.crypto.blindIndex(of.phone, 'phone'),
        contactLast4: of.phone.slice(-4),
        reservations: {
          create: unitIds.map((unitId) => ({
            unitId,
            startsAt,
            endsAt,
            servesFrom: startsAt,
            servesUntil: endsAt,
            roleKey: 'photographer',
            roleName: '摄影师',
          })),
        },
      },
    });
    return { bookingId: id, version: 1 };
  };
  let third: Promise<{ id: string }> | null = null;
  const thirdStore = async (): Promise<string> => (await (third ??= prisma.store.create({ data: { name: '浦东店', address: '', phone: '', opening: [] } }))).id;
  const storeOf = (row: Row): string => (row.store === 'other' ? other : here);
  const target: MatrixShop['target'] = async (role, kind) => {
    const row = ROW[kind];
    const unitId = unitOf[role];
    const served = kind === 'own' && unitId !== undefined;
    const owner = kind === 'unclaimed' ? null : kind === 'own' && !served ? staffIds[role] : row.store === 'other' ? strangers.other : strangers.here;
    const planted = await customer({ owner, storeId: row.store ? storeOf(row) : null, followers: kind === 'followed' ? [staffIds[role]] : [] });
    if (row.shared)
      await prisma.customerShare.create({
        data: { customerId: planted.customerId, storeId: here, parts: ['profile'], staffId: strangers.other, createdAt: ports.clock.now() },
      });
    if (served) await booking({ of: planted, storeId: here, unitIds: [unitId] });
    return planted;
  };
  const targetBooking: MatrixShop['targetBooking'] = async (role, kind, state) => {
    const unitId = kind === 'own' ? unitOf[role] : undefined;
    const of = unitId === undefined ? await target(role, kind) : await customer({ owner: strangers.here, storeId: here });
    return { ...(await booking({ of, storeId: storeOf(ROW[kind]), state, unitIds: unitId === undefined ? [] : [unitId] })), of };
  };
  return { fixture, login, staffIds, strangers, thirdStore, storeOf, start, customer, booking, target, targetBooking };
}
