import type { DayView, SlotView } from '@zhike/domain/booking/contract';
import { partOfDay } from '@zhike/domain/booking/availability';
import { bookableSpan } from '@zhike/domain/booking/rules';
import type { Extras } from '@zhike/domain/booking/shape';
import type { ApiRefusal } from '@zhike/domain/api';
import { compileScope } from '@zhike/domain/kernel/access';
import type { Actor } from '@zhike/domain/kernel/actor';
import { dateAt, type CalendarDate } from '@zhike/domain/kernel/calendar-date';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { MINUTE_MS } from '@zhike/domain/kernel/time-range';
import type { Answer, Ask } from '../../http/route';
import { sqlOf } from '../../platform/db';
import { candidatesOf, freeDays, isOnSale, lookAt, startsWithin, type Candidates, type Dates, type FreeDay } from './facts';
import type { Look } from './free-time';
import { findBookingRow, type BookingRow } from './records.bookings';
import { listServiceRows, type ServiceRow, type StoreRow } from './records.services';
import { offerOfBooking, shapeOffer, type ShapedOffer } from './shaping';
import { offsetAt } from './store-clock';

/** What is asked about: a service in a store, with wishes, add-ons and party. */
export interface Wanted extends Extras {
  readonly storeId: string;
  readonly serviceId: string;
  readonly choices: Readonly<Record<string, string>>;
  /** A booking that is to be moved does not stand in its own way. */
  readonly exceptBookingId?: string | undefined;
}

/** Services on sale. */
export async function listServices(ask: Ask, input: { storeId?: string | undefined }): Answer<'booking.services'> {
  return allow({ services: await listServiceRows(sqlOf(ask.ports.db), input.storeId ?? null) });
}

/** A service with the people whom a customer may name. */
export async function getService(ask: Ask, input: { serviceId: string; storeId: string }): Answer<'booking.service'> {
  const found = await lookFor(ask, { ...input, choices: {} }, (store) => ({ from: todayAt(store, ask), days: 0 }));
  if (!found.ok) return found;
  const { service, byRole } = found.value.offer;
  const pickable = Object.fromEntries(
    service.roles
      .filter((role) => role.customerPicks)
      .map((role) => [
        role.key,
        (byRole.get(role.key) ?? []).map((unit) => ({
          id: unit.id,
          name: unit.name,
          photoUrl: unit.photoUrl,
          skills: [...unit.skills],
          introduction: unit.introduction,
        })),
      ]),
  );
  return allow({ service, pickable });
}

/** The store's civil day now. */
export const todayAt = (store: StoreRow, { now }: Ask): CalendarDate => dateAt(now.getTime(), offsetAt(store.zone, now.getTime()));

interface Found {
  readonly look: Look;
  readonly offer: ShapedOffer;
}

/** What is wanted, if it is on sale, and the days that are asked about; of one moment. */
export async function lookFor(ask: Ask, wanted: Wanted, dates: (store: StoreRow) => Dates): Promise<Decision<Found, ApiRefusal>> {
  const { serviceId, storeId } = wanted;
  const moved = await findMoved(ask, wanted.exceptBookingId);
  const look = await lookAt(ask.ports, { serviceId, storeId, dates, ignoreBookingId: moved?.id ?? null });
  const candidates = look.offer && candidatesOf(look.offer);
  if (!look.offer || !candidates) return refuse('record.not_found', look.offer ? { noun: 'store', id: storeId } : { noun: 'service', id: serviceId });
  // What was agreed once may be moved, though it is not on sale any more.
  const isKept = moved?.serviceId === serviceId && moved.storeId === storeId;
  if (!isKept && !isOnSale(look.offer)) return refuse('booking.service_not_offered', { serviceId, storeId });
  const shaped = isKept && !wanted.addonIds && !wanted.partySize ? allow(offerOfBooking(candidates, moved)) : shapeOffer(candidates, wanted);
  if (!shaped.ok) return shaped;
  for (const [roleKey, unitId] of Object.entries(wanted.choices))
    if (!shaped.value.byRole.get(roleKey)?.some((unit) => unit.id === unitId)) return refuse('booking.choice_not_possible', { roleKey, unitId });
  return allow({ look, offer: shaped.value });
}

