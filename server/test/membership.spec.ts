import { openCardShop, sessionTerms, storedTerms, type CardShop } from './membership.shop';
import { startHarness, type Harness } from './harness';

let cards: CardShop;
let second: Harness;
beforeAll(async () => {
  cards = await openCardShop({ env: { WORKER: 'separate' } });
  second = await startHarness({ databaseUrl: cards.shop.env.DATABASE_URL, env: { WORKER: 'separate' } });
}, 60_000);
afterAll(async () => {
  await second?.close();
  await cards?.shop.close();
});
afterEach(() => cards.soundly());
const codes = (sent: readonly { status: number; refusal: { code: string } | null }[]) => [
  sent.filter((one) => one.status === 200).length,
  [...new Set(sent.flatMap((one) => one.refusal?.code ?? []))],
];

test('CD-06 charge 1,000, get 200: principal and bonus are two purses, paid in parts that add up to the fen', async () => {
  const { shop, fixture, boss } = cards;
  const { id, version, terms } = await cards.product(storedTerms());
  const sale = { customerId: await cards.person(), storeId: fixture.storeId, productId: id, version };
  const short = await shop.send('membership.sell', { ...sale, payments: [{ till: 'cash', amountFen: 99_999 }] }, boss);
  expect(short.refusal).toEqual({ code: 'membership.payments_differ', facts: { priceFen: 100_000, sumFen: 99_999 } });
  const payments = [
    { till: 'cash' as const, amountFen: 33_333 },
    { till: 'pos' as const, amountFen: 66_667 },
  ];
  const { card } = await shop.do('membership.sell', { ...sale, payments }, boss);
  expect(card).toMatchObject({ principalFen: 100_000, bonusFen: 20_000, state: 'active', validUntil: null, name: terms.name });
  expect(await cards.held(card.id)).toMatchObject({ principal: 100_000, bonus: 20_000 });
  const charge = { cardId: card.id, storeId: fixture.storeId, productId: id, version };
  const { card: fuller } = await shop.do('membership.charge', { ...charge, payments: [{ till: 'bank', amountFen: 100_000 }] }, boss);
  expect(fuller).toMatchObject({ principalFen: 200_000, bonusFen: 40_000 });
});

test('CD-06 the same sale five times at once is one card', async () => {
  const { shop, fixture, boss } = cards;
  const { id, version } = await cards.product(storedTerms());
  const customerId = await cards.person();
  const sale = { customerId, storeId: fixture.storeId, productId: id, version, payments: [{ till: 'cash' as const, amountFen: 100_000 }] };
  const key = `sale-${customerId}`;
  const sent = await Promise.all(Array.from({ length: 5 }, (_, n) => (n % 2 ? shop : second).send('membership.sell', sale, boss, { key })));
  expect(new Set(sent.map((one) => one.value.card?.id)).size).toBe(1);
  expect((await shop.do('membership.cardsOf', { customerId }, boss)).cards).toHaveLength(1);
});

test('CD-06 a card holds 5,000 yuan at most; headquarters may set it otherwise', async () => {
  const { shop, fixture, boss } = cards;
  const card = await cards.sold(storedTerms({ priceFen: 400_000, bonusFen: 0 }));
  const { id, version } = await cards.product(storedTerms());
  const charge = { cardId: card.id, storeId: fixture.storeId, productId: id, version, payments: [{ till: 'cash' as const, amountFen: 100_000 }] };
  expect((await shop.send('membership.charge', charge, boss)).refusal).toEqual({
    code: 'membership.above_limit',
    facts: { limit: 'maxBalanceFen', maxFen: 500_000, wouldHoldFen: 520_000 },
  });
  const { rules, defaults } = await shop.do('membership.rules', {}, boss);
  expect(rules).toEqual(defaults);
  await shop.do('membership.saveRules', { rules: { ...rules, maxBalanceFen: 520_000 } }, boss);
  expect((await shop.do('membership.charge', charge, boss)).card.principalFen).toBe(500_000);
  await shop.do('membership.saveRules', { rules: defaults }, boss);
});

