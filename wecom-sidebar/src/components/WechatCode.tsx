import type { ApiOutput } from '@zhike/domain/api';
import { formatFen } from '@zhike/domain/kernel/money';
import { QRCode } from 'antd';
import { useEffect, useState } from 'react';
import { useCommand } from '../api/hooks';
import { useNow } from './parts';
import { remainingOf } from './time';
import './wechat-code.css';

const ASK_MS = 3_000;
type State = ApiOutput<'orders.checkPayment'>['state'];

/**
 * How the payment of a code at the counter stands: asks until WeChat says that it is paid, given back or over. Leaving the page changes
 * nothing, the payment counts all the same. No payment yet: waiting.
 */
export function useCodeState(paymentId: string | undefined): State {
  const { run } = useCommand('orders.checkPayment');
  const [known, setKnown] = useState<{ readonly paymentId: string; readonly state: State } | null>(null);
  const state = known && known.paymentId === paymentId ? known.state : 'waiting';
  useEffect(() => {
    if (!paymentId || state !== 'waiting') return;
    const timer = setInterval(() => {
      void run({ paymentId }).then((answer) => {
        if (answer.ok) setKnown({ paymentId, state: answer.value.state });
      });
    }, ASK_MS);
    return () => clearInterval(timer);
  }, [paymentId, state, run]);
  return state;
}

/** The code that a guest reads with WeChat, what it costs and how long it can be paid. */
export function WechatCode({ code, hint, testid }: { code: ApiOutput<'orders.payCode'>; hint?: string; testid: string }) {
  const now = useNow(1_000);
  return (
    <div className="zk-wechat-code" data-testid={testid}>
      <QRCode value={code.codeUrl} size={220} bordered={false} />
      <b>{formatFen(code.amountFen, 'short')}</b>
      <span className="zk-hint">请客人用微信扫一扫 · {remainingOf(code.expiresAt, now)}</span>
      {hint && <span className="zk-hint">{hint}</span>}
    </div>
  );
}
