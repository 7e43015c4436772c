import { dateAt, daysBetween, formatDateZh, type CalendarDate } from '@zhike/domain/kernel/calendar-date';
import { formatFen } from '@zhike/domain/kernel/money';
import type { ContractView, OrderPhase, OrderView } from '@zhike/domain/orders/contract';
import { serverNow } from '@/api/clock';
import type { Tone } from '@/words-of-bookings';

/** How the customer reads an order. The tables are exhaustive by type. */
const CHINA_MINUTES = 480;
export const today = (): CalendarDate => dateAt(serverNow(), CHINA_MINUTES);
export const dayOf = (instant: string): CalendarDate => dateAt(Date.parse(instant), CHINA_MINUTES);
const yuan = (fen: number): string => formatFen(fen, 'short');

const PHASES: Readonly<Record<Exclude<OrderPhase, 'open'>, { word: string; tone: Tone }>> = {
  waiting: { word: '待门店确认', tone: 'amber' },
  closed: { word: '已完成', tone: 'grey' },
  cancelled: { word: '已取消', tone: 'struck' },
  rejected: { word: '未通过', tone: 'grey' },
};
/** While it is under way an order is in the stage that the shop says; OR-09: the same word for everybody. */
export function badgeOfOrder(order: Pick<OrderView, 'phase' | 'stageName'>): { word: string; tone: Tone } {
  return order.phase === 'open' ? { word: order.stageName, tone: 'green' } : PHASES[order.phase];
}

/** `还要付 ¥2,999，12月3日前`; null when nothing is owed. */
export function owedWords(order: Pick<OrderView, 'owedFen' | 'nextDueOn' | 'phase'>, on: CalendarDate): { text: string; late: boolean } | null {
  if (order.owedFen <= 0 || order.phase !== 'open') return null;
  if (order.nextDueOn === null) return { text: `还要付 ${yuan(order.owedFen)}`, late: false };
  const late = daysBetween(on, order.nextDueOn) < 0;
  return { text: `还要付 ${yuan(order.owedFen)}，${late ? '有一笔' : '最近一笔 '}${dueBy(order.nextDueOn, on)}`, late };
}

type Payment = OrderView['payments'][number];
const KINDS: Readonly<Record<Payment['kind'], string>> = { payment: '付款', deposit: '定金抵扣', card: '储值卡付款', refund: '退款', void: '赠送作废' };
const TILLS: Readonly<Record<NonNullable<Payment['till']>, string>> = { cash: '现金', bank: '转账', pos: '刷卡', wechat: '微信' };
/** `付款 · 微信`, `储值卡付款 · 至尊卡`, `退款 · 退回至尊卡`. */
export function paymentWords({ kind, till, cardName }: Pick<Payment, 'kind' | 'till' | 'cardName'>): string {
  if (till !== null) return `${KINDS[kind]} · ${TILLS[till]}`;
  return cardName === '' ? KINDS[kind] : `${KINDS[kind]} · ${kind === 'refund' ? '退回' : ''}${cardName}`;
}
/** What went out again is told with its sign. */
export const paymentFen = ({ kind, amountFen }: Pick<Payment, 'kind' | 'amountFen'>): number => (kind === 'refund' || kind === 'void' ? -amountFen : amountFen);

/** What can be paid now: each instalment that is open, and all of it when there are several. */
export interface Payable {
  readonly key: string;
  readonly label: string;
  readonly hint: string;
  readonly amountFen: number;
}
export function payables(order: Pick<OrderView, 'instalments' | 'owedFen' | 'phase'>, on: CalendarDate): Payable[] {
  if (order.owedFen <= 0 || order.phase !== 'open') return [];
  const all: Payable = { key: 'all', label: '一次付清', hint: '付完就没有余款了', amountFen: order.owedFen };
  // Money fills the instalments from the first one on, so only the first open one can be paid by itself.
  const next = order.instalments.find((due) => due.paidFen < due.amountFen);
  const nextFen = next ? next.amountFen - next.paidFen : 0;
  if (!next || nextFen <= 0 || nextFen >= order.owedFen) return [{ ...all, label: next ? next.name : '余款', hint: next ? dueBy(next.dueOn, on) : '' }];
  return [{ key: 'next', label: next.name, hint: dueBy(next.dueOn, on), amountFen: nextFen }, all];
}
/** `12月3日 周四到期`, `今天到期`, `11月20日 周五已到期`. */
export function dueBy(dueOn: CalendarDate, on: CalendarDate): string {
  return `${formatDateZh(dueOn, on)}${daysBetween(on, dueOn) < 0 ? '已' : ''}到期`;
}

const CONTRACTS: Readonly<Record<ContractView['state'], { word: string; tone: Tone }>> = {
  draft: { word: '待签字', tone: 'amber' },
  signed: { word: '已签', tone: 'green' },
  outdated: { word: '已作废', tone: 'struck' },
};
export const badgeOfContract = (state: ContractView['state']): { word: string; tone: Tone } => CONTRACTS[state];

/** `精修 50 张、服装 3 套`: what a line holds of its options. */
export function partWords(line: OrderView['lines'][number]): string {
  return line.parts
    .filter((part) => part.key !== null && part.quantity > 0)
    .map((part) => `${part.name} ${part.quantity} ${part.unit}`.trim())
    .join('、');
}

/** What a benefit takes off a line, under the line's name. */
export interface Saving {
  readonly lineId: string;
  readonly name: string;
  readonly amountFen: number;
}
export function savingLines(order: Pick<OrderView, 'lines'>, parts: readonly { readonly lineId: string; readonly amountFen: number }[]): Saving[] {
  return parts.map((part) => ({ ...part, name: order.lines.find((line) => line.id === part.lineId)?.name ?? '' }));
}

/** How a line went: `已换成「相册」`, `已退，保留 ¥50`. */
export function goneWords(line: Pick<OrderView['lines'][number], 'id' | 'keptFen'>, lines: OrderView['lines']): string {
  const instead = lines.find((one) => one.replacesId === line.id);
  if (instead) return `已换成「${instead.name}」`;
  return line.keptFen > 0 ? `已退，保留 ${yuan(line.keptFen)}` : '已退';
}
