import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { addDays } from '@zhike/domain/kernel/calendar-date';
import { hashToken } from '../server/src/platform/crypto';
import { wish } from '../server/test/fixture';
import { seedHistory, sizeOfReservations } from './lib/busy';
import { load, loadedBy, type Call } from './lib/load';
import { contestLine, interleave, peerLine, runFor, type BenchContext, type Peer, type Rate } from './lib/measure';
import { seedPeople, type Person } from './lib/people';
import type { Place } from './lib/place';
import { recordCalls, replay, substitute, type Statement } from './lib/recorder';
import { openShop, type Shop } from './lib/shop';

const TARGET = 0.5;
const PEER: Peer = { perSecond: 84, times: 8 };
const COPIES = 20;
const TIMES = ['09:00', '10:30', '12:00', '13:30', '15:00', '16:30'];
const DAYS = 27;
const MANY = 1_000_000;
/** The baseline's bookings lie further in the future than the product lets anybody book, so that the two never meet. */
const FAR_DAYS = 400;
const CLEAR = `WITH old AS (UPDATE bookings SET state = 'cancelled', hold_expires_at = NULL WHERE state = 'held' AND starts_at < now() + interval '60 days' RETURNING id)
  UPDATE reservations SET released_at = now() WHERE booking_id IN (SELECT id FROM old) AND released_at IS NULL`;
const ISO = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z/g;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/**
 * `booking.request` over HTTP (log-in, validation, availability, locks, events, job, idempotency, log) against the statements of
 * that very command, taken off the wire and sent by plain pg with prepared names: one transaction a booking, reads included. Four
 * units a booking, into an empty table and into one with a million reservations.
 */
export async function bookingCommit(place: Place, { quick, emit, say }: BenchContext): Promise<void> {
  const shop = await openShop(place, { copies: COPIES });
  try {
    const people = await seedPeople(shop.pool, shop.fixture.storeId, quick ? 700 : 2 * (TIMES.length * DAYS * COPIES + 200));
    const sample = await record(shop, people.slice(0, 5));
    say(`booking.request sends ${sample.statements.length} statements`);
    const ours = ourBookings(shop, people.slice(5, people.length >> 1));
    const theirs = await sameStatements(shop, sample, people.slice(people.length >> 1));
    const seconds = quick ? 1 : 3;
    for (const table of quick ? ['empty'] : ['empty', 'million']) {
      if (table === 'million') {
        const took = await seedHistory(shop.pool, sample.bookingId, MANY, 0);
        say(`${await sizeOfReservations(shop.pool)}; written in ${Math.round(took.write)} s, indexes and constraint in ${Math.round(took.index)} s`);
      }
      for (let i = 0; i < (quick ? 1 : 3); i++) {
        await ours.clear();
        await ours.run(8, seconds);
        await theirs.run(8, 1);
      }
      for (const width of [1, 16]) {
        const contest = await interleave(
          quick ? 1 : 5,
          async () => {
            await ours.clear();
            return ours.run(width, seconds);
          },
          () => theirs.run(width, seconds),
        );
        const name = `booking-commit${table === 'million' ? '.1m' : ''}.c${width}`;
        emit(contestLine(name, contest, TARGET, `${sample.statements.length} statements each, four units a booking; ${loadedBy()}`));
        if (width === 16) emit(peerLine(`${name}.peer`, contest.ours, PEER, 'the peer books one person, we lock and book four units'));
      }
    }
    await theirs.close();
  } finally {
    await shop.close();
  }
}

