import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { couponTerms, EVERYBODY } from '../server/test/contract.stage.coupons';
import { freePort } from '../server/test/harness';
import { storedTerms } from '../server/test/membership.shop';
import { median, round3, type BenchContext } from './lib/measure';
import { seedPeople, seedStaffSession } from './lib/people';
import type { Place } from './lib/place';
import { startProgram, type Program } from './lib/program';
import { openShop, type Shop } from './lib/shop';

const HOLDERS = 100_000;
const QUICK_HOLDERS = 2_000;
/** The second half of a push may cost so much more a coupon than the first. */
const GROWTH = 1.5;
/** The worker's memory at the end, beside what it was after the first tenth. */
const MEMORY = 1.5;
const PATIENCE_MS = 60 * 60_000;
const LOOK_MS = 500;

/**
 * CD-13: a coupon to 100,000 card holders. A worker in a process of its own gives them and is killed in the middle; the next goes on. What it
 * costs must not grow with what was given, its memory must stay flat, and in the end each has one coupon.
 */
export async function couponPush(place: Place, { quick, emit, say }: BenchContext): Promise<void> {
  const shop = await openShop(place);
  const port = await freePort();
  const start = () => startProgram({ entry: 'worker', env: shop.envFor(port), from: 'bundle' });
  let worker: Program | null = null;
  try {
    worker = await start();
    const boss = await seedStaffSession(shop.pool, 'zongbu');
    const holders = quick ? QUICK_HOLDERS : HOLDERS;
    await cardHolders(shop, boss, holders);
    const pushId = await order(shop, boss, holders);
    const begun = performance.now();
    const points: { readonly given: number; readonly at: number; readonly memory: number }[] = [];
    let killedAt = 0;
    for (;;) {
      await sleep(LOOK_MS);
      const answer = await shop.api.call('marketing.getPush', { pushId }, boss);
      if (answer.refusal) throw new Error(`the push is not told: ${answer.refusal.code}`);
      const { given, planned, state } = answer.value.push;
      const at = performance.now() - begun;
      if (at > PATIENCE_MS) throw new Error(`the push stands at ${given} of ${planned}`);
      if (given > (points.at(-1)?.given ?? 0)) {
        points.push({ given, at, memory: memoryOf(worker.pid) });
        if (points.length % 20 === 1) say(`${given} of ${planned}, ${Math.round(at / 1000)} s`);
      }
      if (killedAt === 0 && given > holders * 0.4) {
        killedAt = given;
        await worker.kill();
        say(`the worker was killed at ${given} of ${planned} after ${Math.round(at / 1000)} s`);
        worker = await start();
        points.length = 0;
      }
      if (state === 'done') break;
    }
    const { rows } = await shop.pool.query<{ coupons: number; people: number }>(
      'SELECT count(*)::int AS coupons, count(DISTINCT customer_id)::int AS people FROM coupons WHERE push_id = $1::uuid',
      [pushId],
    );
    const { coupons = 0, people = 0 } = rows[0] ?? {};
    emit({
      name: 'coupon-push.once',
      value: coupons,
      unit: 'coupons',
      baseline: holders,
      ratio: null,
      target: `${holders} coupons to ${holders} people, though its worker was killed`,
      pass: coupons === holders && people === holders && killedAt > 0,
      note: `killed at ${killedAt}`,
    });
    const half = points.length >> 1;
    const cost = (part: typeof points): number => {
      const [first, last] = [part[0], part.at(-1)];
      return first && last && last.given > first.given ? (last.at - first.at) / (last.given - first.given) : 0;
    };
    const [early, late] = [cost(points.slice(0, half + 1)), cost(points.slice(half))];
    emit({
      name: 'coupon-push.growth',
      value: round3(late),
      unit: 'ms/coupon',
      baseline: round3(early),
      ratio: round3(late / Math.max(1e-9, early)),
      target: `ratio <= ${GROWTH} of the half before`,
      pass: late <= early * GROWTH,
      note: 'after the kill, messages to each beside it',
    });
    const tenth = Math.max(1, Math.floor(points.length / 10));
    const [first, last] = [median(points.slice(0, tenth).map((one) => one.memory)), median(points.slice(-tenth).map((one) => one.memory))];
    emit({
      name: 'coupon-push.memory',
      value: round3(last),
      unit: 'MB',
      baseline: round3(first),
      ratio: round3(last / Math.max(1e-9, first)),
      target: `ratio <= ${MEMORY} of its first tenth`,
      pass: last <= first * MEMORY,
    });
  } finally {
    await worker?.stop();
    await shop.close();
  }
}

/** What a process has in memory now, in MB (Linux). */
const memoryOf = (pid: number): number => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;

/** People with a stored-value card each: one is sold, the others are copies of its row. */
async function cardHolders({ api, pool, fixture }: Shop, boss: string, count: number): Promise<void> {
  const people = [];
  for (let done = 0; done < count; done += 10_000) people.push(...(await seedPeople(pool, fixture.storeId, Math.min(10_000, count - done))));
  const [first, ...others] = people;
  if (!first) throw new Error('nobody came');
  const { product } = (await api.call('membership.saveProduct', { productId: null, version: 0, terms: storedTerms() }, boss, randomUUID())).value;
  const payments = [{ till: 'cash' as const, amountFen: product.priceFen }];
  const sale = { productId: product.id, version: product.version, storeId: fixture.storeId, customerId: first.customerId, payments };
  const sold = await api.call('membership.sell', sale, boss, randomUUID());
  if (sold.refusal) throw new Error(`a card was refused: ${JSON.stringify(sold.refusal)}`);
  await pool.query(
    `INSERT INTO cards SELECT (jsonb_populate_record(k, jsonb_build_object('id', gen_random_uuid(), 'code', 'P' || n, 'customer_id', o.id))).*
       FROM cards k, unnest($2::text[]) WITH ORDINALITY AS o(id, n) WHERE k.id = $1::uuid`,
    [sold.value.card.id, others.map((person) => person.customerId)],
  );
  await pool.query('ANALYZE cards, customers, customer_identities');
}

async function order({ api }: Shop, boss: string, holders: number): Promise<string> {
  const terms = couponTerms();
  const { template } = (await api.call('marketing.saveTemplate', { templateId: null, version: 0, terms, active: true }, boss, randomUUID())).value;
  const who = { templateId: template.id, audience: EVERYBODY, wording: '送你一张券', holdOutPercent: 0 };
  const wish = { ...who, name: '十万人', viaMembers: false, expectedCount: holders, at: null };
  const pushed = await api.call('marketing.push', wish, boss, randomUUID());
  if (pushed.refusal) throw new Error(`the push was refused: ${JSON.stringify(pushed.refusal)}`);
  return pushed.value.push.id;
}
