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
import type { Ports } from '../../platform/ports';
import { candidatesOf, isOnSale, loadFreeStarts, type Candidates, type TimeFacts } from './facts';
import { findBookingRow } from './records.bookings';
import { findOfferRow, listServiceRows } from './records.services';
import { shapeOffer, type ShapedOffer } from './shaping';
import { offsetAt } from './store-clock';

type Choices = Readonly<Record<string, string>>;
interface Wanted extends Extras {
  readonly storeId: string;
  readonly serviceId: string;
  readonly choices: Choices;
}

/** Services on sale. */
export async function listServices(ask: Ask, input: { storeId?: string | undefined }): Answer<'booking.services'> {
  return allow({ services: await listServiceRows(sqlOf(ask.ports.db), input.storeId ?? null) });
}

/** A service with the people whom a customer may name. */
export async function getService(ask: Ask, input: { serviceId: string; storeId: string }): Answer<'booking.service'> {
  const offer = await findOffer(ask.ports, { ...input, choices: {} });
  if (!offer.ok) return offer;
  const { service, byRole } = offer.value;
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

async function findOffer(ports: Ports, wanted: Wanted): Promise<Decision<ShapedOffer, ApiRefusal>> {
  const { serviceId, storeId } = wanted;
  const offer = await findOfferRow(sqlOf(ports.db), serviceId, storeId);
  const candidates = offer && candidatesOf(offer);
  if (!offer || !candidates) return refuse('record.not_found', offer ? { noun: 'store', id: storeId } : { noun: 'service', id: serviceId });
  if (!isOnSale(offer)) return refuse('booking.service_not_offered', { serviceId, storeId });
  const shaped = shapeOffer(candidates, wanted);
  if (!shaped.ok) return shaped;
  for (const [roleKey, unitId] of Object.entries(wanted.choices))
    if (!shaped.value.byRole.get(roleKey)?.some((unit) => unit.id === unitId)) return refuse('booking.choice_not_possible', { roleKey, unitId });
  return shaped;
}

/** The booking that is being moved, if the asker may see it at all. */
async function exceptFor(ask: Ask, bookingId: string | undefined): Promise<string | null> {
  if (!bookingId) return null;
  return (await findBookingRow(sqlOf(ask.ports.db), bookingId, compileScope(ask.actor, 'booking.read')))?.id ?? null;
}

const asker = (actor: Actor): 'customer' | 'staff' => (actor.kind === 'staff' ? 'staff' : 'customer');

/** How many free starts each day has, and why none where there is none. */
export async function listDays(ask: Ask, input: Wanted & { from: CalendarDate; days: number; exceptBookingId?: string | undefined }): Answer<'booking.days'> {
  const offer = await findOffer(ask.ports, input);
  if (!offer.ok) return offer;
  const { service } = offer.value;
  const now = ask.now.getTime();
  const facts = await loadFreeStarts(sqlOf(ask.ports.db), offer.value, {
    dates: { from: input.from, days: input.days },
    choices: input.choices,
    now,
    by: asker(ask.actor),
    ignoreBookingId: await exceptFor(ask, input.exceptBookingId),
  });
  const span = bookableSpan(service, now, asker(ask.actor));
  const days = [...facts.openings].map(([date, openings]): DayView => {
    // A start after midnight belongs to the evening that it is part of.
    const freeStarts = facts.free.starts.filter((start) => openings.some((open) => open.start <= start && start < open.end)).length;
    return { date, freeStarts, reason: freeStarts > 0 ? null : whyNone(openings, span, now) };
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
export async function listSlots(ask: Ask, input: Wanted & { date: CalendarDate; exceptBookingId?: string | undefined }): Answer<'booking.slots'> {
  const offer = await findOffer(ask.ports, input);
  if (!offer.ok) return offer;
  const now = ask.now.getTime();
  const facts = await loadFreeStarts(sqlOf(ask.ports.db), offer.value, {
    dates: { from: input.date, days: 1 },
    choices: input.choices,
    now,
    by: asker(ask.actor),
    ignoreBookingId: await exceptFor(ask, input.exceptBookingId),
  });
  const slots = facts.free.starts.map((start) => slotView(offer.value, facts, start));
  return allow({
    slots,
    reason: slots.length > 0 ? null : whyNone(facts.openings.get(input.date) ?? [], bookableSpan(offer.value.service, now, asker(ask.actor)), now),
  });
}

/** BK-06: the next free starts from now on; looks two weeks at a time up to the horizon. */
export async function listNextSlots(ask: Ask, input: Wanted & { count: number; exceptBookingId?: string | undefined }): Answer<'booking.nextSlots'> {
  const offer = await findOffer(ask.ports, input);
  if (!offer.ok) return offer;
  const { store, service } = offer.value;
  const now = ask.now.getTime();
  const today = dateAt(now, offsetAt(store.zone, now));
  const slots: SlotView[] = [];
  const STRIDE = 14;
  for (let day = 0; day <= service.horizonDays && slots.length < input.count; day += STRIDE) {
    const facts = await loadFreeStarts(sqlOf(ask.ports.db), offer.value, {
      dates: { from: addDays(today, day), days: STRIDE },
      choices: input.choices,
      now,
      by: asker(ask.actor),
      ignoreBookingId: await exceptFor(ask, input.exceptBookingId),
    });
    for (const start of facts.free.starts) if (slots.length < input.count) slots.push(slotView(offer.value, facts, start));
  }
  return allow({ slots });
}

function slotView({ service, store }: Candidates, facts: TimeFacts, start: number): SlotView {
  return {
    startsAt: new Date(start).toISOString(),
    endsAt: new Date(start + service.durationMinutes * MINUTE_MS).toISOString(),
    part: partOfDay(start, offsetAt(store.zone, start)),
    pickable: Object.fromEntries(service.roles.filter((role) => role.customerPicks).map((role) => [role.key, facts.free.unitsFor(role.key, start)])),
  };
}