test('CD-04 what was sold keeps its words; the product goes on', async () => {
  const { shop, boss, fixture } = cards;
  const { id, version, terms } = await cards.product(sessionTerms(fixture.serviceId));
  const sale = { customerId: await cards.person(), storeId: fixture.storeId, productId: id };
  const payments = [{ till: 'cash' as const, amountFen: 100_000 }];
  const { card } = await shop.do('membership.sell', { ...sale, version, payments }, boss);
  await shop.do('membership.saveProduct', { productId: id, version, terms: { ...terms, sessions: 8, text: '改了' } }, boss);
  expect(await cards.card(card.id)).toMatchObject({ sessionsTotal: 10, text: terms.text });
  expect((await shop.send('membership.sell', { ...sale, version, payments }, boss)).refusal?.code).toBe('record.changed');
  expect((await shop.do('membership.product', { productId: id }, boss)).versions.map((one) => one.terms.sessions)).toEqual([8, 10]);
  await expect(shop.server.ports.db.prisma.$executeRawUnsafe('UPDATE card_product_versions SET version = 9')).rejects.toThrow('never changed or deleted');
});

test('CD-04 completing a service takes one of ten; the eleventh is refused; together they earned the price', async () => {
  const { shop, boss } = cards;
  const card = await cards.sold(sessionTerms(cards.fixture.serviceId, { priceFen: 99_999 }));
  const booking = await cards.serving(card.customerId);
  const options = await shop.do('membership.useOptions', { bookingId: booking.id }, boss);
  expect(options).toMatchObject({
    openFen: 399_900,
    options: [{ cardId: card.id, own: true, takes: { sessions: 1, valueFen: 9_999 }, leaves: { sessions: 9 }, openFen: 0 }],
  });
  const finished = await shop.do('membership.finish', { bookingId: booking.id, version: booking.version, cardIds: [card.id] }, boss);
  expect([finished.booking.state, finished.openFen, finished.uses.length]).toEqual(['done', 0, 1]);
  const rest = await cards.done(card.customerId, 10);
  const values = [finished.uses[0]?.valueFen ?? 0];
  for (const bookingId of rest.slice(0, 9)) values.push((await shop.do('membership.settle', { bookingId, cardIds: [card.id] }, boss)).uses[0]?.valueFen ?? 0);
  expect(values.reduce((sum, value) => sum + value, 0)).toBe(99_999);
  const eleventh = await shop.send('membership.settle', { bookingId: rest[9] ?? '', cardIds: [card.id] }, boss);
  expect(eleventh.refusal).toMatchObject({ code: 'membership.not_enough', facts: { sessionsLeft: 0 } });
  expect(await cards.card(card.id)).toMatchObject({ state: 'used_up', sessionsLeft: 0, unearnedFen: 0 });
  expect(await cards.held(card.id)).toMatchObject({ sessions: 0, unearned: 0 });
});

test('CD-05 a course shows how many of five are left and when the next one is due', async () => {
  const { shop, boss, fixture } = cards;
  const card = await cards.sold(sessionTerms(fixture.serviceId, { kind: 'course', sessions: 5, intervalDays: 30 }));
  expect(card).toMatchObject({ sessionsTotal: 5, sessionsLeft: 5, nextDueOn: null });
  const [first, last] = await cards.done(card.customerId, 2);
  for (const bookingId of [first ?? '', last ?? '']) await shop.do('membership.settle', { bookingId, cardIds: [card.id] }, boss);
  const seen = await cards.card(card.id);
  expect(seen.sessionsLeft).toBe(3);
  expect(Date.parse(seen.nextDueOn ?? '') - Date.parse(seen.soldAt.slice(0, 10))).toBeGreaterThanOrEqual(29 * 86_400_000);
});

