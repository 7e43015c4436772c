import type { ROLE_PROBLEMS } from '@zhike/domain/access/role';
import type { Found } from '@zhike/domain/definitions/contract';
import type { CONDITION_PROBLEMS } from '@zhike/domain/engines/conditions/check';
import { own } from '@zhike/domain/engines/conditions/values';
import { CHECK_WORDS } from '../formulas/words';
import type { FLOW_PROBLEMS } from '@zhike/domain/engines/flows/check';
import type { FORM_CHECKS } from '@zhike/domain/engines/forms/check';
import type { DASHBOARD_PROBLEMS } from '@zhike/domain/engines/reports/check.dashboard';
import type { REPORT_PROBLEMS } from '@zhike/domain/engines/reports/checking';
import { sayUnreachable } from '@zhike/domain/engines/reports/grain';
import type { TEXT_PROBLEMS } from '@zhike/domain/engines/messages/text';
import type { RECORD_TYPE_CHECKS } from '@zhike/domain/forms/record-type';
import type { RULE_PROBLEMS } from '@zhike/domain/engines/rules/check';

type Wording = (facts: Found['facts']) => string;
/** Words for every code of an engine; one that is forgotten does not compile. */
type Words<Codes extends readonly string[]> = { readonly [Code in Codes[number]]: Wording };
const of = (facts: Found['facts'], key: string): string => {
  const fact = facts[key];
  return Array.isArray(fact) ? fact.join('、') : String(fact ?? '');
};

/* What is wrong, where, and how to mend it: one sentence a problem. */

const CONDITIONS: Words<typeof CONDITION_PROBLEMS> = {
  malformed: () => '这里的条件读不出来，请删掉重写。',
  unknown_entity: () => '没有选好要筛选什么，或者没有权限看它。',
  unknown_field: (facts) => `「${of(facts, 'field')}」已经不在了，请换一项。`,
  unknown_relation: (facts) => `「${of(facts, 'relation')}」已经不在了，请换一项。`,
  unknown_segment: () => '用到的客群还没有选，或者已经不在了。',
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
  segment_cycle: () => '客群绕回了它自己，请去掉其中一个。',
  not_on_client: () => '这一项手机上算不出来，请换一项。',
  empty_group: () => '这一组里还没有条件：现在等于不限。',
  always_true: () => '这样写，所有的都符合。',
  always_false: () => '这样写，一个也不会符合。',
  slow: (facts) => `「${of(facts, 'field')}」的数据很多，会慢一些。`,
};

const RULES: Words<typeof RULE_PROBLEMS> = {
  shape: () => '有内容没有填完整。',
  unknown_entity: () => '没有选好规则是关于什么的。',
  unknown_field: () => '用到的一项已经不在了，请换一项。',
  field_retired: (facts) => `「${of(facts, 'field')}」已停用，请换一项。`,
  path_not_to_one: () => '这一项不止一条，不能用来定时间。',
  not_a_date: () => '这里要选一个日期。',
  not_a_moment: () => '这里要选一个时刻。',
  unknown_verb: () => '「发生了某件事」还没有选是什么事。',
  unknown_segment: () => '还没有选客群，或者它已经不在了。',
  unknown_template: () => '要发的文字还没有选，或者还没有发布。',
  unknown_thing: () => '要用的标签、券或流程还没有选，或者已经不在了。',
  unknown_right: () => '没有这样的权限。',
  field_not_writable: (facts) => `「${of(facts, 'field')}」不能由规则来改。`,
  value_invalid: (facts) => `「${of(facts, 'field')}」的值不对。`,
  effect_id_twice: () => '有两件要做的事重复了，请删掉一件。',
  days_twice: () => '「第几天」有重复的，请删掉一个。',
  trigger_not_heard: () => '这个版本还不能在这种时候触发，请换一种。',
  effect_not_done: () => '这个版本还不能自动做这件事，请换一件。',
  left_without_segment: () => '「离开后再次符合」只能用在客群上。',
  catch_up_not_for_trigger: () => '这种时候没有「补」这回事。',
  marketing_without_end: () => '营销消息没有写多久以后就不用发了，可能发得太晚。',
  late_without_recheck: () => '隔一段时间才执行，建议执行前再看一次条件。',
  may_loop: (facts) => `可能会互相触发：${of(facts, 'rules')}。系统会拦住第二圈。`,
  count_without_lock: () => '要数别的记录时，请选按什么排队（医生、日期），否则同时保存会数错。',
};

