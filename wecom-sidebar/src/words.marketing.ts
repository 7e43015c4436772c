import { formatFen } from '@zhike/domain/kernel/money';
import type { MarketingRefusals, Misfit } from '@zhike/domain/marketing/contract';
import { clock, type Reader } from './words.reader';

type Words = { [Code in keyof MarketingRefusals]: (facts: MarketingRefusals[Code], reader: Reader) => string };

/** Why a coupon does not fit an order, as the list of coupons and a refusal say it. */
export const MISFIT_WORDS: Readonly<Record<Misfit, string>> = {
  used: '已经用过',
  withdrawn: '已收回（办卡送的，卡已经退了）',
  expired: '已过期',
  other_customer: '是另一位客户的',
  order_not_open: '订单不在进行中',
  other_store: '不能在这家门店用',
  no_item: '订单里没有可用的项目',
  below_minimum: '没有达到最低消费',
  not_with_coupons: '不能和订单上的其他优惠券同用',
  not_with_level: '不能和会员折扣同用',
  nothing_left: '订单没有可抵扣的金额',
};
const FIELD_WORDS: Readonly<Record<string, string>> = {
  amountFen: '金额',
  percent: '折扣',
  itemIds: '适用项目',
  validDays: '有效期（天数和截止日期填一个）',
  personLimit: '每人限领（不能多于总量）',
};
const PUSH_WORDS: Readonly<Record<string, string>> = { done: '已经发完', cancelled: '已经取消' };

/** Every "no" of marketing in words for staff. Exhaustive by type. */
export const MARKETING_WORDS: Words = {
  'marketing.name_taken': ({ name }) => `已经有叫「${name}」的优惠券，请换一个名字。`,
  'marketing.terms_invalid': ({ field }) => `请检查${FIELD_WORDS[field] ?? '填写的内容'}。`,
  'marketing.retired': ({ name }) => `「${name}」已经停发，请换一种优惠券。`,
  'marketing.limit_reached': ({ which, limit, left }) =>
    which === 'person' ? `每人最多 ${limit} 张，这位客户已经领满。` : `总量 ${limit} 张，只剩 ${left} 张。`,
  'marketing.coupon_misfit': ({ name, reason, missingFen }) =>
    `「${name}」${MISFIT_WORDS[reason]}${missingFen > 0 ? `，还差 ${formatFen(missingFen, 'short')}` : ''}。`,
  'marketing.coupon_not_used': () => '这张优惠券没有用在订单上，可能刚被撤下。',
  'marketing.audience_changed': ({ count }) => `符合条件的人刚刚变了，现在是 ${count} 人。请看过名单再发。`,
  'marketing.audience_empty': () => '没有符合条件的人，请放宽条件。',
  'marketing.forbidden_words': ({ words }) =>
    `文案里有广告法禁用的词：${words.map(({ word, at }) => `「${word}」（第 ${at + 1} 个字）`).join('、')}。请改掉再发。`,
  'marketing.push_over': ({ state }) => `这次推送${PUSH_WORDS[state] ?? '已经结束'}，不能再取消。`,
  'marketing.not_in_the_future': ({ at }, reader) => `${clock(at, reader)} 已经过去，请选一个以后的时间。`,
};
