import { photoStages } from '@zhike/config/business-lines';
import { expireCards } from '../src/modules/membership/jobs';
import { packageTerms } from './contract.stage.orders';
import { openCardShop, sessionTerms, storedTerms, type CardShop } from './membership.shop';

let cards: CardShop;
beforeAll(async () => {
  cards = await openCardShop();
}, 60_000);
afterAll(() => cards?.shop.close());
afterEach(() => cards.soundly());

const prisma = () => cards.shop.server.ports.db.prisma;
const head = async (cardId: string) => ({ cardId, version: (await cards.card(cardId)).version });
const daysAgo = (days: number): Date => new Date(Date.now() - days * 86_400_000);
const settle = (bookingId: string, cardId: string) => cards.shop.send('membership.settle', { bookingId, cardIds: [cardId] }, cards.boss);

test('CD-10 a frozen card cannot be used; unfrozen it runs as many days longer as it was frozen', async () => {
  const { shop, boss, fixture } = cards;
  const card = await cards.sold(sessionTerms(fixture.serviceId));
  const [bookingId = ''] = await cards.done(card.customerId, 1);
  const { card: frozen } = await shop.do('membership.freeze', { ...(await head(card.id)), reason: '怀孕' }, boss);
  expect([frozen.state, frozen.can.includes('unfreeze'), frozen.can.includes('freeze')]).toEqual(['frozen', true, false]);
  expect((await settle(bookingId, card.id)).refusal).toMatchObject({ facts: { why: 'frozen' } });
  await prisma().card.update({ where: { id: card.id }, data: { frozenOn: daysAgo(30) } });
  const { card: back } = await shop.do('membership.unfreeze', await head(card.id), boss);
  const longer = (Date.parse(back.validUntil ?? '') - Date.parse(card.validUntil ?? '')) / 86_400_000;
  expect([30, 31]).toContain(longer);
  expect((await settle(bookingId, card.id)).status).toBe(200);
});

test('CD-10 its time over it cannot be used; the night empties it once, and principal stays', async () => {
  const { shop, boss, fixture } = cards;
  const sessions = await cards.sold(sessionTerms(fixture.serviceId));
  const stored = await cards.sold(storedTerms({ validDays: 30 }));
  const [bookingId = ''] = await cards.done(sessions.customerId, 1);
  await prisma().card.updateMany({ where: { id: { in: [sessions.id, stored.id] } }, data: { validUntil: daysAgo(3) } });
  expect((await settle(bookingId, sessions.id)).refusal).toMatchObject({ facts: { why: 'expired' } });
  const rounds = await Promise.all([expireCards(shop.server.ports), expireCards(shop.server.ports), expireCards(shop.server.ports)]);
  expect(rounds.reduce((sum, count) => sum + count, 0)).toBe(2);
  expect(await cards.card(sessions.id)).toMatchObject({ state: 'expired', sessionsLeft: 0, unearnedFen: 0 });
  expect(await cards.card(stored.id)).toMatchObject({ state: 'active', principalFen: 100_000, bonusFen: 0 });
  expect(await expireCards(shop.server.ports)).toBe(0);
  const later = { ...(await head(sessions.id)), validUntil: '2190-01-01', reason: '补偿' };
  expect((await shop.do('membership.extend', later, boss)).card.validUntil).toBe('2190-01-01');
  expect((await shop.send('membership.extend', { ...later, version: later.version + 1, validUntil: '2100-01-01' }, boss)).refusal?.code).toBe(
    'membership.not_later',
  );
});