const FLOWS: Words<typeof FLOW_PROBLEMS> = {
  shape: () => '有内容没有填完整。',
  unknown_node: () => '有一条线没有通到任何一步。',
  no_end_reachable: () => '从这一步走不到结束。',
  dead_node: () => '有一步永远走不到。',
  join_mismatch: () => '「同时进行」和「都完成后」对不上。',
  end_inside_parallel: () => '「同时进行」里面不能结束，请先汇合。',
  edge_leaves_block: () => '这条线不能跳出「同时进行」。',
  loop_without_wait: () => '这里会一直转圈：中间没有任何人或等待的步骤。',
  delay_without_length: () => '「等一段时间」还没有写等多久。',
  timeout_without_due: () => '写了超时去哪里，却没有写时限。',
  due_without_way: () => '写了时限，却没有写超时后怎么办。',
  template_unknown: () => '要发的文字还没有选，或者还没有发布。',
  template_variable_missing: (facts) => `文字里的 ${of(facts, 'missing')} 在这里没有值。`,
  effect_verb_unknown: () => '「自动做」还没有选做什么。',
  no_right: () => '自动做的事，您自己也要有权限才能发布。',
  assign_may_be_empty: () => '现在可能找不到人来办这一步。',
  event_never_emitted: () => '等的这件事不会发生，请换一件。',
  subflow_unknown: () => '要调用的流程还没有选，或者还没有发布。',
  subflow_cycle: () => '流程绕回了它自己。',
  outcome_unmapped: (facts) => `结果「${of(facts, 'missing')}」还没有写去哪一步。`,
  customer_without_channel: () => '这里找不到客户，没法等她。',
};

const FORMS: Words<typeof FORM_CHECKS> = {
  shape: () => '有内容没有填完整。',
  unknown_entity: () => '没有选好这张表单填的是什么。',
  no_slots: () => '表单里还没有要填的内容。',
  unknown_field: () => '有一项已经不在了，请移除。',
  field_retired: () => '有一项已停用，请移除。',
  field_not_writable: () => '有一项不能由表单来写，请移除。',
  field_twice: () => '同一项问了两次，请移除一个。',
  unknown_slot: () => '条件里用到的一项不在表单里。',
  slot_not_placed: () => '有一项没有放进版面。',
  slot_placed_twice: () => '有一项放了两处。',
  id_twice: () => '有两个分组或规则重名。',
  loop: (facts) => `互相依赖，算不出来：${of(facts, 'ring')}。`,
  control_not_for_type: () => '有一项选的样子不合适。',
  check_not_for_type: () => '有一条校验不适合这一项。',
  bounds_crossed: () => '最小值比最大值还大。',
  mask_invalid: () => '格式写得不对。',
  value_invalid: () => '默认值不对。',
  scratch_options_missing: () => '单选或多选还没有写选项。',
  compute_and_default: () => '自动算的一项不用写默认值。',
  unique_on_scratch: () => '只在这次问的内容不能要求不重复。',
  rule_unplaced: () => '有一条规则没有写在哪一项旁边提示。',
  ref_not_for_type: () => '有一项不是关联记录，不能带出内容。',
  unknown_path: () => '带出的内容已经不在了。',
  fill_type: () => '带出的内容和要填的一项类型不同。',
  sensitive_copy: () => '敏感内容不能抄到别人看得到的地方。',
  rows_not_for_type: () => '有一项不是明细表。',
  rows_form_unknown: () => '明细表用的表单还没有选，或者还没有发布。',
  rows_nested: () => '明细表里不能再套明细表。',
  total_type: () => '合计要写到数字里。',
  upload_not_for_type: () => '有一项不是图片或附件。',
  sign_not_for_type: () => '有一项不是签名。',
  sign_text_missing: () => '签名要写清楚签的是什么。',
  consent_not_for_type: () => '同意要用「是或否」。',
  consent_not_required: () => '同意书一定要填。',
  match_missing: () => '没有写按什么找已有的记录。',
  match_not_unique_key: () => '按这一项找，可能找到好几条。',
  archive_not_a_link: () => '归档要选一项关联记录。',
  url_missing: () => '没有写提交后去的网址。',
  public_without_consent: () => '公开的表单问了个人信息，要加一项「同意」：点左边的「＋ 同意使用个人信息」。',
  public_list_closed: () => '公开的表单不能列出这里的记录。',
  public_reveal_sensitive: () => '公开的表单不能显示敏感内容。',
  public_reveal_unbound: () => '只有专属链接才能显示已有的内容。',
  public_mode: () => '公开的表单只能用来新增。',
};

