import { Image, View } from '@tarojs/components';
import { useDidHide, useDidShow } from '@tarojs/taro';
import { useRef } from 'react';
import { session } from '@/api/session';
import { useQuery } from '@/api/use-query';
import { brighten, copyText } from '@/bridge/device';
import { Screen } from '@/components/screen';
import { EmptyState, ErrorState } from '@/components/states';
import { toTab } from '@/routes';
import './index.scss';

/** 会员码: large and bright, for the counter to scan; the short code below for when it cannot. */
export default function MemberCode() {
  const query = useQuery('customers.myCode', {});
  const { me } = session.use();
  const dim = useRef<(() => void) | null>(null);
  useDidShow(() => {
    dim.current = brighten();
  });
  useDidHide(() => dim.current?.());
  return (
    <Screen id="member-code">
      <View className="pad-page">
        {query.refusal?.code === 'record.not_found' ? (
          <EmptyState
            title="还没有会员码"
            hint="完成一次预约，或在「我的」绑定手机号，就会有。"
            action={{ id: 'to-mine', label: '去绑定手机号', onTap: () => toTab('mine') }}
          />
        ) : query.refusal && !query.value ? (
          <ErrorState refusal={query.refusal} busy={query.loading} onRetry={() => void query.reload()} />
        ) : (
          <View className="card code">
            <View className="code__name">{me?.name ?? ''}</View>
            {query.value ? (
              <Image id="code-image" className="code__image" src={query.value.imageDataUrl} mode="aspectFit" />
            ) : (
              <View className="code__image bone" id="loading" />
            )}
            <View className="code__text" id="code-text" onClick={() => query.value && copyText(query.value.memberCode, '会员码已复制')}>
              {query.value?.memberCode ?? ' '}
            </View>
            <View className="hint-text">到店出示，前台扫一下就能找到你的预约</View>
          </View>
        )}
      </View>
    </Screen>
  );
}
