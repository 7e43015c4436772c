import type { Blocker, BookingView, CancelPolicy, SlotView, Swap, WaitlistView } from '@zhike/domain/booking/contract';
import { dateAt, formatDateZh, timeAt } from '@zhike/domain/kernel/calendar-date';
import { HOUR_MS, MINUTE_MS } from '@zhike/domain/kernel/time-range';
import { serverNow } from './api/clock';
import { dayAndTime } from './words-of-bookings';

/** How the customer reads free time, and why a time is not free. The tables are exhaustive by type. */
type Reason = NonNullable<SlotView['reasons']>[number];
const REASONS: Readonly<Record<Reason, string>> = {
  usual_person: '你常约的老师',
  usual_time: '你常来的时间',
  leaves_no_gap: '店里正好有空',
  least_loaded: '这天比较清闲',
  soonest: '最快能约到',
};
/** The first reason is the best one; null: it is simply free. */
export function reasonWords(slot: SlotView): string | null {
  const best = slot.reasons?.[0];
  return best ? REASONS[best] : null;
}

type BlockerReason = Blocker['reason'];
interface Obstacle {
  /** Who or what stands in the way, as people say it: 林夏, or 摄影师. */
  readonly who: string;
  /** When it ends, as a clock of the store; null when that is not known. */
  readonly until: string | null;
}
const BLOCKERS: Readonly<Record<BlockerReason, (o: Obstacle) => string>> = {
  past: () => '这个时间已经过去了',
  too_soon: () => '离现在太近，来不及准备',
  too_far: () => '还没有开放到这一天',
  closed: () => '门店这个时间不营业',
  off_grid: () => '这个时间不能作为开始时间',
  no_session: () => '这个时间没有课',
  no_unit: ({ who }) => `${who}做不了这个项目`,
  off_shift: ({ who, until }) => (until ? `${who} ${until} 才上班` : `${who}这个时间不上班`),
  taken: ({ who, until }) => (until ? `${who}有别的预约，到 ${until}` : `${who}有别的预约`),
  absent: ({ who }) => `${who}这天不在`,
  daily_limit: ({ who }) => `${who}这天已经约满`,
  shared_candidate: () => '人手或场地不够同时安排',
};

function clockOn(instant: string, day: string, utcOffsetMinutes: number): string {
  const at = Date.parse(instant);
  return dateAt(at, utcOffsetMinutes) === day ? timeAt(at, utcOffsetMinutes) : dayAndTime(at, utcOffsetMinutes);
}

/** One obstacle as a sentence. `startsAt` is the time that was wished. */
export function blockerWords(blocker: Blocker, startsAt: string, utcOffsetMinutes: number): string {
  const day = dateAt(Date.parse(startsAt), utcOffsetMinutes);
  return BLOCKERS[blocker.reason]({
    who: blocker.unitName ?? blocker.roleName ?? '老师',
    until: blocker.until ? clockOn(blocker.until, day, utcOffsetMinutes) : null,
  });
}

const LINES_A_ROLE = 3;
/** The obstacles by role, a few lines each: eleven photographers who are all busy are one fact. */
export function blockersByRole(
  blockers: readonly Blocker[],
  startsAt: string,
  utcOffsetMinutes: number,
): readonly { readonly role: string | null; readonly lines: readonly string[] }[] {
  const roles = new Map<string, { role: string | null; lines: string[] }>();
  for (const blocker of blockers) {
    // What several roles lack together is said once.
    const together = blocker.reason === 'shared_candidate';
    const key = together ? '' : (blocker.roleKey ?? '');
    const group = roles.get(key) ?? { role: together ? null : blocker.roleName, lines: [] };
    const line = blockerWords(blocker, startsAt, utcOffsetMinutes);
    if (!group.lines.includes(line)) group.lines.push(line);
    roles.set(key, group);
  }
  return [...roles.values()].map(({ role, lines }) => ({
    role,
    lines: lines.length > LINES_A_ROLE ? [...lines.slice(0, LINES_A_ROLE), `还有 ${lines.length - LINES_A_ROLE} 位也没空`] : lines,
  }));
}

