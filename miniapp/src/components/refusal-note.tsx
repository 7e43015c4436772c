import { View } from '@tarojs/components';
import { timeAt } from '@zhike/domain/kernel/calendar-date';
import type { AnyRefusal } from '@/api/refusals';
import { wordRefusal, type WayOut } from '@/words';

interface Props {
  readonly refusal: AnyRefusal | null;
  /** There is a form here: say that it is kept, and that pressing again does nothing twice. */
  readonly keeps?: boolean;
  readonly utcOffsetMinutes?: number;
  /** A free start was tapped. */
  readonly onAlternative?: (startsAt: string) => void;
  readonly onWayOut?: (wayOut: WayOut) => void;
}

const WAYS: Readonly<Record<WayOut, string | null>> = {
  retry: null,
  choose_time: '看其他时间',
  reload: '刷新',
  my_bookings: '去我的预约',
  my_waitlist: '看我的候补',
  restart: '回首页',
  none: null,
};

/** A "no" beside the form that it belongs to: what, what now, and what can be tapped. The form keeps what was typed. */
export function RefusalNote({ refusal, keeps = false, utcOffsetMinutes = 480, onAlternative, onWayOut }: Props) {
  if (!refusal) return null;
  const { title, hint, alternatives = [], wayOut } = wordRefusal(refusal, { utcOffsetMinutes });
  const mild =
    refusal.code === 'client.payment_cancelled' ||
    refusal.code === 'client.phone_denied' ||
    refusal.code === 'booking.price_changed' ||
    refusal.code === 'booking.refund_changed';
  const way = onWayOut ? WAYS[wayOut] : null;
  return (
    <View className={mild ? 'note note--mild' : 'note'} id="refusal">
      <View className="note__title">{title}</View>
      <View className="note__hint">{keeps && wayOut === 'retry' ? `${hint}已填的内容都还在，重复提交也只会有一个预约。` : hint}</View>
      {(onAlternative && alternatives.length > 0) || way ? (
        <View className="note__ways">
          {onAlternative
            ? alternatives.slice(0, 6).map((at) => {
                const time = timeAt(Date.parse(at), utcOffsetMinutes);
                return (
                  <View className="chip chip--go" id={`alt-${time.replace(':', '')}`} key={at} onClick={() => onAlternative(at)}>
                    {time}
                  </View>
                );
              })
            : null}
          {way ? (
            <View className="chip" id="way-out" onClick={() => onWayOut?.(wayOut)}>
              {way}
            </View>
          ) : null}
        </View>
      ) : null}
      {refusal.requestId && wayOut === 'retry' ? <View className="note__trace">{`问题编号 ${refusal.requestId}`}</View> : null}
    </View>
  );
}
