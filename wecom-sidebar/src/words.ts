import type { BookingState, BookingVerb } from '@zhike/domain/booking/lifecycle';
import type { Right } from '@zhike/domain/kernel/access';
import type { AppRefusal, AppRefusals } from './api/call';
import { BOOKING_WORDS } from './words.booking';
import { CATALOGUE_WORDS } from './words.catalogue';
import { DEFINITION_WORDS } from './words.definitions';
import { FLOW_WORDS } from './words.flows';
import { SHOP_FIELD_WORDS } from './words.fields';
import { FORM_WORDS } from './words.forms';
import { BULK_WORDS } from './words.bulk';
import { IMPORT_WORDS } from './words.imports';
import { FINANCE_WORDS } from './words.finance';
import { MARKETING_WORDS } from './words.marketing';
import { MEMBERSHIP_WORDS } from './words.membership';
import { ORDERS_WORDS } from './words.orders';
import { problemWord, type Reader } from './words.reader';
import { STORES_WORDS } from './words.stores';

export const STATE_WORDS: Record<BookingState, string> = {
  held: '待支付',
  requested: '待接单',
  confirmed: '已确认',
  checked_in: '已到店',
  in_service: '服务中',
  done: '已完成',
  no_show: '未到店',
  cancelled: '已取消',
  declined: '已婉拒',
  expired: '已过期',
};
export const VERB_WORDS: Record<BookingVerb, string> = {
  pay: '付定金',
  submit: '提交接单',
  confirm: '直接确认',
  accept: '接单',
  decline: '婉拒',
  reschedule: '改期',
  cancel: '取消预约',
  expire: '过期',
  checkIn: '到店签到',
  start: '开始服务',
  finish: '完成服务',
  markNoShow: '记为未到店',
};

/** A place in the walk-in line has states and verbs of its own; no booking state is called like one of them. */
export const TICKET_WORDS: Readonly<Record<string, string>> = { waiting: '等候中', called: '已叫号', served: '已开始服务', left: '已离开', skipped: '过号' };
const OTHER_VERBS: Readonly<Record<string, string>> = { resize: '改时长', call: '叫号', serve: '开始服务', leave: '离开', skip: '过号' };
const verbWord = (verb: string): string => VERB_WORDS[verb as BookingVerb] ?? OTHER_VERBS[verb] ?? '这样操作';

const RIGHT_WORDS: Record<Right, string> = {
  'store.read': '查看门店',
  'store.manage': '管理门店',
  'store.hours': '修改营业时间',
  'staff.manage': '管理成员',
  'customer.read': '查看客户',
  'customer.write': '修改客户',
  'customer.tag': '给客户打标签',
  'customer.merge': '合并客户',
  'customer.share': '共享客户',
  'customer.reveal_phone': '查看完整手机号',
  'customer.health_read': '查看健康档案',
  'customer.health_write': '修改健康档案',
  'tag.manage': '管理标签',
  'booking.read': '查看预约',
  'booking.write': '预约和改期',
  'booking.confirm': '不收定金直接确认',
  'booking.serve': '签到和服务',
  'booking.cancel': '取消预约',
  'booking.overbook': '占满时仍要安排',
  'calendar.read': '查看档期',
  'resource.read': '查看资源',
  'resource.manage': '管理资源',
  'service.manage': '管理项目',
  'payment.read': '查看收款',
  'payment.refund': '退款',
  'ledger.read': '查看账簿',
  'finance.reconcile': '对微信支付的账',
  'finance.close_day': '交班',
  'coupon.manage': '设置优惠券',
  'coupon.issue': '发优惠券',
  'coupon.push': '批量发券',
  'message.read': '查看消息和它的去向',
  'message.release': '放行待查的消息',
  'message.manage': '消息设置',
  'catalogue.read': '查看商品和套系',
  'catalogue.manage': '管理商品和套系',
  'catalogue.cost_read': '查看成本和毛利',
  'card.read': '查看会员卡',
  'card.manage': '管理卡种',
  'card.sell': '开卡和充值',
  'card.use': '核销',
  'card.undo': '撤销核销',
  'card.refund': '退卡',
  'card.adjust': '更正卡内余额',
  'level.manage': '管理等级、积分规则和积分商城',
  'points.read': '查看等级和积分',
  'points.use': '积分兑换和发放',
  'points.adjust': '更正积分',
  'order.read': '查看订单',
  'order.write': '开单和收款',
  'order.approve': '审批优惠',
  'order.discount': '给优惠',
  'api_key.manage': '管理接口密钥',
  'flow.read': '查看流程进展',
  'flow.manage': '处理卡住的流程',
  'design.read': '查看表单、流程、规则和报表',
  'design.edit': '编辑表单、流程、规则和报表',
  'design.publish': '发布表单、流程、规则和报表',
  'report.read': '查看报表和看板',
  'record.read': '查看登记的记录',
  'record.write': '填写表单',
  'form.share': '做表单链接给客户填',
  'data.import': '从表格导入',
  'customer.bulk': '批量修改客户',
};

