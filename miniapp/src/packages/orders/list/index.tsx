import { Text, View } from '@tarojs/components';
import Taro, { useDidShow, usePullDownRefresh, useReachBottom } from '@tarojs/taro';
import { formatDateZh } from '@zhike/domain/kernel/calendar-date';
import type { OrderSummary } from '@zhike/domain/orders/contract';
import { useRef } from 'react';
import { call } from '@/api/call';
import { ensureToken, session } from '@/api/session';
import { usePages } from '@/api/use-pages';
import { RefusalNote } from '@/components/refusal-note';
import { Screen } from '@/components/screen';
import { Money } from '@/components/small';
import { EmptyState, ErrorState, RowBones } from '@/components/states';
import { open, pages, toTab } from '@/routes';
import { badgeOfOrder, dayOf, owedWords, today } from '../words';
import './index.scss';

const askOrders = (cursor: string | null) => call('orders.mine', { cursor });

/** 我的订单: the newest first, each with where it stands and what is still to be paid. */
export default function Orders() {
  const { signedOut } = session.use();
  const { held, refusal, busy, load } = usePages(signedOut ? null : askOrders);
  const mountedAt = useRef(Date.now());
  useDidShow(() => {
    if (Date.now() - mountedAt.current > 1_000 && !session.get().signedOut) void load(null);
  });
  usePullDownRefresh(() => void load(null).then(() => Taro.stopPullDownRefresh()));
  useReachBottom(() => {
    if (held?.next && !busy) void load(held.next);
  });
  return (
    <Screen id="orders">
      <View className="pad-page">
        {signedOut ? (
          <EmptyState
            title="登录后查看订单"
            hint="你已退出登录，用微信登录后可以看到自己的订单。"
            action={{ id: 'login', label: '微信登录', onTap: () => void ensureToken() }}
          />
        ) : !held && refusal ? (
          <ErrorState refusal={refusal} busy={busy} onRetry={() => void load(null)} />
        ) : !held ? (
          <RowBones />
        ) : held.items.length === 0 ? (
          <EmptyState
            title="这里会放你的订单"
            hint="在门店定下套系后，付款、合同和进度都在这里。可以先约一个时间来看看。"
            action={{ id: 'empty-book', label: '去预约', onTap: () => toTab('home') }}
          />
        ) : (
          <View id="order-list">
            <RefusalNote refusal={refusal} />
            {held.items.map((order) => (
              <OrderCard key={order.id} order={order} />
            ))}
            {held.next ? (
              <View className="list-end list-end--more" id="more" onClick={() => (busy ? undefined : void load(held.next))}>
                {busy ? '正在加载…' : '加载更多'}
              </View>
            ) : (
              <View className="list-end">没有更多了</View>
            )}
          </View>
        )}
      </View>
    </Screen>
  );
}

function OrderCard({ order }: { order: OrderSummary }) {
  const { word, tone } = badgeOfOrder(order);
  const on = today();
  const owed = owedWords(order, on);
  return (
    <View className="card order" id={`order-${order.id}`} onClick={() => open(pages.order({ orderId: order.id }))}>
      <View className="order__top">
        <Text className="order__name">{order.lineName}</Text>
        <Text className={`badge badge--${tone}`}>{word}</Text>
      </View>
      <View className="hint-line">{`${order.storeName} · ${formatDateZh(dayOf(order.createdAt), on)}下单`}</View>
      <View className="order__sum">
        <Text className="hint-text figures">{order.code}</Text>
        <Money fen={order.billedFen} size="title" />
      </View>
      {owed ? <View className={owed.late ? 'order__foot order__foot--late' : 'order__foot'}>{owed.text}</View> : null}
    </View>
  );
}
