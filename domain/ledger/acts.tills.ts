import type { Fen } from '../kernel/money';
import { pot } from './accounts';
import { credit, debit, type Posting } from './posting';

/** A drawer was counted. `closingId` makes it happen once. */
export interface CountOf {
  readonly closingId: string;
  readonly storeId: string;
}

/** It held more (positive) or less than the books said: the books follow the count. */
export function tillCounted(of: CountOf & { readonly differenceFen: Fen; readonly note: string }): Posting {
  const lines = [debit(pot('cash', of.storeId), of.differenceFen), credit(pot('over_short', of.storeId), of.differenceFen)];
  return { key: `till_closing/${of.closingId}/counted`, act: 'till.counted', storeId: of.storeId, customerId: null, note: of.note, lines };
}

/** A part of it goes to the bank. */
export function tillBanked(of: CountOf & { readonly amountFen: Fen }): Posting {
  const lines = [debit(pot('bank', of.storeId), of.amountFen), credit(pot('cash', of.storeId), of.amountFen)];
  return { key: `till_closing/${of.closingId}/banked`, act: 'till.banked', storeId: of.storeId, customerId: null, lines };
}
