import { dateAt, formatDateZh, timeAt } from '@zhike/domain/kernel/calendar-date';
import { formatFen } from '@zhike/domain/kernel/money';
import { serverNow } from './api/clock';
import type { AllRefusals, AnyRefusal, AnyRefusalCode } from './api/refusals';
import { verbWords, stateWords } from './words-of-bookings';

/**
 * Every "no" in the customer's words: what happened, and what she can do now.
 * Exhaustive by type: a new code in the domain does not compile here until it is worded.
 */
export interface Wording {
  readonly title: string;
  readonly hint: string;
  /** Free starts that she may tap instead (instants). */
  readonly alternatives?: readonly string[];
  readonly wayOut: WayOut;
}
/** retry: the same again. choose_time: back to the days. reload: look at the newest state. my_bookings, my_waitlist: there is something to finish. restart: from the start page. none: nothing to press. */
export type WayOut = 'retry' | 'choose_time' | 'reload' | 'my_bookings' | 'my_waitlist' | 'restart' | 'none';

export interface Place {
  readonly utcOffsetMinutes: number;
}
const CHINA: Place = { utcOffsetMinutes: 480 };

type Words = { readonly [Code in AnyRefusalCode]: (facts: AllRefusals[Code], place: Place) => Wording };

function moment(instant: string, place: Place): string {
  const at = Date.parse(instant);
  const today = dateAt(serverNow(), place.utcOffsetMinutes);
  return `${formatDateZh(dateAt(at, place.utcOffsetMinutes), today)} ${timeAt(at, place.utcOffsetMinutes)}`;
}

/** 「10:30 和 14:00 还空着」, or an invitation to look at another day. */
function whatIsFree(alternatives: readonly string[], place: Place): string {
  if (alternatives.length === 0) return '这一天已经没有别的空档了，换一天看看。';
  const times = alternatives.slice(0, 3).map((at) => timeAt(Date.parse(at), place.utcOffsetMinutes));
  const last = times.pop() ?? '';
  return `${times.length > 0 ? `${times.join('、')} 和 ${last}` : last} 还空着，点一下就换过去。`;
}

const soon = (seconds: number) => (seconds <= 90 ? `${Math.max(1, Math.ceil(seconds))} 秒` : `${Math.ceil(seconds / 60)} 分钟`);
const NOUNS: Readonly<Record<string, string>> = {
  booking: '这个预约',
  service: '这个项目',
  store: '这家门店',
  customer: '你的会员资料',
  unit: '这位老师',
  waitlist_entry: '这条候补',
  ticket: '这个排队号',
  card: '这张卡',
  card_product: '这张卡',
  order: '这个订单',
  contract: '这份合同',
  payment: '这笔付款',
};
/** Why a coupon of hers does not fit an order. */
export const COUPON_MISFIT: Readonly<Record<AllRefusals['marketing.coupon_misfit']['reason'], string>> = {
  used: '已经用过了',
  withdrawn: '已经收回，不能再用',
  expired: '已过期',
  other_customer: '不是你的券',
  order_not_open: '要用在没有完成的订单上',
  other_store: '不能在这家门店用',
  no_item: '不能用在这个订单的项目上',
  below_minimum: '没到使用门槛',
  not_with_coupons: '不能和别的券一起用',
  not_with_level: '不能和会员折扣一起用',
  nothing_left: '没有可以减的金额了',
};
/** Why a card of hers does not pay. */
export const CARD_WHY: Readonly<Record<AllRefusals['membership.does_not_fit']['why'] | 'empty', string>> = {
  service: '只能付指定的项目',
  store: '不能在这家门店用',
  expired: '已过有效期',
  frozen: '被冻结了，请联系门店',
  refunded: '已经退了',
  not_hers: '不能用来付这个订单',
  sessions: '是次卡，到店划次数用',
  empty: '里没有余额了',
};
const CHANGED: Readonly<Record<string, string>> = { health_record: '这份档案', card_product: '这张卡的内容', card: '这张卡', order: '订单' };
const SERVICES: Readonly<Record<AllRefusals['service.unavailable']['service'], string>> = {
  wechat: '微信',
  wecom: '企业微信',
  'wechat-pay': '微信支付',
  database: '系统',
};
const listed = (cautions: readonly { readonly name: string }[]) => cautions.map((c) => c.name).join('、');
const ours = (title: string): Wording => ({ title, hint: '是我们这边的问题。请再试一次，还不行就联系门店。', wayOut: 'retry' });

