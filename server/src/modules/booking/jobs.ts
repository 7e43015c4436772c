import { defineJob } from '../../platform/jobs';

/** A hold's time is up. Handled by orders, which first makes sure at WeChat Pay that no money is on its way. */
export const holdEnds = defineJob<{ bookingId: string }>('booking.hold_ends', { retries: 200, retrySeconds: 3 });
/** Time may have come free at a store: whose turn it is in its waiting list is looked at. */
export const serveWaitlist = defineJob<{ storeId: string }>('booking.serve_waitlist');
