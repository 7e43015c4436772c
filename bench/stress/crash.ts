import pg from 'pg';
import { countOverlaps } from '../lib/audit';
import { openPlace, type Place } from '../lib/place';
import { createChance } from '../lib/random';
import { playCrashes } from './crash-stage';
import type { StressLine, StressOptions } from './index';

/** Customers per minute asked for; two hundred in the usual four. */
const CUSTOMERS_A_MINUTE = 50;

/** Server and worker die at random, the database now and then, and commits lose their answers; afterwards all money is accounted for. */
export async function crash({ minutes, seed, say }: StressOptions): Promise<StressLine> {
  const place = await openPlace(say);
  const database = await place.createDatabase();
  const pool = new pg.Pool({ connectionString: database.url, max: 2 });
  pool.on('error', () => undefined);
  try {
    const report = await playCrashes({
      databaseUrl: database.url,
      chance: createChance(seed),
      customers: Math.ceil(minutes * CUSTOMERS_A_MINUTE),
      width: 5,
      mostKills: Math.ceil(minutes * 30),
      killEveryMs: 1500,
      cutShare: 0.04,
      holdMinutes: [1, 15],
      from: 'bundle',
      keys: 'kept',
      recoveryMs: 60_000,
      say,
      ...(place.killDatabase ? { killDatabase: place.killDatabase } : {}),
    });
    const control = await countWrongsOfCarelessClients(place, seed, say);
    for (const wrong of report.wrongs) say(wrong);
    const count = (outcome: string): number => report.lives.filter((life) => life.outcome === outcome).length;
    const kills = report.kills.server + report.kills.worker + report.kills.database;
    const overlaps = await countOverlaps(pool);
    const deadlocks = await database.countDeadlocks();
    return {
      name: 'crash',
      attempts: report.lives.length,
      winners: count('paid') + count('paid_late'),
      refusals: count('too_late') + count('no_slot') + count('not_paid'),
      overlaps,
      deadlocks,
      faults: report.wrongs.length,
      killsServer: report.kills.server,
      killsWorker: report.kills.worker,
      killsDatabase: report.kills.database,
      cuts: report.cuts,
      commits: report.commits,
      repeats: report.lives.reduce((sum, life) => sum + life.repeats, 0),
      control,
      unknownMessages: report.unknownMessages,
      recoveredAfterMs: report.recoveredAfterMs ?? -1,
      seed,
      pass:
        report.wrongs.length === 0 &&
        overlaps === 0 &&
        deadlocks === 0 &&
        report.recoveredAfterMs !== null &&
        report.cuts > 0 &&
        control > 0 &&
        kills > 0 &&
        count('paid') > 0,
    };
  } finally {
    await pool.end();
    await database.drop();
    await place.close();
  }
}

/** The negative control: a few customers whose phones repeat a cut call under a new key. The audit must find what they did. */
async function countWrongsOfCarelessClients(place: Place, seed: number, say: (line: string) => void): Promise<number> {
  const database = await place.createDatabase();
  try {
    const report = await playCrashes({
      databaseUrl: database.url,
      chance: createChance(seed),
      customers: 15,
      width: 5,
      mostKills: 0,
      killEveryMs: 1000,
      cutShare: 0.25,
      holdMinutes: [15],
      from: 'bundle',
      keys: 'renewed',
      recoveryMs: 3000,
      say: () => undefined,
    });
    say(`control: ${report.wrongs.join('; ') || 'nothing found'}`);
    return report.wrongs.filter((wrong) => wrong.startsWith('one wish made two bookings')).length;
  } finally {
    await database.drop();
  }
}
