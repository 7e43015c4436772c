import { setTimeout as sleep } from 'node:timers/promises';
import { NOTIFICATION_MODES } from '../../sandbox/world/faults';
import { freePort } from '../../server/test/harness';
import { openApi } from '../lib/api';
import { countDeadlocks, countOverlaps } from '../lib/audit';
import { auditMoney } from '../lib/money-audit';
import { openPlace } from '../lib/place';
import { startProgram, type Program } from '../lib/program';
import { createChance } from '../lib/random';
import { openShop, type Shop } from '../lib/shop';
import type { Tally } from './booking-acts';
import type { StressLine, StressOptions } from './index';
import { MONEY_ACTS, moneyOnce } from './money-acts';
import type { MoneyScene } from './money-scene';
import { castMoney } from './money-shop';

/** How many act at once. */
const WIDTH = 16;
const PAYERS = 24;
const BOOKINGS = 60;
const SETTLE_MS = 120_000;
/** How long a killed server lives, and how long one weather lasts. */
const LIFE_MS = 9_000;
const WEATHER_MS = 2_500;

/**
 * Cards, orders and coupons sold, given, paid, charged, written off, taken back and given back over two server processes, with every weather of WeChat Pay's
 * notifications, while one of the servers is killed again and again. Ends after its minutes or by a signal; then every balance is recomputed.
 */
export async function money({ minutes, seed, say }: StressOptions): Promise<StressLine> {
  const place = await openPlace(say);
  const shop = await openShop(place, {
    copies: 5,
    env: { WORKER: 'inline', LOG_LEVEL: 'error', RATE_LIMIT_FACTOR: '1000' },
    simulators: { timeScale: 0.02, refundDelayMs: 100 },
  });
  const port = await freePort();
  const start = (): Promise<Program> => startProgram({ entry: 'main', env: shop.envFor(port), from: 'bundle', say });
  let second = await start();
  const secondApi = openApi(`http://127.0.0.1:${port}`);
  const tally: Tally = { attempts: 0, winners: 0, refusals: new Map(), faults: [] };
  const done = new Map<string, number>(MONEY_ACTS.map((one) => [one.name, 0]));
  let stopped = false;
  let kills = 0;
  const stop = (): void => {
    stopped = true;
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    const cast = await castMoney(shop, PAYERS, BOOKINGS);
    const chance = createChance(seed);
    const scene: MoneyScene = { shop, cast, apis: [shop.api, secondApi], chance, tally };
    const until = Date.now() + minutes * 60_000;
    const on = (): boolean => !stopped && Date.now() < until;
    say(`two servers, ${WIDTH} at once, ${PAYERS} payers, ${minutes} min, seed ${seed}`);
    const act = async (): Promise<void> => {
      while (on()) {
        const name = await moneyOnce(scene).catch((error: unknown) => {
          tally.faults.push(error instanceof Error ? error.message : String(error));
          return 'broken';
        });
        done.set(name, (done.get(name) ?? 0) + 1);
      }
    };
    const weather = async (): Promise<void> => {
      while (on()) {
        shop.world.state.faults.notification = chance.pick(NOTIFICATION_MODES);
        await sleep(WEATHER_MS);
      }
    };
    const killing = async (): Promise<void> => {
      while (on()) {
        await sleep(LIFE_MS * (0.5 + chance.next()));
        if (!on()) break;
        await second.kill();
        kills += 1;
        second = await start();
      }
    };
    const progress = setInterval(() => say(`${tally.attempts} attempts, ${tally.winners} done, ${kills} kills, ${tally.faults.length} faults`), 15_000);
    await Promise.all([weather(), killing(), ...Array.from({ length: WIDTH }, act)]);
    clearInterval(progress);
    shop.world.state.faults.notification = 'once';
    const stuck = await settle(shop, say);
    const audit = await auditMoney(shop.pool, shop.world);
    for (const fault of [...new Set(tally.faults)].slice(0, 20)) say(`fault: ${fault}`);
    for (const wrong of audit.wrongs.slice(0, 40)) say(`wrong: ${wrong}`);
    const idle = [...done].filter(([, times]) => times === 0).map(([name]) => name);
    if (idle.length > 0) say(`never happened: ${idle.join(', ')}`);
    const deadlocks = await countDeadlocks(shop.pool);
    const facts = await shop.pool.query<{ paid: string; uses: string; entries: string; coupons: string }>(
      `SELECT (SELECT count(*) FROM payments WHERE state = 'paid' AND purpose <> 'deposit') AS paid, (SELECT count(*) FROM card_uses) AS uses, (SELECT count(*) FROM ledger_entries) AS entries,
        (SELECT count(*) FROM events WHERE type = 'coupon.used') AS coupons`,
    );
    return {
      name: 'money',
      attempts: tally.attempts,
      winners: tally.winners,
      refusals: [...tally.refusals.values()].reduce((sum, times) => sum + times, 0),
      refusalsByCode: [...tally.refusals]
        .sort((a, b) => b[1] - a[1])
        .map(([code, times]) => `${code} ${times}`)
        .join(', '),
      kills,
      paidByWechat: Number(facts.rows[0]?.paid ?? 0),
      cardUses: Number(facts.rows[0]?.uses ?? 0),
      entries: Number(facts.rows[0]?.entries ?? 0),
      ledgerSum: audit.ledgerSum,
      balancesThatDiffer: audit.balancesThatDiffer,
      couponsUsed: Number(facts.rows[0]?.coupons ?? 0),
      couponsUsedTwice: audit.couponsUsedTwice,
      stuckPayments: stuck,
      overlaps: await countOverlaps(shop.pool),
      deadlocks,
      faults: tally.faults.length + audit.wrongs.length,
      seed,
      stoppedBySignal: stopped,
      pass:
        tally.faults.length === 0 &&
        audit.wrongs.length === 0 &&
        audit.ledgerSum === 0 &&
        audit.couponsUsedTwice === 0 &&
        deadlocks === 0 &&
        stuck === 0 &&
        tally.winners > 0 &&
        (stopped || (idle.length === 0 && kills > 0)),
    };
  } finally {
    process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop);
    await secondApi.close();
    await second.stop();
    await shop.close();
    await place.close();
  }
}

/** Lets the workers ask, close and give back all that is under way; how many payments and refunds are still open at the end. */
async function settle(shop: Shop, say: (line: string) => void): Promise<number> {
  const until = Date.now() + SETTLE_MS;
  for (;;) {
    await shop.pool.query(`UPDATE pgboss.job SET start_after = now() WHERE state IN ('created', 'retry') AND start_after > now() AND name LIKE 'orders.%'`);
    const { rows } = await shop.pool.query<{ stuck: number; busy: number }>(
      `SELECT (SELECT count(*)::int FROM payments WHERE state IN ('created', 'pending') AND purpose <> 'deposit') + (SELECT count(*)::int FROM refunds WHERE state IN ('requested', 'processing')) AS stuck,
        (SELECT count(*)::int FROM pgboss.job WHERE state IN ('created', 'retry', 'active') AND start_after <= now() AND name NOT LIKE 'messaging.%') AS busy`,
    );
    const { stuck = 0, busy = 0 } = rows[0] ?? {};
    if ((stuck === 0 && busy === 0) || Date.now() > until) return stuck;
    say(`settling: ${stuck} open, ${busy} jobs`);
    await sleep(1000);
  }
}
