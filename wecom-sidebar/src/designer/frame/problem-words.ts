import type { Found } from '@zhike/domain/definitions/contract';
import { own } from '@zhike/domain/engines/conditions/values';

const of = (facts: Found['facts'], key: string): string => String(facts[key] ?? '');
type Wording = (facts: Found['facts']) => string;

/** What is wrong, where, and how to mend it: one sentence a problem. Those of one engine stand together. */
const CONDITIONS: Readonly<Record<string, Wording>> = {
  malformed: () => '这里的条件读不出来，请删掉重写。',
  unknown_entity: () => '没有选好要筛选什么，或者没有权限看它。',
  unknown_field: (facts) => `「${of(facts, 'field')}」已经不在了，请换一项。`,
  unknown_relation: (facts) => `「${of(facts, 'relation')}」已经不在了，请换一项。`,
  unknown_segment: (facts) => `客群「${of(facts, 'segment')}」已经不在了，请换一个。`,
  field_retired: (facts) => `「${of(facts, 'field')}」已停用，请换一项。`,
  no_read_right: () => '用到了您无权查看的内容，请找有权限的同事改。',
  path_not_to_one: () => '这一项不止一条，请改用「相关的记录」。',
  too_many_hops: (facts) => `绕得太远了，最多隔 ${of(facts, 'most')} 层。`,
  op_not_for_type: (facts) => `「${of(facts, 'field')}」不能这样比，请换一种比法。`,
  op_not_on_encrypted: (facts) => `「${of(facts, 'field')}」是加密保存的，只能整个比较或看后四位。`,
  op_on_masked: (facts) => `「${of(facts, 'field')}」只显示一部分，只能看有没有填。`,
  literal_type: (facts) => `「${of(facts, 'field')}」要比的内容没有填，或者填错了。`,
  literal_scale: (facts) => `「${of(facts, 'field')}」的小数位太多了。`,
  unknown_option: (facts) => `「${of(facts, 'field')}」没有这个选项，请重新选。`,
  option_retired: (facts) => `「${of(facts, 'field')}」的这个选项已停用。`,
  window_invalid: (facts) => `「${of(facts, 'field')}」的时间段没有填对。`,
  depth: () => '套得太深了，请拆成两份。',
  too_many_nodes: () => '条件太多了，请拆成两份。',
  too_many_quantifiers: () => '相关的记录套得太深了。',
  me_without_actor: () => '没有人在操作时，「我」不知道是谁，请改成具体的人。',
  changed_outside_update: () => '「改成了…」只能用在资料变化时的规则里。',
  segment_cycle: (facts) => `客群「${of(facts, 'segment')}」绕回了它自己。`,
  not_on_client: () => '这一项手机上算不出来。',
  empty_group: () => '这一组里还没有条件：现在等于不限。',
  always_true: () => '这样写，所有人都符合。',
  always_false: () => '这样写，没有人会符合。',
  slow: (facts) => `「${of(facts, 'field')}」的数据很多，会慢一些。`,
  kind_unknown: () => '这个版本不认识这种设置。',
};

/** A problem as a sentence; one that this client has no words for still says its code, so that nothing is hidden. */
export function wordProblem(problem: Found): string {
  const wording = own(CONDITIONS, problem.code);
  return wording ? wording(problem.facts) : `有一处要检查（${problem.code}）。`;
}
