import type { Chance } from '../../bench/lib/random';
import type { CardTerms, CardView } from '@zhike/domain/membership/contract';
import type { OrderView } from '@zhike/domain/orders/contract';
import { expireCards } from '../src/modules/membership/jobs';
import { expireAllPoints, moveEverybody } from '../src/modules/membership/jobs.members';
import { sqlOf } from '../src/platform/db';
import { staffWish } from './fixture';
import { LEVELS, type MemberShop } from './members.shop';
import { sessionTerms, storedTerms } from './membership.shop';
import { cardAfter, personAfter, type Done } from './money.oracle';

/** Some people of a shop, what they did, and what they have: the shop's own numbers to be held beside the notebook's. */
export interface Life {
  readonly chance: Chance;
  readonly people: readonly string[];
  /** Visits of hers that are over and not written off. */
  readonly visits: ReadonlyMap<string, string[]>;
  readonly done: Done[];
  readonly cards: Map<string, string>;
  readonly orders: Map<string, string>;
  readonly uses: { cardId: string; useId: string; customerId: string }[];
  /** Answers that the notebook would not have given. */
  readonly wrongs: string[];
}

/** A shop in which lives are lived by random acts over HTTP. */
export interface LifeShop {
  /** People with so many finished visits each; `name` is in the codes of their visits. */
  begin(name: string, people: number, visits: number, chance: Chance): Promise<Life>;
  /** One random act of a life by day; what the shop refuses was not done. Answers what was done. */
  act(life: Life): Promise<Done | null>;
  /** So many days pass, and the night's jobs run. Every life is told. */
  sleep(days: number, lives: readonly Life[]): Promise<Done>;
  /** Every card and everybody's level and points that the shop tells otherwise than the notebook. */
  differences(life: Life): Promise<string[]>;
}

const cash = (amountFen: number) => [{ till: 'cash' as const, amountFen }];

