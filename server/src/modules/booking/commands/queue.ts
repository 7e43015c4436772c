import type { bookingEndpoints, TicketView } from '@zhike/domain/booking/contract';
import { floorToTick, ticketLifecycle, type TicketVerb } from '@zhike/domain/booking/queue';
import { TICK_MS } from '@zhike/domain/booking/ticks';
import type { ApiRefusal } from '@zhike/domain/api';
import type { EventOf } from '@zhike/domain/events';
import { compileScope, inScope } from '@zhike/domain/kernel/access';
import type { Actor, StaffActor } from '@zhike/domain/kernel/actor';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { decideStep } from '@zhike/domain/kernel/lifecycle';
import { MINUTE_MS } from '@zhike/domain/kernel/time-range';
import { TryAgain, type Answer, type ActorOf, type Ask } from '../../../http/route';
import { sqlIn, sqlOf } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import type { Write } from '../../../platform/write';
import { ensureCustomerFor, holdCustomer } from '../../customers/commands';
import { findOwnContact } from '../../customers/own-phone';
import { customerRowFacts } from '../../customers/row-facts';
import { readCautions } from '../cautions';
import { candidatesOf, isOnSale } from '../facts';
import { lineDate, loadLine, toTicketView } from '../lines';
import { writeVisit } from '../making';
import { takeOrOverbook } from '../overbooking';
import { reachesStore } from '../reach';
import { findBookingRow } from '../records.bookings';
import { findOpenTicket, findTicket, insertTicket, lockLineEnd, lockTicket, moveTicket, type TicketRow } from '../records.queue';
import { findOfferRow, findStoreRow, type StoreRow } from '../records.services';
import { shapeOffer, type ShapedOffer } from '../shaping';
import { nextOpening } from '../store-clock';
import { takeStep } from './step';

type Input<Name extends keyof typeof bookingEndpoints> = ParsedInputOf<(typeof bookingEndpoints)[Name]>;
type Told = Promise<Decision<{ ticket: TicketView }, ApiRefusal>>;

/** Whoever serves at a store, or books there, keeps its line. */
const keepsLine = (actor: StaffActor, storeId: string): boolean =>
  reachesStore(compileScope(actor, 'booking.serve'), actor, storeId) || reachesStore(compileScope(actor, 'booking.write'), actor, storeId);

/** 取号. A guest's second tap gives her first ticket back; reception takes one for whoever walks in. */
export async function takeTicket(ask: Ask<ActorOf<'booking.takeTicket'>>, input: Input<'booking.takeTicket'>, write: Write): Answer<'booking.takeTicket'> {
  const { actor, ports } = ask;
  const store = await findStoreRow(sqlOf(ports.db), input.storeId);
  if (!store) return refuse('record.not_found', { noun: 'store', id: input.storeId });
  const guest = await findGuest(ask, input, write);
  if (!guest.ok) return guest;
  const date = lineDate(store, write.now);
  await lockLineEnd(write.tx, store.id, date);
  const known = actor.kind === 'customer' ? await findOpenTicket(write.tx, { identityId: actor.identityId, storeId: store.id, date, now: write.now }) : null;
  if (known) return tell(ask, write, store, known);
  const partySize = input.partySize ?? 1;
  const row = await findOfferRow(sqlOf(ports.db), input.serviceId, store.id);
  const candidates = row && isOnSale(row) ? candidatesOf(row) : null;
  if (!candidates) return refuse('booking.service_not_offered', { serviceId: input.serviceId, storeId: store.id });
  const offer = shapeOffer(candidates, { partySize });
  if (!offer.ok) return offer;
  const { next } = await loadLine(ports, store, write.now, { serviceId: input.serviceId, partySize });
  if (!next?.open) return refuse('booking.queue_closed', { opensAt: nextOpening(store.opening, store.zone, write.now) });
  const id = newId(write.now);
  const number = await insertTicket(write.tx, {
    id,
    storeId: store.id,
    serviceId: input.serviceId,
    localDate: date,
    customerId: guest.value,
    identityId: actor.kind === 'customer' ? actor.identityId : null,
    name: input.name,
    partySize,
    createdAt: write.now,
  });
  await write.event({
    type: 'queue.taken',
    storeId: store.id,
    customerId: guest.value,
    data: { ticketId: id, number, serviceName: offer.value.service.name },
  });
  return tell(ask, write, store, id);
}

