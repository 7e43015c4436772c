import { View } from '@tarojs/components';
import type { CardProductView } from '@zhike/domain/membership/contract';
import type { Decision } from '@zhike/domain/kernel/decision';
import { formatFen } from '@zhike/domain/kernel/money';
import { useState } from 'react';
import type { AnyRefusal, OwnRefusal } from '@/api/refusals';
import { keepMe } from '@/api/session';
import { useStores } from '@/api/shop';
import { useCommand } from '@/api/use-command';
import { useQuery } from '@/api/use-query';
import { PhoneButton } from '@/bridge/phone-button';
import { requestPayment } from '@/bridge/weixin';
import { ActionButton } from '@/components/action-button';
import { RefusalNote } from '@/components/refusal-note';
import { Sheet } from '@/components/sheet';
import { Fact, Money } from '@/components/small';
import { pages, replace } from '@/routes';
import { giftWords, offerWords, termWords } from '../words';

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
  const bind = useCommand('access.bindPhone');
  const me = useQuery('access.me', {});
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
  // A card belongs to somebody whom the shop knows: her number, as WeChat vouches for it, is enough.
  const unknown = me.value !== undefined && me.value.me.customerId === null;
  const onCode = async (answer: Decision<string, OwnRefusal>) => {
    setSaid(answer.ok ? null : answer.refusal);
    const bound = answer.ok ? await bind.run({ code: answer.value }) : undefined;
    if (!bound) return;
    keepMe(bound.me);
    await me.reload();
  };
  return (
    <Sheet visible title={cardId ? '充值' : product.name} onClose={onClose}>
      <RefusalNote
        refusal={buy.refusal ?? bind.refusal ?? said}
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
        {giftWords(product) ? <Fact label="赠券">{`${giftWords(product)}，付款后在「优惠券」里；退卡时没用的收回`}</Fact> : null}
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
      {unknown ? (
        <View>
          <View className="prose">卡会记在你的手机号名下，先用微信验证一下。</View>
          <View className="sheet__actions">
            <PhoneButton id="buy-bind" label="验证微信手机号" busy={bind.busy} onCode={(answer) => void onCode(answer)} />
          </View>
        </View>
      ) : (
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
      )}
    </Sheet>
  );
}
