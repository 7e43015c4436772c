import { View } from '@tarojs/components';
import type { BookingView } from '@zhike/domain/booking/contract';
import { formatFen } from '@zhike/domain/kernel/money';
import { useState } from 'react';
import { serverNow } from '@/api/clock';
import { useCommand } from '@/api/use-command';
import { usePolling } from '@/api/use-polling';
import { say, telephone } from '@/bridge/device';
import { ActionButton } from '@/components/action-button';
import { minutesAndSeconds, isLoud, useRemaining } from '@/components/countdown';
import { RefusalNote } from '@/components/refusal-note';
import { RemindButton } from '@/components/remind-button';
import { dayAndTime } from '@/words-of-bookings';

/** What she waits for, or what came of it: the states in which somebody else has the next word, or she has little time. */
export function StatePanel({ booking, onChanged }: { booking: BookingView; onChanged: () => void }) {
  if (booking.state === 'requested') return <Requested booking={booking} onLate={onChanged} />;
  if (booking.state === 'declined') return <Declined booking={booking} />;
  if (booking.state === 'held' && booking.fromWaitlist && booking.holdExpiresAt)
    return <Offer booking={booking} until={booking.holdExpiresAt} onEnd={onChanged} />;
  return null;
}

const LOOK_EVERY_MS = 10_000;

/** 待确认: until when an answer comes, and that nothing is lost if it is a no. */
export function Requested({ booking, onLate }: { booking: BookingView; onLate: () => void }) {
  useRemaining(booking.acceptBy, onLate);
  usePolling(onLate, LOOK_EVERY_MS, true);
  const paid = booking.deposit.state === 'paid';
  return (
    <View className="card pad waiting" id="awaits-acceptance">
      <View className="waiting__title">等老师确认</View>
      <View className="waiting__hint">
        {booking.acceptBy
          ? `最晚 ${dayAndTime(Date.parse(booking.acceptBy), booking.utcOffsetMinutes)} 给你答复，时间一直为你留着。`
          : '很快给你答复，时间一直为你留着。'}
        {paid ? `没约成的话，定金 ${formatFen(booking.deposit.amountFen, 'short')} 会自动全额退回。` : ''}
      </View>
      <RemindButton
        id="remind-answer"
        label="有答复时微信通知我"
        hint="确认、没约成、到店前，在微信里告诉你"
        templates={['booking_confirmed', 'booking_declined', 'booking_reminder']}
      />
    </View>
  );
}

/** 没约成: whose decision it was, and where the money is. */
function Declined({ booking }: { booking: BookingView }) {
  const paid = booking.deposit.state !== 'none' && booking.deposit.state !== 'unpaid' && booking.deposit.state !== 'closed';
  return (
    <View className="card pad waiting waiting--over" id="declined">
      <View className="waiting__title">这次没有约成</View>
      <View className="waiting__hint">
        {`老师这个时间排不开，真不好意思。${paid ? '定金会全额原路退回，不用你操作。' : '没有扣款。'}换个时间，或打电话请门店帮你安排。`}
      </View>
      <View className="link" id="call-about-decline" onClick={() => telephone(booking.storePhone)}>
        {`打电话 ${booking.storePhone}`}
      </View>
    </View>
  );
}

/** 候补到了: the time is held for her for a while; how long, said loudly at the end. */
function Offer({ booking, until, onEnd }: { booking: BookingView; until: string; onEnd: () => void }) {
  const left = useRemaining(until, onEnd);
  return (
    <View className="card pad waiting waiting--offer" id="waitlist-offer">
      <View className="waiting__title">候补到了，为你留着</View>
      <View className={isLoud(left) ? 'waiting__time waiting__time--loud' : 'waiting__time'} id="offer-left">
        {minutesAndSeconds(left)}
      </View>
      <View className="waiting__hint">{`${dayAndTime(Date.parse(until), booking.utcOffsetMinutes)} 前${booking.can.includes('takeOffer') ? '确认' : '付定金'}就是你的，过了会给下一位。`}</View>
    </View>
  );
}

/** 确认要: an offer that asks no deposit. */
export function TakeOfferButton({ booking, onTaken, onRefused }: { booking: BookingView; onTaken: () => void; onRefused: () => void }) {
  const take = useCommand('booking.takeOffer');
  const press = async () => {
    const answer = await take.run({ bookingId: booking.id, version: booking.version });
    if (!answer) return onRefused();
    say(answer.booking.state === 'requested' ? '已提交，等老师确认' : '约好了');
    onTaken();
  };
  return <ActionButton id="take-offer" label="确认要这个时间" busy={take.busy} busyLabel="正在确认" onTap={() => void press()} />;
}

/** True while an offer of the waiting list can still be taken. */
export function offerIsOpen(booking: BookingView): boolean {
  return booking.can.includes('takeOffer') && booking.holdExpiresAt !== null && Date.parse(booking.holdExpiresAt) > serverNow();
}

/** 不要了: the next in line gets it at once, instead of after the countdown. */
export function PassOffer({ booking, onPassed }: { booking: BookingView; onPassed: () => void }) {
  const cancel = useCommand('booking.cancel');
  const [sure, setSure] = useState(false);
  const press = async () => {
    if (!sure) return setSure(true);
    const answer = await cancel.run({ bookingId: booking.id, version: booking.version, reason: '不要了', expectedRefundFen: 0 });
    if (answer) {
      say('已让给下一位');
      onPassed();
    }
  };
  if (!booking.can.includes('cancel')) return null;
  return (
    <View>
      <RefusalNote refusal={cancel.refusal} utcOffsetMinutes={booking.utcOffsetMinutes} />
      <View className="link link--center" id="pass-offer" onClick={() => (cancel.busy ? undefined : void press())}>
        {cancel.busy ? '请稍候…' : sure ? '再点一次，让给下一位' : '不要了，让给下一位'}
      </View>
    </View>
  );
}
