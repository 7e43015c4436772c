import { View } from '@tarojs/components';
import type { CardProductView } from '@zhike/domain/membership/contract';
import { formatFen } from '@zhike/domain/kernel/money';
import { useState } from 'react';
import type { AnyRefusal } from '@/api/refusals';
import { useStores } from '@/api/shop';
import { useCommand } from '@/api/use-command';
import { requestPayment } from '@/bridge/weixin';
import { ActionButton } from '@/components/action-button';
import { RefusalNote } from '@/components/refusal-note';
import { Sheet } from '@/components/sheet';
import { Fact, Money } from '@/components/small';
import { pages, replace } from '@/routes';
import { offerWords, termWords } from '../words';

interface Props {
  readonly product: CardProductView;
  /** The card that it is put on; null: a new card. */
  readonly cardId: string | null;
  readonly onClose: () => void;
  /** What is on sale has changed meanwhile. */
  readonly onStale: () => void;
}

/** One last look at what she buys and at which store, then WeChat Pay. Only the server's word makes the card hers. */
export function BuySheet({ product, cardId, onClose, onStale }: Props) {
  const { value, store } = useStores();
  const stores = (value?.stores ?? []).filter((one) => product.storeIds.length === 0 || product.storeIds.includes(one.id));
  const [picked, setPicked] = useState<string | null>(null);
  const storeId = picked ?? stores.find((one) => one.id === store?.id)?.id ?? stores[0]?.id ?? null;
  const buy = useCommand('membership.buyCard');
  const [paying, setPaying] = useState(false);
  const [said, setSaid] = useState<AnyRefusal | null>(null);

  const pay = async () => {
    if (paying || storeId === null) return;
    setPaying(true);
    setSaid(null);
    const opened = await buy.run({ storeId, productId: product.id, version: product.version, cardId });
    if (opened) {
      const paid = await requestPayment(opened.requestPayment);
      if (paid.ok) return replace(pages.paid({ paymentId: opened.paymentId, ...(cardId ? { cardId } : {}) }));
      setSaid(paid.refusal);
    }
    setPaying(false);
  };
  return (
    <Sheet visible title={cardId ? '充值' : product.name} onClose={onClose}>
      <RefusalNote
        refusal={buy.refusal ?? said}
        onWayOut={() => {
          onStale();
          onClose();
        }}
      />
      <View className="buy__price">
        <View className="grow">{offerWords(product)}</View>
        <Money fen={product.priceFen} size="title" />
      </View>
      <View className="card facts">
        <Fact label="有效期">{termWords(product)}</Fact>
        <Fact label="能做">{product.serviceNames.length > 0 ? product.serviceNames.join('、') : '全部项目'}</Fact>
        {product.kind === 'stored_value' && product.bonusFen > 0 ? <Fact label="退卡">没用完的本金可以退，赠送部分不退</Fact> : null}
      </View>
      {stores.length > 1 ? (
        <View>
          <View className="hint-text">在哪家门店买</View>
          <View className="buy__stores">
            {stores.map((one) => (
              <View className={one.id === storeId ? 'chip chip--on' : 'chip'} id={`at-${one.id}`} key={one.id} onClick={() => setPicked(one.id)}>
                {one.name}
              </View>
            ))}
          </View>
        </View>
      ) : null}
      <View className="sheet__actions">
        <ActionButton
          id="pay"
          label={`微信支付 ${formatFen(product.priceFen, 'short')}`}
          busyLabel="正在打开微信支付"
          busy={paying}
          disabled={storeId === null}
          onTap={() => void pay()}
        />
      </View>
    </Sheet>
  );
}
