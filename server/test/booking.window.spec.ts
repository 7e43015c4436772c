import pg from 'pg';
import { seedFixture, wish, type Fixture } from './fixture';
import { startHarness, type Harness, type Login } from './harness';

/**
 * A booking chooses its units, then locks them. What a manager does to a unit in between must not be lost: here the window is held
 * open by a lock of our own, she takes her place before the booking in the line behind it, and then the line moves.
 */
let shop: Harness;
let fixture: Fixture;
let boss: Login;
let manager: pg.Client;
beforeAll(async () => {
  shop = await startHarness();
  fixture = await seedFixture(shop.server.ports);
  boss = await shop.staff('zongbu');
  manager = new pg.Client({ connectionString: shop.env.DATABASE_URL });
  await manager.connect();
});
afterAll(async () => {
  await manager.end();
  await shop.close();
});

type Change = { readonly state?: 'retired' | 'repair' | 'active'; readonly storeIds?: string[] };
const unitNamed = (name: string): string => fixture.unitIds[name] ?? '';

async function saveUnit(name: string, change: Change) {
  const { units } = await shop.do('booking.units', {}, boss);
  const unit = units.find((candidate) => candidate.id === unitNamed(name));
  if (!unit) throw new Error(`no unit ${name}`);
  const { id, typeId, skills, fields, bufferBeforeMinutes, bufferAfterMinutes, state, introduction, storeIds } = unit;
  const input = { unitId: id, typeId, name, skills, fields, bufferBeforeMinutes, bufferAfterMinutes, state, introduction, storeIds, ...change };
  return shop.send('booking.saveUnit', input, boss);
}

const waiting = async (count: number): Promise<boolean> => {
  const { rows } = await shop.server.ports.db.pool.query<{ n: number }>(
    `SELECT count(DISTINCT pid)::int AS n FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  return rows[0]?.n === count;
};

/** `change` is made while `book` stands between its choice and its lock, and has chosen this unit. */
async function inTheWindow<Sent>(name: string, change: Change, book: () => Promise<Sent>): Promise<Sent> {
  await manager.query('BEGIN');
  await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7))', [unitNamed(name)]);
  const changed = saveUnit(name, change);
  await shop.eventually(() => waiting(1));
  const booked = book();
  await shop.eventually(() => waiting(2));
  await manager.query('COMMIT');
  expect((await changed).status).toBe(200);
  return booked;
}

const unitsTaken = async (name: string): Promise<number> =>
  shop.server.ports.db.prisma.reservation.count({ where: { unitId: unitNamed(name), bookingId: { not: null }, releasedAt: null } });

describe('BK-02 a unit that goes out of use between the choice of a booking and its lock', () => {
  const changes: [string, () => Change, () => Change][] = [
    ['retired', () => ({ state: 'retired' }), () => ({ state: 'active' })],
    ['sent to repair', () => ({ state: 'repair' }), () => ({ state: 'active' })],
    ['moved to another store', () => ({ storeIds: [fixture.otherStoreId] }), () => ({ storeIds: [fixture.storeId] })],
  ];
  describe.each(changes)('%s', (_, change, back) => {
    afterEach(async () => {
      for (const name of ['梅清', '1 号棚']) expect((await saveUnit(name, back())).status).toBe(200);
    });

    test('she wished for that one: refused, and nothing is written', async () => {
      const who = await shop.customer('陈思远');
      const before = await shop.server.ports.db.prisma.booking.count();
      const choices = { photographer: unitNamed('梅清') };
      const sent = await inTheWindow('梅清', change(), () => shop.send('booking.request', wish(fixture, fixture.at('10:00', 1), { choices }), who));
      expect(sent.refusal).toEqual({ code: 'booking.choice_not_possible', facts: { roleKey: 'photographer', unitId: unitNamed('梅清') } });
      expect(await shop.server.ports.db.prisma.booking.count()).toBe(before);
      expect(await unitsTaken('梅清')).toBe(0);
    });

    test('it was the only one of its kind: refused, and nothing is written', async () => {
      const who = await shop.customer('陈思远');
      const sent = await inTheWindow('1 号棚', change(), () => shop.send('booking.request', wish(fixture, fixture.at('10:00', 2)), who));
      expect(sent.refusal).toMatchObject({ code: 'booking.slot_unavailable', facts: { roleName: '摄影棚' } });
      expect(await unitsTaken('1 号棚')).toBe(0);
    });

    test('there is another one: the booking takes that', async () => {
      const who = await shop.customer('王梓涵');
      const sent = await inTheWindow('梅清', change(), () => shop.send('booking.request', wish(fixture, fixture.at('14:00', 3)), who));
      expect(sent.status).toBe(200);
      expect(sent.value.booking.units.find((unit) => unit.roleKey === 'photographer')?.name).toBe('许诺');
      expect(await unitsTaken('梅清')).toBe(0);
      const { booking } = sent.value;
      await shop.do('booking.cancel', { bookingId: booking.id, version: booking.version, reason: '', expectedRefundFen: 0 }, who);
    });

    test('a booking that moves stays where it was', async () => {
      const who = await shop.customer('王梓涵');
      const { booking } = await shop.do('booking.request', wish(fixture, fixture.at('10:00', 4), { choices: { photographer: unitNamed('许诺') } }), who);
      const move = { bookingId: booking.id, version: booking.version, startsAt: fixture.at('14:00', 4), choices: { photographer: unitNamed('梅清') } };
      const sent = await inTheWindow('梅清', change(), () => shop.send('booking.reschedule', move, who));
      expect(sent.refusal?.code).toBe('booking.choice_not_possible');
      const { booking: still } = await shop.do('booking.get', { bookingId: booking.id }, who);
      expect(still).toMatchObject({ startsAt: booking.startsAt, units: booking.units });
      await shop.do('booking.cancel', { bookingId: booking.id, version: still.version, reason: '', expectedRefundFen: 0 }, who);
    });
  });
});
