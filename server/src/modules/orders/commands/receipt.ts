import { allow, refuse } from '@zhike/domain/kernel/decision';
import { receiptTitle, writeReceipt } from '@zhike/domain/orders/receipt-text';
import type { Answer, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import { keepFile } from '../../../platform/files';
import { newId } from '../../../platform/ids';
import { lockKeys } from '../../../platform/locks';
import type { Write } from '../../../platform/write';
import { isPlaceholder } from '../../customers/naming';
import type { Input } from '../input';
import { findOrderRow, lockOrder, type OrderRow } from '../records.orders';
import { findReceiptRow, insertReceipt, markReceiptSigned, nextSerial } from '../records.receipts';
import { momentIn, PDF_TYPE, signPaper } from '../signing';
import { todayIn } from '../view.orders';
import { toReceiptView } from '../view.receipts';
import { aboutOf } from './open';

const NO_FONT = refuse('orders.no_font', { setting: 'CONTRACT_FONT' as const });
const SERIAL_DIGITS = 5;

async function answer(write: Write, receiptId: string) {
  const row = await findReceiptRow(sqlIn(write.tx), { id: receiptId });
  if (!row) throw new Error('a receipt vanished inside its own transaction');
  return allow({ receipt: toReceiptView(row) });
}

const itemsOf = (order: OrderRow): string[] => {
  const standing = order.lines.filter((line) => line.state === 'sold');
  return (standing.length > 0 ? standing : order.lines).map((line) => line.sold.name);
};

/** OR-06: one receipt for a payment; whoever asks again gets the same one. The month's numbers are given out one after the other, without gaps. */
export async function issueReceipt(ask: Ask, input: Input<'orders.issueReceipt'>, write: Write): Answer<'orders.issueReceipt'> {
  const { pdf, shop } = ask.ports;
  if (!pdf) return NO_FONT;
  const sql = sqlIn(write.tx);
  const notFound = refuse('record.not_found', { noun: 'order_payment', id: input.paymentId });
  if (!(await lockOrder(sql, input.orderId))) return notFound;
  const order = await findOrderRow(sql, input.orderId, ask.scope);
  const payment = order?.payments.find((one) => one.id === input.paymentId && one.kind !== 'void');
  if (!order || !payment) return notFound;
  const known = await findReceiptRow(sql, { paymentId: payment.id });
  if (known) return allow({ receipt: toReceiptView(known) });
  const month = todayIn(order.zone, write.now).slice(0, 7);
  await lockKeys(write.tx, { alone: [`receipts:${month}`] });
  const serial = await nextSerial(sql, month);
  const number = `S${month.slice(2).replace('-', '')}-${String(serial).padStart(SERIAL_DIGITS, '0')}`;
  const title = receiptTitle(payment.kind);
  const text = writeReceipt({
    number,
    shopName: shop.name,
    storeName: order.storeName,
    paidAt: momentIn(order.zone, new Date(payment.at)),
    orderCode: order.code,
    payerName: isPlaceholder(order.customerName) ? null : order.customerName,
    items: itemsOf(order),
    payment,
    byName: payment.byName,
  });
  const file = await keepFile(write.tx, { mediaType: PDF_TYPE, bytes: await pdf.write({ title, text, createdAt: write.now }), now: write.now });
  const id = newId(write.now);
  const staffId = ask.actor.kind === 'staff' ? ask.actor.staffId : null;
  const row = { id, number, month, serial, orderId: order.id, paymentId: payment.id, title, text, fileId: file.id, staffId, createdAt: write.now };
  await insertReceipt(write.tx, row);
  await write.event({ type: 'order.receipt_issued', ...aboutOf(order), data: { orderId: order.id, number } });
  return answer(write, id);
}

/** OR-06: her hand under it, once; what she signs is exactly what she read. */
export async function signReceipt(ask: Ask, input: Input<'orders.signReceipt'>, write: Write): Answer<'orders.signReceipt'> {
  const { pdf } = ask.ports;
  if (!pdf) return NO_FONT;
  const sql = sqlIn(write.tx);
  const notFound = refuse('record.not_found', { noun: 'receipt', id: input.receiptId });
  const found = await findReceiptRow(sql, { id: input.receiptId });
  if (!found || !(await lockOrder(sql, found.orderId))) return notFound;
  const order = await findOrderRow(sql, found.orderId, ask.scope);
  const row = await findReceiptRow(sql, { id: input.receiptId });
  if (!order || row?.sha256 !== input.sha256) return notFound;
  if (row.signedAt) return refuse('orders.receipt_signed', { number: row.number });
  const { signerName, signature } = input;
  const signed = await signPaper(write, pdf, { title: row.title, text: row.text, sha256: row.sha256, zone: order.zone, signerName, signature });
  if (!signed) return refuse('orders.signature_invalid', { mediaType: 'image/png' as const });
  await markReceiptSigned(write.tx, row.id, { signerName, at: write.now, signatureId: signed.signatureId, signedFileId: signed.signedFileId });
  await write.event({ type: 'order.receipt_signed', ...aboutOf(order), data: { orderId: order.id, number: row.number, sha256: signed.sha256 } });
  return answer(write, row.id);
}
