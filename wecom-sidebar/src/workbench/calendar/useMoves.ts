import type { BookingView, CalendarView } from '@zhike/domain/booking/contract';
import { useCallback, useRef, useState } from 'react';
import { type AppRefusal, call } from '../../api/call';
import { say } from '../../components/toast';
import { indexConflicts, obstaclesToMove, obstaclesToResize, wordObstacles } from '../../features/booking/calendar/conflicts';
import { movedChoices } from '../../features/booking/calendar/mapping';
import type { Move, Resize } from '../../features/booking/calendar/ResourceCalendar';
import { type MoveWish, sayMoved, sendMove } from '../../features/booking/moves';
import { wordRefusal } from '../../words';

/** A "no" of the server to a drop, kept until the reader found a way out. */
export interface RefusedMove {
  readonly booking: BookingView;
  readonly wish: MoveWish;
  readonly refusal: AppRefusal;
  /** What the screen itself saw in the way. */
  readonly seen: readonly string[];
}

/**
 * A drag is a reschedule with the same units, the dragged one replaced; an edge that is drawn is a resize. The server has the last word:
 * on its "no" the event goes back and the ways out are shown; after its "yes" one undo puts the booking back the same way.
 */
export function useMoves(calendar: CalendarView | undefined, reload: () => void) {
  const latest = useRef({ calendar, reload });
  latest.current = { calendar, reload };
  const [refused, setRefused] = useState<RefusedMove | null>(null);

  /** Does it, says it, and offers the way back. */
  const attempt = useCallback(async (before: BookingView, wish: MoveWish, overbook?: { reason: string }): Promise<AppRefusal | null> => {
    const answer = await sendMove(before, wish, overbook);
    latest.current.reload();
    if (!answer.ok) return answer.refusal;
    sayMoved(before, answer.value.booking, wish.kind, () => latest.current.reload());
    return null;
  }, []);

  const begin = useCallback(
    async (bookingId: string | null, wishOf: (booking: BookingView) => MoveWish, seen: readonly string[]): Promise<boolean> => {
      if (!bookingId) return false;
      const asked = await call('booking.get', { bookingId });
      if (!asked.ok) {
        say(wordRefusal(asked.refusal, latest.current.calendar?.utcOffsetMinutes), { tone: 'bad' });
        return false;
      }
      const { booking } = asked.value;
      const wish = wishOf(booking);
      const refusal = await attempt(booking, wish);
      if (refusal) setRefused({ booking, wish, refusal, seen });
      return refusal === null;
    },
    [attempt],
  );

  const move = useCallback(
    async ({ item, toUnitId, startsAt }: Move): Promise<boolean> => {
      const shown = latest.current.calendar;
      if (!shown) return false;
      const shift = Date.parse(startsAt) - Date.parse(item.bookingStartsAt ?? item.startsAt);
      const wish = { item, toUnitId, start: Date.parse(item.startsAt) + shift, end: Date.parse(item.endsAt) + shift };
      const obstacles = obstaclesToMove(indexConflicts(shown), wish, Date.now());
      const hopeless = obstacles.find((o) => o.kind === 'other_type' || o.kind === 'no_unit');
      const seen = wordObstacles(obstacles, shown.utcOffsetMinutes);
      if (hopeless) {
        say(`${seen.join('；')}。`, { tone: 'bad' });
        return false;
      }
      return begin(item.bookingId, (b) => ({ kind: 'move', startsAt, choices: movedChoices(b.units, item.unitId, toUnitId) }), seen);
    },
    [begin],
  );

  const resize = useCallback(
    async ({ item, endsAt }: Resize): Promise<boolean> => {
      const shown = latest.current.calendar;
      if (!shown) return false;
      const seen = wordObstacles(obstaclesToResize(indexConflicts(shown), item, Date.parse(endsAt)), shown.utcOffsetMinutes);
      return begin(item.bookingId, () => ({ kind: 'resize', endsAt }), seen);
    },
    [begin],
  );

  /** Another try from the list of ways out. */
  const again = useCallback(
    async (wish: MoveWish, overbook?: { reason: string }): Promise<void> => {
      if (!refused) return;
      const refusal = await attempt(refused.booking, wish, overbook);
      if (!refusal) return setRefused(null);
      if (refusal.code !== 'record.changed') return setRefused({ ...refused, wish, refusal, seen: [] });
      const fresh = await call('booking.get', { bookingId: refused.booking.id });
      setRefused({ ...refused, ...(fresh.ok ? { booking: fresh.value.booking } : {}), wish, refusal, seen: [] });
    },
    [attempt, refused],
  );

  const dismiss = useCallback(() => setRefused(null), []);
  return { move, resize, refused, again, dismiss };
}
