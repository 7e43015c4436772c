import { partsOf } from '@zhike/domain/customers/policy';
import { refuse } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import type { Write } from '../../../platform/write';
import type { Input } from '../input';
import { answerProfile } from '../queries';
import { storeExists } from '../records';
import { removeShare, saveShare } from '../records.share';
import { openCustomer } from './open';

/** ST-02: lets another store see agreed parts of a customer, to read and nothing else. */
export async function shareCustomer(ask: Ask<ActorOf<'customers.share'>>, input: Input<'customers.share'>, write: Write): Answer<'customers.share'> {
  const customer = await openCustomer(ask, write, input.customerId);
  if (!customer) return refuse('record.not_found', { noun: 'customer', id: input.customerId });
  const sql = sqlIn(write.tx);
  if (!(await storeExists(sql, input.storeId))) return refuse('record.not_found', { noun: 'store', id: input.storeId });
  if (customer.storeId === input.storeId) return refuse('request.invalid', { issues: [{ path: 'storeId', problem: 'her_own_store' }] });
  const parts = partsOf(input.parts);
  await saveShare(write.tx, { customerId: customer.id, storeId: input.storeId, parts, staffId: ask.actor.staffId, now: write.now });
  await write.event({ type: 'customer.shared', storeId: customer.storeId, customerId: customer.id, data: { withStoreId: input.storeId, parts } });
  return answerProfile(sql, customer.id, ask.scope, { ...ask, now: write.now });
}

/** What was agreed is over; asked again, there is nothing left to end. */
export async function unshareCustomer(ask: Ask<ActorOf<'customers.unshare'>>, input: Input<'customers.unshare'>, write: Write): Answer<'customers.unshare'> {
  const customer = await openCustomer(ask, write, input.customerId);
  if (!customer) return refuse('record.not_found', { noun: 'customer', id: input.customerId });
  if (await removeShare(write.tx, customer.id, input.storeId))
    await write.event({ type: 'customer.unshared', storeId: customer.storeId, customerId: customer.id, data: { withStoreId: input.storeId } });
  return answerProfile(sqlIn(write.tx), customer.id, ask.scope, { ...ask, now: write.now });
}
