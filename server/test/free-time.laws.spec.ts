import { createTestDatabase, type TestDatabase } from '@zhike/sandbox/launch/test-database';
import { DAY_MS } from '@zhike/domain/kernel/time-range';
import { addDays } from '@zhike/domain/kernel/calendar-date';
import { createChance, type Chance } from '../../bench/lib/random';
import { seedPeople, type Person } from '../../bench/lib/people';
import { candidatesOf, freeDays, lookAt, type Dates, type FreeDay } from '../src/modules/booking/facts';
import { readDayFacts } from '../src/modules/booking/free-time';
import { findOfferRow } from '../src/modules/booking/records.services';
import { sqlOf } from '../src/platform/db';
import type { Ports } from '../src/platform/ports';
import { seedFixture, wish, type Fixture } from './fixture';
import { startHarness, type Harness, type Login } from './harness';

/* BK-06 law: whatever people do at once over two processes, what is remembered equals what is computed anew. A failure names its seed. */

const CHANGES = 1000;
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const DAYS = 12;
const TIMES = ['09:00', '10:00', '11:30', '13:00', '14:30', '16:30'];

let database: TestDatabase;
let servers: readonly Harness[];
let fixture: Fixture;
let people: readonly Person[];
let boss: Login;
beforeAll(async () => {
  database = await createTestDatabase();
  servers = [await startHarness({ databaseUrl: database.url }), await startHarness({ databaseUrl: database.url })];
  const [first] = servers;
  if (!first) throw new Error('no server');
  fixture = await seedFixture(first.server.ports, { copies: 2, depositFen: 0 });
  people = await seedPeople(first.server.ports.db.pool, fixture.storeId, 80);
  boss = await first.staff('zongbu');
}, 60_000);
afterAll(async () => {
  for (const server of servers) await server.close();
  await database.drop();
});

const told = (days: readonly FreeDay[]): string[] =>
  days.flatMap((day) =>
    day.free.starts.map(
      (start) => `${new Date(start).toISOString()} ${day.question.roles.map((role) => day.free.unitsFor(role.key, start).join()).join(' / ')}`,
    ),
  );

async function remembered(ports: Ports, dates: Dates): Promise<string[]> {
  const look = await lookAt(ports, { serviceId: fixture.serviceId, storeId: fixture.storeId, dates: () => dates });
  const candidates = look.offer && candidatesOf(look.offer);
  return candidates ? told(freeDays(look, candidates, dates, {})) : [];
}

async function anew(ports: Ports, dates: Dates): Promise<string[]> {
  const read = sqlOf(ports.db);
  const offer = await findOfferRow(read, fixture.serviceId, fixture.storeId);
  const candidates = offer && candidatesOf(offer);
  if (!candidates) return [];
  const from = Math.floor(Date.parse(dates.from) / DAY_MS) - 2;
  const days = await readDayFacts(read, { storeId: fixture.storeId, from, until: from + dates.days + 4 }, null);
  return told(freeDays({ days, isRemembered: false }, candidates, dates, {}));
}

interface Made {
  readonly bookingId: string;
  version: number;
  readonly person: Person;
}

