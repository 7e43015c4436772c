import { View } from '@tarojs/components';
import Taro, { usePullDownRefresh } from '@tarojs/taro';
import type { ApiOutput } from '@zhike/domain/api';
import { useState } from 'react';
import { useCommand } from '@/api/use-command';
import { useQuery } from '@/api/use-query';
import { say } from '@/bridge/device';
import { ActionButton } from '@/components/action-button';
import { RefusalNote } from '@/components/refusal-note';
import { Screen } from '@/components/screen';
import { Sheet } from '@/components/sheet';
import { EmptyState, ErrorState, PageBones } from '@/components/states';
import { toTab } from '@/routes';
import { PointsEntries, Redemptions } from '../parts/points-lists';
import { today } from '../words';
import { choiceOf, expiryWords } from '../words-of-points';
import './index.scss';

type Mall = ApiOutput<'membership.mall'>;
type Item = Mall['items'][number];
const TABS = { mall: '换礼物', taken: '我的兑换', entries: '明细' } as const;
type Tab = keyof typeof TABS;

/** 积分: how many, what runs out first, what they are good for, and every act that made them. */
export default function Points() {
  const query = useQuery('membership.mall', {});
  const [tab, setTab] = useState<Tab>('mall');
  const [wanted, setWanted] = useState<Item | null>(null);
  usePullDownRefresh(() => void query.reload().then(() => Taro.stopPullDownRefresh()));
  if (!query.value)
    return (
      <Screen id="points">
        {query.refusal ? <ErrorState refusal={query.refusal} busy={query.loading} onRetry={() => void query.reload()} /> : <PageBones />}
      </Screen>
    );
  const { balance, items } = query.value;
  const expiry = expiryWords(balance, today());
  return (
    <Screen id="points">
      <View className="points-head">
        <View className="points-head__number" id="points-held">
          {String(balance.points)}
        </View>
        <View className="hint-text">可用积分</View>
        {expiry ? <View className={expiry.soon ? 'points-head__soon' : 'hint-text'}>{expiry.text}</View> : null}
        {balance.owedPoints > 0 ? <View className="hint-text">{`退款收回时还欠 ${balance.owedPoints} 积分，下次到账先补上`}</View> : null}
      </View>
      <View className="segments">
        {(Object.keys(TABS) as Tab[]).map((name) => (
          <View className={name === tab ? 'segment segment--on' : 'segment'} id={`tab-${name}`} key={name} onClick={() => setTab(name)}>
            {TABS[name]}
          </View>
        ))}
      </View>
      <View className="pad-page">
        <RefusalNote refusal={query.refusal} />
        {tab === 'entries' ? <PointsEntries /> : tab === 'taken' ? <Redemptions /> : <Gifts items={items} held={balance.points} onWant={setWanted} />}
      </View>
      {wanted ? (
        <RedeemSheet
          item={wanted}
          onClose={() => setWanted(null)}
          onStale={() => void query.reload()}
          onTaken={() => {
            setWanted(null);
            say('换好了，到店报兑换码领取');
            setTab('taken');
            void query.reload();
          }}
        />
      ) : null}
    </Screen>
  );
}

function Gifts({ items, held, onWant }: { items: readonly Item[]; held: number; onWant: (item: Item) => void }) {
  if (items.length === 0)
    return (
      <EmptyState
        title="这里会放可以换的礼物"
        hint="门店还没有上架礼物，积分先留着。"
        action={{ id: 'to-home', label: '看看有什么项目', onTap: () => toTab('home') }}
      />
    );
  return (
    <View id="gifts">
      {items.map((item) => {
        const { may, why } = choiceOf(item, held);
        return (
          <View className="card gift" id={`gift-${item.id}`} key={item.id}>
            <View className="grow">
              <View className="gift__name">{item.name}</View>
              {item.text ? <View className="hint-text">{item.text}</View> : null}
              <View className="gift__price">{`${item.pricePoints} 积分`}</View>
              <View className="hint-text">{why}</View>
            </View>
            {may ? (
              <View className="btn-small" id={`take-${item.id}`} onClick={() => onWant(item)}>
                兑换
              </View>
            ) : null}
          </View>
        );
      })}
    </View>
  );
}

function RedeemSheet({ item, onClose, onStale, onTaken }: { item: Item; onClose: () => void; onStale: () => void; onTaken: () => void }) {
  const redeem = useCommand('membership.redeem');
  const take = async () => {
    if (await redeem.run({ itemId: item.id, version: item.version })) onTaken();
  };
  return (
    <Sheet visible title={`兑换「${item.name}」？`} onClose={onClose}>
      <RefusalNote
        refusal={redeem.refusal}
        onWayOut={() => {
          onStale();
          onClose();
        }}
      />
      <View className="note-text">{`用掉 ${item.pricePoints} 积分，换好后到店报兑换码领取。`}</View>
      <View className="sheet__actions">
        <ActionButton id="redeem-cancel" kind="quiet" label="再想想" onTap={onClose} />
        <ActionButton id="redeem-confirm" label="确定兑换" busy={redeem.busy} busyLabel="正在兑换" onTap={() => void take()} />
      </View>
    </Sheet>
  );
}
