import { allow, refuse } from '@zhike/domain/kernel/decision';
import { receiptTitle, writeReceipt } from '@zhike/domain/orders/receipt-text';
import type { Answer, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import type { Write } from '../../../platform/write';
import { isPlaceholder } from '../../customers/naming';
import type { Input } from '../input';
import { findReceiptRow, giveOut, momentIn, NO_FONT, receiptOf, signOne } from '../receipts';
import { findOrderRow, lockOrder, type OrderRow } from '../records.orders';
import { aboutOf } from './open';

const itemsOf = (order: OrderRow): string[] => {
  const standing = order.lines.filter((line) => line.state === 'sold');
  return (standing.length > 0 ? standing : order.lines).map((line) => line.sold.name);
};

/** OR-06: one receipt for a payment; whoever asks again gets the same one. */
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
  if (known) return allow(receiptOf(known));
  const words = (number: string): string =>
    writeReceipt({
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
  const staffId = ask.actor.kind === 'staff' ? ask.actor.staffId : null;
  const paper = { of: { orderId: order.id, paymentId: payment.id }, zone: order.zone, title: receiptTitle(payment.kind), words, staffId };
  return giveOut(write, pdf, paper, (number) => write.event({ type: 'order.receipt_issued', ...aboutOf(order), data: { orderId: order.id, number } }));
}

export async function signReceipt(ask: Ask, input: Input<'orders.signReceipt'>, write: Write): Answer<'orders.signReceipt'> {
  if (!ask.ports.pdf) return NO_FONT;
  const sql = sqlIn(write.tx);
  const notFound = refuse('record.not_found', { noun: 'receipt', id: input.receiptId });
  const found = await findReceiptRow(sql, { id: input.receiptId });
  if (!found?.orderId || !(await lockOrder(sql, found.orderId))) return notFound;
  const order = await findOrderRow(sql, found.orderId, ask.scope);
  const row = await findReceiptRow(sql, { id: input.receiptId });
  if (!order || row?.sha256 !== input.sha256) return notFound;
  const tell = (sha256: string) => write.event({ type: 'order.receipt_signed', ...aboutOf(order), data: { orderId: order.id, number: row.number, sha256 } });
  return signOne(write, ask.ports, { ...row, zone: order.zone }, input, tell);
}
