import { onServer } from '../../sandbox/launch/test-database';
import { auditBooks } from '../../server/src/modules/ledger/audit';
import { sqlOf } from '../../server/src/platform/db';
import { openMemberShop } from '../../server/test/members.shop';
import { openLifeShop, type Life } from '../../server/test/money.life';
import { openPlace } from '../lib/place';
import { createChance } from '../lib/random';
import type { StressLine, StressOptions } from './index';

/** Two years in nights that lie a month apart. */
const NIGHTS = 24;
const DAYS = 30;
/** How many act at once. */
const WIDTH = 8;
const VISITS = 8;

/**
 * So many customers live two years in a shop whose clock is moved: cards, orders, refunds, points, by the product's own commands and jobs.
 * At the end every card, level and purse of points is recomputed from the list of what was done (server/test/money.oracle.ts), and the books are
 * audited. `active`: of a hundred customers, so many do something between two nights. `minutes` is no limit here: it ends when the two years are over.
 */
export async function oracle({
  customers,
  active: activePercent,
  seed,
  say,
}: StressOptions & { readonly customers: number; readonly active: number }): Promise<StressLine> {
  const place = await openPlace(say);
  const database = await place.createDatabase();
  // Nothing is killed here: waiting for the disk at every commit would only be slow.
  await onServer(database.url, `ALTER DATABASE ${new URL(database.url).pathname.slice(1)} SET synchronous_commit = off`);
  const members = await openMemberShop(database.url);
  const started = Date.now();
  try {
    const shop = await openLifeShop(members);
    const chance = createChance(seed);
    const lives: Life[] = [];
    await inTurn(
      Array.from({ length: customers }, (_, n) => n),
      async (n) => {
        lives[n] = await shop.begin(`L${n}`, 1, VISITS, createChance(seed * 1_000_003 + n));
        if (n % 1000 === 999) say(`${n + 1} customers, ${Math.round((Date.now() - started) / 1000)} s`);
      },
    );
    let attempts = 0;
    let winners = 0;
    for (let night = 1; night <= NIGHTS; night++) {
      const active = lives.filter(() => chance.between(1, 100) <= activePercent);
      attempts += active.length;
      // One act of a life at a time: what it does next depends on it. Different people act at once.
      await inTurn(active, async (life) => void ((await shop.act(life)) && (winners += 1)));
      await members.heard();
      await shop.sleep(DAYS, lives);
      say(`month ${night} of ${NIGHTS}: ${winners} of ${attempts} acts done, ${Math.round((Date.now() - started) / 1000)} s`);
    }
    const wrongs: string[] = [];
    await inTurn(lives, async (life) => void wrongs.push(...(await shop.differences(life))));
    const { sound, ...faults } = await auditBooks(sqlOf(members.orders.pay.shop.server.ports.db));
    if (!sound) wrongs.push(`the books are unsound: ${JSON.stringify(faults)}`);
    for (const wrong of wrongs.slice(0, 40)) say(`wrong: ${wrong}`);
    const deadlocks = await database.countDeadlocks();
    return {
      name: 'oracle',
      customers,
      activePercent,
      attempts,
      winners,
      refusals: attempts - winners,
      cards: lives.reduce((sum, life) => sum + life.cards.size, 0),
      orders: lives.reduce((sum, life) => sum + life.orders.size, 0),
      seconds: Math.round((Date.now() - started) / 1000),
      overlaps: 0,
      deadlocks,
      faults: wrongs.length,
      seed,
      pass: wrongs.length === 0 && deadlocks === 0 && winners > 0,
    };
  } finally {
    await members.orders.pay.shop.close();
    await database.drop();
    await place.close();
  }
}

/** Works a list off, so many at once. */
async function inTurn<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  let next = 0;
  const one = async (): Promise<void> => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await work(item);
  };
  await Promise.all(Array.from({ length: WIDTH }, one));
}
