import { asksToStop } from '@zhike/domain/messaging/replies';
import { isMobile, normalisePhone } from '@zhike/domain/kernel/phone';
import * as z from 'zod/mini';
import { sqlIn } from '../../platform/db';
import { lockKeys } from '../../platform/locks';
import type { Ports } from '../../platform/ports';
import { customerByPhone } from '../customers/queries.links';
import { listRefusals, setRefusal } from './records.settings';

/** SMS Reply of Tencent Cloud (document 382/43548): what a person answered to a text of ours. */
const Reply = z.object({ mobile: z.string(), nationcode: z.string(), text: z.string() });

export type ReplyOutcome = 'refused_texts' | 'ignored' | 'malformed';

/**
 * MK-10: 「拒收请回复R」. Whoever answers so gets no more texts that the shop wishes to send; what she needs to know of her own bookings still
 * comes. Delivered any number of times it is written, and told, once. The answer itself is kept nowhere.
 */
export async function handleSmsReply(body: string, ports: Ports): Promise<ReplyOutcome> {
  let given: unknown;
  try {
    given = JSON.parse(body);
  } catch {
    return 'malformed';
  }
  const reply = z.safeParse(Reply, given);
  if (!reply.success) return 'malformed';
  const phone = normalisePhone(reply.data.mobile);
  if (!asksToStop(reply.data.text) || !isMobile(phone)) return 'ignored';
  return ports.writer.transaction({ actor: { kind: 'system', job: 'messaging.sms_reply' }, requestId: null }, async (write) => {
    const sql = sqlIn(write.tx);
    const customerId = await customerByPhone(sql, ports, phone);
    if (customerId === null) return 'ignored';
    await lockKeys(write.tx, { alone: [`gate:${customerId}`] });
    if ((await listRefusals(sql, customerId)).includes('sms')) return 'ignored';
    await setRefusal(write.tx, customerId, 'sms', false, write.now);
    await write.event({ type: 'message.wish_changed', customerId, data: { kind: 'sms', wanted: false, by: 'reply' } });
    return 'refused_texts';
  });
}
