import type { Actor } from '@zhike/domain/kernel/actor';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@zhike/domain/kernel/time-range';
import type { Agenda } from './agenda';
import type { Base, Store } from './base';
import type { Call } from './call';

/** Somebody whom the story knows already. */
export interface Regular {
  readonly id: string;
  readonly name: string;
  readonly phone: string;
  readonly store: Store;
}

export interface Story {
  readonly agenda: Agenda;
  readonly today: Date;
  readonly base: Base;
  readonly call: Call;
  readonly random: () => number;
  readonly known: readonly Regular[];
  readonly managerOf: (store: Store) => Actor;
  readonly counters: { bookings: number };
}

/** What is booked apart from the everyday visits: seats of the weekly class, and what a technician must accept. */
async function book(story: Story, serviceKey: string, customer: Regular, startsAt: string) {
  const service = story.base.services.find((one) => one.key === serviceKey);
  const store = story.base.stores.find((one) => service?.stores.includes(one.key) && one.id === customer.store.id);
  if (!service || !store) return null;
  const { booking } = await story.call(
    'booking.create',
    {
      storeId: store.id,
      serviceId: service.id,
      startsAt,
      choices: {},
      contactName: customer.name,
      contactPhone: customer.phone,
      weddingDate: null,
      note: '',
      customerId: customer.id,
      awaitDeposit: false,
      source: 'sidebar',
    },
    story.managerOf(store),
  );
  story.counters.bookings += 1;
  return booking;
}

/** Different regulars of a store, by chance. */
function some(story: Story, storeKey: string, count: number): Regular[] {
  const pool = story.known.filter((customer) => customer.store.key === storeKey);
  const chosen = new Set<Regular>();
  for (let i = 0; i < count * 3 && chosen.size < count; i++) {
    const one = pool[Math.floor(story.random() * pool.length)];
    if (one) chosen.add(one);
  }
  return [...chosen];
}

/** Two to five guests a class, booked some days before, who come. */
export function planClasses(story: Story): void {
  const { agenda, base, call, today } = story;
  for (const { startsAt } of base.classes) {
    const start = Date.parse(startsAt);
    const guests = 2 + Math.floor(story.random() * 4);
    for (let i = 0; i < guests; i++) {
      const when = Math.min(start - (1 + story.random() * 5) * DAY_MS, today.getTime() - HOUR_MS);
      if (start - when > 20 * DAY_MS) continue;
      agenda.at(new Date(when), async () => {
        const [guest] = some(story, 'jingan', 1);
        const booking = guest ? await book(story, 'bridal_class', guest, startsAt) : null;
        if (!booking || start + 2 * HOUR_MS > today.getTime()) return;
        for (const [n, [name, at]] of (
          [
            ['booking.checkIn', start - 6 * MINUTE_MS],
            ['booking.start', start],
            ['booking.finish', start + 2 * HOUR_MS],
          ] as const
        ).entries())
          agenda.at(new Date(at), async () => void (await call(name, { bookingId: booking.id, version: booking.version + n }, base.actorOf('zongbu'))));
      });
    }
  }
}

/** Every fortnight somebody asks for a stylist, and one of them accepts within the hour; two requests of the last minutes still wait. */
export function planRequests(story: Story, past: number): void {
  const { agenda, base, call, today } = story;
  const ask = async (storeKey: string, daysAhead: number) => {
    const [customer] = some(story, storeKey, 1);
    const service = base.services.find((one) => one.key === 'styling');
    if (!customer || !service) return null;
    const date = new Date(agenda.clock.now().getTime() + daysAhead * DAY_MS + 8 * HOUR_MS).toISOString().slice(0, 10);
    const { slots } = await call('booking.slots', { storeId: customer.store.id, serviceId: service.id, date, choices: {} }, base.actorOf('zongbu'));
    const slot = slots[Math.floor(story.random() * slots.length)];
    return slot ? book(story, 'styling', customer, slot.startsAt) : null;
  };
  for (let day = 10; day < past; day += 14)
    agenda.at(new Date(today.getTime() - day * DAY_MS), async () => {
      const booking = await ask(day % 4 === 2 ? 'jingan' : 'xuhui', 5);
      const [offer] = booking?.offers ?? [];
      if (!booking || !offer) return;
      const yes = new Date(agenda.clock.now().getTime() + (5 + story.random() * 40) * MINUTE_MS);
      agenda.at(yes, async () => void (await call('booking.accept', { bookingId: booking.id }, base.actorNamed(offer.unitName))));
    });
  for (const [minutes, storeKey] of [
    [14, 'jingan'],
    [9, 'xuhui'],
  ] as const)
    agenda.at(new Date(today.getTime() - minutes * MINUTE_MS), async () => void (await ask(storeKey, 4)));
}

/** Brides who look at both stores: the other one may see who they are, or when they come. */
export async function shareSome({ base, known, call, managerOf }: Story): Promise<void> {
  for (const [i, customer] of known.filter((_, n) => n % 40 === 7).entries()) {
    const other = base.stores.find((store) => store.id !== customer.store.id);
    if (other)
      await call(
        'customers.share',
        { customerId: customer.id, storeId: other.id, parts: i % 2 ? ['profile', 'bookings'] : ['profile'] },
        managerOf(customer.store),
      );
  }
}
