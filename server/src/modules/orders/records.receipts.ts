import { changeIn, type Sql, type Tx } from '../../platform/db';

export interface ReceiptRow {
  readonly id: string;
  readonly number: string;
  readonly orderId: string | null;
  readonly paymentId: string | null;
  readonly cardId: string | null;
  readonly transactionId: string | null;
  readonly title: string;
  readonly text: string;
  readonly fileId: string;
  readonly sha256: string;
  readonly createdAt: Date;
  readonly signerName: string | null;
  readonly signedAt: Date | null;
  readonly signedFileId: string | null;
  readonly signedSha256: string | null;
}

const RECEIPT = `SELECT r.id, r.number, r.order_id AS "orderId", r.order_payment_id AS "paymentId", r.card_id AS "cardId", r.transaction_id AS "transactionId", r.title, r.text, r.file_id AS "fileId", f.sha256, r.created_at AS "createdAt",
  r.signer_name AS "signerName", r.signed_at AS "signedAt", r.signed_file_id AS "signedFileId", s.sha256 AS "signedSha256"
  FROM receipts r JOIN files f ON f.id = r.file_id LEFT JOIN files s ON s.id = r.signed_file_id`;

/** An order's receipts, the newest first. */
export function listReceiptRows(sql: Sql, orderId: string): Promise<ReceiptRow[]> {
  return sql(`${RECEIPT} WHERE r.order_id = $1::uuid ORDER BY r.created_at DESC, r.id DESC`, [orderId]);
}

const KEYS = { id: 'r.id', paymentId: 'r.order_payment_id', transactionId: 'r.transaction_id' } as const;
type By = { readonly id: string } | { readonly paymentId: string } | { readonly transactionId: string };

export async function findReceiptRow(sql: Sql, by: By): Promise<ReceiptRow | null> {
  const [key, value] = Object.entries(by)[0] as [keyof typeof KEYS, string];
  return (await sql<ReceiptRow>(`${RECEIPT} WHERE ${KEYS[key]} = $1::uuid`, [value]))[0] ?? null;
}

/** The next number of a month. Trap: whoever calls holds the month's lock, or two would take the same one. */
export async function nextSerial(sql: Sql, month: string): Promise<number> {
  return (await sql<{ serial: number }>('SELECT COALESCE(max(serial), 0) + 1 AS serial FROM receipts WHERE month = $1', [month]))[0]?.serial ?? 1;
}

export async function insertReceipt(
  tx: Tx,
  receipt: Pick<ReceiptRow, 'id' | 'number' | 'orderId' | 'paymentId' | 'cardId' | 'transactionId' | 'title' | 'text' | 'fileId' | 'createdAt'> & {
    readonly month: string;
    readonly serial: number;
    readonly staffId: string | null;
  },
): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO receipts (id, number, month, serial, order_id, order_payment_id, card_id, transaction_id, title, text, file_id, staff_id, created_at)
     VALUES ($1::uuid, $2, $3, $4::int, $5::uuid, $6::uuid, $7::uuid, $8::uuid, $9, $10, $11::uuid, $12::uuid, $13::timestamptz)`,
    [
      receipt.id,
      receipt.number,
      receipt.month,
      receipt.serial,
      receipt.orderId,
      receipt.paymentId,
      receipt.cardId,
      receipt.transactionId,
      receipt.title,
      receipt.text,
      receipt.fileId,
      receipt.staffId,
      receipt.createdAt.toISOString(),
    ],
  );
}

export async function markReceiptSigned(
  tx: Tx,
  receiptId: string,
  signed: { readonly signerName: string; readonly at: Date; readonly signatureId: string; readonly signedFileId: string },
): Promise<void> {
  await changeIn(
    tx,
    'UPDATE receipts SET signer_name = $2, signed_at = $3::timestamptz, signature_id = $4::uuid, signed_file_id = $5::uuid WHERE id = $1::uuid AND signed_at IS NULL',
    [receiptId, signed.signerName, signed.at.toISOString(), signed.signatureId, signed.signedFileId],
  );
}
