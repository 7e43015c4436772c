import { addDays, type CalendarDate } from '../kernel/calendar-date';
import { allow, refuse, type Decision } from '../kernel/decision';
import type { RefusalOf } from '../kernel/decision';
import type { Fen } from '../kernel/money';
import type { CardRules, CardState, CardTerms, CardVerb, MembershipRefusals, Taking } from './contract';

type No = RefusalOf<MembershipRefusals>;

/** A card with what it holds. */
export interface CardFacts {
  readonly cardId: string;
  readonly customerId: string;
  readonly storeId: string;
  readonly terms: CardTerms;
  readonly state: 'active' | 'frozen' | 'refunded';
  /** The last day; null: for ever. */
  readonly validUntil: CalendarDate | null;
  /** Who else may use it. */
  readonly family: readonly string[];
  readonly principalFen: Fen;
  readonly bonusFen: Fen;
  readonly unearnedFen: Fen;
  readonly sessions: number;
}

/** What is to be paid for. */
export interface Need {
  readonly customerId: string;
  readonly storeId: string;
  readonly serviceId: string;
  readonly openFen: Fen;
}

const invalid = (field: string, problem: string) => refuse('membership.terms_invalid', { field, problem });

/** Whether such a card can be sold at all. */
export function decideTerms(terms: CardTerms, rules: CardRules): Decision<CardTerms, No> {
  const stored = terms.kind === 'stored_value';
  if (stored && terms.sessions !== 0) return invalid('sessions', 'not_for_stored_value');
  if (!stored && terms.sessions < 1) return invalid('sessions', 'required');
  if (!stored && terms.bonusFen !== 0) return invalid('bonusFen', 'only_for_stored_value');
  // What pays for everything cannot be counted in sessions.
  if (!stored && terms.serviceIds.length === 0) return invalid('serviceIds', 'required');
  if ((terms.kind === 'course') !== (terms.intervalDays !== null)) return invalid('intervalDays', terms.kind === 'course' ? 'required' : 'only_for_courses');
  if (new Set(terms.coupons.map((one) => one.templateId)).size < terms.coupons.length) return invalid('coupons', 'twice');
  const wouldHoldFen = terms.priceFen + terms.bonusFen;
  if (stored && wouldHoldFen > rules.maxBalanceFen)
    return refuse('membership.above_limit', { limit: 'maxBalanceFen' as const, maxFen: rules.maxBalanceFen, wouldHoldFen });
  return allow(terms);
}

/** MK-04: the coupons that come with a sale or a charge, one entry each. */
export const giftsOf = (terms: Pick<CardTerms, 'coupons'>): string[] =>
  terms.coupons.flatMap(({ templateId, count }) => Array.from({ length: count }, () => templateId));

/** Parts that add up to the price to the fen, on a card that may hold so much. `heldFen`: what is on it already. */
export function decideSale(terms: CardTerms, payments: readonly { readonly amountFen: Fen }[], heldFen: Fen, rules: CardRules): Decision<Fen, No> {
  if (!terms.active) return refuse('membership.not_on_sale', { name: terms.name });
  const sumFen = payments.reduce((sum, part) => sum + part.amountFen, 0);
  if (sumFen !== terms.priceFen) return refuse('membership.payments_differ', { priceFen: terms.priceFen, sumFen });
  const wouldHoldFen = heldFen + terms.priceFen + terms.bonusFen;
  if (terms.kind === 'stored_value' && wouldHoldFen > rules.maxBalanceFen)
    return refuse('membership.above_limit', { limit: 'maxBalanceFen' as const, maxFen: rules.maxBalanceFen, wouldHoldFen });
  return allow(sumFen);
}

/** The last day of a card that is sold (or charged) today; null: for ever. */
export function lastDay(terms: CardTerms, today: CalendarDate): CalendarDate | null {
  return terms.validDays === null ? null : addDays(today, terms.validDays);
}

/** Its time is over: nothing of it may be used, of stored value only its bonus. */
export const isOver = (card: Pick<CardFacts, 'validUntil'>, today: CalendarDate): boolean => card.validUntil !== null && card.validUntil < today;

/** What a person reads of it. */
export function stateOf(card: CardFacts, today: CalendarDate): CardState {
  if (card.state !== 'active') return card.state;
  const stored = card.terms.kind === 'stored_value';
  if (!stored && isOver(card, today)) return 'expired';
  const empty = stored ? card.principalFen + usableBonus(card, today) === 0 : card.sessions === 0;
  return empty ? 'used_up' : 'active';
}

/** What may be done to it, before anybody's rights. */
export function verbsOf(card: CardFacts): CardVerb[] {
  if (card.state === 'refunded') return [];
  const common: CardVerb[] = ['extend', 'transfer', 'refund', 'correct', 'share'];
  if (card.state === 'frozen') return ['unfreeze', ...common];
  return card.terms.kind === 'stored_value' ? ['charge', 'freeze', ...common] : ['freeze', ...common];
}

function usableBonus(card: CardFacts, today: CalendarDate): Fen {
  return isOver(card, today) ? 0 : card.bonusFen;
}

/** An order of which a card is to pay a part. */
export interface OrderNeed {
  readonly customerId: string;
  readonly storeId: string;
  readonly wantedFen: Fen;
}