const CHARTS: Readonly<Record<string, string>> = {
  no_split: '「数字」和「仪表盘」只看一个总数，请拿掉分组。',
  target: '「仪表盘」要写目标是多少。',
  time: '「折线图」要按时间分，并且只分一层。',
  one_measure_one_split: '「饼图」只能看一个数、按一项分，并且不能按时间分。',
  additive: '这个数的各份加起来不等于总数，不能画成饼图，请换成柱状图。',
  rows_and_columns: '「交叉表」要有行也有列。',
  one_split: '这种图只能分一层，请用表格，或拿掉一项。',
  days: '「日历图」要按天分，并且只分一层。',
};

const REPORTS: Words<typeof REPORT_PROBLEMS> = {
  not_readable_shape: () => '有内容没有填完整。',
  no_measure: () => '还没有选看什么数。',
  measure_unknown: () => '用到的一个数已经不在了，请换一个。',
  measure_twice: () => '同一个数选了两次，请移除一个。',
  measure_not_allowed: (facts) => `您的岗位看不到「${of(facts, 'field') || of(facts, 'measure')}」，请换一个数。`,
  score_needs_weights: () => '综合评分要写明两部分各占多少，加起来是 100%。',
  combine_cycle: () => '两个数互相由对方算出来，请改其中一个。',
  id_taken: () => '自己加的一个数和系统的重名，请删掉重加。',
  home_unknown: () => '没有选好看哪种记录，或者没有权限看它。',
  of_missing: (facts) => `「${of(facts, 'measure')}」还没有选算哪一项。`,
  of_unknown: (facts) => `「${of(facts, 'measure')}」要算的一项已经不在了。`,
  of_not_at_home: (facts) => `「${of(facts, 'measure')}」算的是别处的数，会重复计，请换成这种记录自己的数。`,
  of_not_a_number: (facts) => `「${of(facts, 'measure')}」选的一项不是数字。`,
  of_not_countable: (facts) => `「${of(facts, 'measure')}」选的一项不能数有几个。`,
  time_not_a_date: (facts) => `「${of(facts, 'measure')}」按哪个日期计入期间没有选对。`,
  dim_unknown: () => '用来分组的一项已经不在了，请换一项。',
  dim_twice: () => '同一项用来分了两次，请移除一个。',
  dim_not_groupable: (facts) => `「${of(facts, 'dimension')}」不能用来分组，请换一项或写分段。`,
  dim_not_allowed: (facts) => `您的岗位看不到「${of(facts, 'dimension')}」，请换一项。`,
  dim_unreachable: (facts) =>
    sayUnreachable({
      measure: of(facts, 'measure'),
      unit: of(facts, 'unit'),
      home: of(facts, 'home'),
      dimension: of(facts, 'dimension'),
      instead: Array.isArray(facts.instead) ? facts.instead : [],
    }),
  dim_ambiguous: (facts) => `「${of(facts, 'dimension')}」对「${of(facts, 'measure')}」有好几种意思，请换更明确的一项。`,
  bands_overlap: (facts) => `「${of(facts, 'dimension')}」的分段重叠了，请从小到大写。`,
  bands_do_not_fit: (facts) => `「${of(facts, 'dimension')}」不能这样分段。`,
  filter_unreachable: (facts) => `「${of(facts, 'measure')}」和「${of(facts, 'entity')}」没有关系，不能用它来筛选。`,
  filter_ambiguous: (facts) => `「${of(facts, 'measure')}」和「${of(facts, 'entity')}」有好几种关系，请换一种筛选。`,
  period_invalid: () => '日期没有填对：开始要早于结束。',
  period_unbounded: () => '这种图要有一段时间，不能选「全部时间」。',
  too_many_buckets: (facts) => `会分成 ${of(facts, 'count')} 段，最多 ${of(facts, 'most')} 段。请缩短时间，或改成按周、按月。`,
  too_many_snapshots: (facts) => `期末数要一段一段地算，最多 ${of(facts, 'most')} 段。请改成按月。`,
  chart_does_not_fit: (facts) => own(CHARTS, of(facts, 'why')) ?? '这种图画不了选中的内容，请换一种图。',
  sort_unknown: () => '排序用的数不在报表里，请重新选。',
  top_does_not_fit: () => '「只看前几名」要按一项分组，并且不能按时间。',
  column_unknown: () => '明细里有一列已经不在了，请移除。',
  funnel_missing: () => '「漏斗图」还没有写有哪几步。',
  stage_not_a_date: (facts) => `「${of(facts, 'stage')}」没有选哪个时间算到了这一步。`,
  stage_twice: () => '有两步重名了，请移除一个。',
  gantt_missing: () => '「甘特图」还没有写画哪几段。',
  bar_not_dates: (facts) => `「${of(facts, 'bar')}」的开始和结束要选日期。`,
};

