/** Why a card does not pay for something. */
export type CardMisfit = 'service' | 'store' | 'expired' | 'frozen' | 'refunded' | 'not_hers' | 'sessions';

/** Every "no" of cards, with the facts that a person needs. Amounts in fen. */
export interface MembershipRefusals {
  'membership.terms_invalid': { field: string; problem: string };
  'membership.name_taken': { name: string };
  /** The law's (or the shop's) most for one card. */
  'membership.above_limit': { limit: 'maxBalanceFen'; maxFen: number; wouldHoldFen: number };
  'membership.not_on_sale': { name: string };
  'membership.payments_differ': { priceFen: number; sumFen: number };
  /** What a card in this state does not allow. */
  'membership.not_possible': { state: string; verb: string };
  /** why: the one thing that stands in the way; sessions: they pay for services, not for orders. */
  'membership.does_not_fit': { cardId: string; why: CardMisfit };
  'membership.not_enough': { cardId: string; sessionsLeft: number; balanceFen: number; neededFen: number };
  'membership.nothing_to_settle': { bookingId: string };
  'membership.already_used': { bookingId: string; cardId: string };
  'membership.undo_too_late': { undoableUntil: string };
  'membership.already_undone': { useId: string };
  'membership.not_later': { validUntil: string | null };
  /** The refund that was shown is not the one there would be now. */
  'membership.refund_changed': { backFen: number };
  /** A correction of nothing, below zero, or in what this kind of card does not hold. */
  'membership.correction_invalid': { field: 'sessions' | 'principalFen' | 'bonusFen'; problem: 'nothing' | 'below_zero' | 'wrong_kind'; holds: number };
  'membership.family_unknown': { by: 'memberCode' | 'phone' };
  'membership.family_full': { max: number };
  'membership.levels_invalid': { field: string; problem: 'twice' };
  'membership.points_short': { neededPoints: number; heldPoints: number };
  /** A correction of nothing. */
  'membership.points_nothing': { heldPoints: number };
  /** It is not offered any more. */
  'membership.not_in_mall': { name: string };
  'membership.item_name_taken': { name: string };
  /** The shop's rule gives a point no worth on a bill. */
  'membership.points_do_not_pay': { pointFen: 0 };
  /** More than what is left to pay. */
  'membership.points_above_bill': { mostPoints: number; openFen: number };
  'membership.sold_out': { itemId: string; name: string };
  'membership.per_person': { itemId: string; max: number; had: number };
  /** It was handed out or cancelled already. */
  'membership.redemption_over': { state: 'handed_out' | 'cancelled'; at: string };
  /** used: somebody read it already, its seconds are over, or nobody ever gave it out; other_shop: of another shop. */
  'membership.code_rejected': { reason: 'used_or_over' | 'other_shop' | 'not_a_code' };
}
