import { addDays } from '@zhike/domain/kernel/calendar-date';
import { sqlOf } from '../../platform/db';
import { repeatJob, type JobHandler } from '../../platform/jobs';
import type { Ports } from '../../platform/ports';
import { chinaDate, fetchAndCompare, readyAt } from './comparing';
import { listBills } from './records.bills';

/** So many days back are made up for after a standstill; older ones a person fetches. */
const BACK_DAYS = 7;

/** At half past ten in China, and again at noon and four: every merchant's bill of every day is fetched once it is there. */
export function financeJobs(ports: Ports): JobHandler[] {
  return [
    repeatJob('finance.bills', '30 2,4,8 * * *', async () => {
      const now = ports.clock.now();
      const today = chinaDate(now);
      const from = addDays(today, -BACK_DAYS);
      const known = new Set((await listBills(sqlOf(ports.db), null, from, today)).map((bill) => `${bill.mchid} ${bill.date}`));
      for (const { mchid } of ports.merchants.list())
        for (let date = from; date < today; date = addDays(date, 1)) {
          if (known.has(`${mchid} ${date}`) || readyAt(date) > now) continue;
          const fetched = await fetchAndCompare(ports, { kind: 'system', job: 'finance.bills' }, mchid, date);
          if (!fetched.ok) ports.log.warn({ mchid, date, code: fetched.refusal.code }, 'bill.not_compared');
        }
    }),
  ];
}
