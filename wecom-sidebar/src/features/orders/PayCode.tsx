import type { ApiOutput } from '@zhike/domain/api';
import type { OrderView } from '@zhike/domain/orders/contract';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useCommand } from '../../api/hooks';
import { RefusalNote } from '../../components/states';
import { say } from '../../components/toast';
import { useCodeState, WechatCode } from '../../components/WechatCode';
import { yuan } from './words';

/** OR-07: a code at the counter that pays the order, or a part of it. */
export function PayCode({
  order,
  amountFen,
  disabled,
  onPaid,
  onBack,
}: {
  order: OrderView;
  amountFen: number;
  disabled: boolean;
  onPaid: () => void;
  onBack: () => void;
}) {
  const open = useCommand('orders.payCode');
  const [code, setCode] = useState<ApiOutput<'orders.payCode'> | null>(null);
  const state = useCodeState(code?.paymentId);
  const paidFen = state === 'paid' ? code?.amountFen : undefined;
  useEffect(() => {
    if (paidFen === undefined) return;
    say(`微信已收 ${yuan(paidFen)}`);
    onPaid();
    onBack();
  }, [paidFen, onPaid, onBack]);
  const show = async () => {
    const answer = await open.run({ orderId: order.id, amountFen });
    if (!answer.ok) return;
    setCode(answer.value);
  };
  return (
    <>
      {code && state === 'waiting' && <WechatCode code={code} testid="pay-code" />}
      {(state === 'closed' || state === 'given_back') && (
        <p className="zk-notice">{state === 'closed' ? '这个码过期了，请重新出码。' : '这笔钱没有用上，正在退回客人微信。'}</p>
      )}
      <RefusalNote refusal={open.refusal} />
      <div className="zk-foot sticky">
        <Button size="large" onClick={onBack}>
          返回
        </Button>
        {(!code || state !== 'waiting') && (
          <Button size="large" type="primary" disabled={disabled} loading={open.busy} onClick={() => void show()} data-testid="pay-show-code">
            出付款码 {yuan(amountFen)}
          </Button>
        )}
      </div>
    </>
  );
}
