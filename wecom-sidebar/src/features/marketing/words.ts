import type { Audience, CouponTerms, CouponView, Misfit, PushGroup, PushPart, PushPerson, PushTaskView, PushView } from '@zhike/domain/marketing/contract';
import { MISFIT_WORDS } from '../../words.marketing';
import { dayWords, KIND_WORDS as CARD_KINDS, yuan } from '../membership/words';

export const STATE_WORDS: Record<CouponView['state'], string> = { active: '可用', used: '已用', expired: '已过期', withdrawn: '已收回' };
export const PUSH_WORDS: Record<PushView['state'], string> = { scheduled: '等待发放', sending: '正在发放', done: '已发完', cancelled: '已停止' };

/** 满 500 减 100 / 8 折（最多减 200）/ 免费兑换一件. */
export function offWords(terms: CouponTerms): string {
  const least = terms.minSpendFen > 0 ? `满 ${yuan(terms.minSpendFen)} ` : '';
  if (terms.kind === 'cash') return `${least}减 ${yuan(terms.amountFen)}`;
  if (terms.kind === 'item') return `${least}免费兑换一件`;
  const tenths = (100 - terms.percent) / 10;
  return `${least}${Number.isInteger(tenths) ? tenths : tenths.toFixed(1)} 折${terms.maxOffFen === null ? '' : `（最多减 ${yuan(terms.maxOffFen)}）`}`;
}

/** Until when, from the day on which it is given. */
export const lastsWords = (terms: CouponTerms): string =>
  terms.validDays !== null ? `领到后 ${terms.validDays} 天内有效` : terms.validUntil !== null ? `${dayWords(terms.validUntil)} 前有效` : '';

export const untilWords = (coupon: Pick<CouponView, 'validUntil'>): string => `用到 ${dayWords(coupon.validUntil)}`;

export function misfitWords(reason: string, missingFen: number): string {
  const words = MISFIT_WORDS[reason as Misfit];
  return missingFen > 0 ? `${words}，还差 ${yuan(missingFen)}` : words;
}

/** Whom a push is for, in one line. */
export function audienceWords(audience: Audience): string {
  const kinds = audience.cardKinds.length > 0 ? audience.cardKinds.map((kind) => CARD_KINDS[kind]).join('、') : '任何卡';
  const when = audience.expiringWithinDays === null ? '' : `，${audience.expiringWithinDays} 天内到期`;
  const which = audience.productIds.length > 0 ? `，指定 ${audience.productIds.length} 种卡` : '';
  const segment = audience.segmentId ? '所选客群里' : '';
  if (segment && audience.cardKinds.length === 0 && !when && !which) return `${segment}的客户`;
  return `${segment}持有${kinds}${when}${which}的客户`;
}

/** Who a part of a push is, as the head of the list of its people. */
export const PART_WORDS: Record<PushPart, string> = {
  planned: '发给的人',
  given: '券已进券包的人',
  skipped: '跳过的人',
  told: '收到微信通知的人',
  seen: '打开过券包的人',
  used: '用了券的人',
  by_member: '请同事群发的人',
  by_member_sent: '收到同事群发的人',
  bought: '发了券并且下了单的人',
  held_out: '对照组的人',
  held_out_bought: '对照组里下了单的人',
};
export const SKIP_WORDS: Record<NonNullable<PushPerson['reason']>, string> = {
  no_advertising: '跳过：她不想收广告',
  limit: '跳过：她的这种券已经领满',
  twice: '跳过：她的另一份资料已经收到',
};

const rateOf = (group: PushGroup): number => (group.people === 0 ? 0 : (group.buyers / group.people) * 100);
/** `12.5%`: of a hundred people, so many with an order. */
export const rateWords = (group: PushGroup): string => `${rateOf(group).toFixed(1)}%`;

/** What the push brought beyond what would have come anyway; few people prove nothing, and it says so. */
export function liftWords(pushed: PushGroup, heldOut: PushGroup): string {
  const points = rateOf(pushed) - rateOf(heldOut);
  const small = heldOut.people < 30 ? '对照组不到 30 人，只能作参考。' : '';
  const words =
    points > 0 ? `发券的下单率高出 ${points.toFixed(1)} 个百分点` : points < 0 ? `发券的下单率反而低 ${(-points).toFixed(1)} 个百分点` : '两边下单率一样';
  return `${words}。${small}`;
}

const TASK_WORDS: Record<PushTaskView['state'], string> = {
  planned: '还没交给企业微信',
  asking: '正在交给企业微信',
  waiting: '等她在企业微信里确认，还没有发出',
  sent: '她已确认发送',
  failed: '企业微信没有接受',
  unknown: '企业微信没有回音，可能已经在她手机上，请她看一眼；不会再请一次',
};
/** How far a member's part is, and who will not get it. */
export function taskWords({ state, reason, failed, leftOut }: Pick<PushTaskView, 'state' | 'reason' | 'failed' | 'leftOut'>): string {
  const how = reason === 'nobody' ? '没有可以打扰的人，没有请她发' : `${TASK_WORDS[state]}${reason === null ? '' : `（${reason}）`}`;
  const failing = failed > 0 ? `；${failed} 人发不到（已不是联系人，或这个月群发满了）` : '';
  return `${how}${failing}${leftOut > 0 ? `；${leftOut} 人不打扰（近几天已收到过营销消息，或不想收广告）` : ''}`;
}
