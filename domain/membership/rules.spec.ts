import { prepaidDefaults as rules } from '@zhike/config/prepaid';
import type { CardTerms } from './contract';
import { type CardFacts, decideFit, decideSale, decideTaking, decideTerms, inOrder, nextDue, onlyOne, openAfter, sessionValue, stateOf } from './rules';

const TODAY = '2027-03-01';
const stored: CardTerms = {
  name: '储值 1000',
  kind: 'stored_value',
  text: '',
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
};
const ten: CardTerms = { ...stored, name: '十次卡', kind: 'sessions', bonusFen: 0, sessions: 10, serviceIds: ['s'] };
const course: CardTerms = { ...ten, name: '疗程', kind: 'course', sessions: 5, intervalDays: 30 };
const card = (terms: CardTerms, over: Partial<CardFacts> = {}): CardFacts => ({
  cardId: 'c',
  customerId: 'she',
  storeId: 'A',
  terms,
  state: 'active',
  validUntil: null,
  family: [],
  principalFen: terms.sessions ? 0 : terms.priceFen,
  bonusFen: terms.bonusFen,
  unearnedFen: terms.sessions ? terms.priceFen : 0,
  sessions: terms.sessions,
  ...over,
});
const need = { customerId: 'she', storeId: 'A', serviceId: 's', openFen: 110_000 };
const code = (decision: { ok: boolean; refusal?: { code: string; facts: unknown } }) => (decision.ok ? 'ok' : decision.refusal?.code);

test('CD-04 what a card must say of itself depends on its kind; the field that is wrong is named', () => {
  for (const terms of [stored, ten, course]) expect(code(decideTerms(terms, rules))).toBe('ok');
  for (const [terms, field] of [
    [{ ...stored, sessions: 1 }, 'sessions'],
    [{ ...ten, sessions: 0 }, 'sessions'],
    [{ ...ten, bonusFen: 1 }, 'bonusFen'],
    [{ ...ten, serviceIds: [] }, 'serviceIds'],
    [{ ...ten, intervalDays: 7 }, 'intervalDays'],
    [{ ...course, intervalDays: null }, 'intervalDays'],
  ] as [CardTerms, string][])
    expect(decideTerms(terms, rules)).toMatchObject({ refusal: { code: 'membership.terms_invalid', facts: { field } } });
});

test('CD-06 a named card holds 5,000 yuan at most: the refusal names the limit, and another setting moves it', () => {
  const full = { ...stored, priceFen: 480_000, bonusFen: 20_000 };
  expect(code(decideTerms(full, rules))).toBe('ok');
  expect(decideTerms({ ...full, bonusFen: 20_001 }, rules)).toMatchObject({
    refusal: { code: 'membership.above_limit', facts: { limit: 'maxBalanceFen', maxFen: 500_000, wouldHoldFen: 500_001 } },
  });
  expect(code(decideSale(stored, [{ amountFen: 100_000 }], 380_001, rules))).toBe('membership.above_limit');
  expect(code(decideSale(stored, [{ amountFen: 100_000 }], 380_001, { ...rules, maxBalanceFen: 600_000 }))).toBe('ok');
});

test('CD-06 payments add up to the price to the fen', () => {
  expect(code(decideSale(ten, [{ amountFen: 60_000 }, { amountFen: 40_000 }], 0, rules))).toBe('ok');
  for (const last of [39_999, 40_001]) expect(code(decideSale(ten, [{ amountFen: 60_000 }, { amountFen: last }], 0, rules))).toBe('membership.payments_differ');
});

test('CD-04 the sessions of a card are together worth its price, whatever it was', () => {
  for (const [price, sessions] of [
    [100_000, 3],
    [1, 10],
    [99_999, 7],
    [0, 4],
    [500_000, 500],
  ] as const) {
    let [unearned, earned] = [price as number, 0];
    for (let left = sessions as number; left > 0; left--) {
      const value = sessionValue(unearned, left);
      [unearned, earned] = [unearned - value, earned + value];
    }
    expect([price, unearned, earned]).toEqual([price, 0, price]);
  }
});

