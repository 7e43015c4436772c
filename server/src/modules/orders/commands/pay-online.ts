import type { Scope } from '@zhike/domain/kernel/access';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import type { ApiRefusal } from '@zhike/domain/api';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlOf } from '../../../platform/db';
import { reachesStore } from '../../booking/reach';
import { settleIfPaid } from '../commands';
import type { Input } from '../input';
import { askByCode, askOnPhone, beginWaiting, isSame, makeRoom, openNew, openPaymentOf, payerOf } from '../opening';
import { findPayment, sumRefunds, type PaymentRow } from '../records';
import { openOrder } from './open';

interface Wish {
  readonly orderId: string;
  readonly amountFen: number;
  /** Whose phone pays; null: whoever reads the code. */
  readonly identityId: string | null;
}

/** One payment of the order is open at a time; another wish closes it at WeChat Pay first. Twice, because it may turn out to be paid. */
const TRIES = 3;

async function openFor(ask: Pick<Ask, 'ports' | 'actor' | 'requestId'>, scope: Scope, wish: Wish): Promise<Decision<PaymentRow, ApiRefusal>> {
  const { ports, actor, requestId } = ask;
  for (let tries = 0; tries < TRIES; tries++) {
    const opened = await ports.writer.transaction({ actor, requestId }, async (write): Promise<Decision<{ row: PaymentRow; stale: boolean }, ApiRefusal>> => {
      const order = await openOrder({ scope }, write, wish, 'pay');
      if (!order.ok) return order;
      const { id: orderId, storeId, customerId, code, billedFen, paidFen } = order.value;
      const owedFen = billedFen - paidFen;
      if (wish.amountFen > owedFen) return refuse('orders.more_than_owed', { owedFen });
      const payerOpenid = wish.identityId === null ? null : await payerOf(write, wish.identityId);
      if (wish.identityId !== null && !payerOpenid) return refuse('record.not_found', { noun: 'order', id: orderId });
      const asked = { amountFen: wish.amountFen, channel: payerOpenid ? ('jsapi' as const) : ('native' as const), payerOpenid };
      const open = await openPaymentOf(write, { orderId });
      if (open && !isSame(open, asked, write.now)) return allow({ row: open, stale: true });
      if (open) return allow({ row: await beginWaiting(write, open), stale: false });
      const row = await openNew(write, ports, { ...asked, purpose: 'order', orderId, storeId, customerId, description: `订单 ${code}` });
      return allow({ row, stale: false });
    });
    if (!opened.ok) return opened;
    if (!opened.value.stale) return allow(opened.value.row);
    const room = await makeRoom(ports, opened.value.row, actor);
    if (!room.ok) return room;
  }
  return refuse('service.unavailable', { service: 'wechat-pay' as const, retryAfterSeconds: 3 });
}

/** OR-06, OR-07: an order, or a part of it, on her own phone. */
export async function payOrder(ask: Ask<ActorOf<'orders.payOrder'>>, input: Input<'orders.payOrder'>): Answer<'orders.payOrder'> {
  const { customerId, identityId } = ask.actor;
  const opened = await openFor(ask, customerId ? { kind: 'customer', customerId } : { kind: 'none' }, { ...input, identityId });
  if (!opened.ok) return opened;
  const { id: paymentId, amountFen, expiresAt } = opened.value;
  const asked = await askOnPhone(ask.ports, opened.value);
  return asked.ok ? allow({ paymentId, requestPayment: asked.value, amountFen, expiresAt: expiresAt.toISOString() }) : asked;
}

/** OR-07: an order, or a part of it, by a code at the counter. */
export async function payByCode(ask: Ask<ActorOf<'orders.payCode'>>, input: Input<'orders.payCode'>): Answer<'orders.payCode'> {
  const opened = await openFor(ask, ask.scope, { ...input, identityId: null });
  if (!opened.ok) return opened;
  const { id: paymentId, amountFen, expiresAt } = opened.value;
  const asked = await askByCode(ask.ports, opened.value);
  return asked.ok ? allow({ paymentId, ...asked.value, amountFen, expiresAt: expiresAt.toISOString() }) : asked;
}

/** How it stands; WeChat Pay is asked while it waits. */
export async function checkOnlinePayment(ask: Ask<ActorOf<'orders.checkPayment'>>, input: Input<'orders.checkPayment'>): Answer<'orders.checkPayment'> {
  const sql = sqlOf(ask.ports.db);
  const { actor } = ask;
  const notFound = refuse('record.not_found', { noun: 'payment', id: input.paymentId });
  const before = await findPayment(sql, { id: input.paymentId });
  if (!before) return notFound;
  const mine = actor.kind === 'customer' ? before.customerId === actor.customerId : reachesStore(ask.scope, actor, before.storeId);
  if (!mine) return notFound;
  if (before.state === 'pending') await settleIfPaid(before, ask);
  const now = (await findPayment(sql, { id: input.paymentId })) ?? before;
  const backFen = await sumRefunds(sql, now.id);
  const state = now.state === 'paid' ? (backFen > 0 ? 'given_back' : 'paid') : now.state === 'closed' ? 'closed' : 'waiting';
  return allow({ state, amountFen: now.amountFen, backFen });
}
