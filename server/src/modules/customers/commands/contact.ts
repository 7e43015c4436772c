import type { Suggestion } from '@zhike/domain/customers/contract';
import type { Scope } from '@zhike/domain/kernel/access';
import type { StaffActor } from '@zhike/domain/kernel/actor';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import type { ApiRefusal } from '@zhike/domain/api';
import type * as z from 'zod/mini';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn, sqlOf, type Sql } from '../../../platform/db';
import type { Ports } from '../../../platform/ports';
import type { Write } from '../../../platform/write';
import { checkContact, type CheckedContact } from '../contact';
import type { Input } from '../input';
import { maskedPhone, openPhone } from '../phone';
import { answerProfile, toProfile } from '../queries';
import { findRecord, findSurvivor } from '../records';
import { findSuggestions, lockIdentity, tieIdentity } from '../records.contacts';
import { adoptByStore, lockSurvivor } from '../records.write';
import { transact } from '../transact';
import { writeCustomer } from './create';
import { refusePhoneTaken } from './taken';

const MOST_SUGGESTIONS = 5;
const SOURCE = '企业微信';

/** IT-02: who is in this chat. A known person whose record is beyond the member's reach is refused, not hidden: a second record would be wrong. */
export async function inChat(ask: Ask<ActorOf<'customers.inChat'>>, input: Input<'customers.inChat'>): Answer<'customers.inChat'> {
  const contact = await checkContact(ask, input.externalUserId);
  if (!contact.ok) return contact;
  const sql = sqlOf(ask.ports.db);
  if (contact.value.customerId !== null) {
    const record = await findRecord(sql, contact.value.customerId, ask.scope);
    if (!record) return refuse('access.forbidden', { right: 'customer.read' });
    return allow({ status: 'linked' as const, profile: await toProfile(sql, record, ask) });
  }
  const { name, avatarUrl } = contact.value;
  return allow({
    status: 'unknown' as const,
    contact: { name: name ?? '', avatarUrl },
    suggestions: await suggest(sql, ask.scope, ask.actor, contact.value, ask.ports),
  });
}

/** Who she may be. The name in WeCom, the member's remark and the remark's first word are names. */
async function suggest(sql: Sql, scope: Scope, actor: StaffActor, contact: CheckedContact, ports: Ports): Promise<z.infer<typeof Suggestion>[]> {
  const names = [contact.name ?? '', contact.remark, contact.remark.split(/\s+/)[0] ?? ''].filter((name) => name.length > 1);
  const rows = await findSuggestions(
    sql,
    scope,
    actor.storeIds,
    { identityId: contact.id, unionid: contact.unionid, phoneIndexes: contact.phoneIndexes, names: [...new Set(names)] },
    MOST_SUGGESTIONS,
  );
  return rows.map((row) => ({
    customerId: row.id,
    name: row.name,
    maskedPhone: maskedPhone(ports, row),
    reasons: [...(row.byUnionid ? ['unionid' as const] : []), ...(row.byPhone ? ['phone' as const] : []), ...(row.byName ? ['name' as const] : [])],
  }));
}

/** Locks the contact and the customer for a link: the identity must still be free. */
async function tieContact(write: Write, actor: StaffActor, contact: CheckedContact, customerId: string): Promise<Decision<null, ApiRefusal>> {
  const identity = await lockIdentity(write.tx, contact.id);
  const present = identity?.customerId ? await findSurvivor(sqlIn(write.tx), identity.customerId) : null;
  if (present === customerId) return allow(null);
  if (present !== null) return refuse('customers.contact_already_linked', { customerId: present });
  await tieIdentity(write.tx, contact.id, customerId);
  const [storeId] = actor.storeIds;
  if (storeId) await adoptByStore(write.tx, customerId, storeId);
  const record = await findRecord(sqlIn(write.tx), customerId, { kind: 'all' });
  await write.event({ type: 'customer.wecom_linked', storeId: record?.storeId ?? null, customerId, data: { identityId: contact.id, by: 'staff' } });
  return allow(null);
}

/**
 * Ties the person in the chat to a customer whom the member reaches, or whom we suggested to her. A repeat answers the same.
 * A customer without a store joins the member's.
 */
export async function linkContact(ask: Ask<ActorOf<'customers.linkContact'>>, input: Input<'customers.linkContact'>): Answer<'customers.linkContact'> {
  const { actor, ports } = ask;
  const contact = await checkContact(ask, input.externalUserId);
  if (!contact.ok) return contact;
  const linked = await transact(ask, async (write) => {
    const sql = sqlIn(write.tx);
    const customerId = await lockSurvivor(write.tx, input.customerId);
    const reached =
      customerId !== null &&
      ((await findRecord(sql, customerId, ask.scope)) !== null ||
        (await suggest(sql, ask.scope, actor, contact.value, ports)).some((s) => s.customerId === customerId));
    if (customerId === null || !reached) return refuse('record.not_found', { noun: 'customer', id: input.customerId });
    const tied = await tieContact(write, actor, contact.value, customerId);
    return tied.ok ? allow(customerId) : tied;
  });
  return linked.ok ? answerProfile(sqlOf(ports.db), linked.value, { kind: 'all' }, ask) : linked;
}

/** A new customer for the person in the chat; her creator looks after her. The same wish again answers the customer of the first time. */
export async function createFromContact(
  ask: Ask<ActorOf<'customers.createFromContact'>>,
  input: Input<'customers.createFromContact'>,
): Answer<'customers.createFromContact'> {
  const { actor, ports } = ask;
  const contact = await checkContact(ask, input.externalUserId);
  if (!contact.ok) return contact;
  const created = await transact(ask, async (write) => {
    const sql = sqlIn(write.tx);
    const identity = await lockIdentity(write.tx, contact.value.id);
    if (identity?.customerId) {
      const present = await findRecord(sql, identity.customerId, ask.scope);
      const same = present !== null && present.name === input.name && openPhone(ports, present) === input.phone;
      return same ? allow(present.id) : refuse('customers.contact_already_linked', { customerId: present?.id ?? '' });
    }
    const taken = input.phone === null ? null : await refusePhoneTaken(write, ports, actor, input.phone, null);
    if (taken) return taken;
    const id = await writeCustomer(write, ports, {
      name: input.name,
      phone: input.phone,
      phoneVerified: false,
      gender: 'unknown',
      birthday: null,
      weddingDate: null,
      source: SOURCE,
      note: '',
      ownerStaffId: actor.staffId,
      storeId: actor.storeIds[0] ?? null,
    });
    const tied = await tieContact(write, actor, contact.value, id);
    return tied.ok ? allow(id) : tied;
  });
  return created.ok ? answerProfile(sqlOf(ports.db), created.value, { kind: 'all' }, ask) : created;
}
