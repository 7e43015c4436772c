import { Picker, View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { wishSpans, wishWindow, type WishSpan } from '@zhike/domain/booking/wish-window';
import { addDays, dateAt, formatDateZh } from '@zhike/domain/kernel/calendar-date';
import { useState } from 'react';
import { serverNow } from '@/api/clock';
import { useStores } from '@/api/shop';
import { useCommand } from '@/api/use-command';
import { useQuery } from '@/api/use-query';
import { useSubscription } from '@/api/use-subscription';
import { ActionButton } from '@/components/action-button';
import { RefusalNote } from '@/components/refusal-note';
import { Screen } from '@/components/screen';
import { Picture } from '@/components/small';
import { ErrorState, PageBones } from '@/components/states';
import { open, packWish, pages, param, replace, sentExtras, toTab, unpackChoices, unpackExtras, type Choices } from '@/routes';
import { durationWords } from '@/words-of-bookings';
import { windowWords } from '@/words-of-time';
import type { WayOut } from '@/words';
import { ContactCard } from '../parts/contact-card';
import { extrasWords, hasExtras } from '../parts/extras';
import { offeredExtras, shapedWith } from '../parts/shaping';
import { mayWish, wishedNames } from '../parts/time-chooser';
import { useContact } from '../parts/use-contact';
import '../confirm/index.scss';
import '../parts/waiting.scss';

const SPANS: Readonly<Record<WishSpan, string>> = {
  exact: '就要这个时间',
  day: '这天都行',
  morning: '这天上午',
  afternoon: '这天下午',
  evening: '这天晚上',
  week: '这天起一周',
  month: '这天起一个月',
};

/** 加入候补: which days and times would do, with whom, and who she is; what comes free is held for her in turn. */
export default function JoinWaitlist() {
  const { params } = useRouter();
  const serviceId = param(params.serviceId);
  const storeId = param(params.storeId);
  const startsAt = param(params.startsAt) || null;
  const stores = useStores();
  const store = stores.value?.stores.find((s) => s.id === storeId);
  const offset = store?.utcOffsetMinutes ?? 480;
  const today = dateAt(serverNow(), offset);
  const query = useQuery('booking.service', { serviceId, storeId });
  const join = useCommand('booking.joinWaitlist');
  const contact = useContact();
  const subscription = useSubscription(['waitlist_offer']);
  const [span, setSpan] = useState<WishSpan>(startsAt ? 'exact' : 'day');
  const [date, setDate] = useState(startsAt ? dateAt(Date.parse(startsAt), offset) : param(params.date) || today);
  const [choices, setChoices] = useState<Choices>(() => unpackChoices(params.choices));
  const [wanted] = useState(() => unpackExtras(params));

  const sold = query.value?.service;
  if (!sold || !query.value)
    return (
      <Screen id="wait-page">
        {query.refusal ? <ErrorState refusal={query.refusal} busy={query.loading} onRetry={() => void query.reload()} /> : <PageBones />}
      </Screen>
    );

  const extras = offeredExtras(sold, wanted);
  const { service } = shapedWith(sold, extras);
  const wished = wishedNames({ choices }, service, query.value.pickable);
  const window = wishWindow(span, { date, startsAt, utcOffsetMinutes: offset, now: serverNow() });

  const submit = async () => {
    const filled = contact.ready();
    if (!filled || !window) return;
    // First of all, and not awaited: WeChat asks only straight from the tap.
    const asked = subscription.said === null ? subscription.ask() : Promise.resolve(subscription.said);
    const answer = await join.run({ storeId, serviceId, ...window, choices, ...sentExtras(extras), ...filled });
    const said = await asked;
    if (answer) replace(pages.waitlist({ joined: said === 'yes' ? 'told' : '1' }));
  };
  const onWayOut = (way: WayOut) => {
    if (way === 'my_waitlist') open(pages.waitlist());
    else if (way === 'choose_time') replace(pages.time({ serviceId, storeId, date, ...packWish(choices, extras) }));
    else toTab('home');
  };

  return (
    <Screen
      id="wait-page"
      bar={
        <>
          <View className="bar__words">
            <View className="bar__main" id="wait-window">
              {window ? windowWords({ ...window, utcOffsetMinutes: offset }) : '这段时间已经过去了'}
            </View>
            <View className="bar__hint">{[store?.name, wished || (mayWish(service, query.value.pickable) ? '不指定' : '')].filter(Boolean).join(' · ')}</View>
          </View>
          <ActionButton id="submit" label="加入候补" disabled={!window} busy={join.busy} busyLabel="正在加入" onTap={() => void submit()} />
        </>
      }
    >
      <View className="pad-page">
        <RefusalNote refusal={join.refusal} keeps utcOffsetMinutes={offset} onWayOut={onWayOut} />
        <View className="card pad summary">
          <Picture url={service.imageUrl} name={service.name} className="summary__thumb" />
          <View className="grow">
            <View className="summary__when">{service.name}</View>
            <View className="hint-line">{`${store?.name ?? ''} · 约 ${durationWords(service.durationMinutes)}`}</View>
            {hasExtras(sold) ? <View className="hint-line">{extrasWords(sold, extras)}</View> : null}
          </View>
        </View>
        <View className="card pad">
          <View className="card__title">哪些时间可以</View>
          <Picker mode="date" value={date} start={today} end={addDays(today, service.horizonDays)} onChange={(e) => setDate(e.detail.value)}>
            <View className="wait__day" id="wait-date">
              {formatDateZh(date, today)}
              <View className="wait__change">换一天</View>
            </View>
          </Picker>
          <View className="note__ways">
            {wishSpans(startsAt).map((key) => (
              <View className={key === span ? 'chip chip--on' : 'chip'} id={`span-${key}`} key={key} onClick={() => setSpan(key)}>
                {SPANS[key]}
              </View>
            ))}
          </View>
          {wished ? (
            <View className="wait__who">
              <View className="grow">{`只等 ${wished}`}</View>
              <View className="chip" id="wait-anybody" onClick={() => setChoices({})}>
                谁都可以
              </View>
            </View>
          ) : null}
        </View>
        <ContactCard state={contact} utcOffsetMinutes={offset} />
        <View className="fine">有空出来的时间，会按排队的先后为你保留一会儿，在微信里告诉你；确认或付定金后就是你的。候补不收费，随时可以退出。</View>
      </View>
    </Screen>
  );
}
