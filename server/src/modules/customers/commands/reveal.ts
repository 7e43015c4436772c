import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import type { Input } from '../input';
import { sqlIn } from '../../../platform/db';
import { ownPhoneOf } from '../own-phone';
import { transact } from '../transact';
import { openCustomer } from './open';

/**
 * SC-04: the whole number, and the line that says who looked, in one transaction. It opens its own because the answer of an
 * ordinary command is kept for repeats, and a number must not lie in the clear in that table.
 */
export function revealPhone(ask: Ask<ActorOf<'customers.revealPhone'>>, input: Input<'customers.revealPhone'>): Answer<'customers.revealPhone'> {
  return transact(ask, async (write) => {
    const customer = await openCustomer(ask, write, input.customerId);
    if (!customer) return refuse('record.not_found', { noun: 'customer', id: input.customerId });
    const phone = await ownPhoneOf(sqlIn(write.tx), ask.ports, customer);
    if (phone !== null) await write.event({ type: 'customer.phone_revealed', storeId: customer.storeId, customerId: customer.id });
    return allow({ phone });
  });
}
