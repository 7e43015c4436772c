import { Text, View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import type { BookingView } from '@zhike/domain/booking/contract';
import { formatFen } from '@zhike/domain/kernel/money';
import { useQuery } from '@/api/use-query';
import { ActionButton } from '@/components/action-button';
import { CalendarButton } from '@/components/calendar-button';
import { RemindButton } from '@/components/remind-button';
import { Screen } from '@/components/screen';
import { ErrorState, PageBones } from '@/components/states';
import { pages, param, replace, toTab } from '@/routes';
import { depositWords, spanOf } from '@/words-of-bookings';
import { PlaceCard } from '../parts/place-card';
import { Requested } from '../parts/state-panel';
import { useSettledDeposit } from '../parts/use-settled-deposit';
import '../parts/waiting.scss';
import './index.scss';

/** 支付结果: confirmed; or asked of the technician; or paid and not yet confirmed, a state of its own with no fear in it; or too late, with the money on its way back. */
export default function Result() {
  const { params } = useRouter();
  const bookingId = param(params.bookingId);
  return params.paid ? <AfterPayment bookingId={bookingId} /> : <WithoutPayment bookingId={bookingId} />;
}

function WithoutPayment({ bookingId }: { bookingId: string }) {
  const query = useQuery('booking.get', bookingId ? { bookingId } : null);
  if (!query.value)
    return (
      <Screen id="result">
        {query.refusal ? <ErrorState refusal={query.refusal} busy={query.loading} onRetry={() => void query.reload()} /> : <PageBones />}
      </Screen>
    );
  return <Settled booking={query.value.booking} onLate={() => void query.reload()} />;
}

function AfterPayment({ bookingId }: { bookingId: string }) {
  const { booking, refusal, settled, asking, resting, slow, look } = useSettledDeposit(bookingId);
  if (booking && settled) return <Settled booking={booking} onLate={() => void look()} />;
  if (!booking && refusal && (refusal.code === 'record.not_found' || refusal.code === 'access.forbidden'))
    return (
      <Screen id="result">
        <ErrorState refusal={refusal} onRetry={() => void look()} />
      </Screen>
    );
  const offline = refusal?.code === 'client.offline';
  return (
    <Screen id="result" bar={<ActionButton id="to-bookings" kind="quiet" label="去我的预约等" onTap={() => toTab('bookings')} />}>
      <View className="outcome" id="result-waiting">
        <View className="outcome__mark outcome__mark--wait">
          <View className="outcome__dot" />
          <View className="outcome__dot" />
          <View className="outcome__dot" />
        </View>
        <View className="outcome__title">付款已提交，正在确认</View>
        <View className="outcome__hint">
          {offline
            ? '网络断了，连上后会接着查。款项以微信支付记录为准，不会重复扣款。'
            : slow
              ? '微信的确认比平时慢一点。你可以先离开，确认后预约会变成「已确认」；没有成功的款项会原路退回。'
              : '通常几秒钟就好，时间一直为你留着。'}
        </View>
      </View>
      {resting ? (
        <View className="pad-page">
          <ActionButton id="check-again" kind="plain" label="再查一次" busy={asking} busyLabel="正在查询" onTap={() => void look()} />
        </View>
      ) : null}
    </Screen>
  );
}

function Settled({ booking, onLate }: { booking: BookingView; onLate: () => void }) {
  const lost = booking.state === 'expired' || booking.state === 'cancelled' || booking.state === 'declined';
  const asked = booking.state === 'requested';
  const deposit = depositWords(booking);
  if (lost) {
    const paid = booking.deposit.state !== 'unpaid' && booking.deposit.state !== 'closed' && booking.deposit.state !== 'none';
    return (
      <Screen
        id="result"
        bar={
          <ActionButton id="choose-again" label="重新选时间" onTap={() => replace(pages.time({ serviceId: booking.serviceId, storeId: booking.storeId }))} />
        }
      >
        <View className="outcome" id="result-lost">
          <View className="outcome__mark outcome__mark--lost">
            <Text>!</Text>
          </View>
          <View className="outcome__title">{booking.state === 'declined' ? '这次没有约成' : '这个时间没有留住'}</View>
          <View className="outcome__hint">
            {booking.state === 'declined'
              ? `老师这个时间排不开。${paid ? '定金会全额原路退回，不用你操作。' : '没有扣款。'}`
              : paid
                ? '付款到达时保留时间已过，时间给了别人。定金会全部原路退回，不用你操作。'
                : '保留时间已过，没有扣款。'}
          </View>
          {paid && deposit ? (
            <View className="outcome__money" id="refund-state">
              {deposit.word}
            </View>
          ) : null}
        </View>
      </Screen>
    );
  }
  return (
    <Screen id="result" bar={<ActionButton id="view-booking" label="查看预约" onTap={() => replace(pages.detail({ bookingId: booking.id }))} />}>
      <View className="outcome" id={asked ? 'result-requested' : 'result-confirmed'}>
        <View className={asked ? 'outcome__mark outcome__mark--asked' : 'outcome__mark'}>
          <View className="outcome__tick" />
        </View>
        <View className="outcome__title">{asked ? '已提交，等老师确认' : '预约成功'}</View>
        <View className="outcome__when" id="result-time">
          {spanOf(booking)}
        </View>
        <View className="outcome__hint">{`${booking.serviceName} · 预约号 ${booking.code}`}</View>
        {booking.deposit.state === 'paid' ? (
          <View className="outcome__hint">{`定金 ${formatFen(booking.deposit.amountFen, 'short')} 已支付，到店再付 ${formatFen(Math.max(0, booking.priceFen - booking.deposit.amountFen), 'short')}`}</View>
        ) : null}
      </View>
      <View className="pad-page">
        {asked ? (
          <Requested booking={booking} onLate={onLate} />
        ) : (
          <View className="card tools">
            <RemindButton
              id="remind"
              label="到店前微信提醒我"
              hint="改期、取消和到店前，在微信里告诉你"
              templates={['booking_reminder', 'booking_changed', 'booking_cancelled']}
            />
            <CalendarButton booking={booking} />
          </View>
        )}
        <PlaceCard booking={booking} />
      </View>
    </Screen>
  );
}
