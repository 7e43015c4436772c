import { daysBetween, type CalendarDate } from '@zhike/domain/kernel/calendar-date';
import { formatFen } from '@zhike/domain/kernel/money';
import type { LevelTerms, MemberLevel, PointsBalance, Redemption } from '@zhike/domain/membership/contract';
import type { Tone } from '@/words-of-bookings';
import { dayWords } from './words';

/** How the customer reads her points and her level. */
const SOON_DAYS = 30;
const yuan = (fen: number): string => formatFen(fen, 'short');

/** What runs out first; null: nothing does. */
export function expiryWords(balance: PointsBalance, on: CalendarDate): { readonly text: string; readonly soon: boolean } | null {
  if (!balance.nextExpiry) return null;
  const { points, on: last } = balance.nextExpiry;
  return { text: `${points} 积分用到 ${dayWords(last)}`, soon: daysBetween(on, last) <= SOON_DAYS };
}

export const signedPoints = (points: number): string => (points > 0 ? `+${points}` : String(points));

/** What one may do with an item, and why not. */
export interface MallChoice {
  readonly may: boolean;
  readonly why: string;
}
export function choiceOf(item: { readonly pricePoints: number; readonly stock: number; readonly mayTake: number | null }, heldPoints: number): MallChoice {
  if (item.stock === 0) return { may: false, why: '已换完' };
  if (item.mayTake === 0) return { may: false, why: '你已换满' };
  if (item.pricePoints > heldPoints) return { may: false, why: `还差 ${item.pricePoints - heldPoints} 积分` };
  return { may: true, why: item.mayTake === null ? `还有 ${item.stock} 份` : `你还能换 ${Math.min(item.mayTake, item.stock)} 份` };
}

const STATES: Readonly<Record<Redemption['state'], { word: string; tone: Tone }>> = {
  open: { word: '到店领取', tone: 'amber' },
  handed_out: { word: '已领取', tone: 'grey' },
  cancelled: { word: '已取消', tone: 'struck' },
};
export const badgeOfRedemption = (state: Redemption['state']): { word: string; tone: Tone } => STATES[state];

/** `再消费 ¥1,200 升 金卡`. */
export function missingWords(next: MemberLevel['next']): string {
  return next ? `再消费 ${yuan(next.missingFen)} 升${next.name}` : '已是最高等级';
}

/** How far she is on the way to the next level, in percent. */
export function wayTo(next: NonNullable<MemberLevel['next']>): number {
  return next.thresholdFen === 0 ? 100 : Math.min(100, Math.floor((next.spendFen * 100) / next.thresholdFen));
}

/** How a level is reached. */
export function ruleWords(level: Pick<LevelTerms, 'thresholdFen' | 'months'>): string {
  return level.thresholdFen === 0 ? '所有会员' : `最近 ${level.months} 个月消费满 ${yuan(level.thresholdFen)}`;
}

/** What a level gives. `95 折`, not percent off: that is how a shop says it. */
export function giftWords(level: Pick<LevelTerms, 'discountPercent' | 'pointsPercent' | 'birthdayGift'>): string[] {
  const rest = 100 - level.discountPercent;
  return [
    level.discountPercent > 0 ? `订单 ${rest % 10 === 0 ? rest / 10 : rest} 折` : '',
    level.pointsPercent !== 100 ? `积分 ${level.pointsPercent / 100} 倍` : '',
    level.birthdayGift ? `生日礼：${level.birthdayGift}` : '',
  ].filter(Boolean);
}
