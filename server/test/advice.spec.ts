import { randomUUID } from 'node:crypto';
import { addDays } from '@zhike/domain/kernel/calendar-date';
import { seedFixture, wish, type Fixture } from './fixture';
import { startHarness, type Harness, type Login } from './harness';

let shop: Harness;
let fixture: Fixture;
let lin: Login;
let manager: Login;
beforeAll(async () => {
  shop = await startHarness();
  fixture = await seedFixture(shop.server.ports, { copies: 1, depositFen: 0 });
  lin = await shop.customer('林小雨');
  manager = await shop.staff('laoxu');
}, 60_000);
afterAll(() => shop?.close());

const free = { quotedDepositFen: 0 };
const ask = (startsAt: string, choices: Record<string, string> = {}, as: Login | null = null) =>
  shop.do('booking.advice', { storeId: fixture.storeId, serviceId: fixture.serviceId, startsAt, choices }, as).then((found) => found.advice);

const staffWish = (startsAt: string) => {
  const { quotedPriceFen: _, quotedDepositFen: __, ...rest } = wish(fixture, startsAt, free);
  return { ...rest, awaitDeposit: false, source: 'workbench' as const };
};
let strangers = 0;
const stranger = async (): Promise<string> =>
  (await shop.server.ports.db.prisma.customer.create({ data: { memberCode: `S-${++strangers}`, name: '新客', storeId: fixture.storeId } })).id;

