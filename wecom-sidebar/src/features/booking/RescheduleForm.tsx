import type { BookingView } from '@zhike/domain/booking/contract';
import { dateAt } from '@zhike/domain/kernel/calendar-date';
import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useCommand, useQuery } from '../../api/hooks';
import { Chips, useNow } from '../../components/parts';
import { Loaded, RefusalNote, RowsSkeleton } from '../../components/states';
import { momentOf, spanOf } from '../../components/time';
import { alternativesOf } from '../../words';
import { AdviceNote } from './AdviceNote';
import type { Exact } from './ExactWish';
import { sayMoved } from './moves';
import { OverbookForm } from './OverbookForm';
import { ResizeForm } from './ResizeForm';
import { SlotAlternatives } from './SlotAlternatives';
import { SlotPicker, type Wish } from './SlotPicker';

const ExactWish = lazy(() => import('./ExactWish').then((m) => ({ default: m.ExactWish })));

type How = 'free' | 'exact' | 'length';
const HOWS = [
  { key: 'free', title: '从空档里选' },
  { key: 'exact', title: '指定时间和资源' },
  { key: 'length', title: '改时长' },
] as const;

/** Another start, the same people unless changed; the deposit moves along. Either from what is free, or exactly, as dragging would. */
export function RescheduleForm({ booking, onDone, onBack }: { booking: BookingView; onDone: (booking: BookingView) => void; onBack: () => void }) {
  const offset = booking.utcOffsetMinutes;
  const detail = useQuery('booking.service', { serviceId: booking.serviceId, storeId: booking.storeId });
  const move = useCommand('booking.reschedule');
  const now = useNow();
  const [how, setHow] = useState<How>('free');
  const people = Object.fromEntries(booking.units.filter((u) => u.kind === 'person').map((u) => [u.roleKey, u.unitId]));
  const all = Object.fromEntries(booking.units.map((u) => [u.roleKey, u.unitId]));
  const [wish, setWish] = useState<Wish>({ date: dateAt(Date.parse(booking.startsAt), offset), startsAt: null, choices: people });
  const [exact, setExact] = useState<Exact>({ startsAt: booking.startsAt, choices: all });
  const changed = exact.startsAt !== booking.startsAt || JSON.stringify(exact.choices) !== JSON.stringify(all);
  const shape = { addonIds: booking.addons.map((a) => a.id), partySize: booking.partySize };
  const advice = useQuery(
    'booking.advice',
    how === 'exact' && changed
      ? {
          storeId: booking.storeId,
          serviceId: booking.serviceId,
          startsAt: exact.startsAt,
          choices: { ...exact.choices },
          ...shape,
          exceptBookingId: booking.id,
        }
      : null,
  );
  const to = how === 'free' ? wish.startsAt : changed ? exact.startsAt : null;
  const clear = () => move.clear();
  const submit = async (startsAt: string, choices: Readonly<Record<string, string>>, overbook?: { reason: string }) => {
    const answer = await move.run({ bookingId: booking.id, version: booking.version, startsAt, choices: { ...choices }, ...(overbook ? { overbook } : {}) });
    if (!answer.ok) return;
    sayMoved(booking, answer.value.booking, 'move');
    onDone(answer.value.booking);
  };
  const impossible = how === 'exact' && advice.data !== undefined && !advice.data.advice.possible;
  const chooseHow = (
    <>
      <p className="zk-second">原来：{spanOf(booking, now)}</p>
      <Chips
        name="reschedule-how"
        label="怎么改"
        value={how}
        choices={HOWS.filter((h) => h.key !== 'length' || booking.can.includes('resize'))}
        onChange={(next) => {
          clear();
          setHow(next);
        }}
      />
    </>
  );
  if (how === 'length')
    return (
      <div className="zk-stack">
        {chooseHow}
        <ResizeForm booking={booking} onDone={onDone} onBack={onBack} />
      </div>
    );
  return (
    <div className="zk-stack" data-testid="reschedule-form">
      {chooseHow}
      <Loaded query={detail}>
        {({ service }) =>
          how === 'free' ? (
            <SlotPicker
              storeId={booking.storeId}
              service={service}
              offsetMinutes={offset}
              wish={wish}
              extras={shape}
              exceptBookingId={booking.id}
              {...(booking.customerId ? { forCustomerId: booking.customerId } : {})}
              onChange={(next) => {
                clear();
                setWish(next);
              }}
            />
          ) : (
            <Suspense fallback={<RowsSkeleton rows={3} />}>
              <ExactWish
                storeId={booking.storeId}
                service={service}
                roles={booking.units}
                offsetMinutes={offset}
                exact={exact}
                onChange={(next) => {
                  clear();
                  setExact(next);
                }}
              />
            </Suspense>
          )
        }
      </Loaded>
      {how === 'exact' && changed && (
        <Loaded query={advice} skeleton={<RowsSkeleton rows={2} />}>
          {({ advice: found }) =>
            found.possible ? (
              <p className="zk-good" data-testid="exact-possible">
                ✓ 可以这样排
              </p>
            ) : (
              <AdviceNote
                advice={found}
                startsAt={exact.startsAt}
                offsetMinutes={offset}
                busy={move.busy}
                swaps={['unit', 'time']}
                onTake={(taken) => setExact({ startsAt: taken.startsAt, choices: taken.choices ?? exact.choices })}
              />
            )
          }
        </Loaded>
      )}
      <RefusalNote refusal={move.refusal} offsetMinutes={offset}>
        {move.refusal && how === 'free' && (
          <SlotAlternatives
            starts={alternativesOf(move.refusal)}
            offsetMinutes={offset}
            onPick={(startsAt) => {
              clear();
              setWish({ ...wish, startsAt, date: dateAt(Date.parse(startsAt), offset) });
            }}
          />
        )}
      </RefusalNote>
      {to && (impossible || move.refusal) && booking.can.includes('overbook') && (
        <OverbookForm busy={move.busy} onOverbook={(reason) => void submit(to, how === 'free' ? wish.choices : exact.choices, { reason })} />
      )}
      <div className="zk-foot sticky">
        <Button size="large" onClick={onBack}>
          不改了
        </Button>
        <Button
          size="large"
          type="primary"
          disabled={!to || impossible}
          loading={move.busy}
          onClick={() => to && void submit(to, how === 'free' ? wish.choices : exact.choices)}
          data-testid="reschedule-submit"
        >
          {to ? `改到 ${momentOf(to, offset, now)}` : how === 'free' ? '选一个时间' : '改时间或换资源'}
        </Button>
      </div>
    </div>
  );
}
