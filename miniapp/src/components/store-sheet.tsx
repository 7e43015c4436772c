import { Text, View } from '@tarojs/components';
import { dateAt, isoWeekday, timeAt } from '@zhike/domain/kernel/calendar-date';
import type { StoreView } from '@zhike/domain/stores/contract';
import { serverNow } from '@/api/clock';
import { showOnMap, telephone } from '@/bridge/device';
import { Sheet } from './sheet';

/** `营业中 10:00–20:00`, by the store's own clock. */
export function openingWords(store: StoreView): { word: string; open: boolean } {
  const now = serverNow();
  const time = timeAt(now, store.utcOffsetMinutes);
  const weekday = isoWeekday(dateAt(now, store.utcOffsetMinutes));
  const hours = store.opening.filter((o) => o.weekday === weekday);
  if (hours.length === 0) return { word: '今天休息', open: false };
  const text = hours.map((o) => `${o.from}–${o.to}`).join('、');
  if (hours.some((o) => o.from <= time && time < o.to)) return { word: `营业中 ${text}`, open: true };
  return { word: hours.some((o) => time < o.from) ? `今天 ${text}` : `已打烊 ${text}`, open: false };
}

interface Props {
  readonly visible: boolean;
  readonly stores: readonly StoreView[];
  readonly chosenId: string | undefined;
  readonly onChoose: (storeId: string) => void;
  readonly onClose: () => void;
}

/** Which store: each with its hours, the way there and the telephone. */
export function StoreSheet({ visible, stores, chosenId, onChoose, onClose }: Props) {
  return (
    <Sheet visible={visible} title="选择门店" onTabPage onClose={onClose}>
      {stores.map((store) => {
        const opening = openingWords(store);
        return (
          <View className={store.id === chosenId ? 'store store--on' : 'store'} key={store.id}>
            <View className="store__main" id={`store-${store.id}`} onClick={() => onChoose(store.id)}>
              <View className="store__name">
                <Text>{store.name}</Text>
                {store.id === chosenId ? <Text className="store__tick">已选</Text> : null}
              </View>
              <View className={opening.open ? 'store__hours store__hours--open' : 'store__hours'}>{opening.word}</View>
              <View className="hint-line hint-line--wrap">{store.address}</View>
              {store.directions ? <View className="hint-line hint-line--wrap">{store.directions}</View> : null}
            </View>
            <View className="store__acts">
              <View className="chip" onClick={() => showOnMap(store)}>
                怎么去
              </View>
              <View className="chip" onClick={() => telephone(store.phone)}>
                打电话
              </View>
            </View>
          </View>
        );
      })}
    </Sheet>
  );
}
