import { countDeadlocks, countOverlaps } from './lib/audit';
import { percentile, round3, type BenchContext } from './lib/measure';
import { seedPeople } from './lib/people';
import type { Place } from './lib/place';
import { createChance } from './lib/random';
import { giveBack, rush, seedServices } from './lib/rush';
import { openShop } from './lib/shop';

const MOST_MS = 250;
const ROUNDS = 100;
const TIMES = ['09:00', '11:00', '13:00', '15:00', '16:30'];
const DAYS = 25;

/**
 * Everybody wants the same five units at the same moment, over HTTP to one server: exactly one gets them, everybody else is told by name
 * what is taken. The round ends with the last answer. (Two servers, other crowds and a control that must fail: `npm run stress -- race`.)
 */
export async function raceRounds(place: Place, { quick, emit, say }: BenchContext): Promise<void> {
  const shop = await openShop(place, {});
  try {
    const services = await seedServices(shop.pool, shop.fixture);
    const people = await seedPeople(shop.pool, shop.fixture.storeId, 100);
    const chance = createChance(20_261_122);
    for (const width of [50, 100]) {
      const took: number[] = [];
      let wrong = 0;
      for (let round = -5; round < (quick ? 3 : ROUNDS); round++) {
        const startsAt = shop.fixture.at(chance.pick(TIMES), chance.between(0, DAYS));
        const rushed = await rush({ apis: [shop.api], people: people.slice(0, width) }, shop.fixture, startsAt, () => services.five);
        if (rushed.won.length !== 1 || rushed.refused !== width - 1) wrong += 1;
        for (const problem of rushed.wrong) say(problem);
        // The first rounds warm up.
        if (round >= 0) took.push(rushed.ms);
        await giveBack(shop.api, rushed);
      }
      const overlaps = await countOverlaps(shop.pool);
      const deadlocks = await countDeadlocks(shop.pool);
      const value = percentile(took, 0.5);
      emit({
        name: `race.round.${width}`,
        value: round3(value),
        unit: 'ms',
        baseline: null,
        ratio: null,
        target: `round p50 <= ${MOST_MS} ms, exactly one winner in each, no deadlock`,
        pass: value <= MOST_MS && wrong === 0 && overlaps === 0 && deadlocks === 0,
        note: `${took.length} rounds, p95 ${round3(percentile(took, 0.95))} ms, ${wrong} with another number of winners, ${overlaps} overlaps, ${deadlocks} deadlocks; five units a booking; load by Node on the same cores. Easy!Appointments: 4 to 16 winners (quoted)`,
      });
    }
  } finally {
    await shop.close();
  }
}
