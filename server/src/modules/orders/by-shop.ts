import type { ApiRefusal } from '@zhike/domain/api';
import { type Decision, refuse } from '@zhike/domain/kernel/decision';
import type { OrderView } from '@zhike/domain/orders/contract';
import { isAbove } from '@zhike/domain/orders/money';
import type { ActorOf, Ask } from '../../http/route';
import { sqlIn } from '../../platform/db';
import type { Write } from '../../platform/write';
import { advanceOrder } from './commands/advance';
import { settleOrder } from './commands/decide';
import { findOrderRow } from './records.orders';

/* What flows do to an order: its own steps, by the shop itself and whatever its version is by then. */

type Stepped = Promise<Decision<{ readonly order: OrderView }, ApiRefusal>>;
const gone = (id: string) => refuse('record.not_found', { noun: 'order', id });

/** The step that is named, or the next of its line of business. */
export async function advanceByShop(ask: Ask<ActorOf<'orders.advance'>>, write: Write, orderId: string, named: string | null): Stepped {
  const row = await findOrderRow(sqlIn(write.tx), orderId, { kind: 'all' });
  if (!row) return gone(orderId);
  const next = row.stages[row.stages.findIndex((one) => one.key === row.stage) + 1];
  const stage = named ?? next?.key;
  if (stage === undefined) return refuse('orders.not_possible', { phase: row.phase, verb: 'advance' });
  return advanceOrder(ask, { orderId, version: row.version, stage }, write);
}

/** A discount beyond the seller's limit. `maxPercent`: what whoever agreed may give herself. */
export async function settleByShop(
  ask: Ask<ActorOf<'orders.decide'>>,
  write: Write,
  orderId: string,
  { approve, reason, maxPercent }: { readonly approve: boolean; readonly reason: string; readonly maxPercent: number },
): Stepped {
  const row = await findOrderRow(sqlIn(write.tx), orderId, { kind: 'all' });
  if (!row) return gone(orderId);
  if (approve && isAbove(row, maxPercent)) return refuse('orders.discount_too_large', { maxPercent, discountFen: row.discountFen });
  return settleOrder(ask, { orderId, version: row.version, approve, reason }, write);
}
