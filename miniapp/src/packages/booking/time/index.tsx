import { View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { ActionButton } from '@/components/action-button';
import { Screen } from '@/components/screen';
import { ErrorState, PageBones } from '@/components/states';
import { useStores } from '@/api/shop';
import { useQuery } from '@/api/use-query';
import { open, packChoices, pages, param, unpackChoices } from '@/routes';
import { span } from '@/words-of-bookings';
import { TimeChooser, wishedNames } from '../parts/time-chooser';
import { useFreeTime } from '../parts/use-free-time';

/** 选时间: a month with the days that have free starts, who, and the truly free times of a day. */
export default function ChooseTime() {
  const { params } = useRouter();
  const serviceId = param(params.serviceId);
  const storeId = param(params.storeId);
  const stores = useStores();
  const query = useQuery('booking.service', { serviceId, storeId });
  const store = stores.value?.stores.find((s) => s.id === storeId);
  const utcOffsetMinutes = store?.utcOffsetMinutes ?? 480;
  const service = query.value?.service;
  const free = useFreeTime({ storeId, serviceId, service, utcOffsetMinutes, initialDate: param(params.date), initialChoices: unpackChoices(params.choices) });

  if (!service || !query.value)
    return (
      <Screen id="time-page">
        {query.refusal ? <ErrorState refusal={query.refusal} busy={query.loading} onRetry={() => void query.reload()} /> : <PageBones />}
      </Screen>
    );

  const wished = wishedNames(free, service, query.value.pickable);
  const chosen = free.chosenIsMine ? free.chosen : null;
  const onward = () => {
    if (chosen) open(pages.confirm({ serviceId, storeId, startsAt: chosen.startsAt, endsAt: chosen.endsAt, choices: packChoices(free.choices) }));
  };
  return (
    <Screen
      id="time-page"
      bar={
        <>
          <View className="bar__words">
            <View className="bar__main" id="chosen-time">
              {chosen ? span(chosen.startsAt, chosen.endsAt, utcOffsetMinutes) : '选一个开始时间'}
            </View>
            <View className="bar__hint">{[store?.name, wished || '不指定'].filter(Boolean).join(' · ')}</View>
          </View>
          <ActionButton id="next" label="下一步" disabled={!chosen} onTap={onward} />
        </>
      }
    >
      <View className="context" id="time-service">
        {service.name}
      </View>
      <TimeChooser free={free} service={service} pickable={query.value.pickable} utcOffsetMinutes={utcOffsetMinutes} />
    </Screen>
  );
}
