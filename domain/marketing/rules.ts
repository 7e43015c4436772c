import { addDays } from '../kernel/calendar-date';
import { allow, refuse, type Decision, type RefusalOf } from '../kernel/decision';
import { percentOf, type Fen } from '../kernel/money';
import { spreadOverLines, type LinePart } from '../kernel/spread';
import type { CouponTerms, MarketingRefusals, Misfit } from './contract';

/** Whether terms make sense: a cash coupon has an amount, a discount a percentage, an item coupon its items; one end, in days or as a date. */
export function decideTerms(terms: CouponTerms): Decision<CouponTerms, RefusalOf<Pick<MarketingRefusals, 'marketing.terms_invalid'>>> {
  const no = (field: keyof CouponTerms, problem: MarketingRefusals['marketing.terms_invalid']['problem']) =>
    refuse('marketing.terms_invalid', { field, problem });
  if (terms.kind === 'cash' && terms.amountFen === 0) return no('amountFen', 'amount');
  if (terms.kind === 'discount' && terms.percent === 0) return no('percent', 'percent');
  if (terms.kind === 'item' && terms.itemIds.length === 0) return no('itemIds', 'items');
  if ((terms.validDays === null) === (terms.validUntil === null)) return no('validDays', 'validity');
  if (terms.totalLimit !== null && terms.personLimit !== null && terms.personLimit > terms.totalLimit) return no('personLimit', 'limit');
  return allow(terms);
}

/** The last day of a coupon that is given today. */
export function validUntil(terms: Pick<CouponTerms, 'validDays' | 'validUntil'>, today: string): string {
  return terms.validDays === null ? (terms.validUntil ?? today) : addDays(today, terms.validDays - 1);
}

/** Whether so many more may be given out, and one more to a person who has had so many. */
export function decideIssue(
  terms: Pick<CouponTerms, 'totalLimit' | 'personLimit'>,
  had: { readonly issued: number; readonly ofPerson: number; readonly wanted: number },
): Decision<null, RefusalOf<Pick<MarketingRefusals, 'marketing.limit_reached'>>> {
  const { totalLimit, personLimit } = terms;
  if (totalLimit !== null && had.issued + had.wanted > totalLimit)
    return refuse('marketing.limit_reached', { which: 'total' as const, limit: totalLimit, left: Math.max(0, totalLimit - had.issued) });
  if (personLimit !== null && had.ofPerson >= personLimit) return refuse('marketing.limit_reached', { which: 'person' as const, limit: personLimit, left: 0 });
  return allow(null);
}

/** A line of the bill that stands: `totalFen` is what it costs now, `benefitFen` what benefits took off before. */
export interface BillLine {
  readonly id: string;
  readonly itemId: string;
  readonly quantity: number;
  readonly totalFen: Fen;
  readonly benefitFen: Fen;
}

export interface BillFacts {
  readonly open: boolean;
  readonly customerId: string;
  readonly storeId: string;
  readonly lines: readonly BillLine[];
  /** Coupons on it already: whether they allow others beside them. */
  readonly coupons: readonly Pick<CouponTerms, 'withCoupons'>[];
  readonly hasLevel: boolean;
  /** What is left to pay; a coupon gives no money back. */
  readonly openFen: Fen;
}

export interface CouponFacts {
  readonly used: boolean;
  /** Taken back: the card with which it came was refunded. */
  readonly withdrawn: boolean;
  readonly customerId: string;
  readonly validUntil: string;
  readonly terms: CouponTerms;
}

export interface Fit {
  readonly offFen: Fen;
  readonly parts: readonly LinePart[];
}

/** What a coupon takes off lines that it is good for: never more than they cost. */
function offOf(terms: CouponTerms, lines: readonly BillLine[]): Fen {
  const cost = lines.reduce((sum, line) => sum + line.totalFen, 0);
  switch (terms.kind) {
    case 'cash':
      return Math.min(terms.amountFen, cost);
    case 'discount':
      return Math.min(percentOf(cost, terms.percent), terms.maxOffFen ?? cost, cost);
    case 'item':
      return Math.max(0, ...lines.map(pieceOf));
  }
}
const pieceOf = (line: BillLine): Fen => Math.floor(line.totalFen / line.quantity);

/** MK-03: what a coupon takes off a bill, line by line to the fen; or the first reason why it does not fit. */
export function fitCoupon(
  coupon: CouponFacts,
  bill: BillFacts,
  today: string,
): Decision<Fit, { readonly code: 'misfit'; readonly facts: { readonly reason: Misfit; readonly missingFen: Fen } }> {
  const { terms } = coupon;
  const no = (reason: Misfit, missingFen = 0) => refuse('misfit', { reason, missingFen });
  if (coupon.used) return no('used');
  if (coupon.withdrawn) return no('withdrawn');
  if (coupon.validUntil < today) return no('expired');
  if (coupon.customerId !== bill.customerId) return no('other_customer');
  if (!bill.open) return no('order_not_open');
  if (terms.storeIds.length > 0 && !terms.storeIds.includes(bill.storeId)) return no('other_store');
  const lines = bill.lines.filter((line) => terms.itemIds.length === 0 || terms.itemIds.includes(line.itemId));
  if (lines.length === 0) return no('no_item');
  const spentFen = lines.reduce((sum, line) => sum + line.totalFen + line.benefitFen, 0);
  if (spentFen < terms.minSpendFen) return no('below_minimum', terms.minSpendFen - spentFen);
  if (bill.coupons.length > 0 && !(terms.withCoupons && bill.coupons.every((other) => other.withCoupons))) return no('not_with_coupons');
  if (bill.hasLevel && !terms.withLevel) return no('not_with_level');
  const carrying = terms.kind === 'item' ? dearest(lines) : lines;
  const offFen = Math.min(offOf(terms, carrying), bill.openFen);
  if (offFen <= 0) return no('nothing_left');
  return allow({ offFen, parts: spreadOverLines(offFen, carrying) });
}

/** The line whose piece is worth most, alone. */
function dearest(lines: readonly BillLine[]): readonly BillLine[] {
  const best = Math.max(...lines.map(pieceOf));
  return lines.filter((line) => pieceOf(line) === best).slice(0, 1);
}

/** MK-11: how many of so many are held out: the percentage, whole people, rounded down. */
export const heldOutOf = (count: number, percent: number): number => Math.floor((count * percent) / 100);

/** How many days of buying a push is judged by: those whom it was for beside those who were held out. */
export const EFFECT_DAYS = 30;

/** The most that giving it to so many may cost; null: nobody can say. */
export function mostCost(terms: Pick<CouponTerms, 'kind' | 'amountFen' | 'maxOffFen'>, count: number): Fen | null {
  const each = terms.kind === 'cash' ? terms.amountFen : terms.kind === 'discount' ? terms.maxOffFen : null;
  return each === null ? null : each * count;
}

/** MK-08: every forbidden word of a text with where it stands, from the beginning on; of words that overlap at one place the longest. */
export function findForbidden(wording: string, words: readonly string[]): { readonly word: string; readonly at: number }[] {
  const text = wording.toLowerCase();
  const longestFirst = [...words].filter((word) => word !== '').sort((a, b) => b.length - a.length);
  const found: { word: string; at: number }[] = [];
  for (let at = 0; at < text.length; ) {
    const word = longestFirst.find((each) => text.startsWith(each.toLowerCase(), at));
    if (word !== undefined) found.push({ word: wording.slice(at, at + word.length), at });
    at += word?.length ?? 1;
  }
  return found;
}
