import { sqlIn } from '../../platform/db';
import type { Reactions } from '../../platform/reactions';
import { serveWaitlist } from './jobs';
import { storesToServe } from './records.waitlist';

/** Time may have come free: whoever waits at that store, or at one that shares somebody with it, is looked at. */
const mayHaveFreed: Reactions[string] = async (event, write) => {
  for (const storeId of await storesToServe(sqlIn(write.tx), event.storeId)) await write.enqueue(serveWaitlist, { storeId });
};

/** What booking does about its own news and that of stores. */
export const bookingReactions: Reactions = {
  'booking.cancelled': mayHaveFreed,
  'booking.expired': mayHaveFreed,
  'booking.declined': mayHaveFreed,
  'booking.rescheduled': mayHaveFreed,
  'booking.resized': mayHaveFreed,
  'booking.accepted': mayHaveFreed,
  'resource.absence_removed': mayHaveFreed,
  'resource.unit_saved': mayHaveFreed,
  'resource.units_added': mayHaveFreed,
  'resource.limit_saved': mayHaveFreed,
  'resource.limit_removed': mayHaveFreed,
  'roster.changed': mayHaveFreed,
  'store.hours_changed': mayHaveFreed,
  'service.saved': mayHaveFreed,
  'service.roles_saved': mayHaveFreed,
  'class.scheduled': mayHaveFreed,
  'class.cancelled': mayHaveFreed,
};
