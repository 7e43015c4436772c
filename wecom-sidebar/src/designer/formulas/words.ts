import { FORMULA_FUNCTIONS, type FormulaFunction } from '@zhike/domain/engines/catalogue/definition';
import type { ParseProblem } from '@zhike/domain/engines/catalogue/formula/tokens';
import type { FormulaProblem } from '@zhike/domain/engines/catalogue/formula/types';

type Facts = Readonly<Record<string, unknown>>;
const of = (facts: Facts, key: string): string => String(facts[key] ?? '');

/** Why what was typed is no formula yet, and how to mend it. */
export const PARSE_WORDS: Readonly<Record<ParseProblem['code'], (facts: Facts) => string>> = {
  unexpected_sign: (facts) => `「${of(facts, 'sign')}」放在这里读不懂`,
  unexpected_end: () => '还没有写完',
  unclosed: (facts) => `「${of(facts, 'sign')}」没有写另一半`,
  unknown_chip: (facts) => `没有叫「${of(facts, 'label')}」的内容，请从「插入内容」里选`,
  unknown_function: (facts) => `没有「${of(facts, 'function') || of(facts, 'name')}」这种算法，请从「插入算法」里选`,
  number_invalid: () => '这个数写得不对',
  comparison_chain: () => '大小只能两个两个比，多个条件请用 AND(…, …)',
  text_too_long: (facts) => `太长了，最多 ${of(facts, 'most')} 个字`,
  nested_too_deep: () => '括号套得太深了',
};

/** Why a formula that can be read does not fit where it stands. */
export const CHECK_WORDS: Readonly<Record<FormulaProblem, (facts: Facts) => string>> = {
  not_a_formula: () => '这里读不出算法，请删掉重写。',
  unknown_function: (facts) => `没有「${of(facts, 'function')}」这种算法。`,
  argument_count: (facts) => `「${of(facts, 'function')}」要写 ${of(facts, 'least')} 到 ${of(facts, 'most')} 项，现在是 ${of(facts, 'got')} 项。`,
  type_mismatch: (facts) => `「${of(facts, 'function')}」里有一项不能这样算，如文字不能相加、两个金额不能相乘。`,
  literal_invalid: () => '写的数或文字超出了范围。',
  not_a_literal: (facts) => `「${of(facts, 'function')}」里有一项要直接写，如 "天"、2。`,
  unknown_option: (facts) => `没有「${of(facts, 'option')}」这个选项。`,
  unknown_slot: () => '用到的一项不在表单里。',
  unknown_field: () => '用到的一项已经不在了，请从「插入内容」里重新选。',
  depth: () => '一层套一层太深了，请简单一点。',
  too_many_nodes: () => '太长了，请简单一点。',
  result_type: (facts) => `算出来的是${KIND_WORDS[of(facts, 'got')] ?? '别的内容'}，这一项要的是${KIND_WORDS[of(facts, 'wants')] ?? '别的内容'}。`,
};

const KIND_WORDS: Readonly<Record<string, string>> = {
  number: '数',
  money: '金额',
  percent: '百分比',
  text: '文字',
  bool: '是或否',
  date: '日期',
  datetime: '时间',
  option: '选项',
  options: '多选',
  rows: '明细',
  other: '不能算的内容',
};

/** What each function does, and how it is begun. Operators are typed. */
const FUNCTION_WORDS: Readonly<Partial<Record<FormulaFunction, readonly [text: string, words: string]>>> = {
  IF: ['IF( > , , )', '如果…就…否则…'],
  SWITCH: ['SWITCH(, "", , )', '按选项取不同的值'],
  AND: ['AND(, )', '都满足'],
  OR: ['OR(, )', '满足一个'],
  NOT: ['NOT()', '不是'],
  IFEMPTY: ['IFEMPTY(, 0)', '没填时当作'],
  SUM: ['SUM(, )', '合计'],
  AVG: ['AVG(, )', '平均'],
  COUNT: ['COUNT(, )', '填了几项'],
  MIN: ['MIN(, )', '最小的'],
  MAX: ['MAX(, )', '最大的'],
  ROUND: ['ROUND(, 2)', '四舍五入到几位'],
  CONCAT: ['CONCAT(, "")', '连成一段文字'],
  TEXT: ['TEXT()', '写成文字'],
  LEN: ['LEN()', '几个字'],
  OPTIONLABEL: ['OPTIONLABEL()', '选项的文字'],
  UPPER_RMB: ['UPPER_RMB()', '金额大写'],
  TODAY: ['TODAY()', '今天'],
  NOW: ['NOW()', '现在'],
  DATEADD: ['DATEADD(TODAY(), 7, "天")', '过几天是哪天'],
  DATEDIFF: ['DATEDIFF(, TODAY(), "天")', '相差几天'],
  AGE: ['AGE()', '年龄'],
  YEAR: ['YEAR()', '哪一年'],
  MONTH: ['MONTH()', '哪个月'],
  DAY: ['DAY()', '几号'],
  WEEKDAY: ['WEEKDAY()', '星期几'],
};
/** Those over the lines of a table, for a form that has one. */
const ROW_WORDS: Readonly<Partial<Record<FormulaFunction, readonly [text: string, words: string]>>> = {
  'ROWS.SUM': ['ROWS.SUM(, )', '明细合计'],
  'ROWS.COUNT': ['ROWS.COUNT()', '明细有几行'],
  'ROWS.AVG': ['ROWS.AVG(, )', '明细平均'],
  'ROWS.MIN': ['ROWS.MIN(, )', '明细里最小的'],
  'ROWS.MAX': ['ROWS.MAX(, )', '明细里最大的'],
};

/** The functions that may be put in, in the order in which they are offered. */
export const functionChoices = (hasRows: boolean): readonly { readonly text: string; readonly label: string }[] =>
  FORMULA_FUNCTIONS.flatMap((name) => {
    const known = FUNCTION_WORDS[name] ?? (hasRows ? ROW_WORDS[name] : undefined);
    return known ? [{ text: known[0], label: `${known[1]}　${name}` }] : [];
  });
