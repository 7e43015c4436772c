import { Text, View } from '@tarojs/components';
import { formatFen } from '@zhike/domain/kernel/money';
import type { OrderView } from '@zhike/domain/orders/contract';
import { useState } from 'react';
import type { AnyRefusal } from '@/api/refusals';
import { useCommand } from '@/api/use-command';
import { requestPayment } from '@/bridge/weixin';
import { ActionButton } from '@/components/action-button';
import { RefusalNote } from '@/components/refusal-note';
import { Sheet } from '@/components/sheet';
import { pages, replace } from '@/routes';
import type { Payable } from '../words';

interface Props {
  readonly order: OrderView;
  readonly ways: readonly Payable[];
  readonly onClose: () => void;
  readonly onStale: () => void;
}

/** The next instalment or all of it, then WeChat Pay. Only the server's word says that it is paid. */
export function PaySheet({ order, ways, onClose, onStale }: Props) {
  const [key, setKey] = useState(ways[0]?.key ?? '');
  const chosen = ways.find((way) => way.key === key) ?? ways[0];
  const pay = useCommand('orders.payOrder');
  const [paying, setPaying] = useState(false);
  const [said, setSaid] = useState<AnyRefusal | null>(null);
  if (!chosen) return null;
  const start = async () => {
    if (paying) return;
    setPaying(true);
    setSaid(null);
    const opened = await pay.run({ orderId: order.id, amountFen: chosen.amountFen });
    if (opened) {
      const paid = await requestPayment(opened.requestPayment);
      if (paid.ok) {
        onClose();
        return replace(pages.paid({ paymentId: opened.paymentId, orderId: order.id }));
      }
      setSaid(paid.refusal);
    }
    setPaying(false);
  };
  return (
    <Sheet visible title="付款" onClose={onClose}>
      <RefusalNote
        refusal={pay.refusal ?? said}
        onWayOut={() => {
          onStale();
          onClose();
        }}
      />
      {ways.map((way) => (
        <View className="pick" id={`pay-${way.key}`} key={way.key} onClick={() => setKey(way.key)}>
          <View className={way.key === chosen.key ? 'tick tick--round tick--on' : 'tick tick--round'}>
            {way.key === chosen.key ? <View className="tick__mark" /> : null}
          </View>
          <View className="grow">
            <View className="pick__name">{way.label}</View>
            {way.hint ? <View className="hint-text">{way.hint}</View> : null}
          </View>
          <Text className="pay-choice__sum">{formatFen(way.amountFen, 'short')}</Text>
        </View>
      ))}
      <View className="sheet__actions">
        <ActionButton
          id="pay"
          label={`微信支付 ${formatFen(chosen.amountFen, 'short')}`}
          busy={paying}
          busyLabel="正在打开微信支付"
          onTap={() => void start()}
        />
      </View>
    </Sheet>
  );
}
