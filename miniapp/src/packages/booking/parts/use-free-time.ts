import type { DayView, ServiceView, SlotView } from '@zhike/domain/booking/contract';
import { addDays, dateAt, daysBetween, type CalendarDate } from '@zhike/domain/kernel/calendar-date';
import { useEffect, useMemo, useState } from 'react';
import { serverNow } from '@/api/clock';
import { useQuery } from '@/api/use-query';
import type { Choices } from '@/routes';
import { lastDayOf, monthOf, type Month } from './month';

interface Asked {
  readonly storeId: string;
  readonly serviceId: string;
  readonly service: ServiceView | undefined;
  readonly utcOffsetMinutes: number;
  readonly initialDate: string;
  readonly initialChoices: Choices;
  /** The booking that is being moved: its own units count as free. */
  readonly exceptBookingId?: string;
}

/**
 * The state behind 选时间. Changing the person keeps the day and the time when that person has them;
 * the times of everybody are asked beside those of the chosen person, so that the page can say what would make a wished time possible.
 */
export function useFreeTime({ storeId, serviceId, service, utcOffsetMinutes, initialDate, initialChoices, exceptBookingId }: Asked) {
  const today = dateAt(serverNow(), utcOffsetMinutes);
  const last = addDays(today, service?.horizonDays ?? 60);
  const [month, setMonth] = useState<Month>(monthOf(initialDate || today));
  const [date, setDate] = useState<CalendarDate | null>(initialDate || null);
  const [choices, setChoices] = useState<Choices>(initialChoices);
  const [startsAt, setStartsAt] = useState<string | null>(null);

  const from = `${month}-01` < today ? today : `${month}-01`;
  const to = lastDayOf(month) < last ? lastDayOf(month) : last;
  const days = useQuery('booking.days', service && from <= to ? { storeId, serviceId, from, days: daysBetween(from, to) + 1, choices, exceptBookingId } : null);
  const within = date !== null && date >= today && date <= last;
  const ready = service !== undefined && within;
  const slots = useQuery('booking.slots', ready ? { storeId, serviceId, date, choices, exceptBookingId } : null);
  const hasWish = Object.keys(choices).length > 0;
  const anybody = useQuery('booking.slots', ready && hasWish ? { storeId, serviceId, date, choices: {}, exceptBookingId } : null);

  const byDate = useMemo(() => new Map<CalendarDate, DayView>((days.value?.days ?? []).map((d) => [d.date, d])), [days.value]);
  const firstFree = useMemo(() => (days.value?.days ?? []).find((d) => d.freeStarts > 0)?.date ?? null, [days.value]);

  // A month that was just opened shows its first free day at once; a day that she chose herself stays.
  useEffect(() => {
    if (days.value && (date === null || monthOf(date) !== month)) {
      setDate(firstFree);
      setStartsAt(null);
    }
  }, [days.value, firstFree, date, month]);

  const everybody: readonly SlotView[] = (hasWish ? anybody.value?.slots : slots.value?.slots) ?? slots.value?.slots ?? [];
  const mine = slots.value?.slots ?? [];
  const chosen = everybody.find((s) => s.startsAt === startsAt) ?? null;
  return {
    today,
    last,
    month,
    setMonth,
    date,
    chooseDate: (next: CalendarDate) => {
      setDate(next);
      setStartsAt(null);
    },
    choices,
    setChoices,
    startsAt,
    setStartsAt,
    days,
    byDate,
    firstFree,
    slots,
    /** False for a day that is over or too far: nothing is asked for it. */
    within,
    /** Every start of the day; those outside `mine` need another person. */
    everybody,
    isMine: (slot: SlotView) => mine.some((s) => s.startsAt === slot.startsAt),
    /** The chosen start, when it is still among the day's. */
    chosen,
    chosenIsMine: slots.value !== undefined && mine.some((s) => s.startsAt === startsAt),
  };
}
export type FreeTime = ReturnType<typeof useFreeTime>;
