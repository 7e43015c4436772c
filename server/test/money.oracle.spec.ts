import { createChance, type Chance } from '../../bench/lib/random';
import type { CardTerms, CardView } from '@zhike/domain/membership/contract';
import type { OrderView } from '@zhike/domain/orders/contract';
import { expireCards } from '../src/modules/membership/jobs';
import { expireAllPoints, moveEverybody } from '../src/modules/membership/jobs.members';
import { sqlOf } from '../src/platform/db';
import { staffWish } from './fixture';
import { LEVELS, openMemberShop, type MemberShop } from './members.shop';
import { sessionTerms, storedTerms } from './membership.shop';
import { cardAfter, personAfter, type Done } from './money.oracle';

/** Each seed is two years of one small shop. */
const SEEDS = [1, 2, 3];
const PEOPLE = 3;
const VISITS = 40;

let members: MemberShop;
const shop = () => members.orders.pay.shop;
const boss = () => members.orders.pay.boss();
const storeId = () => members.orders.pay.fixture.storeId;
const day = () => new Date(shop().server.ports.clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
const cash = (amountFen: number) => [{ till: 'cash' as const, amountFen }];

interface Life {
  readonly chance: Chance;
  readonly people: readonly string[];
  /** Visits of hers that are over and not written off. */
  readonly visits: ReadonlyMap<string, string[]>;
  readonly done: Done[];
  readonly cards: Map<string, string>;
  readonly orders: Map<string, string>;
  readonly uses: { cardId: string; useId: string; day: string; customerId: string }[];
}
/** Somebody's visit, of which all others are copies. */
let sampleId: string;
/** What was ever done, over all seeds. */
const kinds = new Set<Done['did']>();
let products: { id: string; version: number; terms: CardTerms }[];

beforeAll(async () => {
  members = await openMemberShop();
  await members.setLevels(LEVELS);
  const { fixture } = members.orders.pay;
  const { serviceId } = fixture;
  const wish = { ...staffWish(fixture, fixture.at('09:00', 1)), customerId: await members.orders.customer(), awaitDeposit: false };
  sampleId = (await shop().do('booking.create', wish, await boss())).booking.id;
  const offers = [
    storedTerms({ priceFen: 100_000, bonusFen: 20_000, validDays: 200 }),
    storedTerms({ priceFen: 30_000, bonusFen: 1_001, validDays: null }),
    sessionTerms(serviceId, { sessions: 3, priceFen: 100_000, validDays: 120 }),
    sessionTerms(serviceId, { sessions: 7, priceFen: 99_999, validDays: null }),
  ];
  products = [];
  for (const terms of offers) {
    const { product } = await shop().do('membership.saveProduct', { productId: null, version: 0, terms }, await boss());
    products.push({ id: product.id, version: product.version, terms });
  }
}, 120_000);
afterAll(() => members?.orders.pay.shop.close());

async function begin(seed: number): Promise<Life> {
  const people: string[] = [];
  const visits = new Map<string, string[]>();
  const sql = sqlOf(shop().server.ports.db);
  for (let n = 0; n < PEOPLE; n++) {
    const customerId = await members.orders.customer();
    const rows = await sql<{ id: string }>(
      `INSERT INTO bookings SELECT (jsonb_populate_record(b, jsonb_build_object('id', gen_random_uuid(), 'code', $2 || n, 'state', 'done', 'customer_id', $4::text))).*
         FROM bookings b, generate_series(1, $3::int) n WHERE b.id = $1::uuid RETURNING id`,
      [sampleId, `O${seed}${n}-`, VISITS, customerId],
    );
    people.push(customerId);
    visits.set(
      customerId,
      rows.map((row) => row.id),
    );
  }
  return { chance: createChance(seed), people, visits, done: [], cards: new Map(), orders: new Map(), uses: [] };
}

const open = async (cardId: string): Promise<CardView> => (await shop().do('membership.card', { cardId }, await boss())).card;

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
    const sale = { productId: id, version, storeId: storeId(), customerId, payments: cash(terms.priceFen) };
    const { value, refusal } = await shop().send('membership.sell', sale, await boss());
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
    const wish = { cardId: card.id, storeId: storeId(), productId: product.id, version: product.version, payments: cash(priceFen) };
    const { refusal } = await shop().send('membership.charge', wish, await boss());
    return refusal ? null : { did: 'card.charged', day: day(), customerId: card.customerId, cardId: card.id, priceFen, bonusFen, validDays };
  },
  async function uses(life) {
    const card = await some(life, () => true);
    const bookingId = card && life.visits.get(card.customerId)?.pop();
    if (!card || !bookingId) return null;
    const { value, refusal } = await shop().send('membership.settle', { bookingId, cardIds: [card.id] }, await boss());
    if (refusal) return null;
    const [use] = value.uses;
    if (!use) throw new Error('something was written off and no use tells of it');
    life.uses.push({ cardId: card.id, useId: use.id, day: day(), customerId: card.customerId });
    return { did: 'card.used', day: day(), customerId: card.customerId, cardId: card.id, useId: use.id, openFen: use.valueFen + value.openFen };
  },
  async function undoes(life) {
    const use = life.uses.pop();
    if (!use) return null;
    const { refusal } = await shop().send('membership.undo', { useId: use.useId, reason: '划错了' }, await boss());
    return refusal ? null : { did: 'card.undone', day: day(), customerId: use.customerId, cardId: use.cardId, useId: use.useId };
  },
  async function freezesOrThaws(life) {
    const card = await some(life, (one) => one.state === 'active' || one.state === 'frozen');
    if (!card) return null;
    const head = { cardId: card.id, version: card.version };
    const thaws = card.state === 'frozen';
    const { refusal } = thaws
      ? await shop().send('membership.unfreeze', head, await boss())
      : await shop().send('membership.freeze', { ...head, reason: '出差' }, await boss());
    return refusal ? null : { did: thaws ? 'card.unfrozen' : 'card.frozen', day: day(), customerId: card.customerId, cardId: card.id };
  },
  async function corrects(life) {
    const card = await some(life, (one) => one.state === 'active');
    if (!card) return null;
    const by = life.chance.between(-2, 3);
    const change = card.kind === 'stored_value' ? { sessions: 0, principalFen: by * 777 } : { sessions: by, principalFen: 0 };
    const wish = { cardId: card.id, version: card.version, ...change, bonusFen: 0, reason: '记错了' };
    const { refusal } = await shop().send('membership.correct', wish, await boss());
    return refusal ? null : { did: 'card.corrected', day: day(), customerId: card.customerId, cardId: card.id, ...change };
  },
  async function refundsCard(life) {
    const card = life.chance.next() < 0.4 ? await some(life, (one) => one.can.includes('refund')) : null;
    if (!card) return null;
    const { backFen } = await shop().do('membership.refundPreview', { cardId: card.id }, await boss());
    const { principalFen, unearnedFen } = cardAfter(life.done, card.id, day());
    expect([card.id, backFen]).toEqual([card.id, principalFen + unearnedFen]);
    const wish = { cardId: card.id, version: card.version, storeId: storeId(), till: 'cash' as const, expectedBackFen: backFen, reason: '不做了' };
    const { refusal } = await shop().send('membership.refund', wish, await boss());
    return refusal ? null : { did: 'card.refunded', day: day(), customerId: card.customerId, cardId: card.id };
  },
  async function pays(life) {
    const customerId = life.chance.pick(life.people);
    const known = [...life.orders].filter(([, owner]) => owner === customerId).map(([id]) => id);
    let order: OrderView | null = null;
    if (known.length > 0 && life.chance.next() < 0.5) order = (await shop().do('orders.get', { orderId: life.chance.pick(known) }, await boss())).order;
    order ??= await members.orders.order({ customerId });
    life.orders.set(order.id, customerId);
    if (order.owedFen === 0) return null;
    const amountFen = life.chance.next() < 0.5 ? order.owedFen : life.chance.between(1, order.owedFen);
    const { refusal } = await shop().send('orders.recordPayment', { orderId: order.id, till: 'cash', amountFen, note: '' }, await boss());
    return refusal ? null : { did: 'order.paid', day: day(), customerId, orderId: order.id, amountFen };
  },
  async function refundsOrder(life) {
    const ids = [...life.orders.keys()];
    if (ids.length === 0 || life.chance.next() < 0.5) return null;
    const { order } = await shop().do('orders.get', { orderId: life.chance.pick(ids) }, await boss());
    if (order.phase !== 'open') return null;
    await members.refunds(order);
    return { did: 'order.refunded', day: day(), customerId: order.customerId, orderId: order.id };
  },
  async function givesPoints(life) {
    const customerId = life.chance.pick(life.people);
    const points = life.chance.between(-300, 500);
    const { refusal } = await shop().send('membership.correctPoints', { customerId, points, reason: '补登' }, await boss());
    return refusal ? null : { did: 'points.given', day: day(), customerId, points };
  },
  async function sleeps(life) {
    await members.orders.pay.pass({ hours: 24 * life.chance.between(5, 75) });
    const { ports } = shop().server;
    await expireCards(ports);
    await moveEverybody(ports);
    await expireAllPoints(ports);
    return { did: 'night', day: day(), customerId: '' };
  },
];
/** How often each is done; nobody wants to refund as often as to buy. */
const WEIGHTS = [5, 3, 12, 6, 3, 3, 3, 8, 3, 3, 6];

