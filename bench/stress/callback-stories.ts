import type { BookingView } from '@zhike/domain/booking/contract';
import { newDigits } from '../../sandbox/world/world';
import type { NotificationMode } from '../../sandbox/world/faults';
import type { Deal, Shape, Till } from './till';

/** A story answers what went wrong, in words; an empty list is a good end. */
export type Story = (till: Till) => Promise<string[]>;

/** Collects what is not as expected. */
function complaints(): { readonly list: string[]; same(what: string, is: unknown, wanted: unknown): void } {
  const list: string[] = [];
  return {
    list,
    same(what, is, wanted) {
      if (is !== wanted) list.push(`${what} is ${JSON.stringify(is)}, not ${JSON.stringify(wanted)}`);
    },
  };
}

function withMode<Value>(till: Till, mode: NotificationMode, work: () => Promise<Value>): Promise<Value> {
  const { faults } = till.shop.world.state;
  faults.notification = mode;
  return work().finally(() => {
    faults.notification = 'once';
  });
}

const inState = (till: Till, deal: Deal, state: BookingView['state']): Promise<BookingView | null> =>
  till.eventually(async () => {
    const booking = await deal.look();
    return booking.state === state ? booking : null;
  });

/** Confirmed, paid once, told once. */
async function settledOnce(till: Till, deal: Deal): Promise<string[]> {
  const { list, same } = complaints();
  const booking = await inState(till, deal, 'confirmed');
  same('the state', booking?.state ?? (await deal.look()).state, 'confirmed');
  same('the deposit', booking?.deposit.state, 'paid');
  same('payment.paid events', await till.events(deal.bookingId, 'payment.paid'), 1);
  same('booking.confirmed events', await till.events(deal.bookingId, 'booking.confirmed'), 1);
  return list;
}

/** Spoilt deliveries are refused and change nothing; the genuine one that follows settles. */
function spoilt(shape: Shape, refusedWith: number): Story {
  return async (till) => {
    const { list, same } = complaints();
    const deal = await till.deal();
    await withMode(till, 'never', () => deal.pay());
    const notification = till.notificationOf(deal.order);
    if (!notification) return ['no notification was made'];
    for (let i = 0; i < 5; i++) same(`the answer to ${shape}`, await till.deliver(notification, shape), refusedWith);
    const booking = await deal.look();
    same('the state after it', booking.state, 'held');
    same('the deposit after it', booking.deposit.state, 'paying');
    same('the answer to the genuine one', await till.deliver(notification, 'genuine'), 204);
    return [...list, ...(await settledOnce(till, deal))];
  };
}

/** The order is paid although WeChat Pay had said that it is closed: the one way in which money can come after the hold has ended. */
async function paidAfterTheEnd(till: Till, deal: Deal): Promise<boolean> {
  await till.endHold(deal.bookingId);
  if (!(await inState(till, deal, 'expired'))) return false;
  deal.order.state = 'SUCCESS';
  deal.order.transactionId = `4200${newDigits(24)}`;
  deal.order.paidAt = new Date().toISOString();
  till.shop.simulators.simulators.pay.notifier.paid(deal.order);
  return true;
}

export const stories: Readonly<Record<string, Story>> = {
  async 'a hundred times the same'(till) {
    const { list, same } = complaints();
    const deal = await till.deal();
    await deal.pay();
    const before = await inState(till, deal, 'confirmed');
    const notification = till.notificationOf(deal.order);
    if (!notification || !before) return ['the first one did not settle'];
    for (let i = 0; i < 10; i++) {
      const answers = await Promise.all(Array.from({ length: 10 }, () => till.deliver(notification, 'genuine')));
      same('answers of 204', answers.filter((status) => status === 204).length, 10);
    }
    same('the version', (await deal.look()).version, before.version);
    return [...list, ...(await settledOnce(till, deal))];
  },
  async 'five at once'(till) {
    const deal = await till.deal();
    return withMode(till, 'five-at-once', async () => {
      await deal.pay();
      return settledOnce(till, deal);
    });
  },
  async 'the refund is told before the payment'(till) {
    const { list, same } = complaints();
    const deal = await till.deal();
    return withMode(till, 'out-of-order', async () => {
      await deal.pay();
      same('the state after asking', (await deal.check()).state, 'confirmed');
      await deal.cancel();
      const refunded = await till.eventually(async () => ((await deal.look()).deposit.state === 'refunded' ? deal.look() : null));
      same('the end', refunded?.state, 'cancelled');
      await till.eventually(() => Promise.resolve(till.notificationOf(deal.order)?.state === 'delivered'));
      same('payment.paid events', await till.events(deal.bookingId, 'payment.paid'), 1);
      same('refund.succeeded events', await till.events(deal.bookingId, 'refund.succeeded'), 1);
      same('the end after all notices', (await deal.look()).deposit.refundedFen, 50_000);
      return list;
    });
  },
  'a signature probe': spoilt('probe', 401),
  'a tampered ciphertext': spoilt('tampered-ciphertext', 401),
  'a wrong signature': spoilt('wrong-signature', 401),
  'a stale time stamp': spoilt('stale-timestamp', 401),
  'a wrong amount': spoilt('wrong-amount', 500),
  async 'late, and the slot is gone: refunded by itself'(till) {
    const { list, same } = complaints();
    const deal = await till.deal();
    await till.endHold(deal.bookingId);
    if (!(await inState(till, deal, 'expired'))) return ['the hold did not end'];
    const next = await till.deal(deal.startsAt);
    if (!(await paidAfterTheEnd(till, deal))) return ['the hold came back'];
    const refunded = await till.eventually(async () => ((await deal.look()).deposit.state === 'refunded' ? deal.look() : null));
    same('the late one', refunded?.state, 'expired');
    same('the refund', refunded?.deposit.refundedFen, 50_000);
    same('payment.came_late events', await till.events(deal.bookingId, 'payment.came_late'), 1);
    same('the other one', (await next.look()).state, 'held');
    await next.pay();
    return [...list, ...(await settledOnce(till, next))];
  },
  async 'late, and the slot is still free: the booking comes back'(till) {
    const deal = await till.deal();
    if (!(await paidAfterTheEnd(till, deal))) return ['the hold did not end'];
    return settledOnce(till, deal);
  },
  async 'never told: the query job finds out'(till) {
    const deal = await till.deal();
    await withMode(till, 'never', () => deal.pay());
    await till.hurry('orders.check_payment');
    return settledOnce(till, deal);
  },
  async 'never told, and the hold ends: paid wins'(till) {
    const deal = await till.deal();
    await withMode(till, 'never', () => deal.pay());
    await till.endHold(deal.bookingId);
    return settledOnce(till, deal);
  },
};
