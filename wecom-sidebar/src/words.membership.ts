import { formatFen } from '@zhike/domain/kernel/money';
import type { MembershipRefusals } from '@zhike/domain/membership/contract';
import { clock, problemWord, type Reader } from './words.reader';

type Words = { [Code in keyof MembershipRefusals]: (facts: MembershipRefusals[Code], reader: Reader) => string };

const FIELD_WORDS: Readonly<Record<string, string>> = {
  sessions: '次数',
  bonusFen: '赠送金额',
  serviceIds: '可用项目',
  intervalDays: '间隔天数',
  coupons: '送的优惠券',
};
const PROBLEM_WORDS: Readonly<Record<string, string>> = {
  not_for_stored_value: '储值卡不填',
  only_for_stored_value: '只有储值卡可以填',
  only_for_courses: '只有疗程卡可以填',
  twice: '里有一种券写了两次，请合成一行',
};
export const CARD_STATE_WORDS: Readonly<Record<string, string>> = {
  active: '正常',
  frozen: '已冻结',
  refunded: '已退卡',
  expired: '已过期',
  used_up: '已用完',
};
const VERB_WORDS: Readonly<Record<string, string>> = {
  charge: '充值',
  undo: '撤销核销',
  freeze: '冻结',
  unfreeze: '解冻',
  extend: '延期',
  transfer: '转让',
  refund: '退卡',
};
export const CARD_WHY_WORDS = {
  service: '不能用于这个项目',
  store: '不能在这家门店用',
  expired: '已过有效期',
  frozen: '已冻结，请先解冻',
  refunded: '已退卡',
  not_hers: '不是这位客户的，持卡人也没有同意她用',
  sessions: '是次卡，只能划服务，不能付订单',
  empty: '里没有余额了',
} as const;
const PURSE_WORDS = { sessions: '次数', principalFen: '本金', bonusFen: '赠送' } as const;
const CODE_WORDS = {
  used_or_over: '这个码已经用过或超过一分钟，请客户刷新后再出示。',
  other_shop: '这是别家店的码，请客户打开本店的小程序。',
  not_a_code: '这不是会员卡的码，请扫客户小程序「我的卡」里的码。',
} as const;
const LEVEL_FIELD_WORDS: Readonly<Record<string, string>> = { key: '代号', name: '名称', rank: '高低顺序' };
const yuan = (fen: number): string => formatFen(fen, 'short');

/** Every "no" of cards in words for staff. Exhaustive by type. */
export const MEMBERSHIP_WORDS: Words = {
  'membership.terms_invalid': ({ field, problem }) => `「${FIELD_WORDS[field] ?? field}」${PROBLEM_WORDS[problem] ?? problemWord(problem)}。`,
  'membership.name_taken': ({ name }) => `已经有叫「${name}」的卡，请换一个名字。`,
  'membership.above_limit': ({ maxFen, wouldHoldFen }) =>
    `单张记名卡余额最多 ${yuan(maxFen)}（预付卡管理规定），这样会到 ${yuan(wouldHoldFen)}。请减少金额，或分开两张卡。`,
  'membership.not_on_sale': ({ name }) => `「${name}」已经停售，请选别的卡。`,
  'membership.payments_differ': ({ priceFen, sumFen }) => `收款加起来是 ${yuan(sumFen)}，应该正好是 ${yuan(priceFen)}。请核对每种收款方式的金额。`,
  'membership.not_possible': ({ state, verb }) => `这张卡${CARD_STATE_WORDS[state] ?? '现在的状态'}，不能${VERB_WORDS[verb] ?? '这样操作'}。`,
  'membership.does_not_fit': ({ why }) => `这张卡${CARD_WHY_WORDS[why]}。请换一张卡，或用别的方式收款。`,
  'membership.not_enough': ({ sessionsLeft, balanceFen, neededFen }) =>
    balanceFen > 0 ? `卡里只剩 ${yuan(balanceFen)}，不够 ${yuan(neededFen)}。` : `卡里已经没有余额（剩 ${sessionsLeft} 次）。请换一张卡，或用别的方式收款。`,
  'membership.nothing_to_settle': () => '这个预约不需要划卡：还没有完成，或者已经处理过。',
  'membership.already_used': () => '这个预约已经从这张卡划过，不会再划一次。',
  'membership.undo_too_late': ({ undoableUntil }, reader) => `撤销时间到 ${clock(undoableUntil, reader)} 为止，已经过了。需要的话请有权限的同事做余额更正。`,
  'membership.already_undone': () => '这次核销已经撤销过。',
  'membership.not_later': ({ validUntil }) => (validUntil === null ? '这张卡本来就长期有效，不用延期。' : `新的日期要晚于现在的有效期 ${validUntil}。`),
  'membership.refund_changed': ({ backFen }) => `可退金额刚刚变了：现在是 ${yuan(backFen)}。请看过明细后再确认。`,
  'membership.correction_invalid': ({ field, problem, holds }) => {
    const left = field === 'sessions' ? `${holds} 次` : yuan(holds);
    if (problem === 'nothing') return '请填写要增加或减少多少。';
    return problem === 'below_zero' ? `「${PURSE_WORDS[field]}」现在是 ${left}，不能减到 0 以下。` : `这种卡没有「${PURSE_WORDS[field]}」。`;
  },
  'membership.family_unknown': ({ by }) => (by === 'phone' ? '没有找到验证过这个手机号的客户。' : '没有找到这个会员码。'),
  'membership.family_full': ({ max }) => `一张卡最多给 ${max} 位家人用。`,
  'membership.code_rejected': ({ reason }) => CODE_WORDS[reason],
  'membership.levels_invalid': ({ field }) => {
    const [, at = '0', name = ''] = field.split('.');
    return `第 ${Number(at) + 1} 个等级的${LEVEL_FIELD_WORDS[name] ?? name}和另一个等级重复，请改成不同的。`;
  },
  'membership.points_short': ({ neededPoints, heldPoints }) => `需要 ${neededPoints} 积分，现在只有 ${heldPoints} 积分。请减少，或等积分够了再来。`,
  'membership.points_nothing': () => '请填写要增加或减少多少积分。',
  'membership.not_in_mall': ({ name }) => `「${name}」已经下架，请选别的礼品。`,
  'membership.item_name_taken': ({ name }) => `积分商城里已经有「${name}」，请换一个名字。`,
  'membership.points_do_not_pay': () => '现在的积分规则不能抵扣订单，请用别的方式收款。',
  'membership.points_above_bill': ({ mostPoints, openFen }) => `还差 ${yuan(openFen)} 没付，最多用 ${mostPoints} 积分。请减少积分。`,
  'membership.sold_out': ({ name }) => `「${name}」已经换完了。请选别的礼品，或补库存后再来。`,
  'membership.per_person': ({ max, had }) => `每人最多换 ${max} 份，这位客户已经换了 ${had} 份。`,
  'membership.redemption_over': ({ state, at }, reader) =>
    state === 'handed_out' ? `这份礼品在 ${clock(at, reader)} 已经发放，不能再发一次。` : `这次兑换在 ${clock(at, reader)} 已经取消，积分已退回。`,
};
