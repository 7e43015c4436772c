import { DAY_MS } from '@zhike/domain/kernel/time-range';
import { sqlOf } from './db';
import { repeatJob, type JobHandler } from './jobs';
import type { Ports } from './ports';

/** Nobody repeats a request after a week; what it was answered may hold names, so it does not stay longer. */
const ANSWERS_KEPT_DAYS = 7;
/** A session that ended is kept for a while, for whoever asks who was logged in when. */
const SESSIONS_KEPT_DAYS = 90;
const BATCH = 5000;

const OLD_ANSWERS = `DELETE FROM idempotency_keys WHERE (actor_key, key) IN (SELECT actor_key, key FROM idempotency_keys WHERE created_at < $1::timestamptz LIMIT ${BATCH}) RETURNING 1`;
const OLD_SESSIONS = `DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at < $1::timestamptz LIMIT ${BATCH}) RETURNING 1`;

/** Deletes stored answers and sessions that are past their time, in batches, so that nobody waits for it. Idempotent. */
export async function purge(ports: Ports): Promise<{ answers: number; sessions: number }> {
  const sql = sqlOf(ports.db);
  const now = ports.clock.now().getTime();
  const sweep = async (statement: string, keptDays: number): Promise<number> => {
    for (let gone = 0; ; ) {
      const rows = await sql(statement, [new Date(now - keptDays * DAY_MS).toISOString()]);
      gone += rows.length;
      if (rows.length < BATCH) return gone;
    }
  };
  const done = { answers: await sweep(OLD_ANSWERS, ANSWERS_KEPT_DAYS), sessions: await sweep(OLD_SESSIONS, SESSIONS_KEPT_DAYS) };
  ports.log.info(done, 'platform.purged');
  return done;
}

/** Nightly, when shops in China sleep. */
export function purgeJobs(ports: Ports): JobHandler[] {
  return [repeatJob('platform.purge', '10 19 * * *', async () => void (await purge(ports)))];
}
