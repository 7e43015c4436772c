import type { ApiRefusal } from '@zhike/domain/api';
import type { Actor } from '@zhike/domain/kernel/actor';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import type { OpenPayment, OpenPaymentAnswer } from '@zhike/domain/orders/contract';
import { hashToken } from '../../platform/crypto';
import { sqlIn, sqlOf } from '../../platform/db';
import { lockKeys } from '../../platform/locks';
import type { Ports } from '../../platform/ports';
import type { Write } from '../../platform/write';
import { insist } from '../booking/insist';
import { openOrder, readOrder } from './commands/open';
import { receive } from './commands/pay';
import { findExternal, findKeyRow, findOrderByCode, useKey, type ApiKeyRow } from './records.api-keys';

/** Calls a minute that one key may make; RATE_LIMIT_FACTOR multiplies it as it does for people. */
const PER_MINUTE = 120;

/** Whose key it is: one that is known, not revoked, good for this, and not in too much of a hurry. */
export async function findKey(secret: string | null, ports: Ports): Promise<Decision<ApiKeyRow, ApiRefusal>> {
  if (!secret) return refuse('access.login_required', { reason: 'missing' as const });
  const key = await findKeyRow(sqlOf(ports.db), { hash: hashToken(secret) });
  if (!key) return refuse('access.login_required', { reason: 'unknown' as const });
  if (key.revokedAt) return refuse('access.login_required', { reason: 'revoked' as const });
  if (!key.scopes.includes('payments')) return refuse('access.forbidden', { right: 'payments' });
  try {
    const hit = await ports.ephemeral.hit(`rate:open:${key.id}`, PER_MINUTE * ports.shop.rateLimitFactor, 60);
    if (!hit.allowed) return refuse('request.rate_limited', { retryAfterSeconds: hit.retryAfterSeconds });
  } catch (error) {
    // As for people: a limit protects, it must not close the shop.
    ports.log.warn({ reason: error instanceof Error ? error.message : 'unknown' }, 'limit.unavailable');
  }
  return allow(key);
}

/** OR-08: a payment that a cashier took. Under one number of one key it happens once, however many ask at once. */
export async function postOpenPayment(key: ApiKeyRow, body: OpenPayment, requestId: string, ports: Ports): Promise<Decision<OpenPaymentAnswer, ApiRefusal>> {
  const actor: Actor = { kind: 'system', job: `open_api/${key.id}` };
  return insist(ports, { actor, requestId }, (write) => take(write, key, body));
}

async function take(write: Write, key: ApiKeyRow, body: OpenPayment): Promise<Decision<OpenPaymentAnswer, ApiRefusal>> {
  if (!(await useKey(write.tx, key.id, write.now))) return refuse('access.login_required', { reason: 'revoked' as const });
  await lockKeys(write.tx, { alone: [`open/${key.id}/${body.number}`] });
  const sql = sqlIn(write.tx);
  const orderId = await findOrderByCode(sql, key.storeId, body.orderCode);
  if (!orderId) return refuse('record.not_found', { noun: 'order', id: body.orderCode });
  const answer = async (paymentId: string, repeated: boolean): Promise<Decision<OpenPaymentAnswer, ApiRefusal>> => {
    const order = await readOrder(write, orderId);
    return allow({ paymentId, orderCode: order.code, amountFen: body.amountFen, owedFen: order.billedFen - order.paidFen, repeated });
  };
  const before = await findExternal(sql, key.id, body.number);
  if (before) {
    const same = before.orderId === orderId && before.amountFen === body.amountFen && before.till === body.till;
    return same ? answer(before.id, true) : refuse('request.idempotency_key_reused', { key: body.number });
  }
  const opened = await openOrder({ scope: { kind: 'all' } }, write, { orderId }, 'pay');
  if (!opened.ok) return opened;
  const owedFen = opened.value.billedFen - opened.value.paidFen;
  if (body.amountFen > owedFen) return refuse('orders.more_than_owed', { owedFen });
  const received = { amountFen: body.amountFen, till: body.till, note: body.note ?? '', apiKeyId: key.id, externalNo: body.number };
  return answer(await receive(write, opened.value, received), false);
}
