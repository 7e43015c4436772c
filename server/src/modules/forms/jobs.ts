import { DAY_MS } from '@zhike/domain/kernel/time-range';
import { sqlOf } from '../../platform/db';
import { type JobHandler, repeatJob } from '../../platform/jobs';
import type { Ports } from '../../platform/ports';
import { dropUploads } from '../../platform/uploads';

/** A form that was begun yesterday is not handed in any more with what was sent for it; what was taken out of a record can be put back for a month. */
const UNCLAIMED_KEPT_DAYS = 1;
const RELEASED_KEPT_DAYS = 30;

/** Removes files that belong to nothing. Idempotent; answers how many. */
export async function dropOrphans(ports: Ports): Promise<number> {
  const now = ports.clock.now().getTime();
  const before = { unclaimed: new Date(now - UNCLAIMED_KEPT_DAYS * DAY_MS), released: new Date(now - RELEASED_KEPT_DAYS * DAY_MS) };
  let gone = 0;
  for (;;) {
    const dropped = await dropUploads(sqlOf(ports.db), before);
    gone += dropped;
    if (dropped === 0) break;
  }
  ports.log.info({ gone }, 'forms.orphans_dropped');
  return gone;
}

export function formsJobs(ports: Ports): JobHandler[] {
  return [repeatJob('forms.orphans', '25 * * * *', async () => void (await dropOrphans(ports)))];
}
