import type { BookingView, CalendarView } from '@zhike/domain/booking/contract';
import { useCallback, useRef, useState } from 'react';
import { type AppRefusal, call, newIntent } from '../../api/call';
import { clockOf, momentOf } from '../../components/time';
import { say } from '../../components/toast';
import { indexConflicts, obstaclesToMove, obstaclesToResize, wordObstacles } from '../../features/booking/calendar/conflicts';
import { movedChoices } from '../../features/booking/calendar/mapping';
import type { Move, Resize } from '../../features/booking/calendar/ResourceCalendar';
import { wordRefusal } from '../../words';

/** What was wanted of a booking. `choices` are those of every role. */
export type MoveWish =
  | { readonly kind: 'move'; readonly startsAt: string; readonly choices: Readonly<Record<string, string>> }
  | { readonly kind: 'resize'; readonly endsAt: string };

/** A "no" of the server to a drop, kept until the reader found a way out. */
export interface RefusedMove {
  readonly booking: BookingView;
  readonly wish: MoveWish;
  readonly refusal: AppRefusal;
  /** What the screen itself saw in the way. */
  readonly seen: readonly string[];
}

const MINUTE_MS = 60_000;

/**
 * A drag is a reschedule with the same units, the dragged one replaced; an edge that is drawn is a resize. The server has the last word:
 * on its "no" the event goes back and the ways out are shown; after its "yes" one undo puts the booking back the same way.
 */
export function useMoves(calendar: CalendarView | undefined, reload: () => void) {
  const latest = useRef({ calendar, reload });
  latest.current = { calendar, reload };
  const [refused, setRefused] = useState<RefusedMove | null>(null);

  const send = useCallback(async (booking: BookingView, wish: MoveWish, overbook?: { reason: string }) => {
    const base = { bookingId: booking.id, version: booking.version, ...(overbook ? { overbook } : {}) };
    const answer =
      wish.kind === 'move'
        ? await call('booking.reschedule', { ...base, startsAt: wish.startsAt, choices: { ...wish.choices } }, newIntent())
        : await call('booking.resize', { ...base, endsAt: wish.endsAt }, newIntent());
    latest.current.reload();
    return answer;
  }, []);

  /** Does it, says it, and offers the way back. */
  const attempt = useCallback(
    async (before: BookingView, wish: MoveWish, overbook?: { reason: string }): Promise<AppRefusal | null> => {
      const answer = await send(before, wish, overbook);
      if (!answer.ok) return answer.refusal;
      const after = answer.value.booking;
      const offset = after.utcOffsetMinutes;
      const undo = async () => {
        const back: MoveWish =
          wish.kind === 'move'
            ? { kind: 'move', startsAt: before.startsAt, choices: movedChoices(before.units, '', '') }
            : { kind: 'resize', endsAt: before.endsAt };
        const undone = await send(after, back);
        say(undone.ok ? '已撤销，回到原来的安排' : wordRefusal(undone.refusal, offset), undone.ok ? {} : { tone: 'bad' });
      };
      say(wordChange(before, after), { undo: () => void undo() });
      return null;
    },
    [send],
  );

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

/** `王芳 已改到 明天 14:00，周牧 → 林晓`, `王芳 的时间改为 10:00–12:30（延长 30 分钟）`. */
export function wordChange(before: BookingView, after: BookingView, now = Date.now()): string {
  const offset = after.utcOffsetMinutes;
  const length = (b: BookingView): number => Math.round((Date.parse(b.endsAt) - Date.parse(b.startsAt)) / MINUTE_MS);
  const grown = length(after) - length(before);
  if (before.startsAt === after.startsAt && grown !== 0)
    return `${after.contactName} 的时间改为 ${clockOf(after.startsAt, offset)}–${clockOf(after.endsAt, offset)}（${grown > 0 ? '延长' : '缩短'} ${Math.abs(grown)} 分钟）`;
  const swapped = after.units.flatMap((unit) => {
    const old = before.units.find((u) => u.roleKey === unit.roleKey);
    return old && old.unitId !== unit.unitId ? [`${old.name} → ${unit.name}`] : [];
  });
  const moved = before.startsAt === after.startsAt ? '' : `改到 ${momentOf(after.startsAt, offset, now)}`;
  return `${after.contactName} 已${[moved, swapped.length > 0 ? `换成 ${swapped.join('、')}` : ''].filter(Boolean).join('，') || '更新'}`;
}
