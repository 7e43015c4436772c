import type { Fen } from '../kernel/money';
import { pot, type Till } from './accounts';
import { credit, debit, move, type Posting } from './posting';

/** Money that went through WeChat Pay: whose books, whose money, and what it was for. */
export interface PaymentOf {
  readonly paymentId: string;
  readonly storeId: string;
  readonly customerId: string;
  readonly bookingId?: string | null;
  readonly orderId?: string | null;
  readonly amountFen: Fen;
  readonly till: Till;
}

/** It came, and what it should pay needs it no more: it is promised back at once. */
export function unneeded({ amountFen, till, ...about }: PaymentOf): Posting {
  return {
    key: `payment/${about.paymentId}/not_needed`,
    act: 'payment.not_needed',
    ...about,
    lines: [debit(pot(till, about.storeId), amountFen), credit(pot('refund_due', about.storeId), amountFen)],
  };
}

/** The promised money has left the till. */
export function refundPaidOut({ amountFen, till, refundId, ...about }: PaymentOf & { readonly refundId: string }): Posting {
  return {
    key: `refund/${refundId}/paid_out`,
    act: 'refund.paid_out',
    ...about,
    lines: move(amountFen, pot('refund_due', about.storeId), pot(till, about.storeId)),
  };
}
