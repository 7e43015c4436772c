import { randomUUID } from 'node:crypto';
import type { BookingView } from '@zhike/domain/booking/contract';
import type { EndpointName, ApiInput, ApiOutput } from '@zhike/domain/api';
import { issueCode } from '../../sandbox/world/codes';
import type { PayNotification, PayOrder } from '../../sandbox/world/state';
import { addCustomer } from '../../sandbox/world/world';
import { customer, type Customer } from '../../sandbox/world/people';
import { wish } from '../../server/test/fixture';
import type { Shop } from '../lib/shop';

/** The shape in which a past notification is delivered once more. */
export type Shape = NonNullable<Parameters<Shop['simulators']['simulators']['pay']['notifier']['deliverAgain']>[1]>;

/** One customer with one booking that is being paid: what every story about callbacks begins with. */
export interface Deal {
  readonly bookingId: string;
  readonly startsAt: string;
  readonly order: PayOrder;
  readonly pay: () => Promise<boolean>;
  /** The booking as its customer sees it. */
  readonly look: () => Promise<BookingView>;
  readonly cancel: () => Promise<void>;
  readonly check: () => Promise<BookingView>;
}

export interface Till {
  readonly shop: Shop;
  /** Each story takes a few slots of the month. */
  readonly mostRounds: number;
  /** Someone books and opens the payment. At a given start, or the next free one. */
  deal(startsAt?: string): Promise<Deal>;
  notificationOf(order: PayOrder, kind?: 'transaction' | 'refund'): PayNotification | undefined;
  /** Delivers a past notification again; the HTTP status, null without an answer. */
  deliver(notification: PayNotification, shape: Shape): Promise<number | null>;
  /** Events of a type about a booking. */
  events(bookingId: string, type: string): Promise<number>;
  /** Ends the hold now, as if its minutes had passed, and lets its job run. */
  endHold(bookingId: string): Promise<void>;
  /** Lets the jobs of a kind run now that wait for their time. */
  hurry(job: string): Promise<void>;
  eventually<Value>(look: () => Promise<Value | null | false | undefined>, withinMs?: number): Promise<Value | null>;
  deliveries(): number;
  rejected(): number;
}

const TIMES = ['09:00', '11:00', '13:00', '15:00'];
const DAYS = 27;

/** Opens the till of a shop whose server works its jobs inline. */
export function openTill(shop: Shop): Till {
  const { api, world, simulators, pool, fixture } = shop;
  let served = 0;
  let people = 0;
  const call = async <Name extends EndpointName>(name: Name, input: ApiInput<Name>, token: string | null): Promise<ApiOutput<Name>> => {
    const answer = await api.call(name, input, token, randomUUID());
    if (answer.refusal) throw new Error(`${name}: ${answer.refusal.code} ${JSON.stringify(answer.refusal.facts)}`);
    return answer.value;
  };
  const nextStart = (): string => {
    const index = served++;
    return fixture.at(TIMES[index % TIMES.length] ?? '09:00', Math.floor(index / TIMES.length));
  };
  const eventually: Till['eventually'] = async (look, withinMs = 20_000) => {
    const until = Date.now() + withinMs;
    for (;;) {
      const value = await look();
      if (value) return value;
      if (Date.now() > until) return null;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const attempts = (): readonly { status: number | null }[] => world.state.notifications.flatMap((notification) => notification.attempts);
  return {
    shop,
    mostRounds: Math.floor((TIMES.length * DAYS) / 9),
    async deal(startsAt = nextStart()) {
      const person: Customer = addCustomer(world, customer(`till-${people++}`, `收银${people}`, `137${String(10_000_000 + people)}`));
      const { token } = await call('access.customerLogin', { code: issueCode(world, 'login', person.openid) }, null);
      const { booking } = await call('booking.request', wish(fixture, startsAt), token);
      const { requestPayment } = await call('orders.payDeposit', { bookingId: booking.id }, token);
      const prepayId = requestPayment.package.replace('prepay_id=', '');
      const order = world.state.orders.find((candidate) => candidate.prepayIds.some((prepay) => prepay.id === prepayId));
      if (!order) throw new Error('the simulator does not know the order it just opened');
      const look = async (): Promise<BookingView> => (await call('booking.get', { bookingId: booking.id }, token)).booking;
      return {
        bookingId: booking.id,
        startsAt,
        order,
        look,
        pay: async () => (await simulators.simulators.pay.requestPayment(requestPayment, person.openid)).ok,
        check: async () => (await call('orders.checkDeposit', { bookingId: booking.id }, token)).booking,
        async cancel() {
          const { version } = await look();
          const { preview } = await call('booking.cancelPreview', { bookingId: booking.id }, token);
          await call('booking.cancel', { bookingId: booking.id, version, reason: '', expectedRefundFen: preview.refundFen }, token);
        },
      };
    },
    notificationOf: (order, kind = 'transaction') =>
      world.state.notifications.filter((candidate) => candidate.outTradeNo === order.outTradeNo && candidate.originalType === kind).at(-1),
    async deliver(notification, shape) {
      return (await simulators.simulators.pay.notifier.deliverAgain(notification.id, shape))?.status ?? null;
    },
    async events(bookingId, type) {
      const { rows } = await pool.query<{ n: number }>('SELECT count(*)::int AS n FROM events WHERE booking_id = $1 AND type = $2', [bookingId, type]);
      return rows[0]?.n ?? 0;
    },
    async endHold(bookingId) {
      await pool.query(`UPDATE bookings SET hold_expires_at = now() - interval '1 second' WHERE id = $1 AND state = 'held'`, [bookingId]);
      await pool.query(
        `UPDATE pgboss.job SET start_after = now() WHERE name = 'booking.hold_ends' AND data->>'bookingId' = $1 AND state IN ('created', 'retry')`,
        [bookingId],
      );
    },
    async hurry(job) {
      await pool.query(`UPDATE pgboss.job SET start_after = now() WHERE name = $1 AND state IN ('created', 'retry')`, [job]);
    },
    eventually,
    deliveries: () => attempts().length,
    rejected: () => attempts().filter((attempt) => attempt.status === null || attempt.status >= 300).length,
  };
}
