import { allow } from '@zhike/domain/kernel/decision';
import type { ShipmentView } from '@zhike/domain/orders/contract';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { readCursor, toCursor } from '../../platform/cursor';
import { sqlOf } from '../../platform/db';
import type { Input } from './input';
import { listShipments, type ShipmentRow } from './records.shipments';

const PAGE = 30;

export function toShipmentView(row: ShipmentRow): ShipmentView {
  const { transactionId: _, payerOpenid: __, storeId: ___, leftFen: ____, changedAt, ...view } = row;
  return { ...view, changedAt: changedAt.toISOString() };
}

/** What the platform was told of payments within the reader's reach. */
export async function getShipments(ask: Ask<ActorOf<'orders.shipments'>>, input: Input<'orders.shipments'>): Answer<'orders.shipments'> {
  const after = readCursor(input.cursor);
  if (!after.ok) return after;
  const rows = await listShipments(sqlOf(ask.ports.db), ask.scope, input.state, { after: after.value, limit: PAGE + 1 });
  const last = rows[PAGE - 1];
  return allow({
    items: rows.slice(0, PAGE).map(toShipmentView),
    next: rows.length > PAGE && last ? toCursor({ at: last.changedAt, id: last.paymentId }) : null,
  });
}
