import { Input, Text, View } from '@tarojs/components';
import { PHONE_CODE } from '@zhike/domain/access/phone-code';
import { isMobile, normalisePhone } from '@zhike/domain/kernel/phone';
import { useState } from 'react';
import { serverNow } from '@/api/clock';
import { keepMe } from '@/api/session';
import { useCommand } from '@/api/use-command';
import { ActionButton } from '@/components/action-button';
import { useRemaining } from '@/components/countdown';
import { RefusalNote } from '@/components/refusal-note';
import { Sheet } from '@/components/sheet';

/** A number that is not WeChat's: a code is texted to it, and she types what she reads. */
export function PhoneSheet({ visible, onClose }: { visible: boolean; onClose: () => void }) {
  const [phone, setPhone] = useState('');
  const [code, setCode] = useState('');
  const [sentTo, setSentTo] = useState('');
  const [again, setAgain] = useState<string | null>(null);
  const left = useRemaining(again);
  const send = useCommand('access.sendPhoneCode');
  const bind = useCommand('access.bindPhoneByCode');
  const number = normalisePhone(phone);
  const sendCode = async () => {
    bind.clear();
    const sent = await send.run({ phone: number });
    if (!sent) return;
    setSentTo(number);
    setAgain(new Date(serverNow() + sent.resendAfterSeconds * 1_000).toISOString());
  };
  const confirm = async () => {
    const bound = await bind.run({ phone: sentTo, code });
    if (!bound) return;
    keepMe(bound.me);
    setPhone('');
    setCode('');
    setSentTo('');
    onClose();
  };
  return (
    <Sheet visible={visible} title="用短信验证手机号" onTabPage onClose={onClose}>
      <View className="phone-code">
        <Text className="phone-code__label">手机号</Text>
        <Input
          id="code-phone"
          className="phone-code__input figures"
          type="number"
          value={phone}
          maxlength={16}
          placeholder="11 位手机号"
          placeholderClass="placeholder"
          onInput={(e) => setPhone(e.detail.value)}
        />
        <ActionButton
          id="send-code"
          kind="plain"
          label={left > 0 ? `${Math.ceil(left / 1_000)} 秒后可重发` : sentTo ? '重新获取' : '获取验证码'}
          busyLabel="正在发送"
          busy={send.busy}
          disabled={left > 0 || !isMobile(number)}
          onTap={() => void sendCode()}
        />
      </View>
      <View className="phone-code">
        <Text className="phone-code__label">验证码</Text>
        <Input
          id="code-digits"
          className="phone-code__input figures"
          type="number"
          value={code}
          maxlength={PHONE_CODE.digits}
          placeholder={sentTo ? '短信里的 6 位数字' : '先获取验证码'}
          placeholderClass="placeholder"
          onInput={(e) => setCode(e.detail.value)}
        />
      </View>
      <RefusalNote refusal={bind.refusal ?? send.refusal} />
      <View className="sheet__actions">
        <ActionButton
          id="bind-code"
          label="绑定这个号码"
          busyLabel="正在绑定"
          busy={bind.busy}
          disabled={sentTo === '' || code.length !== PHONE_CODE.digits}
          onTap={() => void confirm()}
        />
      </View>
    </Sheet>
  );
}
