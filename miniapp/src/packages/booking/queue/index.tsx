import { Input, Text, View } from '@tarojs/components';
import Taro, { usePullDownRefresh, useRouter } from '@tarojs/taro';
import type { ServiceView, TicketView } from '@zhike/domain/booking/contract';
import type { StoreView } from '@zhike/domain/stores/contract';
import { useState } from 'react';
import { useStores } from '@/api/shop';
import { useCommand } from '@/api/use-command';
import { usePolling } from '@/api/use-polling';
import { useQuery } from '@/api/use-query';
import { useSubscription, type Subscription } from '@/api/use-subscription';
import { recall, remember } from '@/bridge/storage';
import { say } from '@/bridge/device';
import { ActionButton } from '@/components/action-button';
import { RefusalNote } from '@/components/refusal-note';
import { RemindButton } from '@/components/remind-button';
import { Screen } from '@/components/screen';
import { Sheet } from '@/components/sheet';
import { Stepper } from '@/components/stepper';
import { EmptyState, ErrorState, PageBones } from '@/components/states';
import { useMyTickets } from '@/components/ticket-card';
import { open, pages, param, toTab } from '@/routes';
import { durationWords } from '@/words-of-bookings';
import { expectedWords } from '@/words-of-time';
import '../parts/contact.scss';
import '../parts/waiting.scss';

/** 现场排队: take a ticket for today at this store, see the place in the line move, be called. */
export default function Queue() {
  const { params } = useRouter();
  const storeId = param(params.storeId);
  const stores = useStores();
  const store = stores.value?.stores.find((s) => s.id === storeId);
  const mine = useMyTickets(true);
  // Asked with the number; who said yes then is not asked again while she waits.
  const subscription = useSubscription(['queue_called']);
  const services = useQuery('booking.services', storeId ? { storeId } : null);
  usePullDownRefresh(() => void Promise.all([mine.reload(), services.reload()]).then(() => Taro.stopPullDownRefresh()));
  // A ticket that was here and is open no more has been served or skipped.
  const [last, setLast] = useState<TicketView | null>(null);
  const [leftId, setLeftId] = useState<string | null>(null);
  const ticket = mine.tickets.find((t) => t.storeId === storeId) ?? null;
  if (ticket && ticket !== last) setLast(ticket);

  const refusal = (mine.value ? null : mine.refusal) ?? (services.value ? null : services.refusal) ?? (stores.value ? null : stores.refusal);
  if (refusal)
    return (
      <Screen id="queue-page">
        <ErrorState
          refusal={refusal}
          busy={mine.loading || services.loading}
          onRetry={() => void Promise.all([mine.reload(), services.reload(), stores.reload()])}
        />
      </Screen>
    );
  if (!mine.value || !services.value || !store)
    return (
      <Screen id="queue-page">
        <PageBones />
      </Screen>
    );
  if (ticket)
    return <InLine ticket={ticket} store={store} told={subscription.said === 'yes'} onChanged={() => void mine.reload()} onLeft={() => setLeftId(ticket.id)} />;
  return (
    <TakeTicket
      store={store}
      services={services.value.services.filter((s) => s.active && s.mode === 'appointment')}
      wished={param(params.serviceId)}
      ended={last?.id === leftId ? null : last}
      subscription={subscription}
      onTaken={() => void mine.reload()}
    />
  );
}

interface TakeProps {
  readonly store: StoreView;
  readonly services: readonly ServiceView[];
  readonly wished: string;
  readonly ended: TicketView | null;
  readonly subscription: Subscription;
  readonly onTaken: () => void;
}

