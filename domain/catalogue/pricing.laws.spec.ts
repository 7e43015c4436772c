import * as fc from 'fast-check';
import type { ItemTerms, PriceRule } from './contract';
import { MOST_FEN, priceLine, priceNow, sumLines, type At, type PricedLine } from './pricing';
import { decideLine, decideTerms } from './rules';

const AT: At = { storeId: 'here', level: '', date: '2026-11-28' };
const option = (key: string, over: Partial<ItemTerms['options'][number]> = {}): ItemTerms['options'][number] => ({
  key,
  name: key,
  unit: '张',
  priceFen: 5_000,
  costFen: 1_200,
  min: 0,
  max: 200,
  included: 40,
  ...over,
});
const rule = (over: Partial<PriceRule>): PriceRule => ({ storeId: null, level: null, priceFen: null, optionPrices: {}, from: null, until: null, ...over });
const item = (over: Partial<ItemTerms> = {}): ItemTerms => ({
  kind: 'package',
  lineId: null,
  name: '套系 A',
  text: '',
  priceFen: 399_900,
  costFen: 80_000,
  options: [
    option('outfits', { unit: '套', included: 3, min: 1, max: 8, priceFen: 30_000, costFen: 10_000 }),
    option('retouched'),
    option('album', { unit: '本', included: 1, max: 3, priceFen: 68_000, costFen: 20_000 }),
  ],
  prices: [],
  from: null,
  until: null,
  active: true,
  ...over,
});
const priced = (terms: ItemTerms, options: Record<string, number> = {}, quantity = 1, at: At = AT): PricedLine => {
  const line = priceLine(terms, { quantity, options }, at);
  if (!line.ok) throw new Error(JSON.stringify(line.refusal));
  return line.value;
};

const anyItem = fc
  .record({
    priceFen: fc.nat(1_000_000),
    costFen: fc.nat(500_000),
    options: fc.uniqueArray(
      fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), priceFen: fc.nat(50_000), costFen: fc.nat(20_000), included: fc.nat(50), more: fc.nat(50) }),
      { selector: (one) => one.key, maxLength: 4 },
    ),
  })
  .map(({ options, ...money }) => item({ ...money, options: options.map(({ more, ...one }) => option(one.key, { ...one, max: one.included + more })) }));
const counts = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.nat(100));
const fitting = (terms: ItemTerms, wanted: Record<string, number>): Record<string, number> =>
  Object.fromEntries(terms.options.filter((one) => one.key in wanted).map((one) => [one.key, Math.min(one.max, wanted[one.key] ?? 0)]));

test('PK-02 package A: three outfits, forty retouched photos, one album; the choice keeps every number', () => {
  expect(priced(item())).toMatchObject({ priceFen: 399_900, costFen: 80_000 + 30_000 + 48_000 + 20_000, options: { outfits: 3, retouched: 40, album: 1 } });
});

test('PK-03 ten more retouched photos at 50 yuan cost 500 yuan more', () => {
  const more = priced(item(), { retouched: 50 });
  expect(more.priceFen - priced(item()).priceFen).toBe(50_000);
  expect(more.costFen - priced(item()).costFen).toBe(12_000);
});

test('PK-03 fewer than included cost no less, and the shop makes fewer', () => {
  const less = priced(item(), { retouched: 10 });
  expect([less.priceFen, less.costFen]).toEqual([399_900, priced(item()).costFen - 30 * 1_200]);
});

test('PK-04 law: the parts sum up to the line and the lines to the total, price and cost alike', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyItem, counts, fc.integer({ min: 1, max: 5 })), { minLength: 1, maxLength: 6 }), (wanted) => {
      const lines = wanted.map(([terms, options, quantity]) => priced(terms, fitting(terms, options), quantity));
      for (const line of lines) {
        expect(line.parts.reduce((sum, part) => sum + part.priceFen, 0)).toBe(line.priceFen);
        expect(line.parts.reduce((sum, part) => sum + part.costFen, 0)).toBe(line.costFen);
      }
      const sums = sumLines(lines);
      expect([sums.priceFen, sums.costFen]).toEqual([lines.reduce((sum, line) => sum + line.priceFen, 0), lines.reduce((sum, line) => sum + line.costFen, 0)]);
      expect(sums.marginFen).toBe(sums.priceFen - sums.costFen);
      expect(sumLines([...lines].reverse())).toEqual(sums);
    }),
  );
});

test('PK-04 law: one more of an option never makes it cheaper, and costs exactly its price beyond what is included', () => {
  fc.assert(
    fc.property(anyItem, counts, fc.nat(3), (terms, options, which) => {
      const one = terms.options[which % Math.max(1, terms.options.length)];
      fc.pre(one !== undefined);
      const before = fitting(terms, options);
      const count = before[one!.key] ?? one!.included;
      fc.pre(count < one!.max);
      const [line, next] = [priced(terms, before), priced(terms, { ...before, [one!.key]: count + 1 })];
      expect(next.priceFen - line.priceFen).toBe(count >= one!.included ? one!.priceFen : 0);
      expect(next.costFen - line.costFen).toBe(one!.costFen);
    }),
  );
});

test('PK-04 law: twice the quantity is twice everything', () => {
  fc.assert(
    fc.property(anyItem, counts, (terms, options) => {
      const [single, double] = [priced(terms, fitting(terms, options)), priced(terms, fitting(terms, options), 2)];
      expect([double.priceFen, double.costFen]).toEqual([2 * single.priceFen, 2 * single.costFen]);
    }),
  );
});

