import { Text, View } from '@tarojs/components';
import type { SlotView } from '@zhike/domain/booking/contract';
import { timeAt } from '@zhike/domain/kernel/calendar-date';
import { serverNow } from '@/api/clock';
import { useQuery } from '@/api/use-query';
import type { FreeTime } from './use-free-time';

interface Props {
  readonly free: FreeTime;
  readonly storeId: string;
  readonly serviceId: string;
  readonly utcOffsetMinutes: number;
  readonly onWhyNot: (startsAt: string) => void;
}

/** The classes of a day: those with seats are taken by a tap, a full one says what can be done. */
export function Sessions({ free, storeId, serviceId, utcOffsetMinutes, onWhyNot }: Props) {
  const all = useQuery('booking.classSessions', free.date ? { storeId, serviceId, from: free.date, days: 1 } : null);
  const full = (all.value?.sessions ?? []).filter(
    (s) => s.state === 'scheduled' && Date.parse(s.startsAt) > serverNow() && !free.everybody.some((slot) => slot.startsAt === s.startsAt),
  );
  const clock = (at: string) => timeAt(Date.parse(at), utcOffsetMinutes);
  const teacherOf = (at: string) =>
    (all.value?.sessions.find((s) => s.startsAt === at)?.units ?? [])
      .filter((unit) => unit.kind === 'person')
      .map((unit) => unit.name)
      .join('、');
  const rows = [
    ...free.everybody.map((slot) => ({ slot, startsAt: slot.startsAt, endsAt: slot.endsAt, label: slot.session?.label ?? '' })),
    ...full.map((s) => ({ slot: null, startsAt: s.startsAt, endsAt: s.endsAt, label: s.label })),
  ].sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt));
  return (
    <View className="sessions" id="sessions">
      {rows.map(({ slot, startsAt, endsAt, label }) => (
        <View
          className={['session', slot ? 'slot-row' : 'session--full', startsAt === free.startsAt ? 'session--on' : ''].filter(Boolean).join(' ')}
          id={`session-${clock(startsAt).replace(':', '')}`}
          key={startsAt}
          onClick={() => (slot ? free.setStartsAt(startsAt) : onWhyNot(startsAt))}
        >
          <View className="grow">
            <View className="session__time">{`${clock(startsAt)}–${clock(endsAt)}`}</View>
            <View className="hint-line">{[label, teacherOf(startsAt)].filter(Boolean).join(' · ')}</View>
          </View>
          <Text className={slot ? 'session__seats' : 'session__seats session__seats--none'}>{slot ? seatsWords(slot) : '已满，看看办法'}</Text>
        </View>
      ))}
    </View>
  );
}

function seatsWords(slot: SlotView): string {
  const left = slot.session?.seatsLeft;
  return left === undefined ? '可约' : left <= 3 ? `只剩 ${left} 位` : `余 ${left} 位`;
}