const words: Words = {
  'request.invalid': (f) => ({
    title: '有一项填得不对',
    hint: f.issues.some((i) => i.path.includes('contactPhone'))
      ? '手机号看起来不对，请检查后再提交。'
      : f.issues.some((i) => i.path.includes('contactName'))
        ? '姓名请填 1 到 20 个字。'
        : '请检查填写的内容后再提交。',
    wayOut: 'none',
  }),
  'request.too_large': () => ({ title: '内容太长了', hint: '请把备注写短一些再提交。', wayOut: 'none' }),
  'request.not_json': () => ours('没有提交成功'),
  'request.unknown_endpoint': () => ({ title: '小程序需要更新', hint: '请关闭后重新打开小程序，再试一次。', wayOut: 'restart' }),
  'request.rate_limited': (f) => ({ title: '点得太快了', hint: `请等 ${soon(f.retryAfterSeconds)}再试。`, wayOut: 'retry' }),
  'request.idempotency_key_missing': () => ours('没有提交成功'),
  'request.idempotency_key_reused': () => ours('没有提交成功'),
  'request.in_progress': () => ({ title: '上一次提交还在处理', hint: '请等几秒再试，不会重复预约，也不会重复扣款。', wayOut: 'retry' }),
  'access.login_required': () => ({ title: '登录已过期', hint: '再试一次会自动重新登录。', wayOut: 'retry' }),
  'access.forbidden': () => ({ title: '这里只能由本人查看', hint: '请用预约时的微信打开，或联系门店。', wayOut: 'restart' }),
  'access.code_rejected': (f) =>
    f.reason === 'blocked'
      ? { title: '微信暂时不允许这个账号登录', hint: '请在微信里完成安全验证，或直接打电话给门店预约。', wayOut: 'none' }
      : { title: '微信没有认出这次操作', hint: f.reason === 'busy' ? '微信正忙，请稍等几秒再试。' : '请再试一次。', wayOut: 'retry' },
  'access.phone_code_wrong': (f) =>
    f.sent
      ? { title: '验证码不对', hint: '请核对短信里的六位数字。连错五次要等十分钟。', wayOut: 'none' }
      : { title: '验证码已经失效', hint: '请重新获取验证码。', wayOut: 'none' },
  'access.phone_code_not_sent': (f) => ({
    title: '验证码没有发出去',
    hint:
      f.reason === 'rejected'
        ? '这个号码收不到短信，请换一个号码。'
        : f.reason === 'not_set_up'
          ? '门店还没有开通短信，请联系门店登记手机号。'
          : '请稍等一会儿再试。',
    wayOut: 'none',
  }),
  'access.ticket_rejected': () => ({ title: '登录链接已失效', hint: '请重新打开小程序。', wayOut: 'restart' }),
  'access.not_staff': () => ({ title: '这里是员工入口', hint: '请从小程序首页进入。', wayOut: 'restart' }),
  'access.state_mismatch': () => ({ title: '登录没有完成', hint: '请重新打开小程序。', wayOut: 'restart' }),
  'access.url_not_ours': () => ({ title: '页面地址不对', hint: '请从小程序首页进入。', wayOut: 'restart' }),
  'lifecycle.illegal_step': (f) => ({
    title: `预约现在是「${stateWords(f.state)}」`,
    hint: `这个状态下不能${verbWords(f.verb)}。刷新后可以看到最新情况。`,
    wayOut: 'reload',
  }),
  'record.not_found': (f) => ({
    title: `没有找到${NOUNS[f.noun] ?? '这条记录'}`,
    hint:
      f.noun === 'booking' || f.noun === 'card' || f.noun === 'order' || f.noun === 'contract'
        ? `它可能属于另一个微信号，请用${f.noun === 'booking' ? '预约' : '购买'}时的微信打开。`
        : f.noun === 'customer'
          ? '完成一次预约，或在「我的」绑定手机号后就会有。'
          : '它可能已经下架，看看别的吧。',
    wayOut: 'restart',
  }),
  'record.changed': (f) => ({
    title: `${CHANGED[f.noun] ?? '预约'}刚刚有变动`,
    hint: '门店或另一台手机改过它，刷新后再操作。',
    wayOut: 'reload',
  }),
  'rule.guard_refused': (f) => ({ title: '门店的规定不允许这样提交', hint: f.problems.map((one) => one.message).join('；'), wayOut: 'none' }),
  'rule.guard_warned': (f) => ({ title: '门店的规定不允许这样提交', hint: f.warnings.map((one) => one.message).join('；'), wayOut: 'none' }),
  'rules.recipe_misfilled': () => ours('没有提交成功'),
  'rules.recipe_used': () => ours('没有提交成功'),
  'service.unavailable': (f) => ({ title: `${SERVICES[f.service]}暂时没有回应`, hint: `请 ${soon(f.retryAfterSeconds)}后再试。`, wayOut: 'retry' }),
  'server.fault': () => ours('出了点问题'),
  'customers.phone_taken': () => ({ title: '这个手机号已经有会员资料', hint: '请用「微信手机号」验证是本人，或联系门店合并。', wayOut: 'none' }),
  'customers.not_your_contact': () => ours('没有提交成功'),
  'customers.contact_already_linked': () => ours('没有提交成功'),
  'customers.cannot_merge_itself': () => ours('没有提交成功'),
  'customers.merge_conflict': () => ({ title: '这个手机号属于另一个微信号', hint: '请换一个手机号，或联系门店处理。', wayOut: 'none' }),
  'messaging.not_held': () => ours('没有提交成功'),
  'messaging.word_twice': () => ours('没有提交成功'),
  'customers.tag_taken': () => ours('没有提交成功'),
  'customers.health_consent_missing': () => ({ title: '需要你先同意', hint: '健康信息只有在你同意后才会保存。', wayOut: 'none' }),
  'booking.slot_taken': (f, p) => ({
    title: f.units.length > 0 ? `${moment(f.startsAt, p)} ${f.units.map((u) => u.name).join('、')}刚被约走了` : '这个时间刚被约走了',
    hint: whatIsFree(f.alternatives, p),
    alternatives: f.alternatives,
    wayOut: 'choose_time',
  }),
  'booking.slot_unavailable': (f, p) => ({
    title: f.roleName ? `${moment(f.startsAt, p)} 没有空闲的${f.roleName}` : `${moment(f.startsAt, p)} 已经约满`,
    hint: whatIsFree(f.alternatives, p),
    alternatives: f.alternatives,
    wayOut: 'choose_time',
  }),
  'booking.in_the_past': () => ({ title: '这个时间已经过去了', hint: '请选一个新的时间。', wayOut: 'choose_time' }),
  'booking.too_soon': (f, p) => ({ title: '这个时间离现在太近', hint: `门店需要准备时间，最早可约 ${moment(f.earliest, p)}。`, wayOut: 'choose_time' }),
  'booking.too_far': (f, p) => ({ title: '这个时间还没有开放预约', hint: `目前最晚可约到 ${moment(f.latest, p)}。`, wayOut: 'choose_time' }),
  'booking.outside_opening': (f) => ({
    title: '这个时间门店不营业',
    hint: f.opening.length > 0 ? `当天营业 ${f.opening.map((o) => `${o.from}–${o.to}`).join('、')}。` : '当天门店休息，请换一天。',
    wayOut: 'choose_time',
  }),
  'booking.off_grid': (f) => ({ title: '这个时间不能作为开始时间', hint: `每 ${f.stepMinutes} 分钟一个开始时间，请重新选择。`, wayOut: 'choose_time' }),
  'booking.price_changed': (f) => ({
    title: '价格刚刚更新',
    hint: `现在是 ${formatFen(f.priceFen, 'short')}，定金 ${formatFen(f.depositFen, 'short')}。下面已换成新价格，看过后再提交。`,
    wayOut: 'none',
  }),
  'booking.service_not_offered': () => ({ title: '这家门店暂时不做这个项目', hint: '换一家门店，或看看别的项目。', wayOut: 'restart' }),
  'booking.choice_not_possible': () => ({ title: '你选的老师做不了这个项目', hint: '请换一位，或选「不指定」。', wayOut: 'choose_time' }),
  'booking.hold_expired': () => ({ title: '保留时间已过', hint: '这个时间已经放出来了，可以重新选一次。', wayOut: 'choose_time' }),
  'booking.refund_changed': (f) => ({
    title: '可退金额刚刚变了',
    hint: `现在取消可退 ${formatFen(f.refundFen, 'short')}，扣 ${formatFen(f.feeFen, 'short')}。请看过后再决定。`,
    wayOut: 'none',
  }),
  'booking.too_late_to_cancel': () => ({ title: '预约已经开始，不能在线取消', hint: '请直接联系门店。', wayOut: 'none' }),
  'booking.too_many_holds': (f) => ({ title: `你已有 ${f.limit} 个待支付的预约`, hint: '先支付或取消其中一个，再约新的。', wayOut: 'my_bookings' }),
  'booking.caution': (f) =>
    f.cautions.some((c) => c.effect === 'block')
      ? { title: '这个项目不适合你现在的情况', hint: `你的健康档案里有：${listed(f.cautions)}。请联系门店，老师会帮你换合适的项目。`, wayOut: 'none' }
      : { title: '预约前请先看一下', hint: `你的健康档案里有：${listed(f.cautions)}。看过并确认后可以继续预约。`, wayOut: 'none' },
  'booking.addon_unknown': () => ({ title: '有一个加项已经下架', hint: '请回到选时间那一页，重新选加项。', wayOut: 'choose_time' }),
  'booking.party_too_large': (f) => ({ title: `一次最多 ${f.max} 位`, hint: '人更多的话，请分两次预约，或联系门店安排。', wayOut: 'choose_time' }),
  'booking.daily_limit': (f) => ({ title: `${f.unitName}这天已经约满`, hint: '老师每天接待的人数有限，请换一天或换一位老师。', wayOut: 'choose_time' }),
  'booking.no_session': () => ({ title: '这个时间没有课', hint: '请从课程表里选一节。', wayOut: 'choose_time' }),
  'booking.too_late_to_move': (f, p) => ({
    title: '已过自助改期的时间',
    hint: `${moment(f.movableUntil, p)} 前可以自己改；现在请直接联系门店。`,
    wayOut: 'none',
  }),
  'booking.too_many_moves': (f) => ({
    title: f.max > 0 ? `自助改期最多 ${f.max} 次，已经用完` : '这个项目不能自助改期',
    hint: '需要再改的话，请直接联系门店。',
    wayOut: 'none',
  }),
  'booking.deposit_due': (f) => ({ title: `还需要付定金 ${formatFen(f.depositFen, 'short')}`, hint: '付过定金，这个时间就是你的。', wayOut: 'reload' }),
  'booking.not_enough_seats': (f) => ({
    title: f.available > 0 ? `只剩 ${f.available} 个位子` : '位子刚刚约满',
    hint: f.available > 0 ? '减少人数，或换一节课。' : '换一节课，或加入候补。',
    wayOut: 'choose_time',
  }),
  'booking.wish_invalid': () => ({ title: '候补的时间段填得不对', hint: '请选一段还没过去、31 天以内的时间。', wayOut: 'none' }),
  'booking.already_waiting': () => ({
    title: '你已经在候补这个项目',
    hint: '时间段有重叠，不用再加一次。可以先退出原来的，再重新加入。',
    wayOut: 'my_waitlist',
  }),
  'booking.too_many_waiting': (f) => ({ title: `最多同时候补 ${f.limit} 个`, hint: '先退出一个，再加入新的。', wayOut: 'my_waitlist' }),
  'booking.queue_closed': (f, p) => ({
    title: '现在不能取号',
    hint: f.opensAt ? `${moment(f.opensAt, p)} 开始可以取号，也可以先预约一个时间。` : '今天不再接待排队的客人，可以预约别的时间。',
    wayOut: 'none',
  }),
  'booking.contact_needed': () => ({ title: '需要一个联系电话', hint: '请到前台补一下手机号。', wayOut: 'none' }),
  'booking.accepted_by_other': () => ours('没有提交成功'),
  'booking.not_offered': () => ours('没有提交成功'),
  'booking.unit_in_use': () => ours('没有提交成功'),
  'booking.unit_in_class': () => ours('没有提交成功'),
  'booking.field_value_invalid': () => ours('没有提交成功'),
  'booking.key_taken': () => ours('没有提交成功'),
  'booking.roster_clashes': () => ours('没有提交成功'),
  'booking.shifts_overlap': () => ours('没有提交成功'),
  'booking.not_a_person': () => ours('没有提交成功'),
  'booking.limit_without_target': () => ours('没有提交成功'),
  'booking.deposit_above_price': () => ours('没有提交成功'),
  'booking.role_unknown': () => ours('没有提交成功'),
  'stores.hours_clash': () => ours('没有提交成功'),
  'stores.name_taken': () => ours('没有提交成功'),
  'stores.hours_invalid': () => ours('没有提交成功'),
  'stores.region_in_use': () => ours('没有提交成功'),
  'stores.region_cycle': () => ours('没有提交成功'),
  'stores.zone_unknown': () => ours('没有提交成功'),
  'stores.role_unknown': () => ours('没有提交成功'),
  'stores.last_manager': () => ours('没有提交成功'),
  'stores.member_taken': () => ours('没有提交成功'),
  'stores.year_unknown': () => ours('没有提交成功'),
  'catalogue.not_on_sale': (f) => ({ title: `「${f.name}」已经下架`, hint: '看看别的吧。', wayOut: 'restart' }),
  'catalogue.option_unknown': () => ours('没有提交成功'),
  'catalogue.option_out_of_range': () => ours('没有提交成功'),
  'catalogue.terms_invalid': () => ours('没有提交成功'),
  'catalogue.too_much': () => ours('没有提交成功'),
  'catalogue.name_taken': () => ours('没有提交成功'),
  'catalogue.key_taken': () => ours('没有提交成功'),
  'orders.nothing_to_pay': () => ({ title: '这笔定金不需要支付了', hint: '可能已经付过。刷新后可以看到最新情况。', wayOut: 'reload' }),
  'orders.hold_expired': () => ({ title: '保留时间已过，没有扣款', hint: '这个时间已经放出来了，可以重新选一次。', wayOut: 'choose_time' }),
  'orders.payment_rejected': ({ code }) =>
    code === 'ORDERPAID'
      ? { title: '这笔已经付过了', hint: '刷新后可以看到最新情况，不会重复扣款。', wayOut: 'reload' }
      : { title: '微信支付没有接受这笔付款', hint: '没有扣款。请稍后再试，或联系门店用别的方式付。', wayOut: 'retry' },
  'orders.step_not_next': () => ours('没有提交成功'),
  'orders.step_needs': () => ours('没有提交成功'),
  'orders.not_possible': () => ({ title: '这个订单现在不能这样操作', hint: '刷新后可以看到最新情况，有疑问请联系门店。', wayOut: 'reload' }),
  'orders.discount_above_price': () => ours('没有提交成功'),
  'orders.discount_too_large': () => ours('没有提交成功'),
  'orders.instalments_differ': () => ours('没有提交成功'),
  'orders.instalments_backwards': () => ours('没有提交成功'),
  'orders.form_value_invalid': () => ours('没有提交成功'),
  'orders.line_inactive': () => ours('没有提交成功'),
  'orders.more_than_owed': (f) => ({ title: `现在只需付 ${formatFen(f.owedFen, 'short')}`, hint: '可能刚付过一笔。刷新后再付。', wayOut: 'reload' }),
  'orders.less_than_paid': () => ({ title: '这个订单已经付了一部分，减不了这么多', hint: '刷新后可以看到还能减多少。', wayOut: 'reload' }),
  'marketing.name_taken': () => ours('没有提交成功'),
  'marketing.terms_invalid': () => ours('没有提交成功'),
  'marketing.retired': () => ours('没有提交成功'),
  'marketing.limit_reached': () => ours('没有提交成功'),
  'marketing.coupon_misfit': (f) => ({
    title: `「${f.name}」${COUPON_MISFIT[f.reason]}${f.missingFen > 0 ? `，还差 ${formatFen(f.missingFen, 'short')}` : ''}`,
    hint: '看看别的券，或直接付款。',
    wayOut: 'reload',
  }),
  'marketing.coupon_not_used': () => ({ title: '这张券已经不在订单上了', hint: '刷新后可以看到最新情况。', wayOut: 'reload' }),
  'marketing.audience_changed': () => ours('没有提交成功'),
  'marketing.audience_empty': () => ours('没有提交成功'),
  'marketing.forbidden_words': () => ours('没有提交成功'),
  'marketing.push_over': () => ours('没有提交成功'),
  'marketing.not_in_the_future': () => ours('没有提交成功'),
  'orders.benefit_above_bill': (f) => ({ title: `最多只能抵 ${formatFen(f.possibleFen, 'short')}`, hint: '少用一点再试。', wayOut: 'reload' }),
  'orders.benefit_there': (f) => ({ title: `「${f.name}」已经用在这个订单上了`, hint: '刷新后可以看到最新情况。', wayOut: 'reload' }),
  'orders.benefit_not_there': () => ({ title: '这项优惠已经不在订单上了', hint: '刷新后可以看到最新情况。', wayOut: 'reload' }),
  'orders.benefit_settled': () => ({ title: '订单已经付清，优惠不能取下了', hint: '需要更改请联系门店。', wayOut: 'reload' }),
  'orders.benefits_stand': () => ours('没有提交成功'),
  'orders.refund_changed': () => ours('没有提交成功'),
  'orders.exchange_changed': () => ours('没有提交成功'),
  'orders.wechat_refund_short': () => ours('没有退成'),
  'finance.bill_not_there': () => ours('没有提交成功'),
  'finance.bill_refused': () => ours('没有提交成功'),
  'finance.merchant_unknown': () => ours('没有提交成功'),
  'finance.still_differs': () => ours('没有提交成功'),
  'finance.already_settled': () => ours('没有提交成功'),
  'finance.till_changed': () => ours('没有提交成功'),
  'finance.bank_above_count': () => ours('没有提交成功'),
  'flow.todo_closed': () => ({ title: '这件事已经处理过了', hint: '刷新后可以看到最新情况。', wayOut: 'reload' }),
  'flow.not_for_you': () => ours('没有提交成功'),
  'flow.comment_missing': () => ours('没有提交成功'),
  'flow.not_possible': () => ({ title: '没有这个选项', hint: '刷新后可以看到最新情况。', wayOut: 'reload' }),
  'flow.too_late': () => ours('没有提交成功'),
  'flow.moved_on': () => ({ title: '这件事已经处理过了', hint: '刷新后可以看到最新情况。', wayOut: 'reload' }),
  'flow.not_started': () => ours('没有提交成功'),
  'definition.kind_unknown': () => ours('没有提交成功'),
  'definition.body_refused': () => ours('没有提交成功'),
  'definition.draft_changed': () => ours('没有提交成功'),
  'definition.being_edited': () => ours('没有提交成功'),
  'definition.has_problems': () => ours('没有提交成功'),
  'definition.nothing_to_take_back': () => ours('没有提交成功'),
  'definition.nothing_to_publish': () => ours('没有提交成功'),
  'definition.no_such_version': () => ours('没有提交成功'),
  'definition.in_use': () => ours('没有提交成功'),
  'segments.has_problems': () => ours('没有提交成功'),
  'bulk.nobody': () => ours('没有提交成功'),
  'bulk.too_many': () => ours('没有提交成功'),
  'bulk.value_invalid': () => ours('没有提交成功'),
  'bulk.count_changed': () => ours('没有提交成功'),
  'imports.bad_file': () => ours('没有提交成功'),
  'imports.not_whole': () => ours('没有提交成功'),
  'imports.column_missing': () => ours('没有提交成功'),
  'imports.column_twice': () => ours('没有提交成功'),
  'imports.has_bad_rows': () => ours('没有提交成功'),
  'imports.nothing_good': () => ours('没有提交成功'),
  'imports.in_use': () => ours('没有提交成功'),
  'report.has_problems': () => ours('没有提交成功'),
  'report.too_wide': () => ours('没有提交成功'),
  'report.too_slow': () => ours('没有提交成功'),
  'report.no_customers': () => ours('没有提交成功'),
  'report.choose_part': () => ours('没有提交成功'),
  'definition.retired': () => ours('没有提交成功'),
  'templates.part_refused': () => ours('没有提交成功'),
  'templates.part_missing': () => ours('没有提交成功'),
  'templates.foreign_id': () => ours('没有提交成功'),
  'templates.choose': () => ours('没有提交成功'),
  'templates.file_changed': () => ours('没有提交成功'),
  'templates.id_taken': () => ours('没有提交成功'),
  'templates.shop_in_use': () => ours('没有提交成功'),
  'fields.has_problems': () => ours('没有保存'),
  'fields.values_refused': () => ours('没有保存'),
  'fields.unknown': () => ours('没有保存'),
  'fields.not_writable': () => ours('没有保存'),
  'fields.value_invalid': () => ours('没有保存'),
  'fields.not_unique': () => ours('没有保存'),
  'fields.no_such_version': () => ours('没有保存'),
  'form.problems': () => ({ title: '还有没填对的地方', hint: '已经标出来了，改好后再提交。', wayOut: 'none' }),
  'form.outdated': () => ({ title: '表单刚刚更新了', hint: '您填的内容还在，请核对后重新提交。', wayOut: 'retry' }),
  'form.not_open': () => ours('表单打不开'),
  'form.link_closed': () => ({ title: '这个链接已经失效', hint: '请向门店要一个新的。', wayOut: 'none' }),
  'form.kind_not_shared': () => ours('没有提交成功'),
  'form.too_fast': ({ seconds }) => ({ title: '填得太快了', hint: `请至少用 ${seconds} 秒核对后再提交。`, wayOut: 'none' }),
  'form.no_upload': () => ours('没有传上去'),
  'form.upload_over': () => ({ title: '没有传上去', hint: '等得太久了，请再选一次。', wayOut: 'none' }),
  'form.file_too_large': ({ limitBytes }) => ({ title: '文件太大了', hint: `最多 ${Math.floor(limitBytes / 1048576)} MB，请换一个小一点的。`, wayOut: 'none' }),
  'form.file_type': () => ({ title: '这种文件不能用', hint: '请换一张图片，或表单要求的文件。', wayOut: 'none' }),
  'form.file_unreadable': () => ({ title: '没有传完整', hint: '请再传一次，或换一张。', wayOut: 'none' }),
  'orders.no_deposit': () => ours('没有提交成功'),
  'orders.shipment_not_failed': () => ours('没有提交成功'),
  'orders.booking_taken': () => ours('没有提交成功'),
  'orders.other_customer': () => ours('没有提交成功'),
  'orders.deposit_in_use': () => ours('没有提交成功'),
  'orders.shares_invalid': () => ours('没有提交成功'),
  'orders.template_invalid': () => ours('没有提交成功'),
  'orders.contract_over': (f) =>
    f.state === 'signed'
      ? { title: '这份合同已经签过了', hint: '刷新后可以看到签好的合同。', wayOut: 'reload' }
      : { title: '合同有更新', hint: '订单改过，请刷新后看过最新的一版再签。', wayOut: 'reload' },
  'orders.customer_nameless': () => ({ title: '合同上还没有你的真实姓名', hint: '请把姓名告诉门店，重新生成后再签。', wayOut: 'reload' }),
  'orders.receipt_signed': () => ({ title: '这张收据已经签过了', hint: '刷新后可以看到签好的收据。', wayOut: 'reload' }),
  'orders.signature_invalid': () => ({ title: '签名没有读到', hint: '请重新签一次。', wayOut: 'none' }),
  'orders.no_font': () => ours('文件暂时打不开'),
  'orders.quote_over': () => ours('没有提交成功'),
  'membership.terms_invalid': () => ours('没有提交成功'),
  'membership.name_taken': () => ours('没有提交成功'),
  'membership.above_limit': (f) => ({
    title: `一张卡最多存 ${formatFen(f.maxFen, 'short')}`,
    hint: '这是预付卡的规定。请选金额小一些的，或到门店咨询。',
    wayOut: 'none',
  }),
  'membership.not_on_sale': (f) => ({ title: `「${f.name}」已经下架`, hint: '看看别的卡吧。', wayOut: 'reload' }),
  'membership.payments_differ': () => ours('没有提交成功'),
  'membership.not_possible': () => ({ title: '这张卡现在不能这样操作', hint: '请联系门店处理。', wayOut: 'reload' }),
  'membership.does_not_fit': (f) => ({ title: `这张卡${CARD_WHY[f.why]}`, hint: '请换一张卡，或用微信支付。', wayOut: 'reload' }),
  'membership.not_enough': (f) => ({
    title: f.balanceFen > 0 ? `卡里只剩 ${formatFen(f.balanceFen, 'short')}` : '卡里没有余额了',
    hint: '可能刚用过一笔。刷新后可以先付一部分，剩下的用微信支付。',
    wayOut: 'reload',
  }),
  'membership.nothing_to_settle': () => ours('没有提交成功'),
  'membership.already_used': () => ours('没有提交成功'),
  'membership.undo_too_late': () => ours('没有提交成功'),
  'membership.already_undone': () => ours('没有提交成功'),
  'membership.not_later': () => ours('没有提交成功'),
  'membership.refund_changed': () => ours('没有提交成功'),
  'membership.correction_invalid': () => ours('没有提交成功'),
  'membership.family_unknown': (f) => ({
    title: '没有找到这位家人',
    hint: f.by === 'phone' ? '对方要先在小程序里验证过这个手机号。' : '请核对会员码，或改用手机号。',
    wayOut: 'none',
  }),
  'membership.family_full': (f) => ({ title: `一张卡最多给 ${f.max} 位家人用`, hint: '先收回一位，再添加。', wayOut: 'none' }),
  'membership.code_rejected': () => ours('没有提交成功'),
  'membership.levels_invalid': () => ours('没有提交成功'),
  'membership.points_short': (f) => ({
    title: `还差 ${f.neededPoints - f.heldPoints} 积分`,
    hint: `需要 ${f.neededPoints} 积分，您现在有 ${f.heldPoints} 积分。`,
    wayOut: 'none',
  }),
  'membership.points_nothing': () => ours('没有提交成功'),
  'membership.not_in_mall': (f) => ({ title: `「${f.name}」已经下架`, hint: '看看别的礼品吧。', wayOut: 'reload' }),
  'membership.item_name_taken': () => ours('没有提交成功'),
  'membership.points_do_not_pay': () => ({ title: '积分暂时不能抵钱', hint: '可以到积分商城换礼品。', wayOut: 'none' }),
  'membership.points_above_bill': (f) => ({
    title: `这个订单最多用 ${f.mostPoints} 积分`,
    hint: `还要付 ${formatFen(f.openFen, 'short')}。`,
    wayOut: 'reload',
  }),
  'membership.sold_out': (f) => ({ title: `「${f.name}」已经换完`, hint: '看看别的礼品吧。', wayOut: 'reload' }),
  'membership.per_person': (f) => ({ title: `每人最多换 ${f.max} 份`, hint: `您已经换了 ${f.had} 份。`, wayOut: 'none' }),
  'membership.redemption_over': () => ours('没有提交成功'),
  'client.offline': () => ({ title: '网络没有连上', hint: '连上网后再试一次就好。', wayOut: 'retry' }),
  'client.unreadable': () => ours('服务器暂时没有正常回应'),
  'client.outside_wechat': () => ({ title: '请在微信中打开', hint: '登录、支付和提醒都需要微信。请在微信里打开这个小程序。', wayOut: 'retry' }),
  'client.login_failed': () => ({ title: '微信登录没有成功', hint: '请再试一次。', wayOut: 'retry' }),
  'client.payment_cancelled': () => ({ title: '还没有付款', hint: '没有扣款。想好了再点一次付款就行。', wayOut: 'none' }),
  'client.payment_failed': () => ({ title: '付款没有完成', hint: '如果银行卡已扣款，几秒后这里会自动更新；否则请再试一次。', wayOut: 'retry' }),
  'client.phone_denied': () => ({ title: '没有拿到微信手机号', hint: '没关系，直接在下面填手机号就可以。', wayOut: 'none' }),
  'client.subscribe_failed': () => ({ title: '提醒没有订上', hint: '可在微信「设置 › 订阅消息」里打开后再试。', wayOut: 'none' }),
  'client.location_failed': () => ({ title: '没有拿到位置', hint: '门店先按名称排着；可在微信设置里打开位置权限后再试。', wayOut: 'none' }),
  'client.calendar_failed': () => ({ title: '没有加到日历', hint: '可能没有日历权限，可在微信设置里打开后再试。', wayOut: 'none' }),
};

/** The customer's words for a refusal. */
export function wordRefusal(refusal: AnyRefusal, place: Place = CHINA): Wording {
  // One cast: TypeScript cannot see that `code` and `facts` of one union member go together.
  const say = words[refusal.code] as ((facts: AnyRefusal['facts'], place: Place) => Wording) | undefined;
  return say ? say(refusal.facts, place) : { title: '没有成功', hint: `请稍后再试（${String((refusal as { code: string }).code)}）。`, wayOut: 'retry' };
}
