import { View } from '@tarojs/components';
import type { BookingView } from '@zhike/domain/booking/contract';
import { useStores } from '@/api/shop';
import { showOnMap, telephone } from '@/bridge/device';
import { peopleOf } from '@/components/booking-card';
import { Fact } from '@/components/small';

/** Where, who, what to bring: the facts she looks up on the way. */
export function PlaceCard({ booking }: { booking: BookingView }) {
  const stores = useStores();
  const store = stores.value?.stores.find((s) => s.id === booking.storeId);
  const toMap = () =>
    showOnMap({ name: booking.storeName, address: booking.storeAddress, latitude: store?.latitude ?? null, longitude: store?.longitude ?? null });
  return (
    <View className="card facts">
      <Fact label="地点" action={{ id: 'open-map', label: '怎么去', onTap: toMap }}>
        <View>{booking.storeName}</View>
        <View className="hint-line hint-line--wrap">{booking.storeAddress}</View>
        {booking.storeDirections ? <View className="hint-line hint-line--wrap">{booking.storeDirections}</View> : null}
      </Fact>
      <Fact label="电话" action={{ id: 'call-store', label: '拨打', onTap: () => telephone(booking.storePhone) }}>
        {booking.storePhone}
      </Fact>
      {peopleOf(booking) ? (
        <Fact label="接待">
          <View>{peopleOf(booking)}</View>
          {booking.state === 'requested' ? <View className="hint-line">以老师确认为准</View> : null}
        </Fact>
      ) : null}
      {booking.whatToBring ? <Fact label="要带什么">{booking.whatToBring}</Fact> : null}
    </View>
  );
}
