import * as z from 'zod/mini';
import { endpoint, Id, Instant, text } from '../kernel/contract';
import { AcceptedCautions } from './contract.bookings';
import { PartySize } from './contract.slots';

/** A place in today's line of a store. */
export const TicketView = z.object({
  id: Id,
  storeId: Id,
  storeName: z.string(),
  serviceId: Id,
  serviceName: z.string(),
  number: z.int(),
  name: z.string(),
  partySize: z.int(),
  state: z.enum(['waiting', 'called', 'served', 'left', 'skipped']),
  /** How many wait before this one; 0 when it is next. */
  before: z.int(),
  /** By the people on shift, what they are at, what is booked, and those before; null when nobody can serve today any more. */
  expectedAt: z.nullable(Instant),
  createdAt: Instant,
  calledAt: z.nullable(Instant),
  customerId: z.nullable(Id),
});
export type TicketView = z.infer<typeof TicketView>;
const TicketOut = z.object({ ticket: TicketView });
const ById = z.strictObject({ ticketId: Id });

export const queueEndpoints = {
  'booking.queueLength': endpoint({
    kind: 'query',
    audience: 'public',
    right: null,
    summary: 'How many wait at a store for a service now, and when a new guest would be served.',
    input: z.strictObject({ storeId: Id, serviceId: Id }),
    output: z.object({ waiting: z.int(), expectedAt: z.nullable(Instant), open: z.boolean() }),
    refusals: ['record.not_found', 'booking.service_not_offered'],
  }),
  'booking.takeTicket': endpoint({
    kind: 'command',
    audience: 'signed-in',
    right: null,
    summary: 'Join the line: a guest for herself (one open ticket a store), reception for a walk-in.',
    input: z.strictObject({
      storeId: Id,
      serviceId: Id,
      name: text(20, 1),
      partySize: PartySize,
      /** By reception, when she is known. */ customerId: z.optional(Id),
    }),
    output: TicketOut,
    refusals: ['record.not_found', 'booking.service_not_offered', 'booking.party_too_large', 'booking.queue_closed', 'access.forbidden'],
  }),
  'booking.myTickets': endpoint({
    kind: 'query',
    audience: 'customer',
    right: null,
    summary: 'My open tickets, with position and expected time.',
    input: z.strictObject({}),
    output: z.object({ tickets: z.array(TicketView) }),
    refusals: [],
  }),
  'booking.queue': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'booking.read',
    summary: "Today's line of a store.",
    input: z.strictObject({ storeId: Id }),
    output: z.object({ tickets: z.array(TicketView) }),
    refusals: ['record.not_found'],
  }),
  'booking.callTicket': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'booking.serve',
    summary: 'Call a guest (her phone is told).',
    input: ById,
    output: TicketOut,
    refusals: ['record.not_found', 'lifecycle.illegal_step'],
  }),
  'booking.serveTicket': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'booking.serve',
    summary: 'She is served now: a booking that begins now is made for her, so nobody else gets her technician meanwhile.',
    input: z.strictObject({
      ticketId: Id,
      unitIds: z.optional(z.record(z.string().check(z.maxLength(40)), Id)),
      /** Who she is, for a ticket that was taken without a customer: the booking needs her number. */
      customerId: z.optional(Id),
      acceptedCautions: AcceptedCautions,
    }),
    output: z.object({ ticket: TicketView, bookingId: Id }),
    refusals: [
      'record.not_found',
      'lifecycle.illegal_step',
      'booking.slot_taken',
      'booking.slot_unavailable',
      'booking.contact_needed',
      'booking.caution',
      'booking.service_not_offered',
      'booking.outside_opening',
      'booking.choice_not_possible',
    ],
  }),
  'booking.closeTicket': endpoint({
    kind: 'command',
    audience: 'signed-in',
    right: null,
    summary: 'The guest leaves the line, or reception skips her.',
    input: z.strictObject({ ticketId: Id, how: z.enum(['left', 'skipped']) }),
    output: TicketOut,
    refusals: ['record.not_found', 'lifecycle.illegal_step', 'access.forbidden'],
  }),
};
