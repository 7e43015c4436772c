import type { LiveMessage } from '@zhike/domain/api';
import { type EventNoun, nounOf } from '@zhike/domain/events';

/** Which live messages a page looks again for. A page about no one store (null) follows all that its member hears of. */
type Follow = (message: LiveMessage) => boolean;

const inStore = (storeId: string | null, message: LiveMessage): boolean => storeId === null || message.storeId === null || message.storeId === storeId;
const isLine = ({ type }: LiveMessage): boolean => nounOf(type) === 'queue' || nounOf(type) === 'waitlist';

/** A store's bookings, and whatever else decides when it can be booked: hours, rosters, classes, services, leave. Not its line. */
export const followPlan =
  (storeId: string | null): Follow =>
  (message) =>
    inStore(storeId, message) && (message.topic === 'booking' || (message.topic === 'store' && !isLine(message)));

/** A store's line or waiting list: it moves with the tickets and wishes, and with the plan that serves them. */
export const followLine =
  (storeId: string | null): Follow =>
  (message) =>
    inStore(storeId, message) && message.topic !== 'customer';

/** What is set up for stores: `followSettings('service')`. */
export const followSettings =
  (...nouns: readonly EventNoun[]): Follow =>
  (message) =>
    message.topic === 'store' && nouns.some((one) => one === nounOf(message.type));

/** Whatever happens to a card that the member hears of: a card may be hers by consent of somebody whom the page does not know. */
export const followCards: Follow = (message) => nounOf(message.type) === 'card';

/** Whatever happens to orders, their quotes and contracts, of one customer or (null) of all that the member hears of. */
export const followOrders =
  (customerId: string | null): Follow =>
  (message) =>
    (customerId === null || message.customerId === null || message.customerId === customerId) && ['order', 'quote', 'contract'].includes(nounOf(message.type));

/** The to-dos of one member. */
export const followTodos =
  (staffId: string): Follow =>
  (message) =>
    message.topic === 'todo' && message.id === staffId;

/** One flow, or (null) all that the member hears of. */
export const followFlow =
  (instanceId: string | null): Follow =>
  (message) =>
    message.topic === 'flow' && (instanceId === null || message.id === instanceId);
