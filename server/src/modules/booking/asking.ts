import { acceptDeadline, acceptingRoles } from '@zhike/domain/booking/acceptance';
import { sqlOf } from '../../platform/db';
import { newId } from '../../platform/ids';
import type { Ports } from '../../platform/ports';
import type { Write } from '../../platform/write';
import { candidatesOf, findFreeDay } from './facts';
import { acceptEnds } from './jobs';
import type { BookingRow } from './records.bookings';
import { openOffers } from './records.offers';
import { findOfferRow } from './records.services';
import { offerOfBooking, type ShapedOffer } from './shaping';
import { openDayAt } from './store-clock';

/** What is sold now, shaped as this booking was agreed; null when the store is closed for good. */
export async function findOfferOf(ports: Ports, row: Pick<BookingRow, 'serviceId' | 'storeId' | 'addons' | 'partySize'>): Promise<ShapedOffer | null> {
  const offer = await findOfferRow(sqlOf(ports.db), row.serviceId, row.storeId);
  const candidates = offer && candidatesOf(offer);
  return candidates ? offerOfBooking(candidates, row) : null;
}

/** Who could take a part of a booking: skilled, on shift and free at its start, least loaded first. The booking itself is in nobody's way. */
export async function freeFor(
  ports: Ports,
  offer: ShapedOffer,
  booking: { readonly id: string; readonly startsAt: number },
): Promise<(roleKey: string) => string[]> {
  const { date } = openDayAt(booking.startsAt, offer.store.opening, offer.store.zone);
  const day = await findFreeDay(ports, offer, { date, choices: {}, ignoreBookingId: booking.id });
  return (roleKey) => day.free.unitsFor(roleKey, booking.startsAt);
}

export interface Asked {
  readonly acceptBy: Date;
  readonly offers: readonly { readonly unitId: string; readonly roleKey: string }[];
}

/**
 * Whom a booking waits for, and until when; null when its service asks nobody. Whoever was chosen by name is asked, of a group
 * everybody who could do it. `held`: role → the unit that is taken for it.
 */
export async function findAsked(
  ports: Ports,
  offer: ShapedOffer,
  booking: { readonly id: string; readonly startsAt: number; readonly namedRoles: readonly string[] },
  held: ReadonlyMap<string, string>,
  now: Date,
): Promise<Asked | null> {
  const { service } = offer;
  const roles = acceptingRoles(service).filter((role) => held.has(role.key));
  if (roles.length === 0) return null;
  const free = service.acceptance === 'group' ? await freeFor(ports, offer, booking) : () => [];
  const others = (key: string): string[] => (booking.namedRoles.includes(key) ? [] : free(key));
  const offers = roles.flatMap(({ key }) => [...new Set([held.get(key) ?? '', ...others(key)])].map((unitId) => ({ unitId, roleKey: key })));
  return { acceptBy: new Date(acceptDeadline({ now: now.getTime(), startsAt: booking.startsAt, acceptMinutes: service.acceptMinutes })), offers };
}

/** Asks: the offers, the event that tells people, and the job at the deadline. The booking's row says `requested` and until when. */
export async function ask(
  write: Write,
  asked: Asked,
  booking: Pick<BookingRow, 'id' | 'storeId' | 'customerId'> & { readonly serviceName: string; readonly startsAt: Date; readonly version: number },
): Promise<void> {
  await openOffers(
    write.tx,
    booking.id,
    asked.offers.map((offer) => ({ ...offer, id: newId(write.now) })),
    write.now,
  );
  await write.event({
    type: 'booking.requested',
    storeId: booking.storeId,
    customerId: booking.customerId,
    bookingId: booking.id,
    data: {
      serviceName: booking.serviceName,
      startsAt: booking.startsAt.toISOString(),
      acceptBy: asked.acceptBy.toISOString(),
      asked: asked.offers.length,
      version: booking.version,
    },
  });
  await write.enqueue(acceptEnds, { bookingId: booking.id }, asked.acceptBy);
}
