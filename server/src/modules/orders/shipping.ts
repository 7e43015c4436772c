import type { Actor } from '@zhike/domain/kernel/actor';
import { sqlOf } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import type { Write } from '../../platform/write';
import { NoAnswer } from './no-answer';
import { uploadShipping } from './jobs.kinds';
import { findShipment, insertShipments, moveShipment, type HowShipped, type ShipmentRow } from './records.shipments';

/**
 * What a payment pays was given: the mini-program's platform is to be told (发货信息), or it keeps the money. Once a payment, however often it is
 * said; payments by code are none of the mini-program's.
 */
export async function shipped(write: Write, of: { readonly paymentId: string } | { readonly orderId: string }, how: HowShipped): Promise<void> {
  for (const paymentId of await insertShipments(write.tx, of, how, write.now)) await write.enqueue(uploadShipping, { paymentId });
}

/** The platform was told before, whoever told it (a person in its console, or we and the answer was lost). */
const TOLD_BEFORE = ['10060002', '10060003', '10060023'];
/** It does not know the payment; for some minutes after a payment that may be because it hears of it later than we. */
const UNKNOWN = '10060001';
const UNKNOWN_TRIES = 8;
const MANAGED_SECONDS = 86_400;

/** Whether the platform wants to be told at all; asked once a day. */
async function isManaged(ports: Ports): Promise<boolean> {
  const key = `wechat:trade-managed:${ports.shop.wechatAppid}`;
  const known = await ports.ephemeral.get(key).catch(() => null);
  if (known !== null) return known === '1';
  const answer = await ports.wechat.isTradeManaged();
  if (answer.kind !== 'ok') throw new NoAnswer(`whether trade is managed: ${answer.detail}`);
  await ports.ephemeral.set(key, answer.value ? '1' : '0', MANAGED_SECONDS).catch(() => undefined);
  return answer.value;
}

/** Tells the platform of one payment. Throws `NoAnswer` when it must be tried again later; what it refuses for good waits for a person. */
export async function runShipment(paymentId: string, ports: Ports, actor: Actor): Promise<void> {
  const row = await findShipment(sqlOf(ports.db), paymentId);
  if (row?.state !== 'due') return;
  const move = (state: ShipmentRow['state'], code: string, tries: 0 | 1): Promise<void> =>
    ports.writer.transaction({ actor, requestId: null }, async (write) => {
      if (!(await moveShipment(write.tx, paymentId, 'due', { state, code, tries, at: write.now }))) return;
      const { storeId, customerId } = row;
      if (state === 'sent') await write.event({ type: 'payment.shipped', storeId, customerId, data: { paymentId } });
      if (state === 'failed') await write.event({ type: 'payment.shipping_refused', storeId, customerId, data: { paymentId, code } });
    });
  // Money that went back is nothing that was sold.
  if (row.leftFen <= 0 || !(await isManaged(ports))) return move('not_needed', '', 0);
  const { transactionId, payerOpenid: openid, how, description: item } = row;
  if (!transactionId || !openid) return move('failed', '', 0);
  const answer = await ports.wechat.uploadShipping({ transactionId, openid, how, item: `${ports.shop.name} ${item}`, at: ports.clock.now() });
  if (answer.kind === 'ok') return move('sent', '', 1);
  if (answer.kind === 'rejected' && TOLD_BEFORE.includes(answer.code)) return move('sent', answer.code, 1);
  if (answer.kind === 'rejected' && (answer.code !== UNKNOWN || row.tries >= UNKNOWN_TRIES)) {
    ports.log.error({ paymentId, code: answer.code }, 'shipping.refused');
    return move('failed', answer.code, 1);
  }
  await move('due', answer.kind === 'rejected' ? answer.code : '', 1);
  throw new NoAnswer(answer.detail);
}
