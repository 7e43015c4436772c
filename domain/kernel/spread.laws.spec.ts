import * as fc from 'fast-check';
import { findFieldProblem } from './fields';
import { spread } from './spread';

const amount = fc.integer({ min: -100_000_000, max: 100_000_000 });
const weights = fc.array(fc.nat(100_000_000), { minLength: 1, maxLength: 12 });

test('PK-04 law: what is shared out adds up to the fen, whatever the weights', () => {
  fc.assert(fc.property(amount, weights, (fen, shares) => expect(spread(fen, shares).reduce((sum, part) => sum + part, 0)).toBe(fen)));
});

test('PK-04 law: a share is less than one fen from its true part, and no weight means nothing', () => {
  fc.assert(
    fc.property(amount, weights, (fen, shares) => {
      const total = shares.reduce((sum, weight) => sum + weight, 0);
      fc.pre(total > 0);
      for (const [index, part] of spread(fen, shares).entries()) {
        const weight = shares[index]!;
        expect(Math.abs(part - (fen * weight) / total)).toBeLessThan(1.001);
        if (weight === 0) expect(part).toBe(0);
      }
    }),
  );
});

test('PK-04 one fen among three goes to the first; two by halves are even', () => {
  expect(spread(1, [1, 1, 1])).toEqual([1, 0, 0]);
  expect(spread(100, [1, 1, 1])).toEqual([34, 33, 33]);
  expect(spread(-100, [1, 1])).toEqual([-50, -50]);
  expect(spread(7, [0, 0])).toEqual([7, 0]);
});

test('PK-05 a form of the shop’s own: missing, unknown, of another type, no option, no date', () => {
  const fields = [
    { key: 'baby', type: 'text', required: true },
    { key: 'born', type: 'date', required: false },
    { key: 'size', type: 'choice', options: ['S', 'M'], required: false },
    { key: 'count', type: 'number', required: false },
  ] as const;
  expect(findFieldProblem(fields, { baby: '安安', born: '2026-02-28', size: 'S', count: 2 })).toBeNull();
  expect(findFieldProblem(fields, {})).toEqual({ field: 'baby', problem: 'required' });
  expect(findFieldProblem(fields, { baby: '安安', born: '2026-02-30' })).toEqual({ field: 'born', problem: 'not_a_date' });
  expect(findFieldProblem(fields, { baby: '安安', size: 'L' })).toEqual({ field: 'size', problem: 'not an option' });
  expect(findFieldProblem(fields, { baby: '安安', count: '2' })).toEqual({ field: 'count', problem: 'must be a number' });
  expect(findFieldProblem(fields, { baby: '安安', toString: 'x' })).toEqual({ field: 'toString', problem: 'unknown' });
});
