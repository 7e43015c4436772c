import type { BookingView, DayView, SlotView } from '@zhike/domain/booking/contract';
import { partOfDay } from '@zhike/domain/booking/availability';
import { bookableSpan, previewCancel } from '@zhike/domain/booking/rules';
import { bookingLifecycle } from '@zhike/domain/booking/lifecycle';
import type { ApiRefusal } from '@zhike/domain/api';
import { compileScope, type Scope } from '@zhike/domain/kernel/access';
import type { Actor } from '@zhike/domain/kernel/actor';
import { addDays, dateAt, type CalendarDate } from '@zhike/domain/kernel/calendar-date';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { decideStep } from '@zhike/domain/kernel/lifecycle';
import { MINUTE_MS } from '@zhike/domain/kernel/time-range';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { sqlOf, type Sql } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import { readCursor, toCursor } from '../../platform/cursor';
import { candidatesOf, isOnSale, loadFreeStarts, type Candidates, type TimeFacts } from './facts';
import { findBookingRow, listBookingRows } from './records.bookings';
import { findOfferRow, findServiceRow, listServiceRows } from './records.services';
import { offsetAt } from './store-clock';
import { contactContext, depositKeptFen, toBookingView } from './view';

type Offer = Decision<Candidates, ApiRefusal>;
type Choices = Readonly<Record<string, string>>;

/** Services on sale. */
export async function listServices(ask: Ask, input: { storeId?: string | undefined }): Answer<'booking.services'> {
  return allow({ services: await listServiceRows(sqlOf(ask.ports.db), input.storeId ?? null) });
}

