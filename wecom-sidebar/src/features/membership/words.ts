import { type CalendarDate, daysBetween } from '@zhike/domain/kernel/calendar-date';
import { formatFen } from '@zhike/domain/kernel/money';
import type {
  CardEntry,
  CardKind,
  CardProductView,
  CardRefundStep,
  CardState,
  CardTerms,
  CardTill,
  CardVerb,
  CardView,
  Taking,
  UseOption,
  UseView,
} from '@zhike/domain/membership/contract';

export const KIND_WORDS: Record<CardKind, string> = { stored_value: '储值卡', sessions: '次卡', course: '疗程卡' };
export const TILL_WORDS: Record<CardTill, string> = { wechat: '微信', cash: '现金', pos: '刷卡', bank: '转账' };
export const TILLS = Object.keys(TILL_WORDS) as CardTill[];
export const STATE_TONES: Record<CardState, string> = { active: 'green', frozen: 'blue', expired: 'red', used_up: 'grey', refunded: 'grey' };
export const VERB_WORDS: Record<Exclude<CardVerb, 'share'>, string> = {
  charge: '充值',
  freeze: '冻结',
  unfreeze: '解冻',
  extend: '延期',
  transfer: '转让',
  refund: '退卡',
  correct: '更正',
};
export const UNDO_REASONS = ['点错了', '服务没有做完', '换一张卡划'] as const;

export const yuan = (fen: number): string => formatFen(fen, 'short');

/** `2027年3月1日`: a card's days lie far ahead, so the year is always said. */
export function dayWords(date: CalendarDate): string {
  const [year = '', month = '', day = ''] = date.split('-');
  return `${year}年${Number(month)}月${Number(day)}日`;
}

/** What is left, large: money or sessions. */
export const leftOf = (card: Pick<CardView, 'kind' | 'principalFen' | 'bonusFen' | 'sessionsLeft'>): string =>
  card.kind === 'stored_value' ? yuan(card.principalFen + card.bonusFen) : `${card.sessionsLeft} 次`;

/** How many sessions were given, of how many. A correction may have added more than were sold. */
export function progressOf(card: Pick<CardView, 'sessionsLeft' | 'sessionsTotal'>): { given: number; total: number } {
  const total = Math.max(card.sessionsTotal, card.sessionsLeft);
  return { given: total - card.sessionsLeft, total };
}

/** What stands beneath what is left: the two purses, or how far she is. */
export function partsOf(card: Pick<CardView, 'kind' | 'principalFen' | 'bonusFen' | 'sessionsLeft' | 'sessionsTotal'>): string {
  if (card.kind === 'stored_value') return `本金 ${yuan(card.principalFen)} · 赠送 ${yuan(card.bonusFen)}`;
  const { given, total } = progressOf(card);
  return card.kind === 'course' ? `已做 ${given}/${total}` : `共 ${total} 次，已用 ${given} 次`;
}

const SOON_DAYS = 30;
/** Until when, and how soon that is. Of stored value only the bonus runs out. */
export function validityOf(card: Pick<CardView, 'kind' | 'validUntil' | 'state' | 'frozenOn'>, today: CalendarDate): { text: string; soon: boolean } {
  if (card.state === 'refunded') return { text: '已退卡，不能再用', soon: false };
  if (card.state === 'frozen') return { text: `${card.frozenOn ? `${dayWords(card.frozenOn)}起` : ''}冻结中，解冻时有效期顺延`, soon: false };
  const stored = card.kind === 'stored_value';
  if (card.validUntil === null) return { text: '长期有效', soon: false };
  const left = daysBetween(today, card.validUntil);
  if (left < 0) return { text: stored ? '赠送金额已过期，本金长期有效' : `${dayWords(card.validUntil)}过期`, soon: false };
  const soon = left <= SOON_DAYS && card.state === 'active';
  const near = left === 0 ? '，今天最后一天' : left <= SOON_DAYS ? `，还有 ${left} 天` : '';
  return { text: stored ? `赠送用到 ${dayWords(card.validUntil)}${near}，本金长期有效` : `有效期到 ${dayWords(card.validUntil)}${near}`, soon };
}

/** The day of a course's next session, and whether it is late. */
export function dueWords(nextDueOn: CalendarDate | null, today: CalendarDate): { text: string; late: boolean } | null {
  if (nextDueOn === null) return null;
  const left = daysBetween(today, nextDueOn);
  if (left < 0) return { text: `下一次该在 ${dayWords(nextDueOn)}，晚了 ${-left} 天`, late: true };
  return { text: left === 0 ? '下一次就在今天' : `下一次 ${dayWords(nextDueOn)}`, late: false };
}

/** What one buys, in a line. */
export function productWords(terms: Pick<CardTerms, 'kind' | 'priceFen' | 'bonusFen' | 'sessions' | 'intervalDays' | 'validDays'>): string {
  const time = terms.validDays === null ? '长期有效' : terms.kind === 'stored_value' ? `赠送 ${terms.validDays} 天内用` : `${terms.validDays} 天内有效`;
  if (terms.kind === 'stored_value')
    return [terms.bonusFen > 0 ? `充 ${yuan(terms.priceFen)} 送 ${yuan(terms.bonusFen)}` : `充 ${yuan(terms.priceFen)}`, time].join(' · ');
  const rhythm = terms.intervalDays === null ? null : `每 ${terms.intervalDays} 天一次`;
  return [`${terms.sessions} 次`, rhythm, time].filter(Boolean).join(' · ');
}

