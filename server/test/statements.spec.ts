import { storedTerms, sessionTerms } from './membership.shop';
import { openPayShop, type PayShop } from './payments.shop';
import { wordsOf } from './pdf-words';

jest.setTimeout(60_000);

let pay: PayShop;
type Who = Awaited<ReturnType<PayShop['hold']>>['who'];
let lin: Who;
let chen: Who;
let customerId: string;

beforeAll(async () => {
  // The last day of March in China.
  pay = await openPayShop('public-key', new Date('2027-03-31T02:00:00.000Z'));
  const first = await pay.hold();
  lin = first.who;
  customerId = first.booking.customerId ?? '';
  chen = (await pay.hold()).who;
}, 60_000);
afterAll(() => pay.shop.close());

const sell = async (terms = storedTerms()) => {
  const { product } = await pay.shop.do('membership.saveProduct', { productId: null, version: 0, terms }, await pay.boss());
  const sale = { productId: product.id, version: product.version, payments: [{ till: 'cash' as const, amountFen: terms.priceFen }] };
  const { card } = await pay.shop.do('membership.sell', { ...sale, customerId, storeId: pay.fixture.storeId }, await pay.boss());
  return { card, sale };
};
const statement = async (cardId: string, month: string, as: { token: string } = lin) => pay.shop.do('membership.statement', { cardId, month }, as);
const words = (file: { base64: string }) => wordsOf(Buffer.from(file.base64, 'base64')).replaceAll(' ', '');

test('CD-09 two months of a card: opening, each act, closing; the second opens as the first closed, and the last closes as the card stands', async () => {
  const { card, sale } = await sell();
  await pay.pass({ hours: 24 });
  await pay.shop.do('membership.charge', { ...sale, cardId: card.id, storeId: pay.fixture.storeId }, await pay.boss());
  const march = await statement(card.id, '2027-03');
  const april = await statement(card.id, '2027-04');
  const nothing = { principalFen: 0, bonusFen: 0, sessions: 0 };
  const once = { principalFen: 100_000, bonusFen: 20_000, sessions: 0 };
  expect([march.opening, march.closing, march.lines]).toEqual([nothing, once, 1]);
  expect([april.opening, april.closing, april.lines]).toEqual([once, { principalFen: 200_000, bonusFen: 40_000, sessions: 0 }, 1]);
  const { card: now } = await pay.shop.do('membership.card', { cardId: card.id }, lin);
  expect(april.closing).toMatchObject({ principalFen: now.principalFen, bonusFen: now.bonusFen });
  const said = words(april);
  for (const part of [
    '会员卡对账单',
    '拾光影像',
    card.code,
    card.name,
    '静安店',
    '2027-04-01',
    '2027-04-30',
    '期初余额',
    '1,200.00',
    '+1,000.00',
    '+200.00',
    '期末余额',
    '2,400.00',
  ])
    expect(said).toContain(part.replaceAll(' ', ''));
  // Nothing of another month, and not who did it.
  expect(said).not.toContain('2027-03-31');
  expect(said).not.toContain('沈言');
  expect(words(await statement(card.id, '2027-04', await pay.boss()))).toContain('沈言');
});

test('CD-09 a card of sessions tells sessions, a month in which nothing happened tells its balance, and many acts fill pages', async () => {
  const { card } = await sell(sessionTerms(pay.fixture.serviceId));
  const later = await statement(card.id, '2027-05');
  expect([later.opening.sessions, later.closing.sessions, later.lines]).toEqual([10, 10, 0]);
  for (let i = 0; i < 45; i++) {
    const { card: now } = await pay.shop.do('membership.card', { cardId: card.id }, await pay.boss());
    await pay.shop.do(
      'membership.correct',
      { cardId: card.id, version: now.version, principalFen: 0, bonusFen: 0, sessions: i % 2 === 0 ? 1 : -1, reason: '盘点更正' },
      await pay.boss(),
    );
  }
  const month = await statement(card.id, '2027-04');
  expect(month.lines).toBe(46);
  const pages =
    Buffer.from(month.base64, 'base64')
      .toString('latin1')
      .match(/\/Type \/Page\b/g) ?? [];
  expect(pages.length).toBeGreaterThan(1);
  expect(words(month)).toContain('期末余额');
});

test('CD-09 nobody else gets it, a card that is none has none, and a month must be one', async () => {
  const { card } = await sell();
  expect((await pay.shop.send('membership.statement', { cardId: card.id, month: '2027-04' }, chen)).refusal).toMatchObject({ code: 'record.not_found' });
  const none = '01890000-0000-7000-8000-000000000000';
  expect((await pay.shop.send('membership.statement', { cardId: none, month: '2027-04' }, lin)).refusal).toMatchObject({ code: 'record.not_found' });
  expect((await pay.shop.send('membership.statement', { cardId: card.id, month: '2027-13' }, lin)).refusal).toMatchObject({ code: 'request.invalid' });
});
