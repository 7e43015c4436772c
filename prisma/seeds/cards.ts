import type { ApiInput } from '@zhike/domain/api';
import type { Actor } from '@zhike/domain/kernel/actor';
import { addDays, dateAt, daysBetween } from '@zhike/domain/kernel/calendar-date';
import { MINUTE_MS } from '@zhike/domain/kernel/time-range';
import type { Agenda } from './agenda';
import { OFFSET, type Base, type Store } from './base';
import type { Call } from './call';

type Terms = ApiInput<'membership.saveProduct'>['terms'];
type Key = 'stored' | 'portrait' | 'child';

const COURSE_DAYS = 150;
const common = {
  bonusFen: 0,
  sessions: 0,
  singlePriceFen: null,
  serviceIds: [],
  intervalDays: null,
  validDays: null,
  storeIds: [],
  coupons: [] as Terms['coupons'],
  online: true,
  active: true,
};
const termsOf = (serviceOf: (key: string) => string, giftId: string): Readonly<Record<Key, Terms>> => ({
  stored: {
    ...common,
    name: '储值卡 2000 送 200',
    kind: 'stored_value',
    text: '两店通用，本金长期有效，可随时退。',
    priceFen: 200_000,
    bonusFen: 20_000,
    coupons: [{ templateId: giftId, count: 2 }],
  },
  portrait: {
    ...common,
    name: '写真次卡 5 次',
    kind: 'sessions',
    text: '情绪写真五次，一年内有效。',
    priceFen: 399_900,
    sessions: 5,
    serviceIds: [serviceOf('portrait')],
    validDays: 365,
  },
  child: {
    ...common,
    name: '亲子成长疗程卡',
    kind: 'course',
    text: '宝宝成长照四次，每月一次，记录长大的样子。',
    priceFen: 319_900,
    sessions: 4,
    serviceIds: [serviceOf('child')],
    intervalDays: 30,
    validDays: COURSE_DAYS,
  },
});

/** Holders of a course that runs out within the next month: whom a coupon would bring back. */
const RUNNING_OUT = 38;
const TILLS = ['cash', 'pos', 'bank', 'wechat'] as const;

export interface Cards {
  /** A new customer may buy a card, as some do. */
  offer(customerId: string, store: Store, seller: Actor): Promise<void>;
  /** After a visit the desk says which card it is, where several fit. */
  settleAfter(bookingId: string, end: number, manager: Actor): void;
  /** Some take a break. */
  freezeSome(boss: Actor): Promise<void>;
}

/** The cards of the demo, sold and used by the server's own commands. */
export async function seedCards(story: {
  readonly agenda: Agenda;
  readonly call: Call;
  readonly today: Date;
  readonly random: () => number;
  readonly base: Base;
  /** The coupon that comes with stored value. */
  readonly giftId: string;
  readonly boss: Actor;
}): Promise<Cards> {
  const { agenda, call, random, base, boss } = story;
  const today = dateAt(story.today.getTime(), OFFSET);
  const terms = termsOf((key) => base.services.find((service) => service.key === key)?.id ?? '', story.giftId);
  const products = new Map<Key, { id: string; version: number }>();
  for (const key of Object.keys(terms) as Key[])
    products.set(key, (await call('membership.saveProduct', { productId: null, version: 0, terms: terms[key] }, boss)).product);
  let runningOut = 0;
  const choose = (): Key | null => {
    const chance = random();
    const left = daysBetween(today, addDays(dateAt(agenda.clock.now().getTime(), OFFSET), COURSE_DAYS));
    if (left >= 2 && left <= 29 && runningOut < RUNNING_OUT && chance < 0.9) {
      runningOut += 1;
      return 'child';
    }
    if (left >= 2 && left <= 29) return null;
    return chance < 0.08 ? 'stored' : chance < 0.16 ? 'portrait' : chance < 0.2 ? 'child' : null;
  };
  return {
    async offer(customerId, store, seller) {
      const key = choose();
      const product = key && products.get(key);
      if (!key || !product) return;
      const payments = [{ till: TILLS[Math.floor(random() * TILLS.length)] ?? 'cash', amountFen: terms[key].priceFen }];
      await call('membership.sell', { customerId, storeId: store.id, productId: product.id, version: product.version, payments }, seller);
    },
    settleAfter(bookingId, end, manager) {
      const at = new Date(end + 20 * MINUTE_MS);
      if (at >= story.today) return;
      agenda.at(at, async () => {
        const { options, uses } = await call('membership.useOptions', { bookingId }, manager);
        const [first] = options;
        if (first && uses.length === 0) await call('membership.settle', { bookingId, cardIds: [first.cardId] }, manager);
      });
    },
    async freezeSome(by) {
      const filter = { storeId: null, productId: products.get('portrait')?.id ?? null, kind: null, state: 'active' as const, expiringWithinDays: null };
      const { items } = await call('membership.list', filter, by);
      for (const card of items.slice(0, 3)) await call('membership.freeze', { cardId: card.id, version: card.version, reason: '客户出国，先停一停' }, by);
    },
  };
}
