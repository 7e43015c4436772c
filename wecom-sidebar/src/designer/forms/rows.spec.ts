import { beginTotal, sameKind, withTotal } from './rows';

test('FM-22 a total begins with what fits: money with money, a number with a number or the lines themselves, a text with nothing', () => {
  const lines = [
    { slot: 'item', type: 'text' },
    { slot: 'price', type: 'money' },
  ] as const;
  expect(beginTotal({ slot: 'sum', type: 'money' }, lines)).toEqual({ slot: 'sum', agg: 'sum', of: 'price' });
  expect(beginTotal({ slot: 'many', type: 'number' }, lines)).toEqual({ slot: 'many', agg: 'count' });
  expect(beginTotal({ slot: 'note', type: 'text' }, lines)).toBeNull();
  expect([sameKind('money', 'number'), sameKind('text', 'text'), sameKind('number', 'number')]).toEqual([false, false, true]);
});

test('FM-22 no question is the total of two things; one that goes leaves the others', () => {
  const [a, b] = [
    { slot: 'sum', agg: 'sum', of: 'price' },
    { slot: 'many', agg: 'count' },
  ] as const;
  expect(withTotal([a], 1, b)).toEqual([a, b]);
  expect(withTotal([a, b], 1, { ...b, slot: 'sum' })).toEqual([a]);
  expect(withTotal([a, b], 0, null)).toEqual([b]);
});
