import type { BookingView } from '@zhike/domain/booking/contract';
import { bookingLifecycle } from '@zhike/domain/booking/lifecycle';
import { previewCancel } from '@zhike/domain/booking/rules';
import { compileScope, type Scope } from '@zhike/domain/kernel/access';
import type { Actor } from '@zhike/domain/kernel/actor';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import { decideStep } from '@zhike/domain/kernel/lifecycle';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { readCursor, toCursor } from '../../platform/cursor';
import { sqlOf, type Sql } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import { findBookingRow, listAskedRows, listBookingRows } from './records.bookings';
import { findServiceRow } from './records.services';
import { contactContext, depositKeptFen, toBookingView, toBookingViews } from './view';

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
    items: await toBookingViews(sqlOf(ask.ports.db), items, ask),
    next: rows.length > PAGE && last ? toCursor({ at: last.startsAt, id: last.id }) : null,
  });
}

/** What waits for the member's yes, soonest deadline first. */
export async function listToAccept(ask: Ask<ActorOf<'booking.toAccept'>>): Answer<'booking.toAccept'> {
  const sql = sqlOf(ask.ports.db);
  return allow({ bookings: await toBookingViews(sql, await listAskedRows(sql, ask.actor.staffId, ask.now), ask) });
}

/** A booking as the reader sees it, within a scope; null when there is none. */
export async function bookingViewIn(scope: Scope, bookingId: string, actor: Actor, ports: Ports): Promise<BookingView | null> {
  const sql = sqlOf(ports.db);
  const row = await findBookingRow(sql, bookingId, scope);
  return row ? toBookingView(sql, row, { actor, now: ports.clock.now(), ports }) : null;
}

/** One booking within the reader's scope. */
export async function getBooking(ask: Ask, input: { bookingId: string }): Answer<'booking.get'> {
  const row = await findBookingRow(sqlOf(ask.ports.db), input.bookingId, ask.scope);
  if (!row) return refuse('record.not_found', { noun: 'booking', id: input.bookingId });
  return allow({ booking: await toBookingView(sqlOf(ask.ports.db), row, ask) });
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
      by: ask.actor.kind === 'staff' ? 'staff' : 'customer',
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

/**
 * A customer's bookings for her profile: those that the reader may read, and no others. `shared`: her store lets the reader see all of
 * them; what may be done with one is still asked of its own store.
 */
export async function bookingViewsFor(
  actor: Actor,
  where: { customerId: string; when: 'coming' | 'past'; limit: number; shared?: boolean },
  ports: Ports,
  now: Date,
): Promise<BookingView[]> {
  const scope: Scope = where.shared ? { kind: 'all' } : compileScope(actor, 'booking.read');
  const rows = await listBookingRows(sqlOf(ports.db), scope, {
    customerId: where.customerId,
    when: where.when,
    now,
    limit: where.limit,
  });
  return toBookingViews(sqlOf(ports.db), rows, { actor, now, ports });
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