/** The booking that is being moved, if the asker may see it at all. */
async function findMoved(ask: Ask, bookingId: string | undefined): Promise<BookingRow | null> {
  return bookingId ? findBookingRow(sqlOf(ask.ports.db), bookingId, compileScope(ask.actor, 'booking.read')) : null;
}

/** Staff have no lead time. */
export const asker = (actor: Actor): 'customer' | 'staff' => (actor.kind === 'staff' ? 'staff' : 'customer');

/** How many free starts each day has, and why none where there is none. */
export async function listDays(ask: Ask, input: Wanted & { from: CalendarDate; days: number }): Answer<'booking.days'> {
  const dates = { from: input.from, days: input.days };
  const found = await lookFor(ask, input, () => dates);
  if (!found.ok) return found;
  const { look, offer } = found.value;
  const now = ask.now.getTime();
  const span = bookableSpan(offer.service, now, asker(ask.actor));
  const days = freeDays(look, offer, dates, input.choices).map((day): DayView => {
    const freeStarts = startsWithin(day, span).length;
    return { date: day.date, freeStarts, reason: freeStarts > 0 ? null : whyNone(day.openings, span, now) };
  });
  return allow({ days });
}

function whyNone(openings: readonly { start: number; end: number }[], span: { earliest: number; latest: number }, now: number): DayView['reason'] {
  const first = openings[0];
  const last = openings[openings.length - 1];
  if (!first || !last) return 'closed';
  if (last.end <= now) return 'past';
  if (first.start > span.latest) return 'too_far';
  if (last.end <= span.earliest) return 'too_soon';
  return 'full';
}

/** The truly free starts of a day. */
export async function listSlots(ask: Ask, input: Wanted & { date: CalendarDate }): Answer<'booking.slots'> {
  const dates = { from: input.date, days: 1 };
  const found = await lookFor(ask, input, () => dates);
  if (!found.ok) return found;
  const { look, offer } = found.value;
  const now = ask.now.getTime();
  const span = bookableSpan(offer.service, now, asker(ask.actor));
  const [day] = freeDays(look, offer, dates, input.choices);
  const slots = day ? slotViews(offer, day, span) : [];
  return allow({ slots, reason: slots.length > 0 ? null : whyNone(day?.openings ?? [], span, now) });
}

/** For a class: which one, and how many of its seats are left. */
function sessionAt(service: ServiceRow, day: FreeDay, start: number): Pick<SlotView, 'session'> {
  const session = day.sessions.find((one) => one.start === start);
  const [seat] = service.roles;
  return session && seat ? { session: { id: session.id, label: session.label, seatsLeft: day.free.unitsFor(seat.key, start).length } } : {};
}

/** The views of a day's starts, made once for as long as the day is remembered. */
const views = new WeakMap<FreeDay, ReadonlyMap<number, SlotView>>();

export function slotViews({ service, store }: Candidates, day: FreeDay, span: { earliest: number; latest: number }): SlotView[] {
  let known = views.get(day);
  if (!known) {
    const pickable = service.roles.filter((role) => role.customerPicks);
    known = new Map(
      day.free.starts.map((start) => [
        start,
        {
          startsAt: new Date(start).toISOString(),
          endsAt: new Date(start + service.durationMinutes * MINUTE_MS).toISOString(),
          part: partOfDay(start, offsetAt(store.zone, start)),
          pickable: Object.fromEntries(pickable.map((role) => [role.key, day.free.unitsFor(role.key, start)])),
          ...sessionAt(service, day, start),
        },
      ]),
    );
    views.set(day, known);
  }
  return startsWithin(day, span).flatMap((start) => known.get(start) ?? []);
}
