import type { BookingState } from '@zhike/domain/booking/lifecycle';
import { useMemo } from 'react';
import { useStay } from '../../components/stay';
import type { CalendarFilter } from '../../features/booking/calendar/mapping';

export interface Filters {
  readonly filter: CalendarFilter;
  /** How many of them narrow what is shown. */
  readonly count: number;
  change(part: Partial<CalendarFilter>): void;
  clear(): void;
}

interface Kept {
  readonly typeIds: string[];
  readonly states: BookingState[];
  readonly skill: string | null;
}
const NONE: Kept = { typeIds: [], states: [], skill: null };

/** The filters of the calendar: kept on this machine; the words looked for live in the address. */
export function useCalendarFilter(text: string, onText: (text: string) => void): Filters {
  const [kept, setKept] = useStay<Kept>('calendar.filter', NONE);
  const filter = useMemo<CalendarFilter>(() => ({ ...NONE, ...kept, text }), [kept, text]);
  return {
    filter,
    count: (kept.typeIds.length > 0 ? 1 : 0) + (kept.states.length > 0 ? 1 : 0) + (kept.skill === null ? 0 : 1) + (text === '' ? 0 : 1),
    change(part) {
      if (part.text !== undefined) onText(part.text);
      setKept({
        typeIds: [...(part.typeIds ?? filter.typeIds)],
        states: [...(part.states ?? filter.states)],
        skill: part.skill === undefined ? filter.skill : part.skill,
      });
    },
    clear() {
      setKept(NONE);
      onText('');
    },
  };
}
