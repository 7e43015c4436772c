import { bookableSpan } from '@zhike/domain/booking/rules';
import { firstToServe, offerDeadline } from '@zhike/domain/booking/waitlist';
import { isBlocked } from '@zhike/domain/engines/cautions';
import type { Actor } from '@zhike/domain/kernel/actor';
import { addDays, dateAt, daysBetween } from '@zhike/domain/kernel/calendar-date';
import { TryAgain } from '../../http/route';
import { sqlIn, sqlOf } from '../../platform/db';
import { lockKeys } from '../../platform/locks';
import type { Ports } from '../../platform/ports';
import type { Write } from '../../platform/write';
import { holdCustomer } from '../customers/commands';
import { cautionsOf } from './cautions';
import { candidatesOf, freeDays, isOnSale, lookAt, startsWithin, type Dates } from './facts';
import { insist } from './insist';
import { writeVisit } from './making';
import { expireEntries, listWaiting, lockEntry, moveEntry, type EntryRow } from './records.waitlist';
import type { StoreRow } from './records.services';
import { shapeOffer, type ShapedOffer } from './shaping';
import { offsetAt } from './store-clock';
import { takeUnits } from './take';

/** Where the phone number of a waiting customer is bound to her entry. */
export const waitingContext = (entryId: string) => `waitlist_entries:contact_cipher:${entryId}` as const;

/**
 * Serves the waiting list of a store until nobody in it can be served: the first in line whose wish can be fulfilled gets a held booking
 * with a deadline. One transaction an offer; two workers stand in line. Harmless to repeat.
 */
export async function serveStore(ports: Ports, storeId: string, actor: Actor): Promise<void> {
  while (await insist(ports, { actor, requestId: null }, (write) => offerNext(write, ports, storeId)));
}

async function offerNext(write: Write, ports: Ports, storeId: string): Promise<boolean> {
  // Whoever holds this lock is the only one who serves the store; it is always taken before any unit's.
  await lockKeys(write.tx, { alone: [`waitlist/${storeId}`] });
  await expireEntries(write.tx, storeId, write.now);
  const seen = new Set<string>();
  const served = await firstToServe(
    (await listWaiting(sqlIn(write.tx), storeId)).map((row) => ({ id: row.id, createdAt: row.createdAt.getTime(), untilAt: row.untilAt.getTime(), row })),
    write.now.getTime(),
    async ({ row }) => {
      // Two who wish the very same: what the first cannot have, the second cannot have either.
      const wish = JSON.stringify([row.serviceId, row.choices, row.addonIds, row.partySize, row.fromAt, row.untilAt]);
      if (seen.has(wish)) return null;
      const found = await findTime(ports, row, write.now.getTime());
      if (found === 'nothing_free') seen.add(wish);
      return typeof found === 'string' ? null : found;
    },
  );
  if (!served) return false;
  return offerTo(write, ports, served.entry.row, served.offer);
}

interface Found {
  readonly offer: ShapedOffer;
  readonly startsAt: number;
  readonly deadline: number;
}

/** The first free start that would do, and until when it may be offered. */
async function findTime(ports: Ports, entry: EntryRow, now: number): Promise<Found | 'nothing_free' | 'not_for_her'> {
  const sql = sqlOf(ports.db);
  const dates = (store: StoreRow): Dates => {
    const dateOf = (instant: number) => dateAt(instant, offsetAt(store.zone, instant));
    const from = dateOf(Math.max(entry.fromAt.getTime(), now));
    // The evening before may be open past midnight.
    return { from: addDays(from, -1), days: Math.max(0, daysBetween(from, dateOf(entry.untilAt.getTime()))) + 2 };
  };
  const look = await lookAt(ports, { serviceId: entry.serviceId, storeId: entry.storeId, dates });
  const candidates = look.offer && isOnSale(look.offer) ? candidatesOf(look.offer) : null;
  const shaped = candidates && shapeOffer(candidates, entry);
  if (!shaped?.ok) return 'nothing_free';
  const offer = wishable(shaped.value, entry.choices);
  const { store, service } = offer;
  const span = bookableSpan(service, now, 'customer');
  const within = { earliest: Math.max(entry.fromAt.getTime(), span.earliest), latest: Math.min(entry.untilAt.getTime(), span.latest) };
  for (const startsAt of freeDays(look, offer, dates(store), entry.choices).flatMap((day) => startsWithin(day, within))) {
    const deadline = offerDeadline({ now, startsAt, leadMinutes: service.leadMinutes, zone: store.zone });
    if (deadline === null) continue;
    const cautions = await cautionsOf(sql, ports, { customerId: entry.customerId, service, zone: store.zone, startsAt });
    return isBlocked(cautions) ? 'not_for_her' : { offer, startsAt, deadline };
  }
  return 'nothing_free';
}

/** A colleague may have wished for what customers do not pick by themselves; it was looked at when she put her on the list. */
function wishable(offer: ShapedOffer, choices: Readonly<Record<string, string>>): ShapedOffer {
  const roles = offer.service.roles.map((role) => (choices[role.key] ? { ...role, customerPicks: true } : role));
  return { ...offer, service: { ...offer.service, roles } };
}

async function offerTo(write: Write, ports: Ports, seen: EntryRow, found: Found): Promise<true> {
  const customerId = await holdCustomer(write, seen.customerId);
  const entry = await lockEntry(write.tx, seen.id);
  if (entry?.state !== 'waiting' || !customerId) throw new TryAgain('she left the list meanwhile');
  const taken = await takeUnits(write, ports, {
    candidates: found.offer,
    startsAt: found.startsAt,
    choices: entry.choices,
    by: 'customer',
    ignoreBookingId: null,
    forCustomerId: customerId,
  });
  if (!taken.ok) throw new TryAgain(`the time went meanwhile: ${taken.refusal.code}`);
  const until = new Date(found.deadline);
  const bookingId = await writeVisit(write, ports, {
    offer: found.offer,
    taken: taken.value,
    customerId,
    identityId: entry.identityId,
    contact: { name: entry.contactName, phone: ports.crypto.decrypt(entry.contactCipher, waitingContext(entry.id)) },
    weddingDate: entry.weddingDate,
    note: entry.note,
    source: 'waitlist',
    begins: { as: 'held', until },
    waitlistId: entry.id,
  });
  await moveEntry(write.tx, entry.id, ['waiting'], { state: 'offered', offerUntil: until });
  await write.event({ type: 'waitlist.offered', storeId: entry.storeId, customerId, bookingId, data: { deadline: until.toISOString() } });
  return true;
}