test('CD-07 fifty take the last session at once, on two servers: exactly one has it, and nothing is half-done', async () => {
  const { shop, boss } = cards;
  // The first round opens the connections; with them open everybody is there at the same moment.
  for (let round = 0; round < 3; round++) {
    const card = await cards.sold(sessionTerms(cards.fixture.serviceId, { sessions: 1 }));
    const bookings = await cards.done(card.customerId, 50);
    const sent = await Promise.all(bookings.map((bookingId, n) => (n % 2 ? shop : second).send('membership.settle', { bookingId, cardIds: [card.id] }, boss)));
    expect(codes(sent)).toEqual([1, ['membership.not_enough']]);
    expect(await cards.card(card.id)).toMatchObject({ sessionsLeft: 0, unearnedFen: 0 });
    expect(await shop.server.ports.db.prisma.cardUse.count({ where: { cardId: card.id } })).toBe(1);
  }
}, 60_000);

test('CD-07 two devices finish one booking at once: it is finished once and one session is taken', async () => {
  const { shop, boss } = cards;
  const card = await cards.sold(sessionTerms(cards.fixture.serviceId));
  const { id, version } = await cards.serving(card.customerId);
  const sent = await Promise.all(
    Array.from({ length: 10 }, (_, n) => (n % 2 ? shop : second).send('membership.finish', { bookingId: id, version, cardIds: [card.id] }, boss)),
  );
  expect(codes(sent)).toEqual([1, ['record.changed']]);
  expect((await cards.card(card.id)).sessionsLeft).toBe(9);
  expect((await shop.send('membership.settle', { bookingId: id, cardIds: [card.id] }, boss)).refusal?.code).toBe('membership.already_used');
});

test('CD-07 stored value pays what is open; two cards together pay more than one; a refusal leaves the booking as it was', async () => {
  const { shop, boss } = cards;
  const one = await cards.sold(storedTerms());
  const two = await cards.sold(storedTerms({ priceFen: 300_000, bonusFen: 0 }), { customerId: one.customerId });
  const { id, version } = await cards.serving(one.customerId);
  const foreign = await cards.sold(storedTerms());
  const no = await shop.send('membership.finish', { bookingId: id, version, cardIds: [one.id, foreign.id] }, boss);
  expect(no.refusal).toMatchObject({ code: 'membership.does_not_fit', facts: { cardId: foreign.id, why: 'not_hers' } });
  expect((await shop.do('booking.get', { bookingId: id }, boss)).booking.state).toBe('in_service');
  expect((await cards.card(one.id)).principalFen).toBe(100_000);
  const { uses, openFen } = await shop.do('membership.finish', { bookingId: id, version, cardIds: [one.id, two.id] }, boss);
  expect(uses.map((use) => [use.principalFen, use.bonusFen])).toEqual([
    [100_000, 20_000],
    [279_900, 0],
  ]);
  expect(openFen).toBe(0);
});

test('CD-07 a visit that a session has paid takes no second session, not from another card either', async () => {
  const customerId = await cards.person();
  const first = await cards.sold(sessionTerms(cards.fixture.serviceId), { customerId });
  const second = await cards.sold(sessionTerms(cards.fixture.serviceId), { customerId });
  const [bookingId = ''] = await cards.done(customerId, 1);
  await cards.shop.do('membership.settle', { bookingId, cardIds: [first.id] }, cards.boss);
  const again = await cards.shop.send('membership.settle', { bookingId, cardIds: [second.id] }, cards.boss);
  expect(again.refusal).toMatchObject({ code: 'membership.nothing_to_settle' });
  expect(await cards.card(second.id)).toMatchObject({ sessionsLeft: 10 });
});

