import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { wish } from '../server/test/fixture';
import { seedHistory } from './lib/busy';
import { contestLine, interleave, runFor, type BenchContext } from './lib/measure';
import { seedPeople, seedStaffSession } from './lib/people';
import type { Place } from './lib/place';
import { recordCalls, replay } from './lib/recorder';
import { openShop } from './lib/shop';

const TARGET = 0.3;
/** 2 photographers, a make-up artist, a studio and a dress of the fixture, and fourteen more of each: 61 units. */
const COPIES = 14;
const RESERVATIONS = 800;
const PAST = 200_000;

/** A store's week as the front desk sees it: sixty resources, eight hundred reservations, each with its customer and what may be done with it; years of past behind it. */
export async function calendarWeek(place: Place, { quick, emit, say }: BenchContext): Promise<void> {
  const shop = await openShop(place, { copies: COPIES, depositFen: 0 });
  const pool = new pg.Pool({ connectionString: shop.databaseUrl, max: 16, options: '-c timezone=UTC' });
  pool.on('error', () => undefined);
  try {
    const { fixture, api } = shop;
    const people = await seedPeople(shop.pool, fixture.storeId, RESERVATIONS / 4);
    const times = ['09:00', '10:30', '12:00', '13:30', '15:00', '16:30'];
    let past = '';
    for (const [i, person] of people.entries()) {
      const startsAt = fixture.at(times[i % times.length] ?? '09:00', Math.floor(i / times.length) % 7);
      const answer = await api.call('booking.request', { ...wish(fixture, startsAt), quotedDepositFen: 0 }, person.token, randomUUID());
      if (answer.refusal) throw new Error(`a booking of the week was refused: ${answer.refusal.code}`);
      past = answer.value.booking.id;
    }
    await seedHistory(shop.pool, past, quick ? 10_000 : PAST, 0);
    const manager = await seedStaffSession(shop.pool, 'laoxu');
    const week = (at: typeof api) => at.call('booking.calendar', { storeId: fixture.storeId, from: fixture.day, days: 7 }, manager);
    const { value } = await week(api);
    say(`${value.calendar.units.length} units, ${value.calendar.items.length} reservations in the week`);
    if (value.calendar.items.length !== RESERVATIONS) throw new Error('the week is not as it was written');
    const { calendar } = await recordCalls(
      shop,
      async (at) => {
        for (let i = 0; i < 3; i++) await week(at);
      },
      { calendar: async (at) => void (await week(at)) },
    );
    const ours = async (): Promise<boolean> => (await week(api)).refusal === null;
    const theirs = async (): Promise<boolean> => {
      const client = await pool.connect();
      try {
        await replay(client, calendar);
      } finally {
        client.release();
      }
      return true;
    };
    const seconds = quick ? 0.5 : 2.5;
    for (const width of [1, 16]) {
      await runFor(quick ? 0.5 : 2, width, ours);
      const contest = await interleave(
        quick ? 1 : 5,
        () => runFor(seconds, width, ours),
        () => runFor(seconds, width, theirs),
      );
      emit(contestLine(`calendar-week.c${width}`, contest, TARGET, `${calendar.length} statements; load by Node on the same cores`));
    }
  } finally {
    await pool.end();
    await shop.close();
  }
}