/** `2 张「老客满减券」`: the coupons that come with a sale or a charge; null: none do. */
export const giftWords = ({ gifts }: Pick<CardProductView, 'gifts'>): string | null =>
  gifts.length === 0 ? null : `送 ${gifts.map((one) => `${one.count} 张「${one.name}」`).join('、')}`;

/** `1 次（值 ¥100）` or `¥399（本金 ¥300、赠送 ¥99）`. */
export function takingWords(taking: Taking): string {
  if (taking.sessions > 0) return `${taking.sessions} 次（值 ${yuan(taking.valueFen)}）`;
  const parts = [taking.principalFen > 0 ? `本金 ${yuan(taking.principalFen)}` : null, taking.bonusFen > 0 ? `赠送 ${yuan(taking.bonusFen)}` : null];
  return `${yuan(taking.principalFen + taking.bonusFen)}（${parts.filter(Boolean).join('、')}）`;
}

export const leavesWords = (option: Pick<UseOption, 'kind' | 'leaves'>): string =>
  option.kind === 'stored_value' ? `剩本金 ${yuan(option.leaves.principalFen)}、赠送 ${yuan(option.leaves.bonusFen)}` : `剩 ${option.leaves.sessions} 次`;

/** Why the first of these comes first: the rule's own order, told by the first thing in which it differs from the next. */
export function whyFirst(options: readonly UseOption[]): string {
  const [first, second] = options;
  if (!first) return '';
  if (!second) return first.own ? '只有这张卡能用' : `只有家人 ${first.ownerName} 的这张卡能用，她已同意`;
  if (first.validUntil !== second.validUntil && first.validUntil !== null) return `最先到期（${dayWords(first.validUntil)}），先用它`;
  if ((first.kind === 'stored_value') !== (second.kind === 'stored_value')) return '按次的先于储值用';
  if (first.own !== second.own) return '先用客户自己的卡';
  return '先办的先用';
}

const STEP_WORDS: Record<CardRefundStep['kind'], (count: number) => string> = {
  paid: () => '办卡时付的',
  used: (count) => `用掉的 ${count} 次，按单次价算`,
  principal: () => '没用完的本金',
  unearned: (count) => `没用的 ${count} 次`,
  bonus_void: () => '赠送作废，不退',
  reasonless: (count) => `办卡 ${count} 天内没有用过，无理由全额退`,
  back: () => '退给客户',
};
export const stepWords = (step: CardRefundStep): string => STEP_WORDS[step.kind](step.count);

const signed = (amount: number, words: string): string => (amount > 0 ? `+${words}` : words);
/** What an act did to the card, purse by purse: `−1 次`, `本金 +¥1,000`. */
export function changeWords(entry: Pick<CardEntry, 'sessions' | 'principalFen' | 'bonusFen'>): string[] {
  return [
    entry.sessions === 0 ? '' : signed(entry.sessions, `${entry.sessions} 次`),
    entry.principalFen === 0 ? '' : `本金 ${signed(entry.principalFen, yuan(entry.principalFen))}`,
    entry.bonusFen === 0 ? '' : `赠送 ${signed(entry.bonusFen, yuan(entry.bonusFen))}`,
  ].filter(Boolean);
}

export interface BalanceLine {
  readonly actName: string;
  readonly count: number;
  readonly sessions: number;
  readonly principalFen: number;
  readonly bonusFen: number;
}
/**
 * Why a card holds what it holds: its acts by kind, the oldest kind first, and their sum. `card`: not all acts were read; those before are one
 * line, which is what is missing to its balance.
 */
export function balanceLines(
  entries: readonly CardEntry[],
  card: Pick<CardView, 'sessionsLeft' | 'principalFen' | 'bonusFen'> | null = null,
): { lines: BalanceLine[]; sum: BalanceLine } {
  const add = (to: BalanceLine, entry: CardEntry): BalanceLine => ({
    actName: to.actName,
    count: to.count + 1,
    sessions: to.sessions + entry.sessions,
    principalFen: to.principalFen + entry.principalFen,
    bonusFen: to.bonusFen + entry.bonusFen,
  });
  const none = (actName: string): BalanceLine => ({ actName, count: 0, sessions: 0, principalFen: 0, bonusFen: 0 });
  const lines = new Map<string, BalanceLine>();
  for (const entry of [...entries].reverse()) {
    if (changeWords(entry).length === 0) continue;
    lines.set(entry.actName, add(lines.get(entry.actName) ?? none(entry.actName), entry));
  }
  const sum = entries.reduce(add, none('合计'));
  if (!card) return { lines: [...lines.values()], sum };
  const { sessionsLeft: sessions, principalFen, bonusFen } = card;
  const before = { ...none('更早的记录'), sessions: sessions - sum.sessions, principalFen: principalFen - sum.principalFen, bonusFen: bonusFen - sum.bonusFen };
  return { lines: [before, ...lines.values()], sum: { ...sum, sessions, principalFen, bonusFen } };
}

/** What was written off for a visit, card by card. */
export function usesWords(uses: readonly Pick<UseView, 'cardName' | 'sessions' | 'principalFen' | 'bonusFen'>[]): string {
  return uses.map((use) => `从「${use.cardName}」划了 ${use.sessions > 0 ? `${use.sessions} 次` : yuan(use.principalFen + use.bonusFen)}`).join('，');
}
