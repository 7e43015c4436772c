import { createHash } from 'node:crypto';
import type { BookingView } from '@zhike/domain/booking/contract';
import { buildDelivery, type Shape } from '@zhike/sandbox/simulators/wechat-pay/delivery';
import type { PayMode } from '@zhike/sandbox/world/keys';
import type { PayNotification, PayOrder } from '@zhike/sandbox/world/state';
import { createAgenda, type Agenda } from '../../prisma/seeds/agenda';
import { seedFixture, wish, type Fixture } from './fixture';
import { startHarness, type Harness, type Login } from './harness';

type Person = Awaited<ReturnType<Harness['customer']>>;
const NAMES = ['林小雨', '陈思远', '王梓涵', '赵雅琪', '刘一鸣', '孙佳宁', '周子墨', '高若曦'] as const;

/** A shop whose time the test moves: jobs run when `pass` reaches them, notifications of WeChat Pay come in real milliseconds. */
export interface PayShop {
  readonly shop: Harness;
  readonly agenda: Agenda;
  readonly fixture: Fixture;
  /** The boss, logged in again when time has ended her session. */
  boss(): Promise<Login>;
  /** Lets so much time pass and does all that falls due. */
  pass(amount: { seconds?: number; minutes?: number; hours?: number }): Promise<void>;
  /** A hold of someone who has none, at a start of its own. */
  hold(options?: { at?: string }): Promise<Held>;
  /** `hold`, then the deposit's order at WeChat Pay. */
  order(options?: { at?: string }): Promise<Held & { requestPayment: { package: string }; outTradeNo: string }>;
  /** `order`, and the customer paid; what WeChat Pay then sends is up to the faults. */
  payNow(options?: { at?: string }): Promise<Held & { outTradeNo: string }>;
  /** `payNow`, and known to us. */
  paid(options?: { at?: string }): Promise<Held & { outTradeNo: string }>;
  facts(bookingId: string): Promise<Facts>;
  /** Everything that money or a booking consists of, a fingerprint a table: equal before and after means that nothing happened. */
  everything(): Promise<Record<'bookings' | 'reservations' | 'payments' | 'refunds' | 'events', string>>;
  /** WeChat Pay's own record of an order. */
  orderOf(outTradeNo: string): PayOrder;
  /** The bank was slow: WeChat Pay has the money although the order had been closed. Tells us like any payment. */
  bankPays(outTradeNo: string): Promise<void>;
  notificationsOf(outTradeNo: string, type?: 'transaction' | 'refund'): PayNotification[];
  /** Waits for so many deliveries and answers their status codes. */
  delivered(outTradeNo: string, count: number, type?: 'transaction' | 'refund'): Promise<(number | null)[]>;
  /** Posts a notification that WeChat Pay signed, with any content. */
  tell(content: { outTradeNo?: string; eventType?: string; plaintext: object }, shape?: Shape): Promise<number>;
  /** Starts that are free on the fixture's day `plus` days later. */
  free(startsAt: string): Promise<boolean>;
}

export interface Held {
  readonly who: Person;
  readonly booking: BookingView;
}

export interface Facts {
  readonly state: string;
  readonly version: number;
  readonly deposit: string;
  readonly payments: readonly string[];
  readonly refunds: readonly string[];
  /** Events of the booking in order. */
  readonly events: readonly string[];
  readonly unitsTaken: number;
}

/** Paid once, confirmed once, told once: what a deposit looks like however its news came. */
export const SETTLED: Facts = {
  state: 'confirmed',
  version: 2,
  deposit: 'paid',
  payments: ['paid 50000'],
  refunds: [],
  events: ['booking.held', 'payment.opened', 'payment.paid', 'booking.confirmed'],
  unitsTaken: 4,
};
export const OPEN: Facts = {
  state: 'held',
  version: 1,
  deposit: 'paying',
  payments: ['pending 0'],
  refunds: [],
  events: ['booking.held', 'payment.opened'],
  unitsTaken: 4,
};

/** Merchants of today verify WeChat Pay by its public key, older ones by certificates that it changes now and then. Both must be served alike. */
export const PAY_MODES: readonly PayMode[] = ['public-key', 'platform-certificate'];

