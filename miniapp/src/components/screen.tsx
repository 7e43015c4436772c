import { Button, View } from '@tarojs/components';
import { useDidHide, useDidShow } from '@tarojs/taro';
import { useState, type PropsWithChildren, type ReactNode } from 'react';
import { useShop } from '@/api/shop';
import { brandStyle } from '@/brand';
import { AGREE_BUTTON_ID, agreePrivacy, declinePrivacy, openPrivacyContract, usePrivacyRequest } from '@/bridge/privacy';
import { Sheet } from './sheet';

interface Props {
  readonly id: string;
  /** The bottom action, kept above the safe area. */
  readonly bar?: ReactNode;
}

/** The root of every page: brand colours, room for the bottom bar, and WeChat's privacy question when it comes while this page is in front. */
export function Screen({ id, bar, children }: PropsWithChildren<Props>) {
  const shop = useShop();
  const [inFront, setInFront] = useState(true);
  useDidShow(() => setInFront(true));
  useDidHide(() => setInFront(false));
  return (
    <View id={id} className={bar ? 'screen screen--bar' : 'screen'} style={brandStyle(shop?.brandColour)}>
      {children}
      {bar ? <View className="bar">{bar}</View> : null}
      {inFront ? <PrivacySheet shopName={shop?.name} /> : null}
    </View>
  );
}

function PrivacySheet({ shopName }: { shopName: string | undefined }) {
  const request = usePrivacyRequest();
  if (!request) return null;
  return (
    <Sheet visible title="用到你的信息前，先问一声" onClose={declinePrivacy}>
      <View className="note-text">{`接下来的操作会用到你的手机号、大概位置或日历等信息，只用于${shopName ? `「${shopName}」` : ''}为你安排预约。`}</View>
      <View className="link" id="privacy-contract" onClick={() => void openPrivacyContract()}>
        查看《用户隐私保护指引》
      </View>
      <View className="sheet__actions">
        <Button id="privacy-decline" className="btn btn--quiet" onClick={declinePrivacy}>
          不同意
        </Button>
        <Button id={AGREE_BUTTON_ID} className="btn btn--main" openType="agreePrivacyAuthorization" onAgreePrivacyAuthorization={agreePrivacy}>
          同意
        </Button>
      </View>
    </Sheet>
  );
}
