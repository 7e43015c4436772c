import type { bookingEndpoints } from '@zhike/domain/booking/contract';
import { MAX_OPEN_HOLDS } from '@zhike/domain/booking/rules';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import { HOUR_MS, MINUTE_MS } from '@zhike/domain/kernel/time-range';
import type { Actor } from '@zhike/domain/kernel/actor';
import { compileScope, inScope } from '@zhike/domain/kernel/access';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn, sqlOf } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import type { Ports } from '../../../platform/ports';
import type { Write } from '../../../platform/write';
import { ensureCustomerFor, holdCustomer } from '../../customers/commands';
import { findOwnPhone } from '../../customers/own-phone';
import { customerRowFacts } from '../../customers/row-facts';
import { holdEnds } from '../jobs';
import { countOpenHolds, findBookingRow } from '../records.bookings';
import { candidatesOf, isOnSale, type Candidates } from '../facts';
import { findOfferRow, type ServiceRow, type StoreRow } from '../records.services';
import { insertBooking, type Taking } from '../records.take';
import { takeUnits } from '../take';
import { contactContext, toBookingView } from '../view';

/** How long a booking that staff made waits for the customer's deposit. */
const STAFF_HOLD_HOURS = 24;

type RequestInput = ParsedInputOf<(typeof bookingEndpoints)['booking.request']>;
type CreateInput = ParsedInputOf<(typeof bookingEndpoints)['booking.create']>;

/** The customer takes a slot for herself: all units or none, held while she pays. A service without deposit is confirmed at once. */
export async function requestBooking(ask: Ask<ActorOf<'booking.request'>>, input: RequestInput, write: Write): Answer<'booking.request'> {
  const offer = await findOffer(ask.ports, input.serviceId, input.storeId);
  if (!offer) return refuse('booking.service_not_offered', { serviceId: input.serviceId, storeId: input.storeId });
  const { service, store } = offer;
  if (input.quotedPriceFen !== service.priceFen || input.quotedDepositFen !== service.depositFen)
    return refuse('booking.price_changed', { priceFen: service.priceFen, depositFen: service.depositFen });
  // The customer's record is locked first: two devices of one person are counted one after the other.
  const customerId = await ensureCustomerFor(write, ask.ports, {
    identityId: ask.actor.identityId,
    name: input.contactName,
    storeId: store.id,
    weddingDate: input.weddingDate,
  });
  if ((await countOpenHolds(sqlIn(write.tx), customerId, write.now)) >= MAX_OPEN_HOLDS) return refuse('booking.too_many_holds', { limit: MAX_OPEN_HOLDS });
  const taken = await takeUnits(write, ask.ports, {
    candidates: offer,
    startsAt: Date.parse(input.startsAt),
    choices: input.choices,
    by: 'customer',
    ignoreBookingId: null,
  });
  if (!taken.ok) return taken;
  const holdUntil = service.depositFen > 0 ? new Date(write.now.getTime() + ask.ports.shop.holdMinutes * MINUTE_MS) : null;
  const bookingId = await writeBooking(write, ask.ports, {
    input,
    service,
    store,
    customerId,
    identityId: ask.actor.identityId,
    source: 'miniapp',
    holdUntil,
    taken: taken.value,
    confirmReason: null,
  });
  return readBack(write, ask.ports, { ...ask.actor, customerId }, bookingId);
}