/** What a swap changes, in one line. */
export function swapWords(swap: Swap, utcOffsetMinutes: number): { readonly title: string; readonly hint: string } {
  const when = dayAndTime(Date.parse(swap.startsAt), utcOffsetMinutes);
  const people = swap.changes
    .map((change) => (change.from ? `${change.roleName}由${change.from}换成${change.to}` : `${change.roleName} ${change.to}`))
    .join('，');
  switch (swap.kind) {
    case 'unit':
      return { title: `时间不变，${swap.changes.map((c) => c.to).join('、')}有空`, hint: people };
    case 'time':
      return { title: `改到 ${when}`, hint: people || '其他都不变' };
    case 'party':
      return { title: `${swap.changes[0]?.to ?? ''}一起就能约`, hint: when };
    case 'store':
      return { title: `去${swap.storeName}`, hint: [when, people].filter(Boolean).join(' · ') };
  }
}

/** Until when and how often she may still move it herself; null when nobody may move it any more. */
export function moveTerms(
  booking: Pick<BookingView, 'startsAt' | 'utcOffsetMinutes' | 'policy' | 'moves' | 'can' | 'state'>,
): { readonly word: string; readonly open: boolean } | null {
  if (booking.state !== 'held' && booking.state !== 'requested' && booking.state !== 'confirmed') return null;
  const until = Date.parse(booking.startsAt) - booking.policy.moveUntilHours * HOUR_MS;
  const left = booking.policy.maxMoves - booking.moves;
  if (booking.can.includes('reschedule'))
    return { word: `${dayAndTime(until, booking.utcOffsetMinutes)} 前可以自己改期，还能改 ${left} 次，不收费`, open: true };
  if (booking.policy.maxMoves === 0) return { word: '这个项目不能自助改期，需要改请联系门店', open: false };
  if (left <= 0) return { word: `自助改期 ${booking.policy.maxMoves} 次已用完，需要再改请联系门店`, open: false };
  if (until <= serverNow()) return { word: `已过自助改期的时间（${dayAndTime(until, booking.utcOffsetMinutes)}），需要改请联系门店`, open: false };
  return null;
}

/** The rules of moving before anything is booked. */
export function moveRule(policy: CancelPolicy): string {
  if (policy.maxMoves === 0) return '不能自助改期，需要改请联系门店。';
  return `开始前 ${policy.moveUntilHours} 小时以前可自己改期 ${policy.maxMoves} 次，不收费。`;
}

const WAITING: Readonly<Record<WaitlistView['state'], string>> = {
  waiting: '候补中',
  offered: '轮到你了',
  taken: '已约到',
  passed: '错过了',
  withdrawn: '已退出',
  expired: '没有等到',
};
export function waitingWords(state: WaitlistView['state']): string {
  return WAITING[state];
}

/** The window she waits for: `11月28日 周六 12:00–18:00`, `11月28日 周六 15:00`, or `11月28日 周六 到 12月4日 周五`. */
export function windowWords(entry: Pick<WaitlistView, 'fromAt' | 'untilAt' | 'utcOffsetMinutes'>): string {
  const { utcOffsetMinutes: offset } = entry;
  const from = Date.parse(entry.fromAt);
  const until = Date.parse(entry.untilAt);
  const today = dateAt(serverNow(), offset);
  const first = dateAt(from, offset);
  const last = dateAt(until, offset);
  if (first !== last) return `${formatDateZh(first, today)} 到 ${formatDateZh(last, today)}`;
  const [a, b] = [timeAt(from, offset), timeAt(until, offset)];
  if (a === '00:00' && b === '23:59') return `${formatDateZh(first, today)} 全天`;
  // `untilAt` is the last start that would do: 17:59 is "before six".
  return `${formatDateZh(first, today)} ${a === b ? a : `${a}–${b === '23:59' ? '24:00' : b.endsWith('59') ? timeAt(until + MINUTE_MS, offset) : b}`}`;
}

/** `约 15:40 轮到`, or what can be said when nobody knows. */
export function expectedWords(expectedAt: string | null, utcOffsetMinutes: number): string {
  if (!expectedAt) return '今天可能排不上了，建议先预约别的时间';
  const at = Date.parse(expectedAt);
  if (at <= serverNow() + 60_000) return '马上就能轮到';
  return `预计 ${clockOn(expectedAt, dateAt(serverNow(), utcOffsetMinutes), utcOffsetMinutes)} 轮到`;
}
