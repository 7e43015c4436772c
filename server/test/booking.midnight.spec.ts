import { addDays } from '@zhike/domain/kernel/calendar-date';
import { openDoor, type Door } from './door';
import { seedFixture, type Fixture } from './fixture';
import { startHarness, type Harness, type Login } from './harness';

/** A shop that never closes: midnight is an hour like any other. */
let shop: Harness;
let fixture: Fixture;
let door: Door;
let boss: Login;
let customerId: string;
beforeAll(async () => {
  shop = await startHarness();
  fixture = await seedFixture(shop.server.ports);
  door = await openDoor(shop.server.ports, 2);
  boss = await shop.staff('zongbu');
  const { prisma } = shop.server.ports.db;
  customerId = (await prisma.customer.create({ data: { memberCode: 'M-NIGHT', name: '夜宵' } })).id;
  const member = await prisma.staffMember.findUniqueOrThrow({ where: { wecomUserId: 'zongbu' } });
  await prisma.staffStore.create({ data: { staffId: member.id, storeId: door.storeId } });
  await prisma.service.update({
    where: { id: door.serviceId },
    data: { durationMinutes: 60, roles: { updateMany: { where: {}, data: { durationMinutes: 60 } } } },
  });
}, 60_000);
afterAll(() => shop?.close());

/** Starts of a day on the shop's clock. */
async function startsOn(date: string): Promise<string[]> {
  const { slots } = await shop.do('booking.slots', { ...door, date, choices: {} });
  return slots.map((slot) => new Date(Date.parse(slot.startsAt) + 8 * 3_600_000).toISOString().slice(0, 16));
}
const book = (startsAt: string) =>
  shop.send(
    'booking.create',
    {
      ...door,
      startsAt,
      choices: {},
      contactName: '夜宵',
      contactPhone: '13800138001',
      weddingDate: null,
      note: '',
      customerId,
      awaitDeposit: false,
      source: 'workbench',
    },
    boss,
  );

test('BK-01 BK-07 a visit over midnight is offered where it begins, on one day only, and can be booked', async () => {
  const day = addDays(fixture.day, 3);
  const next = addDays(day, 1);
  const starts = await startsOn(day);
  expect([starts[0], starts.at(-1), starts.length]).toEqual([`${day}T00:00`, `${day}T23:30`, 48]);
  expect((await startsOn(next))[0]).toBe(`${next}T00:00`);
  for (let room = 0; room < 2; room++) expect((await book(new Date(`${day}T23:30:00+08:00`).toISOString())).refusal).toBeNull();
  expect((await book(new Date(`${day}T23:30:00+08:00`).toISOString())).refusal?.code).toBe('booking.slot_taken');
  expect((await startsOn(day)).at(-1)).toBe(`${day}T22:30`);
  // Both rooms are taken until half past midnight of the next day.
  expect((await startsOn(next))[0]).toBe(`${next}T00:30`);
  expect((await shop.do('booking.days', { ...door, choices: {}, from: day, days: 2 })).days.map((one) => one.freeStarts)).toEqual([46, 47]);
});

test('BK-07 the last night before a closed day ends at midnight, and no visit is stranded by looking', async () => {
  const closed = addDays(fixture.day, 6);
  const eve = addDays(closed, -1);
  await book(new Date(`${addDays(eve, -1)}T23:30:00+08:00`).toISOString());
  const input = {
    dayId: null,
    storeId: door.storeId,
    date: closed,
    name: '盘点',
    kind: 'other' as const,
    hours: [],
    asWeekday: null,
    whenClashing: 'refuse' as const,
  };
  expect((await shop.send('stores.saveSpecialDay', input, boss)).refusal).toBeNull();
  expect((await startsOn(eve)).at(-1)).toBe(`${eve}T23:00`);
  expect(await startsOn(closed)).toEqual([]);
});
