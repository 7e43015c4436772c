import { randomUUID } from 'node:crypto';
import type { ApiInput } from '@zhike/domain/api';
import type { BookingView } from '@zhike/domain/booking/contract';
import type { CardTerms, CardView } from '@zhike/domain/membership/contract';
import { auditBooks } from '../src/modules/ledger/audit';
import { sqlOf } from '../src/platform/db';
import { seedFixture, staffWish, type Fixture } from './fixture';
import { startHarness, type Harness, type HarnessOptions, type Login } from './harness';

let serial = 0;
/** A stored-value card: 1,000 and 200 on top. */
export const storedTerms = (over: Partial<CardTerms> = {}): CardTerms => ({
  name: `储值卡 ${++serial}`,
  kind: 'stored_value',
  text: '全店通用。',
  priceFen: 100_000,
  bonusFen: 20_000,
  sessions: 0,
  singlePriceFen: null,
  serviceIds: [],
  intervalDays: null,
  validDays: null,
  storeIds: [],
  coupons: [],
  online: true,
  active: true,
  ...over,
});
/** Ten sessions of a service for 1,000. */
export const sessionTerms = (serviceId: string, over: Partial<CardTerms> = {}): CardTerms =>
  storedTerms({ name: `次卡 ${++serial}`, kind: 'sessions', bonusFen: 0, sessions: 10, serviceIds: [serviceId], validDays: 365, ...over });

/** A shop that sells cards: two stores, one service. */
export interface CardShop {
  readonly shop: Harness;
  readonly fixture: Fixture;
  readonly boss: Login;
  product(terms: CardTerms): Promise<{ id: string; version: number; terms: CardTerms }>;
  person(): Promise<string>;
  /** Sold at the fixture's store and paid in cash, to somebody new unless she is named. */
  sold(terms: CardTerms, over?: Partial<ApiInput<'membership.sell'>>): Promise<CardView>;
  /** A booking of hers that is being served. */
  serving(customerId: string): Promise<BookingView>;
  /** Bookings of hers that are over, so many: rows as a finished one leaves them. */
  done(customerId: string, count: number, storeId?: string): Promise<string[]>;
  card(cardId: string): Promise<CardView>;
  /** What each purse and pot of a holder holds. */
  held(holderId: string): Promise<Record<string, number>>;
  /** Every entry adds up, every balance is the sum of its lines, and the page shows what the ledger holds. */
  soundly(): Promise<void>;
}

export async function openCardShop(options: HarnessOptions = {}): Promise<CardShop> {
  const shop = await startHarness(options);
  const fixture = await seedFixture(shop.server.ports, { copies: 3, ...(options.clock ? { now: options.clock.now() } : {}) });
  const boss = await shop.staff('zongbu');
  const sql = sqlOf(shop.server.ports.db);
  let starts = 0;
  const product: CardShop['product'] = async (terms) => {
    const { product: saved } = await shop.do('membership.saveProduct', { productId: null, version: 0, terms }, boss);
    return { id: saved.id, version: saved.version, terms };
  };
  const person: CardShop['person'] = async () =>
    (
      await shop.do(
        'customers.create',
        { name: `客 ${++serial}`, phone: null, gender: 'female', birthday: null, weddingDate: null, source: '', note: '', storeId: fixture.storeId },
        boss,
      )
    ).profile.id;
  const serving: CardShop['serving'] = async (customerId) => {
    const n = starts++;
    const startsAt = fixture.at(['09:00', '12:00', '15:00'][n % 3] ?? '', Math.floor(n / 3) % 27);
    let { booking } = await shop.do('booking.create', { ...staffWish(fixture, startsAt), customerId, awaitDeposit: false }, boss);
    for (const name of ['booking.checkIn', 'booking.start'] as const)
      ({ booking } = await shop.do(name, { bookingId: booking.id, version: booking.version }, boss));
    return booking;
  };
  const held: CardShop['held'] = async (holderId) => {
    const { items } = await shop.do('ledger.accounts', { kind: null, customerId: null, holderId, storeId: null }, boss);
    return Object.fromEntries(items.map((account) => [account.kind, account.balance]));
  };
  return {
    shop,
    fixture,
    boss,
    product,
    person,
    serving,
    held,
    async sold(terms, over = {}) {
      const { id, version } = await product(terms);
      const customerId = over.customerId ?? (await person());
      const payments = [{ till: 'cash' as const, amountFen: terms.priceFen }];
      return (await shop.do('membership.sell', { storeId: fixture.storeId, productId: id, version, payments, ...over, customerId }, boss)).card;
    },
    async done(customerId, count, storeId = fixture.storeId) {
      const { id } = await serving(customerId);
      const rows = await sql<{ id: string }>(
        `INSERT INTO bookings SELECT (jsonb_populate_record(b, jsonb_build_object('id', gen_random_uuid(), 'code', $2 || n, 'state', 'done', 'store_id', $3::text))).*
           FROM bookings b, generate_series(1, $4::int) n WHERE b.id = $1::uuid RETURNING id`,
        [id, `T${randomUUID().slice(0, 6)}-`, storeId, count],
      );
      return rows.map((row) => row.id);
    },
    card: async (cardId) => (await shop.do('membership.card', { cardId }, boss)).card,
    async soundly() {
      expect(await auditBooks(sql)).toMatchObject({ sound: true });
      const { items } = await shop.do('membership.list', { storeId: null, productId: null, kind: null, state: null, expiringWithinDays: null }, boss);
      for (const one of items) {
        const { card, entries, next: first } = await shop.do('membership.card', { cardId: one.id }, boss);
        for (let next = first; next !== null; ) {
          const page = await shop.do('membership.card', { cardId: one.id, cursor: next }, boss);
          entries.push(...page.entries);
          next = page.next;
        }
        const sum = (field: 'sessions' | 'principalFen' | 'bonusFen' | 'unearnedFen'): number => entries.reduce((total, entry) => total + entry[field], 0);
        expect([card.sessionsLeft, card.principalFen, card.bonusFen, card.unearnedFen]).toEqual([
          sum('sessions'),
          sum('principalFen'),
          sum('bonusFen'),
          sum('unearnedFen'),
        ]);
      }
    },
  };
}
