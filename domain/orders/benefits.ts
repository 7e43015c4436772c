import { allow, refuse, type Decision, type RefusalOf } from '../kernel/decision';
import type { Fen } from '../kernel/money';
import type { LinePart } from '../kernel/spread';
import type { OrdersRefusals } from './contract';

/** How much of a benefit a line carries. */
export type BenefitPart = LinePart;

type Line = { readonly id: string; readonly totalFen: Fen };

export interface Bill {
  readonly lines: readonly Line[];
  readonly billedFen: Fen;
  readonly paidFen: Fen;
}

/** Whether parts may come off the lines: something, no line below nothing, the bill not below what is paid. Answers their sum. */
export function decideBenefit(
  bill: Bill,
  parts: readonly BenefitPart[],
): Decision<Fen, RefusalOf<Pick<OrdersRefusals, 'orders.benefit_above_bill' | 'orders.less_than_paid'>>> {
  const cost = new Map(bill.lines.map((line) => [line.id, line.totalFen]));
  const amountFen = parts.reduce((sum, part) => sum + part.amountFen, 0);
  const possibleFen = parts.reduce((sum, part) => sum + Math.min(part.amountFen, cost.get(part.lineId) ?? 0), 0);
  if (amountFen <= 0 || possibleFen < amountFen) return refuse('orders.benefit_above_bill', { amountFen, possibleFen });
  const billedFen = bill.billedFen - amountFen;
  return billedFen < bill.paidFen ? refuse('orders.less_than_paid', { paidFen: bill.paidFen, billedFen }) : allow(amountFen);
}

/** What is left of a benefit while its lines are taken back: the parts of those that stand. */
export function standing(parts: readonly BenefitPart[], lines: readonly { readonly id: string; readonly state: 'sold' | 'refunded' }[]): Fen {
  const sold = new Set(lines.filter((line) => line.state === 'sold').map((line) => line.id));
  return parts.reduce((sum, part) => sum + (sold.has(part.lineId) ? part.amountFen : 0), 0);
}
