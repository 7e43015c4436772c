import { MINUTE_MS } from '@zhike/domain/kernel/time-range';
import { sqlOf } from '../../platform/db';
import { defineJob, handleJob, repeatJob, type JobHandler } from '../../platform/jobs';
import type { Ports } from '../../platform/ports';
import { auditBooks } from './audit';
import { carryForward } from './checkpoints';
import { newestEntry } from './records';

const sumUp = defineJob<{ throughId: string }>('ledger.sum_up');
const SUM_UP = { kind: 'system', job: sumUp.name } as const;
/** Longer than any transaction runs: by then every line up to the one that was the newest is there or never will be. */
const SETTLED_AFTER_MS = 2 * MINUTE_MS;

/** Nightly: the pots' sums are carried forward, so that asking for a balance costs what happened since, not the shop's whole life; and everything is added up anew. */
export function ledgerJobs(ports: Ports): JobHandler[] {
  return [
    repeatJob('ledger.horizon', '40 19 * * *', async () => {
      const throughId = await newestEntry(sqlOf(ports.db));
      if (throughId)
        await ports.writer.transaction({ actor: SUM_UP, requestId: null }, (write) =>
          write.enqueue(sumUp, { throughId }, new Date(write.now.getTime() + SETTLED_AFTER_MS)),
        );
    }),
    repeatJob('ledger.audit', '20 20 * * *', async () => {
      const { sound, ...faults } = await auditBooks(sqlOf(ports.db));
      if (sound) ports.log.info({}, 'ledger.sound');
      else ports.log.error(faults, 'ledger.unsound');
    }),
    handleJob(sumUp, ({ throughId }) =>
      ports.writer.transaction({ actor: SUM_UP, requestId: null }, async (write) => void (await carryForward(write, throughId))),
    ),
  ];
}
