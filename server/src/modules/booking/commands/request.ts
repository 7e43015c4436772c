import { acceptingRoles } from '@zhike/domain/booking/acceptance';
import type { bookingEndpoints } from '@zhike/domain/booking/contract';
import { MAX_OPEN_HOLDS } from '@zhike/domain/booking/rules';
import type { Extras } from '@zhike/domain/booking/shape';
import type { ApiRefusal } from '@zhike/domain/api';
import { compileScope, inScope } from '@zhike/domain/kernel/access';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import { refuse, type Decision } from '@zhike/domain/kernel/decision';
import { HOUR_MS, MINUTE_MS } from '@zhike/domain/kernel/time-range';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import type { Ports } from '../../../platform/ports';
import type { Write } from '../../../platform/write';
import { ensureCustomerFor, holdCustomer } from '../../customers/commands';
import { findOwnPhone } from '../../customers/own-phone';
import { customerRowFacts } from '../../customers/row-facts';
import { readCautions } from '../cautions';
import { findOfferAt } from '../facts';
import { readBack, writeVisit } from '../making';
import { decideOverbook, takeOrOverbook } from '../overbooking';
import { countOpenHolds } from '../records.bookings';
import { shapeOffer, type ShapedOffer } from '../shaping';
import { chooseUnits, type TakeRequest } from '../take';
import { takeInTurn } from '../yielding';

/** How long a booking that staff made waits for the customer's deposit. */
const STAFF_HOLD_HOURS = 24;

type RequestInput = ParsedInputOf<(typeof bookingEndpoints)['booking.request']>;
type CreateInput = ParsedInputOf<(typeof bookingEndpoints)['booking.create']>;

/** What a store sells now, with add-ons and party; seen together with the day of `startsAt`. */
export async function findShapedOffer(
  ports: Ports,
  wanted: Extras & { readonly serviceId: string; readonly storeId: string; readonly startsAt: string },
): Promise<Decision<ShapedOffer, ApiRefusal>> {
  const candidates = await findOfferAt(ports, { serviceId: wanted.serviceId, storeId: wanted.storeId, startsAt: Date.parse(wanted.startsAt) });
  return candidates ? shapeOffer(candidates, wanted) : refuse('booking.service_not_offered', { serviceId: wanted.serviceId, storeId: wanted.storeId });
}

/** What she would get now at the price on her screen, or why not: refused before anything is written. */
export async function lookForRequest(ask: Ask<ActorOf<'booking.request'>>, input: RequestInput): Promise<Decision<ShapedOffer, ApiRefusal>> {
  const offer = await findShapedOffer(ask.ports, input);
  if (!offer.ok) return offer;
  const { service } = offer.value;
  if (input.quotedPriceFen !== service.priceFen || input.quotedDepositFen !== service.depositFen)
    return refuse('booking.price_changed', { priceFen: service.priceFen, depositFen: service.depositFen });
  const choice = await chooseUnits(ask.ports, wishOf(offer.value, input, ask.actor.customerId), ask.now);
  return choice.ok ? offer : choice;
}

const wishOf = (offer: ShapedOffer, input: RequestInput, forCustomerId: string | null): TakeRequest => ({
  candidates: offer,
  startsAt: Date.parse(input.startsAt),
  choices: input.choices,
  by: 'customer',
  ignoreBookingId: null,
  forCustomerId,
});

/**
 * The customer takes a slot for herself: all units or none, held while she pays. Where no deposit is asked it is confirmed at once, or
 * asked of the technician where the service says so.
 */
