import * as fc from 'fast-check';
import type { CouponTerms } from './contract';
import { decideIssue, decideTerms, findForbidden, fitCoupon, mostCost, validUntil, type BillFacts, type CouponFacts } from './rules';

const terms = (over: Partial<CouponTerms> = {}): CouponTerms => ({
  name: '满 200 减 30',
  text: '',
  kind: 'cash',
  amountFen: 3_000,
  percent: 0,
  maxOffFen: null,
  minSpendFen: 0,
  itemIds: [],
  storeIds: [],
  withCoupons: false,
  withLevel: true,
  validDays: 30,
  validUntil: null,
  totalLimit: null,
  personLimit: null,
  ...over,
});
const line = (over: Partial<BillFacts['lines'][number]> = {}) => ({ id: 'l', itemId: 'i', quantity: 1, totalFen: 20_000, benefitFen: 0, ...over });
const bill = (over: Partial<BillFacts> = {}): BillFacts => ({
  open: true,
  customerId: 'c',
  storeId: 's',
  lines: [line()],
  coupons: [],
  hasLevel: false,
  openFen: 20_000,
  ...over,
});
const coupon = (over: Partial<CouponTerms> = {}, facts: Partial<CouponFacts> = {}): CouponFacts => ({
  used: false,
  withdrawn: false,
  customerId: 'c',
  validUntil: '2026-12-01',
  terms: terms(over),
  ...facts,
});
const reason = (one: CouponFacts, other: BillFacts, today = '2026-12-01') => {
  const fit = fitCoupon(one, other, today);
  return fit.ok ? fit.value.offFen : fit.refusal.facts;
};

test('MK-03 law: a coupon takes off never more than its lines cost or is left to pay, and its parts add up to the fen', () => {
  const fen = fc.nat(5_000_000);
  const lines = fc.array(fc.record({ totalFen: fen, quantity: fc.integer({ min: 1, max: 9 }), itemId: fc.constantFrom('a', 'b'), benefitFen: fc.nat(1_000) }), {
    minLength: 1,
    maxLength: 7,
  });
  const kinds = fc.record({
    kind: fc.constantFrom('cash' as const, 'discount' as const, 'item' as const),
    amountFen: fen,
    percent: fc.nat(100),
    maxOffFen: fc.option(fen),
    itemIds: fc.constantFrom<string[]>([], ['a']),
  });
  fc.assert(
    fc.property(lines, kinds, fen, (all, over, openFen) => {
      const facts = bill({ lines: all.map((one, index) => ({ ...one, id: String(index) })), openFen });
      const fit = fitCoupon(coupon(over), facts, '2026-12-01');
      if (!fit.ok) return expect(['no_item', 'nothing_left']).toContain(fit.refusal.facts.reason);
      const good = facts.lines.filter((one) => over.itemIds.length === 0 || over.itemIds.includes(one.itemId));
      expect(fit.value.offFen).toBeGreaterThan(0);
      expect(fit.value.offFen).toBeLessThanOrEqual(
        Math.min(
          openFen,
          good.reduce((sum, one) => sum + one.totalFen, 0),
        ),
      );
      expect(fit.value.parts.reduce((sum, part) => sum + part.amountFen, 0)).toBe(fit.value.offFen);
      for (const part of fit.value.parts) expect(part.amountFen).toBeLessThanOrEqual(good.find((one) => one.id === part.lineId)?.totalFen ?? -1);
      if (over.kind === 'discount' && over.maxOffFen !== null) expect(fit.value.offFen).toBeLessThanOrEqual(over.maxOffFen);
    }),
  );
});

