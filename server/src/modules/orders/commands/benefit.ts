import type { ApiRefusal } from '@zhike/domain/api';
import type { Actor } from '@zhike/domain/kernel/actor';
import { allow, refuse, type Decision, type RefusalOf } from '@zhike/domain/kernel/decision';
import { orderChanged } from '@zhike/domain/ledger/acts.orders';
import { decideBenefit, standing, type BenefitPart } from '@zhike/domain/orders/benefits';
import type { BenefitKind, OrdersRefusals } from '@zhike/domain/orders/contract';
import { fitInstalments, incomeOf } from '@zhike/domain/orders/money';
import { isPossible } from '@zhike/domain/orders/policy';
import { isEarned } from '@zhike/domain/orders/stages';
import { sqlIn } from '../../../platform/db';
import type { Write } from '../../../platform/write';
import { deleteBenefit, insertBenefit, moveLines } from '../records.benefits';
import { findOrderRow, lockOrder, type OrderRow } from '../records.orders';
import { changeOrder, replaceInstalments } from '../records.orders.write';
import { aboutOf, orderOf, postMoving, readOrder } from './open';
import { billedLines, walk } from './step';

export type { OrderRow } from '../records.orders';

/** What another module takes off a bill. `sourceId`: what it came from; one source counts once on an order. */
export interface Benefit {
  readonly kind: BenefitKind;
  readonly sourceId: string;
  /** As the bill shows it. */
  readonly name: string;
  /** Which lines carry how much of it: `spreadOverLines` shares an amount out. */
  readonly parts: readonly BenefitPart[];
}
export type BenefitSource = Pick<Benefit, 'kind' | 'sourceId'>;

/** Locks an order until the transaction ends, for a module that puts something on its bill; null when there is none. */
export async function lockForBenefit(write: Write, orderId: string): Promise<OrderRow | null> {
  const sql = sqlIn(write.tx);
  return (await lockOrder(sql, orderId)) ? findOrderRow(sql, orderId, { kind: 'all' }) : null;
}

async function openBill(write: Write, orderId: string): Promise<Decision<OrderRow, ApiRefusal>> {
  const row = await lockForBenefit(write, orderId);
  if (!row) return refuse('record.not_found', { noun: 'order', id: orderId });
  return isPossible(row.phase, 'change') ? allow(row) : refuse('orders.not_possible', { phase: row.phase, verb: 'change' });
}

/** The bill and its due items at another height, and the difference in the books: lines have been moved already. */
async function rebill(write: Write, before: OrderRow, deltaFen: number): Promise<void> {
  const after = await readOrder(write, before.id);
  const billedFen = before.billedFen + deltaFen;
  await replaceInstalments(write.tx, before.id, fitInstalments(before.instalments, billedFen));
  await changeOrder(write.tx, before.id, { billedFen, benefitFen: before.benefitFen - deltaFen });
  const earned = isEarned(before.stages, before.stage);
  postMoving(
    write,
    orderChanged({ ...orderOf(before), version: before.version + 1 }, incomeOf(billedLines(before), earned), incomeOf(billedLines(after), earned)),
  );
}

/** The customer takes off her bill what is hers as long as it is not paid with it: then the shop looks at it first. */
export function decideTakingOff(
  actor: Actor,
  row: Pick<OrderRow, 'billedFen' | 'paidFen'>,
): Decision<null, RefusalOf<Pick<OrdersRefusals, 'orders.benefit_settled'>>> {
  const settled = row.paidFen > 0 && row.paidFen >= row.billedFen;
  return actor.kind === 'customer' && settled ? refuse('orders.benefit_settled', { paidFen: row.paidFen }) : allow(null);
}

/**
 * Takes a benefit off an open order's bill: lines, due items and books follow, and the order walks on when that pays it. Refused: a second
 * time from one source, more than its lines cost, more than is left to pay. Whoever calls has decided who may.
 */
export async function addBenefit(write: Write, orderId: string, benefit: Benefit): Promise<Decision<{ readonly amountFen: number }, ApiRefusal>> {
  const opened = await openBill(write, orderId);
  if (!opened.ok) return opened;
  const row = opened.value;
  if (row.benefits.some((one) => one.kind === benefit.kind && one.sourceId === benefit.sourceId)) return refuse('orders.benefit_there', { name: benefit.name });
  const decided = decideBenefit({ lines: billedLines(row), billedFen: row.billedFen, paidFen: row.paidFen }, benefit.parts);
  if (!decided.ok) return decided;
  const amountFen = decided.value;
  const { kind, sourceId, name, parts } = benefit;
  const staffId = write.actor.kind === 'staff' ? write.actor.staffId : null;
  await insertBenefit(write.tx, row.id, { kind, sourceId, name, parts, amountFen, staffId, at: write.now });
  await moveLines(write.tx, parts, -1);
  await rebill(write, row, -amountFen);
  await write.event({ type: 'order.benefit_added', ...aboutOf(row), data: { orderId: row.id, kind, sourceId, amountFen } });
  await walk(write, row.id);
  return allow({ amountFen });
}

/** Puts what a benefit took off back on the bill of an open order, as far as its lines still stand. */
export async function removeBenefit(write: Write, orderId: string, source: BenefitSource): Promise<Decision<{ readonly amountFen: number }, ApiRefusal>> {
  const opened = await openBill(write, orderId);
  if (!opened.ok) return opened;
  const row = opened.value;
  const { kind, sourceId } = source;
  const benefit = row.benefits.find((one) => one.kind === kind && one.sourceId === sourceId);
  if (!benefit) return refuse('orders.benefit_not_there', { kind, sourceId });
  const amountFen = standing(benefit.parts, row.lines);
  await deleteBenefit(write.tx, row.id, source);
  await moveLines(write.tx, benefit.parts, 1);
  await rebill(write, row, amountFen);
  await write.event({ type: 'order.benefit_removed', ...aboutOf(row), data: { orderId: row.id, kind, sourceId, amountFen } });
  return allow({ amountFen });
}
