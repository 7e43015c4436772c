import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn } from '../../../platform/db';
import type { Write } from '../../../platform/write';
import { reachesStore } from '../../booking/reach';
import type { Input } from '../input';
import { uploadShipping } from '../jobs.kinds';
import { toShipmentView } from '../queries.shipments';
import { findShipment, moveShipment } from '../records.shipments';

/** Sends 发货信息 again that the platform refused, once what was wrong has been put right. */
export async function sendShipment(ask: Ask<ActorOf<'orders.sendShipment'>>, input: Input<'orders.sendShipment'>, write: Write): Answer<'orders.sendShipment'> {
  const sql = sqlIn(write.tx);
  const { paymentId } = input;
  const row = await findShipment(sql, paymentId);
  if (!row || !reachesStore(ask.scope, ask.actor, row.storeId)) return refuse('record.not_found', { noun: 'payment', id: paymentId });
  const moved = await moveShipment(write.tx, paymentId, 'failed', { state: 'due', code: row.code, tries: 0, at: write.now });
  if (!moved) return refuse('orders.shipment_not_failed', { state: row.state });
  await write.enqueue(uploadShipping, { paymentId });
  const now = await findShipment(sql, paymentId);
  if (!now) throw new Error('a shipment that was just written is not there');
  return allow({ shipment: toShipmentView(now) });
}
