import type { ApiRefusal } from '@zhike/domain/api';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import type { ContractView } from '@zhike/domain/orders/contract';
import { decideTemplate, writeContract } from '@zhike/domain/orders/contract-text';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import { keepFile } from '../../../platform/files';
import { newId } from '../../../platform/ids';
import { lockKeys } from '../../../platform/locks';
import type { Ports } from '../../../platform/ports';
import type { Write } from '../../../platform/write';
import { isPlaceholder, nameCustomer } from '../../customers/naming';
import type { Input } from '../input';
import { findContractRow, findTemplate, insertContract, listContractRows, markSigned, saveTemplateRow } from '../records.contracts';
import { findOrderRow, lockOrder, type OrderRow } from '../records.orders';
import { todayIn } from '../view.orders';
import { contractFacts, toContractView } from '../view.contracts';
import { PDF_TYPE, signPaper } from '../signing';
import { aboutOf, openOrder, readOrder } from './open';

const NO_FONT = refuse('orders.no_font', { setting: 'CONTRACT_FONT' as const });

export async function saveTemplate(
  ask: Ask<ActorOf<'orders.saveContractTemplate'>>,
  input: Input<'orders.saveContractTemplate'>,
  write: Write,
): Answer<'orders.saveContractTemplate'> {
  if (ask.scope.kind !== 'all') return refuse('access.forbidden', { right: 'catalogue.manage' });
  const decided = decideTemplate(input.body);
  if (!decided.ok) return decided;
  await lockKeys(write.tx, { alone: ['contract-templates'] });
  const sql = sqlIn(write.tx);
  const old = input.templateId === null ? null : await findTemplate(sql, { id: input.templateId });
  if (input.templateId !== null && !old) return refuse('record.not_found', { noun: 'contract_template', id: input.templateId });
  const version = old?.version ?? 0;
  if (version !== input.version) return refuse('record.changed', { noun: 'contract_template', id: old?.id ?? '', version });
  const named = await findTemplate(sql, { name: input.name });
  if (named && named.id !== old?.id) return refuse('catalogue.name_taken', { name: input.name });
  const template = { id: old?.id ?? newId(write.now), version: version + 1, name: input.name, body: input.body, active: input.active };
  await saveTemplateRow(write.tx, template);
  await write.event({ type: 'contract.template_saved', data: { templateId: template.id, version: template.version } });
  return allow({ template });
}

/** OR-03: the order's next contract. It holds once it is signed, and as long as the order says the same. */
export async function drawContract(ask: Ask<ActorOf<'orders.drawContract'>>, input: Input<'orders.drawContract'>, write: Write): Answer<'orders.drawContract'> {
  if (!ask.ports.pdf) return NO_FONT;
  const opened = await openOrder(ask, write, input, 'draw_contract');
  if (!opened.ok) return opened;
  const { customerName } = opened.value;
  if (isPlaceholder(customerName)) {
    // A contract is with a person: whom the shop knows by a number only is asked for her name first.
    const name = input.customerName?.trim() ?? '';
    if (name === '' || isPlaceholder(name)) return refuse('orders.customer_nameless', { name: customerName });
    const { customerId, storeId } = opened.value;
    nameCustomer(write, { customerId, storeId, name: customerName }, name);
  }
  return drawUp(write, ask.ports, await readOrder(write, opened.value.id), { templateId: input.templateId, staffId: ask.actor.staffId });
}

/** The next contract of an order that is locked or new. */
export async function drawUp(
  write: Write,
  { pdf, shop }: Pick<Ports, 'pdf' | 'shop'>,
  order: OrderRow,
  { templateId, staffId }: { readonly templateId: string; readonly staffId: string | null },
): Promise<Decision<{ contract: ContractView }, ApiRefusal>> {
  if (!pdf) return NO_FONT;
  const sql = sqlIn(write.tx);
  const template = await findTemplate(sql, { id: templateId });
  if (!template?.active) return refuse('record.not_found', { noun: 'contract_template', id: templateId });
  const drawnOn = todayIn(order.zone, write.now);
  const text = writeContract(template.body, contractFacts(order, shop.name, drawnOn));
  const bytes = await pdf.write({ title: template.name, text, createdAt: write.now });
  const file = await keepFile(write.tx, { mediaType: PDF_TYPE, bytes, now: write.now });
  const version = ((await listContractRows(sql, order.id))[0]?.version ?? 0) + 1;
  const id = newId(write.now);
  const { name, body } = template;
  await insertContract(write.tx, {
    id,
    orderId: order.id,
    version,
    name,
    body,
    text,
    drawnOn,
    fileId: file.id,
    createdAt: write.now,
    staffId,
  });
  await write.event({ type: 'contract.drawn', ...aboutOf(order), data: { orderId: order.id, version } });
  const row = await findContractRow(sql, id);
  if (!row) throw new Error('a contract vanished inside its own transaction');
  return allow({ contract: toContractView(row, order, version, shop.name) });
}

/** OR-03: her name, the picture of her hand, the time and the hash of what she read go into the signed file. Once. */
export async function signContract(ask: Ask<ActorOf<'orders.signContract'>>, input: Input<'orders.signContract'>, write: Write): Answer<'orders.signContract'> {
  const { pdf, shop } = ask.ports;
  if (!pdf) return NO_FONT;
  const sql = sqlIn(write.tx);
  const notFound = refuse('record.not_found', { noun: 'contract', id: input.contractId });
  const found = await findContractRow(sql, input.contractId);
  // The order first: whoever changes it waits until it is signed, or is seen.
  if (!found || !(await lockOrder(sql, found.orderId))) return notFound;
  const order = await findOrderRow(sql, found.orderId, ask.scope);
  const row = await findContractRow(sql, input.contractId);
  if (!order || !row) return notFound;
  const newest = (await listContractRows(sql, order.id))[0]?.version ?? 0;
  const { state } = toContractView(row, order, newest, shop.name);
  if (state !== 'draft' || row.sha256 !== input.sha256) return refuse('orders.contract_over', { state, version: newest });
  if (isPlaceholder(order.customerName)) return refuse('orders.customer_nameless', { name: order.customerName });
  const { signerName, signature } = input;
  const signed = await signPaper(write, pdf, { title: row.name, text: row.text, sha256: row.sha256, zone: order.zone, signerName, signature });
  if (!signed) return refuse('orders.signature_invalid', { mediaType: 'image/png' as const });
  await markSigned(write.tx, row.id, { signerName, at: write.now, signatureId: signed.signatureId, signedFileId: signed.signedFileId });
  await write.event({ type: 'contract.signed', ...aboutOf(order), data: { orderId: order.id, version: row.version, sha256: signed.sha256 } });
  const after = await findContractRow(sql, row.id);
  if (!after) throw new Error('a contract vanished inside its own transaction');
  return allow({ contract: toContractView(after, order, newest, shop.name) });
}
