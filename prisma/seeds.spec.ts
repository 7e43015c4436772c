import { auditBooks } from '@zhike/server/modules/ledger/audit';
import { sqlOf } from '@zhike/server/platform/db';
import { issueCode } from '@zhike/sandbox/world/codes';
import { customer as newCustomer, type Customer } from '@zhike/sandbox/world/people';
import { addCustomer } from '@zhike/sandbox/world/world';
import { startHarness, type Harness } from '../server/test/harness';
import { createAgenda } from './seeds/agenda';
import { seedDemo, STORY_LEAD_DAYS, type SeedPerson } from './seeds/demo';

const DAY_MS = 86_400_000;
const days = { past: 6, coming: 6 };
const today = new Date('2027-03-10T02:00:00.000Z');
let shop: Harness;
let agenda: ReturnType<typeof createAgenda>;
beforeAll(async () => {
  agenda = createAgenda(new Date(today.getTime() - (days.past + STORY_LEAD_DAYS) * DAY_MS));
  shop = await startHarness({ clock: agenda.clock, jobs: agenda.jobs, simulators: { refundDelayMs: 0 } });
  // Notifications come in real time, long after a story that is told in seconds; the product asks by itself.
  shop.world.state.faults.notification = 'never';
}, 60_000);
afterAll(() => shop?.close());

const person = (who: Customer): SeedPerson => ({
  name: who.name,
  phone: who.phone,
  loginCode: () => issueCode(shop.world, 'login', who.openid),
  phoneCode: () => issueCode(shop.world, 'phone', who.openid),
  async pay(params) {
    const paid = await shop.simulators.simulators.pay.requestPayment(params, who.openid);
    if (!paid.ok) throw new Error(paid.errMsg);
  },
});
const seed = () =>
  seedDemo({
    ports: shop.server.ports,
    agenda,
    people: shop.world.state.people.customers.slice(0, 8).map(person),
    addPerson: (name, phone) => person(addCustomer(shop.world, newCustomer(`seed-${phone}`, name, phone))),
    progress: () => undefined,
    customers: 6,
    days,
    today,
  });

const counts = async (): Promise<Record<string, number>> => {
  const { prisma } = shop.server.ports.db;
  const tables = await prisma.$queryRaw<{ name: string }[]>`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`;
  const rows: Record<string, number> = {};
  for (const { name } of tables) rows[name] = Number((await prisma.$queryRawUnsafe<{ n: bigint }[]>(`SELECT count(*) AS n FROM "${name}"`))[0]?.n);
  return rows;
};

test("the demo's story is told once: a second telling finds the shop and adds nothing", async () => {
  const told = await seed();
  expect(told?.customers).toBeGreaterThanOrEqual(6);
  expect(told?.bookings).toBeGreaterThan(20);
  const before = await counts();
  expect(before.stores).toBe(2);
  expect(before.bookings).toBe(told?.bookings);
  expect(await seed()).toBeNull();
  expect(await counts()).toEqual(before);
}, 120_000);

test('BK-13 the story obeys the rules: nobody is double booked, every booking has its units and its first event', async () => {
  const { prisma } = shop.server.ports.db;
  const clashes =
    await prisma.$queryRaw`SELECT a.id FROM reservations a JOIN reservations b ON a.unit_id = b.unit_id AND a.id < b.id AND a.released_at IS NULL AND b.released_at IS NULL AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at`;
  expect(clashes).toEqual([]);
  const bare =
    await prisma.$queryRaw`SELECT b.id FROM bookings b WHERE NOT EXISTS (SELECT 1 FROM reservations r WHERE r.booking_id = b.id) OR NOT EXISTS (SELECT 1 FROM events e WHERE e.booking_id = b.id AND e.type IN ('booking.held', 'booking.confirmed', 'booking.requested'))`;
  expect(bare).toEqual([]);
  const unpaid =
    await prisma.$queryRaw`SELECT p.id FROM payments p WHERE p.state = 'paid' AND NOT EXISTS (SELECT 1 FROM events e WHERE e.booking_id = p.booking_id AND e.type = 'payment.paid')`;
  expect(unpaid).toEqual([]);
});

test('the shop shows what it can do: regions, rosters by pattern, public holidays, a class with guests, requests that wait, a limit, a shared customer', async () => {
  const { prisma } = shop.server.ports.db;
  expect(await prisma.region.count()).toBe(3);
  expect(await prisma.store.count({ where: { regionId: null } })).toBe(0);
  expect([await prisma.rosterPattern.count(), await prisma.shift.count({ where: { patternId: null } })]).toEqual([12, 0]);
  expect(await prisma.specialDay.count({ where: { localDate: new Date('2026-02-16'), name: '除夕' } })).toBe(1);
  expect(await prisma.classSession.count({ where: { startsAt: { gt: today } } })).toBeGreaterThan(3);
  expect(await prisma.booking.count({ where: { service: { mode: 'class' } } })).toBeGreaterThan(0);
  expect(await prisma.booking.count({ where: { state: 'requested' } })).toBe(2);
  expect(await prisma.dailyLimit.count()).toBe(1);
  expect(await prisma.serviceAddon.count()).toBe(3);
});

test('PK-02 the shop sells: packages and goods by line of business; orders that are shot, paid, owing, and books that are sound', async () => {
  const { prisma } = shop.server.ports.db;
  expect([await prisma.businessLine.count(), await prisma.catalogueItem.count()]).toEqual([5, 7]);
  const orders = await prisma.order.findMany({ include: { bookings: true, instalments: true } });
  expect(orders.length).toBeGreaterThan(4);
  const billed = orders.filter((order) => order.phase !== 'waiting');
  expect(billed.every((order) => order.bookings.length === 1 && order.instalments.length === 2)).toBe(true);
  expect(new Set(billed.map((order) => order.stage)).size).toBeGreaterThan(1);
  expect(billed.some((order) => order.billedFen > order.paidFen)).toBe(true);
  expect(await auditBooks(sqlOf(shop.server.ports.db))).toMatchObject({ sound: true });
});

test('CD-01, CD-08 the shop has levels that its customers are at, points that they earned, and a mall of three things', async () => {
  const rows = await counts();
  expect([rows.level_rules, rows.mall_items]).toEqual([1, 3]);
  const { prisma } = shop.server.ports.db;
  expect(await prisma.customer.count({ where: { level: { not: '' } } })).toBeGreaterThan(0);
  expect((await prisma.pointLot.aggregate({ _sum: { points: true } }))._sum.points).toBeGreaterThan(0);
});

test('MK-03, MK-04 the shop has coupons to give out, and two came with each card of stored value', async () => {
  const { prisma } = shop.server.ports.db;
  expect(await prisma.couponTemplate.count()).toBe(4);
  const stored = await prisma.card.count({ where: { kind: 'stored_value' } });
  expect(await prisma.coupon.count({ where: { cardId: { not: null } } })).toBe(2 * stored);
});
