import { compileScope, inScope, type Right, type RowFacts } from '../kernel/access';
import type { Actor } from '../kernel/actor';
import { verbsFrom } from '../kernel/lifecycle';
import type { BookingView, CancelPolicy } from './contract';
import { bookingLifecycle, type BookingState, type BookingVerb } from './lifecycle';
import { decideMove } from './terms';

const RIGHT_OF: Partial<Record<BookingVerb, Right>> = {
  confirm: 'booking.confirm',
  reschedule: 'booking.write',
  cancel: 'booking.cancel',
  checkIn: 'booking.serve',
  start: 'booking.serve',
  finish: 'booking.serve',
  markNoShow: 'booking.serve',
};

/** A visit may be lengthened or cut while it is to come or going on. */
export const RESIZABLE_STATES: readonly BookingState[] = ['held', 'requested', 'confirmed', 'checked_in', 'in_service'];

export interface BookingFacts extends RowFacts {
  readonly state: BookingState;
  readonly startsAt: number;
  readonly depositState: string;
  readonly holdExpiresAt: number | null;
  /** Members who have an open offer to accept it. Absent: not asked about, so nobody. */
  readonly askedStaffIds?: readonly string[];
  /** Until when they may answer. */
  readonly acceptBy?: number | null;
  /** Absent: a reader who moves by right, not by terms. */
  readonly terms?: { readonly policy: CancelPolicy; readonly moves: number };
  /** A class is as long as its session. */
  readonly mode?: 'appointment' | 'class';
}

export type BookingAbility = BookingView['can'][number];

/**
 * What the actor may do with a booking now: the lifecycle's verbs ∩ the actor's rights on this row ∩ time. `pay`, `submit` and
 * `expire` belong to the payment and the clock; accept and decline to whoever was asked; a customer sees `payDeposit` or `takeOffer`.
 */
export function bookingAbilities(actor: Actor, facts: BookingFacts, now: number): BookingAbility[] {
  const can: BookingAbility[] = [];
  const may = (right: Right): boolean => inScope(compileScope(actor, right), facts);
  for (const verb of verbsFrom(bookingLifecycle, facts.state)) {
    if (verb === 'accept' || verb === 'decline') {
      if (isAsked(actor, facts, now) && may('booking.serve')) can.push(verb);
      continue;
    }
    const right = RIGHT_OF[verb];
    if (!right || !may(right)) continue;
    if (actor.kind === 'customer' && !maySheStill(verb, facts, now)) continue;
    can.push(verb);
  }
  if (actor.kind === 'customer') return [...can, ...offeredToHer(actor.customerId, facts, now)];
  const resizable = RESIZABLE_STATES.includes(facts.state) && facts.mode !== 'class' && may('booking.write');
  if (resizable) can.push('resize');
  if ((resizable || can.includes('reschedule')) && may('booking.overbook')) can.push('overbook');
  return can;
}

function isAsked(actor: Actor, facts: BookingFacts, now: number): boolean {
  return actor.kind === 'staff' && (facts.askedStaffIds ?? []).includes(actor.staffId) && (facts.acceptBy ?? 0) > now;
}

function maySheStill(verb: BookingVerb, facts: BookingFacts, now: number): boolean {
  if (verb === 'cancel') return facts.startsAt > now;
  if (verb !== 'reschedule') return true;
  return facts.startsAt > now && (!facts.terms || decideMove({ ...facts.terms, startsAt: facts.startsAt, now }).ok);
}

/** A hold that is hers: the deposit to pay, or, where none is asked, her yes to give. */
function offeredToHer(customerId: string | null, facts: BookingFacts, now: number): BookingAbility[] {
  const open = facts.state === 'held' && facts.holdExpiresAt !== null && facts.holdExpiresAt > now && customerId !== null && customerId === facts.customerId;
  if (!open) return [];
  if (facts.depositState === 'unpaid' || facts.depositState === 'paying') return ['payDeposit'];
  return facts.depositState === 'none' ? ['takeOffer'] : [];
}
