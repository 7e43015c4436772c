import type { LiveMessage } from '@zhike/domain/api';
import { type EventNoun, nounOf } from '@zhike/domain/events';
import type { Ephemeral } from './ephemeral';
import type { Log } from './log';
import type { NewEvent } from './write';

/** Tells every connected workbench and sidebar, on every node, that something changed. Ids only; may be lost. */
export interface Live {
  tell(message: LiveMessage): void;
  listen(listener: (message: LiveMessage) => void): Promise<() => Promise<void>>;
}

const CHANNEL = 'live';
/** Nouns whose events change a store's plan or its line, whomever else they name: the waiting list is the store's as well as hers. */
const NOUNS_OF_A_STORE: ReadonlySet<string> = new Set<EventNoun>(['class', 'queue', 'resource', 'roster', 'service', 'staff', 'store', 'waitlist']);

/** What open pages are told of an event: the booking or the customer that it names, the store whose plan or line it changes, and whose to-dos. */
export function messagesOf(event: NewEvent): readonly LiveMessage[] {
  const { type, storeId = null, customerId = null, bookingId = null } = event;
  const messages: LiveMessage[] = [];
  if (bookingId) messages.push({ topic: 'booking', id: bookingId, storeId, customerId, type });
  else if (customerId) messages.push({ topic: 'customer', id: customerId, storeId, customerId, type });
  if (NOUNS_OF_A_STORE.has(nounOf(type)))
    for (const store of new Set([storeId, ...storesBeside(event)])) messages.push({ topic: 'store', id: store ?? '', storeId: store, customerId: null, type });
  return [...messages, ...messagesOfFlow(event)];
}

/** `staffIds` of a flow's event are those whose to-dos have changed. */
function messagesOfFlow({ type, storeId = null, data }: NewEvent): readonly LiveMessage[] {
  if (nounOf(type) !== 'flow') return [];
  const base = { storeId, customerId: null, type };
  const people = Array.isArray(data?.staffIds) ? (data.staffIds as readonly string[]) : [];
  const flow = typeof data?.instanceId === 'string' ? [{ ...base, topic: 'flow' as const, id: data.instanceId }] : [];
  return [...people.map((id) => ({ ...base, topic: 'todo' as const, id })), ...flow];
}

/** `storeIds` of an event's data: what several stores share concerns all of them. */
function storesBeside({ data }: NewEvent): readonly string[] {
  const stores = data?.storeIds;
  return Array.isArray(stores) ? (stores as readonly string[]) : [];
}

/** Live messages over the ephemeral port's publish/subscribe. */
export function createLive(ephemeral: Ephemeral, log: Log): Live {
  return {
    tell(message) {
      ephemeral.publish(CHANNEL, JSON.stringify(message)).catch((error: unknown) => log.warn({ reason: String(error) }, 'live.not_told'));
    },
    listen: (listener) => ephemeral.subscribe(CHANNEL, (text) => listener(JSON.parse(text) as LiveMessage)),
  };
}
