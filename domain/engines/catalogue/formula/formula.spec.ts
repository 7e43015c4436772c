import type { Value } from '../../conditions/definition';
import { CHIPS, envOf, f, s, SCOPE, v } from './formula.fixture';
import { evaluateFormula } from './evaluate';
import { parseFormula } from './parse';
import { upperRmb } from './rmb';
import { sayFormula } from './say';
import { checkFormula, type FormulaProblem } from './types';
import type { FormulaType } from './scope';

const MONEY: FormulaType = { kind: 'money' };
const WHOLE: FormulaType = { kind: 'number', scale: 0 };
const TEXT: FormulaType = { kind: 'text' };
const DATE: FormulaType = { kind: 'date' };
const BOOL: FormulaType = { kind: 'bool' };

/** Types it, checks it and works it out, as an editor would. */
function worth(text: string, target: FormulaType, values: Readonly<Record<string, Value>> = {}, rows: readonly Readonly<Record<string, Value>>[] = []): Value {
  const parsed = parseFormula(text, CHIPS);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problem));
  expect(checkFormula(parsed.formula, SCOPE, target).problems).toEqual([]);
  return evaluateFormula(parsed.formula, envOf(values, rows), target);
}

describe('what a formula comes to', () => {
  test('FM-06 money times number times percent is rounded once, at the end, half away from zero', () => {
    expect(worth('[单价] × [数量] × [折扣]', MONEY, { price: 12_850, count: 3, off: 85 })).toBe(32_768);
    expect(worth('[单价] / 3 * 3', MONEY, { price: 100 })).toBe(100);
    expect(worth('[单价] / 200', MONEY, { price: 100 })).toBe(1);
    expect(worth('0 - [单价] / 200', MONEY, { price: 100 })).toBe(-1);
    expect(worth('ROUND([数量], 0)', WHOLE, { count: -2.5 })).toBe(-3);
    expect(worth('[单价] + 0.1 + 0.2', MONEY, { price: 0 })).toBe(30);
    expect(worth('[单价] > 100', BOOL, { price: 10_001 })).toBe(true);
    expect(worth('[单价] > 100', BOOL, { price: 10_000 })).toBe(false);
  });

  test('FM-06 what does not fit a whole number of a double is empty, not nearly right', () => {
    expect(worth('[单价] × 99999999999', MONEY, { price: 9_007_199_254_740_991 })).toBeNull();
    expect(worth('([单价] × 99999999999) ÷ 99999999999', MONEY, { price: 9_007_199_254_740_991 })).toBe(9_007_199_254_740_991);
  });

  test('FM-11 empty in arithmetic is empty, but not in a sum, a count and IFEMPTY; divided by nothing is empty', () => {
    expect(worth('[单价] × [数量]', MONEY, { price: 100 })).toBeNull();
    expect(worth('AVG([单价], [数量])', MONEY, { price: 100 })).toBeNull();
    expect(worth('SUM([单价], [数量])', MONEY, { price: 100 })).toBe(100);
    expect(worth('SUM([单价])', MONEY)).toBe(0);
    expect(worth('COUNT([单价], [照片], [备注\\]])', WHOLE, { price: 0, photo: ['f1'] })).toBe(2);
    expect(worth('IFEMPTY([单价], 9.9)', MONEY)).toBe(990);
    expect(worth('[单价] ÷ [数量]', MONEY, { price: 100, count: 0 })).toBeNull();
    expect(worth('[单价] = [数量]', BOOL)).toBe(false);
    expect(worth('[单价] <> [数量]', BOOL)).toBe(true);
    expect(worth('[单价] < 1', BOOL)).toBe(false);
  });

  test('FM-22 rows are summed by what each of them comes to; empty ones do not count, no rows are nothing', () => {
    const rows: Readonly<Record<string, Value>>[] = [{ fee: 1_000, qty: 2 }, { fee: 500, qty: 3 }, { fee: 999 }];
    expect(worth('ROWS.SUM([明细], [金额] × [件数])', MONEY, {}, rows)).toBe(3_500);
    expect(worth('ROWS.SUM([明细], [金额])', MONEY)).toBe(0);
    expect(worth('ROWS.AVG([明细], [件数])', { kind: 'number', scale: 1 }, {}, rows)).toBe(2.5);
    expect(worth('ROWS.MAX([明细], [金额])', MONEY, {}, rows)).toBe(1_000);
    expect(worth('ROWS.MIN([明细], [件数])', WHOLE)).toBeNull();
    expect(worth('ROWS.COUNT([明细])', WHOLE, {}, rows)).toBe(3);
  });

  test('FM-04 dates move by whole units, ages count birthdays, and an instant is read on the shop’s wall', () => {
    expect(worth('DATEADD([生日], 1, "个月")', DATE, { born: '2026-01-31' })).toBe('2026-02-28');
    expect(worth('DATEADD(TODAY(), 0 - 1, "年")', DATE)).toBe('2025-11-28');
    expect(worth('DATEADD([到店], 90, "分钟")', { kind: 'datetime' }, { visit: '2026-11-28T02:00:00.000Z' })).toBe('2026-11-28T03:30:00.000Z');
    expect(worth('DATEADD([生日], 9999999, "天")', DATE, { born: '2026-01-31' })).toBeNull();
    expect(worth('DATEDIFF([生日], TODAY(), "天")', WHOLE, { born: '2026-11-25' })).toBe(3);
    expect(worth('DATEDIFF([生日], TODAY(), "个月")', WHOLE, { born: '2026-08-29' })).toBe(2);
    expect(worth('AGE([生日])', WHOLE, { born: '2000-11-28' })).toBe(26);
    expect(worth('AGE([生日])', WHOLE, { born: '2000-11-29' })).toBe(25);
    expect(worth('AGE([生日])', WHOLE, { born: '2027-01-01' })).toBeNull();
    expect(worth('YEAR([到店]) × 100 + DAY([到店])', WHOLE, { visit: '2025-12-31T16:30:00.000Z' })).toBe(202_601);
    expect(worth('WEEKDAY(TODAY())', WHOLE)).toBe(6);
    expect(worth('MAX([生日], TODAY())', DATE, { born: '2027-01-01' })).toBe('2027-01-01');
    expect(worth('[生日] < "2000-01-02"', BOOL, { born: '2000-01-01' })).toBe(true);
  });

  test('FM-05 a choice is compared by what it is and shown by its label', () => {
    expect(worth('IF([等级] = "金卡", 0.9, 1)', { kind: 'number', scale: 1 }, { level: 'gold' })).toBe(0.9);
    expect(worth('SWITCH([等级], "金卡", "贵宾", "普通 \\"卡\\"]", "会员", "散客")', TEXT, { level: 'plain' })).toBe('会员');
    expect(worth('SWITCH([等级], "金卡", "贵宾", "散客")', TEXT)).toBe('散客');
    expect(worth('OPTIONLABEL([标签])', TEXT, { tags: ['gold', 'plain'] })).toBe('金卡、普通 "卡"]');
    expect(worth('CONCAT([等级], "：", [单价], " ", [折扣], " ", AND(是, 否))', TEXT, { level: 'gold', price: -5, off: 8.5 })).toBe('金卡：-0.05 8.5% 否');
    expect(worth('LEN("𠮷家")', WHOLE)).toBe(2);
    expect(worth('"ABC" = "abc"', BOOL)).toBe(true);
    expect(worth('NOT(OR(空, 否))', BOOL)).toBe(true);
  });

  test.each([
    [0, '零元整'],
    [1, '壹分'],
    [10, '壹角整'],
    [100, '壹元整'],
    [101, '壹元零壹分'],
    [110, '壹元壹角整'],
    [1_000, '壹拾元整'],
    [12_850, '壹佰贰拾捌元伍角整'],
    [100_500, '壹仟零伍元整'],
    [1_000_000, '壹万元整'],
    [1_001_000, '壹万零壹拾元整'],
    [10_010_100, '壹拾万零壹佰零壹元整'],
    [10_000_000_100, '壹亿零壹元整'],
    [1_000_010_000_000, '壹佰亿零壹拾万元整'],
    [100_000_000_000_000, '壹万亿元整'],
    [100_010_000_000_000, '壹万零壹亿元整'],
    [-12_305, '负壹佰贰拾叁元零伍分'],
  ])('FM-06 %d fen are written out as %s', (fen, words) => {
    expect(upperRmb(fen)).toBe(words);
    expect(worth('UPPER_RMB([单价])', TEXT, { price: fen })).toBe(words);
  });
});

