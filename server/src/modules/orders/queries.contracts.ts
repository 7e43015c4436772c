import { allow, refuse } from '@zhike/domain/kernel/decision';
import { VARIABLES } from '@zhike/domain/orders/contract-text';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { sqlOf } from '../../platform/db';
import { readFileBytes } from '../../platform/files';
import type { Input } from './input';
import { findContractRow, listContractRows, listTemplateRows } from './records.contracts';
import { findOrderRow } from './records.orders';
import { toContractView } from './view.contracts';

export async function listTemplates(ask: Ask<ActorOf<'orders.contractTemplates'>>): Answer<'orders.contractTemplates'> {
  return allow({ templates: await listTemplateRows(sqlOf(ask.ports.db)), variables: [...VARIABLES] });
}

/** OR-03: an order's contracts, and whether they still hold. */
export async function listContracts(ask: Ask, input: Input<'orders.contracts'>): Answer<'orders.contracts'> {
  const sql = sqlOf(ask.ports.db);
  const order = await findOrderRow(sql, input.orderId, ask.scope);
  if (!order) return refuse('record.not_found', { noun: 'order', id: input.orderId });
  const rows = await listContractRows(sql, order.id);
  return allow({ contracts: rows.map((row) => toContractView(row, order, rows[0]?.version ?? 0, ask.ports.shop.name)) });
}

export async function getContractFile(ask: Ask, input: Input<'orders.contractFile'>): Answer<'orders.contractFile'> {
  const sql = sqlOf(ask.ports.db);
  const row = await findContractRow(sql, input.contractId);
  const order = row && (await findOrderRow(sql, row.orderId, ask.scope));
  const bytes = row && order && (await readFileBytes(sql, row.signedFileId ?? row.fileId));
  if (!row || !order || !bytes) return refuse('record.not_found', { noun: 'contract', id: input.contractId });
  const fileName = `${order.code}-${row.version}${row.signedAt ? '-signed' : ''}.pdf`;
  return allow({ fileName, base64: bytes.toString('base64'), sha256: row.signedSha256 ?? row.sha256 });
}
