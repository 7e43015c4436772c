import type { BookingView, Swap } from '@zhike/domain/booking/contract';
import { useState } from 'react';
import { useQuery } from '../../api/hooks';
import { useNow } from '../../components/parts';
import { Sheet } from '../../components/Sheet';
import { Loaded, RowsSkeleton } from '../../components/states';
import { clockOf, momentOf } from '../../components/time';
import { AdviceNote } from '../../features/booking/AdviceNote';
import type { MoveWish } from '../../features/booking/moves';
import { OverbookForm } from '../../features/booking/OverbookForm';
import { wordRefusal } from '../../words';
import type { RefusedMove } from './useMoves';

/** Refusals that no other time or unit mends: the booking itself has changed or may not be moved. */
const FINAL = ['record.not_found', 'record.changed', 'lifecycle.illegal_step', 'access.forbidden'];

const sameStart = (a: string, b: string): boolean => Date.parse(a) === Date.parse(b);

/** `想改到 明天 14:00`; a drop on another person or room at the same hour wishes for no other time. */
function wordWish(wish: MoveWish, booking: BookingView, now: number): string {
  const offset = booking.utcOffsetMinutes;
  if (wish.kind === 'resize') return `想改到 ${clockOf(wish.endsAt, offset)} 结束`;
  return sameStart(wish.startsAt, booking.startsAt) ? '想换人或换资源，时间不变' : `想改到 ${momentOf(wish.startsAt, offset, now)}`;
}

/** The way out that is where the booking stands anyhow. */
function leadsBack(swap: Swap, booking: BookingView): boolean {
  const held = new Map(booking.units.map((unit) => [unit.roleKey, unit.unitId]));
  return sameStart(swap.startsAt, booking.startsAt) && Object.entries(swap.choices).every(([role, unitId]) => held.get(role) === unitId);
}

/** A drop was refused: why, by whom, and the nearest ways out as one tap each; by right, laying it over what is there. */
export function MoveHelp({
  refused,
  onAgain,
  onClose,
  onOpenBooking,
}: {
  refused: RefusedMove;
  onAgain: (wish: MoveWish, overbook?: { reason: string }) => Promise<void>;
  onClose: () => void;
  onOpenBooking: (bookingId: string) => void;
}) {
  const { booking, wish, refusal } = refused;
  const now = useNow();
  const offset = booking.utcOffsetMinutes;
  const blocking = refusal.code === 'booking.slot_taken' ? (refusal.facts.bookings ?? []) : [];
  const [busy, setBusy] = useState(false);
  const final = FINAL.includes(refusal.code);
  const advice = useQuery(
    'booking.advice',
    wish.kind === 'move' && !final
      ? {
          storeId: booking.storeId,
          serviceId: booking.serviceId,
          startsAt: wish.startsAt,
          choices: { ...wish.choices },
          addonIds: booking.addons.map((a) => a.id),
          partySize: booking.partySize,
          exceptBookingId: booking.id,
        }
      : null,
  );
  // The advice names what is in the way; without it, what the screen and the refusal know must do.
  const advised = advice.busy || (advice.data?.advice.blockers.length ?? 0) > 0;
  const again = async (next: MoveWish, overbook?: { reason: string }) => {
    setBusy(true);
    await onAgain(next, overbook);
    setBusy(false);
  };
  return (
    <Sheet open onClose={onClose} title="没有移动" testid="move-help">
      <div className="zk-stack">
        <div>
          <b>
            {booking.contactName} · {booking.serviceName}
          </b>
          <p className="zk-second">
            {wordWish(wish, booking, now)}，已放回 {momentOf(booking.startsAt, offset, now)}
          </p>
        </div>
        <div className="zk-refusal" role="alert" data-testid="refusal" data-code={refusal.code}>
          <p>{wordRefusal(refusal, offset, now)}</p>
          {!advised && refused.seen.map((words) => <p key={words}>{words}</p>)}
          {!advised &&
            blocking.map((b) => (
              <button key={b.id} type="button" className="zk-link" onClick={() => onOpenBooking(b.id)} data-testid="open-blocking">
                看 {b.code}
              </button>
            ))}
        </div>
        {wish.kind === 'move' && !final && (
          <Loaded query={advice} skeleton={<RowsSkeleton rows={3} />}>
            {({ advice: found }) => (
              <AdviceNote
                advice={{ ...found, swaps: found.swaps.filter((swap) => !leadsBack(swap, booking)) }}
                startsAt={wish.startsAt}
                offsetMinutes={offset}
                busy={busy}
                swaps={['unit', 'time']}
                onTake={(taken) => void again({ kind: 'move', startsAt: taken.startsAt, choices: taken.choices ?? wish.choices })}
                onOpenBooking={onOpenBooking}
              />
            )}
          </Loaded>
        )}
        {!final && booking.can.includes('overbook') && <OverbookForm busy={busy} onOverbook={(reason) => void again(wish, { reason })} />}
      </div>
    </Sheet>
  );
}
