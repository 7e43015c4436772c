import type { Found } from '@zhike/domain/definitions/contract';
import type { FIELD_PROBLEMS } from '@zhike/domain/engines/catalogue/check';
import type { FieldType, Sensitivity } from '@zhike/domain/engines/catalogue/definition';

const of = (facts: Found['facts'], key: string): string => {
  const fact = facts[key];
  return Array.isArray(fact) ? fact.map((one) => `「${one}」`).join('、') : String(fact ?? '');
};

/** What is wrong with a field and what helps; one that is forgotten does not compile. */
const PROBLEMS: { readonly [Code in (typeof FIELD_PROBLEMS)[number]]: (facts: Found['facts']) => string } = {
  entity_takes_no_fields: () => '这里不能加字段。',
  id_invalid: () => '没有存上，请关掉重新加一个。',
  key_invalid: () => '没有存上，请关掉重新加一个。',
  key_taken: () => '没有存上，请关掉重新加一个。',
  label_missing: ({ most }) => `请写字段的名称，最多 ${most} 个字。`,
  label_taken: ({ label }) => `已经有「${label}」了，请换一个名称。`,
  type_unknown: () => '这里不能用这种类型，请换一种。',
  type_change: () => '这样改类型，已经填的内容会读不出来。请新建一个字段，再停用这一个。',
  needs_mapping: () => '文本不能直接改成单选：填过的文字对不上选项。请新建一个单选字段。',
  options_missing: ({ most }) => `请至少写一个选项，最多 ${most} 个。`,
  option_removed: (facts) => `${of(facts, 'options')}可能有人选过，不能删掉，可以停用。`,
  link_unknown: () => '请选要关联什么。',
  scale_invalid: () => '小数位数不对，最多 4 位。',
  scale_lowered: ({ records }) => `有 ${records} 条填到了更细的小数，不能减少位数。`,
  storage_change: () => '改成敏感内容要加密保存，已有的字段不能直接改。请新建一个字段，再停用这一个。',
  not_sealable: () => '这种类型不能加密保存，请换一种。',
  unique_impossible: () => '这种类型不能要求不重复。',
  duplicates: ({ groups }) => `有 ${groups} 组内容重复，先改好才能打开「不能重复」。`,
  too_many_fields: ({ most }) => `最多 ${most} 个字段，请先停用不用的。`,
  sensitivity_lowered: () => '您没有权限把保护等级调低，请找总部管理员。',
  in_use: (facts) => `${of(facts, 'definitions')}用到了它。停用后它们会提示出错，请先改掉。`,
};

export function sayFieldProblem({ code, facts }: Found): string {
  const words = Object.hasOwn(PROBLEMS, code) ? PROBLEMS[code as keyof typeof PROBLEMS] : undefined;
  return words ? words(facts) : `有一处要检查（${code}）。`;
}

/** The types that a field of a customer, a booking, an order or a card may have, as they are called. */
export const TYPE_WORDS: Readonly<Partial<Record<FieldType, string>>> = {
  text: '单行文本',
  longtext: '多行文本',
  option: '单选',
  options: '多选',
  number: '数字',
  money: '金额',
  percent: '百分比',
  rating: '评分',
  bool: '是或否',
  date: '日期',
  datetime: '日期和时间',
  time: '时间',
  monthday: '每年的一天',
  phone: '手机号',
  email: '邮箱',
  idcard: '身份证号',
  url: '网址',
  member: '员工',
  members: '多位员工',
  ref: '关联客户',
  store: '门店',
};

export const SENSITIVITY_WORDS: Readonly<Record<Sensitivity, string>> = {
  public: '一般',
  internal: '内部',
  personal: '个人信息',
  sensitive: '敏感个人信息（健康、证件）',
};
