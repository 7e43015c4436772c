import type { Stage } from '@zhike/domain/catalogue/contract';
import type { SoldLine } from '@zhike/domain/catalogue/policy';
import type { FieldValue } from '@zhike/domain/kernel/fields';
import type { InstalmentInput, OrderPayment, OrderPhase } from '@zhike/domain/orders/contract';
import type { CardPaid } from '@zhike/domain/orders/giving-back';
import { changeIn, type Tx } from '../../platform/db';

export interface NewOrder {
  readonly id: string;
  readonly code: string;
  readonly storeId: string;
  readonly customerId: string;
  readonly lineId: string;
  readonly sellerId: string | null;
  readonly quoteId: string | null;
  readonly phase: OrderPhase;
  readonly stage: string;
  readonly stages: readonly Stage[];
  readonly form: Readonly<Record<string, FieldValue>>;
  readonly listFen: number;
  readonly discountFen: number;
  readonly costFen: number;
  readonly note: string;
  readonly now: Date;
}

export async function insertOrder(tx: Tx, order: NewOrder): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO orders (id, code, store_id, customer_id, line_id, seller_id, quote_id, phase, stage, stages, form, list_fen, discount_fen, cost_fen, note, created_at)
     VALUES ($1::uuid, $2, $3::uuid, $4::uuid, $5::uuid, $6::uuid, $7::uuid, $8, $9, $10::jsonb, $11::jsonb, $12::int, $13::int, $14::int, $15, $16::timestamptz)`,
    [
      order.id,
      order.code,
      order.storeId,
      order.customerId,
      order.lineId,
      order.sellerId,
      order.quoteId,
      order.phase,
      order.stage,
      JSON.stringify(order.stages),
      JSON.stringify(order.form),
      order.listFen,
      order.discountFen,
      order.costFen,
      order.note,
      order.now.toISOString(),
    ],
  );
}

export interface OrderChange {
  readonly phase?: OrderPhase;
  readonly stage?: string;
  readonly listFen?: number;
  readonly discountFen?: number;
  readonly benefitFen?: number;
  readonly costFen?: number;
  readonly billedFen?: number;
  readonly paidFen?: number;
  readonly reason?: string;
}
const COLUMN: Readonly<Record<keyof OrderChange, string>> = {
  phase: 'phase',
  stage: 'stage',
  listFen: 'list_fen',
  discountFen: 'discount_fen',
  benefitFen: 'benefit_fen',
  costFen: 'cost_fen',
  billedFen: 'billed_fen',
  paidFen: 'paid_fen',
  reason: 'reason',
};

/** Changes a locked order and counts its version up. */
export async function changeOrder(tx: Tx, orderId: string, change: OrderChange): Promise<void> {
  const values: unknown[] = [orderId];
  const sets = (Object.keys(change) as (keyof OrderChange)[]).map((key) => `${COLUMN[key]} = $${values.push(change[key])}`);
  await changeIn(tx, `UPDATE orders SET ${['version = version + 1', ...sets].join(', ')} WHERE id = $1::uuid`, values);
}

export interface NewLine {
  readonly id: string;
  readonly sold: SoldLine;
  readonly discountFen: number;
  readonly totalFen: number;
  /** The line that was exchanged for it. */
  readonly replacesId?: string | null;
}

/** The lines that stand on the bill; those that were taken back stay. */
export async function replaceLines(tx: Tx, orderId: string, lines: readonly NewLine[]): Promise<void> {
  await changeIn(tx, `DELETE FROM order_lines WHERE order_id = $1::uuid AND state = 'sold'`, [orderId]);
  for (const [position, line] of lines.entries()) await insertLine(tx, orderId, line, position);
}

async function insertLine(tx: Tx, orderId: string, line: NewLine & { readonly benefitFen?: number }, position: number): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO order_lines (id, order_id, item_id, position, sold, discount_fen, total_fen, benefit_fen, replaces_id)
     VALUES ($1::uuid, $2::uuid, $3::uuid, $4::int, $5::jsonb, $6::int, $7::int, $8::int, $9::uuid)`,
    [line.id, orderId, line.sold.itemId, position, JSON.stringify(line.sold), line.discountFen, line.totalFen, line.benefitFen ?? 0, line.replacesId ?? null],
  );
}