describe('advice with reasons', () => {
  test('BK-06 why she is not free then, the nearest starts, and the swap that books', async () => {
    const { booking } = await shop.do(
      'booking.request',
      wish(fixture, fixture.at('10:00'), { ...free, choices: { photographer: fixture.unitIds.梅清 ?? '' } }),
      lin,
    );
    const choices = { photographer: fixture.unitIds.梅清 ?? '' };
    const advice = await ask(fixture.at('10:00'), choices, lin);
    expect(advice.possible).toBe(false);
    expect(advice.blockers).toEqual([
      expect.objectContaining({ reason: 'taken', roleName: '摄影师', unitName: '梅清', until: fixture.at('11:30'), booking: null }),
    ]);
    expect(advice.nearest.map((slot) => slot.startsAt)).toContain(fixture.at('11:30'));
    const swap = advice.swaps.find((one) => one.kind === 'unit');
    expect(swap?.changes).toEqual([{ roleName: '摄影师', from: '梅清', to: expect.stringMatching(/许诺|摄影师 1/) }]);
    if (!swap) throw new Error('a swap was expected');
    const taken = await shop.do('booking.request', wish(fixture, swap.startsAt, { ...free, choices: swap.choices }), lin);
    expect(taken.booking.units.find((unit) => unit.roleKey === 'photographer')?.name).toBe(swap.changes[0]?.to);
    // Staff who may read it are told whose booking is in the way; nobody else is.
    const told = await ask(fixture.at('10:00'), choices, manager);
    expect(told.blockers[0]?.booking).toEqual({ id: booking.id, code: booking.code, contactName: '林小雨' });
  });

  test('BK-06 when every studio is taken, each of them is named with its end', async () => {
    const advice = await ask(fixture.at('10:00'));
    const studios = advice.blockers.filter((blocker) => blocker.roleName === '摄影棚');
    expect(studios.map((blocker) => blocker.unitName).sort()).toEqual(['1 号棚', '棚 1']);
    expect(studios.every((blocker) => blocker.reason === 'taken' && blocker.until !== null)).toBe(true);
    const time = advice.swaps.find((one) => one.kind === 'time');
    if (!time) throw new Error('another time was expected');
    expect((await ask(time.startsAt)).possible).toBe(true);
  });

  test('BK-07 before opening and between the steps of the grid the reason is said', async () => {
    expect((await ask(fixture.at('08:00'))).blockers[0]?.reason).toBe('closed');
    expect((await ask(fixture.at('14:10'))).blockers[0]?.reason).toBe('off_grid');
    expect((await ask(new Date(Date.now() - 60_000).toISOString())).blockers[0]?.reason).toBe('past');
  });

  test('BK-09 a free start says who would be taken, and why', async () => {
    const advice = await ask(fixture.at('14:00'), { photographer: fixture.unitIds.许诺 ?? '' });
    expect(advice.possible).toBe(true);
    expect(advice.chosen).toEqual([
      expect.objectContaining({ roleName: '摄影师', unitName: '许诺', because: 'wished' }),
      expect.objectContaining({ roleName: '化妆师', because: 'least_loaded' }),
    ]);
  });

  test('BK-14 a booking that is moved does not stand in its own way', async () => {
    const { booking } = await shop.do('booking.request', wish(fixture, fixture.at('10:00', 3), free), lin);
    const choices = Object.fromEntries(booking.units.map((unit) => [unit.roleKey, unit.unitId]));
    const about = { storeId: fixture.storeId, serviceId: fixture.serviceId, startsAt: fixture.at('10:30', 3), choices };
    expect((await shop.do('booking.advice', about, manager)).advice.possible).toBe(false);
    expect((await shop.do('booking.advice', { ...about, exceptBookingId: booking.id }, manager)).advice.possible).toBe(true);
  });

  test('BK-06 the next ones anywhere are bookable, and come from every store that sells it', async () => {
    const { slots } = await shop.do('booking.anywhere', { serviceId: fixture.serviceId, count: 5 });
    expect(slots).toHaveLength(5);
    for (const { storeId, slot } of slots) {
      const { advice } = await shop.do('booking.advice', { storeId, serviceId: fixture.serviceId, startsAt: slot.startsAt, choices: {} });
      expect(advice.possible).toBe(true);
    }
  });

  test('BK-16 elsewhere is each other store once with its soonest start, never the one she looks at', async () => {
    const everywhere = { serviceId: fixture.serviceId, count: 10 };
    const { slots } = await shop.do('booking.anywhere', { ...everywhere, exceptStoreId: fixture.storeId });
    expect(slots.map((one) => one.storeId)).not.toContain(fixture.storeId);
    expect(new Set(slots.map((one) => one.storeId)).size).toBe(slots.length);
    const { slots: elsewhere } = await shop.do('booking.anywhere', { ...everywhere, exceptStoreId: randomUUID() });
    expect(elsewhere.map((one) => one.storeId)).toContain(fixture.storeId);
  });

  test('BK-09 her usual photographer is a reason for whoever may see her, and for nobody else', async () => {
    const { prisma } = shop.server.ports.db;
    const mine = await shop.do('booking.mine', { when: 'coming' }, lin);
    const customerId = mine.items[0]?.customerId ?? '';
    for (const days of [30, 37]) {
      const startsAt = new Date(Date.parse(`${addDays(fixture.day, -days)}T02:00:00Z`));
      const endsAt = new Date(startsAt.getTime() + 90 * 60_000);
      const one = await prisma.booking.findFirstOrThrow({ where: { customerId } });
      const { id, code, seriesId, waitlistId, ...rest } = one;
      await prisma.booking.create({
        data: {
          ...rest,
          addons: [],
          terms: rest.terms as object,
          custom: {},
          code: `${code}-${days}`,
          state: 'done',
          startsAt,
          endsAt,
          reservations: {
            create: [{ unitId: fixture.unitIds['摄影师 1'] ?? '', roleKey: 'photographer', startsAt, endsAt, servesFrom: startsAt, servesUntil: endsAt }],
          },
        },
      });
    }
    const input = { storeId: fixture.storeId, serviceId: fixture.serviceId, count: 5, choices: {} };
    const reasons = async (as: Login | null, forCustomerId?: string) =>
      (await shop.do('booking.nextSlots', { ...input, ...(forCustomerId ? { forCustomerId } : {}) }, as)).slots.flatMap((slot) => slot.reasons ?? []);
    expect(await reasons(lin)).toContain('usual_person');
    expect(await reasons(manager, customerId)).toContain('usual_person');
    expect(await reasons(null, customerId)).not.toContain('usual_person');
    // And she is who comes when 「任意」 is chosen, though others have less to do that day; a stranger gets the least loaded.
    const usual = fixture.unitIds['摄影师 1'] ?? '';
    const start = fixture.at('14:00', 12);
    for (const time of ['09:00', '11:00'])
      await shop.do('booking.create', { ...staffWish(fixture.at(time, 12)), choices: { photographer: usual }, customerId: await stranger() }, manager);
    const { advice } = await shop.do(
      'booking.advice',
      { storeId: fixture.storeId, serviceId: fixture.serviceId, startsAt: start, choices: {}, forCustomerId: customerId },
      manager,
    );
    expect(advice.chosen.find((one) => one.unitId === usual)?.because).toBe('usual_person');
    const photographerOf = async (who: string) =>
      (await shop.do('booking.create', { ...staffWish(start), customerId: who }, manager)).booking.units.find((unit) => unit.roleKey === 'photographer')
        ?.unitId;
    expect(await photographerOf(await stranger())).not.toBe(usual);
    expect(await photographerOf(customerId)).toBe(usual);
  });
});
