import type { Fen } from '../kernel/money';
import type { BenefitKind, RefundStep } from './contract';

/** A part of a benefit that a line carries. */
export interface CarriedPart {
  readonly kind: BenefitKind;
  readonly sourceId: string;
  readonly amountFen: Fen;
}

export interface ExchangeFacts {
  /** The line that goes: its price, its part of the seller's discount, what it costs on the bill now. */
  readonly out: { readonly name: string; readonly priceFen: Fen; readonly discountFen: Fen; readonly totalFen: Fen };
  /** What comes instead, at today's price. */
  readonly into: { readonly name: string; readonly priceFen: Fen };
  /** What coupons and points took off the line that goes. */
  readonly carried: readonly CarriedPart[];
  /** What her level takes off so much; it is worked out anew. */
  readonly levelOff: (totalFen: Fen) => Fen;
  readonly billedFen: Fen;
  readonly paidFen: Fen;
}

export interface Exchange {
  /** Of the new line: its part of the seller's discount, what her level takes off, and what coupons and points go on taking off. */
  readonly discountFen: Fen;
  readonly levelFen: Fen;
  readonly carried: readonly CarriedPart[];
  readonly totalFen: Fen;
  readonly billedFen: Fen;
  /** Paid beyond the new bill: it goes back. */
  readonly backFen: Fen;
  readonly owedFen: Fen;
  readonly steps: readonly RefundStep[];
}

/** What of `price` is the same share of it as `part` of `whole`, rounded down; in whole numbers throughout. */
const sameShare = (price: Fen, part: Fen, whole: Fen): Fen => (whole === 0 ? 0 : Number((BigInt(price) * BigInt(part)) / BigInt(whole)));

/** The discount that a new line carries: the share that was agreed on the line that it replaces. */
export const agreedDiscount = ({ out, into }: Pick<ExchangeFacts, 'out' | 'into'>): Fen => sameShare(into.priceFen, out.discountFen, out.priceFen);

/**
 * A line exchanged for another. The new one costs what it costs today; the discount that was agreed stays the same share, coupons and points
 * stay as far as the new line bears them, her level counts anew. The bill moves by the difference: what is paid beyond it goes back, what is
 * missing is owed.
 */
export function calculateExchange(facts: ExchangeFacts): Exchange {
  const { out, into } = facts;
  const discountFen = agreedDiscount(facts);
  const before = into.priceFen - discountFen;
  const levelFen = Math.min(before, facts.levelOff(before));
  let left = before - levelFen;
  const carried = facts.carried.map((part) => {
    const amountFen = Math.min(part.amountFen, left);
    left -= amountFen;
    return { ...part, amountFen };
  });
  const totalFen = left;
  const billedFen = facts.billedFen - out.totalFen + totalFen;
  const backFen = Math.max(0, facts.paidFen - billedFen);
  const owedFen = billedFen - (facts.paidFen - backFen);
  const off = into.priceFen - totalFen;
  return {
    discountFen,
    levelFen,
    carried,
    totalFen,
    billedFen,
    backFen,
    owedFen,
    steps: [
      { kind: 'billed_before', name: '', amountFen: facts.billedFen },
      { kind: 'line', name: out.name, amountFen: -out.totalFen },
      { kind: 'new_line', name: into.name, amountFen: into.priceFen },
      ...(off > 0 ? [{ kind: 'carried' as const, name: '', amountFen: -off }] : []),
      { kind: 'billed_after', name: '', amountFen: billedFen },
      { kind: 'paid', name: '', amountFen: facts.paidFen },
      { kind: 'back', name: '', amountFen: backFen },
      { kind: 'owed', name: '', amountFen: owedFen },
    ],
  };
}
