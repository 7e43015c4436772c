import { Text, View } from '@tarojs/components';
import type { Swap } from '@zhike/domain/booking/contract';
import { useStores } from '@/api/shop';
import { useQuery } from '@/api/use-query';
import { ActionButton } from '@/components/action-button';
import { RefusalNote } from '@/components/refusal-note';
import { Sheet } from '@/components/sheet';
import { sentExtras, type Choices, type Extras } from '@/routes';
import { dayAndTime } from '@/words-of-bookings';
import { blockersByRole, reasonWords, swapWords } from '@/words-of-time';

interface Props {
  readonly storeId: string;
  readonly serviceId: string;
  readonly startsAt: string;
  readonly choices: Choices;
  readonly extras: Extras;
  readonly exceptBookingId?: string | undefined;
  readonly utcOffsetMinutes: number;
  readonly onStart: (startsAt: string) => void;
  readonly onSwap: (swap: Swap) => void;
  /** 加入候补; absent where there is nothing to wait for (a booking that is moved). */
  readonly onWait?: (() => void) | undefined;
  readonly onClose: () => void;
}

/** 为什么没有: what stands in the way of a wished time, the nearest ones, swaps that would make it possible, and the waiting list at the end. */
export function WhyNot({ storeId, serviceId, startsAt, choices, extras, exceptBookingId, utcOffsetMinutes, onStart, onSwap, onWait, onClose }: Props) {
  const query = useQuery('booking.advice', { storeId, serviceId, startsAt, choices, ...sentExtras(extras), exceptBookingId });
  const advice = query.value?.advice;
  const stores = useStores().value?.stores;
  // Another store may keep another clock.
  const offsetOf = (id: string) => stores?.find((store) => store.id === id)?.utcOffsetMinutes ?? utcOffsetMinutes;
  const when = dayAndTime(Date.parse(startsAt), utcOffsetMinutes);
  // Another time as it is stands among the nearest already; and only what somebody else has can come free.
  const swaps = (advice?.swaps ?? []).filter((swap) => swap.kind !== 'time' || swap.changes.length > 0);
  const mayComeFree = advice?.blockers.some((blocker) => blocker.roleKey !== null || blocker.reason === 'no_session') ?? false;
  return (
    <Sheet visible title={advice?.possible ? `${when} 可以约` : `${when} 为什么约不了`} onClose={onClose}>
      {!advice ? (
        query.refusal ? (
          <View>
            <RefusalNote refusal={query.refusal} utcOffsetMinutes={utcOffsetMinutes} />
            <ActionButton id="why-retry" kind="quiet" label="重试" busy={query.loading} onTap={() => void query.reload()} />
          </View>
        ) : (
          <View className="bone bone--block" id="loading" />
        )
      ) : advice.possible ? (
        <View>
          <View className="note-text">刚刚空出来了。</View>
          <View className="sheet__actions">
            <ActionButton id="why-take" label="就约这个时间" onTap={() => onStart(startsAt)} />
          </View>
        </View>
      ) : (
        <View id="why-not">
          {blockersByRole(advice.blockers, startsAt, utcOffsetMinutes).map(({ role, lines }) => (
            <View className="why" key={role ?? 'time'}>
              {role ? <Text className="why__role">{role}</Text> : null}
              <View className="grow">
                {lines.map((line) => (
                  <View key={line}>{line}</View>
                ))}
              </View>
            </View>
          ))}
          {swaps.length > 0 ? (
            <View className="why__ways">
              <View className="why__title">换一下就能约</View>
              {swaps.map((swap, n) => {
                const { title, hint } = swapWords(swap, offsetOf(swap.storeId));
                return (
                  <View className="way" id={`swap-${n}`} key={`${swap.kind} ${title}`} onClick={() => onSwap(swap)}>
                    <View className="grow">
                      <View className="way__title">{title}</View>
                      {hint ? <View className="hint-text">{hint}</View> : null}
                    </View>
                    <View className="row__arrow" />
                  </View>
                );
              })}
            </View>
          ) : null}
          {advice.nearest.length > 0 ? (
            <View className="why__ways">
              <View className="why__title">离它最近的时间</View>
              <View className="note__ways">
                {advice.nearest.map((slot, n) => (
                  <View className="chip chip--go chip--two" id={`nearest-${n}`} key={slot.startsAt} onClick={() => onStart(slot.startsAt)}>
                    <Text>{dayAndTime(Date.parse(slot.startsAt), utcOffsetMinutes)}</Text>
                    {reasonWords(slot) ? <Text className="chip__why">{reasonWords(slot)}</Text> : null}
                  </View>
                ))}
              </View>
            </View>
          ) : null}
          {onWait && mayComeFree ? (
            <View className="why__wait">
              <View className="note-text">就想要这个时间？空出来会第一时间为你留住。</View>
              <ActionButton id="join-wait" kind="plain" label="加入候补" onTap={onWait} />
            </View>
          ) : null}
        </View>
      )}
    </Sheet>
  );
}
