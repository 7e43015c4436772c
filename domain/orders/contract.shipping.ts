import * as z from 'zod/mini';
import { Cursor, endpoint, Id, Instant, page } from '../kernel/contract';

/**
 * due: the platform is to be told, and will be; sent: it knows, the money comes free; failed: it said no, a person must look; not_needed: the money
 * went back, or the platform does not want to be told.
 */
export const ShipmentState = z.enum(['due', 'sent', 'failed', 'not_needed']);
export type ShipmentState = z.infer<typeof ShipmentState>;

/** 发货信息 of a payment that was made in the mini-program. pickup: the service was given in the store; virtual: a card, or a fee that was kept. */
export const ShipmentView = z.object({
  paymentId: Id,
  outTradeNo: z.string(),
  storeName: z.string(),
  customerId: Id,
  customerName: z.string(),
  description: z.string(),
  paidFen: z.int(),
  how: z.enum(['pickup', 'virtual']),
  state: ShipmentState,
  /** The platform's own code of its last no; '' when there was none. */
  code: z.string(),
  tries: z.int(),
  changedAt: Instant,
});
export type ShipmentView = z.infer<typeof ShipmentView>;

export const shippingEndpoints = {
  'orders.shipments': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'payment.read',
    summary: 'What the mini-program’s platform was told of payments (发货信息), in one state or all; the newest first.',
    input: z.strictObject({ state: z.nullable(ShipmentState), cursor: Cursor }),
    output: page(ShipmentView),
    refusals: [],
  }),
  'orders.sendShipment': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'payment.read',
    summary: 'Tell the platform again of a payment whose 发货信息 it refused.',
    input: z.strictObject({ paymentId: Id }),
    output: z.object({ shipment: ShipmentView }),
    refusals: ['record.not_found', 'orders.shipment_not_failed'],
  }),
};
