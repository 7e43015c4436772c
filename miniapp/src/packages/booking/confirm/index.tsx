import { View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { dateAt } from '@zhike/domain/kernel/calendar-date';
import type { Decision } from '@zhike/domain/kernel/decision';
import { MINUTE_MS } from '@zhike/domain/kernel/time-range';
import { normalisePhone } from '@zhike/domain/kernel/phone';
import { useState } from 'react';
import { serverNow } from '@/api/clock';
import type { AnyRefusal, OwnRefusal } from '@/api/refusals';
import { keepMe, session } from '@/api/session';
import { useShop, useStores } from '@/api/shop';
import { useCommand } from '@/api/use-command';
import { useQuery } from '@/api/use-query';
import { recall, remember } from '@/bridge/storage';
import { ActionButton } from '@/components/action-button';
import { RefusalNote } from '@/components/refusal-note';
import { Screen } from '@/components/screen';
import { Fact, Money, Picture } from '@/components/small';
import { ErrorState, PageBones } from '@/components/states';
import { backOr, open, pages, param, replace, toTab, unpackChoices, packChoices } from '@/routes';
import { policyWords, span } from '@/words-of-bookings';
import type { WayOut } from '@/words';
import { ContactForm, problemsOf, type Contact } from '../parts/contact-form';
import { wishedNames } from '../parts/time-chooser';
import './index.scss';

function remembered(): Contact {
  const kept = recall('zk.contact');
  return { name: kept?.name ?? '', phone: kept?.phone ?? '', weddingDate: kept?.weddingDate ?? null, note: '' };
}

/** The shop's stand-in for somebody whose name it does not know is not a name to book under. */
function nameOf(name: string | null): string {
  return name === null || name.startsWith('微信用户') ? '' : name;
}

/** 确认: what, where, when, who, price now, price later, the policy in one line; then one button. */
export default function Confirm() {
  const { params } = useRouter();
  const serviceId = param(params.serviceId);
  const storeId = param(params.storeId);
  const [startsAt, setStartsAt] = useState(param(params.startsAt));
  const [choices] = useState(unpackChoices(params.choices));
  const stores = useStores();
  const shop = useShop();
  const { me } = session.use();
  const query = useQuery('booking.service', { serviceId, storeId });
  const request = useCommand('booking.request');
  const bind = useCommand('access.bindPhone');
  const [contact, setContact] = useState<Contact>(remembered);
  const [tried, setTried] = useState(false);
  const [verified, setVerified] = useState<string | null>(null);
  const [phoneRefusal, setPhoneRefusal] = useState<AnyRefusal | null>(null);
  // After `booking.price_changed` the shop's new figures replace the ones that she saw.
  const [quoted, setQuoted] = useState<{ priceFen: number; depositFen: number } | null>(null);

  const service = query.value?.service;
  const store = stores.value?.stores.find((s) => s.id === storeId);
  if (!service || !query.value)
    return (
      <Screen id="confirm">
        {query.refusal ? <ErrorState refusal={query.refusal} busy={query.loading} onRetry={() => void query.reload()} /> : <PageBones />}
      </Screen>
    );

  const offset = store?.utcOffsetMinutes ?? 480;
  const price = quoted ?? { priceFen: service.priceFen, depositFen: service.depositFen };
  const endsAt = new Date(Date.parse(startsAt) + service.durationMinutes * MINUTE_MS).toISOString();
  const who = wishedNames({ choices }, service, query.value.pickable) || '不指定，由门店安排';
  const problems = tried ? problemsOf(contact) : {};

  const change = (next: Contact) => {
    setContact(next);
    remember('zk.contact', { name: next.name, phone: next.phone, weddingDate: next.weddingDate });
  };
  const onPhoneCode = async (answer: Decision<string, OwnRefusal>) => {
    setPhoneRefusal(answer.ok ? null : answer.refusal);
    if (!answer.ok) return;
    const bound = await bind.run({ code: answer.value });
    if (!bound) return;
    keepMe(bound.me);
    setVerified(bound.phone);
    change({ ...contact, phone: bound.phone, name: contact.name || nameOf(bound.me.name) });
  };
  const submit = async () => {
    setTried(true);
    const wrong = problemsOf(contact);
    if (wrong.name || wrong.phone) return;
    const answer = await request.run({
      storeId,
      serviceId,
      startsAt,
      choices,
      contactName: contact.name.trim(),
      contactPhone: normalisePhone(contact.phone),
      weddingDate: contact.weddingDate,
      note: contact.note.trim(),
      quotedPriceFen: price.priceFen,
      quotedDepositFen: price.depositFen,
    });
    if (!answer) return;
    const { booking } = answer;
    replace(booking.state === 'held' ? pages.pay({ bookingId: booking.id }) : pages.result({ bookingId: booking.id }));
  };
  const onWayOut = (way: WayOut) => {
    if (way === 'choose_time')
      backOr('booking/time/', pages.time({ serviceId, storeId, date: dateAt(Date.parse(startsAt), offset), choices: packChoices(choices) }));
    else if (way === 'my_bookings') toTab('bookings');
    else if (way === 'restart') toTab('home');
  };
  const takeAlternative = (at: string) => {
    setStartsAt(at);
    request.clear();
  };
  const refused = request.refusal;
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
            label={price.depositFen > 0 ? '提交预约' : '确认预约'}
            busy={request.busy}
            busyLabel="正在锁定时间"
            onTap={() => void submit()}
          />
        </>
      }
    >
      <View className="pad-page">
        <RefusalNote refusal={refused} keeps utcOffsetMinutes={offset} onAlternative={takeAlternative} onWayOut={onWayOut} />
        <View className="card pad summary">
          <Picture url={service.imageUrl} name={service.name} className="summary__thumb" />
          <View className="grow">
            <View className="summary__when" id="confirm-time">
              {span(startsAt, endsAt, offset)}
            </View>
            <View className="summary__what">{service.name}</View>
            <View className="hint-line">{store?.name ?? ''}</View>
            <View className="hint-line">{who}</View>
          </View>
        </View>

        <ContactForm
          contact={contact}
          problems={problems}
          today={dateAt(serverNow(), offset)}
          phoneBusy={bind.busy}
          phoneVerified={verified !== null && verified === normalisePhone(contact.phone)}
          phoneHint={me?.phoneVerified && me.maskedPhone && !contact.phone ? `上次用的是 ${me.maskedPhone}` : null}
          onChange={change}
          onPhoneCode={(a) => void onPhoneCode(a)}
        />
        <RefusalNote refusal={phoneRefusal ?? bind.refusal} />

        <View className="card facts">
          <Fact label="套系价格">
            <Money fen={price.priceFen} />
          </Fact>
          <Fact label="现在付">
            <Money fen={price.depositFen} />
          </Fact>
          <Fact label="到店再付">
            <Money fen={Math.max(0, price.priceFen - price.depositFen)} />
          </Fact>
          <Fact label="取消规则">{policyWords(service.policy, price.depositFen, { startsAt, utcOffsetMinutes: offset })}</Fact>
        </View>
        <View className="fine">
          {price.depositFen > 0 ? `提交后时间为你保留 ${shop?.holdMinutes ?? 15} 分钟，付定金后就确定下来。` : ''}
          姓名和手机号只用于为你安排预约。
        </View>
        <View className="link" id="see-privacy" onClick={() => open(pages.privacy())}>
          隐私说明
        </View>
      </View>
    </Screen>
  );
}
