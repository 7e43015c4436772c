import { randomUUID } from 'node:crypto';
import { seedPeople } from '../../bench/lib/people';
import { createTurns } from '../src/platform/turns';
import { seedFixture, wish, type Fixture } from './fixture';
import { startHarness, type Harness } from './harness';

describe('BK-04 who wants the same takes turns, and looks again after each', () => {
  test('one has the turn; whoever waits is told that it was had, not that it is his', async () => {
    const turns = createTurns();
    const leave = await turns.enter('10:00');
    const elsewhere = await turns.enter('11:00');
    expect(elsewhere).not.toBeNull();
    const waiting = [turns.enter('10:00'), turns.enter('10:00')];
    let woken = 0;
    for (const one of waiting) void one.then(() => (woken += 1));
    await new Promise((resolve) => setImmediate(resolve));
    expect(woken).toBe(0);
    leave?.();
    expect(await Promise.all(waiting)).toEqual([null, null]);
    const next = await turns.enter('10:00');
    expect(next).not.toBeNull();
    // Whoever ends his turn twice ends nobody else's.
    leave?.();
    const later = turns.enter('10:00');
    next?.();
    expect(await later).toBeNull();
    expect(await turns.enter('10:00')).not.toBeNull();
  });
});

describe('BK-04 a look before the booking', () => {
  let shop: Harness;
  let fixture: Fixture;
  beforeAll(async () => {
    shop = await startHarness();
    fixture = await seedFixture(shop.server.ports, { copies: 2 });
  }, 60_000);
  afterAll(() => shop.close());

  test('she who asks again with her key gets her booking, though by now the slot is taken: by herself', async () => {
    const [first, second] = await seedPeople(shop.server.ports.db.pool, fixture.storeId, 2);
    const key = randomUUID();
    const input = { ...wish(fixture, fixture.at('10:00')), choices: { photographer: fixture.unitIds.梅清 ?? '' } };
    const made = await shop.send('booking.request', input, first, { key });
    expect(made.refusal).toBeNull();
    const again = await shop.send('booking.request', input, first, { key });
    expect(again.value).toEqual(made.value);
    expect((await shop.send('booking.request', input, first, { key: randomUUID() })).refusal?.code).toBe('booking.slot_taken');
    // A key belongs to whoever used it.
    expect((await shop.send('booking.request', input, second, { key })).refusal?.code).toBe('booking.slot_taken');
    expect((await shop.send('booking.request', { ...input, note: 'other' }, first, { key })).refusal?.code).toBe('request.idempotency_key_reused');
  });

  test('a crowd at a start that has room for three: three get it, everybody else is told what is taken', async () => {
    const people = await seedPeople(shop.server.ports.db.pool, fixture.storeId, 40);
    const sent = await Promise.all(people.map((person) => shop.send('booking.request', wish(fixture, fixture.at('14:00', 2)), person)));
    expect(sent.filter((one) => one.refusal === null)).toHaveLength(3);
    for (const { refusal } of sent) if (refusal) expect(refusal).toMatchObject({ code: 'booking.slot_taken', facts: { units: expect.arrayContaining([]) } });
    expect(await shop.server.ports.db.prisma.booking.count({ where: { startsAt: new Date(fixture.at('14:00', 2)) } })).toBe(3);
  });

  test('the same tap twice at once makes one booking', async () => {
    const [person] = await seedPeople(shop.server.ports.db.pool, fixture.storeId, 1);
    const key = randomUUID();
    const input = wish(fixture, fixture.at('16:00', 3));
    const both = await Promise.all([shop.send('booking.request', input, person, { key }), shop.send('booking.request', input, person, { key })]);
    expect(both[0].value).toEqual(both[1].value);
    expect(both.map((one) => one.status)).toEqual([200, 200]);
    expect(await shop.server.ports.db.prisma.booking.count({ where: { startsAt: new Date(fixture.at('16:00', 3)) } })).toBe(1);
  });
});
