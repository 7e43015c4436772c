import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { sqlOf } from '../../platform/db';
import { lineDate, loadLine, toTicketView, type Line } from './lines';
import { listOwnTickets } from './records.queue';
import { findStoreRow } from './records.services';
import { reachesStore } from './reach';

/** How long the line is for a service now, and when whoever comes now would be served. */
export async function getQueueLength(ask: Ask, input: { storeId: string; serviceId: string }): Answer<'booking.queueLength'> {
  const store = await findStoreRow(sqlOf(ask.ports.db), input.storeId);
  if (!store) return refuse('record.not_found', { noun: 'store', id: input.storeId });
  const { next } = await loadLine(ask.ports, store, ask.now, { serviceId: input.serviceId, partySize: 1 });
  if (!next) return refuse('booking.service_not_offered', { serviceId: input.serviceId, storeId: input.storeId });
  return allow({ waiting: next.before, expectedAt: next.open && next.at !== null ? new Date(next.at).toISOString() : null, open: next.open });
}

/** The guest's own open tickets, with her place and the time she may expect. */
export async function listMyTickets(ask: Ask<ActorOf<'booking.myTickets'>>): Answer<'booking.myTickets'> {
  const sql = sqlOf(ask.ports.db);
  const lines = new Map<string, Line | null>();
  const tickets = [];
  for (const ticket of await listOwnTickets(sql, ask.actor)) {
    const store = await findStoreRow(sql, ticket.storeId);
    // What was left open on another day is over.
    if (!store || ticket.localDate !== lineDate(store, ask.now)) continue;
    const line = lines.get(store.id) ?? (await loadLine(ask.ports, store, ask.now));
    lines.set(store.id, line);
    tickets.push(toTicketView(ticket, line));
  }
  return allow({ tickets });
}

/** Today's line of a store: who is in it, then who is done. */
export async function listQueue(ask: Ask<ActorOf<'booking.queue'>>, input: { storeId: string }): Answer<'booking.queue'> {
  const store = await findStoreRow(sqlOf(ask.ports.db), input.storeId);
  if (!store || !reachesStore(ask.scope, ask.actor, input.storeId)) return refuse('record.not_found', { noun: 'store', id: input.storeId });
  const line = await loadLine(ask.ports, store, ask.now);
  return allow({ tickets: line.tickets.map((ticket) => toTicketView(ticket, line)) });
}
