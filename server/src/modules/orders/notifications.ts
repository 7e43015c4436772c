import type { Ports } from '../../platform/ports';
import { isPaid } from './commands';
import { settleRefund } from './refunds';
import { settlePayment } from './settle';

/** settled/ignored → 204; refused → 401 (not proven to be WeChat Pay's); mismatch and failed → 500, WeChat Pay will come again. */
export type NotificationOutcome = 'settled' | 'ignored' | 'refused' | 'mismatch' | 'failed';

/**
 * A notification from WeChat Pay, once, five times at once, late or forged. `mchid`: in whose name it comes by its address (null: the address from
 * before there were several merchants). Its keys alone verify and open it, so what belongs to another merchant is refused with nothing written.
 */
export async function handlePayNotification(
  mchid: string | null,
  headers: Record<string, string | undefined>,
  rawBody: string,
  ports: Ports,
): Promise<NotificationOutcome> {
  const actor = { kind: 'system' as const, job: 'wechat_pay.notification' };
  try {
    const merchant = mchid === null ? ports.merchants.main() : ports.merchants.find(mchid);
    if (!merchant) return 'refused';
    const read = await merchant.pay.readNotification(headers, rawBody);
    if (read.kind === 'refused') return 'refused';
    if (read.kind === 'other') return 'ignored';
    if (read.kind === 'refund') return (await settleRefund(merchant.mchid, read.refund, ports, actor)) ? 'settled' : 'mismatch';
    if (!isPaid(read.transaction)) return 'ignored';
    const result = await settlePayment(read.transaction, ports, actor);
    return result.kind === 'settled' ? 'settled' : 'mismatch';
  } catch (error) {
    ports.log.error({ kind: error instanceof Error ? error.constructor.name : 'unknown' }, 'notification.failed');
    return 'failed';
  }
}
