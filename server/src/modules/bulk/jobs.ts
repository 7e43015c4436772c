import type { OtherStep } from '@zhike/domain/bulk/contract';
import { compileScope } from '@zhike/domain/kernel/access';
import { loadShopCatalogue } from '../../engines/catalogue/shop-fields';
import { isTransient, sqlIn, sqlOf } from '../../platform/db';
import { defineJob, handleJob, type JobHandler, repeatJob } from '../../platform/jobs';
import type { Ports } from '../../platform/ports';
import { guardWords } from '../../platform/refused';
import type { Write } from '../../platform/write';
import { type Step, stepCustomer } from '../customers/bulk';
import { findBulk, listStuck, lockBulk, nextRows, setState, settleRows } from './records';
import { otherStep, scopeOfOther, stepOther } from './others';
import { openChange } from './sealed';

export const goOnBulk = defineJob<{ bulkId: string }>('bulk.go_on', { expireSeconds: 120 });

/** So many in one transaction: nobody whose record is opened waits long behind it. */
const BATCH = 50;
const SLICE_MS = 20_000;
const ATTEMPTS = 5;
const placeOf = (bulkId: string, position: number) => `bulk_rows:before:${bulkId}/${position}` as const;

interface Back {
  readonly back: Step | OtherStep;
  readonly wrote: Step | OtherStep;
}

async function inOne<T>(ports: Ports, bulkId: string, work: (write: Write) => Promise<T>): Promise<T> {
  const run = await findBulk(sqlOf(ports.db), bulkId, null);
  if (!run) throw new Error(`no bulk change ${bulkId}`);
  for (let attempt = 1; ; attempt++) {
    try {
      return await ports.writer.transaction({ actor: run.actor, requestId: `bulk:${bulkId}` }, work);
    } catch (error) {
      if (attempt >= ATTEMPTS || !isTransient(error)) throw error;
    }
  }
}

/** The next customers, forward or back: their change, its entries and what became of each are one commit. Answers whether there are more. */
async function stepBatch(ports: Ports, bulkId: string, most: number, refused: string | null): Promise<boolean> {
  return inOne(ports, bulkId, async (write) => {
    const run = await lockBulk(write.tx, bulkId, null);
    if (run?.state !== 'running' && run?.state !== 'undoing') return false;
    const back = run.state === 'undoing';
    const sql = sqlIn(write.tx);
    const rows = await nextRows(sql, bulkId, back, most);
    const other = run.of === 'customer' ? null : run.of;
    const scope = other ? scopeOfOther(run.actor, other) : compileScope(run.actor, run.change.do === 'tag' ? 'customer.tag' : 'customer.write');
    const of = { ports, scope, catalogue: await loadShopCatalogue(sql), cause: { bulkId, ...(back ? { undone: true } : {}) } };
    const step = openChange(ports, bulkId, run.change);
    const settled: Parameters<typeof settleRows>[2][number][] = [];
    // In one order for everybody: two batches that share customers never wait for each other.
    for (const { position, customerId, before } of [...rows].sort((a, b) => (a.customerId < b.customerId ? -1 : 1))) {
      const was = back && before !== null ? (JSON.parse(ports.crypto.decrypt(before, placeOf(bulkId, position))) as Back) : null;
      if (refused !== null) {
        settled.push({ position, outcome: back ? 'kept' : 'refused', reason: refused, before });
        continue;
      }
      const done = other
        ? await stepOther(write, of, other, customerId, otherStep(was?.back ?? step), was && otherStep(was.wrote))
        : await stepCustomer(write, of, customerId, (was?.back ?? step) as Step, was && was.wrote.do !== 'tag' ? (was.wrote as Step) : null);
      if (back)
        settled.push({ position, outcome: done.outcome === 'refused' ? 'kept' : 'undone', reason: done.outcome === 'refused' ? done.reason : null, before });
      else
        settled.push({
          position,
          outcome: done.outcome,
          reason: done.outcome === 'refused' ? done.reason : null,
          before: done.outcome === 'changed' ? ports.crypto.encrypt(JSON.stringify({ back: done.back, wrote: done.wrote }), placeOf(bulkId, position)) : null,
        });
    }
    await settleRows(write.tx, bulkId, settled);
    const more = rows.length === most;
    if (!more) {
      await setState(write.tx, bulkId, back ? 'undone' : 'done', write.now);
      await write.event({ type: back ? 'bulk.undone' : 'bulk.done', data: { bulkId, what: run.change.do, total: run.total } });
    }
    return more;
  });
}

/** A batch of which a check before saving refuses something is done in halves, down to the customer that it means: she alone is refused, in its words. */
async function stepJudged(ports: Ports, bulkId: string, most = BATCH): Promise<boolean> {
  try {
    return await stepBatch(ports, bulkId, most, null);
  } catch (error) {
    const words = guardWords(error);
    if (words === null) throw error;
    if (most === 1) return stepBatch(ports, bulkId, 1, words);
    await stepJudged(ports, bulkId, Math.ceil(most / 2));
    return true;
  }
}

/** Does a bulk change to its end, forward or back, or hands on when it has worked for long enough. */
export async function runBulk(bulkId: string, ports: Ports): Promise<void> {
  if (!(await findBulk(sqlOf(ports.db), bulkId, null))) return;
  const begun = performance.now();
  while (await stepJudged(ports, bulkId)) {
    if (performance.now() - begun < SLICE_MS) continue;
    await inOne(ports, bulkId, (write) => write.enqueue(goOnBulk, { bulkId }));
    return;
  }
}

async function lookForStuck(ports: Ports): Promise<void> {
  for (const bulkId of await listStuck(sqlOf(ports.db))) await inOne(ports, bulkId, (write) => write.enqueue(goOnBulk, { bulkId }));
}

export function bulkJobs(ports: Ports): JobHandler[] {
  return [handleJob(goOnBulk, ({ bulkId }) => runBulk(bulkId, ports)), repeatJob('bulk.look', '5,15,25,35,45,55 * * * *', () => lookForStuck(ports))];
}
