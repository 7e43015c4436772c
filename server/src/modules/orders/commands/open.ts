import type { ApiRefusal } from '@zhike/domain/api';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { gathered, type Posting } from '@zhike/domain/ledger/posting';
import type { OrderVerb, OrderView } from '@zhike/domain/orders/contract';
import { isPossible } from '@zhike/domain/orders/policy';
import type { Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import type { Write } from '../../../platform/write';
import { postAlong } from '../../ledger/post';
import { findOrderRow, lockOrder, type OrderRow } from '../records.orders';
import { toOrderView } from '../view.orders';

/** The head of every step on an order: locks it, looks whether it is in the scope, still as it was seen, and allows the step. */
export async function openOrder(
  ask: Pick<Ask, 'scope'>,
  write: Write,
  wanted: { readonly orderId: string; readonly version?: number },
  verb: OrderVerb,
): Promise<Decision<OrderRow, ApiRefusal>> {
  const sql = sqlIn(write.tx);
  const notFound = refuse('record.not_found', { noun: 'order', id: wanted.orderId });
  if (!(await lockOrder(sql, wanted.orderId))) return notFound;
  const row = await findOrderRow(sql, wanted.orderId, ask.scope);
  if (!row) return notFound;
  if (wanted.version !== undefined && wanted.version !== row.version) return refuse('record.changed', { noun: 'order', id: row.id, version: row.version });
  return isPossible(row.phase, verb) ? allow(row) : refuse('orders.not_possible', { phase: row.phase, verb });
}

/** The order as it stands now, inside the transaction. */
export async function readOrder(write: Write, orderId: string): Promise<OrderRow> {
  const row = await findOrderRow(sqlIn(write.tx), orderId, { kind: 'all' });
  if (!row) throw new Error('an order vanished inside its own transaction');
  return row;
}

/** What every step answers: the order as it now is, for this reader. */
export async function answerOrder(ask: Pick<Ask, 'actor'>, write: Write, orderId: string): Promise<Decision<{ order: OrderView }, never>> {
  return allow({ order: toOrderView(await readOrder(write, orderId), { actor: ask.actor, now: write.now }) });
}

export const orderOf = (row: Pick<OrderRow, 'id' | 'storeId' | 'customerId'>) => ({ orderId: row.id, storeId: row.storeId, customerId: row.customerId });
export const aboutOf = (row: Pick<OrderRow, 'storeId' | 'customerId'>) => ({ storeId: row.storeId, customerId: row.customerId });

/** Writes an act into the books, unless it moves nothing: an order may be free. */
export function postMoving(write: Write, posting: Posting): void {
  if (gathered(posting.lines).length > 0) postAlong(write, posting);
}