export async function openPayShop(
  payMode: PayMode,
  start = new Date('2027-03-01T01:00:00.000Z'),
  merchants: readonly string[] = [],
  databaseUrl?: string,
): Promise<PayShop> {
  const agenda = createAgenda(start);
  const shop = await startHarness({
    payMode,
    merchants,
    clock: agenda.clock,
    jobs: agenda.jobs,
    ...(databaseUrl ? { databaseUrl } : {}),
    limits: { connectMs: 1_000, totalMs: 1_500, backoffMs: [5, 10] },
    simulators: { timeScale: 0.0002, refundDelayMs: 1 },
  });
  const fixture = await seedFixture(shop.server.ports, { copies: 1, now: start });
  const { prisma } = shop.server.ports.db;
  let login: { readonly token: string; readonly at: number } | null = null;
  const boss = async (): Promise<Login> => {
    const now = agenda.clock.now().getTime();
    if (!login || now - login.at > 6 * 3_600_000) login = { token: (await shop.staff('zongbu')).token, at: now };
    return login;
  };
  const people = new Map<string, Person>();
  const state = shop.world.state;
  let turn = 0;

  const hold: PayShop['hold'] = async (options = {}) => {
    const name = NAMES[turn % NAMES.length] ?? '';
    const at = options.at ?? fixture.at(turn % 2 === 0 ? '09:00' : '14:00', 1 + Math.floor(turn / 2));
    turn += 1;
    const who = people.get(name) ?? (await shop.customer(name));
    people.set(name, who);
    const { booking } = await shop.do('booking.request', wish(fixture, at, { contactName: name, contactPhone: who.person.phone }), who);
    return { who, booking };
  };
  const order: PayShop['order'] = async (options) => {
    const held = await hold(options);
    const { requestPayment } = await shop.do('orders.payDeposit', { bookingId: held.booking.id }, held.who);
    const { outTradeNo } = await prisma.payment.findFirstOrThrow({ where: { bookingId: held.booking.id } });
    return { ...held, requestPayment, outTradeNo };
  };
  const payNow: PayShop['payNow'] = async (options) => {
    const opened = await order(options);
    if (!(await shop.pay(opened.requestPayment, opened.who.person))) throw new Error('the payment sheet refused');
    return opened;
  };
  const notificationsOf: PayShop['notificationsOf'] = (outTradeNo, type = 'transaction') =>
    state.notifications.filter((notification) => notification.outTradeNo === outTradeNo && notification.originalType === type);
  const orderOf = (outTradeNo: string): PayOrder => {
    const found = state.orders.find((candidate) => candidate.outTradeNo === outTradeNo);
    if (!found) throw new Error(`WeChat Pay knows no order ${outTradeNo}`);
    return found;
  };
  const delivered: PayShop['delivered'] = (outTradeNo, count, type) =>
    shop.eventually(() => {
      const attempts = notificationsOf(outTradeNo, type).flatMap((notification) => notification.attempts);
      return Promise.resolve(attempts.length >= count ? attempts.map((attempt) => attempt.status) : null);
    });
  const facts: PayShop['facts'] = async (bookingId) => {
    const row = await prisma.booking.findUniqueOrThrow({
      where: { id: bookingId },
      include: { payments: { orderBy: { createdAt: 'asc' }, include: { refunds: { orderBy: { createdAt: 'asc' } } } } },
    });
    const events = await prisma.event.findMany({ where: { bookingId, NOT: { type: { startsWith: 'message.' } } }, orderBy: [{ at: 'asc' }, { id: 'asc' }] });
    return {
      state: row.state,
      version: row.version,
      deposit: (await shop.do('booking.get', { bookingId }, await boss())).booking.deposit.state,
      payments: row.payments.map((payment) => `${payment.state} ${payment.paidFen}`),
      refunds: row.payments.flatMap((payment) => payment.refunds.map((refund) => `${refund.state} ${refund.amountFen} ${refund.reason}`)),
      events: events.map((event) => event.type),
      unitsTaken: await prisma.reservation.count({ where: { bookingId, releasedAt: null } }),
    };
  };
  return {
    shop,
    agenda,
    fixture,
    boss,
    hold,
    order,
    facts,
    notificationsOf,
    orderOf,
    pass: ({ seconds = 0, minutes = 0, hours = 0 }) => agenda.runUntil(new Date(agenda.clock.now().getTime() + (seconds + 60 * minutes + 3600 * hours) * 1000)),
    payNow,
    async paid(options) {
      const opened = await payNow(options);
      await shop.eventually(async () => (await facts(opened.booking.id)).state === 'confirmed');
      const { booking } = await shop.do('booking.get', { bookingId: opened.booking.id }, opened.who);
      return { ...opened, booking };
    },
    async everything() {
      const [bookings, reservations, payments, refunds, events] = await Promise.all([
        prisma.booking.findMany({ orderBy: { id: 'asc' } }),
        prisma.reservation.findMany({ orderBy: { id: 'asc' } }),
        prisma.payment.findMany({ orderBy: { id: 'asc' } }),
        prisma.refund.findMany({ orderBy: { id: 'asc' } }),
        prisma.event.findMany({ where: { NOT: { type: { startsWith: 'message.' } } }, orderBy: { id: 'asc' } }),
      ]);
      const print = (rows: readonly object[]): string => `${rows.length} rows ${createHash('sha1').update(JSON.stringify(rows)).digest('hex').slice(0, 12)}`;
      return { bookings: print(bookings), reservations: print(reservations), payments: print(payments), refunds: print(refunds), events: print(events) };
    },
    async bankPays(outTradeNo) {
      const now = agenda.clock.now().toISOString();
      Object.assign(orderOf(outTradeNo), {
        state: 'SUCCESS',
        transactionId: `4200${outTradeNo.replace(/\D/g, '').padEnd(24, '7').slice(0, 24)}`,
        paidAt: now,
        closedAt: null,
      });
      shop.simulators.simulators.pay.notifier.paid(orderOf(outTradeNo));
      await delivered(outTradeNo, 1);
    },
    delivered,
    async tell({ outTradeNo = '', eventType = 'TRANSACTION.SUCCESS', plaintext }, shape = 'genuine') {
      const now = agenda.clock.now().toISOString();
      const notification: PayNotification = {
        id: `n-${String(turn++)}-${String(Math.random()).slice(2)}`,
        eventType,
        summary: '',
        url: '',
        originalType: eventType.startsWith('REFUND') ? 'refund' : 'transaction',
        createdAt: now,
        plaintext: JSON.stringify(plaintext),
        outTradeNo,
        attempts: [],
        rounds: 0,
        nextAt: null,
        state: 'pending',
      };
      const { body, headers } = buildDelivery(shop.world, shop.keys, notification, shape);
      return (await fetch(`${shop.url}/callbacks/wechat-pay/payment`, { method: 'POST', body, headers })).status;
    },
    async free(startsAt) {
      const date = new Date(Date.parse(startsAt) + 8 * 3_600_000).toISOString().slice(0, 10);
      const { slots } = await shop.do('booking.slots', { storeId: fixture.storeId, serviceId: fixture.serviceId, date, choices: {} });
      return slots.some((slot) => slot.startsAt === startsAt);
    },
  };
}