test('CD-06 refund of stored value: principal goes back, bonus is void, the card is over; the amount must be the one that was shown', async () => {
  const { shop, boss, fixture } = cards;
  const card = await cards.sold(storedTerms());
  const preview = await shop.do('membership.refundPreview', { cardId: card.id }, boss);
  expect(preview).toMatchObject({ backFen: 100_000, reasonless: true });
  expect(preview.steps.map((step) => [step.kind, step.amountFen])).toEqual([
    ['principal', 100_000],
    ['bonus_void', -20_000],
    ['reasonless', 0],
    ['back', 100_000],
  ]);
  const refund = { ...(await head(card.id)), storeId: fixture.storeId, till: 'cash' as const, reason: '搬家' };
  expect((await shop.send('membership.refund', { ...refund, expectedBackFen: 120_000 }, boss)).refusal).toMatchObject({ facts: { backFen: 100_000 } });
  const before = (await cards.held(fixture.storeId)).cash ?? 0;
  const sent = await Promise.all(Array.from({ length: 5 }, () => shop.send('membership.refund', { ...refund, expectedBackFen: 100_000 }, boss)));
  expect(sent.filter((one) => one.status === 200)).toHaveLength(1);
  expect((await cards.held(fixture.storeId)).cash).toBe(before - 100_000);
  expect(await cards.card(card.id)).toMatchObject({ state: 'refunded', principalFen: 0, bonusFen: 0, can: [] });
});

test('CD-10 refund of sessions: what is not used goes back, by the rule', async () => {
  const { shop, boss, fixture } = cards;
  const card = await cards.sold(sessionTerms(fixture.serviceId, { singlePriceFen: 15_000 }));
  for (const bookingId of await cards.done(card.customerId, 3)) expect((await settle(bookingId, card.id)).status).toBe(200);
  expect((await shop.do('membership.refundPreview', { cardId: card.id }, boss)).backFen).toBe(70_000);
  const { defaults } = await shop.do('membership.rules', {}, boss);
  await shop.do('membership.saveRules', { rules: { ...defaults, sessionRefund: 'single_price' } }, boss);
  expect((await shop.do('membership.refundPreview', { cardId: card.id }, boss)).backFen).toBe(55_000);
  const refund = { ...(await head(card.id)), storeId: fixture.storeId, till: 'bank' as const, expectedBackFen: 55_000, reason: '搬家' };
  expect((await shop.do('membership.refund', refund, boss)).card).toMatchObject({ state: 'refunded', sessionsLeft: 0, unearnedFen: 0 });
  await shop.do('membership.saveRules', { rules: defaults }, boss);
});

test('CD-10 a card that is given away is hers with all that is on it, and no longer the family’s of who had it', async () => {
  const { shop, boss } = cards;
  const card = await cards.sold(storedTerms());
  const heir = await cards.person();
  await prisma().cardFamily.create({ data: { cardId: card.id, customerId: await cards.person(), at: new Date() } });
  await shop.do('membership.transfer', { ...(await head(card.id)), customerId: heir, reason: '送给姐妹' }, boss);
  expect((await shop.do('membership.cardsOf', { customerId: heir }, boss)).cards).toMatchObject([{ id: card.id, principalFen: 100_000, family: [] }]);
  expect((await shop.do('membership.cardsOf', { customerId: card.customerId }, boss)).cards).toEqual([]);
});

test('a correction has a reason, stays in the history and never goes below zero', async () => {
  const { shop, boss, fixture } = cards;
  const card = await cards.sold(sessionTerms(fixture.serviceId));
  const change = { sessions: 2, principalFen: 0, bonusFen: 0, reason: '少记两次' };
  expect((await shop.do('membership.correct', { ...(await head(card.id)), ...change }, boss)).card.sessionsLeft).toBe(12);
  const no = await shop.send('membership.correct', { ...(await head(card.id)), ...change, sessions: -13 }, boss);
  expect(no.refusal).toEqual({ code: 'membership.correction_invalid', facts: { field: 'sessions', problem: 'below_zero', holds: 12 } });
  const { entries } = await shop.do('membership.card', { cardId: card.id }, boss);
  expect(entries[0]).toMatchObject({ actName: '更正', sessions: 2, note: '少记两次' });
});

