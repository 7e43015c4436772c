import type { ApiOutput } from '@zhike/domain/api';
import { Button, QRCode } from 'antd';
import { useEffect, useState } from 'react';
import { useCommand } from '../../api/hooks';
import { useNow } from '../../components/parts';
import { remainingOf } from '../../components/time';
import { yuan } from './words';

const ASK_MS = 3_000;
const OVER = {
  closed: '这个码过期了，没有收钱，也没有办卡。请重新出码。',
  given_back: '这笔钱没有用上，正在退回客人微信。请再看一眼卡，需要的话重新出码。',
} as const;

/**
 * A code at the counter: the card is made when WeChat says that it is paid. It asks until then; leaving the page changes nothing, the
 * payment counts all the same.
 */
export function SellCode({ code, onPaid, onBack }: { code: ApiOutput<'membership.sellCode'>; onPaid: () => void; onBack: () => void }) {
  const check = useCommand('orders.checkPayment');
  const now = useNow(1_000);
  const [state, setState] = useState<ApiOutput<'orders.checkPayment'>['state']>('waiting');
  const { paymentId } = code;
  const ask = check.run;
  useEffect(() => {
    if (state !== 'waiting') return;
    const timer = setInterval(() => {
      void ask({ paymentId }).then((answer) => {
        if (answer.ok) setState(answer.value.state);
      });
    }, ASK_MS);
    return () => clearInterval(timer);
  }, [state, paymentId, ask]);
  useEffect(() => {
    if (state === 'paid') onPaid();
  }, [state, onPaid]);
  return (
    <div data-testid="sell-code">
      {state === 'closed' || state === 'given_back' ? (
        <p className="zk-notice">{OVER[state]}</p>
      ) : (
        <div className="zk-sell-code">
          <QRCode value={code.codeUrl} size={220} bordered={false} />
          <b className="zk-card-left">{yuan(code.amountFen)}</b>
          <span className="zk-hint">请客人用微信扫一扫 · {remainingOf(code.expiresAt, now)}</span>
          <span className="zk-hint">付好会自动办成，这一页可以先关掉</span>
        </div>
      )}
      <div className="zk-foot" style={{ marginTop: 16 }}>
        <Button size="large" onClick={onBack} data-testid="sell-code-back">
          {state === 'waiting' ? '换一种收款' : '重新来'}
        </Button>
      </div>
    </div>
  );
}
