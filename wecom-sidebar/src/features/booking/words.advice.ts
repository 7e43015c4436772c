import type { Advice, Blocker, SlotView, Swap } from '@zhike/domain/booking/contract';
import { dateAt } from '@zhike/domain/kernel/calendar-date';
import { clockOf, momentOf } from '../../components/time';

type Reason = NonNullable<SlotView['reasons']>[number];
const REASONS: Record<Reason, string> = {
  usual_person: '常约的人',
  usual_time: '常来的时间',
  leaves_no_gap: '不留空档',
  least_loaded: '排得匀',
  soonest: '最早',
};
/** The best reason why a start is recommended, in two to five characters; null: it is simply free. */
export const reasonWord = (slot: SlotView): string | null => (slot.reasons?.[0] ? REASONS[slot.reasons[0]] : null);

export const BECAUSE_WORDS: Record<Advice['chosen'][number]['because'], string> = {
  wished: '指定的',
  usual_person: '她常约的',
  least_loaded: '当天最空',
  only_one: '只有这一位',
};

/** One obstacle: who, what, until when. Whose booking it is only where the server told us. */
export function wordBlocker(blocker: Blocker, startsAt: string, offsetMinutes: number, now: number): string {
  const who = blocker.unitName ?? blocker.roleName ?? '';
  const until = blocker.until ? whenWord(blocker.until, startsAt, offsetMinutes, now) : null;
  switch (blocker.reason) {
    case 'past':
      return '这个时间已经过去';
    case 'too_soon':
      return `来不及准备${until ? `，最早 ${until}` : ''}`;
    case 'too_far':
      return '还没开放这么远的档期';
    case 'closed':
      return `门店这时不营业${until ? `，${until} 开门` : ''}`;
    case 'off_grid':
      return '开始时间不在可约的整点上';
    case 'no_session':
      return '这时没有开课';
    case 'no_unit':
      return `没有能做的${blocker.roleName ?? '资源'}`;
    case 'off_shift':
      return `${who} 这时不上班${until ? `，${until} 上班` : ''}`;
    case 'taken':
      return blocker.booking
        ? `${who} 有 ${blocker.booking.contactName} 的预约${until ? `，到 ${until}` : ''}`
        : `${who} 已被占用${until ? `，到 ${until}` : ''}`;
    case 'absent':
      return `${who} 请假或维修${until ? `，到 ${until}` : ''}`;
    case 'daily_limit':
      return `${who} 当天已到每日上限`;
    case 'shared_candidate':
      return `${blocker.roleName ?? '几个角色'}：几个角色只剩同一位可用`;
  }
}

/** The clock alone when it is the day that was asked about. */
function whenWord(at: string, startsAt: string, offsetMinutes: number, now: number): string {
  const sameDay = dateAt(Date.parse(at), offsetMinutes) === dateAt(Date.parse(startsAt), offsetMinutes);
  return sameDay ? clockOf(at, offsetMinutes) : momentOf(at, offsetMinutes, now);
}

/** `周牧 → 林晓`, `改到 14:00`, `改到徐汇店`: what taking the swap changes. */
export function wordSwap(swap: Swap, startsAt: string, offsetMinutes: number, now: number): string {
  const changes = swap.changes.map((c) => `${c.from ?? c.roleName} → ${c.to}`).join('，');
  switch (swap.kind) {
    case 'unit':
      return changes;
    case 'time':
      return [`改到 ${whenWord(swap.startsAt, startsAt, offsetMinutes, now)}`, changes].filter(Boolean).join('，');
    case 'store':
      return [`去${swap.storeName}`, swap.startsAt === startsAt ? '' : whenWord(swap.startsAt, startsAt, offsetMinutes, now), changes]
        .filter(Boolean)
        .join('，');
    case 'party':
      return changes || '减少人数';
  }
}
