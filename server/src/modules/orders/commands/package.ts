import { packageOf } from '@zhike/domain/catalogue/from-order';
import { mayKnowCost } from '@zhike/domain/catalogue/policy';
import { compileScope } from '@zhike/domain/kernel/access';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import type { Write } from '../../../platform/write';
import { saveItem } from '../../catalogue/commands/item';
import type { Input } from '../input';
import { findOrderRow } from '../records.orders';

/** PK-06: an order that was put together for one customer becomes a package of the catalogue, or the next version of one. */
export async function saveAsPackage(
  ask: Ask<ActorOf<'orders.saveAsPackage'>>,
  input: Input<'orders.saveAsPackage'>,
  write: Write,
): Answer<'orders.saveAsPackage'> {
  const order = await findOrderRow(sqlIn(write.tx), input.orderId, compileScope(ask.actor, 'order.read'));
  if (!order) return refuse('record.not_found', { noun: 'order', id: input.orderId });
  const standing = order.lines.filter((line) => line.state === 'sold');
  const { name, text, priceFen, optional } = input;
  const terms = packageOf(standing, { name, text, priceFen, optional, lineId: order.lineId });
  if (!terms.ok) return terms;
  const saved = await saveItem(ask as Ask<ActorOf<'catalogue.saveItem'>>, { itemId: input.itemId, version: input.version, terms: terms.value }, write);
  if (!saved.ok || mayKnowCost(ask.actor, order.storeId)) return saved;
  const { item } = saved.value;
  return allow({ item: { ...item, costFen: null, options: item.options.map((option) => ({ ...option, costFen: null })) } });
}
