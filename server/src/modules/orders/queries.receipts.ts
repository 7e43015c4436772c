import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { Answer, Ask } from '../../http/route';
import { sqlOf } from '../../platform/db';
import type { Input } from './input';
import { fileOf } from './receipts';
import { findOrderRow } from './records.orders';
import { findReceiptRow, listReceiptRows } from './records.receipts';
import { toReceiptView } from './view.receipts';

export async function listReceipts(ask: Ask, input: Input<'orders.receipts'>): Answer<'orders.receipts'> {
  const sql = sqlOf(ask.ports.db);
  const order = await findOrderRow(sql, input.orderId, ask.scope);
  if (!order) return refuse('record.not_found', { noun: 'order', id: input.orderId });
  return allow({ receipts: (await listReceiptRows(sql, order.id)).map(toReceiptView) });
}

export async function getReceiptFile(ask: Ask, input: Input<'orders.receiptFile'>): Answer<'orders.receiptFile'> {
  const sql = sqlOf(ask.ports.db);
  const row = await findReceiptRow(sql, { id: input.receiptId });
  const order = row?.orderId ? await findOrderRow(sql, row.orderId, ask.scope) : null;
  const file = row && order && (await fileOf(sql, row));
  return file ? allow(file) : refuse('record.not_found', { noun: 'receipt', id: input.receiptId });
}
