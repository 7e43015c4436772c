import * as z from 'zod/mini';
import { endpoint, FenAmount, Id, Instant } from '../kernel/contract';

/** What `wx.requestPayment` takes, signed by the merchant's key. */
export const RequestPayment = z.object({ timeStamp: z.string(), nonceStr: z.string(), package: z.string(), signType: z.literal('RSA'), paySign: z.string() });
export type RequestPayment = z.infer<typeof RequestPayment>;

/** waiting: not paid yet. paid: it is, and what was bought is hers. given_back: the money came and (some of) it goes back. closed: it can be paid no more. */
export const PayState = z.enum(['waiting', 'paid', 'given_back', 'closed']);
export type PayState = z.infer<typeof PayState>;

/** An open payment on her own phone; until `expiresAt` the same wish is answered with the same payment. */
export const OpenedPayment = z.object({ paymentId: Id, requestPayment: RequestPayment, amountFen: z.int(), expiresAt: Instant });
/** An open payment at the counter: `codeUrl` is shown as a QR code, which WeChat reads. */
export const OpenedCode = z.object({ paymentId: Id, codeUrl: z.string(), amountFen: z.int(), expiresAt: Instant });
/** What opening a payment may be refused for, whatever it pays. */
export const OPENING = ['record.not_found', 'orders.payment_rejected', 'service.unavailable'] as const;

export const payEndpoints = {
  'orders.payOrder': endpoint({
    kind: 'command',
    audience: 'customer',
    right: null,
    summary: 'OR-06, OR-07: pay an order, or a part of it, on her own phone: the parameters for wx.requestPayment.',
    input: z.strictObject({ orderId: Id, amountFen: FenAmount.check(z.gte(1)) }),
    output: OpenedPayment,
    refusals: [...OPENING, 'orders.not_possible', 'orders.more_than_owed'],
  }),
  'orders.payCode': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'order.write',
    summary: 'OR-07: a code at the counter that pays an order, or a part of it (Native).',
    input: z.strictObject({ orderId: Id, amountFen: FenAmount.check(z.gte(1)) }),
    output: OpenedCode,
    refusals: [...OPENING, 'orders.not_possible', 'orders.more_than_owed'],
  }),
  'orders.checkPayment': endpoint({
    kind: 'command',
    audience: 'signed-in',
    right: 'order.read',
    summary: 'How a payment of an order or a card stands; one that is waiting is asked for at WeChat Pay now. Out of reach, it stays as it is.',
    input: z.strictObject({ paymentId: Id }),
    output: z.object({ state: PayState, amountFen: z.int(), backFen: z.int() }),
    refusals: ['record.not_found'],
  }),
};
