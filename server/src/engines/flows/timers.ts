import type { FlowEvent } from '@zhike/domain/engines/flows/instance';
import type { Actor } from '@zhike/domain/kernel/actor';
import { changeIn, sqlIn, sqlOf } from '../../platform/db';
import { handleJob, repeatJob, type JobHandler } from '../../platform/jobs';
import type { Ports } from '../../platform/ports';
import type { StoredEvent } from '../../platform/reactions';
import { ringTimer, wakeFlow } from './jobs.kinds';
import { findInstance } from './records';
import { stepFlow } from './runner';

const BY = { actor: { kind: 'system', job: ringTimer.name } satisfies Actor, requestId: null } as const;
const BATCH = 200;

/** Rings a timer: once, never before its time, and not at all when nobody waits for it any more. */
export async function ring(key: string, ports: Ports): Promise<void> {
  await ports.writer.transaction(BY, async (write) => {
    const [timer] = await sqlIn(write.tx)<{ instanceId: string; dueAt: Date }>(
      `SELECT instance_id AS "instanceId", due_at AS "dueAt" FROM flow_timers WHERE key = $1 AND state = 'live'`,
      [key],
    );
    if (!timer) return;
    const stepped = await stepFlow(write, ports, timer.instanceId, { t: 'timer', id: key, now: write.now.getTime(), key });
    if (!stepped.ok && stepped.no.code === 'early') return write.enqueue(ringTimer, { key }, timer.dueAt);
    await changeIn(write.tx, `UPDATE flow_timers SET state = $2 WHERE key = $1 AND state = 'live'`, [
      key,
      stepped.ok || stepped.no.code === 'duplicate' ? 'rung' : 'cancelled',
    ]);
  });
}

/** Timers whose job was lost or that came due while nothing ran. */
export async function ringDue(ports: Ports): Promise<number> {
  const sql = sqlOf(ports.db);
  for (let rung = 0; ; ) {
    const due = await sql<{ key: string }>(`SELECT key FROM flow_timers WHERE state = 'live' AND due_at <= $1::timestamptz ORDER BY due_at LIMIT ${BATCH}`, [
      ports.clock.now().toISOString(),
    ]);
    for (const { key } of due) await ring(key, ports);
    rung += due.length;
    if (due.length < BATCH) return rung;
  }
}

/** Everything that an event is about: what it names, and ids among its facts. */
export function aboutOf(event: Pick<StoredEvent, 'bookingId' | 'customerId' | 'data'>): string[] {
  const named = [event.bookingId, event.customerId, ...Object.values(event.data)];
  return [...new Set(named.filter((one): one is string => typeof one === 'string' && UUID.test(one)))];
}
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** What an event means to an instance: it may be waited for, the record may have changed its times, or have become another. */
function meaningOf(event: StoredEvent, subjectId: string, now: number): FlowEvent[] {
  const { id, type: name } = event;
  if (name === 'customer.merged' && event.data.fromId === subjectId && event.customerId)
    return [{ t: 'gone', id: `gone:${id}`, now, why: 'merged', into: event.customerId }];
  const about = aboutOf(event);
  return [{ t: 'event', id: `event:${id}`, now, name, about }, ...(about.includes(subjectId) ? [{ t: 'changed', id: `changed:${id}`, now } as const] : [])];
}

/** Brings an event to one instance. A second delivery is known to it. */
export async function wake(instanceId: string, eventId: string, ports: Ports): Promise<void> {
  const event = (await ports.db.prisma.event.findUnique({ where: { id: eventId } })) as StoredEvent | null;
  const instance = await findInstance(sqlOf(ports.db), instanceId);
  if (!event || !instance) return;
  for (const meaning of meaningOf(event, instance.subjectId, ports.clock.now().getTime()))
    await ports.writer.transaction(BY, async (write) => void (await stepFlow(write, ports, instanceId, { ...meaning, now: write.now.getTime() })));
}

export function timerJobs(ports: Ports): JobHandler[] {
  return [
    handleJob(ringTimer, ({ key }) => ring(key, ports)),
    handleJob(wakeFlow, ({ instanceId, eventId }) => wake(instanceId, eventId, ports)),
    repeatJob('flows.timers', '* * * * *', async () => void (await ringDue(ports))),
  ];
}
