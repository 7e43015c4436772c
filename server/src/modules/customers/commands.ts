import { placeholderName } from '@zhike/domain/customers/merge';
import { sqlIn } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import type { Write } from '../../platform/write';
import { writeCustomer } from './commands/create';
import { foldShell } from './commands/merge';
import { linkByUnionid } from './link';
import { phoneIndexOf, sealPhone } from './phone';
import { findFacts, findIdBy } from './records';
import { lockIdentity, tieIdentity, type IdentityRow } from './records.contacts';
import { lockForMerge } from './records.merge';
import { adoptByStore, changeCustomer, lockPhone, lockSurvivor } from './records.write';

/* Called by access and booking, downward, inside their transactions. */

const SOURCE = '小程序';

/** Locks the identity and finds whose it is: its own customer, or the one of the same WeChat person in WeCom (then it is tied to her). */
async function openIdentity(write: Write, identityId: string): Promise<{ identity: IdentityRow; customerId: string | null }> {
  const identity = await lockIdentity(write.tx, identityId);
  if (!identity) throw new Error('a session names an identity that does not exist');
  const own = identity.customerId ?? (await linkByUnionid(write, identity));
  return { identity, customerId: own === null ? null : await lockSurvivor(write.tx, own) };
}

/**
 * CU-22: WeChat vouches that this person has this phone (11 digits, normalised). She becomes the customer who has it already, or it
 * becomes her record's phone, or she gets a record. A record of her own that nobody has worked with is folded into the known
 * one; one with bookings, notes or another verified phone stays, and `customer.phone_conflict` asks staff to look.
 */
export async function bindVerifiedPhone(write: Write, ports: Ports, { identityId, phone }: { readonly identityId: string; readonly phone: string }): Promise<{ customerId: string }> {
  const { tx } = write;
  const index = phoneIndexOf(ports, phone);
  await lockPhone(tx, index);
  const { customerId: own } = await openIdentity(write, identityId);
  const known = await findIdBy(sqlIn(tx), 'phone_index', index);
  const knownId = known === null ? null : await lockSurvivor(tx, known);

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
  const id = await writeCustomer(write, ports, { name: placeholderName(phone.slice(-4)), phone, phoneVerified: true, gender: 'unknown', birthday: null, weddingDate: null, source: SOURCE, note: '', ownerStaffId: null, storeId: null });
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
  const changed = await write.tx.customer.updateMany({ where: { id: customerId, phoneIndex, phoneVerified: false }, data: { phoneVerified: true, version: { increment: 1 } } });
  if (changed.count > 0) await tell(write, customerId, 'customer.phone_verified', {});
}

async function tell(write: Write, customerId: string, type: string, data: Record<string, string>): Promise<void> {
  const facts = await findFacts(sqlIn(write.tx), customerId);
  await write.event({ type, storeId: facts?.storeId ?? null, customerId, data });
}

/**
 * The customer record of a mini-program identity, made now if there is none (booking.request). The record stays locked until the
 * transaction ends, so a merge that runs at the same time cannot leave the new booking behind: call it also when the customer
 * is known already, and use the id it answers. A customer without a store is given to the store she books at.
 */
export async function ensureCustomerFor(write: Write, ports: Ports, { identityId, name, storeId }: { readonly identityId: string; readonly name: string; readonly storeId: string }): Promise<string> {
  const { customerId } = await openIdentity(write, identityId);
  if (customerId !== null) {
    await adoptByStore(write.tx, customerId, storeId);
    return customerId;
  }
  const id = await writeCustomer(write, ports, { name, phone: null, phoneVerified: false, gender: 'unknown', birthday: null, weddingDate: null, source: SOURCE, note: '', ownerStaffId: null, storeId });
  await tieIdentity(write.tx, identityId, id);
  return id;
}
