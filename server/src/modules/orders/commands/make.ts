import type { ApiRefusal } from '@zhike/domain/api';
import type { BusinessLine } from '@zhike/domain/catalogue/contract';
import type { SoldLine } from '@zhike/domain/catalogue/policy';
import { sumLines } from '@zhike/domain/catalogue/pricing';
import { limitOf } from '@zhike/domain/kernel/access';
import type { StaffActor } from '@zhike/domain/kernel/actor';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { type FieldValue, findFieldProblem } from '@zhike/domain/kernel/fields';
import type { InstalmentInput } from '@zhike/domain/orders/contract';
import { decideInstalments, isAbove } from '@zhike/domain/orders/money';
import { spread } from '@zhike/domain/kernel/spread';
import type { Sql } from '../../../platform/db';
import { newCode, newId } from '../../../platform/ids';
import type { Write } from '../../../platform/write';
import { findLine } from '../../catalogue/queries';
import { insertOrder, insertStep, replaceInstalments, replaceLines, replaceShares } from '../records.orders.write';
import { aboutOf } from './open';
import { billOrder } from './step';

/** `D261126-7K3M9P`: what people say on the phone; the day is the store's. */
export const codeOf = (letter: string, date: string): string => `${letter}${date.slice(2).replaceAll('-', '')}-${newCode(6)}`;

/** The line of business of a new order or quote, with the values of its form checked. */
export async function decideForm(sql: Sql, lineId: string, form: Readonly<Record<string, FieldValue>>): Promise<Decision<BusinessLine, ApiRefusal>> {
  const line = await findLine(sql, lineId);
  if (!line) return refuse('record.not_found', { noun: 'business_line', id: lineId });
  if (!line.active) return refuse('orders.line_inactive', { name: line.name });
  const problem = findFieldProblem(line.fields, form);
  if (!problem) return allow(line);
  return refuse('orders.form_value_invalid', {
    field: line.fields.find((field) => field.key === problem.field)?.label ?? problem.field,
    problem: problem.problem,
  });
}

/** In whose name it is sold, and how much of the price she may give off by herself. */
export interface Seller {
  /** Null: nobody's; the shop sells it itself. */
  readonly staffId: string | null;
  readonly maxPercent: number;
}
export const sellerOf = (actor: StaffActor): Seller => ({ staffId: actor.staffId, maxPercent: limitOf(actor, 'order.discount') });

export interface Sale {
  readonly storeId: string;
  readonly customerId: string;
  /** The store's day. */
  readonly date: string;
  readonly line: BusinessLine;
  readonly sold: readonly SoldLine[];
  readonly discountFen: number;
  readonly form: Readonly<Record<string, FieldValue>>;
  readonly note: string;
  readonly quoteId: string | null;
}

/**
 * Writes an order. It is billed at once, unless its discount is more than the seller may give: then it waits, and nothing is owed.
 * Without due items everything is due today.
 */
export async function makeOrder(
  write: Write,
  seller: Seller,
  sale: Sale,
  instalments: readonly InstalmentInput[],
): Promise<Decision<{ readonly orderId: string; readonly waits: boolean }, ApiRefusal>> {
  const { priceFen: listFen, costFen } = sumLines(sale.sold);
  const { discountFen, line } = sale;
  const totalFen = listFen - discountFen;
  const dues = decideInstalments(instalments.length > 0 ? instalments : [{ name: '全款', amountFen: totalFen, dueOn: sale.date }], totalFen);
  if (!dues.ok) return dues;
  const [first] = line.stages;
  if (!first) throw new Error('a line of business without steps');
  const waits = isAbove({ listFen, discountFen }, seller.maxPercent);
  const id = newId(write.now);
  await insertOrder(write.tx, {
    id,
    code: codeOf('D', sale.date),
    storeId: sale.storeId,
    customerId: sale.customerId,
    lineId: line.id,
    sellerId: seller.staffId,
    quoteId: sale.quoteId,
    phase: waits ? 'waiting' : 'open',
    stage: first.key,
    stages: line.stages,
    form: sale.form,
    listFen,
    discountFen,
    costFen,
    note: sale.note,
    now: write.now,
  });
  const off = spread(
    discountFen,
    sale.sold.map((one) => one.priceFen),
  );
  await replaceLines(
    write.tx,
    id,
    sale.sold.map((sold, index) => ({ id: newId(write.now), sold, discountFen: off[index] ?? 0, totalFen: sold.priceFen - (off[index] ?? 0) })),
  );
  await replaceInstalments(write.tx, id, dues.value);
  await replaceShares(write.tx, id, seller.staffId === null ? [] : [{ staffId: seller.staffId, percent: 100 }]);
  await insertStep(write.tx, id, first.key, write.now, seller.staffId);
  await write.event({ type: 'order.created', ...aboutOf(sale), data: { orderId: id, totalFen, waits } });
  if (!waits) await billOrder(write, id);
  return allow({ orderId: id, waits });
}
