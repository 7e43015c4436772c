import { addDays, dateAt } from '@zhike/domain/kernel/calendar-date';
import { instantOf } from '@zhike/domain/kernel/zone';
import type { Ports } from '../src/platform/ports';

const ZONE = 'Asia/Shanghai';

/** A small shop: two stores, one service of four roles, and exactly as many units as a test needs to make contested. */
export interface Fixture {
  readonly storeId: string;
  readonly otherStoreId: string;
  readonly serviceId: string;
  /** Photographers mei and xunuo, make-up artist ayue, one studio, one dress; by name. */
  readonly unitIds: Readonly<Record<string, string>>;
  readonly typeIds: Readonly<Record<string, string>>;
  readonly tagIds: readonly string[];
  /** The civil day after tomorrow: everybody works 09:00 to 18:00. */
  readonly day: string;
  /** `HH:MM` on that day (or `plus` days later) as an ISO instant. */
  at(time: string, plus?: number): string;
}

const MEMBERS: readonly [string, string, string, string[]][] = [
  ['zongbu', '沈言', '总部', ['headquarters']],
  ['laoxu', '徐立', '店长', ['manager']],
  ['xiaotang', '唐小棠', '客户顾问', ['sales']],
  ['qianqian', '钱芊', '前台', ['reception']],
  ['mei', '梅清', '摄影师', ['photographer']],
  ['ayue', '阿月', '化妆师', ['makeup_artist']],
];

/** Writes the small shop. `copies` more studios, dresses, photographers and make-up artists where a test wants room. */
export async function seedFixture(ports: Ports, options: { copies?: number; depositFen?: number; now?: Date } = {}): Promise<Fixture> {
  const { prisma } = ports.db;
  const now = options.now ?? new Date();
  const today = dateAt(now.getTime(), 480);
  const opening = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '09:00', to: '18:00' }));
  const store = await prisma.store.create({ data: { name: '静安店', address: '胶州路 317 号', phone: '021-62550317', opening, position: 0 } });
  const other = await prisma.store.create({ data: { name: '徐汇店', address: '武康路 86 弄', phone: '021-64330086', opening, position: 1 } });
  const staffIds: Record<string, string> = {};
  for (const [wecomUserId, name, title, roles] of MEMBERS)
    staffIds[wecomUserId] = (await prisma.staffMember.create({ data: { wecomUserId, name, title, roles, stores: { create: [{ storeId: store.id }] } } })).id;
  const typeIds: Record<string, string> = {};
  for (const [position, [key, name, kind]] of (
    [
      ['photographer', '摄影师', 'person'],
      ['makeup_artist', '化妆师', 'person'],
      ['studio', '摄影棚', 'place'],
      ['dress', '礼服', 'thing'],
    ] as const
  ).entries())
    typeIds[key] = (await prisma.resourceType.create({ data: { key, name, kind, position } })).id;
  const unitIds: Record<string, string> = {};
  const numbers: Record<string, number> = {};
  const addUnit = async (type: string, name: string, staffId: string | null, bufferAfterMinutes = 0): Promise<void> => {
    numbers[type] = (numbers[type] ?? 0) + 1;
    const unit = await prisma.resourceUnit.create({
      data: {
        typeId: typeIds[type] ?? '',
        name,
        number: numbers[type],
        staffId,
        bufferAfterMinutes,
        skills: type === 'photographer' ? ['婚纱'] : [],
        stores: { create: [{ storeId: store.id }] },
      },
    });
    unitIds[name] = unit.id;
    if (type !== 'photographer' && type !== 'makeup_artist') return;
    await prisma.shift.createMany({
      data: Array.from({ length: 40 }, (_, i) => addDays(today, i - 2)).map((date) => ({
        unitId: unit.id,
        storeId: store.id,
        startsAt: new Date(instantOf(date, '09:00', ZONE)),
        endsAt: new Date(instantOf(date, '18:00', ZONE)),
      })),
    });
  };
  await addUnit('photographer', '梅清', staffIds.mei ?? null);
  await addUnit('photographer', '许诺', null);
  await addUnit('makeup_artist', '阿月', staffIds.ayue ?? null);
  await addUnit('studio', '1 号棚', null, 30);
  await addUnit('dress', '缎面鱼尾 S', null);
  for (let i = 1; i <= (options.copies ?? 0); i++) {
    await addUnit('photographer', `摄影师 ${i}`, null);
    await addUnit('makeup_artist', `化妆师 ${i}`, null);
    await addUnit('studio', `棚 ${i}`, null);
    await addUnit('dress', `礼服 ${i}`, null);
  }
  const depositFen = options.depositFen ?? 50_000;
  const service = await prisma.service.create({
    data: {
      name: '经典婚纱套系',
      line: '婚纱摄影',
      durationMinutes: 90,
      stepMinutes: 30,
      leadMinutes: 120,
      horizonDays: 30,
      priceFen: 399_900,
      depositFen,
      freeUntilHours: 24,
      latePercent: 50,
      whatToBring: '身份证',
      includes: [],
      stores: { create: [{ storeId: store.id }] },
      roles: {
        create: [
          { key: 'photographer', name: '摄影师', typeId: typeIds.photographer ?? '', skill: '婚纱', durationMinutes: 90, customerPicks: true, position: 0 },
          { key: 'makeup', name: '化妆师', typeId: typeIds.makeup_artist ?? '', durationMinutes: 90, position: 1 },
          { key: 'studio', name: '摄影棚', typeId: typeIds.studio ?? '', durationMinutes: 90, position: 2 },
          { key: 'dress', name: '礼服', typeId: typeIds.dress ?? '', durationMinutes: 90, position: 3 },
        ],
      },
    },
  });
  const group = await prisma.tagGroup.create({
    data: { name: '皮肤问题', colour: '#1E6F5C', tags: { create: ['敏感', '色斑', '干燥'].map((name, position) => ({ name, position })) } },
    include: { tags: true },
  });
  const day = addDays(today, 2);
  return {
    storeId: store.id,
    otherStoreId: other.id,
    serviceId: service.id,
    unitIds,
    typeIds,
    tagIds: group.tags.map((tag) => tag.id),
    day,
    at: (time, plus = 0) => new Date(instantOf(addDays(day, plus), time, ZONE)).toISOString(),
  };
}

/** What a customer sends to book the fixture's service. */
export function wish(
  fixture: Fixture,
  startsAt: string,
  over: Partial<{ choices: Record<string, string>; contactPhone: string; contactName: string; quotedDepositFen: number; quotedPriceFen: number }> = {},
) {
  return {
    storeId: fixture.storeId,
    serviceId: fixture.serviceId,
    startsAt,
    choices: {},
    contactName: '林小雨',
    contactPhone: '13800138001',
    weddingDate: '2027-05-01',
    note: '想要自然光',
    quotedPriceFen: 399_900,
    quotedDepositFen: 50_000,
    ...over,
  };
}

/** The same wish, made by a member at the desk: she quotes no price. */
export const staffWish = (fixture: Fixture, startsAt: string) => ({
  ...wish(fixture, startsAt),
  quotedPriceFen: undefined,
  quotedDepositFen: undefined,
  source: 'workbench' as const,
});