/** A line goes whole, and another stands in its place. `position`: where. */
export async function exchangeLine(tx: Tx, orderId: string, outId: string, line: NewLine & { readonly benefitFen: number }, position: number): Promise<void> {
  await takeBackLine(tx, outId, 0);
  await insertLine(tx, orderId, { ...line, replacesId: outId }, position);
}

export async function takeBackLine(tx: Tx, lineId: string, keptFen: number): Promise<void> {
  await changeIn(tx, `UPDATE order_lines SET state = 'refunded', kept_fen = $2::int WHERE id = $1::uuid`, [lineId, keptFen]);
}

export async function replaceInstalments(tx: Tx, orderId: string, instalments: readonly InstalmentInput[]): Promise<void> {
  await changeIn(tx, 'DELETE FROM order_instalments WHERE order_id = $1::uuid', [orderId]);
  for (const [position, one] of instalments.entries())
    await changeIn(tx, 'INSERT INTO order_instalments (order_id, position, name, amount_fen, due_on) VALUES ($1::uuid, $2::int, $3, $4::int, $5::date)', [
      orderId,
      position,
      one.name,
      one.amountFen,
      one.dueOn,
    ]);
}

export async function insertStep(tx: Tx, orderId: string, stage: string, at: Date, staffId: string | null): Promise<void> {
  await changeIn(tx, 'INSERT INTO order_steps (order_id, stage, at, staff_id) VALUES ($1::uuid, $2, $3::timestamptz, $4::uuid) ON CONFLICT DO NOTHING', [
    orderId,
    stage,
    at.toISOString(),
    staffId,
  ]);
}

export interface NewPayment {
  readonly id: string;
  readonly orderId: string;
  readonly kind: OrderPayment['kind'];
  readonly till: string | null;
  readonly amountFen: number;
  readonly bookingId: string | null;
  readonly note: string;
  readonly staffId: string | null;
  readonly at: Date;
  readonly apiKeyId?: string | null;
  readonly externalNo?: string | null;
  /** The WeChat payment that brought it. */
  readonly paymentId?: string | null;
  /** The card that paid or gets back, and how much of each purse. */
  readonly card?: CardPaid | null;
  /** The card's payment that this takes back. */
  readonly undoesId?: string | null;
}

export async function insertPayment(tx: Tx, payment: NewPayment): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO order_payments (id, order_id, kind, till, amount_fen, booking_id, note, staff_id, at, api_key_id, external_no, payment_id, card_id, principal_fen, bonus_fen, undoes_id)
     VALUES ($1::uuid, $2::uuid, $3, $4, $5::int, $6::uuid, $7, $8::uuid, $9::timestamptz, $10::uuid, $11, $12::uuid, $13::uuid, $14::int, $15::int, $16::uuid)`,
    [
      payment.id,
      payment.orderId,
      payment.kind,
      payment.till,
      payment.amountFen,
      payment.bookingId,
      payment.note,
      payment.staffId,
      payment.at.toISOString(),
      payment.apiKeyId ?? null,
      payment.externalNo ?? null,
      payment.paymentId ?? null,
      payment.card?.cardId ?? null,
      payment.card?.principalFen ?? 0,
      payment.card?.bonusFen ?? 0,
      payment.undoesId ?? null,
    ],
  );
}

/** False: the booking belongs to an order already. */
export async function linkBookingRow(tx: Tx, orderId: string, bookingId: string): Promise<boolean> {
  return (
    (await changeIn(tx, 'INSERT INTO order_bookings (booking_id, order_id) VALUES ($2::uuid, $1::uuid) ON CONFLICT DO NOTHING', [orderId, bookingId])) === 1
  );
}

export async function unlinkBookingRow(tx: Tx, orderId: string, bookingId: string): Promise<boolean> {
  return (await changeIn(tx, 'DELETE FROM order_bookings WHERE order_id = $1::uuid AND booking_id = $2::uuid', [orderId, bookingId])) === 1;
}

export async function replaceShares(tx: Tx, orderId: string, shares: readonly { readonly staffId: string; readonly percent: number }[]): Promise<void> {
  await changeIn(tx, 'DELETE FROM order_shares WHERE order_id = $1::uuid', [orderId]);
  for (const [position, share] of shares.entries())
    await changeIn(tx, 'INSERT INTO order_shares (order_id, staff_id, percent, position) VALUES ($1::uuid, $2::uuid, $3::int, $4::int)', [
      orderId,
      share.staffId,
      share.percent,
      position,
    ]);
}