test('PK-02 the price of the store, the level and the day: the most particular wins, of equals the lowest, in whatever order they are written', () => {
  const rules = [
    rule({ level: 'gold', priceFen: 380_000 }),
    rule({ storeId: 'here', priceFen: 420_000 }),
    rule({ storeId: 'here', level: 'gold', priceFen: 390_000, optionPrices: { retouched: 4_000 } }),
    rule({ storeId: 'here', level: 'gold', priceFen: 385_000 }),
    rule({ level: 'gold', priceFen: 350_000, from: '2026-11-11', until: '2026-11-11' }),
  ];
  fc.assert(
    fc.property(fc.shuffledSubarray(rules, { minLength: rules.length }), (prices) => {
      const at = (over: Partial<At>) => priceNow(item({ prices }), { ...AT, ...over });
      expect([at({ storeId: 'there' }), at({}), at({ level: 'gold' }), at({ storeId: 'there', level: 'gold' })]).toEqual([399_900, 420_000, 385_000, 380_000]);
      expect(at({ storeId: 'there', level: 'gold', date: '2026-11-11' })).toBe(350_000);
      expect(priced(item({ prices }), { retouched: 41 }, 1, { ...AT, level: 'gold' }).priceFen).toBe(385_000 + 4_000);
    }),
  );
});

test('PK-02 what is not on sale, not there, out of range or too much is refused by name', () => {
  const no = (terms: ItemTerms, options: Record<string, number> = {}, quantity = 1) => {
    const line = priceLine(terms, { quantity, options }, AT);
    return line.ok ? null : [line.refusal.code, line.refusal.facts];
  };
  expect(no(item({ active: false }))?.[0]).toBe('catalogue.not_on_sale');
  expect(no(item({ until: '2026-11-27' }))).toEqual(['catalogue.not_on_sale', { name: '套系 A', from: null, until: '2026-11-27' }]);
  expect(no(item({ until: '2026-11-28', from: '2026-11-28' }))).toBeNull();
  expect(no(item(), { frame: 1 })).toEqual(['catalogue.option_unknown', { name: '套系 A', option: 'frame' }]);
  expect(no(item(), { constructor: 1 })?.[0]).toBe('catalogue.option_unknown');
  expect(no(item(), { outfits: 0 })).toEqual(['catalogue.option_out_of_range', { name: '套系 A', option: 'outfits', min: 1, max: 8 }]);
  expect(no(item({ priceFen: 100_000_000 }), {}, 11)).toEqual(['catalogue.too_much', { maxFen: MOST_FEN }]);
});

test('PK-02 terms that contradict themselves are refused by the field', () => {
  const no = (over: Partial<ItemTerms>) => {
    const decided = decideTerms(item(over));
    return decided.ok ? null : decided.refusal.facts;
  };
  expect(no({})).toBeNull();
  expect(no({ options: [option('a'), option('a')] })).toEqual({ field: 'options', problem: 'repeated' });
  expect(no({ options: [option('a', { min: 3, max: 2 })] })).toEqual({ field: 'options.0.min', problem: 'backwards' });
  expect(no({ options: [option('a', { included: 201 })] })).toEqual({ field: 'options.0.included', problem: 'out_of_range' });
  expect(no({ from: '2026-11-02', until: '2026-11-01' })).toEqual({ field: 'until', problem: 'backwards' });
  expect(no({ prices: [rule({})] })).toEqual({ field: 'prices.0', problem: 'fits_everybody' });
  expect(no({ prices: [rule({ level: 'gold', optionPrices: { frame: 1 } })] })).toEqual({ field: 'prices.0.optionPrices', problem: 'unknown' });
});

test('PK-05 the steps of a line must be walkable', () => {
  const stage = (key: string, needs: 'nothing' | 'deposit' | 'service' | 'paid') => ({ key, name: key, needs });
  const no = (...stages: ReturnType<typeof stage>[]) => {
    const decided = decideLine(stages, []);
    return decided.ok ? null : decided.refusal.facts.problem;
  };
  expect(no(stage('a', 'nothing'), stage('b', 'service'), stage('c', 'paid'))).toBeNull();
  expect(no(stage('a', 'nothing'), stage('a', 'paid'))).toBe('repeated');
  expect(no(stage('a', 'deposit'), stage('b', 'paid'))).toBe('first_needs_nothing');
  expect(no(stage('a', 'nothing'), stage('b', 'service'), stage('c', 'service'), stage('d', 'paid'))).toBe('service_twice');
  expect(no(stage('a', 'nothing'), stage('b', 'service'))).toBe('never_paid');
});

test('CD-03 a line tells whether a price of her level is in it: the item’s own, or that of an option that costs something', () => {
  const gold = { ...AT, level: 'gold' };
  const levelled = (over: Partial<PriceRule>) => item({ prices: [rule({ level: 'gold', ...over })] });
  expect(priced(levelled({ priceFen: 300_000 })).levelPriced).toBe(false);
  expect(priced(levelled({ priceFen: 300_000 }), {}, 1, gold).levelPriced).toBe(true);
  const option = levelled({ optionPrices: { retouched: 4_000 } });
  expect([priced(option, { retouched: 40 }, 1, gold), priced(option, { retouched: 50 }, 1, gold)].map((line) => line.levelPriced)).toEqual([false, true]);
  // A price of the store is more particular than that of her level.
  const store = item({ prices: [rule({ level: 'gold', priceFen: 300_000 }), rule({ storeId: 'here', priceFen: 350_000 })] });
  expect(priced(store, {}, 1, gold)).toMatchObject({ priceFen: 350_000, levelPriced: false });
});
