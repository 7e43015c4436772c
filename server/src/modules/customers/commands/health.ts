import type { HealthRecord, HealthView } from '@zhike/domain/customers/health/contract';
import { cleanHealth, decideHealthSave, sameHealth, type HealthConsent, type HealthWish } from '@zhike/domain/customers/health/rules';
import type { EventOf } from '@zhike/domain/events';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import type { ApiRefusal } from '@zhike/domain/api';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import type { Ports } from '../../../platform/ports';
import type { Write } from '../../../platform/write';
import { openHealth, sealHealth, toHealthFile, toHealthView } from '../health';
import type { Input } from '../input';
import { findRecord, type CustomerRecord } from '../records';
import { findHealthRow, listHealthBefore, putHealthRow } from '../records.health';
import { lockSurvivor } from '../records.write';
import { transact } from '../transact';
import { openCustomer } from './open';

/*
 * Reading and saving open their own transactions: the answer of an ordinary command is kept for repeats, beside a hash of its body, and
 * a withdrawn record must not live on there. A save is repeatable by itself, because it names the version that it replaces.
 */

/** CU-08: the whole record, and the line that says who looked, in one transaction. Where nothing is stored there is nothing to record. */
export function readHealth(ask: Ask<ActorOf<'customers.health'>>, input: Input<'customers.health'>): Answer<'customers.health'> {
  return transact(ask, async (write) => {
    const customer = await openCustomer(ask, write, input.customerId);
    if (!customer) return refuse('record.not_found', { noun: 'customer', id: input.customerId });
    const row = await findHealthRow(sqlIn(write.tx), customer.id);
    if (row?.contentCipher) await tell(write, customer, 'customer.health_read');
    return allow({ health: toHealthView(ask.ports, row, 'staff') });
  });
}

/** CU-10: what her record said before it was changed; a look at it is recorded as one at the record. */
export function readHealthBefore(ask: Ask<ActorOf<'customers.healthBefore'>>, input: Input<'customers.healthBefore'>): Answer<'customers.healthBefore'> {
  return transact(ask, async (write) => {
    const customer = await openCustomer(ask, write, input.customerId);
    if (!customer) return refuse('record.not_found', { noun: 'customer', id: input.customerId });
    const rows = await listHealthBefore(sqlIn(write.tx), customer.id);
    if (rows.length > 0) await tell(write, customer, 'customer.health_read');
    const versions = rows.flatMap((row) => {
      const record = openHealth(ask.ports, row);
      return record
        ? [{ version: row.version, at: row.at.toISOString(), by: row.byName === null ? ('customer' as const) : ('staff' as const), byName: row.byName, record }]
        : [];
    });
    return allow({ versions });
  });
}

/** CU-08: what a member writes down for her. */
export function saveHealth(ask: Ask<ActorOf<'customers.saveHealth'>>, input: Input<'customers.saveHealth'>): Answer<'customers.saveHealth'> {
  return transact(ask, async (write) => {
    const customer = await openCustomer(ask, write, input.customerId);
    if (!customer) return refuse('record.not_found', { noun: 'customer', id: input.customerId });
    const health = await save(write, ask.ports, customer, { ...input, customerId: customer.id }, { kind: 'staff', staffId: ask.actor.staffId });
    return health.ok ? allow({ health: health.value }) : health;
  });
}

/** CU-08: what she writes down herself, the mini-program's way. */
export function saveMyHealth(ask: Ask<ActorOf<'customers.saveMyHealth'>>, input: Input<'customers.saveMyHealth'>): Answer<'customers.saveMyHealth'> {
  return transact(ask, async (write) => {
    const customer = await openMyself(ask.actor.customerId, write);
    if (!customer) return refuse('record.not_found', { noun: 'customer', id: ask.actor.customerId ?? '' });
    const health = await save(write, ask.ports, customer, { ...input, customerId: customer.id }, { kind: 'customer', staffId: null });
    return health.ok ? allow({ health: health.value }) : health;
  });
}

