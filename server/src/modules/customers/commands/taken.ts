import { compileScope } from '@zhike/domain/kernel/access';
import type { Actor } from '@zhike/domain/kernel/actor';
import { refuse } from '@zhike/domain/kernel/decision';
import { sqlIn } from '../../../platform/db';
import type { Ports } from '../../../platform/ports';
import type { Write } from '../../../platform/write';
import { phoneIndexOf } from '../phone';
import { findIdBy, findRecord } from '../records';
import { lockPhone } from '../records.write';

/**
 * Takes the place in line for a number and says who has it. Null: free for `exceptId`. Call it before any lock on a
 * customer's row. The other's id and name are told only to a member who may see that customer; others get empty texts.
 */
export async function refusePhoneTaken(write: Write, ports: Ports, actor: Actor, phone: string, exceptId: string | null) {
  const index = phoneIndexOf(ports, phone);
  await lockPhone(write.tx, index);
  const sql = sqlIn(write.tx);
  const takenBy = await findIdBy(sql, 'phone_index', index);
  if (!takenBy || takenBy === exceptId) return null;
  const seen = await findRecord(sql, takenBy, compileScope(actor, 'customer.read'));
  return refuse('customers.phone_taken', { customerId: seen?.id ?? '', name: seen?.name ?? '' });
}
