import { randomUUID } from 'node:crypto';
import { wish } from '../server/test/fixture';
import { seedHistory, sizeOfReservations } from './lib/busy';
import { interleave, median, round3, runFor, type BenchContext } from './lib/measure';
import { seedPeople } from './lib/people';
import type { Place } from './lib/place';
import { openShop, type Shop } from './lib/shop';

const MOST = 1.2;
const DAYS = 28;
/** The last one fills two gigabytes of the disk for temporary files. */
const LEVELS = [10_000, 100_000, 1_000_000, 5_000_000];

/**
 * The cost of a question must follow the days asked for, not the past: the same questions to a shop with a growing history and, as
 * baseline in the same rounds, to one without any. Remembered: as customers ask. Anew: before each question something changes on the
 * days asked for, so that it is read from the tables every time.
 */
export async function history(place: Place, { quick, emit, say }: BenchContext): Promise<void> {
  const young = await openShop(place, { copies: 10 });
  const old = await openShop(place, { copies: 10 });
  try {
    const ask = {
      day: (shop: Shop) => async (): Promise<boolean> =>
        (await shop.api.call('booking.slots', { ...about(shop), date: shop.fixture.day }, null)).refusal === null,
      month: (shop: Shop) => async (): Promise<boolean> =>
        (await shop.api.call('booking.days', { ...about(shop), from: shop.fixture.day, days: DAYS }, null)).refusal === null,
      'day-anew': anew('day'),
      'month-anew': anew('month'),
    };
    const names = Object.keys(ask) as (keyof typeof ask)[];
    const seconds = quick ? 0.4 : 1;
    const curve: string[] = [];
    const made = new Map([
      [young, await firstBooking(young)],
      [old, await firstBooking(old)],
    ]);
    function anew(what: 'day' | 'month') {
      return (shop: Shop) => async (): Promise<boolean> => {
        await shop.pool.query(what === 'day' ? TOUCH_DAY : TOUCH_MONTH, what === 'day' ? [made.get(shop)?.reservationId] : []);
        return ask[what](shop)();
      };
    }
    for (const shop of [young, old]) for (const name of names) await runFor(quick ? 0.4 : 2, 4, ask[name](shop));
    let already = 0;
    for (const level of quick ? LEVELS.slice(0, 1) : LEVELS) {
      const took = await seedHistory(old.pool, made.get(old)?.bookingId ?? '', level, already);
      already = level;
      say(`${await sizeOfReservations(old.pool)}; written in ${Math.round(took.write)} s, indexes and constraint in ${Math.round(took.index)} s`);
      const slowdowns: string[] = [];
      for (const name of names) {
        for (const shop of [young, old]) await runFor(0.3, 4, ask[name](shop));
        const contest = await interleave(
          quick ? 1 : 5,
          () => runFor(seconds, 4, ask[name](old)),
          () => runFor(seconds, 4, ask[name](young)),
        );
        const slower = 1 / contest.ratio;
        emit({
          name: `history.${name}.${level}`,
          value: round3(median(contest.ours.map((rate) => rate.perSecond))),
          unit: 'calls/s',
          baseline: round3(median(contest.theirs.map((rate) => rate.perSecond))),
          ratio: round3(slower),
          target: `times slower than without a past <= ${MOST}`,
          pass: slower <= MOST,
          ...(level === LEVELS[0] ? { note: 'Easy!Appointments with 20,000 past bookings: 4 to 5.8 times slower (quoted, not measured again)' } : {}),
        });
        slowdowns.push(`${name} ${slower.toFixed(2)}`);
      }
      curve.push(`${String(level).padStart(9)} past reservations: ${slowdowns.join(', ')}`);
    }
    say(['times slower than without a past', ...curve].join('\n'));
  } finally {
    await old.close();
    await young.close();
  }
}

const about = ({ fixture }: Shop) => ({ storeId: fixture.storeId, serviceId: fixture.serviceId, choices: {} });

/** Makes what is remembered of one day void, and of every day. */
const TOUCH_DAY = 'UPDATE reservations SET label = label WHERE id = $1';
const TOUCH_MONTH = 'UPDATE stores SET name = name';

/** A booking on the day that is asked for. */
async function firstBooking(shop: Shop): Promise<{ readonly bookingId: string; readonly reservationId: string }> {
  const [person] = await seedPeople(shop.pool, shop.fixture.storeId, 1);
  const first = await shop.api.call('booking.request', wish(shop.fixture, shop.fixture.at('09:00')), person?.token ?? '', randomUUID());
  if (first.refusal) throw new Error(`the booking that stands for the past was refused: ${first.refusal.code}`);
  const bookingId = first.value.booking.id;
  const { rows } = await shop.pool.query<{ id: string }>('SELECT id FROM reservations WHERE booking_id = $1 LIMIT 1', [bookingId]);
  return { bookingId, reservationId: rows[0]?.id ?? '' };
}
