import { repeatJob, type JobHandler } from '../../platform/jobs';
import type { Ports } from '../../platform/ports';
import { checkSums, refreshSums } from './sums';

/** Every ten minutes the sums by the day follow what changed (until then its days are counted from their rows); every night the last days are worked out once more and compared. */
export function reportsJobs(ports: Ports): JobHandler[] {
  return [
    repeatJob('reports.sums', '*/10 * * * *', () => refreshSums(ports)),
    repeatJob('reports.sums_checked', '10 19 * * *', async () => {
      const wrong = await checkSums(ports);
      if (wrong.length > 0) ports.log.error({ rollups: wrong }, 'reports.sums_differed');
    }),
  ];
}