const DASHBOARDS: Words<typeof DASHBOARD_PROBLEMS> = {
  not_readable_shape: () => '看板上还没有报表，或者有内容没有填完整。',
  tile_twice: () => '有两格重名了，请移除一个。',
  tile_off_the_grid: () => '有一格超出了右边，请往左移或缩窄。',
  tile_over_another: () => '有两格叠在一起，请移开。',
  report_unknown: () => '有一格的报表已经不在或还没有发布，请换一张。',
  role_unknown: () => '共享给的岗位已经不在了，请重新选。',
};

const TEXTS: Words<typeof TEXT_PROBLEMS> = {
  shape: () => '有内容没有填完整。',
  unknown_entity: () => '没有选好说的是什么，或者没有权限看它。',
  empty_text: () => '标题和正文都要写。',
  bracket_open: () => '「[」后面少了一个「]」。',
  variable_missing: (facts) => `[${of(facts, 'variable')}] 没有指明是哪一项，请用「插入变量」选。`,
  variable_unused: (facts) => `[${of(facts, 'variable')}] 没有用到。`,
  variable_unknown: (facts) => `[${of(facts, 'variable')}] 指的那一项已经不在了，请重新插入。`,
  variable_not_words: (facts) => `[${of(facts, 'variable')}] 不是一句话能说的，请选它的名称。`,
  variable_sensitive: (facts) => `[${of(facts, 'variable')}] 是敏感或加密的资料，不能发出去。`,
  too_long: (facts) => `太长了，最多 ${of(facts, 'most')} 个字。`,
  too_many_variables: (facts) => `变量太多了，最多 ${of(facts, 'most')} 个。`,
};

/** A word with its place in the text, as people count. */
const placed = (facts: Found['facts']): string => `「${of(facts, 'word')}」（第 ${Number(facts.at) + 1} 个字）`;

