import pg from 'pg';
import { addDays } from '@zhike/domain/kernel/calendar-date';
import { seedBusy, midnight } from './lib/busy';
import { contestLine, interleave, runFor, type BenchContext } from './lib/measure';
import type { Place } from './lib/place';
import { recordCalls, replay, type Statement } from './lib/recorder';
import { openShop, type Shop } from './lib/shop';

/** The baseline only fetches rows; what is free is computed by nobody there. */
const TARGET = 0.4;
const BUSY = 20_000;
const DAYS = 28;

/** A day's and a month's free starts over HTTP with 45 units and 20,000 coming reservations, against the statements of that call by plain pg, which compute nothing. */
export async function freeSlots(place: Place, { quick, emit, say }: BenchContext): Promise<void> {
  // 4 kinds of 11 units and one more photographer.
  const shop = await openShop(place, { copies: 10 });
  const pool = new pg.Pool({ connectionString: shop.databaseUrl, max: 16, options: '-c timezone=UTC' });
  pool.on('error', () => undefined);
  try {
    const made = await seedBusy(shop.pool, { count: BUSY, from: midnight(1), days: 30, hourFrom: 1, hourUntil: 10 });
    const { rows } = await shop.pool.query<{ n: number }>('SELECT count(*)::int AS n FROM resource_units');
    say(`${rows[0]?.n ?? 0} units, ${made} reservations in 30 days`);
    const { fixture, api } = shop;
    const about = { storeId: fixture.storeId, serviceId: fixture.serviceId, choices: {} };
    const day = (at: Shop['api'], date: string) => at.call('booking.slots', { ...about, date }, null);
    const month = (at: Shop['api']) => at.call('booking.days', { ...about, from: fixture.day, days: DAYS }, null);
    const found = await api.call('booking.days', { ...about, from: fixture.day, days: DAYS }, null);
    say(`free starts found: ${found.value.days.reduce((sum, one) => sum + one.freeStarts, 0)}`);
    const recorded = await recordCalls(
      shop,
      async (at) => {
        await day(at, fixture.day);
        await month(at);
      },
      { slots: async (at) => void (await day(at, addDays(fixture.day, 3))), days: async (at) => void (await month(at)) },
    );
    const same = (statements: readonly Statement[]) => async (): Promise<boolean> => {
      const client = await pool.connect();
      try {
        await replay(client, statements);
      } finally {
        client.release();
      }
      return true;
    };
    let asked = 0;
    const ours = {
      slots: async (): Promise<boolean> => (await day(api, addDays(fixture.day, asked++ % DAYS))).refusal === null,
      days: async (): Promise<boolean> => (await month(api)).refusal === null,
    };
    const seconds = quick ? 0.5 : 2.5;
    for (const name of ['slots', 'days'] as const) {
      const theirs = same(recorded[name]);
      await runFor(quick ? 0.5 : 3, 16, ours[name]);
      await runFor(0.5, 16, theirs);
      const contest = await interleave(
        quick ? 1 : 5,
        () => runFor(seconds, 16, ours[name]),
        () => runFor(seconds, 16, theirs),
      );
      emit(
        contestLine(
          `free-slots.${name}.c16`,
          contest,
          TARGET,
          `${recorded[name].length} statements; Easy!Appointments on this kind of machine: ${name === 'slots' ? '262/s, 45/s with 20,000 past bookings' : '15/s, 1/s with 20,000 past bookings'}`,
        ),
      );
    }
  } finally {
    await pool.end();
    await shop.close();
  }
}