/** Who takes the ticket: she herself, or whom reception names, if anybody. */
async function findGuest(
  ask: Ask<ActorOf<'booking.takeTicket'>>,
  input: Input<'booking.takeTicket'>,
  write: Write,
): Promise<Decision<string | null, ApiRefusal>> {
  const { actor } = ask;
  if (actor.kind === 'customer') {
    if (input.customerId) return refuse('request.invalid', { issues: [{ path: 'customerId', problem: 'unknown_field' }] });
    return allow(actor.customerId && (await holdCustomer(write, actor.customerId)));
  }
  if (!keepsLine(actor, input.storeId)) return refuse('access.forbidden', { right: 'booking.serve' });
  return input.customerId ? findNamed(actor, input.customerId, write) : allow(null);
}

async function findNamed(actor: StaffActor, customerId: string, write: Write): Promise<Decision<string, ApiRefusal>> {
  const alive = await holdCustomer(write, customerId);
  const facts = alive ? await customerRowFacts(sqlIn(write.tx), alive) : null;
  return facts && inScope(compileScope(actor, 'customer.read'), facts)
    ? allow(facts.customerId)
    : refuse('record.not_found', { noun: 'customer', id: customerId });
}

/** The ticket as it stands after this transaction: those before it are read as they are committed. */
async function tell(ask: Ask, write: Write, store: StoreRow, ticketId: string): Told {
  const ticket = await findTicket(sqlIn(write.tx), ticketId);
  if (!ticket) throw new Error('a ticket vanished inside its own transaction');
  const open = ticket.state === 'waiting' || ticket.state === 'called';
  const line = await loadLine(ask.ports, store, write.now, open ? { serviceId: ticket.serviceId, partySize: ticket.partySize } : null);
  // Its own row is not committed yet, so it is read as the one who would come now.
  const own = line.expected.get(ticket.id) ?? line.next;
  return allow({ ticket: toTicketView(ticket, { ...line, expected: open && own ? new Map([[ticket.id, own]]) : new Map() }) });
}

/** Locks a ticket that the actor may work on, and looks whether the step is possible. */
async function openTicket(ask: Ask, write: Write, ticketId: string, verb: TicketVerb): Promise<Decision<{ ticket: TicketRow; store: StoreRow }, ApiRefusal>> {
  const ticket = await lockTicket(write.tx, ticketId);
  const store = ticket && (await findStoreRow(sqlOf(ask.ports.db), ticket.storeId));
  if (!ticket || !store || !isHers(ask.actor, ticket)) return refuse('record.not_found', { noun: 'ticket', id: ticketId });
  const step = decideStep(ticketLifecycle, ticket.state, verb);
  return step.ok ? allow({ ticket, store }) : step;
}

function isHers(actor: Actor, ticket: TicketRow): boolean {
  if (actor.kind === 'staff') return keepsLine(actor, ticket.storeId);
  return actor.kind === 'customer' && (ticket.identityId === actor.identityId || (actor.customerId !== null && ticket.customerId === actor.customerId));
}

/** 叫号. She may be called again. */
export async function callTicket(ask: Ask<ActorOf<'booking.callTicket'>>, input: Input<'booking.callTicket'>, write: Write): Answer<'booking.callTicket'> {
  const open = await openTicket(ask, write, input.ticketId, 'call');
  if (!open.ok) return open;
  await moveTicket(write.tx, open.value.ticket.id, { state: 'called', calledAt: write.now });
  await tellStep(write, open.value.ticket, 'queue.called');
  return tell(ask, write, open.value.store, input.ticketId);
}

/** The guest leaves the line; reception may skip her, too. */
export async function closeTicket(ask: Ask<ActorOf<'booking.closeTicket'>>, input: Input<'booking.closeTicket'>, write: Write): Answer<'booking.closeTicket'> {
  const open = await openTicket(ask, write, input.ticketId, input.how === 'left' ? 'leave' : 'skip');
  if (!open.ok) return open;
  if (ask.actor.kind === 'customer' && input.how === 'skipped') return refuse('access.forbidden', { right: 'booking.serve' });
  await moveTicket(write.tx, open.value.ticket.id, { state: input.how, closedAt: write.now });
  await tellStep(write, open.value.ticket, `queue.${input.how}`);
  return tell(ask, write, open.value.store, input.ticketId);
}

async function tellStep(
  write: Write,
  ticket: TicketRow,
  type: EventOf<'queue'>,
  more: { readonly bookingId?: string; readonly customerId?: string } = {},
): Promise<void> {
  await write.event({
    type,
    storeId: ticket.storeId,
    customerId: more.customerId ?? ticket.customerId,
    ...(more.bookingId ? { bookingId: more.bookingId } : {}),
    data: { ticketId: ticket.id, number: ticket.number, serviceName: ticket.serviceName },
  });
}