/** A right as a person reads it; one that this client has no words for by its key. */
export const rightWords = (right: string): string => RIGHT_WORDS[right as Right] ?? right;

const FIELD_WORDS: Record<string, string> = {
  name: '姓名',
  phone: '手机号',
  contactName: '联系人',
  contactPhone: '联系电话',
  birthday: '生日',
  weddingDate: '婚期',
  source: '来源',
  note: '备注',
  text: '内容',
  reason: '原因',
  label: '说明',
  colour: '颜色',
  tags: '标签',
  startsAt: '开始时间',
  endsAt: '结束时间',
  key: '标识',
  fields: '字段',
  skills: '技能',
  storeIds: '门店',
  roles: '所需资源',
  introduction: '介绍',
  allergies: '过敏',
  chronicConditions: '慢性病',
  recentStates: '近期状态',
  aims: '调理目标',
  taboos: '服务禁忌',
  nextContactOn: '下次联系',
  durationMinutes: '时长',
  options: '选项',
  count: '数量',
  spans: '时间段',
  days: '时间段',
  opening: '营业时间',
  hours: '营业时间',
  date: '日期',
  fromDate: '开始日期',
  untilDate: '结束日期',
  address: '地址',
  zone: '时区',
  latitude: '纬度',
  longitude: '经度',
  areaSqm: '面积',
  wecomUserId: '企业微信账号',
  title: '职位',
  maxPerDay: '每天最多',
  priceFen: '价格',
  depositFen: '定金',
  addons: '加项',
  cautions: '注意事项',
  policy: '取消规则',
  levelPolicies: '等级规则',
  acceptMinutes: '接单时限',
  maxParty: '同行人数',
  partySize: '人数',
  seats: '名额',
  unitIds: '老师和教室',
  repeatWeeks: '重复周数',
  line: '业务线',
  includes: '包含内容',
  overbook: '仍要安排的原因',
  amountFen: '金额',
  costFen: '成本',
  instalments: '付款计划',
  dueOn: '到期日',
  discount: '优惠',
  percent: '百分比',
  quantity: '数量',
  validUntil: '有效期',
  signerName: '签字人',
  body: '正文',
  stages: '进度',
};
const NOUN_WORDS: Record<string, string> = {
  customer: '客户',
  health_record: '健康档案',
  booking: '预约',
  field: '字段',
  service: '项目',
  store: '门店',
  unit: '资源',
  resource_unit: '资源',
  resource_type: '资源类型',
  tag: '标签',
  tag_group: '标签组',
  region: '区域',
  season: '季节时间',
  special_day: '特殊日',
  staff: '成员',
  pattern: '排班规律',
  exception: '临时调班',
  absence: '请假',
  limit: '每日上限',
  class: '课程场次',
  addon: '加项',
  waitlist_entry: '候补',
  ticket: '号码',
  series: '连续预约',
  reservation: '占用记录',
  catalogue_item: '商品',
  business_line: '业务线',
  card: '会员卡',
  card_product: '卡种',
  card_use: '核销记录',
  order: '订单',
  api_key: '接口密钥',
  order_line: '订单明细',
  contract: '合同',
  contract_template: '合同模板',
  quote: '报价',
  quote_version: '报价版本',
  report_settings: '统计口径',
};
const SERVICE_WORDS = { wechat: '微信', wecom: '企业微信', 'wechat-pay': '微信支付', database: '数据库' } as const;

