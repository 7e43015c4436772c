import { Button } from '@tarojs/components';
import type { Decision } from '@zhike/domain/kernel/decision';
import { useState } from 'react';
import type { OwnRefusal } from '@/api/refusals';
import { refuse } from '@zhike/domain/kernel/decision';
import { phoneCodeFromHost } from './weixin';

interface Props {
  readonly id: string;
  readonly label: string;
  readonly busy: boolean;
  /** The one-time code (five minutes, single use), or why there is none. */
  readonly onCode: (answer: Decision<string, OwnRefusal>) => void;
}

/** WeChat gives the phone's code only to its own button; on h5 the host plays it. */
export function PhoneButton({ id, label, busy, onCode }: Props) {
  const [asking, setAsking] = useState(false);
  const waiting = busy || asking;
  if (process.env.TARO_ENV === 'h5') {
    const ask = async () => {
      if (waiting) return;
      setAsking(true);
      onCode(await phoneCodeFromHost());
      setAsking(false);
    };
    return (
      <Button id={id} className="phone-button" {...(waiting ? { disabled: true } : {})} onClick={() => void ask()}>
        {waiting ? '请稍候' : label}
      </Button>
    );
  }
  return (
    <Button
      id={id}
      className="phone-button"
      openType="getPhoneNumber"
      {...(waiting ? { disabled: true } : {})}
      onGetPhoneNumber={(event) => {
        const { code, errMsg } = event.detail as { code?: string; errMsg?: string };
        onCode(code ? { ok: true, value: code } : refuse('client.phone_denied', { detail: errMsg ?? '' }));
      }}
    >
      {waiting ? '请稍候' : label}
    </Button>
  );
}