/**
 * She is served now: a booking that begins at the tick which is going on takes her technician and room, so that nobody else gets them
 * meanwhile. Lead time and the grid of starts are for those who plan.
 */
export async function serveTicket(ask: Ask<ActorOf<'booking.serveTicket'>>, input: Input<'booking.serveTicket'>, write: Write): Answer<'booking.serveTicket'> {
  const { ports, actor } = ask;
  const seen = await findTicket(sqlOf(ports.db), input.ticketId);
  if (!seen || !isHers(actor, seen)) return refuse('record.not_found', { noun: 'ticket', id: input.ticketId });
  // The customer is locked before the ticket, as everywhere.
  const guest = await findServed(ask, seen, input.customerId, write);
  if (!guest.ok) return guest;
  const open = await openTicket(ask, write, input.ticketId, 'serve');
  if (!open.ok) return open;
  const { ticket, store } = open.value;
  if (ticket.customerId !== seen.customerId) throw new TryAgain('her record changed meanwhile');
  const contact = await findOwnContact(sqlIn(write.tx), ports, guest.value);
  if (!contact) return refuse('booking.contact_needed', { ticketId: ticket.id });
  const offer = await findWalkIn(ask, ticket);
  if (!offer.ok) return offer;
  const startsAt = floorToTick(write.now.getTime());
  const visit = { customerId: guest.value, service: offer.value.service, zone: store.zone, startsAt };
  const cautions = await readCautions(sqlIn(write.tx), ports, visit, input.acceptedCautions);
  if (!cautions.ok) return cautions;
  const taken = await takeOrOverbook(
    ask,
    { ...write, now: new Date(startsAt) },
    { candidates: offer.value, startsAt, choices: input.unitIds ?? {}, by: 'staff', ignoreBookingId: null, forCustomerId: guest.value },
    null,
  );
  if (!taken.ok) return taken;
  const bookingId = await writeVisit(write, ports, {
    offer: offer.value,
    taken: taken.value,
    customerId: guest.value,
    identityId: ticket.identityId,
    contact: { name: ticket.name, phone: contact.phone },
    weddingDate: null,
    note: '',
    source: 'queue',
    begins: { as: 'confirmed', by: 'staff', reason: 'walk_in' },
    cautionsRead: cautions.value,
    ticketId: ticket.id,
  });
  const booked = await findBookingRow(sqlIn(write.tx), bookingId, { kind: 'all' });
  if (!booked) throw new Error('a booking vanished inside its own transaction');
  await takeStep(write, booked, 'checkIn', {}, { type: 'booking.checked_in' });
  await takeStep(write, { ...booked, state: 'checked_in', version: booked.version + 1 }, 'start', {}, { type: 'booking.started' });
  await moveTicket(write.tx, ticket.id, { state: 'served', closedAt: write.now, customerId: guest.value });
  await tellStep(write, ticket, 'queue.served', { bookingId, customerId: guest.value });
  const told = await tell(ask, write, store, ticket.id);
  return told.ok ? allow({ ticket: told.value.ticket, bookingId }) : told;
}

/** Whose visit it becomes: the ticket's customer, whom reception names now, or the guest of the mini-program who had no record yet. */
async function findServed(
  ask: Ask<ActorOf<'booking.serveTicket'>>,
  ticket: TicketRow,
  named: string | undefined,
  write: Write,
): Promise<Decision<string, ApiRefusal>> {
  if (ticket.customerId) {
    const alive = await holdCustomer(write, ticket.customerId);
    return alive ? allow(alive) : refuse('record.not_found', { noun: 'customer', id: ticket.customerId });
  }
  if (named) return findNamed(ask.actor, named, write);
  if (!ticket.identityId) return refuse('booking.contact_needed', { ticketId: ticket.id });
  return allow(await ensureCustomerFor(write, ask.ports, { identityId: ticket.identityId, name: ticket.name, storeId: ticket.storeId, weddingDate: null }));
}

/** The service as a walk-in gets it: any tick is a start. Read anew, not remembered: the memory knows the starts of those who plan. */
async function findWalkIn(ask: Ask, ticket: TicketRow): Promise<Decision<ShapedOffer, ApiRefusal>> {
  const row = await findOfferRow(sqlOf(ask.ports.db), ticket.serviceId, ticket.storeId);
  const candidates = row && isOnSale(row) ? candidatesOf(row) : null;
  if (!candidates) return refuse('booking.service_not_offered', { serviceId: ticket.serviceId, storeId: ticket.storeId });
  const service = { ...candidates.service, stepMinutes: TICK_MS / MINUTE_MS, leadMinutes: 0 };
  return shapeOffer({ ...candidates, service }, { partySize: ticket.partySize });
}
