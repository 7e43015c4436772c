import { View } from '@tarojs/components';
import Taro, { usePullDownRefresh, useRouter } from '@tarojs/taro';
import type { BookingView } from '@zhike/domain/booking/contract';
import { dateAt, formatDateZh } from '@zhike/domain/kernel/calendar-date';
import { formatFen } from '@zhike/domain/kernel/money';
import { useEffect, useState } from 'react';
import { serverNow } from '@/api/clock';
import { useQuery } from '@/api/use-query';
import { awaitsWechat } from '@/bridge/paid';
import { copyText, say, telephone } from '@/bridge/device';
import { ActionButton } from '@/components/action-button';
import { CalendarButton } from '@/components/calendar-button';
import { HoldCountdown } from '@/components/countdown';
import { RefusalNote } from '@/components/refusal-note';
import { RemindButton } from '@/components/remind-button';
import { Screen } from '@/components/screen';
import { Fact, Money, StateBadge } from '@/components/small';
import { ErrorState, PageBones } from '@/components/states';
import { open, pages, param } from '@/routes';
import { addedWords, depositWords, policyWords, spanOf } from '@/words-of-bookings';
import { moveTerms } from '@/words-of-time';
import { CancelSheet } from '../parts/cancel-sheet';
import { PlaceCard } from '../parts/place-card';
import { offerIsOpen, PassOffer, StatePanel, TakeOfferButton } from '../parts/state-panel';
import '../parts/waiting.scss';
import './index.scss';

/** 预约详情: time, place, who, what to bring; and what she may do now, drawn from `can` alone. */
export default function BookingDetail() {
  const { params } = useRouter();
  const bookingId = param(params.bookingId);
  const query = useQuery('booking.get', bookingId ? { bookingId } : null);
  const [cancelling, setCancelling] = useState(false);
  usePullDownRefresh(() => void query.reload().then(() => Taro.stopPullDownRefresh()));
  const booking = query.value?.booking;
  useRefundProgress(booking, query.reload);

  if (!booking)
    return (
      <Screen id="booking-detail">
        {query.refusal ? <ErrorState refusal={query.refusal} busy={query.loading} onRetry={() => void query.reload()} /> : <PageBones />}
      </Screen>
    );

  const awaiting = awaitsWechat(booking);
  const mayPay = !awaiting && booking.can.includes('payDeposit');
  const over = booking.state === 'cancelled' || booking.state === 'expired' || booking.state === 'no_show' || booking.state === 'declined';
  const offer = booking.state === 'held' && booking.fromWaitlist;
  const terms = moveTerms(booking);
  const reload = () => void query.reload();
  return (
    <Screen
      id="booking-detail"
      bar={
        awaiting ? (
          <ActionButton id="check-again" label="查看付款结果" onTap={() => open(pages.result({ bookingId, paid: '1' }))} />
        ) : mayPay ? (
          <ActionButton id="go-pay" label={`去支付定金 ${formatFen(booking.deposit.amountFen, 'short')}`} onTap={() => open(pages.pay({ bookingId }))} />
        ) : offerIsOpen(booking) ? (
          <TakeOfferButton booking={booking} onTaken={reload} onRefused={reload} />
        ) : over || booking.state === 'done' ? (
          <ActionButton id="book-again" label="再约一次" onTap={() => open(pages.time({ serviceId: booking.serviceId, storeId: booking.storeId }))} />
        ) : undefined
      }
    >
      {mayPay && !offer && booking.holdExpiresAt ? <HoldCountdown until={booking.holdExpiresAt} onEnd={reload} /> : null}
      <View className="pad-page">
        {query.refusal ? <RefusalNote refusal={query.refusal} /> : null}
        <View className="top">
          <StateBadge booking={booking} />
          <View className={over ? 'top__when top__when--over' : 'top__when'} id="detail-time">
            {spanOf(booking)}
          </View>
          <View className="top__what">{[booking.serviceName, addedWords(booking)].filter(Boolean).join(' · ')}</View>
          {booking.cancelledReason ? <View className="hint-line">{`取消原因：${booking.cancelledReason}`}</View> : null}
        </View>

        <StatePanel booking={booking} onChanged={reload} />
        <DepositPanel booking={booking} />
        {booking.seriesId ? (
          <View className="series-note" id="series-note">
            这是连续预约中的一次，改期或取消只影响这一次。
          </View>
        ) : null}
        {booking.state === 'confirmed' ? (
          <View className="card tools">
            <CalendarButton booking={booking} />
            <RemindButton
              id="remind"
              label="到店前微信提醒我"
              hint="改期、取消和到店前，在微信里告诉你"
              templates={['booking_reminder', 'booking_changed', 'booking_cancelled']}
            />
          </View>
        ) : null}
        <PlaceCard booking={booking} />

        <View className="card facts">
          <Fact label="预约号" id="booking-code" action={{ id: 'copy-code', label: '复制', onTap: () => copyText(booking.code, '预约号已复制') }}>
            {booking.code}
          </Fact>
          <Fact label="联系人">{`${booking.contactName} ${booking.contactPhone}`}</Fact>
          {booking.weddingDate ? <Fact label="婚期">{formatDateZh(booking.weddingDate, dateAt(serverNow(), booking.utcOffsetMinutes))}</Fact> : null}
          {booking.note ? <Fact label="备注">{booking.note}</Fact> : null}
          <Fact label="项目价格">
            <Money fen={booking.priceFen} />
          </Fact>
          {booking.can.includes('cancel') ? <Fact label="取消规则">{policyWords(booking.policy, booking.deposit.amountFen, booking)}</Fact> : null}
          {terms ? (
            <Fact
              label="改期规则"
              id="move-terms"
              {...(terms.open ? {} : { action: { id: 'call-to-move', label: '拨打', onTap: () => telephone(booking.storePhone) } })}
            >
              {terms.word}
            </Fact>
          ) : null}
        </View>

        {offer ? (
          <PassOffer booking={booking} onPassed={reload} />
        ) : booking.can.includes('reschedule') || booking.can.includes('cancel') ? (
          <View className="pair">
            {booking.can.includes('cancel') ? <ActionButton id="cancel" kind="quiet" label="取消预约" onTap={() => setCancelling(true)} /> : null}
            {booking.can.includes('reschedule') ? (
              <ActionButton id="reschedule" kind="plain" label="改期" onTap={() => open(pages.reschedule({ bookingId }))} />
            ) : null}
          </View>
        ) : null}
      </View>
      {cancelling ? (
        <CancelSheet
          booking={booking}
          onClose={() => setCancelling(false)}
          onStale={() => void query.reload()}
          onCancelled={() => {
            setCancelling(false);
            say('预约已取消');
            void query.reload();
          }}
        />
      ) : null}
    </Screen>
  );
}

