import { dateAt } from '@zhike/domain/kernel/calendar-date';
import { DAY_MS } from '@zhike/domain/kernel/time-range';
import { seedFixture, staffWish, type Fixture } from './fixture';
import { startHarness, type Harness, type Login } from './harness';

let shop: Harness;
let fixture: Fixture;
let boss: Login;
beforeAll(async () => {
  shop = await startHarness();
  fixture = await seedFixture(shop.server.ports, { copies: 2 });
  boss = await shop.staff('zongbu');
});
afterAll(() => shop?.close());

test('RP-05 booked days of each person in the next 30 days are the days that the calendar shows, a cancelled booking and a second one on a day not counted', async () => {
  const { profile } = await shop.do(
    'customers.create',
    { name: '周期客', phone: null, gender: 'female', birthday: null, weddingDate: null, source: '', note: '', storeId: fixture.storeId },
    boss,
  );
  const mei = fixture.unitIds.梅清 ?? '';
  const book = async (time: string, plus: number) =>
    (
      await shop.do(
        'booking.create',
        { ...staffWish(fixture, fixture.at(time, plus)), choices: { photographer: mei }, customerId: profile.id, awaitDeposit: false },
        boss,
      )
    ).booking;
  await book('09:00', 0);
  await book('14:00', 0);
  await book('10:00', 3);
  await book('10:00', 9);
  const off = await book('10:00', 5);
  await shop.do('booking.cancel', { bookingId: off.id, version: off.version, reason: '', expectedRefundFen: 0 }, boss);

  const { report } = await shop.do('reports.run', { report: { id: 'zk.report.booked_days' } }, boss);
  expect(report.chart).toBe('column');
  const told = new Map(report.rows.map((row, i) => [row.labels[0], report.rowTotals[i]?.[0]]));
  const { range } = report;
  if (!range) throw new Error('a report of the next 30 days has a range');
  const days = (Date.parse(range.to) - Date.parse(range.from)) / DAY_MS + 1;
  const { calendar } = await shop.do('booking.calendar', { storeId: fixture.storeId, from: range.from, days }, boss);
  expect(days).toBe(30);
  const shown = new Map<string, Set<string>>();
  for (const item of calendar.items) {
    const unit = calendar.units.find((one) => one.id === item.unitId);
    if (item.kind !== 'booking' || !unit?.staffId) continue;
    shown.set(unit.name, (shown.get(unit.name) ?? new Set()).add(dateAt(Date.parse(item.startsAt), calendar.utcOffsetMinutes)));
  }
  expect(told.get('梅清')).toBe(3);
  expect(Object.fromEntries(told)).toMatchObject(Object.fromEntries([...shown].map(([name, dates]) => [name, dates.size])));
});
