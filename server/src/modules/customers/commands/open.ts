import type { Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import type { Write } from '../../../platform/write';
import { findRecord, type CustomerRecord } from '../records';
import { lockSurvivor } from '../records.write';

/** The head of every step on a customer: locks the living record, then looks whether it is in the scope. Null: not found. */
export async function openCustomer(ask: Pick<Ask, 'scope'>, write: Write, customerId: string): Promise<CustomerRecord | null> {
  const id = await lockSurvivor(write.tx, customerId);
  return id ? findRecord(sqlIn(write.tx), id, ask.scope) : null;
}
