import type { bookingEndpoints, WaitlistView } from '@zhike/domain/booking/contract';
import { bookableSpan } from '@zhike/domain/booking/rules';
import { decideWish, MAX_WAITING } from '@zhike/domain/booking/waitlist';
import type { ApiRefusal } from '@zhike/domain/api';
import { isBlocked } from '@zhike/domain/engines/cautions';
import { inScope } from '@zhike/domain/kernel/access';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { TryAgain, type Answer, type ActorOf, type Ask } from '../../../http/route';
import { sqlIn, sqlOf } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import type { Write } from '../../../platform/write';
import { ensureCustomerFor, holdCustomer } from '../../customers/commands';
import { findOwnPhone } from '../../customers/own-phone';
import { customerRowFacts } from '../../customers/row-facts';
import { cautionsOf } from '../cautions';
import { serveWaitlist } from '../jobs';
import { toEntryView } from '../queries.waitlist';
import { findBookingRow, lockBooking } from '../records.bookings';
import { findEntry, findEntryView, findOpenOffer, insertEntry, listOpenWishes, lockEntry, moveEntry, type EntryRow } from '../records.waitlist';
import { waitingContext } from '../serving';
import type { ShapedOffer } from '../shaping';
import { findShapedOffer } from './request';
import { endBooking } from './steps';

type Input<Name extends keyof typeof bookingEndpoints> = ParsedInputOf<(typeof bookingEndpoints)[Name]>;
type Wish = Omit<Input<'booking.joinWaitlist'>, 'contactPhone'>;

/** The customer waits for a time to come free. */
export async function joinWaitlist(
  ask: Ask<ActorOf<'booking.joinWaitlist'>>,
  input: Input<'booking.joinWaitlist'>,
  write: Write,
): Answer<'booking.joinWaitlist'> {
  const offer = await findWished(ask, input, 'customer', write.now);
  if (!offer.ok) return offer;
  // The customer's record is locked: two devices of one person are counted one after the other.
  const customerId = await ensureCustomerFor(write, ask.ports, {
    identityId: ask.actor.identityId,
    name: input.contactName,
    storeId: input.storeId,
    weddingDate: input.weddingDate,
  });
  const open = await listOpenWishes(sqlIn(write.tx), customerId, write.now);
  if (open.length >= MAX_WAITING) return refuse('booking.too_many_waiting', { limit: MAX_WAITING });
  return join(ask, write, offer.value, { ...input, customerId, identityId: ask.actor.identityId });
}

/** A member puts a customer on the list. */
export async function joinWaitlistFor(
  ask: Ask<ActorOf<'booking.joinWaitlistFor'>>,
  input: Input<'booking.joinWaitlistFor'>,
  write: Write,
): Answer<'booking.joinWaitlistFor'> {
  const offer = await findWished(ask, input, 'staff', write.now);
  if (!offer.ok) return offer;
  const alive = await holdCustomer(write, input.customerId);
  const customer = alive ? await customerRowFacts(sqlIn(write.tx), alive) : null;
  if (!customer || !inScope(ask.scope, customer)) return refuse('record.not_found', { noun: 'customer', id: input.customerId });
  if (ask.scope.kind === 'stores' && !ask.scope.storeIds.includes(input.storeId)) return refuse('access.forbidden', { right: 'booking.write' });
  const contactPhone = input.contactPhone ?? (await findOwnPhone(sqlIn(write.tx), ask.ports, customer.customerId));
  if (contactPhone === null) return refuse('request.invalid', { issues: [{ path: 'contactPhone', problem: 'required' }] });
  return join(ask, write, offer.value, { ...input, contactPhone, customerId: customer.customerId, identityId: null });
}

/** What she waits for must exist, and be possible at all. */
async function findWished(ask: Ask, wish: Wish, by: 'customer' | 'staff', now: Date): Promise<Decision<ShapedOffer, ApiRefusal>> {
  const offer = await findShapedOffer(ask.ports, { ...wish, startsAt: wish.fromAt });
  if (!offer.ok) return offer;
  for (const [roleKey, unitId] of Object.entries(wish.choices)) {
    const role = offer.value.service.roles.find((one) => one.key === roleKey);
    if (!role || (by === 'customer' && !role.customerPicks) || !offer.value.byRole.get(roleKey)?.some((unit) => unit.id === unitId))
      return refuse('booking.choice_not_possible', { roleKey, unitId });
  }
  const { latest } = bookableSpan(offer.value.service, now.getTime(), 'customer');
  const possible = decideWish({ fromAt: Date.parse(wish.fromAt), untilAt: Date.parse(wish.untilAt), now: now.getTime(), latest });
  return possible.ok ? offer : possible;
}

