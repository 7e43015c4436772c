import { prepaidDefaults as rules } from '@zhike/config/prepaid';
import type { CardTerms } from './contract';
import { decideCorrection, decideRefund, extendedBy } from './life';
import type { CardFacts } from './rules';

const terms: CardTerms = {
  name: '十次卡',
  kind: 'sessions',
  text: '',
  priceFen: 100_000,
  bonusFen: 0,
  sessions: 10,
  singlePriceFen: 15_000,
  serviceIds: ['s'],
  intervalDays: null,
  validDays: 365,
  storeIds: [],
  coupons: [],
  online: true,
  active: true,
};
const card = (over: Partial<CardFacts> = {}): CardFacts => ({
  cardId: 'c',
  customerId: 'she',
  storeId: 'A',
  terms,
  state: 'active',
  validUntil: '2028-01-01',
  family: [],
  principalFen: 0,
  bonusFen: 0,
  unearnedFen: 70_000,
  sessions: 7,
  ...over,
});
const stored = card({ terms: { ...terms, kind: 'stored_value', sessions: 0 }, principalFen: 60_000, bonusFen: 20_000, unearnedFen: 0, sessions: 0 });

test('CD-10 frozen for forty days, it runs forty days longer; one without an end stays so', () => {
  expect(extendedBy('2027-12-31', '2027-03-01', '2027-04-10')).toBe('2028-02-09');
  expect(extendedBy(null, '2027-03-01', '2027-04-10')).toBeNull();
});

test('CD-06 of stored value principal goes back and bonus is void, and the steps say so', () => {
  expect(decideRefund(stored, 3, '2026-01-01', '2027-03-01', rules)).toEqual({
    steps: [
      { kind: 'principal', count: 1, amountFen: 60_000 },
      { kind: 'bonus_void', count: 1, amountFen: -20_000 },
      { kind: 'back', count: 1, amountFen: 60_000 },
    ],
    backFen: 60_000,
    reasonless: false,
  });
});

test('CD-10 of sessions: what is not earned, or the price less what was used at the single price', () => {
  expect(decideRefund(card(), 3, '2027-01-01', '2027-03-01', rules).backFen).toBe(70_000);
  const single = { ...rules, sessionRefund: 'single_price' as const };
  expect(decideRefund(card(), 3, '2027-01-01', '2027-03-01', single).backFen).toBe(55_000);
  expect(decideRefund(card({ unearnedFen: 20_000, sessions: 2 }), 8, '2027-01-01', '2027-03-01', single).backFen).toBe(0);
});

test('CD-10 within seven days and never used everything goes back, whatever the rule', () => {
  const single = { ...rules, sessionRefund: 'single_price' as const };
  const fresh = card({ unearnedFen: 100_000, sessions: 10 });
  expect(decideRefund(fresh, 0, '2027-03-01', '2027-03-08', single)).toMatchObject({ backFen: 100_000, reasonless: true });
  expect(decideRefund(fresh, 0, '2027-03-01', '2027-03-09', single).reasonless).toBe(false);
});

test('a correction changes something, in a purse that is there, and leaves nothing below zero', () => {
  const none = { sessions: 0, principalFen: 0, bonusFen: 0 };
  const problem = (decision: ReturnType<typeof decideCorrection>) => (decision.ok ? 'ok' : decision.refusal);
  expect(problem(decideCorrection(card(), none, rules))).toMatchObject({ facts: { problem: 'nothing' } });
  expect(problem(decideCorrection(card(), { ...none, sessions: -8 }, rules))).toMatchObject({ facts: { field: 'sessions', problem: 'below_zero', holds: 7 } });
  expect(problem(decideCorrection(card(), { ...none, bonusFen: 1 }, rules))).toMatchObject({ facts: { problem: 'wrong_kind' } });
  expect(problem(decideCorrection(stored, { ...none, principalFen: 430_000 }, rules))).toMatchObject({ code: 'membership.above_limit' });
  expect(problem(decideCorrection(stored, { ...none, principalFen: -60_000 }, rules))).toBe('ok');
});
