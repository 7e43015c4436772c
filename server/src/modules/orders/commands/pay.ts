import { refuse } from '@zhike/domain/kernel/decision';
import { depositPurse } from '@zhike/domain/ledger/acts.deposits';
import type { CardOf } from '@zhike/domain/ledger/acts.cards';
import { orderCardUndone, orderCardUsed, orderDepositUsed, orderPaid } from '@zhike/domain/ledger/acts.orders';
import type { Till } from '@zhike/domain/ledger/accounts';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { newId } from '../../../platform/ids';
import type { Write } from '../../../platform/write';
import { openForDeposit } from '../../booking/commands/lend-deposit';
import { heldIn } from '../../ledger/held';
import { postAlong } from '../../ledger/post';
import type { Input } from '../input';
import type { OrderRow } from '../records.orders';
import { changeOrder, insertPayment, type NewPayment } from '../records.orders.write';
import { isPossible } from '@zhike/domain/orders/policy';
import type { PaymentRow } from '../records';
import { aboutOf, answerOrder, openOrder, orderOf, readOrder } from './open';
import { walk } from './step';

type Received = Pick<NewPayment, 'amountFen' | 'note'> & Partial<Pick<NewPayment, 'apiKeyId' | 'externalNo' | 'paymentId'>> & { readonly till: Till };

/** Writes money that came in for a locked order, not more than is owed. Answers the payment's id. */
export async function receive(write: Write, row: OrderRow, received: Received): Promise<string> {
  const id = newId(write.now);
  const staffId = write.actor.kind === 'staff' ? write.actor.staffId : null;
  await insertPayment(write.tx, { ...received, id, orderId: row.id, kind: 'payment', bookingId: null, staffId, at: write.now });
  await changeOrder(write.tx, row.id, { paidFen: row.paidFen + received.amountFen });
  postAlong(write, orderPaid({ ...orderOf(row), paymentId: id, amountFen: received.amountFen, till: received.till }));
  await write.event({ type: 'order.paid', ...aboutOf(row), data: { orderId: row.id, amountFen: received.amountFen, till: received.till } });
  await walk(write, row.id);
  return id;
}

/** A card's stored value pays a part of a locked order, not more than is owed. Whoever calls has locked the card and decided what it gives. */
export async function receiveFromCard(
  write: Write,
  row: OrderRow,
  card: CardOf,
  taken: { readonly principalFen: number; readonly bonusFen: number },
): Promise<void> {
  const id = newId(write.now);
  const amountFen = taken.principalFen + taken.bonusFen;
  const { cardId } = card;
  const staffId = write.actor.kind === 'staff' ? write.actor.staffId : null;
  const told = { id, orderId: row.id, kind: 'card' as const, till: null, amountFen, bookingId: null, note: '', staffId, at: write.now };
  await insertPayment(write.tx, { ...told, card: { cardId, ...taken } });
  await changeOrder(write.tx, row.id, { paidFen: row.paidFen + amountFen });
  postAlong(write, orderCardUsed({ ...orderOf(row), paymentId: id }, card, taken));
  await write.event({ type: 'order.paid', ...aboutOf(row), data: { orderId: row.id, amountFen, till: 'card' } });
  await walk(write, row.id);
}

/** What a card gave for a locked order goes back onto it, line by line: it was a mistake. `usedId`: the payment's transaction. Whoever calls has locked the card and decided. */
export async function undoFromCard(
  write: Write,
  row: OrderRow,
  card: CardOf,
  payment: OrderRow['payments'][number],
  how: { readonly usedId: string; readonly reason: string },
): Promise<void> {
  const { amountFen, principalFen, bonusFen } = payment;
  const staffId = write.actor.kind === 'staff' ? write.actor.staffId : null;
  const told = {
    id: newId(write.now),
    orderId: row.id,
    kind: 'refund' as const,
    till: null,
    amountFen,
    bookingId: null,
    note: how.reason,
    staffId,
    at: write.now,
  };
  await insertPayment(write.tx, { ...told, undoesId: payment.id, card: { cardId: card.cardId, principalFen, bonusFen } });
  await changeOrder(write.tx, row.id, { paidFen: row.paidFen - amountFen });
  postAlong(write, orderCardUndone({ ...orderOf(row), paymentId: payment.id }, card, { principalFen, bonusFen }, how));
  await write.event({ type: 'order.payment_undone', ...aboutOf(row), data: { orderId: row.id, amountFen, reason: how.reason } });
}

