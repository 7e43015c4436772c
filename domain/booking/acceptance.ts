import { allow, refuse, type Decision, type RefusalOf } from '../kernel/decision';
import { MINUTE_MS } from '../kernel/time-range';
import type { BookingRefusals, BookingView, ServiceView } from './contract';

/** 接单: who is asked, whose yes counts, and what follows when nobody says it. */
export interface Offer {
  readonly unitId: string;
  readonly unitName: string;
  /** The member whom the unit is, if she has an account. */
  readonly staffId: string | null;
  readonly roleKey: string;
  readonly state: BookingView['offers'][number]['state'];
}

/** The roles of a (shaped) service that must be accepted; none where the service asks nobody. */
export function acceptingRoles(service: Pick<ServiceView, 'acceptance' | 'roles'>): ServiceView['roles'] {
  return service.acceptance === 'none' ? [] : service.roles.filter((role) => role.accepts && role.kind === 'person');
}

/** Until when somebody must have said yes: never later than the start. */
export function acceptDeadline(facts: { now: number; startsAt: number; acceptMinutes: number }): number {
  return Math.min(facts.now + facts.acceptMinutes * MINUTE_MS, facts.startsAt);
}

type AnswerRefusal = RefusalOf<Pick<BookingRefusals, 'booking.accepted_by_other' | 'booking.not_offered'>>;

/**
 * Which of a member's offers her yes answers: the one for the part that is kept for her, else the first. `before`: she has said it already.
 * Whoever lost is told who was faster.
 */
export function decideAnswer<O extends Offer>(facts: {
  readonly bookingId: string;
  readonly staffId: string;
  readonly offers: readonly O[];
  /** Role → the unit that holds it now. */
  readonly held: ReadonlyMap<string, string>;
}): Decision<{ readonly kind: 'answers'; readonly offer: O } | { readonly kind: 'before' }, AnswerRefusal> {
  const mine = facts.offers.filter((offer) => offer.staffId === facts.staffId);
  if (mine.some((offer) => offer.state === 'accepted')) return allow({ kind: 'before' });
  const open = mine.filter((offer) => offer.state === 'open');
  const offer = open.find((one) => facts.held.get(one.roleKey) === one.unitId) ?? open[0];
  if (offer) return allow({ kind: 'answers', offer });
  const lost = mine.find((one) => one.state === 'lost');
  const winner = lost && facts.offers.find((one) => one.roleKey === lost.roleKey && one.state === 'accepted');
  return winner ? refuse('booking.accepted_by_other', { name: winner.unitName }) : refuse('booking.not_offered', { bookingId: facts.bookingId });
}

/** nobody: all who could be asked said no, or did not answer. ask: one of these, in this order, may still be asked. */
export type NextStep = { readonly kind: 'waiting' } | { readonly kind: 'ask'; readonly unitIds: readonly string[] } | { readonly kind: 'nobody' };

/** What follows for one part after a no or a deadline. `free`: who could take it, least loaded first. */
export function nextStep(facts: {
  readonly roleKey: string;
  readonly offers: readonly Offer[];
  readonly service: Pick<ServiceView, 'acceptance' | 'acceptTimeout'>;
  readonly free: readonly string[];
  /** She was chosen by name, so that nobody else of her group has been asked. */
  readonly isNamed?: boolean;
}): NextStep {
  const offers = facts.offers.filter((offer) => offer.roleKey === facts.roleKey);
  if (offers.some((offer) => offer.state === 'open' || offer.state === 'accepted')) return { kind: 'waiting' };
  // A group was asked all at once; only where one is asked after the other is there a next one.
  const one = facts.service.acceptance === 'person' || (facts.service.acceptance === 'group' && facts.isNamed);
  if (!one || facts.service.acceptTimeout !== 'next') return { kind: 'nobody' };
  const unitIds = facts.free.filter((unitId) => !offers.some((offer) => offer.unitId === unitId));
  return unitIds.length > 0 ? { kind: 'ask', unitIds } : { kind: 'nobody' };
}
