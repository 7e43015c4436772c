import type { RequestPayment } from '@zhike/domain/orders/contract';
import { NO_HEALTH } from '@zhike/domain/customers/health/rules';
import type { Actor } from '@zhike/domain/kernel/actor';
import { addDays, dateAt, isoWeekday } from '@zhike/domain/kernel/calendar-date';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@zhike/domain/kernel/time-range';
import { instantOf } from '@zhike/domain/kernel/zone';
import type { Ports } from '@zhike/server/platform/ports';
import type { Agenda } from './agenda';
import { OFFSET, seedBase, ZONE, type Store } from './base';
import { callsOf } from './call';
import { seedCards } from './cards';
import { seedCoupons } from './coupons';
import { seedMembers } from './members';
import { seedCatalogue } from './catalogue';
import { sell, type Selling } from './orders';
import { planClasses, planRequests, shareSome, type Regular } from './apart';
import * as words from './words';

/** The people outside, as the seed needs them: someone who can log in to the mini-program and pay. */
export interface SeedPerson {
  readonly name: string;
  readonly phone: string;
  loginCode(): string;
  phoneCode(): string;
  pay(params: RequestPayment): Promise<void>;
}

export interface SeedOptions {
  readonly ports: Ports;
  readonly agenda: Agenda;
  /** The demo's own people come first; `addPerson` makes more of them. */
  readonly people: readonly SeedPerson[];
  addPerson(name: string, phone: string): SeedPerson;
  readonly progress: (line: string) => void;
  /** How many customers the story brings. */
  readonly customers?: number;
  /** How many days it tells, back and ahead; half a year and two months unless told otherwise. */
  readonly days?: { readonly past: number; readonly coming: number };
  readonly today: Date;
}

const HALF_A_YEAR = { past: 182, coming: 60 };
/** Bookings are made up to this many days before their day, so the story begins that much earlier. */
export const STORY_LEAD_DAYS = 14;
/** One customer in so many has a health record. */
const HEALTH_EVERY = 6;

/** A number generator with a seed: the same shop every time. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * Fills an empty database with a believable half year through the server's own commands, so that demo data obeys the rules:
 * nobody is double booked, every deposit was paid and notified, every step has its event. Does nothing when the shop exists already.
 */
