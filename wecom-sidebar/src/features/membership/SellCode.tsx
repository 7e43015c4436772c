import type { ApiOutput } from '@zhike/domain/api';
import { Button } from 'antd';
import { useEffect } from 'react';
import { useCodeState, WechatCode } from '../../components/WechatCode';

const OVER = {
  closed: '这个码过期了，没有收钱，也没有办卡。请重新出码。',
  given_back: '这笔钱没有用上，正在退回客人微信。请再看一眼卡，需要的话重新出码。',
} as const;

/** A code at the counter: the card is made when WeChat says that it is paid. */
export function SellCode({ code, onPaid, onBack }: { code: ApiOutput<'membership.sellCode'>; onPaid: () => void; onBack: () => void }) {
  const state = useCodeState(code.paymentId);
  useEffect(() => {
    if (state === 'paid') onPaid();
  }, [state, onPaid]);
  return (
    <>
      {state === 'closed' || state === 'given_back' ? (
        <p className="zk-notice" data-testid="sell-code">
          {OVER[state]}
        </p>
      ) : (
        <WechatCode code={code} hint="付好会自动办成，这一页可以先关掉" testid="sell-code" />
      )}
      <div className="zk-foot" style={{ marginTop: 16 }}>
        <Button size="large" onClick={onBack} data-testid="sell-code-back">
          {state === 'waiting' ? '换一种收款' : '重新来'}
        </Button>
      </div>
    </>
  );
}
