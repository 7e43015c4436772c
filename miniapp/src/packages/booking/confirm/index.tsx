import { View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { dateAt } from '@zhike/domain/kernel/calendar-date';
import { MINUTE_MS } from '@zhike/domain/kernel/time-range';
import { useState } from 'react';
import { useShop, useStores } from '@/api/shop';
import { useCommand } from '@/api/use-command';
import { useQuery } from '@/api/use-query';
import { ActionButton } from '@/components/action-button';
import { RefusalNote } from '@/components/refusal-note';
import { Screen } from '@/components/screen';
import { Money, Picture } from '@/components/small';
import { ErrorState, PageBones } from '@/components/states';
import { backOr, open, packWish, pages, param, replace, sentExtras, toTab, unpackChoices, unpackExtras } from '@/routes';
import { durationWords, span } from '@/words-of-bookings';
import type { WayOut } from '@/words';
import { CautionSheet } from '../parts/caution-sheet';
import { ContactCard } from '../parts/contact-card';
import { extrasWords, hasExtras } from '../parts/extras';
import { PriceCard } from '../parts/price-card';
import { offeredExtras, shapedWith } from '../parts/shaping';
import { mayWish, wishedNames } from '../parts/time-chooser';
import { useContact } from '../parts/use-contact';
import './index.scss';

/** 确认: what, where, when, who, price now, price later, the policy in one line; then one button. */
export default function Confirm() {
  const { params } = useRouter();
  const serviceId = param(params.serviceId);
  const storeId = param(params.storeId);
  const [startsAt, setStartsAt] = useState(param(params.startsAt));
  const [choices] = useState(unpackChoices(params.choices));
  const [wanted] = useState(unpackExtras(params));
  const stores = useStores();
  const shop = useShop();
  const query = useQuery('booking.service', { serviceId, storeId });
  const request = useCommand('booking.request');
  const contact = useContact();
  // After `booking.price_changed` the shop's new figures replace the ones that she saw.
  const [quoted, setQuoted] = useState<{ priceFen: number; depositFen: number } | null>(null);

  const sold = query.value?.service;
  const store = stores.value?.stores.find((s) => s.id === storeId);
  if (!sold || !query.value)
    return (
      <Screen id="confirm">
        {query.refusal ? <ErrorState refusal={query.refusal} busy={query.loading} onRetry={() => void query.reload()} /> : <PageBones />}
      </Screen>
    );

  const extras = offeredExtras(sold, wanted);
  const { service } = shapedWith(sold, extras);
  const offset = store?.utcOffsetMinutes ?? 480;
  const price = quoted ?? { priceFen: service.priceFen, depositFen: service.depositFen };
  const endsAt = new Date(Date.parse(startsAt) + service.durationMinutes * MINUTE_MS).toISOString();
  const who = wishedNames({ choices }, service, query.value.pickable) || (mayWish(service, query.value.pickable) ? '不指定，由门店安排' : '');
  const refused = request.refusal;
  const caution = refused?.code === 'booking.caution' ? refused.facts.cautions : null;

  const submit = async (acceptedCautions: string[]) => {
    const filled = contact.ready();
    if (!filled) return request.clear();
    const answer = await request.run({
      storeId,
      serviceId,
      startsAt,
      choices,
      ...sentExtras(extras),
      ...filled,
      quotedPriceFen: price.priceFen,
      quotedDepositFen: price.depositFen,
      ...(acceptedCautions.length > 0 ? { acceptedCautions } : {}),
    });
    if (!answer) return;
    const { booking } = answer;
    replace(booking.can.includes('payDeposit') ? pages.pay({ bookingId: booking.id }) : pages.result({ bookingId: booking.id }));
  };
  const onWayOut = (way: WayOut) => {
    if (way === 'choose_time')
      backOr('booking/time/', pages.time({ serviceId, storeId, date: dateAt(Date.parse(startsAt), offset), ...packWish(choices, extras) }));
    else if (way === 'my_bookings') toTab('bookings');
    else if (way === 'restart') toTab('home');
  };
  const takeAlternative = (at: string) => {
    setStartsAt(at);
    request.clear();
  };
  if (refused?.code === 'booking.price_changed' && (quoted?.priceFen !== refused.facts.priceFen || quoted.depositFen !== refused.facts.depositFen))
    setQuoted({ priceFen: refused.facts.priceFen, depositFen: refused.facts.depositFen });

  return (
    <Screen
      id="confirm"
      bar={
        <>
          <View className="bar__words">
            <Money fen={price.depositFen} size="number" id="due-now" />
            <View className="bar__hint">{price.depositFen > 0 ? '现在付定金' : '现在不用付款'}</View>
          </View>
          <ActionButton
            id="submit"
            label={price.depositFen > 0 || service.acceptance !== 'none' ? '提交预约' : '确认预约'}
            busy={request.busy}
            busyLabel="正在锁定时间"
            onTap={() => void submit([])}
          />
        </>
      }
    >
      <View className="pad-page">
        <RefusalNote refusal={caution ? null : refused} keeps utcOffsetMinutes={offset} onAlternative={takeAlternative} onWayOut={onWayOut} />
        <View className="card pad summary">
          <Picture url={service.imageUrl} name={service.name} className="summary__thumb" />
          <View className="grow">
            <View className="summary__when" id="confirm-time">
              {span(startsAt, endsAt, offset)}
            </View>
            <View className="summary__what">{service.name}</View>
            <View className="hint-line">{store?.name ?? ''}</View>
            {who ? <View className="hint-line">{who}</View> : null}
            {hasExtras(sold) ? (
              <View className="hint-line" id="confirm-extras">
                {extrasWords(sold, extras)}
              </View>
            ) : null}
          </View>
        </View>
        {service.acceptance === 'none' ? null : (
          <View className="note note--calm" id="acceptance-hint">
            <View className="note__title">待老师确认</View>
            <View className="note__hint">{`提交后时间先为你留住，老师最晚 ${durationWords(service.acceptMinutes)}内答复；没约成会马上告诉你${price.depositFen > 0 ? '，定金全额退回' : ''}。`}</View>
          </View>
        )}

        <ContactCard state={contact} utcOffsetMinutes={offset} />
        <PriceCard service={sold} extras={extras} price={price} startsAt={startsAt} utcOffsetMinutes={offset} />
        <View className="fine">
          {price.depositFen > 0 ? `提交后时间为你保留 ${shop?.holdMinutes ?? 15} 分钟，付定金后就确定下来。` : ''}
          姓名和手机号只用于为你安排预约。
        </View>
        <View className="link" id="see-privacy" onClick={() => open(pages.privacy())}>
          隐私说明
        </View>
      </View>
      {caution ? (
        <CautionSheet cautions={caution} storePhone={store?.phone ?? ''} busy={request.busy} onAccept={(names) => void submit(names)} onClose={request.clear} />
      ) : null}
    </Screen>
  );
}
