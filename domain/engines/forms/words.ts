import { own } from '../conditions/values';
import type { FormProblemCode } from './input';

type Facts = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** A mask as an example that fits it: `AA-999` reads `AB-123`. */
export function maskedExample(mask: string): string {
  let [letter, digit] = [0, 0];
  return [...mask]
    .map((place) => {
      if (place === 'A') return String.fromCharCode(65 + (letter++ % 26));
      return place === '9' || place === '*' ? String((digit++ % 9) + 1) : place;
    })
    .join('');
}

const PATTERN_WORDS: Readonly<Record<string, string>> = {
  phone: '请填 11 位手机号',
  idcard: '身份证号码不对，请核对每一位',
  email: '请填邮箱，例如 mei@example.com',
  plate: '请填车牌号，例如 沪A12345',
  digits: '只能填数字',
  latin: '只能填英文字母',
};

/** What a place of a form says when it is not in order, and what helps. One row a code, so that none is without words. */
const WORDS: Readonly<Record<FormProblemCode, (facts: Facts) => string>> = {
  required: ({ label }) => `请填写${label ?? ''}`,
  consent_needed: () => '请先阅读并同意',
  not_a_text: () => '这里要填文字',
  bad_character: () => '有不能保存的符号，请删掉再试',
  too_long: ({ most }) => `最多 ${most} 个字`,
  too_short: ({ least }) => `至少 ${least} 个字`,
  not_a_phone: () => '请填 11 位手机号，座机请带区号',
  not_an_email: () => '请填邮箱，例如 mei@example.com',
  not_an_idcard: () => '身份证号码不对，请核对每一位',
  not_a_url: () => '请填完整的网址，以 https:// 开头',
  not_a_number: () => '请填数字',
  too_many_digits: ({ digits }) => (digits === 0 || digits === undefined ? '请填整数' : `小数点后最多 ${digits} 位`),
  not_yes_or_no: () => '请选是或否',
  unknown_option: () => '请从选项里选一个',
  option_retired: () => '这个选项已经停用，请另选一个',
  not_a_list: () => '请从选项里选',
  not_a_date: () => '请填日期，例如 1990-05-01',
  not_an_instant: () => '请填日期和时间',
  not_a_time: () => '请填时间，例如 09:30',
  not_a_yearly_day: () => '请填月和日，例如 05-01',
  not_writable: () => '这一项由系统填写',
  not_a_file: () => '这个文件不能用，请重新上传',
  not_a_place: () => '请重新选位置',
  not_a_mark: () => '标注没有存好，请重新标一次',
  too_many: ({ most }) => `最多 ${most} 个`,
  too_few: ({ least }) => `至少 ${least} 个`,
  too_small: ({ bound }) => (bound === undefined ? '太小了或太早了' : `不能小于 ${bound}`),
  too_large: ({ bound }) => (bound === undefined ? '太大了或太晚了' : `不能大于 ${bound}`),
  pattern: ({ pattern }) => PATTERN_WORDS[String(pattern)] ?? `请按格式填，例如 ${maskedExample(String(pattern))}`,
  not_unique: ({ holder }) => (holder === undefined ? '已经有一条一样的，请核对' : `客户「${holder}」已经是这个，请到她的档案里修改`),
  condition: () => '和其他内容对不上，请核对',
  link_unknown: () => '找不到选的这一条，请重新选',
  link_inactive: ({ name }) => `「${name ?? ''}」已经停用，请另选`,
  link_filtered: ({ name }) => `「${name ?? ''}」不符合条件，请另选`,
  rule: () => '和规定不符，请核对',
  unknown_slot: () => '表单里没有这一项，请刷新',
  rows_unknown: () => '这一行已经不在了，请删掉再试',
};

/** The words of a problem: those that the form's designer wrote come first. */
export function sayProblem(problem: { readonly code: string; readonly facts: Facts }): string {
  if (typeof problem.facts.message === 'string' && problem.facts.message) return problem.facts.message;
  const words = own<(facts: Facts) => string>(WORDS, problem.code);
  return words ? words(problem.facts) : '这里没有填对，请核对';
}
