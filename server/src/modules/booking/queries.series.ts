import { sessionStarts } from '@zhike/domain/booking/series';
import { nearestStarts } from '@zhike/domain/booking/availability';
import type { bookingEndpoints } from '@zhike/domain/booking/contract';
import { bookableSpan } from '@zhike/domain/booking/rules';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { findPlanned } from './commands/series';
import { findFreeDay } from './facts';
import { slotViews } from './queries';
import { openDayAt } from './store-clock';
import { chooseUnits } from './take';

/** Which sessions of a series fit now, and for those that do not, why, and the nearest free start of the same day. */
export async function previewSeries(
  ask: Ask<ActorOf<'booking.previewSeries'>>,
  input: ParsedInputOf<(typeof bookingEndpoints)['booking.previewSeries']>,
): Answer<'booking.previewSeries'> {
  const planned = await findPlanned(ask.ports, input);
  if (!planned.ok) return planned;
  const offer = planned.value;
  const { store, service } = offer;
  if (ask.scope.kind === 'stores' && !ask.scope.storeIds.includes(store.id)) return refuse('access.forbidden', { right: 'booking.write' });
  const span = bookableSpan(service, ask.now.getTime(), 'staff');
  const sessions = [];
  for (const start of sessionStarts(input, store.zone)) {
    const startsAt = new Date(start).toISOString();
    const choice = await chooseUnits(
      ask.ports,
      { candidates: offer, startsAt: start, choices: input.choices, by: 'staff', ignoreBookingId: null, forCustomerId: null },
      ask.now,
    );
    if (choice.ok) {
      sessions.push({ startsAt, fits: true, reason: null, nearest: null });
      continue;
    }
    const date = openDayAt(start, store.opening, store.zone).date;
    const day = await findFreeDay(ask.ports, offer, { date, choices: input.choices, ignoreBookingId: null });
    const slots = slotViews(offer, day, span);
    const [nearest] = nearestStarts(
      slots.map((slot) => Date.parse(slot.startsAt)),
      start,
      1,
    );
    sessions.push({ startsAt, fits: false, reason: choice.refusal.code, nearest: slots.find((slot) => Date.parse(slot.startsAt) === nearest) ?? null });
  }
  return allow({ sessions });
}
