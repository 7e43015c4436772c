import { Switch, View } from '@tarojs/components';
import type { WishKind } from '@zhike/domain/messaging/contract';
import { useState } from 'react';
import { useCommand } from '@/api/use-command';
import { useQuery } from '@/api/use-query';
import { say } from '@/bridge/device';
import { RefusalNote } from '@/components/refusal-note';

const ROWS: readonly { readonly kind: WishKind; readonly title: string; readonly hint?: string }[] = [
  { kind: 'all', title: '接收门店的优惠和关怀消息', hint: '关掉后一条也不发；预约、退款这些和你有关的通知照常告诉你。' },
  { kind: 'offers', title: '优惠和活动' },
  { kind: 'care', title: '生日问候、回访关怀' },
  { kind: 'weapp', title: '发到微信' },
  { kind: 'sms', title: '发短信' },
  { kind: 'wecom', title: '顾问在企业微信里发' },
];

/** 消息: she says what she wants to hear; it holds at once, also for what waits to be sent. */
export function Wishes() {
  const { value, reload } = useQuery('messaging.myWishes', {});
  const set = useCommand('messaging.setMyWish');
  const [own, setOwn] = useState<readonly WishKind[] | null>(null);
  const refused = own ?? value?.refused;
  if (!refused) return null;
  const none = refused.includes('all');
  const turn = async (kind: WishKind, wanted: boolean) => {
    const done = await set.run({ kind, wanted });
    if (!done) return void reload();
    setOwn(done.refused);
    say(wanted ? '已开启' : '已关掉，不再打扰');
  };
  return (
    <View className="card pad" id="wishes">
      <View className="card__title">想收哪些消息</View>
      {ROWS.filter(({ kind }) => kind === 'all' || !none).map(({ kind, title, hint }) => (
        <View className="wish" key={kind}>
          <View className="wish__words">
            <View>{title}</View>
            {hint ? <View className="hint-text">{hint}</View> : null}
          </View>
          <Switch id={`wish-${kind}`} checked={!refused.includes(kind)} disabled={set.busy} onChange={(e) => void turn(kind, e.detail.value)} />
        </View>
      ))}
      <RefusalNote refusal={set.refusal} />
    </View>
  );
}
