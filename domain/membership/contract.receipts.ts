import * as z from 'zod/mini';
import { endpoint, Id } from '../kernel/contract';
import { receiptAnswer, receiptFile, receiptSigning } from '../orders/contract';

const Party = { audience: 'signed-in', right: 'card.read' } as const;

/** Receipts of cards: the same papers, numbers and signing as those of orders. */
export const cardReceiptEndpoints = {
  'membership.issueReceipt': endpoint({
    ...Party,
    kind: 'command',
    summary:
      'OR-06, CD-06: a receipt for what was paid for a card, or went back of it; asked for again it is the same one. To a customer of her own card only.',
    input: z.strictObject({ cardId: Id, transactionId: Id }),
    output: receiptAnswer,
    refusals: ['record.not_found', 'orders.no_font'],
  }),
  'membership.receiptFile': endpoint({
    ...Party,
    kind: 'query',
    summary: 'The PDF: signed when it is signed, else as given out.',
    input: z.strictObject({ receiptId: Id }),
    output: receiptFile,
    refusals: ['record.not_found'],
  }),
  'membership.signReceipt': endpoint({
    ...Party,
    kind: 'command',
    summary: 'OR-06: the customer signs it, on her own phone or at the counter.',
    input: receiptSigning,
    output: receiptAnswer,
    refusals: ['record.not_found', 'orders.receipt_signed', 'orders.signature_invalid', 'orders.no_font'],
  }),
};
