import { View } from '@tarojs/components';
import Taro, { usePullDownRefresh } from '@tarojs/taro';
import type { CardView } from '@zhike/domain/membership/contract';
import { ensureToken, session } from '@/api/session';
import { useQuery } from '@/api/use-query';
import { ActionButton } from '@/components/action-button';
import { RefusalNote } from '@/components/refusal-note';
import { Screen } from '@/components/screen';
import { EmptyState, ErrorState } from '@/components/states';
import { open, pages } from '@/routes';
import { CardFace } from '../parts/card-face';
import { isOver } from '../words';
import { Standing } from '../parts/standing';
import './index.scss';

const openCard = (card: CardView) => open(pages.card({ cardId: card.id }));

/** 卡包: what she can use first, then what her family lets her use is told apart on its face, and at the end what is over. */
export default function Wallet() {
  const { signedOut } = session.use();
  const query = useQuery('membership.myCards', signedOut ? null : {});
  usePullDownRefresh(() => void query.reload().then(() => Taro.stopPullDownRefresh()));
  const cards = query.value?.cards;

  if (signedOut)
    return (
      <Screen id="wallet">
        <EmptyState
          title="登录后查看卡包"
          hint="你已退出登录，用微信登录后可以看到自己的卡。"
          action={{ id: 'login', label: '微信登录', onTap: () => void ensureToken() }}
        />
      </Screen>
    );
  if (!cards)
    return (
      <Screen id="wallet">
        {query.refusal ? (
          <ErrorState refusal={query.refusal} busy={query.loading} onRetry={() => void query.reload()} />
        ) : (
          <View className="pad-page" id="loading">
            <View className="bone face-bones" />
            <View className="bone face-bones" />
          </View>
        )}
      </Screen>
    );
  if (cards.length === 0)
    return (
      <Screen id="wallet">
        <View className="pad-page pad-page--tight">
          <Standing />
        </View>
        <EmptyState
          title="这里会放你的卡"
          hint="储值卡、次卡、疗程卡买好就在这里：剩多少、用到哪天、每一笔去向，随时能看。"
          action={{ id: 'empty-shop', label: '看看有什么卡', onTap: () => open(pages.shop()) }}
        />
      </Screen>
    );

  const usable = [...cards.filter((card) => card.state === 'active'), ...cards.filter((card) => card.state === 'frozen')];
  const over = cards.filter((card) => isOver(card.state));
  return (
    <Screen
      id="wallet"
      bar={
        <View className="wallet__bar">
          <ActionButton id="to-shop" kind="quiet" label="买卡" onTap={() => open(pages.shop())} />
          <ActionButton id="show-code" label="出示二维码" onTap={() => open(pages.show())} />
        </View>
      }
    >
      <View className="pad-page" id="cards">
        <RefusalNote refusal={query.refusal} />
        <Standing />
        {usable.map((card) => (
          <CardFace key={card.id} card={card} onTap={() => openCard(card)} />
        ))}
        {over.length > 0 ? <View className="wallet__title">用完或到期的</View> : null}
        {over.map((card) => (
          <CardFace key={card.id} card={card} onTap={() => openCard(card)} />
        ))}
      </View>
    </Screen>
  );
}