function choose(chance: Chance): (typeof ACTS)[number] {
  let at = chance.next() * WEIGHTS.reduce((sum, weight) => sum + weight, 0);
  return ACTS[WEIGHTS.findIndex((weight) => (at -= weight) < 0)] ?? ACTS[0]!;
}

/** Every card and everybody's level and points, as the shop tells them beside what the notebook says. */
async function compare(life: Life, step: string): Promise<void> {
  for (const cardId of life.cards.keys()) {
    const { state, principalFen, bonusFen, sessionsLeft, unearnedFen, validUntil } = await open(cardId);
    const told = { state, principalFen, bonusFen, sessions: sessionsLeft, unearnedFen, validUntil };
    expect({ step, cardId, ...told }).toEqual({ step, cardId, ...cardAfter(life.done, cardId, day()) });
  }
  for (const customerId of life.people) {
    const { points, owedPoints } = await members.balance(customerId);
    const [row] = await sqlOf(shop().server.ports.db)<{ level: string }>('SELECT level FROM customers WHERE id = $1::uuid', [customerId]);
    const naive = personAfter(life.done, customerId, day());
    expect({ step, customerId, points, owedPoints, level: row?.level === '' ? 'normal' : row?.level }).toEqual({ step, customerId, ...naive });
  }
}

