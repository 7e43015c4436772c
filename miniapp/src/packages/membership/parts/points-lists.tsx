import { Text, View } from '@tarojs/components';
import { dateAt, timeAt } from '@zhike/domain/kernel/calendar-date';
import type { ReactNode } from 'react';
import { call } from '@/api/call';
import { type Pages, usePages } from '@/api/use-pages';
import { RefusalNote } from '@/components/refusal-note';
import { EmptyState, ErrorState, RowBones } from '@/components/states';
import { dayWords } from '../words';
import { badgeOfRedemption, signedPoints } from '../words-of-points';

const CHINA_MINUTES = 480;
const askEntries = (cursor: string | null) => call('membership.myPoints', { cursor });
const askTaken = (cursor: string | null) => call('membership.myRedemptions', { cursor });

interface GrowingProps<Item> {
  readonly list: Pages<Item>;
  readonly empty: ReactNode;
  readonly children: (items: readonly Item[]) => ReactNode;
}
function Growing<Item>({ list: { held, refusal, busy, load }, empty, children }: GrowingProps<Item>) {
  if (!held) return refusal ? <ErrorState refusal={refusal} busy={busy} onRetry={() => void load(null)} /> : <RowBones />;
  if (held.items.length === 0) return empty;
  return (
    <View>
      <RefusalNote refusal={refusal} />
      {children(held.items)}
      {held.next ? (
        <View className="list-end list-end--more" id="more" onClick={() => (busy ? undefined : void load(held.next))}>
          {busy ? '正在加载…' : '加载更多'}
        </View>
      ) : (
        <View className="list-end">没有更多了</View>
      )}
    </View>
  );
}

/** Every act that made her points, the newest first. */
export function PointsEntries() {
  const list = usePages(askEntries);
  return (
    <Growing list={list} empty={<EmptyState title="这里会记下每一笔积分" hint="消费后积分会自动到账，用掉、到期也都记在这里。" />}>
      {(items) => (
        <View className="card rows" id="points-entries">
          {items.map((entry) => {
            const at = Date.parse(entry.at);
            return (
              <View className="points-line" key={entry.transactionId}>
                <View className="grow">
                  <View>{entry.actName}</View>
                  <View className="hint-text figures">{`${dayWords(dateAt(at, CHINA_MINUTES))} ${timeAt(at, CHINA_MINUTES)}`}</View>
                  {entry.note ? <View className="hint-text">{entry.note}</View> : null}
                </View>
                <Text className={entry.points > 0 ? 'points-line__sum points-line__sum--plus' : 'points-line__sum'}>{signedPoints(entry.points)}</Text>
              </View>
            );
          })}
        </View>
      )}
    </Growing>
  );
}

/** What she took for points, with the code that she shows at the counter. */
export function Redemptions() {
  const list = usePages(askTaken);
  return (
    <Growing list={list} empty={<EmptyState title="这里会放你换的礼物" hint="用积分换好后，到店报这里的兑换码领取。" />}>
      {(items) => (
        <View id="redemptions">
          {items.map((one) => {
            const { word, tone } = badgeOfRedemption(one.state);
            return (
              <View className="card prize" key={one.id}>
                <View className="prize__top">
                  <Text className="prize__name">{one.itemName}</Text>
                  <Text className={`badge badge--${tone}`}>{word}</Text>
                </View>
                <View className="hint-text figures">{`${one.pricePoints} 积分 · ${dayWords(dateAt(Date.parse(one.createdAt), CHINA_MINUTES))}`}</View>
                {one.state === 'open' ? <View className="prize__code">{one.code}</View> : null}
                {one.state === 'handed_out' && one.storeName ? <View className="hint-text">{`在${one.storeName}领取`}</View> : null}
                {one.state === 'cancelled' && one.reason ? <View className="hint-text">{one.reason}</View> : null}
              </View>
            );
          })}
        </View>
      )}
    </Growing>
  );
}
