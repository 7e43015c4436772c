import type { ApiRefusal } from '@zhike/domain/api';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import type { ReceiptView } from '@zhike/domain/orders/contract';
import { sqlIn, type Sql } from '../../platform/db';
import { keepFile, readFileBytes } from '../../platform/files';
import { newId } from '../../platform/ids';
import { lockKeys } from '../../platform/locks';
import type { Pdf } from '../../platform/pdf';
import type { Ports } from '../../platform/ports';
import type { Write } from '../../platform/write';
import { findReceiptRow, insertReceipt, markReceiptSigned, nextSerial, type ReceiptRow } from './records.receipts';
import { PDF_TYPE, signPaper } from './signing';
import { todayIn } from './view.orders';
import { toReceiptView } from './view.receipts';

export { findReceiptRow, type ReceiptRow } from './records.receipts';
export { momentIn } from './signing';

/* How receipts are given out, signed and taken along, whatever they are of: whoever gives one out has looked that it may. */

export const NO_FONT = refuse('orders.no_font', { setting: 'CONTRACT_FONT' as const });
const SERIAL_DIGITS = 5;

/** The paper that is to be given out. */
export interface Paper {
  readonly of: { readonly orderId: string; readonly paymentId: string } | { readonly cardId: string; readonly transactionId: string };
  readonly zone: string;
  readonly title: string;
  /** Its words, once its number is known. */
  readonly words: (number: string) => string;
  /** Null: she asked for it herself. */
  readonly staffId: string | null;
}

async function answer(write: Write, receiptId: string): Promise<Decision<{ receipt: ReceiptView }, never>> {
  const row = await findReceiptRow(sqlIn(write.tx), { id: receiptId });
  if (!row) throw new Error('a receipt vanished inside its own transaction');
  return allow({ receipt: toReceiptView(row) });
}

/** OR-06: one receipt for what it is of; the month's numbers are given out one after the other, without gaps. `tell`: writes the event, with the number. */
export async function giveOut(
  write: Write,
  pdf: Pdf,
  paper: Paper,
  tell: (number: string) => Promise<unknown>,
): Promise<Decision<{ receipt: ReceiptView }, ApiRefusal>> {
  const sql = sqlIn(write.tx);
  const month = todayIn(paper.zone, write.now).slice(0, 7);
  await lockKeys(write.tx, { alone: [`receipts:${month}`] });
  const serial = await nextSerial(sql, month);
  const number = `S${month.slice(2).replace('-', '')}-${String(serial).padStart(SERIAL_DIGITS, '0')}`;
  const { title, staffId } = paper;
  const text = paper.words(number);
  const file = await keepFile(write.tx, { mediaType: PDF_TYPE, bytes: await pdf.write({ title, text, createdAt: write.now }), now: write.now });
  const none = { orderId: null, paymentId: null, cardId: null, transactionId: null };
  const id = newId(write.now);
  await insertReceipt(write.tx, { ...none, ...paper.of, id, number, month, serial, title, text, fileId: file.id, staffId, createdAt: write.now });
  await tell(number);
  return answer(write, id);
}

interface Hand {
  readonly signerName: string;
  readonly signature: string;
}

/** OR-06: her hand under it, once; what she signs is exactly what she read. The receipt is one that the reader reaches, of a locked record. */
export async function signOne(
  write: Write,
  { pdf }: Pick<Ports, 'pdf'>,
  row: ReceiptRow & { readonly zone: string },
  hand: Hand,
  tell: (sha256: string) => Promise<unknown>,
): Promise<Decision<{ receipt: ReceiptView }, ApiRefusal>> {
  if (!pdf) return NO_FONT;
  if (row.signedAt) return refuse('orders.receipt_signed', { number: row.number });
  const { signerName, signature } = hand;
  const signed = await signPaper(write, pdf, { title: row.title, text: row.text, sha256: row.sha256, zone: row.zone, signerName, signature });
  if (!signed) return refuse('orders.signature_invalid', { mediaType: 'image/png' as const });
  await markReceiptSigned(write.tx, row.id, { signerName, at: write.now, signatureId: signed.signatureId, signedFileId: signed.signedFileId });
  await tell(signed.sha256);
  return answer(write, row.id);
}

/** Its file: signed when it is signed; null when there is none. */
export async function fileOf(sql: Sql, row: ReceiptRow): Promise<{ readonly fileName: string; readonly base64: string; readonly sha256: string } | null> {
  const bytes = await readFileBytes(sql, row.signedFileId ?? row.fileId);
  return bytes && { fileName: `${row.number}${row.signedAt ? '-signed' : ''}.pdf`, base64: bytes.toString('base64'), sha256: row.signedSha256 ?? row.sha256 };
}

export const receiptOf = (row: ReceiptRow): { receipt: ReceiptView } => ({ receipt: toReceiptView(row) });
