import { ScrollView, Text, View } from '@tarojs/components';
import { dayAndTime } from '@/words-of-bookings';
import { reasonWords } from '@/words-of-time';
import type { FreeTime } from './use-free-time';

/** The best starts first, each with why, so that most people need nothing of the calendar below. */
export function Recommended({ free, utcOffsetMinutes }: { free: FreeTime; utcOffsetMinutes: number }) {
  const slots = free.soon.value?.slots ?? [];
  if (slots.length === 0) return null;
  return (
    <View className="recommended" id="recommended">
      <View className="recommended__title">推荐</View>
      <ScrollView scrollX enhanced showScrollbar={false}>
        <View className="recommended__row">
          {slots.map((slot, n) => (
            <View
              className={slot.startsAt === free.startsAt ? 'offer offer--on' : 'offer'}
              id={`recommended-${n}`}
              key={slot.startsAt}
              onClick={() => free.chooseStart(slot.startsAt)}
            >
              <Text className="offer__when">{dayAndTime(Date.parse(slot.startsAt), utcOffsetMinutes)}</Text>
              <Text className="offer__why">{reasonWords(slot) ?? '有空位'}</Text>
            </View>
          ))}
        </View>
      </ScrollView>
    </View>
  );
}