test('CD-12 with the owner’s consent a relative’s service takes from her card; taken back, it does not', async () => {
  const { shop, boss, fixture } = cards;
  const [mother, daughter] = [await shop.customer('林小雨'), await shop.customer('陈思远')];
  const owner = await cards.person();
  const child = await cards.person();
  for (const [who, customerId] of [
    [mother, owner],
    [daughter, child],
  ] as const)
    await prisma().customerIdentity.update({ where: { id: who.identityId }, data: { customerId } });
  const card = await cards.sold(sessionTerms(fixture.serviceId), { customerId: owner });
  // Asked before there are copied rows, whose contact is sealed for another row.
  const { profile } = await shop.do('customers.get', { customerId: child }, boss);
  const [first = '', second = ''] = await cards.done(child, 2);
  expect((await settle(first, card.id)).refusal).toMatchObject({ facts: { why: 'not_hers' } });
  const allow = { cardId: card.id, who: { memberCode: profile.memberCode } };
  expect((await shop.send('membership.allowFamily', allow, daughter)).refusal?.code).toBe('record.not_found');
  expect((await shop.send('membership.allowFamily', { ...allow, who: { memberCode: 'NOBODY' } }, mother)).refusal?.code).toBe('membership.family_unknown');
  expect((await shop.do('membership.allowFamily', allow, mother)).card.family).toMatchObject([{ customerId: child }]);
  expect((await shop.do('membership.useOptions', { bookingId: first }, boss)).options).toMatchObject([{ cardId: card.id, own: false }]);
  expect((await settle(first, card.id)).status).toBe(200);
  expect((await shop.do('membership.myCards', {}, daughter)).cards).toMatchObject([{ id: card.id, mine: false, sessionsLeft: 9, family: [], can: [] }]);
  await shop.do('membership.endFamily', { cardId: card.id, customerId: child }, mother);
  expect((await settle(second, card.id)).refusal).toMatchObject({ facts: { why: 'not_hers' } });
  expect((await shop.do('membership.myCards', {}, daughter)).cards).toEqual([]);
});

test('CD-09 the code at the counter: read once, over after a minute, and no other shop’s', async () => {
  const { shop, boss, fixture } = cards;
  const who = await shop.customer('王梓涵');
  const customerId = await cards.person();
  await prisma().customerIdentity.update({ where: { id: who.identityId }, data: { customerId } });
  const card = await cards.sold(sessionTerms(fixture.serviceId), { customerId });
  const code = async () => (await shop.do('membership.myCode', {}, who)).code;
  const one = await code();
  expect(one.split('.')[2]).toMatch(/^[\w-]{32}$/);
  const reads = await Promise.all(Array.from({ length: 8 }, () => shop.send('membership.readCode', { code: one }, boss)));
  const won = reads.filter((read) => read.status === 200);
  expect(won.map((read) => [read.value.customerId, read.value.cards.map((each) => each.id)])).toEqual([[customerId, [card.id]]]);
  for (const read of reads.filter((each) => each.status !== 200))
    expect(read.refusal).toEqual({ code: 'membership.code_rejected', facts: { reason: 'used_or_over' } });
  const reason = async (text: string) => (await shop.send('membership.readCode', { code: text }, boss)).refusal?.facts;
  const two = await code();
  expect(await reason(two.replace(/^ZK1\.[0-9a-f]{8}/, 'ZK1.00000000'))).toEqual({ reason: 'other_shop' });
  expect(await reason('hello')).toEqual({ reason: 'not_a_code' });
  expect(await reason(`${two.slice(0, -4)}AAAA`)).toEqual({ reason: 'used_or_over' });
});