test('MK-03 every reason why a coupon does not fit is named, and what is missing to its minimum', () => {
  expect(reason(coupon({ minSpendFen: 20_000 }), bill())).toBe(3_000);
  expect(reason(coupon({ minSpendFen: 20_001 }), bill())).toEqual({ reason: 'below_minimum', missingFen: 1 });
  // What another benefit took off still counts as spent.
  expect(reason(coupon({ minSpendFen: 20_000 }), bill({ lines: [line({ totalFen: 15_000, benefitFen: 5_000 })] }))).toBe(3_000);
  const no = (why: string) => ({ reason: why, missingFen: 0 });
  expect(reason(coupon({}, { used: true }), bill())).toEqual(no('used'));
  expect(reason(coupon(), bill(), '2026-12-02')).toEqual(no('expired'));
  expect(reason(coupon(), bill({ customerId: 'x' }))).toEqual(no('other_customer'));
  expect(reason(coupon(), bill({ open: false }))).toEqual(no('order_not_open'));
  expect(reason(coupon({ storeIds: ['t'] }), bill())).toEqual(no('other_store'));
  expect(reason(coupon({ itemIds: ['j'] }), bill())).toEqual(no('no_item'));
  expect(reason(coupon(), bill({ coupons: [terms({ withCoupons: true })] }))).toEqual(no('not_with_coupons'));
  expect(reason(coupon({ withCoupons: true }), bill({ coupons: [terms()] }))).toEqual(no('not_with_coupons'));
  expect(reason(coupon({ withCoupons: true }), bill({ coupons: [terms({ withCoupons: true })] }))).toBe(3_000);
  expect(reason(coupon({ withLevel: false }), bill({ hasLevel: true }))).toEqual(no('not_with_level'));
  expect(reason(coupon(), bill({ openFen: 0 }))).toEqual(no('nothing_left'));
  expect(reason(coupon({ kind: 'item', itemIds: ['i'] }), bill({ lines: [line({ quantity: 3 })] }))).toBe(6_666);
  expect(reason(coupon({ kind: 'discount', percent: 20, maxOffFen: 2_500 }), bill())).toBe(2_500);
});

test('MK-03 terms say what they must, last as long as they say, and are given out within their limits', () => {
  const field = (over: Partial<CouponTerms>) => {
    const decided = decideTerms(terms(over));
    return decided.ok ? null : decided.refusal.facts.field;
  };
  expect([
    field({}),
    field({ amountFen: 0 }),
    field({ kind: 'discount' }),
    field({ kind: 'item' }),
    field({ validDays: null }),
    field({ validUntil: '2026-12-31' }),
    field({ totalLimit: 1, personLimit: 2 }),
  ]).toEqual([null, 'amountFen', 'percent', 'itemIds', 'validDays', 'validDays', 'personLimit']);
  expect(validUntil(terms({ validDays: 1 }), '2026-02-28')).toBe('2026-02-28');
  expect(validUntil(terms({ validDays: 2 }), '2026-02-28')).toBe('2026-03-01');
  expect(validUntil(terms({ validDays: null, validUntil: '2026-12-31' }), '2026-02-28')).toBe('2026-12-31');
  const limits = { totalLimit: 10, personLimit: 2 };
  expect(decideIssue(limits, { issued: 9, ofPerson: 1, wanted: 1 }).ok).toBe(true);
  expect(decideIssue(limits, { issued: 9, ofPerson: 0, wanted: 2 })).toMatchObject({ refusal: { facts: { which: 'total', left: 1 } } });
  expect(decideIssue(limits, { issued: 2, ofPerson: 2, wanted: 1 })).toMatchObject({ refusal: { facts: { which: 'person', left: 0 } } });
  expect([
    mostCost(terms(), 38),
    mostCost(terms({ kind: 'discount' }), 38),
    mostCost(terms({ kind: 'discount', maxOffFen: 5 }), 38),
    mostCost(terms({ kind: 'item' }), 1),
  ]).toEqual([114_000, null, 190, null]);
});

test('MK-08 forbidden words are found with their place, the longest of those that begin there, whatever the case', () => {
  expect(findForbidden('全城最佳，根治100%！', ['最', '最佳', '根治', '100%'])).toEqual([
    { word: '最佳', at: 2 },
    { word: '根治', at: 5 },
    { word: '100%', at: 7 },
  ]);
  expect(findForbidden('No.1 服务', ['no.1'])).toEqual([{ word: 'No.1', at: 0 }]);
  expect(findForbidden('老朋友专享', ['最佳', ''])).toEqual([]);
});
