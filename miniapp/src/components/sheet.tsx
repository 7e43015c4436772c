import { Popup } from '@nutui/nutui-react-taro';
import { View } from '@tarojs/components';
import type { PropsWithChildren } from 'react';

interface Props {
  readonly visible: boolean;
  readonly title: string;
  readonly onClose: () => void;
  /** On a tab page of h5 the tab bar lies over the page's bottom; in WeChat it lies below the page. */
  readonly onTabPage?: boolean;
}

/** A panel from the bottom for one small decision. Closing it changes nothing. */
export function Sheet({ visible, title, onClose, onTabPage = false, children }: PropsWithChildren<Props>) {
  return (
    <Popup visible={visible} position="bottom" round duration={200} onClose={onClose}>
      <View className={onTabPage && process.env.TARO_ENV === 'h5' ? 'sheet sheet--above-tabs' : 'sheet'}>
        <View className="sheet__head">
          <View className="sheet__title">{title}</View>
          <View className="sheet__close" onClick={onClose}>
            关闭
          </View>
        </View>
        {children}
      </View>
    </Popup>
  );
}
