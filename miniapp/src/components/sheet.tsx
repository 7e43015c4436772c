import { Popup } from '@nutui/nutui-react-taro';
import { View } from '@tarojs/components';
import type { PropsWithChildren } from 'react';

interface Props {
  readonly visible: boolean;
  readonly title: string;
  readonly onClose: () => void;
}

/** A panel from the bottom for one small decision. Closing it changes nothing. */
export function Sheet({ visible, title, onClose, children }: PropsWithChildren<Props>) {
  return (
    <Popup visible={visible} position='bottom' round duration={200} onClose={onClose}>
      <View className='sheet'>
        <View className='sheet__head'>
          <View className='sheet__title'>{title}</View>
          <View className='sheet__close' onClick={onClose}>
            关闭
          </View>
        </View>
        {children}
      </View>
    </Popup>
  );
}
