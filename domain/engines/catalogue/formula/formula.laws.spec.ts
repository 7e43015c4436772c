import fc from 'fast-check';
import { FORMULA_FUNCTIONS, type Formula } from '../definition';
import { CHIPS, envOf, f, LEVELS, s, SCOPE, SLOTS, v } from './formula.fixture';
import { evaluateFormula } from './evaluate';
import { parseFormula } from './parse';
import { numberAt, ratioOf, roundedAt } from './ratio';
import { sayFormula } from './say';
import { DATE_UNITS } from './signatures';
import { checkFormula } from './types';

const leaf: fc.Arbitrary<Formula> = fc.oneof(
  fc.constantFrom(...Object.keys(SLOTS).map(s), { field: 'owner.name' } as Formula),
  fc.integer({ min: -99_999, max: 99_999 }).map((units) => v(units / 100)),
  fc.string({ unit: 'grapheme', maxLength: 6 }).map(v),
  fc.constantFrom(...['"', '\\', ']', '是', '分'].map(v), v(true), v(false), v(null)),
);
const inner: fc.Arbitrary<Formula> = fc.constantFrom(s('fee'), s('qty'), v(2), f('*', s('fee'), s('qty')));
/** Any tree of the grammar, with types or without sense. */
const tree: fc.Arbitrary<Formula> = fc.letrec<{ tree: Formula }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    leaf,
    fc.tuple(fc.constantFrom('+', '-', '*', '/', '=', '<>', '<', '>=' as const), tie('tree'), tie('tree')).map(([call, a, b]) => f(call as '+', a, b)),
    fc
      .tuple(
        fc.constantFrom(
          ...FORMULA_FUNCTIONS.filter((name) => /^[A-Z]/.test(name) && !name.startsWith('ROWS') && !name.startsWith('DATE') && name !== 'SWITCH'),
        ),
        fc.array(tie('tree'), { maxLength: 3 }),
      )
      .map(([call, args]) => f(call, ...args)),
    fc.tuple(fc.constantFrom(...LEVELS.map((level) => level.id)), tie('tree'), tie('tree')).map(([id, a, b]) => f('SWITCH', s('level'), v(id), a, b)),
    fc.tuple(fc.constantFrom('=' as const, '<>' as const), fc.constantFrom(...LEVELS.map((level) => level.id))).map(([call, id]) => f(call, v(id), s('level'))),
    fc.tuple(tie('tree'), fc.integer({ min: -3, max: 3 }), fc.constantFrom(...DATE_UNITS)).map(([a, n, unit]) => f('DATEADD', a, v(n), v(unit))),
    inner.map((of) => f('ROWS.SUM', s('lines'), of)),
  ),
})).tree;
/** A text that is by chance the label of the option beside it stands for the option, so it does not come back. */
const ambiguous = (formula: Formula): boolean =>
  'call' in formula &&
  ((['=', '<>', 'SWITCH'].includes(formula.call) && formula.args.some((arg) => 'value' in arg && LEVELS.some((level) => level.label === arg.value))) ||
    formula.args.some(ambiguous));

test('FM-11 a formula that is shown and read again is the same tree', () => {
  fc.assert(
    fc.property(tree, (formula) => {
      fc.pre(!ambiguous(formula));
      expect(parseFormula(sayFormula(formula, CHIPS), CHIPS)).toEqual({ ok: true, formula });
    }),
    { numRuns: 2_000 },
  );
});

test('FM-11 any text at all is read or refused with a place inside it; nothing is thrown', () => {
  const bits = fc.constantFrom('[单价]', '[数量', 'SUM(', ')', '(', ',', '×', '-', '<', '=', '"', '\\', '1', '.5', ' ', '是', 'IF', '，', '“', '__proto__');
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(bits).map((all) => all.join('')),
      ),
      (text) => {
        const parsed = parseFormula(text, CHIPS);
        if (parsed.ok) expect(parseFormula(sayFormula(parsed.formula, CHIPS), CHIPS)).toEqual(parsed);
        else expect(parsed.problem.at >= 0 && parsed.problem.at <= text.length).toBe(true);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('FM-11 any JSON at all is checked without being thrown at; what passes can be worked out, to the type that was promised', () => {
  const values = fc.record({
    price: fc.option(fc.integer({ min: -1e9, max: 1e9 })),
    count: fc.option(fc.integer({ min: -50, max: 50 }).map((n) => n / 10)),
    off: fc.option(fc.nat(1000).map((n) => n / 10)),
    level: fc.constantFrom(null, 'gold', 'plain', 'gone'),
    born: fc.constantFrom(null, '2000-02-29', '2026-11-28'),
    visit: fc.constantFrom(null, '2026-11-28T02:00:00.000Z'),
    note: fc.option(fc.string()),
    again: fc.constantFrom(null, true, false),
  });
  let passed = 0;
  fc.assert(
    fc.property(fc.oneof({ weight: 5, arbitrary: tree }, { weight: 1, arbitrary: fc.jsonValue() }), values, (formula, given) => {
      const { type, problems } = checkFormula(formula, SCOPE);
      expect(type === null).toBe(problems.length > 0);
      if (!type || type.kind === 'empty') return;
      passed += 1;
      const result = evaluateFormula(formula as Formula, envOf(given), type);
      if (result === null) return;
      const kinds = { number: 'number', money: 'number', percent: 'number', bool: 'boolean' } as const;
      expect(typeof result).toBe(Array.isArray(result) ? 'object' : type.kind in kinds ? kinds[type.kind as keyof typeof kinds] : 'string');
      if (type.kind === 'money') expect(Number.isSafeInteger(result)).toBe(true);
    }),
    { numRuns: 3_000 },
  );
  expect(passed).toBeGreaterThan(200);
});

test('FM-06 sums do not depend on the order, a sum is what was added, and rounding is symmetric about zero', () => {
  const amounts = fc.array(fc.integer({ min: -1e12, max: 1e12 }), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(amounts, (fen) => {
      const sum = (all: readonly number[]) =>
        evaluateFormula(
          f('ROWS.SUM', s('lines'), s('fee')),
          envOf(
            {},
            all.map((fee) => ({ fee })),
          ),
          { kind: 'money' },
        );
      expect(sum(fen)).toBe(fen.reduce((a, b) => a + b, 0));
      expect(sum([...fen].reverse())).toBe(sum(fen));
    }),
  );
  fc.assert(
    fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 3 }), (units, scale) => {
      const value = ratioOf(units / 10_000);
      const other = ratioOf(-units / 10_000);
      expect(numberAt(roundedAt(value!, scale), 4)).toBe(-numberAt(roundedAt(other!, scale), 4)! + 0);
      // Never further than half a unit from what it was.
      expect(Math.abs(numberAt(roundedAt(value!, scale), scale)! - units / 10_000)).toBeLessThanOrEqual(0.5 / 10 ** scale + 1e-6);
    }),
  );
});
