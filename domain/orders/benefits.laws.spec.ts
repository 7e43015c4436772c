import * as fc from 'fast-check';
import { spreadOverLines } from '../kernel/spread';
import { decideBenefit, standing } from './benefits';

const fen = fc.nat(10_000_000);
const lines = fc
  .array(fen, { minLength: 1, maxLength: 8 })
  .map((all) => all.map((totalFen, index) => ({ id: String(index), totalFen, state: 'sold' as const })));
const total = (all: readonly { readonly totalFen: number }[]): number => all.reduce((sum, line) => sum + line.totalFen, 0);

test('MK-03 law: a benefit shared out over lines adds up to the fen, and no line falls below nothing', () => {
  fc.assert(
    fc.property(lines, fen, (all, amountFen) => {
      const parts = spreadOverLines(amountFen, all);
      const sum = parts.reduce((each, part) => each + part.amountFen, 0);
      expect(sum).toBe(Math.min(amountFen, total(all)));
      for (const part of parts) expect(part.amountFen).toBeLessThanOrEqual(all.find((line) => line.id === part.lineId)!.totalFen);
      const decided = decideBenefit({ lines: all, billedFen: total(all), paidFen: 0 }, parts);
      expect(decided.ok).toBe(sum > 0);
      expect(standing(parts, all)).toBe(sum);
      expect(
        standing(
          parts,
          all.map((line) => ({ ...line, state: 'refunded' as const })),
        ),
      ).toBe(0);
    }),
  );
});

test('MK-03 a benefit takes off nothing that is paid already, and nothing that is not on the bill', () => {
  const bill = { lines: [{ id: 'a', totalFen: 1_000 }], billedFen: 1_000, paidFen: 900 };
  expect(decideBenefit(bill, [{ lineId: 'a', amountFen: 100 }])).toEqual({ ok: true, value: 100 });
  expect(decideBenefit(bill, [{ lineId: 'a', amountFen: 101 }])).toMatchObject({
    refusal: { code: 'orders.less_than_paid', facts: { paidFen: 900, billedFen: 899 } },
  });
  expect(decideBenefit(bill, [{ lineId: 'a', amountFen: 1_001 }])).toMatchObject({
    refusal: { code: 'orders.benefit_above_bill', facts: { possibleFen: 1_000 } },
  });
  expect(decideBenefit(bill, [{ lineId: 'b', amountFen: 1 }])).toMatchObject({ refusal: { facts: { amountFen: 1, possibleFen: 0 } } });
  expect(decideBenefit(bill, [])).toMatchObject({ refusal: { code: 'orders.benefit_above_bill' } });
});