/** A member books for a customer: held until she pays, or confirmed at once by right. */
export async function createBooking(ask: Ask<ActorOf<'booking.create'>>, input: CreateInput, write: Write): Answer<'booking.create'> {
  const offer = await findOffer(ask.ports, input.serviceId, input.storeId);
  if (!offer) return refuse('booking.service_not_offered', { serviceId: input.serviceId, storeId: input.storeId });
  const { service, store } = offer;
  const alive = await holdCustomer(write, input.customerId);
  const customer = alive ? await customerRowFacts(sqlIn(write.tx), alive) : null;
  if (!customer || !inScope(ask.scope, customer)) return refuse('record.not_found', { noun: 'customer', id: input.customerId });
  if (ask.scope.kind === 'stores' && !ask.scope.storeIds.includes(store.id)) return refuse('access.forbidden', { right: 'booking.write' });
  const waits = input.awaitDeposit && service.depositFen > 0;
  if (!waits && !inScope(compileScope(ask.actor, 'booking.confirm'), { ...customer, storeId: store.id }))
    return refuse('access.forbidden', { right: 'booking.confirm' });
  const contactPhone = input.contactPhone ?? (await findOwnPhone(sqlIn(write.tx), ask.ports, customer.customerId));
  if (contactPhone === null) return refuse('request.invalid', { issues: [{ path: 'contactPhone', problem: 'required' }] });
  const taken = await takeUnits(write, ask.ports, {
    candidates: offer,
    startsAt: Date.parse(input.startsAt),
    choices: input.choices,
    by: 'staff',
    ignoreBookingId: null,
  });
  if (!taken.ok) return taken;
  const holdUntil = waits ? new Date(Math.min(write.now.getTime() + STAFF_HOLD_HOURS * HOUR_MS, taken.value.range.start)) : null;
  const bookingId = await writeBooking(write, ask.ports, {
    input: { ...input, contactPhone },
    service,
    store,
    customerId: customer.customerId,
    identityId: null,
    source: input.source,
    holdUntil,
    taken: taken.value,
    confirmReason: waits ? null : 'staff',
  });
  return readBack(write, ask.ports, ask.actor, bookingId);
}

async function findOffer(ports: Ports, serviceId: string, storeId: string): Promise<Candidates | null> {
  const offer = await findOfferRow(sqlOf(ports.db), serviceId, storeId);
  return offer && isOnSale(offer) ? candidatesOf(offer) : null;
}

interface BookingToWrite {
  readonly input: RequestInput | (CreateInput & { readonly contactPhone: string });
  readonly service: ServiceRow;
  readonly store: StoreRow;
  readonly customerId: string;
  readonly identityId: string | null;
  readonly source: string;
  readonly holdUntil: Date | null;
  readonly taken: { readonly range: { start: number; end: number }; readonly localDate: string; readonly takings: readonly Taking[] };
  readonly confirmReason: string | null;
}

async function writeBooking(write: Write, ports: Ports, booking: BookingToWrite): Promise<string> {
  const { input, service, store, taken } = booking;
  const id = newId(write.now);
  await insertBooking(
    write.tx,
    {
      id,
      state: booking.holdUntil ? 'held' : 'confirmed',
      storeId: store.id,
      serviceId: service.id,
      customerId: booking.customerId,
      identityId: booking.identityId,
      startsAt: new Date(taken.range.start),
      endsAt: new Date(taken.range.end),
      holdExpiresAt: booking.holdUntil,
      contactName: input.contactName,
      contactCipher: ports.crypto.encrypt(input.contactPhone, contactContext(id)),
      contactIndex: ports.crypto.blindIndex(input.contactPhone, 'phone'),
      contactLast4: input.contactPhone.slice(-4),
      weddingDate: input.weddingDate,
      note: input.note,
      source: booking.source,
      priceFen: service.priceFen,
      depositFen: service.depositFen,
      terms: { serviceName: service.name, whatToBring: service.whatToBring, policy: service.policy },
      confirmReason: booking.confirmReason,
      createdAt: write.now,
      partySize: 1,
      addons: [],
      acceptBy: null,
      seriesId: null,
      waitlistId: null,
      ticketId: null,
      overbook: null,
    },
    taken.localDate,
    taken.takings,
  );
  const about = { storeId: store.id, customerId: booking.customerId, bookingId: id };
  const data = { serviceName: service.name, startsAt: new Date(taken.range.start).toISOString(), depositFen: service.depositFen, version: 1 };
  if (booking.holdUntil) {
    await write.event({ type: 'booking.held', ...about, data });
    await write.enqueue(holdEnds, { bookingId: id }, booking.holdUntil);
  } else await write.event({ type: 'booking.confirmed', ...about, data: { ...data, by: booking.source === 'miniapp' ? 'no_deposit' : 'staff' } });
  return id;
}

async function readBack(write: Write, ports: Ports, actor: Actor, bookingId: string): Answer<'booking.request'> {
  const row = await findBookingRow(sqlIn(write.tx), bookingId, { kind: 'all' });
  if (!row) throw new Error('a booking vanished inside its own transaction');
  return allow({ booking: await toBookingView(sqlIn(write.tx), row, { actor, now: write.now, ports }) });
}
