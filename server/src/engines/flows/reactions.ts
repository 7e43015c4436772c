import { EVENT_TYPES, nounOf } from '@zhike/domain/events';
import { sqlIn } from '../../platform/db';
import type { Reactions, StoredEvent } from '../../platform/reactions';
import type { Write } from '../../platform/write';
import type { Ports } from '../../platform/ports';
import { fits } from './answers';
import { flowsInForce } from './definitions';
import { settleMessages } from './effects';
import { wakeFlow } from './jobs.kinds';
import { listInstancesOf, listWaiting } from './records';
import { startFlow, stepFlow } from './runner';
import { aboutOf } from './timers';

/** Nouns whose events a flow may begin with or wait for. */
const NOUNS: ReadonlySet<string> = new Set(['booking', 'card', 'contract', 'coupon', 'customer', 'level', 'order', 'quote', 'refund', 'waitlist']);

/** Looks, not changes: no flow waits for them. */
const UNHEARD: ReadonlySet<string> = new Set(['customer.health_read', 'customer.phone_revealed']);

/** FL-02: each published flow that begins with this event begins once for it, on the record that the event is about. */
async function begin(event: StoredEvent, write: Write, ports: Ports): Promise<void> {
  const sql = sqlIn(write.tx);
  for (const flow of await flowsInForce(sql)) {
    const { start, entity: kind } = flow.def;
    if (start.on !== 'verb' || start.verb !== event.type || (flow.storeId !== null && flow.storeId !== event.storeId)) continue;
    const entity = ports.flows.entities[kind];
    const subjectId = entity?.idIn(event) ?? null;
    const subject = subjectId === null ? null : ((await entity?.read(sql, subjectId)) ?? null);
    if (!subject) continue;
    if (start.when && !(await fits({ sql, now: write.now.getTime(), def: flow.def, subject, ports }, start.when))) continue;
    await startFlow(write, ports, { flow, subjectId: subject.id, cause: `event:${event.id}`, starterId: null });
  }
}

async function onEvent(event: StoredEvent, write: Write, ports: Ports): Promise<void> {
  const about = [...aboutOf(event), ...(typeof event.data.fromId === 'string' ? [event.data.fromId] : [])];
  for (const instanceId of await listWaiting(sqlIn(write.tx), about)) await write.enqueue(wakeFlow, { instanceId, eventId: event.id });
  await begin(event, write, ports);
}

/** Somebody who left has no to-dos: they go to the others who were asked, or to whoever is found now. */
async function onLeft(event: StoredEvent, write: Write, ports: Ports): Promise<void> {
  const { staffId } = event.data;
  if (typeof staffId !== 'string') return;
  for (const instanceId of await listInstancesOf(sqlIn(write.tx), staffId))
    await stepFlow(write, ports, instanceId, { t: 'left', id: `left:${event.id}`, now: write.now.getTime(), person: staffId });
}

const onMessage: Reactions[string] = async (event, write, ports) => {
  if (event.customerId) await settleMessages(write, ports, event.customerId);
};

export const flowReactions: Reactions = {
  ...Object.fromEntries(EVENT_TYPES.filter((type) => NOUNS.has(nounOf(type)) && !UNHEARD.has(type)).map((type) => [type, onEvent])),
  'staff.left': onLeft,
  'message.sent': onMessage,
  'message.failed': onMessage,
  'message.skipped': onMessage,
};
