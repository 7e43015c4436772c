import { randomUUID } from 'node:crypto';
import type { World } from '../../world/world';
import type { WorldKeys } from '../../world/keys';
import type { NotificationMode } from '../../world/faults';
import type { DeliveryAttempt, PayNotification, PayOrder, PayRefund } from '../../world/state';
import type { Timers } from '../timers';
import { buildDelivery, post, type Shape } from './delivery';
import { keysOfOwner } from './merchants';
import { refundNotice, transactionView } from './views';

const ownerOf = ({ mchid }: { readonly mchid?: string }) => (mchid === undefined ? {} : { mchid });

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** After each round that nobody answered with 2xx. 24 hours and 4 minutes in all; then the platform gives up. */
export const RETRY_AFTER_MS: readonly number[] = [
  15 * SECOND,
  15 * SECOND,
  30 * SECOND,
  3 * MINUTE,
  10 * MINUTE,
  20 * MINUTE,
  30 * MINUTE,
  30 * MINUTE,
  30 * MINUTE,
  HOUR,
  3 * HOUR,
  3 * HOUR,
  3 * HOUR,
  6 * HOUR,
  6 * HOUR,
];
const LATE_MS = HOUR;
const GAP_MS = SECOND;

const SPOILT: Partial<Record<NotificationMode, Shape>> = {
  'tampered-ciphertext': 'tampered-ciphertext',
  'wrong-signature': 'wrong-signature',
  'stale-timestamp': 'stale-timestamp',
  'wrong-amount': 'wrong-amount',
};
/** A receiver that says yes to one of these does not check what it must. */
const NEVER_ACCEPTABLE: readonly Shape[] = ['probe', 'tampered-ciphertext', 'wrong-signature', 'stale-timestamp'];

export interface Notifier {
  paid(order: PayOrder): void;
  refunded(refund: PayRefund): void;
  /** Sends a past notification again now, whatever became of it. Null: no such notification. */
  deliverAgain(id: string, shape?: Shape): Promise<DeliveryAttempt | null>;
  /** Takes up what an earlier run left undelivered. */
  resume(): void;
}

const accepted = (attempt: DeliveryAttempt): boolean => attempt.status !== null && attempt.status >= 200 && attempt.status < 300;

/** Delivers notifications as WeChat Pay does: at least once perhaps, in no promised order, again on every answer but 2xx. */
export function createNotifier(world: World, keys: WorldKeys, timers: Timers, timeoutMs: number): Notifier {
  async function send(notification: PayNotification, shape: Shape): Promise<DeliveryAttempt> {
    const at = world.clock.now().toISOString();
    const status = await post(notification.url, buildDelivery(world, keysOfOwner(world, keys, notification), notification, shape), timeoutMs, timers.stopping);
    const attempt: DeliveryAttempt = { at, as: shape, status };
    notification.attempts.push(attempt);
    const how = shape === 'genuine' ? '' : `（${shape}）`;
    world.record('wechat-pay', 'notification.sent', `通知 ${notification.eventType}${how} → ${status === null ? '没有应答' : String(status)}`, {
      id: notification.id,
      outTradeNo: notification.outTradeNo,
    });
    if (accepted(attempt) && NEVER_ACCEPTABLE.includes(shape))
      world.record('wechat-pay', 'notification.fooled', `对方接受了不该接受的通知：${shape}`, { id: notification.id });
    return attempt;
  }

  /** Plans the next round, or gives up. Times are kept in story time, so that a restart can take them up. */
  function plan(notification: PayNotification, delayMs: number): void {
    notification.nextAt = new Date(world.clock.now().getTime() + delayMs * timers.scale).toISOString();
    timers.after(delayMs, () => round(notification));
  }

  async function round(notification: PayNotification): Promise<void> {
    if (notification.state !== 'pending' && notification.state !== 'held') return;
    notification.state = 'pending';
    notification.rounds += 1;
    // Nobody may hear of money that a crash could still make us forget.
    await world.flush();
    const mode = world.state.faults.notification;
    const shape = SPOILT[mode] ?? 'genuine';
    const first = notification.rounds === 1;
    if (first && world.state.faults.signatureProbe) await send(notification, 'probe');
    const copies = first && mode === 'five-at-once' ? 5 : 1;
    const attempts = await Promise.all(Array.from({ length: copies }, () => send(notification, shape)));
    if (first && mode === 'twice') timers.after(GAP_MS, async () => void (await send(notification, 'genuine')));
    const delay = RETRY_AFTER_MS[notification.rounds - 1];
    notification.nextAt = null;
    if (attempts.some(accepted)) notification.state = 'delivered';
    else if (delay === undefined) {
      notification.state = 'given-up';
      world.record('wechat-pay', 'notification.given_up', `通知 ${notification.eventType} 多次无人接收，不再发送`, { id: notification.id });
    } else if (!timers.stopping.aborted) plan(notification, delay);
    world.changed();
  }

  async function startNow(notification: PayNotification): Promise<void> {
    const overtaken = world.state.notifications.filter((other) => other.state === 'held' && other.id !== notification.id);
    await round(notification);
    for (const other of overtaken) await round(other);
  }

  function begin(event: Pick<PayNotification, 'eventType' | 'summary' | 'url' | 'originalType' | 'plaintext' | 'outTradeNo' | 'mchid'>): void {
    const notification: PayNotification = {
      ...event,
      id: randomUUID(),
      createdAt: world.clock.now().toISOString(),
      attempts: [],
      rounds: 0,
      nextAt: null,
      state: 'pending',
    };
    world.state.notifications.push(notification);
    const mode = world.state.faults.notification;
    if (mode === 'never') notification.state = 'suppressed';
    else if (mode === 'late') plan(notification, LATE_MS);
    else if (mode === 'out-of-order' && !world.state.notifications.some((other) => other.state === 'held')) {
      notification.state = 'held';
      timers.after(LATE_MS, () => (notification.state === 'held' ? round(notification) : undefined));
    } else timers.after(0, () => startNow(notification));
    world.changed();
  }

  return {
    paid: (order) =>
      begin({
        eventType: 'TRANSACTION.SUCCESS',
        summary: '支付成功',
        url: order.notifyUrl,
        originalType: 'transaction',
        plaintext: JSON.stringify(transactionView(keysOfOwner(world, keys, order), order)),
        outTradeNo: order.outTradeNo,
        ...ownerOf(order),
      }),
    refunded(refund) {
      if (refund.notifyUrl === null) return;
      const summary = { SUCCESS: '退款成功', ABNORMAL: '退款异常', CLOSED: '退款关闭' }[refund.fate];
      begin({
        eventType: `REFUND.${refund.fate}`,
        summary,
        url: refund.notifyUrl,
        originalType: 'refund',
        plaintext: JSON.stringify(refundNotice(keysOfOwner(world, keys, refund), refund)),
        outTradeNo: refund.outTradeNo,
        ...ownerOf(refund),
      });
    },
    async deliverAgain(id, shape = 'genuine') {
      const notification = world.state.notifications.find((candidate) => candidate.id === id);
      if (!notification) return null;
      const attempt = await send(notification, shape);
      if (shape === 'genuine' && accepted(attempt)) notification.state = 'delivered';
      world.changed();
      return attempt;
    },
    resume() {
      const now = world.clock.now().getTime();
      for (const notification of world.state.notifications) {
        if (notification.state !== 'pending') continue;
        const dueIn = notification.nextAt === null ? 0 : Math.max(0, Date.parse(notification.nextAt) - now);
        timers.after(timers.scale > 0 ? dueIn / timers.scale : 0, () => round(notification));
      }
    },
  };
}
