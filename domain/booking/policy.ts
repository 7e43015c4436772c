import { compileScope, inScope, type Right, type RowFacts } from '../kernel/access';
import type { Actor } from '../kernel/actor';
import { verbsFrom } from '../kernel/lifecycle';
import { bookingLifecycle, type BookingState, type BookingVerb } from './lifecycle';

const RIGHT_OF: Partial<Record<BookingVerb, Right>> = {
  confirm: 'booking.confirm',
  reschedule: 'booking.write',
  cancel: 'booking.cancel',
  checkIn: 'booking.serve',
  start: 'booking.serve',
  finish: 'booking.serve',
  markNoShow: 'booking.serve',
};

export interface BookingFacts extends RowFacts {
  readonly state: BookingState;
  readonly startsAt: number;
  readonly depositState: string;
  readonly holdExpiresAt: number | null;
}

/**
 * What the actor may do with a booking now: the lifecycle's verbs ∩ the actor's rights on this row ∩ time.
 * `pay` and `expire` belong to the payment and the clock; a customer sees `payDeposit` instead.
 */
export function bookingAbilities(actor: Actor, facts: BookingFacts, now: number): (BookingVerb | 'payDeposit')[] {
  const can: (BookingVerb | 'payDeposit')[] = [];
  for (const verb of verbsFrom(bookingLifecycle, facts.state)) {
    const right = RIGHT_OF[verb];
    if (!right || !inScope(compileScope(actor, right), facts)) continue;
    if (actor.kind === 'customer' && (verb === 'cancel' || verb === 'reschedule') && facts.startsAt <= now) continue;
    can.push(verb);
  }
  const payable = facts.depositState === 'unpaid' || facts.depositState === 'paying';
  if (
    actor.kind === 'customer' &&
    facts.state === 'held' &&
    payable &&
    facts.holdExpiresAt !== null &&
    facts.holdExpiresAt > now &&
    actor.customerId === facts.customerId
  )
    can.push('payDeposit');
  return can;
}
