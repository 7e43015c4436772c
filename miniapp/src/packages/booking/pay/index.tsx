import { View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { formatFen } from '@zhike/domain/kernel/money';
import { useState } from 'react';
import type { AnyRefusal } from '@/api/refusals';
import { serverNow } from '@/api/clock';
import { useCommand } from '@/api/use-command';
import { useQuery } from '@/api/use-query';
import { noteGoneThrough } from '@/bridge/paid';
import { requestPayment } from '@/bridge/weixin';
import { ActionButton } from '@/components/action-button';
import { peopleOf } from '@/components/booking-card';
import { HoldCountdown } from '@/components/countdown';
import { RefusalNote } from '@/components/refusal-note';
import { RemindButton } from '@/components/remind-button';
import { Screen } from '@/components/screen';
import { Fact, Money } from '@/components/small';
import { EmptyState, ErrorState, PageBones } from '@/components/states';
import { open, pages, param, replace, toTab } from '@/routes';
import type { WayOut } from '@/words';
import { addedWords, policyWords, spanOf } from '@/words-of-bookings';
import './index.scss';

/**
 * 支付定金: the slot is held; one amount, one button. WeChat's "success" only moves us to the result page,
 * where the server's word is awaited.
 */
export default function Pay() {
  const { params } = useRouter();
  const bookingId = param(params.bookingId);
  const query = useQuery('booking.get', bookingId ? { bookingId } : null);
  const order = useCommand('orders.payDeposit');
  const [paying, setPaying] = useState(false);
  const [said, setSaid] = useState<AnyRefusal | null>(null);
  const booking = query.value?.booking;
  const about = useQuery('booking.service', booking ? { serviceId: booking.serviceId, storeId: booking.storeId } : null);
  /** Somebody must still say yes after the money. */
  const waits = about.value !== undefined && about.value.service.acceptance !== 'none';

  if (!booking)
    return (
      <Screen id="pay-page">
        {query.refusal ? <ErrorState refusal={query.refusal} busy={query.loading} onRetry={() => void query.reload()} /> : <PageBones />}
      </Screen>
    );

  const held = booking.state === 'held' && booking.holdExpiresAt !== null && Date.parse(booking.holdExpiresAt) > serverNow();
  if (booking.state !== 'held' && booking.state !== 'expired')
    return (
      <Screen id="pay-page">
        <EmptyState
          title={booking.state === 'cancelled' || booking.state === 'declined' ? '这个预约已取消' : '定金已经付过了'}
          hint={
            booking.state === 'cancelled' || booking.state === 'declined'
              ? '不需要再付款。'
              : booking.state === 'requested'
                ? '正在等老师确认，有答复会告诉你。'
                : '预约已确认，到时见。'
          }
          action={{ id: 'view-booking', label: '查看预约', onTap: () => replace(pages.detail({ bookingId })) }}
        />
      </Screen>
    );
  if (!held)
    return (
      <Screen id="pay-page">
        <EmptyState
          title="保留时间已过"
          hint="时间已经放出来了，没有扣款。如果刚刚付过款，稍等片刻会自动确认或原路退回。"
          action={{ id: 'choose-again', label: '重新选时间', onTap: () => replace(pages.time({ serviceId: booking.serviceId, storeId: booking.storeId })) }}
        />
        <View className="link link--center" id="check-again" onClick={() => open(pages.result({ bookingId, paid: '1' }))}>
          我已经付款了，查一下
        </View>
      </Screen>
    );

  const pay = async () => {
    if (paying) return;
    setPaying(true);
    setSaid(null);
    const opened = await order.run({ bookingId });
    if (opened) {
      const paid = await requestPayment(opened.requestPayment);
      if (paid.ok) {
        noteGoneThrough(bookingId);
        replace(pages.result({ bookingId, paid: '1' }));
        return;
      }
      setSaid(paid.refusal);
      void query.reload();
    }
    setPaying(false);
  };
  const onWayOut = (way: WayOut) => {
    if (way === 'reload') void query.reload();
    else if (way === 'choose_time') replace(pages.time({ serviceId: booking.serviceId, storeId: booking.storeId }));
    else toTab('home');
  };

  return (
    <Screen
      id="pay-page"
      bar={
        <ActionButton
          id="pay"
          label={`微信支付 ${formatFen(booking.deposit.amountFen, 'short')}`}
          busy={paying}
          busyLabel="正在打开微信支付"
          onTap={() => void pay()}
        />
      }
    >
      <HoldCountdown until={booking.holdExpiresAt ?? ''} onEnd={() => void query.reload()} />
      <View className="pad-page">
        <RefusalNote refusal={order.refusal ?? said} utcOffsetMinutes={booking.utcOffsetMinutes} onWayOut={onWayOut} />
        <View className="due">
          <View className="due__label">定金</View>
          <Money fen={booking.deposit.amountFen} size="number" id="deposit" />
          <View className="due__hint">{`到店再付 ${formatFen(Math.max(0, booking.priceFen - booking.deposit.amountFen), 'short')}`}</View>
        </View>
        <View className="card facts">
          <Fact label="项目">{booking.serviceName}</Fact>
          <Fact label="时间" id="pay-time">
            {spanOf(booking)}
          </Fact>
          <Fact label="门店">{booking.storeName}</Fact>
          {addedWords(booking) ? <Fact label="包含">{addedWords(booking)}</Fact> : null}
          {peopleOf(booking) ? <Fact label="接待">{peopleOf(booking)}</Fact> : null}
          <Fact label="取消规则">{policyWords(booking.policy, booking.deposit.amountFen, booking)}</Fact>
        </View>
        <View className="card">
          {waits ? (
            <RemindButton
              id="remind-confirmed"
              label="老师答复后微信通知我"
              hint="收到预约、确认、没约成时在微信里告诉你"
              templates={['booking_confirmed', 'booking_declined', 'booking_requested']}
            />
          ) : (
            <RemindButton
              id="remind-confirmed"
              label="确认后微信通知我"
              hint="预约确认、改动时在微信里告诉你"
              templates={['booking_confirmed', 'booking_reminder', 'booking_changed']}
            />
          )}
        </View>
        <View className="link link--center" id="give-up" onClick={() => replace(pages.detail({ bookingId }))}>
          先不付，查看或取消预约
        </View>
      </View>
    </Screen>
  );
}
