import { View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { useState } from 'react';
import { ActionButton } from '@/components/action-button';
import { Screen } from '@/components/screen';
import { ErrorState, PageBones } from '@/components/states';
import { useStores } from '@/api/shop';
import { useQuery } from '@/api/use-query';
import { open, packWish, pages, param, unpackChoices, unpackExtras, type Extras } from '@/routes';
import { span } from '@/words-of-bookings';
import { Elsewhere } from '../parts/elsewhere';
import { ExtrasRow, hasExtras } from '../parts/extras';
import { offeredExtras, shapedWith } from '../parts/shaping';
import { mayWish, TimeChooser, wishedNames } from '../parts/time-chooser';
import { useFreeTime } from '../parts/use-free-time';

/** 选时间: the best times first, a month with the days that have free starts, who, and the truly free times of a day. */
export default function ChooseTime() {
  const { params } = useRouter();
  const serviceId = param(params.serviceId);
  const storeId = param(params.storeId);
  const stores = useStores();
  const query = useQuery('booking.service', { serviceId, storeId });
  const [wanted, setWanted] = useState<Extras>(() => unpackExtras(params));
  const store = stores.value?.stores.find((s) => s.id === storeId);
  const utcOffsetMinutes = store?.utcOffsetMinutes ?? 480;
  const sold = query.value?.service;
  const extras = sold ? offeredExtras(sold, wanted) : wanted;
  const service = sold ? shapedWith(sold, extras).service : undefined;
  const free = useFreeTime({
    storeId,
    serviceId,
    service,
    extras,
    utcOffsetMinutes,
    initialDate: param(params.date),
    initialStart: param(params.startsAt),
    initialChoices: unpackChoices(params.choices),
  });

  if (!sold || !service || !query.value)
    return (
      <Screen id="time-page">
        {query.refusal ? <ErrorState refusal={query.refusal} busy={query.loading} onRetry={() => void query.reload()} /> : <PageBones />}
      </Screen>
    );

  const changeExtras = (next: Extras) => {
    setWanted(next);
    // Fewer people need fewer of them: a wish for the third one's teacher goes with the third one.
    const roles = shapedWith(sold, next).service.roles.map((role) => role.key);
    const kept = Object.keys(free.choices).filter((key) => roles.includes(key));
    if (kept.length < Object.keys(free.choices).length) free.setChoices(Object.fromEntries(kept.map((key) => [key, free.choices[key] ?? ''])));
  };
  const wished = wishedNames(free, service, query.value.pickable);
  const chosen = free.chosenIsMine ? free.chosen : null;
  const onward = () => {
    if (chosen) open(pages.confirm({ serviceId, storeId, startsAt: chosen.startsAt, ...packWish(free.choices, extras) }));
  };
  return (
    <Screen
      id="time-page"
      bar={
        <>
          <View className="bar__words">
            <View className="bar__main" id="chosen-time">
              {chosen ? span(chosen.startsAt, chosen.endsAt, utcOffsetMinutes) : service.mode === 'class' ? '选一节课' : '选一个开始时间'}
            </View>
            <View className="bar__hint">{[store?.name, wished || (mayWish(service, query.value.pickable) ? '不指定' : '')].filter(Boolean).join(' · ')}</View>
          </View>
          <ActionButton id="next" label="下一步" disabled={!chosen} onTap={onward} />
        </>
      }
    >
      <View className="context" id="time-service">
        {service.name}
      </View>
      {hasExtras(sold) ? (
        <View className="chooser chooser--top">
          <ExtrasRow service={sold} extras={extras} onChange={changeExtras} />
        </View>
      ) : null}
      <TimeChooser free={free} storeId={storeId} service={service} pickable={query.value.pickable} extras={extras} utcOffsetMinutes={utcOffsetMinutes} />
      <View className="chooser chooser--end">
        <Elsewhere storeId={storeId} serviceId={serviceId} extras={extras} />
      </View>
    </Screen>
  );
}
