import * as z from 'zod/mini';
import { endpoint, Id } from '../kernel/contract';
import { BookingView } from '../booking/contract';
import { contractEndpoints } from './contract.contracts';
import { openEndpoints } from './contract.open';
import { orderEndpoints } from './contract.orders';
import { payEndpoints, RequestPayment } from './contract.pay';
import { receiptEndpoints } from './contract.receipts';
import { shippingEndpoints } from './contract.shipping';

export * from './contract.contracts';
export * from './contract.open';
export * from './contract.pay';
export * from './contract.receipts';
export * from './contract.refusals';
export * from './contract.shipping';
export * from './contract.views';

/** `POST /callbacks/wechat-pay/payment` and `/callbacks/wechat-pay/refund` take WeChat Pay's signed notifications. */
export const ordersEndpoints = {
  ...orderEndpoints,
  ...openEndpoints,
  ...contractEndpoints,
  ...receiptEndpoints,
  ...payEndpoints,
  ...shippingEndpoints,
  'orders.payDeposit': endpoint({
    kind: 'command',
    audience: 'customer',
    right: null,
    summary: "Open the deposit's WeChat Pay order and get the parameters for wx.requestPayment.",
    input: z.strictObject({ bookingId: Id }),
    output: z.object({ requestPayment: RequestPayment, amountFen: z.int() }),
    refusals: ['record.not_found', 'orders.nothing_to_pay', 'orders.hold_expired', 'orders.payment_rejected', 'service.unavailable'],
  }),
  'orders.checkDeposit': endpoint({
    kind: 'command',
    audience: 'customer',
    right: null,
    summary: 'Ask WeChat Pay now instead of waiting for its notification; answers the booking as it then stands.',
    input: z.strictObject({ bookingId: Id }),
    output: z.object({ booking: BookingView }),
    refusals: ['record.not_found'],
  }),
};