describe('what a formula may not be', () => {
  const deep = Array.from({ length: 20 }).reduce<unknown>((inner) => ({ call: 'NOT', args: [inner] }), { value: true });
  const wide = { call: 'SUM', args: Array.from({ length: 30 }, () => ({ call: 'SUM', args: Array.from({ length: 8 }, () => ({ value: 1 })) })) };
  test.each<[FormulaProblem, string, unknown]>([
    ['not_a_formula', '', 7],
    ['not_a_formula', '/args/0', { call: 'NOT', args: [null] }],
    ['not_a_formula', '', { call: 'NOT', args: 'x' }],
    ['unknown_function', '', { call: 'constructor', args: [] }],
    ['argument_count', '', f('NOT')],
    ['type_mismatch', '/args/1', f('*', s('price'), s('price'))],
    ['type_mismatch', '/args/1', f('+', v(1), v('a'))],
    ['type_mismatch', '/args/1', f('/', v(1), s('price'))],
    ['type_mismatch', '/args/0', f('<', v('a'), v('b'))],
    ['type_mismatch', '/args/1', f('=', v('a'), v(1))],
    ['type_mismatch', '/args/0', f('IF', v(1), v(1))],
    ['type_mismatch', '/args/2', f('IF', v(true), v(1), v('a'))],
    ['type_mismatch', '/args/0', f('CONCAT', s('photo'))],
    ['type_mismatch', '/args/0', f('ROWS.SUM', s('price'), v(1))],
    ['unknown_slot', '/args/1', f('ROWS.SUM', s('lines'), s('price'))],
    ['unknown_slot', '', s('__proto__')],
    ['unknown_field', '', { field: 'toString' }],
    ['literal_invalid', '', v(0.12345)],
    ['literal_invalid', '', v(1e300)],
    ['literal_invalid', '', { value: Number.NaN }],
    ['literal_invalid', '', v('x'.repeat(501))],
    ['literal_invalid', '', { value: ['a'] }],
    ['not_a_literal', '/args/1', f('ROUND', s('count'), s('count'))],
    ['not_a_literal', '/args/2', f('DATEADD', s('born'), v(1), v('week'))],
    ['unknown_option', '/args/1', f('=', s('level'), v('silver'))],
    ['unknown_option', '/args/1', f('SWITCH', s('level'), v('silver'), v(1))],
    ['result_type', '', v('abc')],
    ['depth', `${'/args/0'.repeat(16)}`, deep],
    ['too_many_nodes', '', wide],
  ])('FM-11 %s at %s', (code, path, formula) => {
    const { type, problems } = checkFormula(formula, SCOPE, MONEY);
    expect(problems.map((problem) => [problem.code, problem.path])).toContainEqual([code, path]);
    expect(type).toBeNull();
  });

  test.each([
    ['[单价] × ', 'unexpected_end', 7],
    ['[单价] [数量]', 'unexpected_sign', 5],
    ['[没有]', 'unknown_chip', 0],
    ['1 + [单价', 'unclosed', 4],
    ['(1 + 2', 'unclosed', 0],
    ['SUM(1, 2', 'unclosed', 3],
    ['SUM(1,)', 'unexpected_sign', 6],
    ['SUM 1', 'unexpected_sign', 4],
    ['SUM', 'unexpected_end', 3],
    ['eval(1)', 'unknown_function', 0],
    ['1 < 2 < 3', 'comparison_chain', 6],
    ['2.5.1', 'number_invalid', 0],
    ['2a', 'number_invalid', 0],
    ['1 + ；', 'unexpected_sign', 4],
    ['"abc', 'unclosed', 0],
    ['', 'unexpected_end', 0],
    ['('.repeat(2_000), 'nested_too_deep', 64],
    ['1'.repeat(4_001), 'text_too_long', 4_000],
  ])('FM-11 the text %s is refused: %s at %d', (text, code, at) => {
    expect(parseFormula(text, CHIPS)).toMatchObject({ ok: false, problem: { code, at } });
  });

  test('FM-11 what a Chinese keyboard types is read, brackets say what binds, and the same label twice is told apart', () => {
    const read = (text: string): string => {
      const parsed = parseFormula(text, CHIPS);
      return parsed.ok ? sayFormula(parsed.formula, CHIPS) : JSON.stringify(parsed.problem);
    };
    expect(read('（【单价】＋1）*2')).toBe('([单价] + 1) × 2');
    expect(read('1-(2-3)-4')).toBe('1 - (2 - 3) - 4');
    expect(read('if([单价 (2)],“是”,"否")')).toBe('IF([单价 (2)], "是", "否")');
    expect(read('(1<2)=([单价]>=3)')).toBe('(1 < 2) = ([单价] ≥ 3)');
    expect(read('-[数量]*-2')).toBe('(0 - [数量]) × -2');
    expect(sayFormula(s('gone'), CHIPS)).toBe('[?gone]');
  });
});