export async function openLifeShop(members: MemberShop): Promise<LifeShop> {
  const { pay } = members.orders;
  const { shop, fixture, boss } = pay;
  const { storeId } = fixture;
  const sql = sqlOf(shop.server.ports.db);
  const day = () => new Date(shop.server.ports.clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
  await members.setLevels(LEVELS);
  const offers: CardTerms[] = [
    storedTerms({ priceFen: 100_000, bonusFen: 20_000, validDays: 200 }),
    storedTerms({ priceFen: 30_000, bonusFen: 1_001, validDays: null }),
    sessionTerms(fixture.serviceId, { sessions: 3, priceFen: 100_000, validDays: 120 }),
    sessionTerms(fixture.serviceId, { sessions: 7, priceFen: 99_999, validDays: null }),
  ];
  const products: { id: string; version: number; terms: CardTerms }[] = [];
  for (const terms of offers) {
    const { product } = await shop.do('membership.saveProduct', { productId: null, version: 0, terms }, await boss());
    products.push({ id: product.id, version: product.version, terms });
  }
  // Somebody and a visit of hers, of which all others are copies: who they are has no part in what they do.
  const somebodyId = await members.orders.customer();
  const wish = { ...staffWish(fixture, fixture.at('09:00', 1)), customerId: somebodyId, awaitDeposit: false };
  const { id: sampleId } = (await shop.do('booking.create', wish, await boss())).booking;
  // She has her level, so that the first night need not give one to each of many.
  await moveEverybody(shop.server.ports);

  const open = async (cardId: string): Promise<CardView> => (await shop.do('membership.card', { cardId }, await boss())).card;

  /** A card of somebody that fits, or nothing. */
  async function some(life: Life, fits: (card: CardView) => boolean): Promise<CardView | null> {
    const ids = [...life.cards.keys()];
    const card = ids.length === 0 ? null : await open(life.chance.pick(ids));
    return card && fits(card) ? card : null;
  }

  /** One act after another; what the shop refuses was not done. */
  const ACTS: readonly ((life: Life) => Promise<Done | null>)[] = [
    async function sells({ chance, people, cards }) {
      const { id, version, terms } = chance.pick(products);
      const customerId = chance.pick(people);
      const sale = { productId: id, version, storeId: storeId, customerId, payments: cash(terms.priceFen) };
      const { value, refusal } = await shop.send('membership.sell', sale, await boss());
      if (refusal) return null;
      cards.set(value.card.id, customerId);
      const { priceFen, bonusFen, sessions, validDays } = terms;
      return { did: 'card.sold', day: day(), customerId, cardId: value.card.id, priceFen, bonusFen, sessions, validDays };
    },
    async function charges(life) {
      const card = await some(life, (one) => one.kind === 'stored_value');
      const product = life.chance.pick(products.slice(0, 2));
      if (!card) return null;
      const { priceFen, bonusFen, validDays } = product.terms;
      const wish = { cardId: card.id, storeId: storeId, productId: product.id, version: product.version, payments: cash(priceFen) };
      const { refusal } = await shop.send('membership.charge', wish, await boss());
      return refusal ? null : { did: 'card.charged', day: day(), customerId: card.customerId, cardId: card.id, priceFen, bonusFen, validDays };
    },
    async function uses(life) {
      const card = await some(life, () => true);
      const bookingId = card && life.visits.get(card.customerId)?.pop();
      if (!card || !bookingId) return null;
      const { value, refusal } = await shop.send('membership.settle', { bookingId, cardIds: [card.id] }, await boss());
      if (refusal) return null;
      const [use] = value.uses;
      if (!use) throw new Error('something was written off and no use tells of it');
      life.uses.push({ cardId: card.id, useId: use.id, customerId: card.customerId });
      return { did: 'card.used', day: day(), customerId: card.customerId, cardId: card.id, useId: use.id, openFen: use.valueFen + value.openFen };
    },
    async function undoes(life) {
      const use = life.uses.pop();
      if (!use) return null;
      const { refusal } = await shop.send('membership.undo', { useId: use.useId, reason: '划错了' }, await boss());
      return refusal ? null : { did: 'card.undone', day: day(), customerId: use.customerId, cardId: use.cardId, useId: use.useId };
    },
    async function freezesOrThaws(life) {
      const card = await some(life, (one) => one.state === 'active' || one.state === 'frozen');
      if (!card) return null;
      const head = { cardId: card.id, version: card.version };
      const thaws = card.state === 'frozen';
      const { refusal } = thaws
        ? await shop.send('membership.unfreeze', head, await boss())
        : await shop.send('membership.freeze', { ...head, reason: '出差' }, await boss());
      return refusal ? null : { did: thaws ? 'card.unfrozen' : 'card.frozen', day: day(), customerId: card.customerId, cardId: card.id };
    },
    async function corrects(life) {
      const card = await some(life, (one) => one.state === 'active');
      if (!card) return null;
      const by = life.chance.between(-2, 3);
      const change = card.kind === 'stored_value' ? { sessions: 0, principalFen: by * 777 } : { sessions: by, principalFen: 0 };
      const wish = { cardId: card.id, version: card.version, ...change, bonusFen: 0, reason: '记错了' };
      const { refusal } = await shop.send('membership.correct', wish, await boss());
      return refusal ? null : { did: 'card.corrected', day: day(), customerId: card.customerId, cardId: card.id, ...change };
    },
    async function refundsCard(life) {
      const card = life.chance.next() < 0.4 ? await some(life, (one) => one.can.includes('refund')) : null;
      if (!card) return null;
      const { backFen } = await shop.do('membership.refundPreview', { cardId: card.id }, await boss());
      const { principalFen, unearnedFen } = cardAfter(life.done, card.id, day());
      if (backFen !== principalFen + unearnedFen) life.wrongs.push(`card ${card.id} would give back ${backFen}, not ${principalFen + unearnedFen}`);
      const wish = { cardId: card.id, version: card.version, storeId: storeId, till: 'cash' as const, expectedBackFen: backFen, reason: '不做了' };
      const { refusal } = await shop.send('membership.refund', wish, await boss());
      return refusal ? null : { did: 'card.refunded', day: day(), customerId: card.customerId, cardId: card.id };
    },
    async function pays(life) {
      const customerId = life.chance.pick(life.people);
      const known = [...life.orders].filter(([, owner]) => owner === customerId).map(([id]) => id);
      let order: OrderView | null = null;
      if (known.length > 0 && life.chance.next() < 0.5) order = (await shop.do('orders.get', { orderId: life.chance.pick(known) }, await boss())).order;
      order ??= await members.orders.order({ customerId });
      life.orders.set(order.id, customerId);
      if (order.owedFen === 0) return null;
      const amountFen = life.chance.next() < 0.5 ? order.owedFen : life.chance.between(1, order.owedFen);
      const { refusal } = await shop.send('orders.recordPayment', { orderId: order.id, till: 'cash', amountFen, note: '' }, await boss());
      return refusal ? null : { did: 'order.paid', day: day(), customerId, orderId: order.id, amountFen };
    },
    async function refundsOrder(life) {
      const ids = [...life.orders.keys()];
      if (ids.length === 0 || life.chance.next() < 0.5) return null;
      const { order } = await shop.do('orders.get', { orderId: life.chance.pick(ids) }, await boss());
      if (order.phase !== 'open') return null;
      // Trap: hearing the news moves the agenda, whose jobs must not run beside acts of other lives: one whose act is not committed yet finds nothing, and is lost.
      await members.givesBack(order);
      return { did: 'order.refunded', day: day(), customerId: order.customerId, orderId: order.id };
    },
    async function givesPoints(life) {
      const customerId = life.chance.pick(life.people);
      const points = life.chance.between(-300, 500);
      const { refusal } = await shop.send('membership.correctPoints', { customerId, points, reason: '补登' }, await boss());
      return refusal ? null : { did: 'points.given', day: day(), customerId, points };
    },
  ];
  /** How often each is done; nobody wants to refund as often as to buy. */
  const WEIGHTS = [5, 3, 12, 6, 3, 3, 3, 8, 3, 3];

  function choose(chance: Chance): (typeof ACTS)[number] {
    let at = chance.next() * WEIGHTS.reduce((sum, weight) => sum + weight, 0);
    const chosen = ACTS[WEIGHTS.findIndex((weight) => (at -= weight) < 0)];
    if (!chosen) throw new Error('each act needs a weight');
    return chosen;
  }

  return {
    async begin(name, people, visits, chance) {
      const born = await sql<{ id: string }>(
        `INSERT INTO customers SELECT (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'member_code', $2 || '-' || n))).*
           FROM customers c, generate_series(1, $3::int) n WHERE c.id = $1::uuid RETURNING id`,
        [somebodyId, name, people],
      );
      const ids = born.map((row) => row.id);
      const rows = await sql<{ id: string; customerId: string }>(
        `INSERT INTO bookings SELECT (jsonb_populate_record(b, jsonb_build_object('id', gen_random_uuid(), 'code', $2 || '-' || p.no || '-' || n, 'state', 'done', 'customer_id', p.id))).*
           FROM bookings b, generate_series(1, $3::int) n, unnest($4::uuid[]) WITH ORDINALITY AS p(id, no) WHERE b.id = $1::uuid RETURNING id, customer_id AS "customerId"`,
        [sampleId, name, visits, ids],
      );
      const over = new Map(ids.map((id) => [id, rows.filter((row) => row.customerId === id).map((row) => row.id)]));
      return { chance, people: ids, visits: over, done: [], cards: new Map(), orders: new Map(), uses: [], wrongs: [] };
    },
    async act(life) {
      const done = await choose(life.chance)(life);
      if (done) life.done.push(done);
      return done;
    },
    async sleep(days, lives) {
      await pay.pass({ hours: 24 * days });
      const { ports } = shop.server;
      await expireCards(ports);
      await moveEverybody(ports);
      await expireAllPoints(ports);
      const night: Done = { did: 'night', day: day(), customerId: '' };
      for (const life of lives) life.done.push(night);
      return night;
    },
    async differences(life) {
      const found = [...life.wrongs];
      const differ = (what: string, told: object, naive: object): void => {
        if (JSON.stringify(told) !== JSON.stringify(naive)) found.push(`${what}: the shop says ${JSON.stringify(told)}, the notebook ${JSON.stringify(naive)}`);
      };
      for (const cardId of life.cards.keys()) {
        const { state, principalFen, bonusFen, sessionsLeft, unearnedFen, validUntil } = await open(cardId);
        const naive = cardAfter(life.done, cardId, day());
        differ(`card ${cardId}`, { state, principalFen, bonusFen, sessions: sessionsLeft, unearnedFen, validUntil }, naive);
      }
      for (const customerId of life.people) {
        const { points, owedPoints } = await members.balance(customerId);
        const [row] = await sql<{ level: string }>('SELECT level FROM customers WHERE id = $1::uuid', [customerId]);
        // Who was never reckoned yet has no level: the lowest is everybody's.
        differ(`customer ${customerId}`, { level: row?.level || 'normal', points, owedPoints }, personAfter(life.done, customerId, day()));
      }
      return found;
    },
  };
}
