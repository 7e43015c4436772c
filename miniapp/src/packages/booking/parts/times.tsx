import { Text, View } from '@tarojs/components';
import type { DayView, ServiceView, SlotView } from '@zhike/domain/booking/contract';
import { dateAt, formatDateZh, timeAt } from '@zhike/domain/kernel/calendar-date';
import { HOUR_MS } from '@zhike/domain/kernel/time-range';
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
  readonly onWhyNot: (startsAt: string) => void;
}

/** The times of one day by 上午 / 下午 / 晚上; those that are gone stand among them and say why; or why there are none. */
export function Times({ free, service, utcOffsetMinutes, wished, onWhyNot }: Props) {
  const day = free.date ? free.byDate.get(free.date) : undefined;
  const nothing = free.slots.value !== undefined && free.everybody.length === 0;
  return (
    <DayFrame free={free} service={service}>
      {nothing ? <NothingThatDay reason={day?.reason ?? null} free={free} service={service} /> : null}
      {nothing && free.taken.length > 0 ? <View className="times__legend">想约这天的某个时间？点一下，看看有没有办法。</View> : null}
      <Parts free={free} utcOffsetMinutes={utcOffsetMinutes} wished={wished} onWhyNot={onWhyNot} />
    </DayFrame>
  );
}

/** What every day has around its times: its name, what is special about it, and what is shown while nothing is known. */
export function DayFrame({ free, service, children }: { free: FreeTime; service: ServiceView; children: React.ReactNode }) {
  if (free.days.refusal && !free.days.value) return <ErrorState refusal={free.days.refusal} busy={free.days.loading} onRetry={() => void free.days.reload()} />;
  if (!free.days.value) return <SlotBones />;
  if (!free.date) return <NothingThisMonth free={free} />;
  const day = free.byDate.get(free.date);
  return (
    <View className="times" id="times">
      <View className="times__title">
        <Text>{formatDateZh(free.date, free.today)}</Text>
        {day && day.freeStarts > 0 ? (
          <Text className="hint-text">{service.mode === 'class' ? `有 ${day.freeStarts} 节课` : `还有 ${day.freeStarts} 个时间`}</Text>
        ) : null}
      </View>
      {free.notice ? <View className="times__notice">{`${free.notice}，当天的营业时间和平时不一样`}</View> : null}
      {!free.within ? (
        <NothingThatDay reason={free.date < free.today ? 'past' : 'too_far'} free={free} service={service} />
      ) : free.slots.refusal && !free.slots.value ? (
        <ErrorState refusal={free.slots.refusal} busy={free.slots.loading} onRetry={() => void free.slots.reload()} />
      ) : !free.slots.value ? (
        <SlotBones />
      ) : (
        children
      )}
    </View>
  );
}

/** As the server parts a day. */
function partOf(startsAt: string, utcOffsetMinutes: number): SlotView['part'] {
  const at = Date.parse(startsAt);
  const hour = (at - Date.parse(`${dateAt(at, utcOffsetMinutes)}T00:00:00Z`)) / HOUR_MS + utcOffsetMinutes / 60;
  return hour < 12 ? 'morning' : hour < 18 ? 'afternoon' : 'evening';
}

function Parts({ free, utcOffsetMinutes, wished, onWhyNot }: Omit<Props, 'service'>) {
  const parts = (['morning', 'afternoon', 'evening'] as const).map((part) => ({
    part,
    starts: [
      ...free.everybody.filter((s) => s.part === part).map((slot) => ({ startsAt: slot.startsAt, slot })),
      ...free.taken.filter((at) => partOf(at, utcOffsetMinutes) === part).map((startsAt) => ({ startsAt, slot: null })),
    ].sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt)),
  }));
  const someOthers = wished !== null && free.everybody.some((s) => !free.isMine(s));
  const lost = free.chosen !== null && free.slots.value !== undefined && !free.chosenIsMine;
  const clock = (at: string) => timeAt(Date.parse(at), utcOffsetMinutes);
  return (
    <View>
      {(lost || free.chosenIsGone) && free.startsAt ? (
        <Lost free={free} who={lost ? (wished ?? '这位老师') : null} clock={clock(free.startsAt)} onWhyNot={onWhyNot} />
      ) : null}
      {parts.map(({ part, starts }) =>
        starts.length === 0 ? null : (
          <View key={part}>
            <View className="times__part">{PARTS[part]}</View>
            <View className="slots">
              {starts.map(({ startsAt, slot }) =>
                slot ? (
                  <Slot key={startsAt} slot={slot} free={free} time={clock(startsAt)} />
                ) : (
                  <View className="taken" id={`taken-${clock(startsAt).replace(':', '')}`} key={startsAt} onClick={() => onWhyNot(startsAt)}>
                    {clock(startsAt)}
                  </View>
                ),
              )}
            </View>
          </View>
        ),
      )}
      {someOthers ? <View className="times__legend">{`浅色的时间${wished}没有空，换成「不指定」就能约。`}</View> : null}
      {free.taken.length > 0 && free.everybody.length > 0 ? <View className="times__legend">划掉的时间已经约满，点一下看看有没有办法。</View> : null}
    </View>
  );
}

/** The chosen time is not hers any more: who is busy, or that it is gone, and the ways on. */
function Lost({ free, who, clock, onWhyNot }: { free: FreeTime; who: string | null; clock: string; onWhyNot: (startsAt: string) => void }) {
  return (
    <View className="note note--mild" id="person-busy">
      <View className="note__title">{who ? `${who} ${clock} 没有空` : `${clock} 现在约不了`}</View>
      <View className="note__hint">{who ? '换个时间，或不指定人就可以约到。' : '看看是什么挡住了，或换一个时间。'}</View>
      <View className="note__ways">
        {who ? (
          <View className="chip chip--go" id="use-anybody" onClick={() => free.setChoices({})}>
            不指定，约这个时间
          </View>
        ) : null}
        <View className="chip" id="why-chosen" onClick={() => free.startsAt && onWhyNot(free.startsAt)}>
          看看为什么
        </View>
      </View>
    </View>
  );
}

function Slot({ slot, free, time }: { slot: SlotView; free: FreeTime; time: string }) {
  const classes = ['slot', free.isMine(slot) ? '' : 'slot--other', slot.startsAt === free.startsAt ? 'slot--on' : ''];
  return (
    <View className={classes.filter(Boolean).join(' ')} id={`slot-${time.replace(':', '')}`} onClick={() => free.setStartsAt(slot.startsAt)}>
      {time}
    </View>
  );
}

/** Why a day has nothing, and the next one that has. */
export function NothingThatDay({ reason, free, service }: { reason: DayView['reason']; free: FreeTime; service: ServiceView }) {
  const later = (free.days.value?.days ?? []).find((d) => d.freeStarts > 0 && free.date !== null && d.date > free.date)?.date ?? free.firstFree;
  return (
    <View className="times__none" id="no-times">
      <View>{service.mode === 'class' && reason === 'full' ? '这天没有可约的课' : whyNoDay(reason, service.leadMinutes, service.horizonDays)}</View>
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