async function join(
  ask: Ask,
  write: Write,
  offer: ShapedOffer,
  wish: Wish & { readonly customerId: string; readonly identityId: string | null; readonly contactPhone: string },
): Promise<Decision<{ entry: WaitlistView }, ApiRefusal>> {
  const { customerId, storeId, serviceId } = wish;
  const sql = sqlIn(write.tx);
  const [fromAt, untilAt] = [new Date(wish.fromAt), new Date(wish.untilAt)];
  const same = (await listOpenWishes(sql, customerId, write.now)).find(
    (open) => open.storeId === storeId && open.serviceId === serviceId && open.fromAt <= untilAt && fromAt <= open.untilAt,
  );
  if (same) return refuse('booking.already_waiting', { entryId: same.id });
  const cautions = await cautionsOf(sql, ask.ports, { customerId, service: offer.service, zone: offer.store.zone, startsAt: fromAt.getTime() });
  if (isBlocked(cautions)) return refuse('booking.caution', { cautions: cautions.map(({ kind, name, effect }) => ({ kind, name, effect })) });
  const id = newId(write.now);
  await insertEntry(write.tx, {
    id,
    customerId,
    identityId: wish.identityId,
    storeId,
    serviceId,
    choices: wish.choices,
    addonIds: [...new Set(wish.addonIds ?? [])],
    partySize: offer.partySize,
    fromAt,
    untilAt,
    contactName: wish.contactName,
    contactCipher: ask.ports.crypto.encrypt(wish.contactPhone, waitingContext(id)),
    weddingDate: wish.weddingDate,
    note: wish.note,
    createdAt: write.now,
  });
  await write.event({ type: 'waitlist.joined', storeId, customerId, data: { entryId: id, serviceName: offer.service.name } });
  // What came free between her look and this moment is hers at once; and when the last possible start is over, the wish is too.
  await write.enqueue(serveWaitlist, { storeId });
  await write.enqueue(serveWaitlist, { storeId }, untilAt);
  const entry = await findEntryView(sql, id);
  if (!entry) throw new Error('an entry vanished inside its own transaction');
  return allow({ entry: toEntryView(entry, write.now) });
}

/** Stops waiting. An offer that is on the table goes to the next; leaving twice changes nothing. */
export async function leaveWaitlist(
  ask: Ask<ActorOf<'booking.leaveWaitlist'>>,
  input: Input<'booking.leaveWaitlist'>,
  write: Write,
): Answer<'booking.leaveWaitlist'> {
  const seen = await findEntry(sqlOf(ask.ports.db), input.entryId);
  if (!seen || !(await mayLeave(ask, seen))) return refuse('record.not_found', { noun: 'waitlist_entry', id: input.entryId });
  const sql = sqlIn(write.tx);
  const offered = await findOpenOffer(sql, seen.id);
  if (offered) await lockBooking(sql, offered);
  const entry = await lockEntry(write.tx, seen.id);
  const booking = offered ? await findBookingRow(sql, offered, { kind: 'all' }) : null;
  if (!entry || (entry.state !== 'waiting' && entry.state !== 'offered')) return allow({ done: true as const });
  // An offer came or went between the look and the lock: look again.
  if ((entry.state === 'offered') !== (booking?.state === 'held')) throw new TryAgain('an offer came meanwhile');
  await moveEntry(write.tx, entry.id, [entry.state], { state: 'withdrawn', offerUntil: null });
  await write.event({ type: 'waitlist.withdrawn', storeId: entry.storeId, customerId: entry.customerId, data: { entryId: entry.id } });
  if (booking) await endBooking(write, ask.ports, booking, { by: ask.actor.kind === 'customer' ? 'customer' : 'staff', reason: '', feeFen: 0, refundFen: 0 });
  return allow({ done: true as const });
}

async function mayLeave(ask: Ask, entry: EntryRow): Promise<boolean> {
  const customer = await customerRowFacts(sqlOf(ask.ports.db), entry.customerId);
  return inScope(ask.scope, { storeId: entry.storeId, customerId: customer?.customerId ?? entry.customerId, staffIds: customer?.staffIds ?? [] });
}
