import type { CustomerProfile } from '@zhike/domain/customers/contract';
import { formatFen } from '@zhike/domain/kernel/money';
import { momentOf, remainingOf } from '../../components/time';
import type { StepVerb } from '../booking/StepButton';

/** What the one button of the card does. `step` is a verb of the visit, drawn only when the server allows it. */
export type NextAct =
  | { readonly kind: 'send_pay_card'; readonly label: string }
  | { readonly kind: 'open_booking'; readonly label: string }
  | { readonly kind: 'step'; readonly verb: StepVerb; readonly version: number }
  | { readonly kind: 'write_note'; readonly label: string }
  | { readonly kind: 'book'; readonly label: string };

export interface NextCard {
  readonly tone: 'urgent' | 'today' | 'calm';
  readonly title: string;
  readonly detail: string;
  readonly bookingId: string | null;
  readonly act: NextAct | null;
}

/** Words the server's choice of what to do next; the choice itself is the server's. */
export function nextCardOf(profile: Pick<CustomerProfile, 'nextStep' | 'nextBooking' | 'can'>, now: number, offsetMinutes: number): NextCard | null {
  const step = profile.nextStep;
  if (!step) return null;
  const booking = profile.nextBooking?.id === step.bookingId ? profile.nextBooking : null;
  const base = { bookingId: step.bookingId };
  switch (step.kind) {
    case 'unpaid_deposit':
      return {
        ...base,
        tone: 'urgent',
        title: booking ? `定金 ${formatFen(booking.deposit.amountFen, 'short')} 还没付` : '定金还没付',
        detail: [
          booking ? `${momentOf(booking.startsAt, booking.utcOffsetMinutes, now)} ${booking.serviceName}` : '',
          step.dueAt ? `时间保留${remainingOf(step.dueAt, now)}` : '',
        ]
          .filter(Boolean)
          .join('，'),
        act: { kind: 'send_pay_card', label: '发付款卡片' },
      };
    case 'booking_today': {
      const verb = booking ? (['checkIn', 'start', 'finish'] as const).find((v) => booking.can.includes(v)) : undefined;
      return {
        ...base,
        tone: 'today',
        title: booking ? `${momentOf(booking.startsAt, booking.utcOffsetMinutes, now)} ${booking.serviceName}` : '今天有预约',
        detail: booking
          ? booking.units
              .filter((u) => u.kind !== 'thing')
              .map((u) => u.name)
              .join(' · ')
          : '',
        act: booking && verb ? { kind: 'step', verb, version: booking.version } : { kind: 'open_booking', label: '查看预约' },
      };
    }
    case 'follow_up_due':
      return {
        ...base,
        tone: 'today',
        title: '该联系了',
        detail: step.dueAt ? `约好 ${momentOf(step.dueAt, offsetMinutes, now).replace(/ \d\d:\d\d$/, '')} 跟进` : '到了约好的跟进日',
        act: profile.can.includes('write') ? { kind: 'write_note', label: '写跟进' } : null,
      };
    case 'first_contact':
      return {
        ...base,
        tone: 'calm',
        title: '还没有联系过',
        detail: '打个招呼，问问想拍什么、什么时候',
        act: profile.can.includes('write') ? { kind: 'write_note', label: '写第一条跟进' } : null,
      };
    case 'propose_booking':
      return {
        ...base,
        tone: 'calm',
        title: '还没有约时间',
        detail: '聊好了就帮客户约一个',
        act: profile.can.includes('book') ? { kind: 'book', label: '约时间' } : null,
      };
  }
}