test.each(SEEDS)(
  'CD-07 over two years of random sales, uses, refunds, freezes, payments and nights (seed %i) every card, level and purse of points is what a notebook says',
  async (seed) => {
    const life = await begin(seed);
    for (let n = 0; n < 130; n++) {
      const act = choose(life.chance);
      const done = await act(life);
      await members.heard();
      if (!done) continue;
      life.done.push(done);
      if (n % 4 === 0 || done.did === 'night') await compare(life, `${n} ${done.did}`);
    }
    await compare(life, 'end');
    await members.soundly();
    for (const { did } of life.done) kinds.add(did);
  },
  120_000,
);

test('CD-07 in those years everything was done that can be', () => {
  expect([...kinds].sort()).toEqual([
    'card.charged',
    'card.corrected',
    'card.frozen',
    'card.refunded',
    'card.sold',
    'card.undone',
    'card.unfrozen',
    'card.used',
    'night',
    'order.paid',
    'order.refunded',
    'points.given',
  ]);
});

test('CD-07 the notebook notices one fen, one session, one point and one day too many', () => {
  const sold = { did: 'card.sold' as const, day: '2027-01-01', customerId: 'c', cardId: 'k', priceFen: 100, bonusFen: 10, sessions: 0, validDays: 30 };
  const night = (on: string): Done => ({ did: 'night', day: on, customerId: '' });
  expect(cardAfter([sold, night('2027-01-31')], 'k', '2027-01-31').bonusFen).toBe(10);
  expect(cardAfter([sold, night('2027-02-01')], 'k', '2027-02-01')).toMatchObject({ bonusFen: 0, principalFen: 100, state: 'active' });
  const paid = { did: 'order.paid' as const, day: '2028-02-29', customerId: 'c', orderId: 'o', amountFen: 500_000 };
  expect(personAfter([paid, night('2029-02-28')], 'c', '2029-02-28')).toEqual({ level: 'silver', points: 5_000, owedPoints: 0 });
  expect(personAfter([paid, night('2029-03-01')], 'c', '2029-03-01').level).toBe('normal');
  expect(personAfter([paid, night('2030-03-01')], 'c', '2030-03-01').points).toBe(0);
});
