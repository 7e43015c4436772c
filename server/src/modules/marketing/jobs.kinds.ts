import { defineJob } from '../../platform/jobs';

/** Asks members to send a push's text to their customers in WeCom. */
export const askMembers = defineJob<{ pushId: string }>('marketing.ask-members');

/** Looks who has confirmed; later and later, as members are slow. */
export const checkMembers = defineJob<{ pushId: string; round: number }>('marketing.check-members');

/** Gives the coupons of a push, until nobody waits for hers. */
export const pushCoupons = defineJob<{ pushId: string }>('marketing.push');