/** Whether the card may pay for this at all, whatever it holds. `serviceId` null: for an order, which only stored value for everything does. */
export function decideFit(
  card: CardFacts,
  need: Pick<Need, 'customerId' | 'storeId'> & { readonly serviceId: string | null },
  today: CalendarDate,
): Decision<CardFacts, No> {
  const no = (why: MembershipRefusals['membership.does_not_fit']['why']) => refuse('membership.does_not_fit', { cardId: card.cardId, why });
  if (card.customerId !== need.customerId && !card.family.includes(need.customerId)) return no('not_hers');
  if (card.state !== 'active') return no(card.state);
  if (card.terms.kind !== 'stored_value' && isOver(card, today)) return no('expired');
  if (need.serviceId === null && card.terms.kind !== 'stored_value') return no('sessions');
  if (card.terms.storeIds.length > 0 && !card.terms.storeIds.includes(need.storeId)) return no('store');
  if (card.terms.serviceIds.length > 0 && (need.serviceId === null || !card.terms.serviceIds.includes(need.serviceId))) return no('service');
  return allow(card);
}

/** What one session is worth: the money that is left by the sessions that are left, the last one what remains, so that all together are the price. */
export function sessionValue(unearnedFen: Fen, sessions: number): Fen {
  return sessions <= 1 ? unearnedFen : Math.floor(unearnedFen / sessions);
}

/** What the card gives for it: one session, or as much stored value as is open. */
export function decideTaking(card: CardFacts, need: Need, rules: Pick<CardRules, 'spendFirst'>, today: CalendarDate): Decision<Taking, No> {
  const fits = decideFit(card, need, today);
  if (!fits.ok) return fits;
  const bonus = usableBonus(card, today);
  const balanceFen = card.principalFen + bonus;
  const lacks = refuse('membership.not_enough', { cardId: card.cardId, sessionsLeft: card.sessions, balanceFen, neededFen: need.openFen });
  if (card.terms.kind !== 'stored_value') {
    if (card.sessions < 1) return lacks;
    return allow({ sessions: 1, principalFen: 0, bonusFen: 0, valueFen: sessionValue(card.unearnedFen, card.sessions) });
  }
  const takenFen = Math.min(need.openFen, balanceFen);
  if (takenFen === 0) return lacks;
  return allow({ sessions: 0, ...purses(card.principalFen, bonus, takenFen, rules), valueFen: takenFen });
}

/** What each purse gives, by the shop's rule which one is spent first. */
function purses(principalFen: Fen, bonusFen: Fen, takenFen: Fen, { spendFirst }: Pick<CardRules, 'spendFirst'>): Pick<Taking, 'principalFen' | 'bonusFen'> {
  const principal = spendFirst === 'principal' ? Math.min(takenFen, principalFen) : takenFen - Math.min(takenFen, bonusFen);
  return { principalFen: principal, bonusFen: takenFen - principal };
}

/** What each purse of the card gives for so much of an order; it gives all of it or nothing. */
export function decideOrderTaking(
  card: CardFacts,
  need: OrderNeed,
  rules: Pick<CardRules, 'spendFirst'>,
  today: CalendarDate,
): Decision<Pick<Taking, 'principalFen' | 'bonusFen'>, No> {
  const fits = decideFit(card, { ...need, serviceId: null }, today);
  if (!fits.ok) return fits;
  const bonusFen = usableBonus(card, today);
  const balanceFen = card.principalFen + bonusFen;
  if (balanceFen < need.wantedFen || balanceFen === 0)
    return refuse('membership.not_enough', { cardId: card.cardId, sessionsLeft: card.sessions, balanceFen, neededFen: need.wantedFen });
  return allow(purses(card.principalFen, bonusFen, need.wantedFen, rules));
}

/** What a card could give of an order of which so much is owed. */
export const mostOf = (card: CardFacts, owedFen: Fen, today: CalendarDate): Fen => Math.min(owedFen, card.principalFen + usableBonus(card, today));

/** What is still open of the service once the card has given this: a session pays for it whole. */
export const openAfter = (openFen: Fen, taking: Taking): Fen => (taking.sessions > 0 ? 0 : openFen - taking.principalFen - taking.bonusFen);

const FOR_EVER = '9999-12-31';

/** The order in which cards should be used: what runs out first, sessions before stored value, her own before her family's, the older first. */
export function inOrder<Card extends CardFacts>(cards: readonly Card[], customerId: string): Card[] {
  const rank = (card: Card): (string | number)[] => [
    card.validUntil ?? FOR_EVER,
    card.terms.kind === 'stored_value' ? 1 : 0,
    card.customerId === customerId ? 0 : 1,
    card.cardId,
  ];
  return [...cards].sort((a, b) => {
    const [left, right] = [rank(a), rank(b)];
    const at = left.findIndex((value, index) => value !== right[index]);
    return at < 0 ? 0 : (left[at] ?? '') < (right[at] ?? '') ? -1 : 1;
  });
}

/** The card that a finished booking takes from by itself: the only one that fits and pays all of it; null when a person must say. */
export function onlyOne(cards: readonly CardFacts[], need: Need, rules: CardRules, today: CalendarDate): CardFacts | null {
  const fitting = cards.filter((card) => decideTaking(card, need, rules, today).ok);
  const [card] = fitting;
  if (!card || fitting.length > 1) return null;
  const taking = decideTaking(card, need, rules, today);
  return taking.ok && openAfter(need.openFen, taking.value) === 0 ? card : null;
}

/** Of a course: when the next session is due by its rhythm. */
export function nextDue(card: CardFacts, lastUsedOn: CalendarDate | null): CalendarDate | null {
  const { intervalDays } = card.terms;
  return intervalDays === null || lastUsedOn === null || card.sessions === 0 || card.state === 'refunded' ? null : addDays(lastUsedOn, intervalDays);
}
