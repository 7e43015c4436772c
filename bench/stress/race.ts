import { freePort } from '../../server/test/harness';
import { openApi } from '../lib/api';
import { countDeadlocks, countOverlaps } from '../lib/audit';
import { raceWithoutGuard } from '../lib/control';
import { percentile } from '../lib/measure';
import { seedPeople } from '../lib/people';
import { openPlace } from '../lib/place';
import { startProgram } from '../lib/program';
import { createChance } from '../lib/random';
import { giveBack, isAllOrNone, rush, seedServices, type Rush } from '../lib/rush';
import { openShop } from '../lib/shop';
import type { StressLine, StressOptions } from './index';

const CROWD = 100;
const TIMES = ['09:00', '11:00', '13:00', '15:00', '16:30'];
const DAYS = 25;

/** Units of each kind that the ordinary service may choose from: a start has room for this many. */
const SUPPLY = 16;

/**
 * A hundred people over two server processes, in turn: want one slot that one can have; tear at five units, together and one by
 * one; want a start that has room for sixteen.
 */
export async function race({ minutes, seed, say }: StressOptions): Promise<StressLine> {
  const chance = createChance(seed);
  const place = await openPlace(say);
  const shop = await openShop(place, { copies: SUPPLY - 1, env: { WORKER: 'inline', LOG_LEVEL: 'error' } });
  const port = await freePort();
  const second = await startProgram({ entry: 'main', env: shop.envFor(port), from: 'bundle', say });
  const secondApi = openApi(`http://127.0.0.1:${port}`);
  const totals = { attempts: 0, winners: 0, refusals: 0, faults: 0, rounds: 0, allToOne: 0 };
  const took: number[] = [];
  try {
    const services = await seedServices(shop.pool, shop.fixture);
    const people = await seedPeople(shop.pool, shop.fixture.storeId, 5 * CROWD);
    const apis = [shop.api, secondApi];
    const until = Date.now() + minutes * 60_000;
    const blame = (what: string): void => {
      totals.faults += 1;
      say(`round ${totals.rounds}: ${what}`);
    };
    const count = (rushed: Rush): void => {
      totals.attempts += CROWD;
      totals.winners += rushed.won.length;
      totals.refusals += rushed.refused;
      took.push(rushed.ms);
      for (const problem of rushed.wrong) blame(problem);
    };
    say(`two servers, ${CROWD} people, ${minutes} min`);
    while (Date.now() < until) {
      const startsAt = shop.fixture.at(chance.pick(TIMES), chance.between(0, DAYS));
      const from = chance.between(0, people.length - 1);
      const crowd = { apis, people: Array.from({ length: CROWD }, (_, i) => people[(from + i) % people.length]).filter((person) => person !== undefined) };
      const kind = totals.rounds % 3;
      const rushed = await rush(crowd, shop.fixture, startsAt, (i) =>
        kind === 2 ? shop.fixture.serviceId : kind === 0 || i % 2 === 0 ? services.five : (services.singles[(i >> 1) % services.singles.length] ?? ''),
      );
      count(rushed);
      const room = kind === 0 ? 1 : SUPPLY;
      if (kind !== 1 && (rushed.won.length !== room || rushed.refused !== CROWD - room))
        blame(`${rushed.won.length} winners for ${room}, ${rushed.refused} refusals`);
      if (kind === 1 && !isAllOrNone(rushed, services)) blame(`neither all nor none: ${rushed.won.length} winners`);
      if (kind === 1 && rushed.won.length === 1) totals.allToOne += 1;
      await giveBack(shop.api, rushed);
      totals.rounds += 1;
      if (totals.rounds % 20 === 0) say(`${totals.rounds} rounds, ${totals.attempts} attempts, round p50 ${Math.round(percentile(took, 0.5))} ms`);
    }
    const starts = Array.from({ length: 10 }, (_, i) => shop.fixture.at('09:00', i));
    await raceWithoutGuard(shop.databaseUrl, Object.values(shop.fixture.unitIds)[0] ?? '', starts, 50);
    const control = await countOverlaps(shop.pool, 'reservations_control');
    await new Promise((resolve) => setTimeout(resolve, 1200));
    const overlaps = await countOverlaps(shop.pool);
    const deadlocks = await countDeadlocks(shop.pool);
    const pass = totals.faults === 0 && overlaps === 0 && deadlocks === 0 && control > 0 && totals.rounds > 0;
    return {
      name: 'race',
      ...totals,
      overlaps,
      deadlocks,
      control,
      roundP50Ms: Math.round(percentile(took, 0.5)),
      roundP95Ms: Math.round(percentile(took, 0.95)),
      seed,
      pass,
    };
  } finally {
    await secondApi.close();
    await second.stop();
    await shop.close();
    await place.close();
  }
}