interface Booker {
  /** Books over `width` connections for some seconds, or until nothing is left to book. */
  run(width: number, seconds: number): Promise<Rate>;
  /** Gives every slot back, outside of what is measured: a month has room for a few seconds of this. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** Neighbouring calls ask for different days, so that what is measured is a commit and not a quarrel. */
function ourBookings(shop: Shop, people: readonly Person[]): Booker {
  const room = Math.min(people.length, TIMES.length * DAYS * COPIES);
  return {
    async clear() {
      await shop.pool.query(CLEAR);
      // Nobody's month is filled and emptied every few seconds: what that leaves in the indexes is not ours to measure.
      await shop.pool.query('VACUUM (ANALYZE) bookings, reservations, free_time_versions');
    },
    async run(width, seconds) {
      const calls = Array.from({ length: room }, (_, index): Call<'booking.request'> => {
        const startsAt = shop.fixture.at(TIMES[Math.floor(index / DAYS) % TIMES.length] ?? '09:00', index % DAYS);
        return { input: wish(shop.fixture, startsAt), token: people[index]?.token ?? '', key: randomUUID() };
      });
      const rate = await load({ url: shop.url, name: 'booking.request', each: 'once', calls }, width, seconds);
      const [fault] = shop.faults();
      if (fault) throw new Error(`a booking failed: ${fault}`);
      return rate;
    },
    close: () => Promise.resolve(),
  };
}

interface Sample {
  readonly statements: readonly Statement[];
  readonly person: Person;
  readonly key: string;
  readonly bookingId: string;
}

async function record(shop: Shop, people: readonly Person[]): Promise<Sample> {
  const person = people[people.length - 1];
  if (!person) throw new Error('the sample needs somebody');
  const key = randomUUID();
  const last = DAYS;
  let bookingId = '';
  const { sample } = await recordCalls(
    shop,
    async (api) => {
      // The last of them on the day of the sample: the server then knows that day, as it does in the middle of a run.
      for (const [index, who] of people.slice(0, -1).entries())
        await api.call('booking.request', wish(shop.fixture, shop.fixture.at('09:00', last - people.length + 2 + index)), who.token, randomUUID());
    },
    {
      async sample(api) {
        const answer = await api.call('booking.request', wish(shop.fixture, shop.fixture.at('16:30', last)), person.token, key);
        if (answer.refusal) throw new Error(`the sample was refused: ${answer.refusal.code}`);
        bookingId = answer.value.booking.id;
      },
    },
  );
  return { statements: sample, person, key, bookingId };
}

/** Replays the sample: other people, other ids, other days; the same units, one set of them a booking. */
async function sameStatements(shop: Shop, sample: Sample, people: readonly Person[]): Promise<Booker> {
  const pool = new pg.Pool({ connectionString: shop.databaseUrl, max: 16, options: '-c timezone=UTC' });
  pool.on('error', () => undefined);
  const begin = sample.statements.find((statement) => /INSERT INTO bookings/.test(statement.text));
  if (!begin) throw new Error('the sample wrote no booking');
  // What the sample made: time-ordered ids that were never in the database before.
  const known = new Set([...Object.values(shop.fixture.unitIds), shop.fixture.storeId, shop.fixture.serviceId, ...Object.values(shop.fixture.typeIds)]);
  const made = [...new Set(sample.statements.filter((s) => /INSERT/.test(s.text)).flatMap((s) => s.values.flatMap((v) => v?.match(UUID) ?? [])))].filter(
    (id) => !known.has(id) && id !== sample.person.customerId && id !== sample.person.identityId,
  );
  const instants = [...new Set(begin.values.flatMap((value) => value?.match(ISO) ?? []))];
  const units = new Set(Object.values(shop.fixture.unitIds));
  const chosen = [...new Set(begin.values.flatMap((value) => value?.match(UUID) ?? []))].filter((id) => units.has(id));
  const { rows } = await shop.pool.query<{ ids: string[] }>('SELECT array_agg(id::text ORDER BY number) AS ids FROM resource_units GROUP BY type_id');
  const peers = chosen.map((id) => rows.find((row) => row.ids.includes(id))?.ids ?? [id]);
  const sets = Array.from({ length: COPIES }, (_, i) => peers.map((ids) => ids[i % ids.length] ?? ''));
  let next = 0;
  const book = async (): Promise<boolean> => {
    const index = next++;
    const person = people[index % people.length];
    if (!person) return false;
    const set = sets[index % sets.length] ?? [];
    const pairs = new Map<string, string>([
      // A swap, so that lists of units stay whole.
      ...chosen.flatMap((unitId, i): [string, string][] =>
        set[i] && set[i] !== unitId
          ? [
              [unitId, set[i]],
              [set[i], unitId],
            ]
          : [],
      ),
      [hashToken(sample.person.token), hashToken(person.token)],
      [sample.person.identityId, person.identityId],
      [sample.person.customerId, person.customerId],
      [sample.key, randomUUID()],
      ...made.map((id) => [id, randomUUID()] as const),
      // The hold's end and the moment of writing move along; that changes no statement's work.
      ...instants.map((instant) => [instant, `${addDays(instant.slice(0, 10), FAR_DAYS + Math.floor(index / sets.length))}${instant.slice(10)}`] as const),
    ]);
    const client = await pool.connect();
    try {
      await replay(client, sample.statements, substitute(pairs));
    } finally {
      client.release();
    }
    return true;
  };
  return { clear: () => Promise.resolve(), run: (width, seconds) => runFor(seconds, width, book), close: () => pool.end() };
}
