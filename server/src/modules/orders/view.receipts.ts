import type { ReceiptView } from '@zhike/domain/orders/contract';
import type { ReceiptRow } from './records.receipts';

export function toReceiptView(row: ReceiptRow): ReceiptView {
  const { id, number, orderId, paymentId, cardId, transactionId, title, text, sha256, createdAt, signerName, signedAt, signedSha256 } = row;
  const signature = signedAt && signerName && signedSha256 ? { name: signerName, at: signedAt.toISOString(), sha256: signedSha256 } : null;
  return {
    id,
    number,
    orderId,
    paymentId,
    cardId,
    transactionId,
    title,
    text,
    state: signature ? 'signed' : 'draft',
    sha256,
    signature,
    createdAt: createdAt.toISOString(),
  };
}
