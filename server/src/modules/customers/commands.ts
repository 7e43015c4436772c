import { isPlaceholder, placeholderName } from '@zhike/domain/customers/merge';
import type { EventOf } from '@zhike/domain/events';
import { sqlIn } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import type { Write } from '../../platform/write';
import { writeCustomer } from './commands/create';
import { foldShell } from './commands/merge';
import { linkByUnionid } from './link';
import { phoneIndexOf, sealPhone } from './phone';
import { namePinyin } from './pinyin';
import { findFacts, findIdBy, findSurvivor } from './records';
import { findIdentity, lockIdentity, tieIdentity, type IdentityRow } from './records.contacts';
import { lockForMerge } from './records.merge';
import { changeCustomer, completeCustomer, holdByIdentity, lockPhone, lockSurvivor, markPhoneVerified } from './records.write';

/* Called by access and booking, downward, inside their transactions. */

const SOURCE = '小程序';

interface People {
  readonly identity: IdentityRow;
  /** The living record of the identity: its own, or that of the same WeChat person in WeCom (then the identity was tied to it now). */
  readonly own: string | null;
  /** The living record that a phone leads to. */
  readonly known: string | null;
}

/** Locks an identity with everyone it may concern: customers in the order of their ids, then the identity (a merge does the same, so they never deadlock). */
async function lockPeople(write: Write, identityId: string, phoneIndex: string | null): Promise<People> {
  const sql = sqlIn(write.tx);
  for (;;) {
    const seen = await findIdentity(sql, identityId);
    if (!seen) throw new Error('a session names an identity that does not exist');
    const own = seen.customerId === null ? null : await findSurvivor(sql, seen.customerId);
    const known = phoneIndex === null ? null : await findIdBy(sql, 'phone_index', phoneIndex);
    const locked = await lockForMerge(
      write.tx,
      [own, known].filter((id) => id !== null),
    );
    const identity = await lockIdentity(write.tx, identityId);
    if (!identity || identity.customerId !== seen.customerId || [...locked.values()].some((record) => record.mergedIntoId !== null)) continue;
    return { identity, own: own ?? (await linkByUnionid(write, identity)), known };
  }
}

/**
 * CU-22: WeChat vouches that this person has this phone (11 digits, normalised). She becomes the customer who has it already, or it
 * becomes her record's phone, or she gets a record. A record of her own that nobody has worked with is folded into the known
 * one; one with bookings, notes or another verified phone stays, and `customer.phone_conflict` asks staff to look.
 */
export async function bindVerifiedPhone(
  write: Write,
  ports: Ports,
  { identityId, phone }: { readonly identityId: string; readonly phone: string },
): Promise<{ customerId: string }> {
  const { tx } = write;
  const index = phoneIndexOf(ports, phone);
  await lockPhone(tx, index);
  const { own, known: knownId } = await lockPeople(write, identityId, index);

  if (knownId !== null && (own === null || own === knownId)) {
    if (own === null) await tie(write, identityId, knownId);
    await verify(write, knownId, index);
    return { customerId: knownId };
  }
  if (knownId !== null && own !== null) return { customerId: await settle(write, ports, identityId, own, knownId, index) };
  if (own !== null) {
    await changeCustomer(tx, own, { ...sealPhone(ports, own, phone), phoneVerified: true });
    await tell(write, own, 'customer.phone_verified', { identityId });
    return { customerId: own };
  }
  const id = await writeCustomer(write, ports, {
    name: placeholderName(phone.slice(-4)),
    phone,
    phoneVerified: true,
    gender: 'unknown',
    birthday: null,
    weddingDate: null,
    source: SOURCE,
    note: '',
    ownerStaffId: null,
    storeId: null,
  });
  await tieIdentity(tx, identityId, id);
  return { customerId: id };
}

/** The identity has a record and the phone belongs to another: one of them may be nothing but a shell. */
async function settle(write: Write, ports: Ports, identityId: string, own: string, knownId: string, phoneIndex: string): Promise<string> {
  const records = await lockForMerge(write.tx, [own, knownId]);
  const [mine, known] = [records.get(own), records.get(knownId)];
  if (!mine || !known) throw new Error('a locked customer vanished');
  if (mine.isShell) {
    await foldShell(write, ports, known, mine);
    await verify(write, knownId, phoneIndex);
    return knownId;
  }
  await tell(write, own, 'customer.phone_conflict', { identityId, otherCustomerId: knownId });
  return own;
}

async function tie(write: Write, identityId: string, customerId: string): Promise<void> {
  await tieIdentity(write.tx, identityId, customerId);
  await tell(write, customerId, 'customer.wechat_linked', { identityId, by: 'phone' });
}

/** Marks the number as vouched for. A survivor whose own number is another one (hers led here through a merged record) stays as she is. */
async function verify(write: Write, customerId: string, phoneIndex: string): Promise<void> {
  if (await markPhoneVerified(write.tx, customerId, phoneIndex)) await tell(write, customerId, 'customer.phone_verified', {});
}

async function tell(write: Write, customerId: string, type: EventOf<'customer'>, data: Record<string, string>): Promise<void> {
  const facts = await findFacts(sqlIn(write.tx), customerId);
  await write.event({ type, storeId: facts?.storeId ?? null, customerId, data });
}

/**
 * Locks a customer until this transaction ends and answers the living record's id; null: never existed. For whoever writes rows that
 * point to a customer (booking.create): without the lock a merge at the same moment would leave them with the dead record.
 */
export function holdCustomer(write: Write, customerId: string): Promise<string | null> {
  return lockSurvivor(write.tx, customerId);
}

/**
 * The customer record of a mini-program identity, made now if there is none (booking.request). The record stays locked until the
 * transaction ends, so a merge that runs at the same time cannot leave the new booking behind: call it also when the customer
 * is known already, and use the id it answers. A customer without a store is given to the store she books at;
 * a wedding date she tells fills an empty one.
 */
export async function ensureCustomerFor(
  write: Write,
  ports: Ports,
  {
    identityId,
    name,
    storeId,
    weddingDate,
  }: { readonly identityId: string; readonly name: string; readonly storeId: string; readonly weddingDate: string | null },
): Promise<string> {
  const held = await holdByIdentity(write.tx, identityId);
  if (held) {
    const unnamed = isPlaceholder(held.name);
    if (unnamed || held.storeId === null || (held.weddingDate === null && weddingDate !== null))
      completeCustomer(write.tx, held.id, { storeId, weddingDate, name: unnamed ? name : null, namePinyin: namePinyin(name) });
    return held.id;
  }
  // Her first visit, or a merge that was just at it: looked at with more care.
  const { own } = await lockPeople(write, identityId, null);
  if (own !== null) {
    completeCustomer(write.tx, own, { storeId, weddingDate, name: null, namePinyin: '' });
    return own;
  }
  const id = await writeCustomer(write, ports, {
    name,
    phone: null,
    phoneVerified: false,
    gender: 'unknown',
    birthday: null,
    weddingDate,
    source: SOURCE,
    note: '',
    ownerStaffId: null,
    storeId,
  });
  await tieIdentity(write.tx, identityId, id);
  return id;
}