function TakeTicket({ store, services, wished, ended, subscription, onTaken }: TakeProps) {
  const [serviceId, setServiceId] = useState(services.some((s) => s.id === wished) ? wished : (services[0]?.id ?? ''));
  const [partySize, setPartySize] = useState(1);
  const [name, setName] = useState(recall('zk.contact')?.name ?? '');
  const [tried, setTried] = useState(false);
  const line = useQuery('booking.queueLength', serviceId ? { storeId: store.id, serviceId } : null);
  usePolling(() => void line.reload(), 15_000, true);
  const take = useCommand('booking.takeTicket');
  const chosen = services.find((s) => s.id === serviceId);
  const nameless = name.trim() === '';

  const submit = async () => {
    setTried(true);
    if (!chosen || nameless) return;
    // First of all, and not awaited: WeChat asks only straight from the tap.
    const asked = subscription.said === null ? subscription.ask() : Promise.resolve();
    const answer = await take.run({
      storeId: store.id,
      serviceId: chosen.id,
      name: name.trim(),
      ...(partySize > 1 ? { partySize: Math.min(partySize, chosen.maxParty) } : {}),
    });
    await asked;
    if (!answer) return void line.reload();
    remember('zk.contact', { phone: '', weddingDate: null, ...recall('zk.contact'), name: name.trim() });
    onTaken();
  };
  const state = line.value;
  return (
    <Screen
      id="queue-page"
      bar={
        services.length > 0 ? (
          <>
            <View className="bar__words">
              <View className="bar__main" id="line-length">
                {!state ? '正在看队伍' : !state.open ? '现在不能取号' : state.waiting === 0 ? '现在没有人排队' : `前面 ${state.waiting} 位`}
              </View>
              <View className="bar__hint">
                {!state ? ' ' : state.open ? expectedWords(state.expectedAt, store.utcOffsetMinutes) : '换个项目看看，或在营业时间来取'}
              </View>
            </View>
            <ActionButton id="take-ticket" label="取号" disabled={state?.open === false} busy={take.busy} busyLabel="正在取号" onTap={() => void submit()} />
          </>
        ) : undefined
      }
    >
      <View className="pad-page">
        {ended ? <Ended ticket={ended} /> : null}
        <RefusalNote refusal={take.refusal} utcOffsetMinutes={store.utcOffsetMinutes} onWayOut={() => toTab('home')} />
        <View className="headline">{store.name}</View>
        <View className="headline__hint">到店前先取号，轮到你时微信会通知。</View>
        {services.length === 0 ? (
          <EmptyState
            title="这家门店没有现场排队的项目"
            hint="可以预约一个时间，到店不用等。"
            action={{ id: 'empty-book', label: '去预约', onTap: () => toTab('home') }}
          />
        ) : (
          <View>
            <View className="card rows">
              {services.map((service) => (
                <View className="pick" id={`queue-${service.id}`} key={service.id} onClick={() => setServiceId(service.id)}>
                  <View className={service.id === serviceId ? 'tick tick--round tick--on' : 'tick tick--round'}>
                    {service.id === serviceId ? <View className="tick__mark" /> : null}
                  </View>
                  <Text className="grow">{service.name}</Text>
                  <Text className="hint-text">{`约 ${durationWords(service.durationMinutes)}`}</Text>
                </View>
              ))}
            </View>
            <View className="card form">
              <View className="field">
                <Text className="field__label">称呼</Text>
                <Input
                  id="queue-name"
                  className="field__input"
                  value={name}
                  maxlength={20}
                  placeholder="叫号时怎么称呼你"
                  placeholderClass="placeholder"
                  onInput={(e) => setName(e.detail.value)}
                />
              </View>
              {tried && nameless ? (
                <View className="field__problem" id="problem-name">
                  请填写怎么称呼你
                </View>
              ) : null}
              {chosen && chosen.maxParty > 1 ? (
                <View className="field">
                  <Text className="field__label">人数</Text>
                  <View className="grow" />
                  <Stepper id="queue-party" value={Math.min(partySize, chosen.maxParty)} min={1} max={chosen.maxParty} unit="位" onChange={setPartySize} />
                </View>
              ) : null}
            </View>
          </View>
        )}
      </View>
    </Screen>
  );
}

/** A ticket that is open no more: she is being served, or was passed over. */
function Ended({ ticket }: { ticket: TicketView }) {
  const coming = useQuery('booking.mine', { when: 'coming', cursor: null });
  const visit = coming.value?.items.find((b) => b.source === 'queue' && b.storeId === ticket.storeId && b.serviceId === ticket.serviceId);
  return visit ? (
    <View className="note note--calm" id="being-served" onClick={() => open(pages.detail({ bookingId: visit.id }))}>
      <View className="note__title">{`${ticket.number} 号，正在为你服务`}</View>
      <View className="note__hint">点这里看这次的预约。</View>
    </View>
  ) : (
    <View className="note note--mild" id="ticket-ended">
      <View className="note__title">{`${ticket.number} 号已经结束`}</View>
      <View className="note__hint">还没有服务的话，请到前台说一声，或重新取一个号。</View>
    </View>
  );
}

interface InLineProps {
  readonly ticket: TicketView;
  readonly store: StoreView;
  /** WeChat will tell her when she is called. */
  readonly told: boolean;
  readonly onChanged: () => void;
  readonly onLeft: () => void;
}

function InLine({ ticket, store, told, onChanged, onLeft }: InLineProps) {
  const close = useCommand('booking.closeTicket');
  const [leaving, setLeaving] = useState(false);
  const called = ticket.state === 'called';
  const leave = async () => {
    const answer = await close.run({ ticketId: ticket.id, how: 'left' });
    setLeaving(false);
    if (!answer) return onChanged();
    say('已退出排队');
    onLeft();
    onChanged();
  };
  return (
    <Screen id="queue-page">
      <View className={called ? 'call call--now' : 'call'} id={called ? 'called' : 'in-line'}>
        <View className="call__label">{called ? '轮到你了' : '你的号'}</View>
        <View className="call__number" id="ticket-number">
          {ticket.number}
        </View>
        <View className="call__state" id="ticket-before">
          {called ? '请到前台' : ticket.before === 0 ? '下一个就是你' : `前面还有 ${ticket.before} 位`}
        </View>
        {called ? null : <View className="call__hint">{expectedWords(ticket.expectedAt, store.utcOffsetMinutes)}</View>}
        {told && !called ? <View className="call__hint">叫到你时微信会通知，可以先去附近走走</View> : null}
        <View className="call__hint">
          {[ticket.storeName, ticket.serviceName, ticket.partySize > 1 ? `${ticket.partySize} 位` : ''].filter(Boolean).join(' · ')}
        </View>
      </View>
      <View className="pad-page">
        <RefusalNote refusal={close.refusal} utcOffsetMinutes={store.utcOffsetMinutes} />
        {called || told ? null : (
          <View className="card">
            <RemindButton id="remind-called" label="叫到我时微信通知我" hint="可以先去附近走走" templates={['queue_called']} />
          </View>
        )}
        <View className="link link--center" id="leave-line" onClick={() => setLeaving(true)}>
          不等了，退出排队
        </View>
      </View>
      <Sheet visible={leaving} title="退出排队？" onClose={() => setLeaving(false)}>
        <View className="note-text">退出后要重新取号，会排到后面。</View>
        <View className="sheet__actions">
          <ActionButton id="leave-keep" kind="quiet" label="再等等" onTap={() => setLeaving(false)} />
          <ActionButton id="leave-confirm" kind="danger" label="退出排队" busy={close.busy} busyLabel="正在退出" onTap={() => void leave()} />
        </View>
      </Sheet>
    </Screen>
  );
}