/** Money of a WeChat payment for an order, which is locked: as much as is owed. Answers what is not needed, in fen. */
export async function payOrderOnline(write: Write, payment: PaymentRow): Promise<number> {
  const row = await readOrder(write, payment.orderId ?? '');
  const amountFen = isPossible(row.phase, 'pay') ? Math.max(0, Math.min(payment.paidFen, row.billedFen - row.paidFen)) : 0;
  if (amountFen > 0) await receive(write, row, { amountFen, note: '', till: 'wechat', paymentId: payment.id });
  return payment.paidFen - amountFen;
}

/** OR-06: a payment, in part or in full. */
export async function recordPayment(
  ask: Ask<ActorOf<'orders.recordPayment'>>,
  input: Input<'orders.recordPayment'>,
  write: Write,
): Answer<'orders.recordPayment'> {
  const opened = await openOrder(ask, write, input, 'pay');
  if (!opened.ok) return opened;
  const owedFen = opened.value.billedFen - opened.value.paidFen;
  if (input.amountFen > owedFen) return refuse('orders.more_than_owed', { owedFen });
  await receive(write, opened.value, { amountFen: input.amountFen, note: input.note, till: input.till });
  return answerOrder(ask, write, opened.value.id);
}

/** While a booking stands its deposit is hers to use; once it is over the terms have had their say. */
const STANDING = ['requested', 'confirmed', 'checked_in', 'in_service'];

/** The deposit of a booking of this order pays as much of it as is owed. */
export async function useDeposit(ask: Ask<ActorOf<'orders.useDeposit'>>, input: Input<'orders.useDeposit'>, write: Write): Answer<'orders.useDeposit'> {
  const opened = await openOrder(ask, write, input, 'use_deposit');
  if (!opened.ok) return opened;
  const row = opened.value;
  const { bookingId } = input;
  if (!row.bookings.some((booking) => booking.bookingId === bookingId)) return refuse('record.not_found', { noun: 'booking', id: bookingId });
  const booking = await openForDeposit(write, bookingId);
  if (!booking) return refuse('record.not_found', { noun: 'booking', id: bookingId });
  if (booking.customerId !== row.customerId) return refuse('orders.other_customer', { bookingId });
  const held = STANDING.includes(booking.state)
    ? await heldIn(write, depositPurse({ bookingId, storeId: booking.storeId, customerId: booking.customerId }))
    : 0;
  const amountFen = Math.min(held, row.billedFen - row.paidFen);
  if (amountFen <= 0) return refuse('orders.no_deposit', { bookingId });
  const id = newId(write.now);
  await insertPayment(write.tx, {
    id,
    orderId: row.id,
    kind: 'deposit',
    till: null,
    amountFen,
    bookingId,
    note: '',
    staffId: ask.actor.staffId,
    at: write.now,
  });
  await changeOrder(write.tx, row.id, { paidFen: row.paidFen + amountFen });
  postAlong(write, orderDepositUsed({ ...orderOf(row), paymentId: id, amountFen, booking: { bookingId, storeId: booking.storeId } }));
  await write.event({ type: 'order.paid', ...aboutOf(row), bookingId, data: { orderId: row.id, amountFen, till: 'deposit' } });
  await walk(write, row.id);
  return answerOrder(ask, write, row.id);
}