/** CU-08: she takes her consent back. */
export async function withdrawHealthConsent(
  ask: Ask<ActorOf<'customers.withdrawHealthConsent'>>,
  _input: Input<'customers.withdrawHealthConsent'>,
  write: Write,
): Answer<'customers.withdrawHealthConsent'> {
  const customer = await openMyself(ask.actor.customerId, write);
  if (!customer) return refuse('record.not_found', { noun: 'customer', id: ask.actor.customerId ?? '' });
  await erase(write, customer, null);
  return allow({ done: true });
}

/** CU-08: she took it back at the counter or on the phone. */
export async function eraseHealth(
  ask: Ask<ActorOf<'customers.eraseHealth'>>,
  input: Input<'customers.eraseHealth'>,
  write: Write,
): Answer<'customers.eraseHealth'> {
  const customer = await openCustomer(ask, write, input.customerId);
  if (!customer) return refuse('record.not_found', { noun: 'customer', id: input.customerId });
  await erase(write, customer, ask.actor.staffId);
  return allow({ done: true });
}

/** Locks her own living record. */
async function openMyself(customerId: string | null, write: Write): Promise<CustomerRecord | null> {
  const id = customerId === null ? null : await lockSurvivor(write.tx, customerId);
  return id === null ? null : findRecord(sqlIn(write.tx), id, { kind: 'customer', customerId: id });
}

interface Writer {
  readonly kind: HealthConsent['source'];
  readonly staffId: string | null;
}

/** Writes the record of a locked customer. What is so already is not written again: a repeat after a lost answer finds the work done. */
async function save(
  write: Write,
  ports: Ports,
  customer: CustomerRecord,
  wish: HealthWish & { readonly record: HealthRecord },
  writer: Writer,
): Promise<Decision<HealthView, ApiRefusal>> {
  const sql = sqlIn(write.tx);
  const row = await findHealthRow(sql, customer.id);
  const present = toHealthFile(ports, row);
  const record = cleanHealth(wish.record);
  const same = present?.record != null && sameHealth(present.record, record);
  const isRepeat = same && present.version === wish.version + 1 && row?.updatedByStaffId === writer.staffId;
  if (isRepeat) return allow(toHealthView(ports, row, writer.kind));
  const consent = decideHealthSave(present, wish, writer.kind, write.now.getTime());
  if (!consent.ok) return consent;
  if (same && wish.consent === 'kept') return allow(toHealthView(ports, row, writer.kind));
  const file = { version: wish.version + 1, record, consent: consent.value, withdrawnAt: null };
  await putHealthRow(write.tx, sealHealth(ports, customer.id, file, write.now, writer.staffId));
  if (wish.consent === 'given') await tell(write, customer, 'customer.health_consent_given');
  await tell(write, customer, 'customer.health_saved');
  return allow(toHealthView(ports, await findHealthRow(sql, customer.id), writer.kind));
}

/** Erases the content of a locked customer's record. Done already: nothing happens. */
async function erase(write: Write, customer: CustomerRecord, staffId: string | null): Promise<void> {
  const row = await findHealthRow(sqlIn(write.tx), customer.id);
  if (!row?.contentCipher) return;
  await putHealthRow(write.tx, {
    customerId: customer.id,
    version: row.version + 1,
    contentCipher: null,
    consentAt: null,
    consentSource: null,
    withdrawnAt: write.now,
    updatedAt: write.now,
    updatedByStaffId: staffId,
  });
  await tell(write, customer, 'customer.health_consent_withdrawn');
}

/** Events say that and by whom, never what: not even which list, for that alone tells something of her. */
async function tell(write: Write, customer: CustomerRecord, type: EventOf<'customer'>): Promise<void> {
  await write.event({ type, storeId: customer.storeId, customerId: customer.id });
}