export async function seedDemo(options: SeedOptions): Promise<{ customers: number; bookings: number } | null> {
  const { ports, agenda, progress } = options;
  if ((await ports.db.prisma.store.count()) > 0) return null;
  const random = randomFrom(20261122);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const today = dateAt(options.today.getTime(), OFFSET);
  const call = callsOf(ports);
  const { past, coming } = options.days ?? HALF_A_YEAR;

  progress('门店、员工、资源与服务');
  const base = await seedBase({ ports, call, today, coming });
  const { stores, services, actorOf } = base;
  const catalogue = await seedCatalogue(call, actorOf('zongbu'));
  const members = await seedMembers(call, actorOf('zongbu'));
  const coupons = await seedCoupons(call, actorOf('zongbu'));
  const cards = await seedCards({ agenda, call, today: options.today, random: randomFrom(20261124), base, giftId: coupons.giftId, boss: actorOf('zongbu') });

  progress('半年的客户与预约');
  const counters = { customers: 0, bookings: 0 };
  const total = options.customers ?? 300;
  const names = new Set<string>();
  const newName = (): string => {
    for (;;) {
      const name = pick([...words.surnames]) + pick(words.givens);
      if (!names.has(name) || names.size > 500) {
        names.add(name);
        return name;
      }
    }
  };
  const consultantOf = (store: Store): Actor => actorOf(store.key === 'jingan' ? 'xiaotang' : 'yuanyuan');
  const managerOf = (store: Store): Actor => actorOf(store.key === 'jingan' ? 'laoxu' : 'hanmei');
  const known: Regular[] = [];
  const selling: Selling = { agenda, call, today: options.today, random: randomFrom(20261123), catalogue, sellerOf: consultantOf, managerOf };

  const addCustomer = async (store: Store): Promise<Regular> => {
    const phone = `139${String(10_000_000 + counters.customers * 7919).slice(-8)}`;
    const name = newName();
    const wedding = random() < 0.45 ? addDays(today, Math.floor(random() * 500) - 100) : null;
    const { profile } = await call(
      'customers.create',
      {
        name,
        phone,
        gender: random() < 0.82 ? 'female' : 'male',
        birthday: addDays('1994-06-01', Math.floor((random() - 0.5) * 5000)),
        weddingDate: wedding,
        source: pick(words.sources),
        note: '',
        storeId: store.id,
      },
      consultantOf(store),
    );
    counters.customers += 1;
    const customer = { id: profile.id, name, phone, store };
    known.push(customer);
    await cards.offer(customer.id, store, consultantOf(store));
    const tags = base.tags.filter(() => random() < 0.14).slice(0, 3);
    if (tags.length > 0) await call('customers.setTags', { customerId: customer.id, add: tags, remove: [] }, consultantOf(store));
    return customer;
  };

  /** One visit: found among the truly free starts, booked some days before, and lived through. */
  const visit = async (date: string, store: Store, existing: boolean): Promise<void> => {
    const service = pick(services.filter((s) => !s.apart && s.stores.includes(store.key) && (random() < 0.5 || s.key.startsWith('wedding'))));
    if (!service) return;
    const { slots } = await call('booking.slots', { storeId: store.id, serviceId: service.id, date, choices: {} }, actorOf('zongbu'));
    const slot = slots.length > 0 ? pick(slots) : null;
    if (!slot) return;
    const regulars = known.filter((c) => c.store.id === store.id);
    const customer = (existing || counters.customers >= total) && regulars.length > 0 ? pick(regulars) : await addCustomer(store);
    const { booking } = await call(
      'booking.create',
      {
        storeId: store.id,
        serviceId: service.id,
        startsAt: slot.startsAt,
        choices: {},
        contactName: customer.name,
        contactPhone: customer.phone,
        weddingDate: null,
        note: random() < 0.3 ? pick(words.notes) : '',
        customerId: customer.id,
        awaitDeposit: false,
        source: 'workbench',
      },
      managerOf(store),
    );
    counters.bookings += 1;
    if (random() < 0.5)
      await call(
        'customers.addNote',
        { customerId: customer.id, text: pick(words.notes), nextContactOn: random() < 0.25 ? addDays(date, 3) : null },
        consultantOf(store),
      );
    const start = Date.parse(slot.startsAt);
    const end = Date.parse(slot.endsAt);
    await sell(selling, { bookingId: booking.id, customerId: customer.id, service: service.key, store, startsAt: start, endsAt: end });
    const fate = random();
    const step = (at: number, name: 'booking.checkIn' | 'booking.start' | 'booking.finish' | 'booking.markNoShow', version: number): void => {
      if (at < options.today.getTime()) agenda.at(new Date(at), async () => void (await call(name, { bookingId: booking.id, version }, actorOf('zongbu'))));
    };
    if (fate < 0.07) {
      const at = start - 30 * HOUR_MS;
      if (at < options.today.getTime() && at > agenda.clock.now().getTime())
        agenda.at(
          new Date(at),
          async () =>
            void (await call(
              'booking.cancel',
              { bookingId: booking.id, version: booking.version, reason: '客户临时有事', expectedRefundFen: 0 },
              managerOf(store),
            )),
        );
    } else if (fate < 0.1) step(end, 'booking.markNoShow', booking.version);
    else {
      step(start - 8 * MINUTE_MS, 'booking.checkIn', booking.version);
      step(start + 2 * MINUTE_MS, 'booking.start', booking.version + 1);
      step(end, 'booking.finish', booking.version + 2);
      cards.settleAfter(booking.id, end, managerOf(store));
    }
  };

  /** A customer's own way: mini-program, hold, deposit through WeChat Pay. */
  const selfService = async (person: SeedPerson, date: string, store: Store, serviceKey: string): Promise<void> => {
    const service = services.find((s) => s.key === serviceKey);
    if (!service) return;
    const login = await call('access.customerLogin', { code: person.loginCode() }, { kind: 'anonymous' });
    const before: Actor = { kind: 'customer', identityId: login.me.identityId, customerId: login.me.customerId };
    const { me } = await call('access.bindPhone', { code: person.phoneCode() }, before);
    const actor: Actor = { kind: 'customer', identityId: me.identityId, customerId: me.customerId };
    const { slots } = await call('booking.slots', { storeId: store.id, serviceId: service.id, date, choices: {} }, actor);
    const slot = slots[Math.floor(slots.length / 2)];
    const { services: all } = await call('booking.services', {}, actor);
    const offer = all.find((s) => s.id === service.id);
    if (!slot || !offer) return;
    const { booking } = await call(
      'booking.request',
      {
        storeId: store.id,
        serviceId: service.id,
        startsAt: slot.startsAt,
        choices: {},
        contactName: person.name,
        contactPhone: person.phone,
        weddingDate: null,
        note: '',
        quotedPriceFen: offer.priceFen,
        quotedDepositFen: offer.depositFen,
      },
      actor,
    );
    counters.bookings += 1;
    await call(
      'messaging.recordSubscription',
      {
        outcomes: [
          { templateKey: 'booking_confirmed', outcome: 'accept' },
          { templateKey: 'booking_reminder', outcome: 'accept' },
        ],
      },
      actor,
    );
    if (offer.depositFen === 0) return;
    const { requestPayment } = await call('orders.payDeposit', { bookingId: booking.id }, actor);
    await person.pay(requestPayment);
    await call('orders.checkDeposit', { bookingId: booking.id }, actor);
  };

  for (let day = -past; day <= coming; day++) {
    const date = addDays(today, day);
    for (const store of stores) {
      const weekend = isoWeekday(date) >= 6;
      const demand = day <= 0 ? (weekend ? 3 : 1.3) : (weekend ? 2.6 : 1.2) * Math.max(0.12, 1 - day / 50);
      const visits = Math.floor(demand + random());
      for (let i = 0; i < visits; i++) {
        const ahead = (1 + Math.floor(random() * 12)) * DAY_MS - Math.floor(random() * 9) * HOUR_MS;
        const when = Math.min(instantOf(date, '11:00', ZONE) - ahead, options.today.getTime() - Math.floor(random() * 20) * HOUR_MS - HOUR_MS);
        agenda.at(new Date(when), () => visit(date, store, random() < 0.35));
      }
    }
  }
  const story = { ...options, base, call, random, known, managerOf, counters };
  planClasses(story);
  planRequests(story, past);
  const extras = Array.from({ length: past > 60 ? 24 : 0 }, (_, i) => options.addPerson(newName(), `137${String(20_000_000 + i * 104_729).slice(-8)}`));
  const plans = ['wedding', 'portrait', 'child', 'family', 'wedding_plus'];
  [...options.people.slice(1), ...extras].forEach((person, i) => {
    const day = i < 7 ? 2 + i * 3 : Math.floor(random() * (past + 20)) - past + 12;
    const date = addDays(today, day);
    const when = Math.min(instantOf(date, '10:00', ZONE) - 4 * DAY_MS, options.today.getTime() - 5 * HOUR_MS);
    agenda.at(new Date(when), () => selfService(person, date, stores[i % 2] as Store, plans[i % plans.length] ?? 'portrait'));
  });

  agenda.at(new Date(options.today.getTime() - 3 * DAY_MS), () => coupons.push(actorOf('zongbu')));

  const start = options.today.getTime() - (past + STORY_LEAD_DAYS) * DAY_MS;
  const span = options.today.getTime() - start;
  for (let part = 1; part <= 10; part++) {
    await agenda.runUntil(new Date(start + (span * part) / 10));
    progress(`半年的客户与预约 ${part * 10}%（${counters.customers} 位客户，${counters.bookings} 次预约）`);
  }
  await cards.freezeSome(actorOf('zongbu'));
  await members.redeemSome(known.map((customer) => ({ id: customer.id, storeId: customer.store.id })));
  // Told last: what she must be spared would otherwise have its say in the story's bookings.
  for (const [i, customer] of known.filter((_, n) => n % HEALTH_EVERY === 0).entries())
    await call(
      'customers.saveHealth',
      { customerId: customer.id, version: 0, consent: 'given', record: words.health[i % words.health.length] ?? NO_HEALTH },
      consultantOf(customer.store),
    );
  await shareSome(story);
  return counters;
}
