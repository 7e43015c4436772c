import { dateAt, daysBetween, type CalendarDate } from '@zhike/domain/kernel/calendar-date';
import { formatFen } from '@zhike/domain/kernel/money';
import type { CardEntry, CardKind, CardProductView, CardState, CardView } from '@zhike/domain/membership/contract';
import { serverNow } from '@/api/clock';
import type { Tone } from '@/words-of-bookings';

/** How the customer reads a card. The tables are exhaustive by type. */
export const KINDS: Readonly<Record<CardKind, string>> = { stored_value: '储值卡', sessions: '次卡', course: '疗程卡' };
const STATES: Readonly<Record<CardState, { word: string; tone: Tone }>> = {
  active: { word: '可用', tone: 'green' },
  frozen: { word: '冻结中', tone: 'blue' },
  expired: { word: '已过期', tone: 'grey' },
  used_up: { word: '已用完', tone: 'grey' },
  refunded: { word: '已退卡', tone: 'struck' },
};
export const badgeOfCard = (state: CardState): { word: string; tone: Tone } => STATES[state];
export const isOver = (state: CardState): boolean => state === 'expired' || state === 'used_up' || state === 'refunded';

const CHINA_MINUTES = 480;
const SOON_DAYS = 30;
const yuan = (fen: number): string => formatFen(fen, 'short');
export const today = (): CalendarDate => dateAt(serverNow(), CHINA_MINUTES);

/** `2027年3月1日`: a card's days lie far ahead, so the year is always said. */
export function dayWords(date: CalendarDate): string {
  const [year = '', month = '', day = ''] = date.split('-');
  return `${year}年${Number(month)}月${Number(day)}日`;
}

type Left = Pick<CardView, 'kind' | 'principalFen' | 'bonusFen' | 'sessionsLeft' | 'sessionsTotal'>;
/** What is left, large: `¥2,200`, or `3` of the unit `次`. */
export function leftOf(card: Left): { readonly number: string; readonly unit: string } {
  return card.kind === 'stored_value' ? { number: yuan(card.principalFen + card.bonusFen), unit: '' } : { number: String(card.sessionsLeft), unit: '次' };
}

/** How many sessions were given, of how many. A correction may have added more than were sold. */
export function progressOf(card: Pick<CardView, 'sessionsLeft' | 'sessionsTotal'>): { readonly given: number; readonly total: number } {
  const total = Math.max(card.sessionsTotal, card.sessionsLeft);
  return { given: total - card.sessionsLeft, total };
}

/** What stands beneath what is left: the two purses, or how far she is. */
export function partsOf(card: Left): string {
  if (card.kind === 'stored_value') return `本金 ${yuan(card.principalFen)} · 赠送 ${yuan(card.bonusFen)}`;
  const { given, total } = progressOf(card);
  return card.kind === 'course' ? `已做 ${given}/${total} 次` : `共 ${total} 次，已用 ${given} 次`;
}

/** Until when, and whether that is soon. Of stored value only the bonus runs out. */
export function validityOf(card: Pick<CardView, 'kind' | 'validUntil' | 'state' | 'frozenOn'>, on: CalendarDate): { text: string; soon: boolean } {
  if (card.state === 'refunded') return { text: '已退卡，不能再用', soon: false };
  if (card.state === 'frozen') return { text: `${card.frozenOn ? `${dayWords(card.frozenOn)}起` : ''}冻结，解冻后有效期顺延`, soon: false };
  if (card.validUntil === null) return { text: '长期有效', soon: false };
  const stored = card.kind === 'stored_value';
  const left = daysBetween(on, card.validUntil);
  if (left < 0) return { text: stored ? '赠送已过期，本金长期有效' : `${dayWords(card.validUntil)}到期`, soon: false };
  const near = left === 0 ? '（今天最后一天）' : left <= SOON_DAYS ? `（还有 ${left} 天）` : '';
  const soon = near !== '' && card.state === 'active';
  return { text: stored ? `赠送 ${dayWords(card.validUntil)}前用${near}` : `${dayWords(card.validUntil)}前有效${near}`, soon };
}

/** The day of a course's next session; null when there is none to come. */
export function dueWords(card: Pick<CardView, 'nextDueOn' | 'state' | 'kind' | 'sessionsLeft' | 'intervalDays'>, on: CalendarDate): string | null {
  if (card.kind !== 'course' || card.state !== 'active') return null;
  if (card.nextDueOn === null) return card.sessionsLeft > 0 && card.intervalDays !== null ? `还没开始，之后每 ${card.intervalDays} 天一次` : null;
  const left = daysBetween(on, card.nextDueOn);
  if (left < 0) return `下一次建议在 ${dayWords(card.nextDueOn)}，已过 ${-left} 天，可以约了`;
  return left === 0 ? '下一次就在今天' : `下一次 ${dayWords(card.nextDueOn)}`;
}

const signed = (amount: number, words: string): string => (amount > 0 ? `+${words}` : words);
/** What an act did to the card, purse by purse: `-1 次`, `本金 +¥1,000`. */
export function changeWords(entry: Pick<CardEntry, 'sessions' | 'principalFen' | 'bonusFen'>): string[] {
  return [
    entry.sessions === 0 ? '' : signed(entry.sessions, `${entry.sessions} 次`),
    entry.principalFen === 0 ? '' : `本金 ${signed(entry.principalFen, yuan(entry.principalFen))}`,
    entry.bonusFen === 0 ? '' : `赠送 ${signed(entry.bonusFen, yuan(entry.bonusFen))}`,
  ].filter(Boolean);
}

type Terms = Pick<CardProductView, 'kind' | 'priceFen' | 'bonusFen' | 'sessions' | 'intervalDays' | 'validDays'>;
/** What she gets for the price, in a line. */
export function offerWords(terms: Terms): string {
  if (terms.kind === 'stored_value')
    return terms.bonusFen > 0 ? `到账 ${yuan(terms.priceFen + terms.bonusFen)}，其中赠送 ${yuan(terms.bonusFen)}` : `到账 ${yuan(terms.priceFen)}`;
  const each = terms.sessions > 0 ? `，每次约 ${yuan(Math.round(terms.priceFen / terms.sessions))}` : '';
  return `${terms.sessions} 次${terms.intervalDays === null ? '' : `，每 ${terms.intervalDays} 天一次`}${each}`;
}

/** The coupons that come with it; null: none do. */
export const giftWords = ({ gifts }: Pick<CardProductView, 'gifts'>): string | null =>
  gifts.length === 0 ? null : `送 ${gifts.map((one) => `${one.count} 张「${one.name}」`).join('、')}`;

/** For how long it may be used, counted from the day of the purchase. */
export function termWords(terms: Pick<Terms, 'kind' | 'bonusFen' | 'validDays'>): string {
  if (terms.validDays === null) return '长期有效';
  if (terms.kind !== 'stored_value') return `购买后 ${terms.validDays} 天内有效`;
  return terms.bonusFen > 0 ? `本金长期有效，赠送 ${terms.validDays} 天内用` : '本金长期有效';
}
