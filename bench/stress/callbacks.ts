import { openPlace } from '../lib/place';
import { countOverlaps } from '../lib/audit';
import { openShop } from '../lib/shop';
import { openTill } from './till';
import { stories } from './callback-stories';
import type { StressLine, StressOptions } from './index';

/** WeChat Pay's notifications as they come in life and worse; nothing that was not paid may change a booking, and nothing paid may be forgotten. */
export async function callbacks({ minutes, seed, say }: StressOptions): Promise<StressLine> {
  const place = await openPlace(say);
  const shop = await openShop(place, { env: { WORKER: 'inline', LOG_LEVEL: 'error' }, simulators: { timeScale: 0.005, refundDelayMs: 2000 } });
  const till = openTill(shop);
  const until = Date.now() + minutes * 60_000;
  let rounds = 0;
  let faults = 0;
  let told = 0;
  try {
    do {
      for (const [name, play] of Object.entries(stories)) {
        const wrongs = await play(till).catch((error: unknown) => [error instanceof Error ? error.message : String(error)]);
        told += 1;
        faults += wrongs.length;
        for (const wrong of wrongs) say(`${name}: ${wrong}`);
      }
      rounds += 1;
      say(`${rounds} rounds, ${till.deliveries()} deliveries, ${faults} faults`);
    } while (Date.now() < until && faults === 0 && rounds < till.mostRounds);
    const overlaps = await countOverlaps(shop.pool);
    return {
      name: 'callbacks',
      attempts: till.deliveries(),
      winners: told,
      refusals: till.rejected(),
      overlaps,
      deadlocks: 0,
      faults,
      rounds,
      seed,
      pass: faults === 0 && overlaps === 0,
    };
  } finally {
    await shop.close();
    await place.close();
  }
}
