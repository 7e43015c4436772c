import { sqlOf } from '../../platform/db';
import { handleJob, repeatJob, type JobHandler } from '../../platform/jobs';
import type { Ports } from '../../platform/ports';
import { levelsNow } from '../customers/levels';
import { reckonLevels } from './jobs.kinds';
import { reckonLevel, shopDay } from './leveling';
import { expirePoints } from './pointing';
import { listMoving } from './records.levels';
import { listRunOut } from './records.points';

const by = (job: string) => ({ actor: { kind: 'system', job }, requestId: null }) as const;
const BATCH = 500;

/** Everybody who is not where her spending belongs goes there, a customer a transaction. Answers how many moved. */
export async function moveEverybody(ports: Ports): Promise<number> {
  const sql = sqlOf(ports.db);
  let moved = 0;
  for (let afterId: string | null = null; ; ) {
    const { levels } = await levelsNow(sql);
    const rows = await listMoving(sql, levels, shopDay(ports.clock.now()), { raised: null, afterId, limit: BATCH });
    for (const { id } of rows) if (await ports.writer.transaction(by('membership.levels'), (write) => reckonLevel(write, id))) moved += 1;
    if (rows.length < BATCH) return moved;
    afterId = rows.at(-1)?.id ?? null;
  }
}

/** Takes what ran out, a customer a transaction. Answers how many points that were. */
export async function expireAllPoints(ports: Ports): Promise<number> {
  let points = 0;
  for (const id of await listRunOut(sqlOf(ports.db), shopDay(ports.clock.now())))
    points += await ports.writer.transaction(by('membership.points_expire'), (write) => expirePoints(write, id));
  return points;
}

/** Nightly, after midnight on the shop's clock; and whenever the levels change. */
export function memberJobs(ports: Ports): JobHandler[] {
  return [
    repeatJob('membership.levels', '25 16 * * *', async () => void (await moveEverybody(ports))),
    repeatJob('membership.points_expire', '30 16 * * *', async () => void (await expireAllPoints(ports))),
    handleJob(reckonLevels, async () => void (await moveEverybody(ports))),
  ];
}
