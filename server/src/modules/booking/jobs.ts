import { defineJob } from '../../platform/jobs';

/** A hold's time is up. Handled by orders, which first makes sure at WeChat Pay that no money is on its way. */
export const holdEnds = defineJob<{ bookingId: string }>('booking.hold_ends', { retries: 200, retrySeconds: 3 });
