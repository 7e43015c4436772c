import { Text, View } from '@tarojs/components';
import type { DayView, ServiceView, SlotView } from '@zhike/domain/booking/contract';
import { formatDateZh, timeAt } from '@zhike/domain/kernel/calendar-date';
import { SlotBones, ErrorState } from '@/components/states';
import { PARTS, whyNoDay } from '@/words-of-bookings';
import type { FreeTime } from './use-free-time';
import { stepMonth, monthOf } from './month';

interface Props {
  readonly free: FreeTime;
  readonly service: ServiceView;
  readonly utcOffsetMinutes: number;
  /** The chosen person's name, for saying who is busy. */
  readonly wished: string | null;
}

/** The times of one day by 上午 / 下午 / 晚上, or why there are none. */
export function Times({ free, service, utcOffsetMinutes, wished }: Props) {
  if (free.days.refusal && !free.days.value) return <ErrorState refusal={free.days.refusal} busy={free.days.loading} onRetry={() => void free.days.reload()} />;
  if (!free.days.value) return <SlotBones />;
  if (!free.date) return <NothingThisMonth free={free} />;
  const day = free.byDate.get(free.date);
  const title = formatDateZh(free.date, free.today);
  return (
    <View className="times" id="times">
      <View className="times__title">
        <Text>{title}</Text>
        {day && day.freeStarts > 0 ? <Text className="hint-text">{`还有 ${day.freeStarts} 个时间`}</Text> : null}
      </View>
      {!free.within ? (
        <NothingThatDay reason={free.date < free.today ? 'past' : 'too_far'} free={free} service={service} />
      ) : free.slots.refusal && !free.slots.value ? (
        <ErrorState refusal={free.slots.refusal} busy={free.slots.loading} onRetry={() => void free.slots.reload()} />
      ) : !free.slots.value ? (
        <SlotBones />
      ) : free.everybody.length === 0 ? (
        <NothingThatDay reason={day?.reason ?? null} free={free} service={service} />
      ) : (
        <Parts free={free} utcOffsetMinutes={utcOffsetMinutes} wished={wished} />
      )}
    </View>
  );
}

function Parts({ free, utcOffsetMinutes, wished }: { free: FreeTime; utcOffsetMinutes: number; wished: string | null }) {
  const parts = (['morning', 'afternoon', 'evening'] as const).map((part) => ({ part, slots: free.everybody.filter((s) => s.part === part) }));
  const someOthers = wished !== null && free.everybody.some((s) => !free.isMine(s));
  const lost = free.chosen !== null && free.slots.value !== undefined && !free.chosenIsMine;
  return (
    <View>
      {lost && free.startsAt ? (
        <View className="note note--mild" id="person-busy">
          <View className="note__title">{`${wished ?? '这位老师'} ${timeAt(Date.parse(free.startsAt), utcOffsetMinutes)} 没有空`}</View>
          <View className="note__hint">换个时间，或不指定人就可以约到。</View>
          <View className="note__ways">
            <View className="chip chip--go" id="use-anybody" onClick={() => free.setChoices({})}>
              不指定，约这个时间
            </View>
          </View>
        </View>
      ) : null}
      {parts.map(({ part, slots }) =>
        slots.length === 0 ? null : (
          <View key={part}>
            <View className="times__part">{PARTS[part]}</View>
            <View className="slots">
              {slots.map((slot) => (
                <Slot key={slot.startsAt} slot={slot} free={free} utcOffsetMinutes={utcOffsetMinutes} />
              ))}
            </View>
          </View>
        ),
      )}
      {someOthers ? <View className="times__legend">{`浅色的时间${wished}没有空，换成「不指定」就能约。`}</View> : null}
    </View>
  );
}

function Slot({ slot, free, utcOffsetMinutes }: { slot: SlotView; free: FreeTime; utcOffsetMinutes: number }) {
  const time = timeAt(Date.parse(slot.startsAt), utcOffsetMinutes);
  const classes = ['slot', free.isMine(slot) ? '' : 'slot--other', slot.startsAt === free.startsAt ? 'slot--on' : ''];
  return (
    <View className={classes.filter(Boolean).join(' ')} id={`slot-${time.replace(':', '')}`} onClick={() => free.setStartsAt(slot.startsAt)}>
      {time}
    </View>
  );
}

function NothingThatDay({ reason, free, service }: { reason: DayView['reason']; free: FreeTime; service: ServiceView }) {
  const later = (free.days.value?.days ?? []).find((d) => d.freeStarts > 0 && free.date !== null && d.date > free.date)?.date ?? free.firstFree;
  return (
    <View className="times__none" id="no-times">
      <View>{whyNoDay(reason, service.leadMinutes, service.horizonDays)}</View>
      {later ? (
        <View className="chip chip--go" id="next-free" onClick={() => free.chooseDate(later)}>
          {`看 ${formatDateZh(later, free.today)}`}
        </View>
      ) : null}
    </View>
  );
}

function NothingThisMonth({ free }: { free: FreeTime }) {
  const more = free.month < monthOf(free.last);
  const wish = Object.keys(free.choices).length > 0;
  return (
    <View className="times__none" id="no-days">
      <View>{wish ? '这个月没有这位老师的空档' : '这个月已经没有空档'}</View>
      <View className="note__ways">
        {wish ? (
          <View className="chip chip--go" id="use-anybody" onClick={() => free.setChoices({})}>
            改成不指定
          </View>
        ) : null}
        {more ? (
          <View className="chip" id="see-next-month" onClick={() => free.setMonth(stepMonth(free.month, 1))}>
            看下个月
          </View>
        ) : null}
      </View>
    </View>
  );
}
