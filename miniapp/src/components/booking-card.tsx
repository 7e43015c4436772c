import { Text, View } from '@tarojs/components';
import type { BookingView } from '@zhike/domain/booking/contract';
import { serverNow } from '@/api/clock';
import { awaitsWechat } from '@/bridge/paid';
import { open, pages } from '@/routes';
import { addedWords, badgeOf, dayAndTime, depositWords, spanOf } from '@/words-of-bookings';
import { minutesAndSeconds, isLoud, useRemaining } from './countdown';
import { Picture, StateBadge } from './small';

/** Who serves, as the customer knows them: `林夏 摄影师`. Places and dresses are the shop's business. */
export function peopleOf(booking: BookingView): string {
  return booking.units
    .filter((u) => u.kind === 'person')
    .map((u) => `${u.name} ${u.roleName}`)
    .join(' · ');
}

/** One booking in a list: when, what, where, and the one thing that is due. */
export function BookingCard({ booking }: { booking: BookingView }) {
  const left = useRemaining(booking.state === 'held' ? booking.holdExpiresAt : null);
  const ended = booking.state === 'cancelled' || booking.state === 'expired' || booking.state === 'no_show' || booking.state === 'declined';
  const deposit = ended ? depositWords(booking) : null;
  const over = badgeOf(booking).tone === 'struck';
  const awaiting = awaitsWechat(booking);
  const stillHeld = booking.holdExpiresAt !== null && Date.parse(booking.holdExpiresAt) > serverNow();
  const canPay = !awaiting && stillHeld && booking.can.includes('payDeposit');
  const canTake = stillHeld && booking.can.includes('takeOffer');
  return (
    <View className="card booking" id={`booking-${booking.id}`} onClick={() => open(pages.detail({ bookingId: booking.id }))}>
      <View className="booking__top">
        <Text className={over ? 'booking__when booking__when--over' : 'booking__when'}>{spanOf(booking)}</Text>
        <StateBadge booking={booking} />
      </View>
      <View className="booking__body">
        <Picture url={booking.imageUrl} name={booking.serviceName} className="booking__thumb" />
        <View className="grow">
          <View className="booking__name">{[booking.serviceName, addedWords(booking)].filter(Boolean).join(' · ')}</View>
          <View className="hint-line">{booking.storeName}</View>
          {peopleOf(booking) ? <View className="hint-line">{peopleOf(booking)}</View> : null}
        </View>
      </View>
      {deposit ? <View className="booking__foot">{deposit.word}</View> : null}
      {awaiting ? <View className="booking__foot">付款已提交，正在等微信确认</View> : null}
      {booking.state === 'requested' ? (
        <View className="booking__foot" id={`answer-by-${booking.id}`}>
          {booking.acceptBy ? `老师最晚 ${dayAndTime(Date.parse(booking.acceptBy), booking.utcOffsetMinutes)} 答复` : '等老师确认'}
        </View>
      ) : null}
      {canPay || canTake ? (
        <View className="booking__foot booking__foot--due">
          <Text className={isLoud(left) ? 'figures booking__left booking__left--loud' : 'figures booking__left'}>{`保留剩余 ${minutesAndSeconds(left)}`}</Text>
          <View
            className="btn-small"
            id={`pay-${booking.id}`}
            onClick={(event) => {
              event.stopPropagation();
              open(canPay ? pages.pay({ bookingId: booking.id }) : pages.detail({ bookingId: booking.id }));
            }}
          >
            {canPay ? '去支付' : '去确认'}
          </View>
        </View>
      ) : null}
    </View>
  );
}
