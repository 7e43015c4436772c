import { sqlOf } from '../../platform/db';
import { repeatJob, type JobHandler } from '../../platform/jobs';
import type { Ports } from '../../platform/ports';
import { foldVersions } from './records.free-time';

/** Nightly, when shops in China sleep: the versions of ended connections become one row a day again. */
export function freeTimeJobs(ports: Ports): JobHandler[] {
  return [repeatJob('booking.fold_versions', '25 19 * * *', () => foldVersions(sqlOf(ports.db), ports.clock.now()))];
}
