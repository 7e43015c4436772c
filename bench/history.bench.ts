import { randomUUID } from 'node:crypto';
import { wish } from '../server/test/fixture';
import { seedHistory } from './lib/busy';
import { interleave, median, round3, runFor, type BenchContext } from './lib/measure';
import { seedPeople } from './lib/people';
import type { Place } from './lib/place';
import { openShop, type Shop } from './lib/shop';

const MOST = 1.2;
const DAYS = 28;
const LEVELS = [10_000, 100_000, 1_000_000];

/**
 * The cost of a question must follow the days asked for, not the past: the same questions to a shop with a growing history and, as
 * baseline in the same rounds, to one without any.
 */
export async function history(place: Place, { quick, emit, say }: BenchContext): Promise<void> {
  const young = await openShop(place, { copies: 10 });
  const old = await openShop(place, { copies: 10 });
  try {
    const about = ({ fixture }: Shop) => ({ storeId: fixture.storeId, serviceId: fixture.serviceId, choices: {} });
    const ask = {
      day: (shop: Shop) => async (): Promise<boolean> =>
        (await shop.api.call('booking.slots', { ...about(shop), date: shop.fixture.day }, null)).refusal === null,
      month: (shop: Shop) => async (): Promise<boolean> =>
        (await shop.api.call('booking.days', { ...about(shop), from: shop.fixture.day, days: DAYS }, null)).refusal === null,
    };
    const seconds = quick ? 0.4 : 1.5;
    for (const shop of [young, old]) for (const name of ['day', 'month'] as const) await runFor(quick ? 0.4 : 2, 4, ask[name](shop));
    const [person] = await seedPeople(old.pool, old.fixture.storeId, 1);
    const first = await old.api.call('booking.request', wish(old.fixture, old.fixture.at('09:00', 20)), person?.token ?? '', randomUUID());
    if (first.refusal) throw new Error(`the booking that stands for the past was refused: ${first.refusal.code}`);
    const bookingId = first.value.booking.id;
    let already = 0;
    for (const level of quick ? LEVELS.slice(0, 1) : LEVELS) {
      const begun = performance.now();
      await seedHistory(old.pool, bookingId, level, already);
      already = level;
      say(`${level} past reservations (written in ${Math.round((performance.now() - begun) / 1000)} s, constraint kept)`);
      for (const name of ['day', 'month'] as const) {
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
        });
      }
    }
  } finally {
    await old.close();
    await young.close();
  }
}
