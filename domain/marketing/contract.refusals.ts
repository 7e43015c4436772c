/** Why a coupon does not fit an order, in the order in which it is looked at. */
export type Misfit =
  | 'used'
  | 'withdrawn'
  | 'expired'
  | 'other_customer'
  | 'order_not_open'
  | 'other_store'
  | 'no_item'
  | 'below_minimum'
  | 'not_with_coupons'
  | 'not_with_level'
  | 'nothing_left';

/** Every "no" of marketing, with the facts that a person needs. Amounts in fen. */
export interface MarketingRefusals {
  'marketing.name_taken': { name: string };
  /** A coupon's terms do not make sense; `field` names the place. */
  'marketing.terms_invalid': { field: string; problem: 'amount' | 'percent' | 'items' | 'validity' | 'limit' };
  'marketing.retired': { name: string };
  /** `left`: how many may still be given; 0 for a person who has all that she may have. */
  'marketing.limit_reached': { which: 'total' | 'person'; limit: number; left: number };
  /** `missingFen`: how much more she would have to buy. */
  'marketing.coupon_misfit': { name: string; reason: Misfit; missingFen: number };
  'marketing.coupon_not_used': { state: string };
  /** The audience is not the one that was shown. */
  'marketing.audience_changed': { count: number };
  'marketing.audience_empty': { count: 0 };
  /** Words that advertising law forbids, and where they stand (UTF-16 units from the beginning). */
  'marketing.forbidden_words': { words: readonly { readonly word: string; readonly at: number }[] };
  'marketing.push_over': { state: string };
  'marketing.not_in_the_future': { at: string };
}
