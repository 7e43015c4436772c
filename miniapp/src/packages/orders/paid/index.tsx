import { Text, View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { formatFen } from '@zhike/domain/kernel/money';
import { ActionButton } from '@/components/action-button';
import { Screen } from '@/components/screen';
import { ErrorState } from '@/components/states';
import { pages, param, replace, toTab } from '@/routes';
import { usePayment } from '../parts/use-payment';
import './index.scss';

/** 支付结果 of an order or a card: it is hers; or WeChat's word is still awaited, a state with no fear in it; or the money is on its way back. */
export default function Paid() {
  const { params } = useRouter();
  const { payment, refusal, settled, hopeless, asking, resting, slow, look } = usePayment(param(params.paymentId));
  const orderId = param(params.orderId);
  const cardId = param(params.cardId);
  const onward = () => replace(orderId ? pages.order({ orderId }) : cardId ? pages.card({ cardId }) : pages.wallet());
  const onwardWords = orderId ? '查看订单' : cardId ? '查看这张卡' : '去卡包看看';
  if (hopeless && refusal)
    return (
      <Screen id="paid">
        <ErrorState refusal={refusal} onRetry={() => void look()} />
      </Screen>
    );
  const onwardButton = <ActionButton id="onward" label={onwardWords} onTap={onward} />;
  if (payment?.state === 'paid')
    return (
      <Screen id="paid" bar={onwardButton}>
        <View className="paid" id="paid-done">
          <View className="paid__mark">
            <View className="paid__tick" />
          </View>
          <View className="paid__title">付款成功</View>
          <View className="paid__sum">{formatFen(payment.amountFen, 'short')}</View>
          <View className="paid__hint">{orderId ? '这笔已经记到订单里。' : cardId ? '已经充到这张卡上。' : '卡已经放进你的卡包。'}</View>
        </View>
      </Screen>
    );
  if (payment && settled)
    return (
      <Screen id="paid" bar={payment.state === 'closed' ? <ActionButton id="to-mine" label="回到我的" onTap={() => toTab('mine')} /> : onwardButton}>
        <View className="paid" id={`paid-${payment.state}`}>
          <View className="paid__mark paid__mark--back">
            <Text>!</Text>
          </View>
          <View className="paid__title">{payment.state === 'closed' ? '这笔付款已经关闭' : '有一部分不用付，正在退回'}</View>
          <View className="paid__hint">
            {payment.state === 'closed'
              ? '没有扣款。需要的话回去重新付一次。'
              : `${formatFen(payment.backFen, 'short')} 会原路退回，通常几分钟到账，不用你操作。`}
          </View>
        </View>
      </Screen>
    );
  return (
    <Screen id="paid" bar={<ActionButton id="onward" kind="quiet" label={`${onwardWords}，不等了`} onTap={onward} />}>
      <View className="paid" id="paid-waiting">
        <View className="paid__mark paid__mark--wait">
          <View className="paid__dot" />
          <View className="paid__dot" />
          <View className="paid__dot" />
        </View>
        <View className="paid__title">付款已提交，正在确认</View>
        <View className="paid__hint">
          {refusal?.code === 'client.offline'
            ? '网络断了，连上后会接着查。款项以微信支付记录为准，不会重复扣款。'
            : slow
              ? '微信的确认比平时慢一点。你可以先离开，确认后会自动记上；没有成功的款项会原路退回。'
              : '通常几秒钟就好。'}
        </View>
      </View>
      {resting ? (
        <View className="pad-page">
          <ActionButton id="check-again" kind="plain" label="再查一次" busy={asking} busyLabel="正在查询" onTap={() => void look()} />
        </View>
      ) : null}
    </Screen>
  );
}
