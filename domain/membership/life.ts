import { addDays, daysBetween, type CalendarDate } from '../kernel/calendar-date';
import { allow, refuse, type Decision, type RefusalOf } from '../kernel/decision';
import type { Fen } from '../kernel/money';
import type { CardRefundStep, CardRules, MembershipRefusals } from './contract';
import type { CardFacts } from './rules';

/** The last day of a card that was frozen: as many days later as it was. */
export function extendedBy(validUntil: CalendarDate | null, frozenOn: CalendarDate, today: CalendarDate): CalendarDate | null {
  return validUntil === null ? null : addDays(validUntil, Math.max(0, daysBetween(frozenOn, today)));
}

export interface CardRefund {
  readonly steps: readonly CardRefundStep[];
  readonly backFen: Fen;
  /** Within the days in which nobody asks why. */
  readonly reasonless: boolean;
}

/**
 * What goes back today and why. Principal always does; bonus never. Of sessions: what is not earned yet, or, where the rule says so, the
 * price less what was used at the single price; never less than nothing, never more than what is left. In the first days, unused, all of it.
 * @param usedSessions how many were given and not undone
 */
export function decideRefund(card: CardFacts, usedSessions: number, soldOn: CalendarDate, today: CalendarDate, rules: CardRules): CardRefund {
  const reasonless = usedSessions === 0 && daysBetween(soldOn, today) <= rules.reasonlessRefundDays;
  const end = (steps: CardRefundStep[], backFen: Fen): CardRefund => ({
    steps: [
      ...steps,
      ...(reasonless ? [{ kind: 'reasonless' as const, count: rules.reasonlessRefundDays, amountFen: 0 }] : []),
      { kind: 'back', count: 1, amountFen: backFen },
    ],
    backFen,
    reasonless,
  });
  if (card.terms.kind === 'stored_value') {
    const steps: CardRefundStep[] = [{ kind: 'principal', count: 1, amountFen: card.principalFen }];
    return end(card.bonusFen > 0 ? [...steps, { kind: 'bonus_void', count: 1, amountFen: -card.bonusFen }] : steps, card.principalFen);
  }
  if (reasonless || rules.sessionRefund === 'pro_rata') return end([{ kind: 'unearned', count: card.sessions, amountFen: card.unearnedFen }], card.unearnedFen);
  const single = card.terms.singlePriceFen ?? Math.ceil(card.terms.priceFen / card.terms.sessions);
  const usedFen = usedSessions * single;
  const backFen = Math.min(card.unearnedFen, Math.max(0, card.terms.priceFen - usedFen));
  return end(
    [
      { kind: 'paid', count: 1, amountFen: card.terms.priceFen },
      { kind: 'used', count: usedSessions, amountFen: -usedFen },
    ],
    backFen,
  );
}

/** Whether a correction leaves every purse at zero or more, in purses that such a card has. */
export function decideCorrection(
  card: CardFacts,
  change: { readonly sessions: number; readonly principalFen: Fen; readonly bonusFen: Fen },
  rules: CardRules,
): Decision<null, RefusalOf<MembershipRefusals>> {
  const stored = card.terms.kind === 'stored_value';
  const no = (field: 'sessions' | 'principalFen' | 'bonusFen', problem: MembershipRefusals['membership.correction_invalid']['problem']) =>
    refuse('membership.correction_invalid', { field, problem, holds: card[field] });
  const fields = ['sessions', 'principalFen', 'bonusFen'] as const;
  if (fields.every((field) => change[field] === 0)) return no(stored ? 'principalFen' : 'sessions', 'nothing');
  for (const field of fields) {
    if (change[field] !== 0 && (field === 'sessions') === stored) return no(field, 'wrong_kind');
    if (card[field] + change[field] < 0) return no(field, 'below_zero');
  }
  const wouldHoldFen = card.principalFen + card.bonusFen + change.principalFen + change.bonusFen;
  if (stored && change.principalFen + change.bonusFen > 0 && wouldHoldFen > rules.maxBalanceFen)
    return refuse('membership.above_limit', { limit: 'maxBalanceFen' as const, maxFen: rules.maxBalanceFen, wouldHoldFen });
  return allow(null);
}
