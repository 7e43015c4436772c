import { View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import type { BookingView, PickableUnit, ServiceView } from '@zhike/domain/booking/contract';
import { dateAt } from '@zhike/domain/kernel/calendar-date';
import { useState } from 'react';
import { useCommand } from '@/api/use-command';
import { useQuery } from '@/api/use-query';
import { say } from '@/bridge/device';
import { ActionButton } from '@/components/action-button';
import { RefusalNote } from '@/components/refusal-note';
import { Screen } from '@/components/screen';
import { Sheet } from '@/components/sheet';
import { EmptyState, ErrorState, PageBones } from '@/components/states';
import { back, pages, param, replace, type Choices } from '@/routes';
import { span, spanOf } from '@/words-of-bookings';
import { moveTerms } from '@/words-of-time';
import { offeredExtras, shapedWith } from '../parts/shaping';
import { TimeChooser, wishedNames } from '../parts/time-chooser';
import { useFreeTime } from '../parts/use-free-time';

/** 改期: the same chooser, from the booking's own people; the deposit moves along. */
export default function Reschedule() {
  const { params } = useRouter();
  const bookingId = param(params.bookingId);
  const query = useQuery('booking.get', bookingId ? { bookingId } : null);
  const booking = query.value?.booking;
  const about = useQuery('booking.service', booking ? { serviceId: booking.serviceId, storeId: booking.storeId } : null);
  const refusal = booking ? (about.value ? null : about.refusal) : query.refusal;
  if (refusal)
    return (
      <Screen id="reschedule-page">
        <ErrorState refusal={refusal} busy={query.loading || about.loading} onRetry={() => void (booking ? about.reload() : query.reload())} />
      </Screen>
    );
  if (!booking || !about.value)
    return (
      <Screen id="reschedule-page">
        <PageBones />
      </Screen>
    );
  if (!booking.can.includes('reschedule'))
    return (
      <Screen id="reschedule-page">
        <EmptyState
          title="现在不能在线改期"
          hint={moveTerms(booking)?.word ?? '预约的状态已经变了，请看看最新情况，或直接联系门店。'}
          action={{ id: 'view-booking', label: '查看预约', onTap: () => replace(pages.detail({ bookingId })) }}
        />
      </Screen>
    );
  return <MoveBooking booking={booking} service={about.value.service} pickable={about.value.pickable} onStale={query.reload} />;
}

interface Props {
  readonly booking: BookingView;
  readonly service: ServiceView;
  readonly pickable: Readonly<Record<string, readonly PickableUnit[]>>;
  readonly onStale: () => Promise<void>;
}

/** It opens at the day that she has, for most move by a few hours or days. Nobody is named at first: they want a time. */
function MoveBooking({ booking, service: sold, pickable, onStale }: Props) {
  const noWish: Choices = {};
  const extras = offeredExtras(sold, { addonIds: booking.addons.map((addon) => addon.id), partySize: booking.partySize });
  const { service } = shapedWith(sold, extras);
  const terms = moveTerms(booking);
  const offset = booking.utcOffsetMinutes;
  const free = useFreeTime({
    storeId: booking.storeId,
    serviceId: booking.serviceId,
    service,
    extras,
    utcOffsetMinutes: offset,
    initialDate: dateAt(Date.parse(booking.startsAt), offset),
    initialStart: '',
    initialChoices: noWish,
    exceptBookingId: booking.id,
  });
  const move = useCommand('booking.reschedule');
  const [asking, setAsking] = useState(false);
  const chosen = free.chosenIsMine ? free.chosen : null;
  const wished = wishedNames(free, service, pickable);

  const confirm = async () => {
    if (!chosen) return;
    const answer = await move.run({ bookingId: booking.id, version: booking.version, startsAt: chosen.startsAt, choices: free.choices });
    setAsking(false);
    if (!answer) return void Promise.all([free.days.reload(), free.slots.reload()]);
    say('改期成功');
    back();
  };

  return (
    <Screen
      id="reschedule-page"
      bar={
        <>
          <View className="bar__words">
            <View className="bar__main" id="chosen-time">
              {chosen ? span(chosen.startsAt, chosen.endsAt, offset) : '选一个新的时间'}
            </View>
            <View className="bar__hint">{`原来 ${spanOf(booking)}`}</View>
          </View>
          <ActionButton id="submit" label="改到这里" disabled={!chosen} busy={move.busy} busyLabel="正在改期" onTap={() => setAsking(true)} />
        </>
      }
    >
      <View className="pad-page pad-page--tight">
        <RefusalNote
          refusal={move.refusal}
          utcOffsetMinutes={offset}
          onAlternative={(at) => {
            free.chooseStart(at);
            move.clear();
          }}
          onWayOut={(way) => {
            move.clear();
            if (way === 'reload') void onStale();
          }}
        />
      </View>
      {terms ? (
        <View className="context" id="move-terms">
          {terms.word}
        </View>
      ) : null}
      <TimeChooser
        free={free}
        storeId={booking.storeId}
        service={service}
        pickable={pickable}
        extras={extras}
        utcOffsetMinutes={offset}
        exceptBookingId={booking.id}
      />
      <Sheet visible={asking && chosen !== null} title="改到这个时间？" onClose={() => setAsking(false)}>
        <View className="moved">
          <View className="moved__old">{spanOf(booking)}</View>
          <View className="moved__new" id="new-time">
            {chosen ? span(chosen.startsAt, chosen.endsAt, offset) : ''}
          </View>
        </View>
        <View className="note-text">{`${wished ? `由${wished}服务。` : ''}定金跟着走，不另收费；原来的时间会放给别人。`}</View>
        <View className="sheet__actions">
          <ActionButton id="move-keep" kind="quiet" label="不改了" onTap={() => setAsking(false)} />
          <ActionButton id="move-confirm" label="确认改期" busy={move.busy} busyLabel="正在改期" onTap={() => void confirm()} />
        </View>
      </Sheet>
    </Screen>
  );
}
