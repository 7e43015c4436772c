import { View } from '@tarojs/components';
import Taro, { usePullDownRefresh, useRouter } from '@tarojs/taro';
import type { CardView } from '@zhike/domain/membership/contract';
import { dateAt } from '@zhike/domain/kernel/calendar-date';
import { useStores } from '@/api/shop';
import { useQuery } from '@/api/use-query';
import { copyText } from '@/bridge/device';
import { ActionButton } from '@/components/action-button';
import { RefusalNote } from '@/components/refusal-note';
import { Screen } from '@/components/screen';
import { Fact, Money } from '@/components/small';
import { ErrorState, PageBones } from '@/components/states';
import { open, pages, param } from '@/routes';
import { CardFace } from '../parts/card-face';
import { Family } from '../parts/family';
import { History } from '../parts/history';
import { Statement } from '../parts/statement';
import { dayWords, isOver } from '../words';
import './index.scss';

const CHINA_MINUTES = 480;

/** 卡片详情: what is left, why (entry by entry), what it is good for, and who else may use it. */
export default function Card() {
  const { params } = useRouter();
  const cardId = param(params.cardId);
  const query = useQuery('membership.card', cardId ? { cardId } : null);
  usePullDownRefresh(() => void query.reload().then(() => Taro.stopPullDownRefresh()));
  if (!query.value)
    return (
      <Screen id="card">
        {query.refusal ? <ErrorState refusal={query.refusal} busy={query.loading} onRetry={() => void query.reload()} /> : <PageBones />}
      </Screen>
    );
  const { card, entries, next } = query.value;
  // Frozen stored value may be shown and looked at, but nothing is put on it.
  const mayCharge = card.mine && card.kind === 'stored_value' && card.state !== 'refunded' && card.state !== 'frozen';
  return (
    <Screen
      id="card"
      bar={
        isOver(card.state) && !mayCharge ? (
          <ActionButton id="to-shop" label="再买一张" onTap={() => open(pages.shop())} />
        ) : (
          <View className="card-bar">
            {mayCharge ? <ActionButton id="charge" kind="quiet" label="充值" onTap={() => open(pages.shop({ cardId }))} /> : null}
            <ActionButton id="show-code" label="出示二维码" onTap={() => open(pages.show())} />
          </View>
        )
      }
    >
      <View className="pad-page">
        <RefusalNote refusal={query.refusal} />
        <CardFace card={card} />
        <About card={card} />
        {card.mine ? <Family card={card} onChanged={() => void query.reload()} /> : null}
        {card.mine ? <Statement cardId={card.id} soldAt={card.soldAt} /> : null}
        <History cardId={card.id} mine={card.mine} newest={entries} next={next} />
      </View>
    </Screen>
  );
}

function About({ card }: { card: CardView }) {
  const { value } = useStores();
  const names = card.storeIds.map((id) => value?.stores.find((store) => store.id === id)?.name ?? '').filter(Boolean);
  return (
    <View className="card facts">
      <Fact label="能做">{card.serviceNames.length > 0 ? card.serviceNames.join('、') : '全部项目'}</Fact>
      <Fact label="门店">{card.storeIds.length === 0 ? '全部门店' : names.join('、') || '指定门店'}</Fact>
      {card.text ? <Fact label="说明">{card.text}</Fact> : null}
      <Fact label="购买">{`${dayWords(dateAt(Date.parse(card.soldAt), CHINA_MINUTES))} · ${card.storeName}`}</Fact>
      {card.mine ? (
        <Fact label="价格">
          <Money fen={card.priceFen} />
        </Fact>
      ) : null}
      <Fact label="卡号" action={{ id: 'copy-card', label: '复制', onTap: () => copyText(card.code, '卡号已复制') }}>
        {card.code}
      </Fact>
    </View>
  );
}
