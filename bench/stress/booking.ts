import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../server/test/harness';
import { openApi } from '../lib/api';
import { countDeadlocks, countOverbooked, countOverlaps, findWrongs } from '../lib/audit';
import { raceWithoutGuard } from '../lib/control';
import { openPlace } from '../lib/place';
import { startProgram } from '../lib/program';
import { createChance } from '../lib/random';
import { openShop, type Shop } from '../lib/shop';
import { ACTS, actOnce, ASKING_RUNS_OUT, type Scene, type Tally } from './booking-acts';
import { castShop } from './booking-shop';
import type { StressLine, StressOptions } from './index';

/** How many act at once. */
const WIDTH = 24;
const GUESTS = 60;
const DAYS = 6;
/** How long the workers may take to bring the house in order once nobody acts any more. */
const SETTLE_MS = 90_000;

/**
 * A shop at its busiest, over two server processes: customers book, pay, move, cancel and wait; technicians accept in the same second;
 * managers drag, resize, overbook and change rosters; holds, requests and offers run out. Ends after its minutes, or earlier by a signal; either way everything is audited.
 */
export async function booking({ minutes, seed, say }: StressOptions): Promise<StressLine> {
  const place = await openPlace(say);
  const shop = await openShop(place, {
    copies: 5,
    env: { WORKER: 'inline', LOG_LEVEL: 'error', RATE_LIMIT_FACTOR: '1000', HOLD_MINUTES: '5' },
    simulators: { timeScale: 0.02, refundDelayMs: 100 },
  });
  const port = await freePort();
  const second = await startProgram({ entry: 'main', env: shop.envFor(port), from: 'bundle', say });
  const secondApi = openApi(`http://127.0.0.1:${port}`);
  const tally: Tally = { attempts: 0, winners: 0, refusals: new Map(), faults: [] };
  const done = new Map<string, number>(ACTS.map((one) => [one.name, 0]));
  let stopped = false;
  const stop = (): void => {
    stopped = true;
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    const cast = await castShop(shop, GUESTS);
    const scene: Scene = { shop, cast, apis: [shop.api, secondApi], chance: createChance(seed), tally, days: DAYS };
    const until = Date.now() + minutes * 60_000;
    say(`two servers, ${WIDTH} at once, ${cast.guests.length} guests, ${cast.technicians.length} technicians, ${minutes} min, seed ${seed}`);
    const act = async (): Promise<void> => {
      while (!stopped && Date.now() < until) {
        const name = await actOnce(scene).catch((error: unknown) => {
          tally.faults.push(error instanceof Error ? error.message : String(error));
          return 'broken';
        });
        done.set(name, (done.get(name) ?? 0) + 1);
      }
    };
    const progress = setInterval(() => say(`${tally.attempts} attempts, ${tally.winners} done, ${tally.faults.length} faults`), 15_000);
    await Promise.all(Array.from({ length: WIDTH }, act));
    clearInterval(progress);
    const stuck = await settle(shop, say);
    const wrongs = await findWrongs(shop.pool, shop.world);
    for (const wrong of [...new Set(tally.faults)].slice(0, 20)) say(`fault: ${wrong}`);
    for (const wrong of wrongs) say(`wrong: ${wrong}`);
    await raceWithoutGuard(shop.databaseUrl, Object.values(shop.fixture.unitIds)[0] ?? '', [shop.fixture.at('09:00', 20)], 50);
    const control = await countOverlaps(shop.pool, 'reservations_control');
    const overlaps = await countOverlaps(shop.pool);
    const deadlocks = await countDeadlocks(shop.pool);
    const idle = [...done].filter(([, times]) => times === 0).map(([name]) => name);
    if (idle.length > 0) say(`never happened: ${idle.join(', ')}`);
    const { rows } = await shop.pool.query<{ paid: string }>(`SELECT COALESCE(sum(paid_fen), 0) AS paid FROM payments WHERE state = 'paid'`);
    return {
      name: 'booking',
      attempts: tally.attempts,
      winners: tally.winners,
      refusals: [...tally.refusals.values()].reduce((sum, times) => sum + times, 0),
      refusalsByCode: [...tally.refusals]
        .sort((a, b) => b[1] - a[1])
        .map(([code, times]) => `${code} ${times}`)
        .join(', '),
      overlaps,
      overbooked: await countOverbooked(shop.pool),
      stuckHolds: stuck,
      paidDepositsFen: Number(rows[0]?.paid ?? 0),
      ledgerDiffers: wrongs.length,
      deadlocks,
      control,
      faults: tally.faults.length + wrongs.length,
      seed,
      stoppedBySignal: stopped,
      pass:
        tally.faults.length === 0 &&
        wrongs.length === 0 &&
        overlaps === 0 &&
        deadlocks === 0 &&
        stuck === 0 &&
        control > 0 &&
        tally.winners > 0 &&
        (stopped || idle.length === 0),
    };
  } finally {
    process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop);
    await secondApi.close();
    await second.stop();
    await shop.close();
    await place.close();
  }
}

/** Ends every hold and request as time would, and waits for the workers; how many are left that should have ended. */
async function settle(shop: Shop, say: (line: string) => void): Promise<number> {
  let until = Date.now() + SETTLE_MS;
  let least = Number.POSITIVE_INFINITY;
  for (;;) {
    await shop.pool.query(`UPDATE bookings SET hold_expires_at = LEAST(hold_expires_at, now() - interval '1 second') WHERE state = 'held'`);
    await shop.pool.query(`UPDATE bookings SET accept_by = LEAST(accept_by, now() - interval '1 second') WHERE state = 'requested'`);
    await shop.pool.query(ASKING_RUNS_OUT, [null]);
    await shop.pool.query(
      `UPDATE pgboss.job SET start_after = now() WHERE state IN ('created', 'retry') AND start_after > now() AND name IN ('booking.hold_ends', 'flows.timer', 'orders.check_payment', 'orders.send_refund')`,
    );
    const { rows } = await shop.pool.query<{ stuck: number; busy: number }>(
      `SELECT (SELECT count(*)::int FROM bookings WHERE state IN ('held', 'requested')) AS stuck,
        (SELECT count(*)::int FROM pgboss.job WHERE state IN ('created', 'retry', 'active') AND start_after <= now()) AS busy`,
    );
    const { stuck = 0, busy = 0 } = rows[0] ?? {};
    // On a machine that does other things, too, the work left grows less more slowly; only where it does not is anything stuck.
    if (stuck + busy < least) until = Date.now() + SETTLE_MS;
    least = Math.min(least, stuck + busy);
    if ((stuck === 0 && busy === 0) || Date.now() > until) {
      // A waiting list may offer again what has just come free: that is its work, until nobody waits.
      await shop.pool.query(`UPDATE waitlist_entries SET state = 'withdrawn' WHERE state = 'waiting'`);
      if (stuck === 0 || Date.now() > until) return stuck;
    }
    say(`settling: ${stuck} held or requested, ${busy} jobs`);
    await sleep(1000);
  }
}
