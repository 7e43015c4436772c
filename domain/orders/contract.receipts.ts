import * as z from 'zod/mini';
import { endpoint, Id, Instant, text } from '../kernel/contract';
import { Signature } from './contract.contracts';

/** A numbered receipt for one payment or refund: of an order, or of a card. */
export const ReceiptView = z.object({
  id: Id,
  number: z.string(),
  /** Null, both: it is of a card. */
  orderId: z.nullable(Id),
  paymentId: z.nullable(Id),
  /** The card, and the act of its history that moved the money; null, both: it is of an order. */
  cardId: z.nullable(Id),
  transactionId: z.nullable(Id),
  title: z.string(),
  text: z.string(),
  state: z.enum(['draft', 'signed']),
  /** SHA-256 of the file as it was given out, in hex. */
  sha256: z.string(),
  signature: z.nullable(z.object({ name: z.string(), at: Instant, sha256: z.string() })),
  createdAt: Instant,
});
export type ReceiptView = z.infer<typeof ReceiptView>;

const Party = { audience: 'signed-in', right: 'order.read' } as const;
export const receiptAnswer = z.object({ receipt: ReceiptView });
export const receiptFile = z.object({ fileName: z.string(), base64: z.string(), sha256: z.string() });
/** A hand under a receipt: `sha256` of what was read. */
export const receiptSigning = z.strictObject({
  receiptId: Id,
  sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  signerName: text(20, 1),
  signature: Signature,
});

export const receiptEndpoints = {
  'orders.receipts': endpoint({
    ...Party,
    kind: 'query',
    summary: 'OR-06: the receipts of an order, the newest first.',
    input: z.strictObject({ orderId: Id }),
    output: z.object({ receipts: z.array(ReceiptView) }),
    refusals: ['record.not_found'],
  }),
  'orders.issueReceipt': endpoint({
    ...Party,
    kind: 'command',
    summary: 'OR-06: a receipt for a payment or a refund as a numbered PDF; asked for again it is the same one. Numbers of a month have no gaps.',
    input: z.strictObject({ orderId: Id, paymentId: Id }),
    output: receiptAnswer,
    refusals: ['record.not_found', 'orders.no_font'],
  }),
  'orders.receiptFile': endpoint({
    ...Party,
    kind: 'query',
    summary: 'The PDF: signed when it is signed, else as given out.',
    input: z.strictObject({ receiptId: Id }),
    output: receiptFile,
    refusals: ['record.not_found'],
  }),
  'orders.signReceipt': endpoint({
    ...Party,
    kind: 'command',
    summary: 'OR-06: the customer signs it, on her own phone or at the counter. Image, name, time and the hash of what was signed go into the signed file.',
    input: receiptSigning,
    output: receiptAnswer,
    refusals: ['record.not_found', 'orders.receipt_signed', 'orders.signature_invalid', 'orders.no_font'],
  }),
};
