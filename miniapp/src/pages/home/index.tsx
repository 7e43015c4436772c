import { ScrollView, Text, View } from '@tarojs/components';
import Taro, { usePullDownRefresh } from '@tarojs/taro';
import type { ServiceView } from '@zhike/domain/booking/contract';
import { formatFen } from '@zhike/domain/kernel/money';
import { useMemo, useState } from 'react';
import { session } from '@/api/session';
import { chooseStore, useShop, useStores } from '@/api/shop';
import { useQuery } from '@/api/use-query';
import { BookingCard } from '@/components/booking-card';
import { Screen } from '@/components/screen';
import { Money, Picture } from '@/components/small';
import { EmptyState, ErrorState, ServiceBones } from '@/components/states';
import { openingWords } from '@/components/opening';
import { StoreSheet } from '@/components/store-sheet';
import { TicketCard, useMyTickets } from '@/components/ticket-card';
import { open, pages } from '@/routes';
import { durationWords } from '@/words-of-bookings';
import './index.scss';

/** 首页: the shop, the store, her next booking if there is one, and what can be booked. */
export default function Home() {
  const shop = useShop();
  const stores = useStores();
  const { token } = session.use();
  const storeId = stores.store?.id;
  const services = useQuery('booking.services', storeId ? { storeId } : null);
  // Only for somebody who is logged in already: looking around needs no login.
  const coming = useQuery('booking.mine', token ? { when: 'coming', cursor: null } : null);
  const { tickets, reload: lookAtTickets } = useMyTickets(token !== null);
  const offset = stores.store?.utcOffsetMinutes ?? 480;
  const [choosing, setChoosing] = useState(false);
  const [line, setLine] = useState<string | null>(null);

  usePullDownRefresh(() => {
    void Promise.all([stores.reload(), services.reload(), coming.reload(), lookAtTickets()]).then(() => Taro.stopPullDownRefresh());
  });

  const onSale = useMemo(() => (services.value?.services ?? []).filter((s) => s.active), [services.value]);
  const lines = useMemo(() => [...new Set(onSale.map((s) => s.line))].filter(Boolean), [onSale]);
  const shown = line && lines.includes(line) ? onSale.filter((s) => s.line === line) : onSale;
  const next = coming.value?.items[0];
  const refusal = stores.refusal && !stores.value ? stores.refusal : services.value ? null : services.refusal;
  const opening = stores.store ? openingWords(stores.store) : null;

  return (
    <Screen id="home">
      <View className="hero">
        <View className="hero__shop" id="shop-name">
          {shop?.name ?? <View className="bone bone--title" />}
        </View>
        <View className="hero__store" id="choose-store" onClick={() => setChoosing(true)}>
          <View className="grow">
            {stores.store ? <View className="hero__store-name">{stores.store.name}</View> : <View className="bone bone--line" />}
            {opening ? <View className="hero__hours">{opening.word}</View> : null}
          </View>
          {stores.store ? <Text className="hero__switch">{(stores.value?.stores.length ?? 0) > 1 ? '换门店' : '门店信息'}</Text> : null}
        </View>
      </View>

      <View className="home__body">
        {tickets.map((ticket) => (
          <TicketCard key={ticket.id} ticket={ticket} utcOffsetMinutes={offset} />
        ))}
        {next ? (
          <View className="section">
            <View className="section__title">我的下一个预约</View>
            <BookingCard booking={next} />
          </View>
        ) : null}

        {opening?.open && storeId && tickets.length === 0 && services.value ? (
          <View className="card walk-in" id="walk-in" onClick={() => open(pages.queue({ storeId }))}>
            <View className="grow">
              <View className="walk-in__title">现在就想去？</View>
              <View className="hint-text">先取号，看前面还有几位</View>
            </View>
            <Text className="hero__switch">排队取号</Text>
          </View>
        ) : null}

        {lines.length > 1 ? (
          <ScrollView scrollX className="lines" enhanced showScrollbar={false}>
            <View className="lines__row">
              {[null, ...lines].map((name) => (
                <View className={name === line ? 'chip chip--on' : 'chip'} id={`line-${name ?? 'all'}`} key={name ?? 'all'} onClick={() => setLine(name)}>
                  {name ?? '全部'}
                </View>
              ))}
            </View>
          </ScrollView>
        ) : null}

        {refusal ? (
          <ErrorState refusal={refusal} busy={stores.loading || services.loading} onRetry={() => void (stores.value ? services.reload() : stores.reload())} />
        ) : services.value ? (
          shown.length > 0 ? (
            <View id="services">
              {shown.map((service) => (
                <ServiceCard key={service.id} service={service} storeId={storeId ?? ''} />
              ))}
              <View className="list-end">看完啦</View>
            </View>
          ) : (
            <EmptyState
              title="这里会放可以预约的项目"
              hint="这家门店暂时没有开放在线预约，可以换一家门店，或直接打电话。"
              action={{ id: 'empty-store', label: '看看别的门店', onTap: () => setChoosing(true) }}
            />
          )
        ) : stores.value && !stores.store ? (
          <EmptyState title="门店正在筹备" hint="还没有开放预约的门店，过几天再来看看。" />
        ) : (
          <ServiceBones />
        )}
      </View>

      <StoreSheet
        visible={choosing}
        stores={stores.value?.stores ?? []}
        chosenId={storeId}
        onClose={() => setChoosing(false)}
        onChoose={(id) => {
          chooseStore(id);
          setChoosing(false);
        }}
      />
    </Screen>
  );
}

function ServiceCard({ service, storeId }: { service: ServiceView; storeId: string }) {
  return (
    <View className="card card--flush service" id={`svc-${service.id}`} onClick={() => open(pages.service({ serviceId: service.id, storeId }))}>
      <Picture url={service.imageUrl} name={service.name} className="service__picture" />
      <View className="pad">
        <View className="service__name">{service.name}</View>
        <View className="service__summary">{service.summary}</View>
        <View className="service__foot">
          <Money fen={service.priceFen} size="title" />
          <Text className="hint-text">{service.depositFen > 0 ? `定金 ${formatFen(service.depositFen, 'short')}` : '免定金'}</Text>
          <Text className="hint-text service__time">{`约 ${durationWords(service.durationMinutes)}`}</Text>
        </View>
      </View>
    </View>
  );
}
