import { decideIssue } from '@zhike/domain/marketing/rules';
import { sqlIn, sqlOf } from '../../platform/db';
import { handleJob, repeatJob, type JobHandler } from '../../platform/jobs';
import type { Ports } from '../../platform/ports';
import type { Write } from '../../platform/write';
import { giveCoupons } from './giving';
import { askAll, lookAgain } from './asking';
import { askMembers, checkMembers, pushCoupons } from './jobs.kinds';
import { holdTemplate } from './records';
import { holdPush, listUnfinished, nextRecipients, setPushState, settleRecipients, type PushWork, type Waiting } from './records.pushes';

/** So many in one transaction: a kill loses no more than this much work, and nobody waits long behind it. */
const BATCH = 20;
/** How long one job works: well below what a job may take. */
const SLICE_MS = 20_000;
const BY = { actor: { kind: 'system', job: pushCoupons.name }, requestId: null } as const;

/** What keeps somebody from her coupon now; null: nothing does. */
function obstacleOf(push: PushWork, one: Waiting): 'no_advertising' | 'twice' | 'limit' | null {
  if (one.refused) return 'no_advertising';
  if (one.served) return 'twice';
  return decideIssue({ totalLimit: null, personLimit: push.terms.personLimit }, { issued: 0, ofPerson: one.ofPerson, wanted: 1 }).ok ? null : 'limit';
}

/**
 * Gives the next batch, in one transaction: coupon, event and the mark on the recipient come together or not at all, so after a kill the
 * next run goes on where the last commit was and nobody gets two. Answers whether somebody still waits.
 */
async function giveBatch(write: Write, pushId: string): Promise<boolean> {
  const sql = sqlIn(write.tx);
  const push = await holdPush(sql, pushId);
  if (!push || (push.state !== 'scheduled' && push.state !== 'sending') || push.dueAt > write.now) return false;
  await holdTemplate(sql, push.templateId);
  const batch = await nextRecipients(sql, push, BATCH);
  const served = new Set<string>();
  const asked = batch.map((one) => {
    const reason = served.has(one.holderId) ? 'twice' : obstacleOf(push, one);
    if (reason === null) served.add(one.holderId);
    return { customerId: one.customerId, holderId: one.holderId, reason };
  });
  const getting = asked.filter((one) => one.reason === null);
  const givings = getting.map((one) => ({ customerId: one.holderId, pushId, wording: push.wording }));
  const given = await giveCoupons(write, { id: push.templateId, terms: push.terms }, push.staffId, givings);
  const events = new Map(getting.map((one, i) => [one.customerId, given[i]?.eventId ?? '']));
  const settled = asked.map(({ customerId, reason }) =>
    reason === null ? { customerId, eventId: events.get(customerId) ?? '', reason } : { customerId, eventId: null, reason },
  );
  await settleRecipients(write.tx, pushId, settled, write.now);
  const more = batch.length === BATCH;
  await setPushState(write.tx, pushId, more ? 'sending' : 'done');
  await write.event({ type: more ? 'push.going_on' : 'push.done', data: { pushId } });
  if (!more && push.viaMembers) await write.enqueue(askMembers, { pushId });
  return more;
}

/**
 * CD-13: works a push off. Two workers at once stand in line at its row. A long one is handed on as a new job before its job would be
 * taken for dead: so however many it is for, a worker that is killed has another go on where it was.
 */
export async function runPush(pushId: string, ports: Ports): Promise<void> {
  const until = ports.clock.now().getTime() + SLICE_MS;
  while (await ports.writer.transaction(BY, (write) => giveBatch(write, pushId)))
    if (ports.clock.now().getTime() > until) return ports.writer.transaction(BY, (write) => write.enqueue(pushCoupons, { pushId }));
}

/** Goes on with every push that stands still: its job was lost, or its worker died. */
export async function resumePushes(ports: Ports): Promise<void> {
  for (const pushId of await listUnfinished(sqlOf(ports.db), ports.clock.now())) await runPush(pushId, ports);
}

export function marketingJobs(ports: Ports): JobHandler[] {
  return [
    repeatJob('marketing.resume-pushes', '17 * * * *', () => resumePushes(ports)),
    handleJob(pushCoupons, ({ pushId }) => runPush(pushId, ports)),
    handleJob(askMembers, ({ pushId }) => askAll(ports, pushId)),
    handleJob(checkMembers, ({ pushId, round }) => lookAgain(ports, pushId, round)),
  ];
}