/** After a cancellation the refund starts by itself: look a few times, so that she sees it begin (and, when WeChat is quick, arrive). */
function useRefundProgress(booking: BookingView | undefined, reload: () => Promise<void>) {
  const [looks, setLooks] = useState(0);
  const ended = booking?.state === 'cancelled' || booking?.state === 'declined';
  const moving = ended && (booking.deposit.state === 'paid' || booking.deposit.state === 'refunding');
  useEffect(() => {
    const wait = [1, 2, 4, 8, 15][looks];
    if (!moving || wait === undefined) return undefined;
    const timer = setTimeout(() => void reload().then(() => setLooks((n) => n + 1)), wait * 1_000);
    return () => clearTimeout(timer);
  }, [looks, moving, reload]);
}

/** Where the deposit is now; for a refund also what to expect, and an offer to be told. */
function DepositPanel({ booking }: { booking: BookingView }) {
  const words = depositWords(booking);
  if (!words || booking.can.includes('payDeposit')) return null;
  const calm = (booking.deposit.state === 'paid' && booking.state !== 'cancelled' && booking.state !== 'declined') || booking.deposit.state === 'closed';
  return (
    <View className="card pad deposit" id={`deposit-${booking.deposit.state}`}>
      <View className={calm ? 'deposit__word' : 'deposit__word deposit__word--strong'}>{words.word}</View>
      {booking.deposit.state === 'paid' && (booking.state === 'confirmed' || booking.state === 'checked_in' || booking.state === 'in_service') ? (
        <View className="hint-line">{`到店再付 ${formatFen(Math.max(0, booking.priceFen - booking.deposit.amountFen), 'short')}`}</View>
      ) : words.hint ? (
        <View className="hint-line hint-line--wrap">{words.hint}</View>
      ) : null}
      {booking.deposit.state === 'refunding' ? (
        <RemindButton id="remind-refund" label="到账后微信通知我" hint="退款完成时告诉你" templates={['deposit_refunded']} />
      ) : null}
    </View>
  );
}
