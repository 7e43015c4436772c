import type { BookingView } from '@zhike/domain/booking/contract';
import { dateAt } from '@zhike/domain/kernel/calendar-date';
import { Button } from 'antd';
import { useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { useNow } from '../../components/parts';
import { Loaded, RefusalNote } from '../../components/states';
import { momentOf, spanOf } from '../../components/time';
import { say } from '../../components/toast';
import { alternativesOf } from '../../words';
import { SlotAlternatives } from './SlotAlternatives';
import { SlotPicker, type Wish } from './SlotPicker';

/** Another start, the same people unless changed; the deposit moves along. */
export function RescheduleForm({ booking, onDone, onBack }: { booking: BookingView; onDone: (booking: BookingView) => void; onBack: () => void }) {
  const detail = useQuery('booking.service', { serviceId: booking.serviceId, storeId: booking.storeId });
  const move = useCommand('booking.reschedule');
  const now = useNow();
  const people = Object.fromEntries(booking.units.filter((u) => u.kind === 'person').map((u) => [u.roleKey, u.unitId]));
  const [wish, setWish] = useState<Wish>({ date: dateAt(Date.parse(booking.startsAt), booking.utcOffsetMinutes), startsAt: null, choices: people });
  const change = (next: Wish) => {
    setWish(next);
    move.clear();
  };
  const submit = async () => {
    if (!wish.startsAt) return;
    const answer = await move.run({ bookingId: booking.id, version: booking.version, startsAt: wish.startsAt, choices: { ...wish.choices } });
    if (!answer.ok) return;
    say(`已改到 ${momentOf(answer.value.booking.startsAt, booking.utcOffsetMinutes, now)}`);
    onDone(answer.value.booking);
  };
  return (
    <div data-testid="reschedule-form">
      <p className="zk-second" style={{ marginBottom: 12 }}>
        原来：{spanOf(booking, now)}
      </p>
      <Loaded query={detail}>
        {({ service }) => (
          <SlotPicker
            storeId={booking.storeId}
            service={service}
            offsetMinutes={booking.utcOffsetMinutes}
            wish={wish}
            exceptBookingId={booking.id}
            onChange={change}
          />
        )}
      </Loaded>
      <RefusalNote refusal={move.refusal} offsetMinutes={booking.utcOffsetMinutes}>
        {move.refusal && (
          <SlotAlternatives
            starts={alternativesOf(move.refusal)}
            offsetMinutes={booking.utcOffsetMinutes}
            onPick={(startsAt) => change({ ...wish, startsAt, date: dateAt(Date.parse(startsAt), booking.utcOffsetMinutes) })}
          />
        )}
      </RefusalNote>
      <div className="zk-foot sticky">
        <Button size="large" onClick={onBack}>
          不改了
        </Button>
        <Button size="large" type="primary" disabled={!wish.startsAt} loading={move.busy} onClick={() => void submit()} data-testid="reschedule-submit">
          {wish.startsAt ? `改到 ${momentOf(wish.startsAt, booking.utcOffsetMinutes, now)}` : '选一个时间'}
        </Button>
      </div>
    </div>
  );
}
