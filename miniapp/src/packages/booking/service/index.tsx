import { Text, View } from '@tarojs/components';
import { useRouter, useShareAppMessage } from '@tarojs/taro';
import { formatFen } from '@zhike/domain/kernel/money';
import { useStores } from '@/api/shop';
import { useQuery } from '@/api/use-query';
import { ActionButton } from '@/components/action-button';
import { Screen } from '@/components/screen';
import { Fact, Money, Picture } from '@/components/small';
import { ErrorState, PageBones } from '@/components/states';
import { open, pages, param } from '@/routes';
import { dayAndTime, durationWords, policyWords } from '@/words-of-bookings';
import { moveRule, reasonWords } from '@/words-of-time';
import './index.scss';

/** 项目详情: what is included, who does it, the policy; the nearest free times one tap away. */
export default function Service() {
  const { params } = useRouter();
  const serviceId = param(params.serviceId);
  const stores = useStores();
  const storeId = param(params.storeId) || stores.store?.id || '';
  const store = stores.value?.stores.find((s) => s.id === storeId);
  const query = useQuery('booking.service', serviceId && storeId ? { serviceId, storeId } : null);
  const nearest = useQuery('booking.nextSlots', serviceId && storeId ? { serviceId, storeId, count: 3, choices: {} } : null);
  const service = query.value?.service;
  useShareAppMessage(() => ({ title: service?.name ?? '在线预约', path: pages.service({ serviceId, storeId }) }));

  if (!service || !query.value)
    return (
      <Screen id="service">
        {query.refusal ? <ErrorState refusal={query.refusal} busy={query.loading} onRetry={() => void query.reload()} /> : <PageBones />}
      </Screen>
    );

  const offset = store?.utcOffsetMinutes ?? 480;
  const people = Object.values(query.value.pickable).flat();
  const addons = service.addons.filter((addon) => addon.active);
  return (
    <Screen
      id="service"
      bar={
        <>
          <View className="bar__words">
            <Money fen={service.priceFen} size="number" />
            <View className="bar__hint">{service.depositFen > 0 ? `现在只付定金 ${formatFen(service.depositFen, 'short')}` : '到店付款，免定金'}</View>
          </View>
          <ActionButton id="choose-time" label={service.mode === 'class' ? '选课' : '选时间'} onTap={() => open(pages.time({ serviceId, storeId }))} />
        </>
      }
    >
      <Picture url={service.imageUrl} name={service.name} className="cover" />
      <View className="pad-page">
        <View className="headline">{service.name}</View>
        <View className="headline__hint">{service.summary}</View>

        {(nearest.value?.slots.length ?? 0) > 0 ? (
          <View className="card pad">
            <View className="card__title">最近可约</View>
            <View className="nearest" id="nearest">
              {(nearest.value?.slots ?? []).map((slot, n) => (
                <View
                  className="chip chip--go chip--two"
                  id={`nearest-${n}`}
                  key={slot.startsAt}
                  onClick={() => open(pages.confirm({ serviceId, storeId, startsAt: slot.startsAt }))}
                >
                  <Text>{dayAndTime(Date.parse(slot.startsAt), offset)}</Text>
                  {reasonWords(slot) ? <Text className="chip__why">{reasonWords(slot)}</Text> : null}
                </View>
              ))}
            </View>
          </View>
        ) : nearest.value ? (
          <View className="card pad hint-text">近期约满了，进入「选时间」看看后面的日子。</View>
        ) : null}

        <View className="card pad">
          <View className="card__title">包含</View>
          {service.includes.map((item) => (
            <View className="included" key={item}>
              <View className="included__dot" />
              <Text>{item}</Text>
            </View>
          ))}
          {service.description ? <View className="prose">{service.description}</View> : null}
        </View>

        {addons.length > 0 ? (
          <View className="card facts">
            {addons.map((addon) => (
              <Fact key={addon.id} label="加项">
                {`${addon.name}${addon.minutes > 0 ? `，多 ${durationWords(addon.minutes)}` : ''}，+${formatFen(addon.priceFen, 'short')}`}
              </Fact>
            ))}
          </View>
        ) : null}

        {people.length > 0 ? (
          <View className="card pad">
            <View className="card__title">谁来服务</View>
            {people.map((person) => (
              <View className="person" key={person.id}>
                <Picture url={person.photoUrl} name={person.name} className="person__face" />
                <View className="grow">
                  <View className="person__name">{person.name}</View>
                  <View className="hint-line hint-line--wrap">{[person.skills.join(' · '), person.introduction].filter(Boolean).join('｜')}</View>
                </View>
              </View>
            ))}
          </View>
        ) : null}

        <View className="card facts">
          <Fact label="时长">{`约 ${durationWords(service.durationMinutes)}`}</Fact>
          {service.maxParty > 1 ? <Fact label="人数">{`一次最多 ${service.maxParty} 位，价格按人算`}</Fact> : null}
          {service.acceptance !== 'none' ? <Fact label="确认">{`提交后由老师确认，最晚 ${durationWords(service.acceptMinutes)}内答复`}</Fact> : null}
          <Fact label="门店">{store ? store.name : ''}</Fact>
          {service.whatToBring ? <Fact label="要带什么">{service.whatToBring}</Fact> : null}
          <Fact label="取消规则">{policyWords(service.policy, service.depositFen)}</Fact>
          <Fact label="改期规则">{moveRule(service.policy)}</Fact>
          <Fact label="预约范围">{`至少提前 ${durationWords(service.leadMinutes)}，最多提前 ${service.horizonDays} 天`}</Fact>
        </View>
      </View>
    </Screen>
  );
}
