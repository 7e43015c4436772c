import fc from 'fast-check';
import { readNumber, typedNumber } from './typed';

const MONEY = { type: 'money' } as const;
const NUMBER = { type: 'number' } as const;

test.each([
  ['128.50', 12_850],
  ['128.55', 12_855],
  ['１２８．５', 12_850],
  ['¥1,280 元', 128_000],
  ['-0.01', -1],
  ['-0', 0],
  ['', null],
  ['  ', null],
  ['abc', 'abc'],
  ['1.005', '1.005'],
  ['1e5', '1e5'],
  ['元', '元'],
])('FM-06 %j typed as money is %j', (text, value) => {
  expect(readNumber(MONEY, text)).toBe(value);
});

test('FM-06 what is shown and typed again is the same amount; numbers keep their digits', () => {
  fc.assert(fc.property(fc.integer({ min: -1e13, max: 1e13 }), (fen) => readNumber(MONEY, typedNumber(MONEY, fen)) === fen));
  fc.assert(fc.property(fc.integer({ min: -1e9, max: 1e9 }), (units) => readNumber(NUMBER, typedNumber(NUMBER, units / 10_000)) === units / 10_000));
  expect(typedNumber(MONEY, 'abc')).toBe('abc');
  expect(typedNumber(MONEY, null)).toBe('');
});
