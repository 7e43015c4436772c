import { calendarEndpoints } from './contract.calendar';
import { lifeEndpoints } from './contract.bookings';
import { queueEndpoints } from './contract.queue';
import { resourceEndpoints } from './contract.resources';
import { rosterEndpoints } from './contract.rosters';
import { serviceEndpoints } from './contract.services';
import { slotEndpoints } from './contract.slots';
import { seriesEndpoints, waitlistEndpoints } from './contract.waiting';

/* The one door of this noun: what crosses a wire, by what it is about. */
export * from './contract.bookings';
export * from './contract.calendar';
export * from './contract.queue';
export type { BookingRefusals } from './contract.refusals';
export * from './contract.resources';
export * from './contract.rosters';
export * from './contract.services';
export * from './contract.slots';
export * from './contract.waiting';

export const bookingEndpoints = {
  ...serviceEndpoints,
  ...slotEndpoints,
  ...lifeEndpoints,
  ...calendarEndpoints,
  ...resourceEndpoints,
  ...rosterEndpoints,
  ...waitlistEndpoints,
  ...seriesEndpoints,
  ...queueEndpoints,
};
