import { Text, View } from '@tarojs/components';
import Taro, { usePullDownRefresh, useRouter } from '@tarojs/taro';
import { formatDateZh } from '@zhike/domain/kernel/calendar-date';
import { formatFen } from '@zhike/domain/kernel/money';
import type { OrderView } from '@zhike/domain/orders/contract';
import { useState } from 'react';
import { useQuery } from '@/api/use-query';
import { copyText } from '@/bridge/device';
import { ActionButton } from '@/components/action-button';
import { RefusalNote } from '@/components/refusal-note';
import { Screen } from '@/components/screen';
import { Fact, Money } from '@/components/small';
import { ErrorState, PageBones } from '@/components/states';
import { open, pages, param } from '@/routes';
import { dayAndTime, stateWords } from '@/words-of-bookings';
import { PaySheet } from '../parts/pay-sheet';
import { Savings } from '../parts/savings';
import { Dues, Lines, Payments } from '../parts/sums';
import { badgeOfContract, badgeOfOrder, dayOf, payables, today } from '../words';
import './index.scss';

const CHINA_MINUTES = 480;

/** 订单详情: where it stands, what is still to be paid and when, what it holds, its contract and its bookings. */
export default function OrderDetail() {
  const { params } = useRouter();
  const orderId = param(params.orderId);
  const query = useQuery('orders.get', orderId ? { orderId } : null);
  const contracts = useQuery('orders.contracts', orderId ? { orderId } : null);
  const [paying, setPaying] = useState(false);
  usePullDownRefresh(() => void Promise.all([query.reload(), contracts.reload()]).then(() => Taro.stopPullDownRefresh()));
  const order = query.value?.order;
  if (!order)
    return (
      <Screen id="order">
        {query.refusal ? <ErrorState refusal={query.refusal} busy={query.loading} onRetry={() => void query.reload()} /> : <PageBones />}
      </Screen>
    );
  const ways = payables(order, today());
  const [first] = ways;
  return (
    <Screen
      id="order"
      bar={
        first ? (
          <ActionButton
            id="go-pay"
            label={ways.length > 1 ? '去付款' : `付${first.label} ${formatFen(first.amountFen, 'short')}`}
            onTap={() => setPaying(true)}
          />
        ) : undefined
      }
    >
      <View className="pad-page">
        <RefusalNote refusal={query.refusal} />
        <Bill order={order} />
        <Contracts orderId={orderId} contracts={contracts.value?.contracts ?? []} />
        {order.phase === 'open' || order.phase === 'closed' ? <Stages order={order} /> : null}
        <Savings order={order} onChanged={() => void query.reload()} />
        <Dues order={order} />
        <Lines order={order} />
        <Payments order={order} />
        <Bookings order={order} />
        <View className="part__head">订单信息</View>
        <View className="card facts">
          <Fact label="订单号" id="order-code" action={{ id: 'copy-code', label: '复制', onTap: () => copyText(order.code, '订单号已复制') }}>
            {order.code}
          </Fact>
          <Fact label="门店">{order.storeName}</Fact>
          {order.sellerName ? <Fact label="顾问">{order.sellerName}</Fact> : null}
          <Fact label="下单">{formatDateZh(dayOf(order.createdAt), today())}</Fact>
        </View>
      </View>
      {paying ? <PaySheet order={order} ways={ways} onClose={() => setPaying(false)} onStale={() => void query.reload()} /> : null}
    </Screen>
  );
}

function Bill({ order }: { order: OrderView }) {
  const { word, tone } = badgeOfOrder(order);
  const owes = order.owedFen > 0 && order.phase === 'open';
  const late = order.instalments.some((due) => due.overdue);
  return (
    <View className="card bill">
      <View className="bill__head">
        <Text className="bill__line">{order.lineName}</Text>
        <Text className={`badge badge--${tone}`} id="order-state">
          {word}
        </Text>
      </View>
      <View className="bill__owed">
        <View className="bill__label">
          {owes ? '还要付' : order.phase === 'waiting' ? '订单金额' : order.phase === 'open' || order.phase === 'closed' ? '已付清' : '订单金额'}
        </View>
        <Money fen={owes ? order.owedFen : order.billedFen} size="number" id="owed" />
        {owes ? <View className="bill__sums">{`共 ${formatFen(order.billedFen, 'short')}，已付 ${formatFen(order.paidFen, 'short')}`}</View> : null}
        {owes && late ? <View className="bill__late">有一笔已经到期</View> : null}
        {order.phase === 'waiting' ? <View className="bill__sums">价格有优惠，正等门店确认，确认后再付款。</View> : null}
        {order.reason && (order.phase === 'cancelled' || order.phase === 'rejected') ? <View className="bill__sums">{`原因：${order.reason}`}</View> : null}
      </View>
    </View>
  );
}

type Contract = Parameters<typeof badgeOfContract>[0];
function Contracts({ orderId, contracts }: { orderId: string; contracts: readonly { id: string; name: string; version: number; state: Contract }[] }) {
  if (contracts.length === 0) return null;
  return (
    <View className="card rows" id="contracts">
      {contracts.map((contract) => {
        const { word, tone } = badgeOfContract(contract.state);
        return (
          <View
            className="row"
            id={`open-contract-${contract.version}`}
            key={contract.id}
            onClick={() => open(pages.contract({ orderId, contractId: contract.id }))}
          >
            <Text className="grow">{contract.version > 1 ? `${contract.name} · 第 ${contract.version} 版` : contract.name}</Text>
            <Text className={`badge badge--${tone}`}>{word}</Text>
            <View className="row__arrow" />
          </View>
        );
      })}
    </View>
  );
}

function Stages({ order }: { order: OrderView }) {
  return (
    <View>
      <View className="part__head">进度</View>
      <View className="card stages" id="stages">
        {order.stages.map((stage) => (
          <View className={stage.at ? 'stage stage--done' : 'stage'} key={stage.key}>
            <View className="stage__name">{stage.name}</View>
            {stage.at ? <View className="sum__hint">{dayAndTime(Date.parse(stage.at), CHINA_MINUTES)}</View> : null}
          </View>
        ))}
      </View>
    </View>
  );
}

function Bookings({ order }: { order: OrderView }) {
  if (order.bookings.length === 0) return null;
  return (
    <View>
      <View className="part__head">预约</View>
      <View className="card rows">
        {order.bookings.map((booking) => (
          <View
            className="row"
            id={`booking-${booking.bookingId}`}
            key={booking.bookingId}
            onClick={() => open(pages.detail({ bookingId: booking.bookingId }))}
          >
            <View className="grow">
              <View>{booking.serviceName}</View>
              <View className="sum__hint">{`${dayAndTime(Date.parse(booking.startsAt), CHINA_MINUTES)} · ${stateWords(booking.state)}`}</View>
            </View>
            <View className="row__arrow" />
          </View>
        ))}
      </View>
    </View>
  );
}