const STORE: Readonly<Record<string, Wording>> = {
  kind_unknown: () => '这个版本不认识这种设置。',
  tag_unknown: () => '还没有选要打的标签，或者它已经停用了。',
  tag_asks_itself: () => '条件里又看了这个标签自己，会打上又拿掉，请换一个条件。',
  standing_asks_itself: () => '条件里又看了客户阶段自己，请换一个条件。',
  standing_last: () => '最后一个阶段不能有条件，它是给其余客户的。',
  standing_twice: () => '有两个阶段重名了，请改一个。',
  word_to_approve: (facts) => `${placed(facts)}要留意：带着它的消息要有人放行才会发。`,
  forbidden_word: (facts) => `${placed(facts)}是广告法禁用的词，发送时会被拦下。`,
  effect_unknown: () => '这个版本还不能自动做这件事，请换一件。',
  entity_not_written: () => '表单不能写这种记录，请选客户或自己建的记录类型。',
  customer_without_name: () => '这张表单会建客户，请把「姓名」放进来并设为必填、一直显示。',
  form_unknown: (facts) =>
    facts.variable === undefined ? '选的表单已经不在了，请重新选。' : `[${of(facts, 'variable')}] 要打开的表单已经不在了，请重新插入。`,
  form_not_bound: (facts) =>
    facts.variable === undefined
      ? '这张表单不能发给客户填，请在它的设置里勾上「发给一位客户」。'
      : `[${of(facts, 'variable')}] 的表单不能发给客户填，请在它的设置里勾上「发给一位客户」。`,
  flow_unknown: () => '提交后要开始的流程已经不在了，请重新选。',
};

const ROLES: Words<typeof ROLE_PROBLEMS> = {
  malformed: () => '有一项权限读不出来，请重新选。',
  whole_shop_only: () => '岗位是全店通用的，不能只属于一家门店。',
  right_twice: () => '同一项权限给了两次，请去掉一次。',
  limit_unfit: () => '只有「给优惠」可以设上限。',
  grants_nothing: () => '还没有给任何权限：担任这个岗位的人什么也看不到。',
};

const RECORDS: Words<typeof RECORD_TYPE_CHECKS> = {
  shape: () => '有内容没有填完整：名称、量词和每个字段的名称都要写。',
  field_twice: (facts) => `「${of(facts, 'field')}」重复了，请删掉一个。`,
  name_not_a_field: () => '请选一项来称呼每张单据：单行文本、单选、日期、关联，或者编号。',
  options_missing: (facts) => `「${of(facts, 'field')}」还没有选项。`,
  option_twice: (facts) => `「${of(facts, 'field')}」有重复的选项。`,
  link_unknown: (facts) => `「${of(facts, 'field')}」还没有选关联什么。`,
  unique_not_for_type: (facts) => `「${of(facts, 'field')}」这种类型不能要求不重复。`,
  means_not_for_type: (facts) => `「${of(facts, 'field')}」的类型不能用作这个统计口径。`,
  means_twice: (facts) => `「${of(facts, 'field')}」的统计口径已经有另一个字段用了。`,
  field_gone: (facts) => `「${of(facts, 'field')}」已经用过，不能删，可以停用。`,
  type_changed: (facts) => `「${of(facts, 'field')}」已经用过，不能改类型或保护方式，请新建一个字段。`,
  scale_lowered: (facts) => `「${of(facts, 'field')}」已经用过，小数位不能减少。`,
  option_gone: (facts) => `「${of(facts, 'field')}」的选项「${of(facts, 'options')}」用过，不能删，可以停用。`,
  unique_added: (facts) => `「${of(facts, 'field')}」已经用过，不能再改成不重复。`,
  state_twice: (facts) => `状态「${of(facts, 'state')}」重复了。`,
  state_gone: (facts) => `状态「${of(facts, 'states')}」用过，不能删，可以停用。`,
  no_state_left: () => '至少要有一个在用的状态。',
  column_unknown: () => '列表里有一列已经不在了，请重新选。',
};

/** By kind of definition: one code may mean different things to different engines. */
const KINDS: Readonly<Record<string, Readonly<Record<string, Wording>>>> = {
  role: ROLES,
  segment: CONDITIONS,
  rule: RULES,
  guard: RULES,
  flow: FLOWS,
  text: TEXTS,
  record: RECORDS,
  form: FORMS,
  report: REPORTS,
  dashboard: DASHBOARDS,
};

/** A problem as a sentence; one that this client has no words for still says its code, so that nothing is hidden. */
export function wordProblem(problem: Found, kind: string): string {
  const wording =
    own(own(KINDS, kind), problem.code) ?? own<Wording>(CONDITIONS, problem.code) ?? own(STORE, problem.code) ?? own<Wording>(CHECK_WORDS, problem.code);
  return wording ? wording(problem.facts) : `有一处要检查（${problem.code}）。`;
}
