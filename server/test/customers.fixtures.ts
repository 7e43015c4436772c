import { DAY_MS, HOUR_MS } from '@zhike/domain/kernel/time-range';
import type { Harness } from './harness';

/** A clock that a test moves. */
export function movableClock(start: string) {
  let at = Date.parse(start);
  const begun = Date.now();
  return { now: () => new Date(at + (Date.now() - begun)), pass: (ms: number) => void (at += ms) };
}

export const STAFF = {
  mei: { name: '梅清', roles: ['photographer'], stores: ['jing'] },
  ayue: { name: '阿月', roles: ['makeup_artist'], stores: ['jing'] },
  xiaotang: { name: '唐小棠', roles: ['sales'], stores: ['jing'] },
  qianqian: { name: '钱芊', roles: ['reception'], stores: ['jing'] },
  laoxu: { name: '徐立', roles: ['manager'], stores: ['jing'] },
  zongbu: { name: '沈言', roles: ['headquarters'], stores: ['jing', 'pu'] },
} as const;

export type StaffKey = keyof typeof STAFF;

/** Two stores, six members, one service that needs a photographer and a make-up artist. */
export interface Shop {
  readonly stores: Readonly<Record<'jing' | 'pu', string>>;
  readonly staff: Readonly<Record<StaffKey, string>>;
  readonly units: Readonly<Record<'mei' | 'ayue', string>>;
  readonly serviceId: string;
}

/** Writes the shop straight into the database: what is tested is what happens in it. */
export async function openShop(harness: Harness): Promise<Shop> {
  const db = harness.server.ports.db.prisma;
  const now = harness.server.ports.clock.now();
  const opening = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '00:00', to: '24:00' }));
  const stores = { jing: '', pu: '' };
  for (const [key, name] of [
    ['jing', '静安店'],
    ['pu', '浦东店'],
  ] as const)
    stores[key] = (await db.store.create({ data: { name, address: '上海市静安区南京西路 1688 号', phone: '021-5555', opening } })).id;
  const staff: Record<string, string> = {};
  for (const [userid, member] of Object.entries(STAFF))
    staff[userid] = (
      await db.staffMember.create({
        data: {
          wecomUserId: userid,
          name: member.name,
          title: '',
          roles: [...member.roles],
          stores: { create: member.stores.map((key) => ({ storeId: stores[key] })) },
        },
      })
    ).id;
  const units: Record<string, string> = {};
  const service = await db.service.create({
    data: {
      name: '婚纱照',
      line: '婚纱摄影',
      durationMinutes: 120,
      stepMinutes: 30,
      leadMinutes: 0,
      horizonDays: 90,
      priceFen: 299900,
      depositFen: 50000,
      whatToBring: '带好婚戒',
      stores: { create: [{ storeId: stores.jing }] },
    },
  });
  for (const [userid, key, name] of [
    ['mei', 'photographer', '摄影师'],
    ['ayue', 'makeup', '化妆师'],
  ] as const) {
    const type = await db.resourceType.create({ data: { key, name, kind: 'person' } });
    const unit = await db.resourceUnit.create({
      data: { typeId: type.id, name: STAFF[userid].name, number: 1, staffId: staff[userid] ?? '', stores: { create: [{ storeId: stores.jing }] } },
    });
    const day = (n: number) => new Date(Math.floor(now.getTime() / DAY_MS + n) * DAY_MS);
    await db.shift.createMany({
      data: Array.from({ length: 25 }, (_, n) => ({ unitId: unit.id, storeId: stores.jing, startsAt: day(n - 1), endsAt: day(n) })),
    });
    await db.serviceRole.create({ data: { serviceId: service.id, key, name, typeId: type.id, durationMinutes: 120 } });
    units[userid] = unit.id;
  }
  return { stores, staff: staff as Shop['staff'], units: units as Shop['units'], serviceId: service.id };
}

/** The next full hour at least `hours` from now. */
export function hourFromNow(harness: Harness, hours: number): string {
  const hour = Math.ceil((harness.server.ports.clock.now().getTime() + hours * HOUR_MS) / HOUR_MS) * HOUR_MS;
  // A store is open for a civil day: two hours from 23:00 would reach into the next one, at whatever hour this test runs.
  const isLast = new Date(hour + 8 * HOUR_MS).getUTCHours() === 23;
  return new Date(hour + (isLast ? HOUR_MS : 0)).toISOString();
}

/** A body for customers.create. */
export function draft(name: string, more: { phone?: string | null; storeId?: string | null; weddingDate?: string | null; note?: string } = {}) {
  return {
    name,
    phone: more.phone ?? null,
    gender: 'unknown' as const,
    birthday: null,
    weddingDate: more.weddingDate ?? null,
    source: '到店',
    note: more.note ?? '',
    storeId: more.storeId ?? null,
  };
}
