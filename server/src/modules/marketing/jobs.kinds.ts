import { defineJob } from '../../platform/jobs';

/** Gives the coupons of a push, until nobody waits for hers. */
export const pushCoupons = defineJob<{ pushId: string }>('marketing.push');
