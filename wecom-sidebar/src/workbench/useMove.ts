import type { CalendarView } from '@zhike/domain/booking/contract';
import { useCallback, useRef } from 'react';
import { call, newIntent } from '../api/call';
import { say } from '../components/toast';
import { momentOf } from '../components/time';
import { checkDrop, movedChoices } from '../features/booking/calendar/mapping';
import type { Move } from '../features/booking/calendar/ResourceCalendar';
import { wordRefusal } from '../words';

/**
 * A drag is a reschedule with the same units, the dragged one replaced. The server has the last word: on its "no" the event goes
 * back and the reason is said; after its "yes" one undo moves the booking back the same way.
 */
export function useMove(calendar: CalendarView | undefined, reload: () => void): (move: Move) => Promise<boolean> {
  const latest = useRef({ calendar, reload });
  latest.current = { calendar, reload };
  return useCallback(async ({ item, toUnitId, startsAt }: Move) => {
    const { calendar: shown } = latest.current;
    if (!shown || !item.bookingId) return false;
    const offset = shown.utcOffsetMinutes;
    const problem = checkDrop(shown, item.unitId, toUnitId);
    if (problem) {
      const kind = shown.units.find((u) => u.id === item.unitId)?.typeName ?? '资源';
      say(problem === 'other_type' ? `只能换到另一个${kind}上。` : '没有这个资源，请刷新后再试。', { tone: 'bad' });
      return false;
    }
    const asked = await call('booking.get', { bookingId: item.bookingId });
    if (!asked.ok) {
      say(wordRefusal(asked.refusal, offset), { tone: 'bad' });
      return false;
    }
    const before = asked.value.booking;
    const to = shown.units.find((u) => u.id === toUnitId)?.name ?? '';
    const attempt = async (keep: 'all' | 'people'): Promise<boolean> => {
      const moved = await call(
        'booking.reschedule',
        { bookingId: before.id, version: before.version, startsAt, choices: movedChoices(before.units, item.unitId, toUnitId, keep) },
        newIntent(),
      );
      latest.current.reload();
      if (!moved.ok) {
        const floating = before.units.filter((u) => u.kind !== 'person' && u.unitId !== item.unitId).map((u) => u.name);
        const { refusal } = moved;
        const looser =
          keep === 'all' &&
          ((refusal.code === 'booking.slot_taken' && refusal.facts.units.some((u) => floating.includes(u.name))) ||
            (refusal.code === 'booking.slot_unavailable' && floating.length > 0));
        say(wordRefusal(moved.refusal, offset), {
          tone: 'bad',
          ...(looser ? { again: { label: '换其他空闲场地再试', run: () => void attempt('people') } } : {}),
        });
        return false;
      }
      const after = moved.value.booking;
      const back = async () => {
        const undone = await call(
          'booking.reschedule',
          { bookingId: after.id, version: after.version, startsAt: before.startsAt, choices: movedChoices(before.units, '', '') },
          newIntent(),
        );
        say(undone.ok ? '已移回原来的时间' : wordRefusal(undone.refusal, offset), undone.ok ? {} : { tone: 'bad' });
        latest.current.reload();
      };
      say(`${before.contactName} 已改到 ${momentOf(after.startsAt, offset, Date.now())}${toUnitId === item.unitId ? '' : `，${to}`}`, {
        undo: () => void back(),
      });
      return true;
    };
    return attempt('all');
  }, []);
}
