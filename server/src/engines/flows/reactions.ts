import { EVENT_TYPES, nounOf } from '@zhike/domain/events';
import { sqlIn } from '../../platform/db';
import type { Reactions, StoredEvent } from '../../platform/reactions';
import type { Write } from '../../platform/write';
import type { Ports } from '../../platform/ports';
import { settleMessages } from './effects';
import { wakeFlow } from './jobs.kinds';
import { listInstancesOf, listWaiting } from './records';
import { stepFlow } from './runner';
import { startByEvent } from './start';
import { entityOf } from './subjects';
import { aboutOf } from './timers';

/** Nouns whose events a flow may begin with or wait for. */
const NOUNS: ReadonlySet<string> = new Set(['booking', 'card', 'contract', 'coupon', 'customer', 'level', 'order', 'quote', 'record', 'refund', 'waitlist']);

/** Looks, not changes: no flow waits for them. */
const UNHEARD: ReadonlySet<string> = new Set(['customer.health_read', 'customer.phone_revealed']);

/** Each published flow that begins with this event begins once for it, on the record that the event is about; whoever caused it began it. */
async function begin(event: StoredEvent, write: Write, ports: Ports): Promise<void> {
  const { type, storeId, staffId = null, id } = event;
  const subjectOf = (entity: string) => entityOf(ports.flows, entity).idIn(event);
  await startByEvent(write, ports, { type, storeId, starterId: staffId, cause: `event:${id}`, subjectOf });
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
