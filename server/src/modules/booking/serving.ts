import type { Actor } from '@zhike/domain/kernel/actor';
import { TryAgain } from '../../http/route';
import { sqlIn } from '../../platform/db';
import { lockKeys } from '../../platform/locks';
import type { Ports } from '../../platform/ports';
import type { Write } from '../../platform/write';
import { holdCustomer } from '../customers/commands';
import { insist } from './insist';
import { writeVisit } from './making';
import { nextInLine, type Found } from './owing';
import { expireEntries, listWaiting, lockEntry, moveEntry, type EntryRow } from './records.waitlist';
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

/** The same for some of those who wait, in their order, and one offer at most: they want what somebody is about to take. */
export async function serveAmong(ports: Ports, storeId: string, among: readonly string[], actor: Actor): Promise<void> {
  await insist(ports, { actor, requestId: null }, (write) => offerNext(write, ports, storeId, among));
}

async function offerNext(write: Write, ports: Ports, storeId: string, among?: readonly string[]): Promise<boolean> {
  // Whoever holds this lock is the only one who serves the store; it is always taken before any unit's.
  await lockKeys(write.tx, { alone: [`waitlist/${storeId}`] });
  await expireEntries(write.tx, storeId, write.now);
  const waiting = await listWaiting(sqlIn(write.tx), storeId);
  const next = await nextInLine(ports, among ? waiting.filter((entry) => among.includes(entry.id)) : waiting, write.now.getTime());
  return next ? offerTo(write, ports, next.entry, next.found) : false;
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
