import { defineJob } from '../../platform/jobs';

/** Asks WeChat Pay about an open payment: for the notification that never comes. */
export const checkPayment = defineJob<{ paymentId: string }>('orders.check_payment', { retries: 200, retrySeconds: 3 });
/** Sends a refund; the same number refunds once however often it is sent. */
export const sendRefund = defineJob<{ refundId: string }>('orders.send_refund', { retries: 400, retrySeconds: 3 });
/** Asks how a refund went: for the refund notification that never comes. */
export const checkRefund = defineJob<{ refundId: string }>('orders.check_refund', { retries: 400, retrySeconds: 3 });
/** Closes the WeChat Pay order of a booking that needs no deposit any more. */
export const closePayment = defineJob<{ paymentId: string }>('orders.close_payment', { retries: 200, retrySeconds: 3 });
/** Tells the mini-program's platform that what a payment pays was given. */
export const uploadShipping = defineJob<{ paymentId: string }>('orders.upload_shipping', { retries: 60, retrySeconds: 20 });
