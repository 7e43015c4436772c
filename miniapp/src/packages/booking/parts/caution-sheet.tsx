import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import { telephone } from '@/bridge/device';
import { ActionButton } from '@/components/action-button';
import { Sheet } from '@/components/sheet';

export interface Caution {
  readonly kind: string;
  readonly name: string;
  readonly effect: 'warn' | 'block';
}

const KINDS: Readonly<Record<string, string>> = {
  allergy: '过敏',
  ingredient: '成分',
  recent_state: '近期状态',
  condition: '身体状况',
  body_part: '部位',
  pressure: '力度',
};

interface Props {
  readonly cautions: readonly Caution[];
  readonly storePhone: string;
  readonly busy: boolean;
  /** She has read the warnings and wants to go on. */
  readonly onAccept: (names: string[]) => void;
  readonly onClose: () => void;
}

/** What of her health record meets this service: a warning is read and accepted, a block is explained, with the shop one tap away. */
export function CautionSheet({ cautions, storePhone, busy, onAccept, onClose }: Props) {
  const [read, setRead] = useState(false);
  const blocked = cautions.some((caution) => caution.effect === 'block');
  return (
    <Sheet visible title={blocked ? '这个项目现在不适合你' : '预约前请看一下'} onClose={onClose}>
      <View className="note-text">
        {blocked ? '你的健康档案里有下面这些情况，做这个项目可能伤身体：' : '你的健康档案里有下面这些情况，做这个项目时需要留意：'}
      </View>
      <View className="cautions" id="cautions">
        {cautions.map((caution) => (
          <View className={`caution caution--${caution.effect}`} key={`${caution.kind} ${caution.name}`}>
            <Text className="caution__kind">{KINDS[caution.kind] ?? '情况'}</Text>
            <Text className="grow">{caution.name}</Text>
            <Text className="caution__effect">{caution.effect === 'block' ? '不能做' : '要留意'}</Text>
          </View>
        ))}
      </View>
      {blocked ? (
        <View>
          <View className="note-text">打个电话，老师会帮你换合适的项目；情况已经变了的话，也请告诉门店更新档案。</View>
          <View className="sheet__actions">
            <ActionButton id="caution-close" kind="quiet" label="返回" onTap={onClose} />
            <ActionButton id="caution-call" label="打电话给门店" onTap={() => telephone(storePhone)} />
          </View>
        </View>
      ) : (
        <View>
          <View className="pick" id="caution-read" onClick={() => setRead(!read)}>
            <View className={read ? 'tick tick--on' : 'tick'}>{read ? <View className="tick__mark" /> : null}</View>
            <Text className="grow">我已了解，到店会告诉老师</Text>
          </View>
          <View className="sheet__actions">
            <ActionButton id="caution-close" kind="quiet" label="再想想" onTap={onClose} />
            <ActionButton
              id="caution-accept"
              label="继续预约"
              disabled={!read}
              busy={busy}
              busyLabel="正在锁定时间"
              onTap={() => onAccept(cautions.map((caution) => caution.name))}
            />
          </View>
        </View>
      )}
    </Sheet>
  );
}
