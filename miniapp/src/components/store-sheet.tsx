import { Text, View } from '@tarojs/components';
import type { StoreView } from '@zhike/domain/stores/contract';
import { useState } from 'react';
import { box } from '@/api/box';
import type { AnyRefusal } from '@/api/refusals';
import { say, showOnMap, telephone } from '@/bridge/device';
import type { Spot } from '@/bridge/host';
import { whereabouts } from '@/bridge/weixin';
import { wordRefusal } from '@/words';
import { distanceWords, metresBetween, nearestFirst } from './distance';
import { openingWords } from './opening';
import { Sheet } from './sheet';

/** Where she was when she last allowed it; kept on no disk. */
const here = box<Spot | null>(null);

interface Props {
  readonly visible: boolean;
  readonly stores: readonly StoreView[];
  readonly chosenId: string | undefined;
  readonly onChoose: (storeId: string) => void;
  readonly onClose: () => void;
}

/** Which store: each with its hours today, the way there and the telephone; nearest first once she lets us know where she is. */
export function StoreSheet({ visible, stores, chosenId, onChoose, onClose }: Props) {
  const spot = here.use();
  return (
    <Sheet visible={visible} title="选择门店" onTabPage onClose={onClose}>
      {stores.length > 1 && !spot ? <FindMe /> : null}
      {nearestFirst(stores, spot).map((store) => {
        const opening = openingWords(store);
        const metres = metresBetween(spot, store);
        return (
          <View className={store.id === chosenId ? 'store store--on' : 'store'} key={store.id}>
            <View className="store__main" id={`store-${store.id}`} onClick={() => onChoose(store.id)}>
              <View className="store__name">
                <Text>{store.name}</Text>
                <Text className="store__tick">
                  {[metres === null ? '' : distanceWords(metres), store.id === chosenId ? '已选' : ''].filter(Boolean).join(' · ')}
                </Text>
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

/** Asked only by her own tap; a "no" changes nothing. */
function FindMe() {
  const [asking, setAsking] = useState(false);
  const [refusal, setRefusal] = useState<AnyRefusal | null>(null);
  const find = async () => {
    if (asking) return;
    setAsking(true);
    const answer = await whereabouts();
    setAsking(false);
    if (answer.ok) return here.set(answer.value);
    setRefusal(answer.refusal);
    say(wordRefusal(answer.refusal).title);
  };
  return (
    <View className="link" id="nearest-first" onClick={() => void find()}>
      {asking ? '正在定位…' : refusal ? '再试一次，按距离排序' : '按离我的距离排序'}
    </View>
  );
}
