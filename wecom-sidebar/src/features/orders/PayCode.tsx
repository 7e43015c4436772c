import type { ApiOutput } from '@zhike/domain/api';
import type { OrderView } from '@zhike/domain/orders/contract';
import { Button, QRCode } from 'antd';
import { useEffect, useState } from 'react';
import { useCommand } from '../../api/hooks';
import { useNow } from '../../components/parts';
import { RefusalNote } from '../../components/states';
import { remainingOf } from '../../components/time';
import { say } from '../../components/toast';
import { yuan } from './words';

const ASK_MS = 3_000;

/** OR-07: a code at the counter. It asks until WeChat says that it is paid; leaving the page changes nothing, the payment counts all the same. */
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
  const check = useCommand('orders.checkPayment');
  const now = useNow(1_000);
  const [code, setCode] = useState<ApiOutput<'orders.payCode'> | null>(null);
  const [state, setState] = useState<ApiOutput<'orders.checkPayment'>['state']>('waiting');
  const paymentId = code?.paymentId;
  useEffect(() => {
    if (!paymentId || state !== 'waiting') return;
    const timer = setInterval(() => {
      void check.run({ paymentId }).then((answer) => {
        if (!answer.ok || answer.value.state === 'waiting') return;
        setState(answer.value.state);
        if (answer.value.state === 'paid') {
          say(`微信已收 ${yuan(answer.value.amountFen)}`);
          onPaid();
          onBack();
        }
      });
    }, ASK_MS);
    return () => clearInterval(timer);
  }, [paymentId, state, check.run, onPaid, onBack]);
  const show = async () => {
    const answer = await open.run({ orderId: order.id, amountFen });
    if (!answer.ok) return;
    setState('waiting');
    setCode(answer.value);
  };
  return (
    <>
      {code && state === 'waiting' && (
        <div className="zk-pay-code" data-testid="pay-code">
          <QRCode value={code.codeUrl} size={220} bordered={false} />
          <b>{yuan(code.amountFen)}</b>
          <span className="zk-hint">请客人用微信扫一扫 · {remainingOf(code.expiresAt, now)}</span>
        </div>
      )}
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