type Words = { [Code in keyof AppRefusals & string]: (facts: AppRefusals[Code], reader: Reader) => string };

/** Every "no" in words for staff: what happened, why, and what to do now. Exhaustive by type: a new code does not compile without its words. */
const WORDS: Words = {
  'request.invalid': ({ issues }) =>
    `有内容填得不对：${issues.length > 0 ? issues.slice(0, 3).map(wordIssue).join('；') : '请检查后再提交'}。改好后再提交一次。`,
  'request.too_large': () => '内容太长，没有保存。请删短一些再试。',
  'request.not_json': () => '页面和服务器的版本不一致，请刷新页面后再试。',
  'request.unknown_endpoint': () => '页面和服务器的版本不一致，请刷新页面后再试。',
  'request.rate_limited': ({ retryAfterSeconds }) => `操作太快了，请等 ${Math.max(1, Math.ceil(retryAfterSeconds))} 秒再试。`,
  'request.idempotency_key_missing': () => '页面版本过旧，请刷新后再试。',
  'request.idempotency_key_reused': () => '这次提交和上一次混在了一起，请再点一次。',
  'request.in_progress': () => '上一次提交还在处理，请稍等几秒再看结果。',
  'access.login_required': ({ reason }) => (reason === 'expired' ? '登录已过期，正在重新登录。' : '需要登录，正在前往企业微信登录。'),
  'access.forbidden': ({ right }) => `你的岗位没有「${RIGHT_WORDS[right as Right] ?? '这项操作'}」的权限。需要的话请找店长开通。`,
  'access.code_rejected': ({ reason }) =>
    reason === 'busy' ? '企业微信忙，请稍后再登录一次。' : reason === 'blocked' ? '这个账号被限制登录，请联系管理员。' : '登录凭证已失效，请重新登录。',
  'access.phone_code_wrong': () => '验证码不对，请核对短信里的六位数字。',
  'access.phone_code_not_sent': () => '验证码短信没有发出去，请稍后再试。',
  'access.ticket_rejected': () => '登录链接已用过或超过一分钟，请重新登录。',
  'access.not_staff': () => '你的企业微信账号还不在员工名单里。请让管理员添加后再进来。',
  'access.state_mismatch': () => '登录中途换了窗口，请重新登录。',
  'access.url_not_ours': ({ host }) => `这个网址（${host}）不是本店登记的域名，请从企业微信里打开。`,
  'lifecycle.illegal_step': ({ state, verb, possible }) => {
    const ways = possible.filter((v) => v !== 'expire' && v !== 'pay' && v !== 'submit').map(verbWord);
    const subject =
      state in TICKET_WORDS ? `这个号现在是「${TICKET_WORDS[state] ?? ''}」` : `预约现在是「${STATE_WORDS[state as BookingState] ?? '别的状态'}」`;
    return `${subject}，不能${verbWord(verb)}。${ways.length > 0 ? `可以：${ways.join('、')}。` : '已经没有后续操作。'}`;
  },
  'record.not_found': ({ noun }) => `没有找到这条${NOUN_WORDS[noun] ?? '记录'}，可能已被删除，或不在你能看的范围。`,
  'record.changed': ({ noun }) => `刚有同事改过这条${NOUN_WORDS[noun] ?? '记录'}，已取来最新内容。请看一眼再提交，你填的还在。`,
  'rule.guard_refused': ({ problems }) =>
    problems.map(({ message, fields }) => (fields.length > 0 ? `${message}（看「${fields.join('」「')}」）` : message)).join('\n'),
  'rule.guard_warned': ({ warnings }) =>
    warnings.map(({ message, mayGoOn }) => (mayGoOn ? message : `${message}（你不能放行，请有权限的同事来保存）`)).join('\n'),
  'rules.recipe_misfilled': ({ problem }) =>
    ({
      unknown: '这个做法里没有这一项，请刷新后再填。',
      not_a_number: '请填一个整数。',
      out_of_range: '数字超出了允许的范围，请改一改。',
      not_a_time: '时间请填成 10:00 这样。',
      empty: '还有一项没有填。',
    })[problem],
  'rules.recipe_used': ({ title }) => `「${title}」已经启用过了，请在「规则」里修改或打开。`,
  'service.unavailable': ({ service, retryAfterSeconds }) =>
    `${SERVICE_WORDS[service]}暂时没有响应，约 ${Math.max(1, Math.ceil(retryAfterSeconds))} 秒后再试。你填的内容还在。`,
  'server.fault': ({ requestId }) => `系统出了点问题，没有完成。请再试一次；还不行请把编号 ${requestId.slice(0, 8)} 告诉管理员。`,
  'client.unreachable': ({ timedOut }) =>
    timedOut ? '服务器太久没有回应，不确定是否已完成。再点一次不会重复。' : '网络不通，没有提交成功。检查网络后再点一次，你填的内容还在。',

  'customers.phone_taken': ({ name }) => `这个手机号已经是「${name}」的，一个手机号只能有一位客户。请打开那位客户，或换一个号码。`,
  'customers.not_your_contact': () => '你还没有添加这位微信联系人，看不到资料。请先在企业微信里加为客户。',
  'customers.contact_already_linked': () => '这位联系人已经关联了客户，请刷新后查看。',
  'customers.cannot_merge_itself': () => '两边是同一位客户，不需要合并。',
  'customers.merge_conflict': ({ reason }) =>
    reason === 'both_have_wechat' ? '两位客户各有自己的微信，是两个人，不能合并。' : '两位客户各有自己的企业微信联系人，不能合并。',
  'customers.health_consent_missing': () => '还没有顾客的同意，没有保存。请先征得本人同意，再勾选。',
  'messaging.not_held': () => '这一条已经有人处理了，请刷新看看。',
  'messaging.word_twice': ({ word }) => `「${word}」同时在两边，请只留一边。`,
  'customers.tag_taken': ({ name }) => `标签「${name}」已经有了，请换一个名字。`,

  ...BOOKING_WORDS,
  ...STORES_WORDS,
  ...CATALOGUE_WORDS,
  ...ORDERS_WORDS,
  ...MEMBERSHIP_WORDS,
  ...FINANCE_WORDS,
  ...DEFINITION_WORDS,
  ...FLOW_WORDS,
  ...FORM_WORDS,
  ...SHOP_FIELD_WORDS,
  ...IMPORT_WORDS,
  ...BULK_WORDS,
  ...MARKETING_WORDS,
};

