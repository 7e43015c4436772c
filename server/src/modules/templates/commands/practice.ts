import { findTemplate } from '@zhike/config/industries/templates';
import { compileScope } from '@zhike/domain/kernel/access';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { Practice } from '@zhike/domain/templates/practice';
import { toLocal } from '@zhike/domain/templates/template';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import { lockKeys } from '../../../platform/locks';
import type { Write } from '../../../platform/write';
import { createCustomer } from '../../customers/commands/create';
import { createOrder } from '../../orders/commands/create';
import { recordPayment } from '../../orders/commands/pay';
import type { Input } from '../input';
import { ofWholeShop } from '../part-kind';
import { partsOf } from '../plan';
import { countCustomers, listOrigins } from '../records';

/** Whoever brings it does what a seller does, customer by customer: she needs a seller's rights over the whole shop, too. */
const NEEDED = ['customer.write', 'order.write'] as const;

/**
 * PF-07: 练手数据, all of it or nothing. Only for a shop without customers: what is sold stays in the books, and would stand among the shop's own
 * sales for ever.
 */
export async function bringPractice(ask: Ask<ActorOf<'templates.practice'>>, input: Input<'templates.practice'>, write: Write): Answer<'templates.practice'> {
  const practice = findTemplate(input.templateId)?.practice;
  if (!practice) return refuse('record.not_found', { noun: 'template', id: input.templateId });
  for (const right of NEEDED) if (compileScope(ask.actor, right).kind !== 'all') return refuse('access.forbidden', { right });
  const sql = sqlIn(write.tx);
  // Two who press it at once: the second finds the customers of the first.
  await lockKeys(write.tx, { alone: ['templates.practice'] });
  const customers = await countCustomers(sql);
  if (customers > 0) return refuse('templates.shop_in_use', { customers });
  const numbers = partsOf(await listOrigins(sql));
  const { body, unknown } = toLocal(practice, numbers);
  const [missing] = unknown;
  if (missing !== undefined) return refuse('templates.part_missing', { part: input.templateId, needs: missing });
  return writePractice(ofWholeShop(ask), body as Practice, input.storeId, write);
}

async function writePractice(
  ask: Ask<ActorOf<'templates.practice'>>,
  { customers, orders }: Practice,
  storeId: string,
  write: Write,
): Answer<'templates.practice'> {
  const ids = new Map<string, string>();
  for (const { ref, ...told } of customers) {
    const made = await createCustomer(ask, { ...told, phone: null, note: '练手数据', storeId }, write);
    if (!made.ok) return made;
    ids.set(ref, made.value.profile.id);
  }
  for (const { customer, line, items, form, paid } of orders) {
    const lines = items.map(({ item, quantity, options }) => ({ itemId: item, quantity, options }));
    const about = { storeId, customerId: ids.get(customer) ?? '', lineId: line, lines, form };
    const made = await createOrder(ask, { ...about, discount: null, instalments: [], note: '练手数据' }, write);
    if (!made.ok) return made;
    for (const { till, amountFen } of paid) {
      const taken = await recordPayment(ask, { orderId: made.value.order.id, till, amountFen, note: '' }, write);
      if (!taken.ok) return taken;
    }
  }
  return allow({ customers: customers.length, orders: orders.length });
}