test('BK-15 a finished booking takes from the one card that fits by itself, once; of two it waits for a person', async () => {
  const { shop, boss, fixture } = cards;
  const card = await cards.sold(sessionTerms(fixture.serviceId));
  const finish = async () => {
    const { id, version } = await cards.serving(card.customerId);
    await shop.do('booking.finish', { bookingId: id, version }, boss);
    return id;
  };
  await finish();
  await shop.eventually(async () => (await cards.card(card.id)).sessionsLeft === 9);
  await cards.sold(sessionTerms(fixture.serviceId), { customerId: card.customerId });
  const waiting = await finish();
  const listed = await shop.eventually(async () =>
    (await shop.do('membership.toSettle', { storeId: fixture.storeId }, boss)).bookings.find((booking) => booking.bookingId === waiting),
  );
  expect(listed.options).toBe(2);
  expect((await settle(waiting, card.id)).status).toBe(200);
  const { bookings } = await shop.do('membership.toSettle', { storeId: fixture.storeId }, boss);
  expect(bookings.some((booking) => booking.bookingId === waiting)).toBe(false);
});

test('CD-07 a booking that an order bills takes nothing from a card, by itself or by hand', async () => {
  const { shop, boss, fixture } = cards;
  const card = await cards.sold(sessionTerms(fixture.serviceId));
  const { id, version } = await cards.serving(card.customerId);
  const { line } = await shop.do(
    'catalogue.saveLine',
    { lineId: null, key: 'cards_spec', name: '套系', stages: [...photoStages], fields: [], position: 0, active: true },
    boss,
  );
  const { item } = await shop.do('catalogue.saveItem', { itemId: null, version: 0, terms: packageTerms() }, boss);
  const lines = [{ itemId: item.id, quantity: 1, options: {} }];
  const sale = { storeId: fixture.storeId, customerId: card.customerId, lineId: line.id, lines, discount: null, instalments: [], form: {}, note: '' };
  const { order } = await shop.do('orders.create', sale, boss);
  await shop.do('orders.linkBooking', { orderId: order.id, bookingId: id }, boss);
  expect(await shop.do('membership.useOptions', { bookingId: id }, boss)).toMatchObject({ openFen: 0, options: [] });
  const no = await shop.send('membership.finish', { bookingId: id, version, cardIds: [card.id] }, boss);
  expect(no.refusal?.code).toBe('membership.nothing_to_settle');
  expect((await shop.do('booking.get', { bookingId: id }, boss)).booking.state).toBe('in_service');
  expect((await cards.card(card.id)).sessionsLeft).toBe(10);
});

test('CD-13 the list of holders goes on page by page: nobody twice, nobody left out; what is no place in it is refused', async () => {
  const { shop, boss, fixture } = cards;
  const filter = { storeId: null, productId: null, kind: 'course' as const, state: null, expiringWithinDays: null };
  const customerId = await cards.person();
  for (const validDays of [30, null]) {
    const product = await cards.product(sessionTerms(fixture.serviceId, { kind: 'course', intervalDays: 7, validDays }));
    const payments = [{ till: 'cash' as const, amountFen: product.terms.priceFen }];
    for (let n = 0; n < 27; n++)
      await shop.do('membership.sell', { storeId: fixture.storeId, productId: product.id, version: product.version, payments, customerId }, boss);
  }
  const first = await shop.do('membership.list', filter, boss);
  const second = await shop.do('membership.list', { ...filter, cursor: first.next }, boss);
  const all = [...first.items, ...second.items];
  expect([first.items.length, second.next, new Set(all.map((card) => card.id)).size]).toEqual([50, null, all.length]);
  expect(all.filter((card) => card.customerId === customerId)).toHaveLength(54);
  expect(all.map((card) => card.validUntil ?? '9999-12-31')).toEqual(all.map((card) => card.validUntil ?? '9999-12-31').sort());
  for (const cursor of ['9999-99-99_------------------------------------', Buffer.from('2026-13-01T00:00:00.000Z x').toString('base64url'), 'x'])
    expect((await shop.send('membership.list', { ...filter, cursor }, boss)).refusal?.code).toBe('request.invalid');
});
