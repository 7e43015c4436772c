import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { addDays } from '@zhike/domain/kernel/calendar-date';
import { wish } from '../server/test/fixture';
import { seedBusy, midnight } from './lib/busy';
import { load, loadedBy, type Call } from './lib/load';
import { contestLine, interleave, median, peerLine, round3, runFor, type BenchContext, type Contest, type Peer, type Rate } from './lib/measure';
import { seedPeople } from './lib/people';
import type { Place } from './lib/place';
import { recordCalls, replay, type Statement } from './lib/recorder';
import { openShop, type Shop } from './lib/shop';

const BUSY = 20_000;
const DAYS = 28;
/** One person's day and month, as the peer was asked for: performance figures of Easy!Appointments at sixteen connections. */
const PEER_DAY: Peer = { perSecond: 262, times: 10 };
const PEER_MONTH: Peer = { perSecond: 15.2, times: 50 };
/** Against the statements of a question to which nothing is remembered: plain pg only fetches their rows, what is free is computed by nobody. */
const TARGET = 1;

interface Question {
  readonly storeId: string;
  readonly serviceId: string;
  readonly choices: Readonly<Record<string, string>>;
}

/** A day's and a month's free starts over HTTP with 45 units and 20,000 coming reservations: of one named person, and of a service that needs four. */
export async function freeSlots(place: Place, { quick, emit, say }: BenchContext): Promise<void> {
  // 4 kinds of 11 units and one more photographer.
  const shop = await openShop(place, { copies: 10 });
  const pool = new pg.Pool({ connectionString: shop.databaseUrl, max: 16, options: '-c timezone=UTC' });
  pool.on('error', () => undefined);
  try {
    const made = await fill(shop);
    const { rows } = await shop.pool.query<{ n: number }>('SELECT count(*)::int AS n FROM resource_units');
    say(`${rows[0]?.n ?? 0} units, ${made} reservations in 30 days`);
    const team: Question = { storeId: shop.fixture.storeId, serviceId: shop.fixture.serviceId, choices: {} };
    const person = await seedPortrait(shop);
    const dates = Array.from({ length: DAYS }, (_, i) => addDays(shop.fixture.day, i));
    const seconds = quick ? 1 : 3;
    const rounds = quick ? 1 : 5;
    for (const [name, asked, peers] of [
      ['person', person, [PEER_DAY, PEER_MONTH]],
      ['four-roles', team, null],
    ] as const) {
      const anew = await recordAnew(shop, asked);
      for (const [i, span] of (['day', 'month'] as const).entries()) {
        const theirs = (): Promise<Rate> => runFor(seconds, 16, same(pool, anew[span]));
        const ours =
          span === 'day'
            ? (): Promise<Rate> =>
                load(
                  { url: shop.url, name: 'booking.slots', each: 'again', calls: dates.map((date): Call<'booking.slots'> => ({ input: { ...asked, date } })) },
                  16,
                  seconds,
                )
            : (): Promise<Rate> =>
                load({ url: shop.url, name: 'booking.days', each: 'again', calls: [{ input: { ...asked, from: shop.fixture.day, days: DAYS } }] }, 16, seconds);
        await ours();
        const contest = await interleave(rounds, ours, theirs);
        const note = `${loadedBy()}; asked anew it would send ${anew[span].length} statements, by plain pg ${sql(contest)}/s`;
        const peer = peers?.[i];
        if (peer) emit(peerLine(`free-slots.${name}-${span}.c16`, contest.ours, peer, note));
        else emit(contestLine(`free-slots.${name}-${span}.c16`, contest, TARGET, `baseline: its statements without memory; ${loadedBy()}`));
      }
    }
    await whileItChanges(shop, team, dates, seconds, say);
  } finally {
    await pool.end();
    await shop.close();
  }
}

const sql = (contest: Contest): number => round3(median(contest.theirs.map((rate) => rate.perSecond)));

