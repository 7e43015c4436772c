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
  /** why: the one thing that stands in the way. */
  'membership.does_not_fit': { cardId: string; why: 'service' | 'store' | 'expired' | 'frozen' | 'refunded' | 'not_hers' };
  'membership.not_enough': { cardId: string; sessionsLeft: number; balanceFen: number; neededFen: number };
  'membership.nothing_to_settle': { bookingId: string };
  'membership.already_used': { bookingId: string; cardId: string };
  'membership.undo_too_late': { undoableUntil: string };
  'membership.already_undone': { useId: string };
}
