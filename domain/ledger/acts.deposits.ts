import type { Fen } from '../kernel/money';
import { pot, purse, type AccountRef, type Till } from './accounts';
import { move, type Posting } from './posting';

/** Whose deposit. */
export interface DepositOf {
  readonly bookingId: string;
  readonly storeId: string | null;
  readonly customerId: string | null;
}

/** The purse in which a booking's deposit lies. */
export const depositPurse = (of: DepositOf): AccountRef => purse('deposit', { holderId: of.bookingId, storeId: of.storeId, customerId: of.customerId });

const about = ({ bookingId, storeId, customerId }: DepositOf) => ({ bookingId, storeId, customerId });

/** Money for a booking came in. */
export function depositPaid(of: DepositOf & { readonly paymentId: string; readonly amountFen: Fen; readonly till: Till }): Posting {
  // Debit the till, credit what she has with us: both grow.
  const lines = [
    { account: pot(of.till, of.storeId), amount: of.amountFen },
    { account: depositPurse(of), amount: -of.amountFen },
  ];
  return { key: `payment/${of.paymentId}/paid`, act: 'deposit.paid', ...about(of), paymentId: of.paymentId, lines };
}

/** A part of it is promised back: hers still, but no deposit any more. */
export function depositPromisedBack(of: DepositOf & { readonly paymentId: string; readonly refundId: string; readonly amountFen: Fen }): Posting {
  return {
    key: `refund/${of.refundId}/promised`,
    act: 'refund.promised',
    ...about(of),
    paymentId: of.paymentId,
    lines: move(of.amountFen, depositPurse(of), pot('refund_due', of.storeId)),
  };
}

/** The service was given: the deposit is the shop's. */
export function depositEarned(of: DepositOf & { readonly amountFen: Fen }): Posting {
  return {
    key: `booking/${of.bookingId}/deposit_earned`,
    act: 'deposit.earned',
    ...about(of),
    lines: move(of.amountFen, depositPurse(of), pot('revenue', of.storeId)),
  };
}

/** Cancelled late or not come: what the terms keep. */
export function depositKept(of: DepositOf & { readonly amountFen: Fen }): Posting {
  return {
    key: `booking/${of.bookingId}/deposit_kept`,
    act: 'deposit.kept',
    ...about(of),
    lines: move(of.amountFen, depositPurse(of), pot('forfeited', of.storeId)),
  };
}