async function fill(shop: Shop): Promise<number> {
  const [somebody] = await seedPeople(shop.pool, shop.fixture.storeId, 1);
  const first = await shop.api.call('booking.request', wish(shop.fixture, shop.fixture.at('09:00', 27)), somebody?.token ?? '', randomUUID());
  if (first.refusal) throw new Error(`the booking that stands for all was refused: ${first.refusal.code}`);
  const bookingId = first.value.booking.id;
  await shop.pool.query('DELETE FROM reservations WHERE booking_id = $1', [bookingId]);
  return seedBusy(shop.pool, bookingId, { count: BUSY, from: midnight(1), days: 30, hourFrom: 1, hourUntil: 10 });
}

/** A service of one role, half an hour long, and one person's name: what the peer offers. */
async function seedPortrait(shop: Shop): Promise<Question> {
  const { fixture } = shop;
  const { rows } = await shop.pool.query<{ id: string }>(
    `INSERT INTO services (id, name, line, includes, duration_minutes, step_minutes, lead_minutes, horizon_days, price_fen, deposit_fen, free_until_hours, late_percent)
     VALUES (gen_random_uuid(), '证件照', '婚纱摄影', '{}', 30, 15, 120, 60, 9900, 0, 24, 50) RETURNING id`,
  );
  const serviceId = rows[0]?.id ?? '';
  await shop.pool.query('INSERT INTO service_stores (service_id, store_id) VALUES ($1, $2)', [serviceId, fixture.storeId]);
  await shop.pool.query(
    `INSERT INTO service_roles (id, service_id, key, name, type_id, duration_minutes, customer_picks) VALUES (gen_random_uuid(), $1, 'photographer', '摄影师', $2, 30, true)`,
    [serviceId, fixture.typeIds.photographer],
  );
  return { storeId: fixture.storeId, serviceId, choices: { photographer: fixture.unitIds['摄影师 3'] ?? '' } };
}

/** The statements of a day and of a month when nothing is remembered. */
function recordAnew(shop: Shop, asked: Question): Promise<Record<'day' | 'month', Statement[]>> {
  const from = shop.fixture.day;
  const forget = (): Promise<unknown> => shop.pool.query('UPDATE stores SET name = name');
  return recordCalls(
    shop,
    async (at) => {
      for (let i = 0; i < 2; i++) {
        await at.call('booking.slots', { ...asked, date: from }, null);
        await at.call('booking.days', { ...asked, from, days: DAYS }, null);
        await forget();
      }
    },
    {
      async day(at) {
        await forget();
        await at.call('booking.slots', { ...asked, date: addDays(from, 3) }, null);
      },
      async month(at) {
        await forget();
        await at.call('booking.days', { ...asked, from, days: DAYS }, null);
      },
    },
  );
}

const same = (pool: pg.Pool, statements: readonly Statement[]) => async (): Promise<boolean> => {
  const client = await pool.connect();
  try {
    await replay(client, statements);
  } finally {
    client.release();
  }
  return true;
};

/** For the reader, not for the verdict: the same questions while twenty changes a second make the memory of some day void. */
async function whileItChanges(shop: Shop, asked: Question, dates: readonly string[], seconds: number, say: (line: string) => void): Promise<void> {
  let changes = 0;
  const timer = setInterval(() => {
    changes += 1;
    void shop.pool.query(`UPDATE reservations SET label = label WHERE id IN (SELECT id FROM reservations WHERE starts_at > now() OFFSET $1 LIMIT 1)`, [
      (changes * 131) % BUSY,
    ]);
  }, 50);
  try {
    const rate = await load(
      { url: shop.url, name: 'booking.slots', each: 'again', calls: dates.map((date): Call<'booking.slots'> => ({ input: { ...asked, date } })) },
      16,
      seconds,
    );
    say(`day of four roles while ${changes} changes were made in ${seconds} s: ${round3(rate.perSecond)}/s, p95 ${round3(rate.p95Ms)} ms`);
  } finally {
    clearInterval(timer);
  }
}
