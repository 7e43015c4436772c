import { Text, View } from '@tarojs/components';
import Taro, { usePullDownRefresh, useRouter } from '@tarojs/taro';
import type { WaitlistView } from '@zhike/domain/booking/contract';
import { useState } from 'react';
import { useCommand } from '@/api/use-command';
import { usePolling } from '@/api/use-polling';
import { useQuery } from '@/api/use-query';
import { say } from '@/bridge/device';
import { minutesAndSeconds, useRemaining } from '@/components/countdown';
import { RefusalNote } from '@/components/refusal-note';
import { RemindButton } from '@/components/remind-button';
import { Screen } from '@/components/screen';
import { EmptyState, ErrorState, RowBones } from '@/components/states';
import { open, pages, toTab } from '@/routes';
import { waitingWords, windowWords } from '@/words-of-time';
import '../parts/waiting.scss';

const LOOK_EVERY_MS = 15_000;

/** 我的候补: what I wait for, how many are before me, and what is offered right now. */
export default function MyWaitlist() {
  const { params } = useRouter();
  const query = useQuery('booking.myWaitlist', {});
  usePullDownRefresh(() => void query.reload().then(() => Taro.stopPullDownRefresh()));
  const entries = query.value?.entries ?? [];
  const waits = entries.some((entry) => entry.state === 'waiting' || entry.state === 'offered');
  usePolling(() => void query.reload(), LOOK_EVERY_MS, waits);
  return (
    <Screen id="waitlist-page">
      <View className="pad-page">
        {params.joined && entries.some((entry) => entry.state === 'waiting') ? (
          <View className="note note--calm" id="joined">
            <View className="note__title">已加入候补</View>
            <View className="note__hint">有空位会按先后为你保留，并在微信里告诉你。</View>
          </View>
        ) : null}
        {waits && params.joined !== 'told' ? (
          <View className="card">
            <RemindButton id="remind-offer" label="有空位时微信通知我" hint="保留的时间不长，通知到了才不会错过" templates={['waitlist_offer']} />
          </View>
        ) : null}
        {!query.value ? (
          query.refusal ? (
            <ErrorState refusal={query.refusal} busy={query.loading} onRetry={() => void query.reload()} />
          ) : (
            <RowBones />
          )
        ) : entries.length === 0 ? (
          <EmptyState
            title="没有在候补的时间"
            hint="想要的时间约满了，可以在选时间那里点它，加入候补。"
            action={{ id: 'empty-book', label: '去预约', onTap: () => toTab('home') }}
          />
        ) : (
          <View id="entries">
            {query.refusal ? <RefusalNote refusal={query.refusal} /> : null}
            {entries.map((entry) => (
              <Entry key={entry.id} entry={entry} onChanged={() => void query.reload()} />
            ))}
            <View className="list-end">没有更多了</View>
          </View>
        )}
      </View>
    </Screen>
  );
}

function Entry({ entry, onChanged }: { entry: WaitlistView; onChanged: () => void }) {
  const offered = entry.state === 'offered' && entry.bookingId !== null;
  const waiting = entry.state === 'waiting';
  const left = useRemaining(offered ? entry.offerUntil : null, onChanged);
  return (
    <View className="card pad entry" id={`entry-${entry.id}`}>
      <View className="entry__top">
        <Text className="entry__when">{windowWords(entry)}</Text>
        <Text className={`badge badge--${offered ? 'amber' : waiting ? 'blue' : entry.state === 'taken' ? 'green' : 'grey'} entry-${entry.state}`}>
          {waitingWords(entry.state)}
        </Text>
      </View>
      <View className="hint-line">{[entry.serviceName, entry.storeName, entry.partySize > 1 ? `${entry.partySize} 位` : ''].filter(Boolean).join(' · ')}</View>
      {waiting ? (
        <View className="entry__foot">
          <Text className="grow" id={`before-${entry.id}`}>
            {entry.before === 0 ? '你排在第一位' : `前面还有 ${entry.before} 位`}
          </Text>
          <Leave entry={entry} onLeft={onChanged} />
        </View>
      ) : null}
      {offered && entry.bookingId ? (
        <View className="entry__foot">
          <Text className="grow figures">{`为你保留 ${minutesAndSeconds(left)}`}</Text>
          <View className="btn-small" id={`take-${entry.id}`} onClick={() => open(pages.detail({ bookingId: entry.bookingId ?? '' }))}>
            去确认
          </View>
        </View>
      ) : null}
      {entry.state === 'taken' && entry.bookingId ? (
        <View className="link" onClick={() => open(pages.detail({ bookingId: entry.bookingId ?? '' }))}>
          看预约
        </View>
      ) : null}
    </View>
  );
}

/** Two taps: a place in the line is lost for good. */
function Leave({ entry, onLeft }: { entry: WaitlistView; onLeft: () => void }) {
  const leave = useCommand('booking.leaveWaitlist');
  const [sure, setSure] = useState(false);
  const press = async () => {
    if (!sure) return setSure(true);
    if (await leave.run({ entryId: entry.id })) {
      say('已退出候补');
      onLeft();
    }
  };
  return (
    <View>
      <RefusalNote refusal={leave.refusal} utcOffsetMinutes={entry.utcOffsetMinutes} />
      <View className={sure ? 'chip chip--on' : 'chip'} id={`leave-${entry.id}`} onClick={() => (leave.busy ? undefined : void press())}>
        {leave.busy ? '请稍候…' : sure ? '确定退出？' : '退出候补'}
      </View>
    </View>
  );
}
