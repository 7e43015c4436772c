import { Text, View } from '@tarojs/components';
import { formatFen } from '@zhike/domain/kernel/money';
import type { OrderView } from '@zhike/domain/orders/contract';
import { type ReactNode, useState } from 'react';
import type { AnyRefusal } from '@/api/refusals';
import { useCommand } from '@/api/use-command';
import { useQuery } from '@/api/use-query';
import { requestPayment } from '@/bridge/weixin';
import { ActionButton } from '@/components/action-button';
import { RefusalNote } from '@/components/refusal-note';
import { Sheet } from '@/components/sheet';
import { pages, replace } from '@/routes';
import { CARD_WHY } from '@/words';
import type { Payable } from '../words';

interface Props {
  readonly order: OrderView;
  readonly ways: readonly Payable[];
  readonly onClose: () => void;
  readonly onStale: () => void;
}
const yuan = (fen: number): string => formatFen(fen, 'short');

/** The next instalment or all of it, by WeChat Pay or with a card's balance. Only the server's word says that it is paid. */
export function PaySheet({ order, ways, onClose, onStale }: Props) {
  const [key, setKey] = useState(ways[0]?.key ?? '');
  const [cardId, setCardId] = useState<string | null>(null);
  const chosen = ways.find((way) => way.key === key) ?? ways[0];
  const pay = useCommand('orders.payOrder');
  const payByCard = useCommand('membership.payMyOrder');
  const query = useQuery('membership.orderCards', { orderId: order.id });
  const [paying, setPaying] = useState(false);
  const [said, setSaid] = useState<AnyRefusal | null>(null);
  if (!chosen) return null;
  const cards = query.value?.cards ?? [];
  const card = cards.find((one) => one.cardId === cardId && one.why === null);
  const cardFen = card ? Math.min(chosen.amountFen, card.takes.principalFen + card.takes.bonusFen) : 0;
  const byWechat = async () => {
    const opened = await pay.run({ orderId: order.id, amountFen: chosen.amountFen });
    if (!opened) return;
    const paid = await requestPayment(opened.requestPayment);
    if (!paid.ok) return setSaid(paid.refusal);
    onClose();
    replace(pages.paid({ paymentId: opened.paymentId, orderId: order.id }));
  };
  const byCard = async (id: string) => {
    if (!(await payByCard.run({ orderId: order.id, cardId: id, amountFen: cardFen }))) return;
    onStale();
    onClose();
  };
  const start = async () => {
    if (paying) return;
    setPaying(true);
    setSaid(null);
    await (card ? byCard(card.cardId) : byWechat());
    setPaying(false);
  };
  return (
    <Sheet visible title="付款" onClose={onClose}>
      <RefusalNote
        refusal={pay.refusal ?? payByCard.refusal ?? said}
        onWayOut={() => {
          onStale();
          onClose();
        }}
      />
      {ways.map((way) => (
        <Pick key={way.key} id={`pay-${way.key}`} on={way.key === chosen.key} name={way.label} hint={way.hint} onTap={() => setKey(way.key)}>
          <Text className="pay-choice__sum">{yuan(way.amountFen)}</Text>
        </Pick>
      ))}
      {cards.length > 0 ? (
        <View>
          <View className="sheet__part">怎么付</View>
          <Pick id="by-wechat" on={!card} name="微信支付" hint="" onTap={() => setCardId(null)} />
          {cards.map((one) => {
            const name = one.own ? one.name : `${one.name}（${one.ownerName}的卡）`;
            const left = one.principalFen + one.bonusFen;
            const hint = one.why === null ? `余额 ${yuan(left)}${one.bonusFen > 0 ? `，其中赠送 ${yuan(one.bonusFen)}` : ''}` : `这张卡${CARD_WHY[one.why]}`;
            const tap = one.why === null ? { onTap: () => setCardId(one.cardId) } : {};
            return (
              <Pick key={one.cardId} id={`by-card-${one.cardId}`} on={card?.cardId === one.cardId} name={name} hint={hint} off={one.why !== null} {...tap} />
            );
          })}
        </View>
      ) : null}
      {card && cardFen < chosen.amountFen ? (
        <View className="hint-text" id="rest">{`卡里先付 ${yuan(cardFen)}，还差 ${yuan(chosen.amountFen - cardFen)}，付完再用微信付。`}</View>
      ) : null}
      <View className="sheet__actions">
        <ActionButton
          id="pay"
          label={card ? `用卡付 ${yuan(cardFen)}` : `微信支付 ${yuan(chosen.amountFen)}`}
          busy={paying}
          busyLabel={card ? '正在付款' : '正在打开微信支付'}
          onTap={() => void start()}
        />
      </View>
    </Sheet>
  );
}

/** One of several, chosen with a tap; `off`: it is shown with its reason and cannot be chosen. */
function Pick({
  id,
  on,
  name,
  hint,
  off = false,
  onTap,
  children,
}: {
  id: string;
  on: boolean;
  name: string;
  hint: string;
  off?: boolean;
  onTap?: () => void;
  children?: ReactNode;
}) {
  return (
    <View className={off ? 'pick pick--off' : 'pick'} id={id} {...(onTap ? { onClick: onTap } : {})}>
      <View className={on ? 'tick tick--round tick--on' : 'tick tick--round'}>{on ? <View className="tick__mark" /> : null}</View>
      <View className="grow">
        <View className="pick__name">{name}</View>
        {hint ? <View className="hint-text">{hint}</View> : null}
      </View>
      {children}
    </View>
  );
}
