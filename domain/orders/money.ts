import { allow, refuse, type Decision, type RefusalOf } from '../kernel/decision';
import { percentOf, type Fen } from '../kernel/money';
import { spread } from '../kernel/spread';
import type { Discount, InstalmentInput, OrdersRefusals, RefundStep } from './contract';

/** What a line adds to the bill, and whether it is income at once (goods) or when the service is given (a package). */
export interface BilledLine {
  readonly id: string;
  readonly name: string;
  readonly kind: 'product' | 'package';
  readonly totalFen: Fen;
}

/** See `Income` of the ledger: where the bill stands. */
export function incomeOf(lines: readonly Pick<BilledLine, 'kind' | 'totalFen'>[], earned: boolean): { readonly unearnedFen: Fen; readonly revenueFen: Fen } {
  const sum = (kind: BilledLine['kind']): Fen => lines.reduce((total, line) => total + (line.kind === kind ? line.totalFen : 0), 0);
  return earned ? { unearnedFen: 0, revenueFen: sum('package') + sum('product') } : { unearnedFen: sum('package'), revenueFen: sum('product') };
}

export interface Discounted {
  readonly listFen: Fen;
  readonly discountFen: Fen;
  readonly totalFen: Fen;
  /** Of each line, in their order: what is taken off. */
  readonly byLine: readonly Fen[];
}

/** Takes a discount off and shares it out over the lines by their price, to the fen. */
export function decideDiscount(
  prices: readonly Fen[],
  discount: Discount | null,
): Decision<Discounted, RefusalOf<Pick<OrdersRefusals, 'orders.discount_above_price'>>> {
  const listFen = prices.reduce((sum, price) => sum + price, 0);
  const discountFen = discount === null ? 0 : discount.kind === 'percent' ? percentOf(listFen, discount.percent) : discount.amountFen;
  if (discountFen > listFen) return refuse('orders.discount_above_price', { listFen, discountFen });
  return allow({ listFen, discountFen, totalFen: listFen - discountFen, byLine: spread(discountFen, prices) });
}

/** Whether a discount is more than so many percent of the list price. */
export const isAbove = ({ listFen, discountFen }: Pick<Discounted, 'listFen' | 'discountFen'>, percent: number): boolean =>
  discountFen * 100 > listFen * percent;

/** FI-04: due items that add up to the bill, each after the one before. */
export function decideInstalments(
  instalments: readonly InstalmentInput[],
  totalFen: Fen,
): Decision<readonly InstalmentInput[], RefusalOf<Pick<OrdersRefusals, 'orders.instalments_differ' | 'orders.instalments_backwards'>>> {
  const sumFen = instalments.reduce((sum, one) => sum + one.amountFen, 0);
  if (sumFen !== totalFen) return refuse('orders.instalments_differ', { totalFen, sumFen });
  const late = instalments.find((one, index) => index > 0 && one.dueOn < (instalments[index - 1]?.dueOn ?? ''));
  return late ? refuse('orders.instalments_backwards', { name: late.name }) : allow(instalments);
}

/** The same due items for another bill: what is more falls to the last, what is less is taken from the last ones. */
export function fitInstalments<Item extends { readonly amountFen: Fen }>(instalments: readonly Item[], totalFen: Fen): Item[] {
  let left = totalFen;
  return instalments.map((item, index) => {
    const amountFen = index === instalments.length - 1 ? left : Math.min(item.amountFen, left);
    left -= amountFen;
    return { ...item, amountFen };
  });
}

/** How much of each due item is paid when money fills them in their order. */
export function fillInstalments<Item extends { readonly amountFen: Fen }>(instalments: readonly Item[], paidFen: Fen): (Item & { readonly paidFen: Fen })[] {
  let left = Math.max(0, paidFen);
  return instalments.map((item) => {
    const paid = Math.min(item.amountFen, left);
    left -= paid;
    return { ...item, paidFen: paid };
  });
}

export interface RefundFacts {
  /** What stands on the bill now. */
  readonly lines: readonly BilledLine[];
  /** Which of them go; all of them: the order is cancelled. */
  readonly lineIds: readonly string[];
  /** The whole bill: the lines, and what was kept of earlier ones. */
  readonly billedFen: Fen;
  /** Received and not given back. */
  readonly paidFen: Fen;
  readonly keepPercent: number;
}
export interface Refund {
  readonly cancels: boolean;
  /** Of each line that goes, what the shop keeps. */
  readonly kept: readonly { readonly lineId: string; readonly keptFen: Fen }[];
  readonly keptFen: Fen;
  readonly backFen: Fen;
  readonly owedFen: Fen;
  /** How it comes to that, step by step, in the order in which one would do it by hand. */
  readonly steps: readonly RefundStep[];
}

/**
 * OR-06: what goes back when lines are taken back: their price less what is kept leaves the bill; what is paid beyond the bill goes back,
 * so never more than was paid; what is left of the bill is owed. Of a cancelled order no more is kept than was paid: nobody owes for it.
 */
export function calculateRefund(facts: RefundFacts): Refund {
  const going = facts.lines.filter((line) => facts.lineIds.includes(line.id));
  const cancels = going.length === facts.lines.length;
  const goesFen = going.reduce((sum, line) => sum + line.totalFen, 0);
  const before = facts.billedFen - goesFen;
  const wanted = percentOf(goesFen, facts.keepPercent);
  const keptFen = cancels ? Math.min(wanted, Math.max(0, facts.paidFen - before)) : wanted;
  const shares = spread(
    keptFen,
    going.map((line) => line.totalFen),
  );
  const billedFen = before + keptFen;
  const backFen = Math.max(0, facts.paidFen - billedFen);
  const owedFen = billedFen - (facts.paidFen - backFen);
  return {
    cancels,
    kept: going.map((line, index) => ({ lineId: line.id, keptFen: shares[index] ?? 0 })),
    keptFen,
    backFen,
    owedFen,
    steps: [
      { kind: 'billed_before', name: '', amountFen: facts.billedFen },
      ...going.map((line) => ({ kind: 'line' as const, name: line.name, amountFen: -line.totalFen })),
      { kind: 'kept', name: '', amountFen: keptFen },
      { kind: 'billed_after', name: '', amountFen: billedFen },
      { kind: 'paid', name: '', amountFen: facts.paidFen },
      { kind: 'back', name: '', amountFen: backFen },
      { kind: 'owed', name: '', amountFen: owedFen },
    ],
  };
}

/** Who brought how much of an order: percents that add up to a hundred, shared out to the fen. */
export function decideShares(
  shares: readonly { readonly staffId: string; readonly percent: number }[],
): Decision<null, RefusalOf<Pick<OrdersRefusals, 'orders.shares_invalid'>>> {
  const sum = shares.reduce((total, share) => total + share.percent, 0);
  const twice = new Set(shares.map((share) => share.staffId)).size < shares.length;
  return sum === 100 && !twice ? allow(null) : refuse('orders.shares_invalid', { percent: sum, problem: twice ? ('twice' as const) : ('sum' as const) });
}
