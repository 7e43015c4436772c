import type { ValueProblem } from '@zhike/domain/engines/catalogue/canonical';
import type { FieldsRefusals } from '@zhike/domain/fields/contract';

type Words = { [Code in keyof FieldsRefusals]: (facts: FieldsRefusals[Code]) => string };

const VALUE_WORDS: Readonly<Record<ValueProblem, string>> = {
  not_a_text: '要填文字',
  bad_character: '有不能保存的符号',
  too_long: '太长了',
  not_a_phone: '不是手机号，手机是 11 位，座机要带区号',
  not_an_email: '不是邮箱，例如 mei@example.com',
  not_an_idcard: '身份证号码不对，请核对每一位',
  not_a_url: '不是完整的网址，以 https:// 开头',
  not_a_number: '要填数字',
  too_many_digits: '小数位太多',
  not_yes_or_no: '要选是或否',
  unknown_option: '没有这个选项',
  option_retired: '这个选项已停用，请另选',
  not_a_list: '要从选项里选',
  not_a_date: '不是日期，例如 1990-05-01',
  not_an_instant: '不是日期和时间',
  not_a_time: '不是时间，例如 09:30',
  not_a_yearly_day: '不是月和日，例如 05-01',
  not_writable: '不能在这里填写',
};

/** What the sidebar and the workbench say when a field of the shop, or what it should say, is not taken. */
export const SHOP_FIELD_WORDS: Words = {
  'fields.has_problems': ({ problems }) => `字段还有 ${problems.length} 处要改，已写在下面，改好后再保存。`,
  'fields.values_refused': ({ problems }) => `还有 ${problems.length} 处没有填对，改好后再保存。你填的还在。`,
  'fields.unknown': ({ field }) => `「${field}」已停用或不存在，请刷新后再填。`,
  'fields.not_writable': ({ field }) => `「${field}」由系统自动填写，不用手填。`,
  'fields.value_invalid': ({ field, problem }) => `「${field}」${VALUE_WORDS[problem]}。`,
  'fields.not_unique': ({ field }) => `「${field}」已经有一条一样的，不能重复。请核对后再填。`,
  'fields.no_such_version': ({ version, current }) => `没有第 ${version} 版，最新是第 ${current} 版。`,
};
