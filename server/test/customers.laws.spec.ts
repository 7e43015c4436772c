import fc from 'fast-check';
import { visibleParts } from '@zhike/domain/customers/policy';
import { inScope, type Scope } from '@zhike/domain/kernel/access';
import { readRows } from '../src/platform/db';
import { customerReadWhere, customerWhere, findFacts } from '../src/modules/customers/records';
import { hourFromNow, openShop, type Shop } from './customers.fixtures';
import { startHarness, type Harness } from './harness';

let harness: Harness;
let shop: Shop;
const ids: string[] = [];

beforeAll(async () => {
  harness = await startHarness({ env: { WORKER: 'separate' } });
  shop = await openShop(harness);
  const db = harness.server.ports.db.prisma;
  const staff = Object.values(shop.staff);
  const stores = [shop.stores.jing, shop.stores.pu, null];
  // Every mixture of owner, store, follower and server.
  for (let i = 0; i < 36; i++) {
    const her = await db.customer.create({
      data: { memberCode: `LAW${i}`, name: `客${i}`, storeId: stores[i % 3] ?? null, ownerStaffId: i % 4 === 0 ? (staff[i % staff.length] ?? null) : null },
    });
    ids.push(her.id);
    if (i % 7 < 3)
      await db.customerShare.create({
        data: {
          customerId: her.id,
          storeId: stores[(i + 1) % 2] ?? '',
          parts: [['profile'], ['profile', 'bookings'], ['bookings', 'notes']][i % 3] ?? [],
          staffId: shop.staff.mei,
          createdAt: new Date(),
        },
      });
    if (i % 5 === 0)
      await db.customerIdentity.create({
        data: {
          provider: 'wecom',
          subject: `ext${i}`,
          customerId: her.id,
          follows: { create: [{ staffId: staff[(i + 1) % staff.length] ?? '', checkedAt: new Date() }] },
        },
      });
    if (i % 6 === 0) {
      const start = new Date(hourFromNow(harness, 24 + i * 3));
      const end = new Date(start.getTime() + 3_600_000);
      const unitId = i % 12 === 0 ? shop.units.mei : shop.units.ayue;
      await db.booking.create({
        data: {
          code: `LAW-${i}`,
          state: 'confirmed',
          storeId: shop.stores.jing,
          serviceId: shop.serviceId,
          customerId: her.id,
          startsAt: start,
          endsAt: end,
          contactName: '客',
          contactCipher: 'x',
          contactIndex: `i${i}`,
          contactLast4: '0000',
          source: 'seed',
          priceFen: 1,
          depositFen: 0,
          terms: {},
          reservations: { create: [{ unitId, startsAt: start, endsAt: end, servesFrom: start, servesUntil: end }] },
        },
      });
    }
  }
}, 60_000);
afterAll(() => harness?.close());

test('SC-03 law: the rows that SQL gives for a scope are the rows that inScope allows', async () => {
  const { db } = harness.server.ports;
  const sql = <Row>(text: string, values: readonly unknown[]) => readRows<Row>(db, text, values);
  const facts = await Promise.all(ids.map(async (id) => (await findFacts(sql, id))!));
  const scope: fc.Arbitrary<Scope> = fc.oneof(
    fc.constantFrom<Scope>({ kind: 'none' }, { kind: 'all' }),
    fc.subarray([shop.stores.jing, shop.stores.pu]).map((storeIds): Scope => ({ kind: 'stores', storeIds })),
    fc.constantFrom(...Object.values(shop.staff)).map((staffId): Scope => ({ kind: 'own', staffId })),
    fc.constantFrom(...ids).map((customerId): Scope => ({ kind: 'customer', customerId })),
  );
  await fc.assert(
    fc.asyncProperty(scope, async (asked) => {
      const values: unknown[] = [];
      const rows = await sql<{ id: string }>(`SELECT c.id FROM customers c WHERE ${customerWhere(asked, values)}`, values);
      const idsOf = (rule: (row: (typeof facts)[number]) => boolean) =>
        facts
          .filter(rule)
          .map((row) => row.customerId)
          .sort();
      expect(rows.map((row) => row.id).sort()).toEqual(idsOf((row) => inScope(asked, row)));
      // ST-02: and those that may be read are those of whom anything may be seen.
      const readValues: unknown[] = [];
      const read = await sql<{ id: string }>(`SELECT c.id FROM customers c WHERE ${customerReadWhere(asked, readValues)}`, readValues);
      expect(read.map((row) => row.id).sort()).toEqual(idsOf((row) => visibleParts(asked, row) !== null));
    }),
    { numRuns: 60 },
  );
  const own = facts.filter((row) => inScope({ kind: 'own', staffId: shop.staff.mei }, row));
  expect(own.length).toBeGreaterThan(2);
  expect(own.length).toBeLessThan(facts.length);
});
