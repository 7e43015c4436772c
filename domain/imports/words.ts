import { own } from '../engines/conditions/values';
import type { FormProblemCode } from '../engines/forms/input';

/** What only an import finds. */
export type ImportProblemCode = 'repeated' | 'name_unknown' | 'name_ambiguous' | 'out_of_reach' | 'nobody' | 'taken_meanwhile' | 'wrong_card' | 'not_allowed';

type Facts = Readonly<Record<string, unknown>>;
const said = (facts: Facts, name: string): string => String(facts[name] ?? '');

const PATTERNS: Readonly<Record<string, string>> = {
  phone: '要填 11 位手机号',
  idcard: '身份证号码不对',
  email: '邮箱格式不对',
  plate: '车牌号格式不对',
  digits: '只能填数字',
  latin: '只能填英文字母',
};

/** Why a row was not taken, as it stands in the result sheet. One line a code, so that none is without words. */
const WORDS: Readonly<Record<FormProblemCode | ImportProblemCode, (facts: Facts) => string>> = {
  required: () => '必填，这里是空的',
  consent_needed: () => '需要同意才能提交',
  not_a_text: () => '要填文字',
  bad_character: () => '有不能保存的符号',
  too_long: (facts) => `太长，最多 ${said(facts, 'most')} 个字`,
  too_short: (facts) => `太短，至少 ${said(facts, 'least')} 个字`,
  not_a_phone: () => '不是电话号码：手机要 11 位，座机请带区号',
  not_an_email: () => '邮箱格式不对',
  not_an_idcard: () => '身份证号码不对',
  not_a_url: () => '网址要以 https:// 开头',
  not_a_number: () => '不是数字',
  too_many_digits: (facts) => (facts.digits === 0 || facts.digits === undefined ? '要填整数' : `小数点后最多 ${said(facts, 'digits')} 位`),
  not_yes_or_no: () => '要填 是 或 否',
  unknown_option: (facts) => `选项里没有「${said(facts, 'option')}」`,
  option_retired: (facts) => `选项「${said(facts, 'option')}」已经停用`,
  not_a_list: () => '要填选项，多个用顿号隔开',
  not_a_date: () => '不是日期，请写成 1990-05-01',
  not_an_instant: () => '不是日期和时间，请写成 2026-05-01 14:30',
  not_a_time: () => '不是时间，请写成 09:30',
  not_a_yearly_day: () => '不是月和日，请写成 05-01',
  not_writable: () => '这一栏由系统填写',
  not_a_file: () => '文件不能从表格导入',
  not_a_place: () => '位置不能从表格导入',
  not_a_mark: () => '标注不能从表格导入',
  too_many: (facts) => `最多 ${said(facts, 'most')} 个`,
  too_few: (facts) => `至少 ${said(facts, 'least')} 个`,
  too_small: (facts) => (facts.bound === undefined ? '太小或太早' : `不能小于 ${said(facts, 'bound')}`),
  too_large: (facts) => (facts.bound === undefined ? '太大或太晚' : `不能大于 ${said(facts, 'bound')}`),
  pattern: (facts) => own(PATTERNS, said(facts, 'pattern')) ?? '格式不对',
  not_unique: () => '系统里已有一条一样的',
  condition: () => '和其他栏对不上',
  link_unknown: () => '找不到这一条，或不在你的权限内',
  link_inactive: (facts) => `「${said(facts, 'name')}」已经停用`,
  link_filtered: (facts) => `「${said(facts, 'name')}」不符合条件`,
  rule: () => '和规定不符',
  unknown_slot: () => '表单里没有这一栏',
  rows_unknown: () => '这一行已经不在了',
  repeated: (facts) => `和第 ${said(facts, 'row')} 行重复`,
  name_unknown: (facts) => `找不到「${said(facts, 'name')}」`,
  name_ambiguous: (facts) => `「${said(facts, 'name')}」有多个：${said(facts, 'candidates')}。请改填手机号或编号`,
  out_of_reach: () => '系统里已有此客户，但不在你的权限内',
  nobody: () => '手机号和外部编号至少填一个，才知道是谁的',
  taken_meanwhile: () => '检查之后，同样的一条已被别人录入',
  wrong_card: (facts) => `和卡种不符：${said(facts, 'why')}`,
  not_allowed: () => '你没有这样做的权限',
};

/** The words of a problem: those that the form's designer wrote come first. */
export function sayImportProblem(problem: { readonly code: string; readonly facts: Facts }): string {
  const { message } = problem.facts;
  if (typeof message === 'string' && message !== '') return message;
  return own(WORDS as Readonly<Record<string, (facts: Facts) => string>>, problem.code)?.(problem.facts) ?? '没有填对';
}
