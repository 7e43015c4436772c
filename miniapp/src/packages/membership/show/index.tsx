import { Image, View } from '@tarojs/components';
import { useDidHide, useDidShow, useUnload } from '@tarojs/taro';
import { useMemo, useRef } from 'react';
import { session } from '@/api/session';
import { brighten } from '@/bridge/device';
import { ActionButton } from '@/components/action-button';
import { Screen } from '@/components/screen';
import { EmptyState, ErrorState } from '@/components/states';
import { toTab } from '@/routes';
import { qrPicture } from '../parts/qr';
import { useLiveCode } from '../parts/use-live-code';
import './index.scss';

/** CD-09 出示二维码: large and bright; good once, for the seconds that it counts down, then it renews itself. */
export default function Show() {
  const { me } = session.use();
  const { live, left, refusal, busy, renew } = useLiveCode();
  const picture = useMemo(() => (live ? qrPicture(live.code) : null), [live]);
  const dim = useRef<(() => void) | null>(null);
  const darken = () => {
    dim.current?.();
    dim.current = null;
  };
  useDidShow(() => {
    dim.current ??= brighten();
  });
  useDidHide(darken);
  useUnload(darken);

  if (refusal?.code === 'record.not_found')
    return (
      <Screen id="show">
        <EmptyState
          title="还没有会员资料"
          hint="完成一次预约，或在「我的」绑定手机号，就能在这里出示二维码。"
          action={{ id: 'to-mine', label: '去绑定手机号', onTap: () => toTab('mine') }}
        />
      </Screen>
    );
  if (refusal)
    return (
      <Screen id="show">
        <ErrorState refusal={refusal} busy={busy} onRetry={renew} />
      </Screen>
    );
  const idle = !live && !busy;
  return (
    <Screen id="show">
      <View className="pad-page">
        <View className="card show">
          <View className="show__name">{me?.name ?? ' '}</View>
          <View className="show__frame">
            {picture ? <Image id="code-image" className="show__image" src={picture} mode="aspectFit" /> : <View className="show__image bone" id="loading" />}
            {idle ? (
              <View className="show__veil" id="code-rests">
                <View className="prose">二维码休息了，点一下继续</View>
                <View className="gap" />
                <ActionButton id="renew-resting" kind="plain" label="显示新的" onTap={renew} />
              </View>
            ) : null}
          </View>
          <View className="show__time" id="code-left">
            {live ? `${left} 秒后自动更新` : busy ? '正在取码…' : ' '}
          </View>
          <View className="show__track">
            <View className="show__rest" style={{ width: live ? `${Math.round((left / live.validSeconds) * 100)}%` : '0%' }} />
          </View>
          <View className="hint-text">到店给前台扫一下：认出是你，也看得到能用的卡</View>
          <View className="link" id="renew" onClick={busy ? undefined : renew}>
            扫不上？换一个
          </View>
        </View>
        <View className="prose">每个码只能用一次，请不要截图转发。</View>
      </View>
    </Screen>
  );
}