/** What people do; each answers whether it changed anything. */
function deeds(chance: Chance) {
  const bookings: Made[] = [];
  const absences: string[] = [];
  const server = (): Harness => chance.pick(servers);
  const start = (): string => fixture.at(chance.pick(TIMES), chance.between(0, DAYS - 1));
  const someUnit = (): string => chance.pick(Object.values(fixture.unitIds));
  const pool = () => server().server.ports.db.pool;
  const book = async (): Promise<boolean> => {
    const person = chance.pick(people);
    const sent = await server().send('booking.request', wish(fixture, start(), { quotedDepositFen: 0 }), person);
    if (sent.refusal === null) bookings.push({ bookingId: sent.value.booking.id, version: sent.value.booking.version, person });
    return sent.refusal === null;
  };
  const cancel = async (): Promise<boolean> => {
    const [one] = bookings.splice(chance.between(0, bookings.length - 1), 1);
    if (!one) return false;
    const sent = await server().send('booking.cancel', { bookingId: one.bookingId, version: one.version, reason: '改主意', expectedRefundFen: 0 }, one.person);
    return sent.refusal === null;
  };
  const move = async (): Promise<boolean> => {
    const [one] = bookings.splice(chance.between(0, bookings.length - 1), 1);
    if (!one) return false;
    const sent = await server().send('booking.reschedule', { bookingId: one.bookingId, version: one.version, startsAt: start(), choices: {} }, one.person);
    bookings.push(sent.refusal === null ? { ...one, version: sent.value.booking.version } : one);
    return sent.refusal === null;
  };
  const absent = async (): Promise<boolean> => {
    const plus = chance.between(0, DAYS - 1);
    const sent = await server().send(
      'booking.addAbsence',
      { unitId: someUnit(), kind: 'leave', startsAt: fixture.at('09:00', plus), endsAt: fixture.at('18:00', plus + chance.between(0, 3)), label: '' },
      boss,
    );
    if (sent.refusal === null) absences.push(sent.value.reservationId);
    return sent.refusal === null;
  };
  const back = async (): Promise<boolean> => {
    const [one] = absences.splice(chance.between(0, absences.length - 1), 1);
    return one !== undefined && (await server().send('booking.removeAbsence', { reservationId: one }, boss)).refusal === null;
  };
  const shift = async (): Promise<boolean> => {
    const moved = await pool().query(
      `UPDATE shifts SET starts_at = starts_at + $2 * interval '30 minutes', ends_at = ends_at + $3 * interval '30 minutes' WHERE unit_id = $1 AND starts_at >= $4::timestamptz AND starts_at < $4::timestamptz + interval '1 day'
       AND ends_at - starts_at > interval '3 hours'`,
      [someUnit(), chance.between(-2, 2), chance.between(-2, 2), fixture.at('00:00', chance.between(0, DAYS - 1))],
    );
    return (moved.rowCount ?? 0) > 0;
  };
  const repair = async (): Promise<boolean> => {
    const { units } = await server().do('booking.units', {}, boss);
    const one = chance.pick(units);
    const { id, typeId, name, storeIds, skills, fields, bufferBeforeMinutes, introduction } = one;
    const state = chance.next() < 0.7 ? 'active' : 'repair';
    const sent = await server().send(
      'booking.saveUnit',
      { unitId: id, typeId, name, storeIds, skills, fields, bufferBeforeMinutes, introduction, state, bufferAfterMinutes: chance.pick([0, 15, 30]) },
      boss,
    );
    return sent.refusal === null;
  };
  const roles = async (): Promise<boolean> => {
    const part = (key: string, typeId: string | undefined, customerPicks = false) => ({
      key,
      name: key,
      typeId: typeId ?? '',
      skill: null,
      offsetMinutes: chance.pick([0, 0, 30]),
      durationMinutes: chance.pick([30, 60]),
      customerPicks,
    });
    const { typeIds } = fixture;
    const all = [
      part('photographer', typeIds.photographer, true),
      part('makeup', typeIds.makeup_artist),
      part('studio', typeIds.studio),
      part('dress', typeIds.dress),
    ];
    const sent = await server().send('booking.saveServiceRoles', { serviceId: fixture.serviceId, roles: all.slice(0, chance.between(1, 4)) }, boss);
    return sent.refusal === null;
  };
  const hours = async (): Promise<boolean> => {
    await pool().query(`UPDATE stores SET opening = (SELECT jsonb_agg(jsonb_set(o, '{to}', to_jsonb($1::text))) FROM jsonb_array_elements(opening) o)`, [
      chance.pick(['18:00', '17:30', '20:00']),
    ]);
    return true;
  };
  return (): Promise<boolean> => {
    const roll = chance.next();
    if (roll < 0.42) return book();
    if (roll < 0.58) return cancel();
    if (roll < 0.72) return move();
    if (roll < 0.79) return absent();
    if (roll < 0.85) return back();
    if (roll < 0.92) return shift();
    if (roll < 0.96) return repair();
    return roll < 0.99 ? roles() : hours();
  };
}

test(`BK-06 law: after ${CHANGES} things done at once over two processes, both remember exactly what is so (seed ${SEED})`, async () => {
  const chance = createChance(SEED);
  const doSomething = deeds(chance);
  const [first] = servers;
  if (!first) throw new Error('no server');
  let done = 0;
  let worked = 0;
  let seen = 0;
  while (done < CHANGES) {
    const width = chance.between(1, 4);
    const dates = { from: addDays(fixture.day, chance.between(0, DAYS - 3)), days: 3 };
    // Questions in the middle of it all: what they remember is what is looked at afterwards.
    const [results] = await Promise.all([
      Promise.all(Array.from({ length: width }, () => doSomething())),
      ...servers.flatMap((server) => [remembered(server.server.ports, dates), remembered(server.server.ports, { from: fixture.day, days: DAYS })]),
    ]);
    done += width;
    worked += results.filter(Boolean).length;
    const asked = chance.next() < 0.05 ? { from: fixture.day, days: DAYS } : dates;
    const now = await anew(first.server.ports, asked);
    seen += now.length;
    for (const server of servers) {
      const found = await remembered(server.server.ports, asked);
      if (found.join('\n') !== now.join('\n'))
        throw new Error(`seed ${SEED}, after ${done} changes: remembered\n${found.join('\n')}\nbut it is\n${now.join('\n')}`);
    }
  }
  expect(worked).toBeGreaterThan(CHANGES / 4);
  expect(seen).toBeGreaterThan(CHANGES);
}, 600_000);