test('CD-07 undone within the hours it returns to where it came from, once; later it does not', async () => {
  const { shop, boss } = cards;
  const card = await cards.sold(storedTerms());
  const [bookingId = '', other = ''] = await cards.done(card.customerId, 2);
  const { uses } = await shop.do('membership.settle', { bookingId, cardIds: [card.id] }, boss);
  const undo = { useId: uses[0]?.id ?? '', reason: '划错了客户' };
  const reception = await shop.staff('qianqian');
  expect((await shop.send('membership.undo', undo, reception)).refusal?.code).toBe('access.forbidden');
  const sent = await Promise.all(Array.from({ length: 6 }, (_, n) => (n % 2 ? shop : second).send('membership.undo', undo, boss)));
  expect(codes(sent)).toEqual([1, ['membership.already_undone']]);
  expect(await cards.card(card.id)).toMatchObject({ principalFen: 100_000, bonusFen: 20_000 });
  const { entries } = await shop.do('membership.card', { cardId: card.id }, boss);
  expect(entries.map((entry) => [entry.actName, entry.principalFen, entry.reversed, entry.note])).toEqual([
    ['撤销核销', 100_000, false, '划错了客户'],
    ['核销', -100_000, true, ''],
    ['开卡', 100_000, false, ''],
  ]);
  // The booking may take from the same card again.
  expect((await shop.do('membership.settle', { bookingId, cardIds: [card.id] }, boss)).uses).toHaveLength(1);
  const late = await shop.do('membership.settle', { bookingId: other, cardIds: [(await cards.sold(storedTerms(), { customerId: card.customerId })).id] }, boss);
  const { defaults } = await shop.do('membership.rules', {}, boss);
  await shop.do('membership.saveRules', { rules: { ...defaults, undoHours: 0 } }, boss);
  expect((await shop.send('membership.undo', { useId: late.uses[0]?.id ?? '', reason: 'x' }, boss)).refusal?.code).toBe('membership.undo_too_late');
  await shop.do('membership.saveRules', { rules: defaults }, boss);
});

test('ST-03 sold in one store and used in another: what one owes the other has, and together it is nothing', async () => {
  const { shop, boss, fixture } = cards;
  const span = { from: '2020-01-01', until: '2199-12-31' };
  const owed = async (): Promise<Record<string, number>> => {
    const { rows, sumFen } = await shop.do('membership.betweenStores', span, boss);
    expect(sumFen).toBe(0);
    return Object.fromEntries(rows.map((row) => [row.storeId, row.owedFen]));
  };
  const before = await owed();
  const card = await cards.sold(storedTerms());
  const [bookingId = ''] = await cards.done(card.customerId, 1, fixture.otherStoreId);
  await shop.do('membership.settle', { bookingId, cardIds: [card.id] }, boss);
  const after = await owed();
  expect([(after[fixture.storeId] ?? 0) - (before[fixture.storeId] ?? 0), (after[fixture.otherStoreId] ?? 0) - (before[fixture.otherStoreId] ?? 0)]).toEqual([
    -120_000, 120_000,
  ]);
});

test('SC-01 whoever may not sell, use or see a card does not', async () => {
  const { shop, fixture } = cards;
  const card = await cards.sold(sessionTerms(fixture.serviceId));
  const { id, version } = await cards.product(storedTerms());
  const sale = { customerId: card.customerId, storeId: fixture.storeId, productId: id, version, payments: [{ till: 'cash' as const, amountFen: 100_000 }] };
  const [manager, mei] = [await shop.staff('laoxu'), await shop.staff('mei')];
  expect((await shop.send('membership.sell', sale, mei)).refusal?.code).toBe('access.forbidden');
  expect((await shop.send('membership.saveProduct', { productId: null, version: 0, terms: storedTerms() }, manager)).refusal?.code).toBe('access.forbidden');
  expect((await shop.send('membership.card', { cardId: card.id }, mei)).refusal?.code).toBe('record.not_found');
  expect((await shop.send('membership.sell', { ...sale, storeId: fixture.otherStoreId }, manager)).refusal?.code).toBe('record.not_found');
  const lin = await shop.customer('林小雨');
  expect((await shop.send('membership.card', { cardId: card.id }, lin)).refusal?.code).toBe('record.not_found');
  expect((await shop.do('membership.myCards', {}, lin)).cards).toEqual([]);
});

test('CD-07 when two records of one person become one, her cards and what is on them go along', async () => {
  const { shop, boss } = cards;
  const card = await cards.sold(storedTerms());
  const into = await cards.person();
  await shop.do('customers.merge', { intoId: into, fromId: card.customerId }, boss);
  expect((await shop.do('membership.cardsOf', { customerId: into }, boss)).cards).toMatchObject([{ id: card.id, principalFen: 100_000 }]);
  const { items } = await shop.do('ledger.accounts', { kind: 'principal', customerId: into, holderId: null, storeId: null }, boss);
  expect(items.map((account) => account.balance)).toEqual([100_000]);
});
