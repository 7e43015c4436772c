import { Text, View } from '@tarojs/components';
import Taro, { usePullDownRefresh, useRouter } from '@tarojs/taro';
import type { CardProductView } from '@zhike/domain/membership/contract';
import { useState } from 'react';
import { useQuery } from '@/api/use-query';
import { Screen } from '@/components/screen';
import { RefusalNote } from '@/components/refusal-note';
import { Money } from '@/components/small';
import { EmptyState, ErrorState, RowBones } from '@/components/states';
import { param, toTab } from '@/routes';
import { BuySheet } from '../parts/buy-sheet';
import { giftWords, KINDS, offerWords, termWords } from '../words';
import './index.scss';

/** 选卡: what is on sale, with what she gets, for how long and for what; with a card in the address, what can be put on that one. */
export default function Shop() {
  const { params } = useRouter();
  const cardId = param(params.cardId) || null;
  const query = useQuery('membership.shelf', {});
  const [wanted, setWanted] = useState<CardProductView | null>(null);
  usePullDownRefresh(() => void query.reload().then(() => Taro.stopPullDownRefresh()));
  const products = query.value?.products.filter((product) => cardId === null || product.kind === 'stored_value');

  return (
    <Screen id="shop">
      <View className="pad-page">
        {!products && query.refusal ? <ErrorState refusal={query.refusal} busy={query.loading} onRetry={() => void query.reload()} /> : null}
        {!products && !query.refusal ? <RowBones /> : null}
        {products && query.refusal ? <RefusalNote refusal={query.refusal} /> : null}
        {products?.length === 0 ? (
          <EmptyState
            title={cardId ? '暂时没有可以充的金额' : '这里会放可以买的卡'}
            hint="门店还没有在小程序里开放，可以到店咨询，或先约一次项目。"
            action={{ id: 'to-home', label: '去预约', onTap: () => toTab('home') }}
          />
        ) : null}
        {products && products.length > 0 ? (
          <View id="offers">
            {cardId ? <View className="headline__hint">选一个金额，充到这张卡上</View> : null}
            {products.map((product) => (
              <Offer key={product.id} product={product} charging={cardId !== null} onBuy={() => setWanted(product)} />
            ))}
          </View>
        ) : null}
      </View>
      {wanted ? <BuySheet product={wanted} cardId={cardId} onClose={() => setWanted(null)} onStale={() => void query.reload()} /> : null}
    </Screen>
  );
}

function Offer({ product, charging, onBuy }: { product: CardProductView; charging: boolean; onBuy: () => void }) {
  const good = product.serviceNames.length > 0 ? `可做 ${product.serviceNames.join('、')}` : '全部项目可用';
  return (
    <View className="card sale" id={`offer-${product.id}`}>
      <View className="sale__head">
        <View className="grow">
          <View className="sale__name">{product.name}</View>
          <View className="sale__gets">{offerWords(product)}</View>
          {giftWords(product) ? <View className="sale__gets">{giftWords(product)}</View> : null}
        </View>
        <Text className="badge badge--grey">{KINDS[product.kind]}</Text>
      </View>
      {product.text ? <View className="sale__text">{product.text}</View> : null}
      <View className="sale__foot">
        <View className="grow">
          <Money fen={product.priceFen} size="title" />
          <View className="sale__terms">{`${termWords(product)} · ${good}`}</View>
        </View>
        <View className="btn-small" id={`buy-${product.id}`} onClick={onBuy}>
          {charging ? '充值' : '购买'}
        </View>
      </View>
    </View>
  );
}
