import { Text, View } from '@tarojs/components';
import Taro, { useDidShow, usePullDownRefresh, useReachBottom } from '@tarojs/taro';
import { useRef, useState } from 'react';
import { call } from '@/api/call';
import { ensureToken, session } from '@/api/session';
import { useStores } from '@/api/shop';
import { usePages } from '@/api/use-pages';
import { useQuery } from '@/api/use-query';
import { BookingCard } from '@/components/booking-card';
import { Screen } from '@/components/screen';
import { EmptyState, ErrorState, RowBones } from '@/components/states';
import { RefusalNote } from '@/components/refusal-note';
import { TicketCard, useMyTickets } from '@/components/ticket-card';
import { open, pages, toTab } from '@/routes';

type When = 'coming' | 'past';
const ASK = {
  coming: (cursor: string | null) => call('booking.mine', { when: 'coming', cursor }),
  past: (cursor: string | null) => call('booking.mine', { when: 'past', cursor }),
};

/** 我的预约: what comes, then what was. */
export default function Bookings() {
  const { signedOut } = session.use();
  const [when, setWhen] = useState<When>('coming');
  const { held, refusal, busy, load } = usePages(signedOut ? null : ASK[when]);
  const mountedAt = useRef(Date.now());
  useDidShow(() => {
    if (Date.now() - mountedAt.current > 1_000 && !session.get().signedOut) void load(null);
  });
  usePullDownRefresh(() => void load(null).then(() => Taro.stopPullDownRefresh()));
  useReachBottom(() => {
    if (held?.next && !busy) void load(held.next);
  });

  return (
    <Screen id="bookings">
      <View className="segments">
        {(['coming', 'past'] as const).map((name) => (
          <View className={name === when ? 'segment segment--on' : 'segment'} id={`when-${name}`} key={name} onClick={() => setWhen(name)}>
            {name === 'coming' ? '即将到来' : '以往'}
          </View>
        ))}
      </View>
      <View className="pad-page">
        {when === 'coming' && !signedOut ? <Waiting /> : null}
        {signedOut ? (
          <EmptyState
            title="登录后查看预约"
            hint="你已退出登录，用微信登录后可以看到自己的预约。"
            action={{ id: 'login', label: '微信登录', onTap: () => void ensureToken() }}
          />
        ) : !held && refusal ? (
          <ErrorState refusal={refusal} busy={busy} onRetry={() => void load(null)} />
        ) : !held ? (
          <RowBones />
        ) : held.items.length === 0 ? (
          when === 'coming' ? (
            <EmptyState
              title="还没有要来的预约"
              hint="约好的时间会出现在这里，也可以在这里改期或取消。"
              action={{ id: 'empty-book', label: '去预约', onTap: () => toTab('home') }}
            />
          ) : (
            <EmptyState
              title="还没有以往的预约"
              hint="完成、取消的预约会留在这里，随时可以翻看。"
              action={{ id: 'empty-coming', label: '看即将到来的', onTap: () => setWhen('coming') }}
            />
          )
        ) : (
          <View id="booking-list">
            {refusal ? <RefusalNote refusal={refusal} /> : null}
            {held.items.map((booking) => (
              <BookingCard key={booking.id} booking={booking} />
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

/** What she stands in line for: today's tickets, and the times she waits for. */
function Waiting() {
  const { token } = session.use();
  const { store } = useStores();
  const { tickets } = useMyTickets(token !== null);
  const waitlist = useQuery('booking.myWaitlist', token ? {} : null);
  const entries = waitlist.value?.entries ?? [];
  const offered = entries.filter((entry) => entry.state === 'offered').length;
  const waiting = entries.filter((entry) => entry.state === 'waiting').length;
  return (
    <View>
      {tickets.map((ticket) => (
        <TicketCard key={ticket.id} ticket={ticket} utcOffsetMinutes={store?.utcOffsetMinutes ?? 480} />
      ))}
      {offered + waiting > 0 ? (
        <View className={offered > 0 ? 'card row row--loud' : 'card row'} id="my-waitlist" onClick={() => open(pages.waitlist())}>
          <Text className="grow">{offered > 0 ? '候补到了，去确认' : `候补中 ${waiting} 个`}</Text>
          <View className="row__arrow" />
        </View>
      ) : null}
    </View>
  );
}
