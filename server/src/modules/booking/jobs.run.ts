import type { Actor } from '@zhike/domain/kernel/actor';
import { sqlOf } from '../../platform/db';
import { handleJob, repeatJob, type JobHandler } from '../../platform/jobs';
import type { Ports } from '../../platform/ports';
import { serveWaitlist } from './jobs';
import { storesToServe } from './records.waitlist';
import { serveStore } from './serving';

const by = (job: string): Actor => ({ kind: 'system', job });

const SWEEP = 'booking.serve_waitlists';

/** Time also comes into reach by itself: a day enters the horizon, shifts are written further. Every hour each list is looked at once. */
async function serveEveryStore(ports: Ports): Promise<void> {
  for (const storeId of await storesToServe(sqlOf(ports.db), null)) await serveStore(ports, storeId, by(SWEEP));
}

/** The jobs of booking; the end of a hold is a question of money first, so orders has it. */
export function bookingJobs(ports: Ports): JobHandler[] {
  return [
    handleJob(serveWaitlist, ({ storeId }) => serveStore(ports, storeId, by(serveWaitlist.name))),
    repeatJob(SWEEP, '7 * * * *', () => serveEveryStore(ports)),
  ];
}
