import { allow, refuse, type Decision, type RefusalOf } from '../kernel/decision';
import type { Fen } from '../kernel/money';
import { spread } from '../kernel/spread';
import type { OrdersRefusals } from './contract';

/** How much of a benefit a line carries. */
export interface BenefitPart {
  readonly lineId: string;
  readonly amountFen: Fen;
}

type Line = { readonly id: string; readonly totalFen: Fen };

/** Shares a benefit out over the lines it is good for, by what they cost, to the fen; never more than they cost. Lines that carry nothing are left out. */
export function spreadBenefit(amountFen: Fen, lines: readonly Line[]): BenefitPart[] {
  const most = lines.reduce((sum, line) => sum + line.totalFen, 0);
  const shares = spread(
    Math.min(amountFen, most),
    lines.map((line) => line.totalFen),
  );
  return lines.map((line, index) => ({ lineId: line.id, amountFen: shares[index] ?? 0 })).filter((part) => part.amountFen > 0);
}

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
