import type { DayView, SlotView } from '@zhike/domain/booking/contract';
import { partOfDay } from '@zhike/domain/booking/availability';
import { bookableSpan } from '@zhike/domain/booking/rules';
import type { Extras } from '@zhike/domain/booking/shape';
import type { ApiRefusal } from '@zhike/domain/api';
import { compileScope } from '@zhike/domain/kernel/access';
import type { Actor } from '@zhike/domain/kernel/actor';
import { addDays, dateAt, type CalendarDate } from '@zhike/domain/kernel/calendar-date';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { MINUTE_MS } from '@zhike/domain/kernel/time-range';
import type { Answer, Ask } from '../../http/route';
import { sqlOf } from '../../platform/db';
import { candidatesOf, freeDays, isOnSale, lookAt, startsWithin, type Candidates, type Dates, type FreeDay } from './facts';
import type { Look } from './free-time';
import { findBookingRow } from './records.bookings';
import { listServiceRows, type StoreRow } from './records.services';
import { shapeOffer, type ShapedOffer } from './shaping';
import { offsetAt } from './store-clock';

interface Wanted extends Extras {
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

const todayAt = (store: StoreRow, { now }: Ask): CalendarDate => dateAt(now.getTime(), offsetAt(store.zone, now.getTime()));

interface Found {
  readonly look: Look;
  readonly offer: ShapedOffer;
}

/** What is wanted, if it is on sale, and the days that are asked about; of one moment. */
async function lookFor(ask: Ask, wanted: Wanted, dates: (store: StoreRow) => Dates): Promise<Decision<Found, ApiRefusal>> {
  const { serviceId, storeId } = wanted;
  const look = await lookAt(ask.ports, { serviceId, storeId, dates, ignoreBookingId: await exceptFor(ask, wanted.exceptBookingId) });
  const candidates = look.offer && candidatesOf(look.offer);
  if (!look.offer || !candidates) return refuse('record.not_found', look.offer ? { noun: 'store', id: storeId } : { noun: 'service', id: serviceId });
  if (!isOnSale(look.offer)) return refuse('booking.service_not_offered', { serviceId, storeId });
  const shaped = shapeOffer(candidates, wanted);
  if (!shaped.ok) return shaped;
  for (const [roleKey, unitId] of Object.entries(wanted.choices))
    if (!shaped.value.byRole.get(roleKey)?.some((unit) => unit.id === unitId)) return refuse('booking.choice_not_possible', { roleKey, unitId });
  return allow({ look, offer: shaped.value });
}

/** The booking that is being moved, if the asker may see it at all. */
async function exceptFor(ask: Ask, bookingId: string | undefined): Promise<string | null> {
  if (!bookingId) return null;
  return (await findBookingRow(sqlOf(ask.ports.db), bookingId, compileScope(ask.actor, 'booking.read')))?.id ?? null;
}

const asker = (actor: Actor): 'customer' | 'staff' => (actor.kind === 'staff' ? 'staff' : 'customer');

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

/** BK-06: the next free starts from now on; looks two weeks at a time up to the horizon. */
export async function listNextSlots(ask: Ask, input: Wanted & { count: number }): Answer<'booking.nextSlots'> {
  const now = ask.now.getTime();
  const slots: SlotView[] = [];
  const STRIDE = 14;
  for (let day = 0; ; day += STRIDE) {
    const dates = (store: StoreRow): Dates => ({ from: addDays(todayAt(store, ask), day), days: STRIDE });
    const found = await lookFor(ask, input, dates);
    if (!found.ok) return found;
    const { look, offer } = found.value;
    const span = bookableSpan(offer.service, now, asker(ask.actor));
    for (const one of freeDays(look, offer, dates(offer.store), input.choices)) slots.push(...slotViews(offer, one, span));
    if (slots.length >= input.count || day + STRIDE > offer.service.horizonDays) return allow({ slots: slots.slice(0, input.count) });
  }
}

/** The views of a day's starts, made once for as long as the day is remembered. */
const views = new WeakMap<FreeDay, ReadonlyMap<number, SlotView>>();

function slotViews({ service, store }: Candidates, day: FreeDay, span: { earliest: number; latest: number }): SlotView[] {
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
        },
      ]),
    );
    views.set(day, known);
  }
  return startsWithin(day, span).flatMap((start) => known.get(start) ?? []);
}