test('CD-06 principal before bonus, or as it is set; never more than is open, never more than is there', () => {
  expect(decideTaking(card(stored), need, rules, TODAY)).toMatchObject({ value: { principalFen: 100_000, bonusFen: 10_000, valueFen: 110_000 } });
  expect(decideTaking(card(stored), need, { spendFirst: 'bonus' }, TODAY)).toMatchObject({ value: { principalFen: 90_000, bonusFen: 20_000 } });
  const more = decideTaking(card(stored), { ...need, openFen: 130_000 }, rules, TODAY);
  expect(more).toMatchObject({ value: { principalFen: 100_000, bonusFen: 20_000 } });
  expect(more.ok && openAfter(130_000, more.value)).toBe(10_000);
});

test('CD-06 after its time principal is still there and bonus is not', () => {
  const old = card(stored, { validUntil: '2027-02-28' });
  expect(decideTaking(old, need, rules, TODAY)).toMatchObject({ value: { principalFen: 100_000, bonusFen: 0 } });
  expect(stateOf(old, TODAY)).toBe('active');
  expect(stateOf({ ...old, principalFen: 0 }, TODAY)).toBe('used_up');
});

test('CD-04 an empty, foreign, frozen, expired or elsewhere card does not fit, and says why', () => {
  expect(code(decideTaking(card(ten, { sessions: 0, unearnedFen: 0 }), need, rules, TODAY))).toBe('membership.not_enough');
  for (const [over, why] of [
    [{ customerId: 'other' }, 'not_hers'],
    [{ state: 'frozen' }, 'frozen'],
    [{ state: 'refunded' }, 'refunded'],
    [{ validUntil: '2027-02-28' }, 'expired'],
    [{ terms: { ...ten, storeIds: ['B'] } }, 'store'],
    [{ terms: { ...ten, serviceIds: ['t'] } }, 'service'],
  ] as [Partial<CardFacts>, string][])
    expect(decideFit(card(ten, over), need, TODAY)).toMatchObject({ refusal: { facts: { why } } });
  expect(code(decideFit(card(ten, { validUntil: TODAY }), need, TODAY))).toBe('ok');
  expect(code(decideFit(card(ten, { customerId: 'mother', family: ['she'] }), need, TODAY))).toBe('ok');
});

test('CD-07 what runs out first, then sessions, then her own', () => {
  const cards = [
    card(stored, { cardId: '1' }),
    card(ten, { cardId: '2' }),
    card(ten, { cardId: '3', customerId: 'mother', family: ['she'] }),
    card(stored, { cardId: '4', validUntil: '2027-03-05' }),
    card(ten, { cardId: '5', validUntil: '2027-03-05' }),
  ];
  expect(inOrder(cards, 'she').map((one) => one.cardId)).toEqual(['5', '4', '2', '3', '1']);
});

test('CD-07 a finished booking takes by itself only from the one card that fits and pays it all', () => {
  expect(onlyOne([card(ten)], need, rules, TODAY)?.cardId).toBe('c');
  expect(onlyOne([card(ten), card(stored, { cardId: 'd' })], need, rules, TODAY)).toBeNull();
  expect(onlyOne([card(ten, { sessions: 0 }), card(stored, { cardId: 'd' })], need, rules, TODAY)?.cardId).toBe('d');
  expect(onlyOne([card(stored)], { ...need, openFen: 130_000 }, rules, TODAY)).toBeNull();
});

test('CD-05 two of five are used: the next is due by the rhythm, and none after the last', () => {
  expect(nextDue(card(course, { sessions: 3 }), '2027-02-15')).toBe('2027-03-17');
  expect(nextDue(card(course), null)).toBeNull();
  expect(nextDue(card(course, { sessions: 0 }), '2027-02-15')).toBeNull();
  expect(nextDue(card(ten, { sessions: 3 }), '2027-02-15')).toBeNull();
});