export async function requestBooking(ask: Ask<ActorOf<'booking.request'>>, input: RequestInput, write: Write, offer: ShapedOffer): Answer<'booking.request'> {
  const { service, store } = offer;
  // The customer's record is locked first: two devices of one person are counted one after the other.
  const customerId = await ensureCustomerFor(write, ask.ports, {
    identityId: ask.actor.identityId,
    name: input.contactName,
    storeId: store.id,
    weddingDate: input.weddingDate,
  });
  const startsAt = Date.parse(input.startsAt);
  // Sent together: who has none to spare is refused first.
  const [holds, cautions] = await Promise.all([
    countOpenHolds(sqlIn(write.tx), customerId, write.now),
    readCautions(sqlIn(write.tx), ask.ports, { customerId, service, zone: store.zone, startsAt }, input.acceptedCautions),
  ]);
  if (holds >= MAX_OPEN_HOLDS) return refuse('booking.too_many_holds', { limit: MAX_OPEN_HOLDS });
  if (!cautions.ok) return cautions;
  const taken = await takeInTurn(write, ask.ports, wishOf(offer, input, ask.actor.customerId));
  if (!taken.ok) return taken;
  const bookingId = await writeVisit(write, ask.ports, {
    offer,
    taken: taken.value,
    customerId,
    identityId: ask.actor.identityId,
    contact: { name: input.contactName, phone: input.contactPhone },
    weddingDate: input.weddingDate,
    note: input.note,
    source: 'miniapp',
    begins:
      service.depositFen > 0
        ? { as: 'held', until: new Date(write.now.getTime() + ask.ports.shop.holdMinutes * MINUTE_MS) }
        : { as: 'asked', by: 'no_deposit', reason: null },
    cautionsRead: cautions.value,
  });
  return readBack(write, ask.ports, { ...ask.actor, customerId }, bookingId);
}

/** A member books for a customer: held until she pays, or confirmed at once by right, or asked of the technician where the service says so. */
export async function createBooking(ask: Ask<ActorOf<'booking.create'>>, input: CreateInput, write: Write): Answer<'booking.create'> {
  const offer = await findShapedOffer(ask.ports, input);
  if (!offer.ok) return offer;
  const { service, store } = offer.value;
  const alive = await holdCustomer(write, input.customerId);
  const customer = alive ? await customerRowFacts(sqlIn(write.tx), alive) : null;
  if (!customer || !inScope(ask.scope, customer)) return refuse('record.not_found', { noun: 'customer', id: input.customerId });
  const row = { ...customer, storeId: store.id };
  if (ask.scope.kind === 'stores' && !ask.scope.storeIds.includes(store.id)) return refuse('access.forbidden', { right: 'booking.write' });
  const waits = input.awaitDeposit && service.depositFen > 0;
  const asks = acceptingRoles(service).length > 0;
  if (!waits && !asks && !inScope(compileScope(ask.actor, 'booking.confirm'), row)) return refuse('access.forbidden', { right: 'booking.confirm' });
  const overbook = decideOverbook(ask, input.overbook, row);
  if (!overbook.ok) return overbook;
  const contactPhone = input.contactPhone ?? (await findOwnPhone(sqlIn(write.tx), ask.ports, customer.customerId));
  if (contactPhone === null) return refuse('request.invalid', { issues: [{ path: 'contactPhone', problem: 'required' }] });
  const startsAt = Date.parse(input.startsAt);
  const visit = { customerId: customer.customerId, service, zone: store.zone, startsAt };
  const cautions = await readCautions(sqlIn(write.tx), ask.ports, visit, input.acceptedCautions);
  if (!cautions.ok) return cautions;
  const taken = await takeOrOverbook(
    ask,
    write,
    { candidates: offer.value, startsAt, choices: input.choices, by: 'staff', ignoreBookingId: null, forCustomerId: customer.customerId },
    overbook.value,
  );
  if (!taken.ok) return taken;
  const bookingId = await writeVisit(write, ask.ports, {
    offer: offer.value,
    taken: taken.value,
    customerId: customer.customerId,
    identityId: null,
    contact: { name: input.contactName, phone: contactPhone },
    weddingDate: input.weddingDate,
    note: input.note,
    source: input.source,
    begins: waits
      ? { as: 'held', until: new Date(Math.min(write.now.getTime() + STAFF_HOLD_HOURS * HOUR_MS, taken.value.range.start)) }
      : { as: 'asked', by: 'staff', reason: 'staff' },
    cautionsRead: cautions.value,
    overbook: overbook.value,
  });
  return readBack(write, ask.ports, ask.actor, bookingId);
}