/** A service with the people whom a customer may name. */
export async function getService(ask: Ask, input: { serviceId: string; storeId: string }): Answer<'booking.service'> {
  const offer = await findOffer(ask.ports, input.serviceId, input.storeId, {});
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

async function findOffer(ports: Ports, serviceId: string, storeId: string, choices: Choices): Promise<Offer> {
  const offer = await findOfferRow(sqlOf(ports.db), serviceId, storeId);
  const candidates = offer && candidatesOf(offer);
  if (!offer || !candidates) return refuse('record.not_found', offer ? { noun: 'store', id: storeId } : { noun: 'service', id: serviceId });
  if (!isOnSale(offer)) return refuse('booking.service_not_offered', { serviceId, storeId });
  for (const [roleKey, unitId] of Object.entries(choices))
    if (!candidates.byRole.get(roleKey)?.some((unit) => unit.id === unitId)) return refuse('booking.choice_not_possible', { roleKey, unitId });
  return allow(candidates);
}

/** The booking that is being moved, if the asker may see it at all. */
async function exceptFor(ask: Ask, bookingId: string | undefined): Promise<string | null> {
  if (!bookingId) return null;
  return (await findBookingRow(sqlOf(ask.ports.db), bookingId, compileScope(ask.actor, 'booking.read')))?.id ?? null;
}

const asker = (actor: Actor): 'customer' | 'staff' => (actor.kind === 'staff' ? 'staff' : 'customer');

/** How many free starts each day has, and why none where there is none. */
export async function listDays(
  ask: Ask,
  input: { storeId: string; serviceId: string; from: CalendarDate; days: number; choices: Choices; exceptBookingId?: string | undefined },
): Answer<'booking.days'> {
  const offer = await findOffer(ask.ports, input.serviceId, input.storeId, input.choices);
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
export async function listSlots(
  ask: Ask,
  input: { storeId: string; serviceId: string; date: CalendarDate; choices: Choices; exceptBookingId?: string | undefined },
): Answer<'booking.slots'> {
  const offer = await findOffer(ask.ports, input.serviceId, input.storeId, input.choices);
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
export async function listNextSlots(
  ask: Ask,
  input: { storeId: string; serviceId: string; count: number; choices: Choices; exceptBookingId?: string | undefined },
): Answer<'booking.nextSlots'> {
  const offer = await findOffer(ask.ports, input.serviceId, input.storeId, input.choices);
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

const PAGE = 20;

/** My bookings, as the customer. */
export async function listMine(
  ask: Ask<ActorOf<'booking.mine'>>,
  input: { when: 'coming' | 'past'; cursor?: string | null | undefined },
): Answer<'booking.mine'> {
  const { customerId } = ask.actor;
  if (!customerId) return allow({ items: [], next: null });
  const after = readCursor(input.cursor);
  if (!after.ok) return after;
  const rows = await listBookingRows(
    sqlOf(ask.ports.db),
    { kind: 'customer', customerId },
    { when: input.when, now: ask.now, limit: PAGE + 1, after: after.value },
  );
  const items = rows.slice(0, PAGE);
  const last = items[items.length - 1];
  return allow({
    items: items.map((row) => toBookingView(row, ask.actor, ask.now, ask.ports)),
    next: rows.length > PAGE && last ? toCursor({ at: last.startsAt, id: last.id }) : null,
  });
}

/** A booking as the reader sees it, within a scope; null when there is none. */
export async function bookingViewIn(scope: Scope, bookingId: string, actor: Actor, ports: Ports): Promise<BookingView | null> {
  const row = await findBookingRow(sqlOf(ports.db), bookingId, scope);
  return row ? toBookingView(row, actor, ports.clock.now(), ports) : null;
}

/** One booking within the reader's scope. */
export async function getBooking(ask: Ask, input: { bookingId: string }): Answer<'booking.get'> {
  const row = await findBookingRow(sqlOf(ask.ports.db), input.bookingId, ask.scope);
  if (!row) return refuse('record.not_found', { noun: 'booking', id: input.bookingId });
  return allow({ booking: toBookingView(row, ask.actor, ask.now, ask.ports) });
}

/** What cancelling now would cost. */
export async function getCancelPreview(ask: Ask, input: { bookingId: string }): Answer<'booking.cancelPreview'> {
  const row = await findBookingRow(sqlOf(ask.ports.db), input.bookingId, ask.scope);
  if (!row) return refuse('record.not_found', { noun: 'booking', id: input.bookingId });
  const step = decideStep(bookingLifecycle, row.state, 'cancel');
  if (!step.ok) return step;
  return allow({
    preview: previewCancel({
      policy: row.terms.policy,
      startsAt: row.startsAt.getTime(),
      now: ask.now.getTime(),
      depositPaidFen: depositKeptFen(row),
      by: asker(ask.actor),
    }),
  });
}

/** The contact phone of her latest booking: what the shop calls her on when she gave no other. In the clear; the caller has the right or asks for her. */
export async function latestContactPhone(sql: Sql, ports: Ports, customerId: string): Promise<string | null> {
  const rows = await sql<{ id: string; cipher: string }>(
    'SELECT id, contact_cipher AS cipher FROM bookings WHERE customer_id = $1::uuid ORDER BY created_at DESC LIMIT 1',
    [customerId],
  );
  return rows[0] ? ports.crypto.decrypt(rows[0].cipher, contactContext(rows[0].id)) : null;
}

/** A customer's bookings for her profile: those that the reader may read, and no others. */
export async function bookingViewsFor(
  actor: Actor,
  where: { customerId: string; when: 'coming' | 'past'; limit: number },
  ports: Ports,
  now: Date,
): Promise<BookingView[]> {
  const rows = await listBookingRows(sqlOf(ports.db), compileScope(actor, 'booking.read'), {
    customerId: where.customerId,
    when: where.when,
    now,
    limit: where.limit,
  });
  return rows.map((row) => toBookingView(row, actor, now, ports));
}

/** A card for the chat: a service to book, or a held booking to pay. */
export async function getCard(ask: Ask, input: { storeId: string; serviceId?: string | undefined; bookingId?: string | undefined }): Answer<'booking.card'> {
  const { shop } = ask.ports;
  const card = (title: string, page: string) => allow({ appid: shop.wechatAppid, title, page, imageUrl: `${shop.publicBaseUrl}/sidebar/card.png` });
  if (input.bookingId) {
    const row = await findBookingRow(sqlOf(ask.ports.db), input.bookingId, ask.scope);
    if (!row) return refuse('record.not_found', { noun: 'booking', id: input.bookingId });
    return card(`${row.terms.serviceName} · 待您确认`, `packages/booking/detail/index?bookingId=${row.id}`);
  }
  const service = input.serviceId ? await findServiceRow(sqlOf(ask.ports.db), input.serviceId) : null;
  if (input.serviceId && !service) return refuse('record.not_found', { noun: 'service', id: input.serviceId });
  return service
    ? card(`预约 ${service.name}`, `packages/booking/service/index?serviceId=${service.id}&storeId=${input.storeId}`)
    : card(`${shop.name} 在线预约`, 'pages/home/index');
}
