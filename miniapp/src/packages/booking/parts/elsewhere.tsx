import { Text, View } from '@tarojs/components';
import { useStores } from '@/api/shop';
import { useQuery } from '@/api/use-query';
import { open, packWish, pages, sentExtras, type Extras } from '@/routes';
import { dayAndTime } from '@/words-of-bookings';

const SHOWN = 2;

/** 其他门店最快: the soonest start of each other store that sells it; nothing when there is none. */
export function Elsewhere({ storeId, serviceId, extras }: { storeId: string; serviceId: string; extras: Extras }) {
  const stores = useStores().value?.stores ?? [];
  const found = useQuery('booking.anywhere', stores.length > 1 ? { serviceId, count: SHOWN, ...sentExtras(extras), exceptStoreId: storeId } : null);
  const others = found.value?.slots ?? [];
  if (others.length === 0) return null;
  return (
    <View className="card elsewhere" id="elsewhere">
      <View className="elsewhere__title">其他门店最快</View>
      {others.map(({ storeId: there, storeName, slot }) => (
        <View
          className="elsewhere__row"
          id={`elsewhere-${there}`}
          key={there}
          onClick={() => open(pages.time({ serviceId, storeId: there, startsAt: slot.startsAt, ...packWish({}, extras) }))}
        >
          <Text className="grow">{storeName}</Text>
          <Text className="elsewhere__when">{dayAndTime(Date.parse(slot.startsAt), stores.find((s) => s.id === there)?.utcOffsetMinutes ?? 480)}</Text>
          <View className="row__arrow" />
        </View>
      ))}
    </View>
  );
}