export const REFUSAL_CODES = Object.keys(WORDS) as (keyof AppRefusals & string)[];

/** Words a refusal for staff. Times are shown on the store's clock. */
export function wordRefusal(refusal: AppRefusal, offsetMinutes = 480, now = Date.now()): string {
  const word = WORDS[refusal.code] as ((facts: unknown, reader: Reader) => string) | undefined;
  return word ? word(refusal.facts, { offsetMinutes, now }) : '没有完成，请刷新页面后再试。';
}

/** The same for what was only to be read: there is nothing that was not handed in. */
export function wordUnread(refusal: AppRefusal, offsetMinutes = 480): string {
  if (refusal.code !== 'client.unreachable') return wordRefusal(refusal, offsetMinutes);
  return refusal.facts.timedOut ? '服务器太久没有回应，稍后再试。' : '网络不通，检查网络后重试。';
}

/** The other starts a refusal proposes, if it does. */
export function alternativesOf(refusal: AppRefusal): readonly string[] {
  return refusal.code === 'booking.slot_taken' || refusal.code === 'booking.slot_unavailable' ? refusal.facts.alternatives : [];
}

function wordIssue({ path, problem }: { path: string; problem: string }): string {
  const name = path.split('.').find((part) => FIELD_WORDS[part]);
  return `${name ? `「${FIELD_WORDS[name] ?? name}」` : ''}${problemWord(problem)}`;
}
