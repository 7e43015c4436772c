import * as fc from 'fast-check';
import { calculateExchange } from './exchange';

const fen = fc.nat(10_000_000);
const facts = fc
  .record({
    priceFen: fen,
    discountPart: fc.nat(100),
    newFen: fen,
    carried: fc.array(fc.nat(100_000), { maxLength: 3 }),
    level: fc.nat(100),
    restFen: fen,
    paid: fc.nat(100),
  })
  .map(({ priceFen, discountPart, newFen, carried, level, restFen, paid }) => {
    const discountFen = Math.floor((priceFen * discountPart) / 100);
    let left = priceFen - discountFen;
    const parts = carried.map((amount, index) => {
      const amountFen = Math.min(amount, left);
      left -= amountFen;
      return { kind: 'coupon' as const, sourceId: String(index), amountFen };
    });
    const billedFen = left + restFen;
    return {
      out: { name: '旧', priceFen, discountFen, totalFen: left },
      into: { name: '新', priceFen: newFen },
      carried: parts,
      levelOff: (total: number) => Math.floor((total * level) / 100),
      billedFen,
      paidFen: Math.floor((billedFen * paid) / 100),
    };
  });

test('OR-06 law: an exchange moves the bill by the difference, gives back what is paid beyond it, and the steps add up to it', () => {
  fc.assert(
    fc.property(facts, (one) => {
      const { totalFen, billedFen, backFen, owedFen, steps, discountFen, levelFen, carried } = calculateExchange(one);
      expect(totalFen).toBeGreaterThanOrEqual(0);
      expect(discountFen + levelFen + carried.reduce((sum, part) => sum + part.amountFen, 0) + totalFen).toBe(one.into.priceFen);
      expect(billedFen - one.billedFen).toBe(totalFen - one.out.totalFen);
      expect(backFen).toBeLessThanOrEqual(one.paidFen);
      expect(billedFen - (one.paidFen - backFen)).toBe(owedFen);
      expect(Math.min(backFen, owedFen)).toBe(0);
      const upTo = steps.findIndex((step) => step.kind === 'billed_after');
      expect(steps.slice(0, upTo).reduce((sum, step) => sum + step.amountFen, 0)).toBe(billedFen);
      for (const [index, part] of carried.entries()) expect(part.amountFen).toBeLessThanOrEqual(one.carried[index]?.amountFen ?? 0);
    }),
  );
});

test('OR-06 exchanged for the same thing at the same price without a level: the bill is as before', () => {
  fc.assert(
    fc.property(facts, (one) => {
      const same = { ...one, into: { name: '新', priceFen: one.out.priceFen }, levelOff: () => 0 };
      expect(calculateExchange(same).billedFen).toBe(one.billedFen);
    }),
  );
});

test('OR-06 a discount stays the same share, a coupon stays as far as the new line bears it', () => {
  const out = { name: '相框', priceFen: 10_000, discountFen: 1_000, totalFen: 8_500 };
  const carried = [{ kind: 'coupon' as const, sourceId: 'c', amountFen: 500 }];
  const base = { out, carried, levelOff: () => 0, billedFen: 8_500, paidFen: 8_500 };
  expect(calculateExchange({ ...base, into: { name: '相册', priceFen: 20_000 } })).toMatchObject({
    discountFen: 2_000,
    totalFen: 17_500,
    owedFen: 9_000,
    backFen: 0,
  });
  expect(calculateExchange({ ...base, into: { name: '贴纸', priceFen: 400 } })).toMatchObject({
    discountFen: 40,
    carried: [{ amountFen: 360 }],
    totalFen: 0,
    backFen: 8_500,
    owedFen: 0,
  });
});
