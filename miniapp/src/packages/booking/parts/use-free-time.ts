import type { DayView, ServiceView, SlotView } from '@zhike/domain/booking/contract';
import { addDays, dateAt, daysBetween, type CalendarDate } from '@zhike/domain/kernel/calendar-date';
import { useEffect, useMemo, useState } from 'react';
import { serverNow } from '@/api/clock';
import { useQuery } from '@/api/use-query';
import { sentExtras, type Choices, type Extras } from '@/routes';
import { lastDayOf, monthOf, type Month } from './month';
import { takenStarts } from './taken-starts';

interface Asked {
  readonly storeId: string;
  readonly serviceId: string;
  /** With everything added: its length says which starts a day could have. */
  readonly service: ServiceView | undefined;
  readonly extras: Extras;
  readonly utcOffsetMinutes: number;
  readonly initialDate: string;
  readonly initialStart: string;
  readonly initialChoices: Choices;
  /** The booking that is being moved: its own units count as free. */
  readonly exceptBookingId?: string;
}

/**
 * The state behind 选时间. Changing the person keeps the day and the time when that person has them;
 * the times of everybody are asked beside those of the chosen person, so that the page can say what would make a wished time possible.
 */
export function useFreeTime({ storeId, serviceId, service, extras, utcOffsetMinutes, initialDate, initialStart, initialChoices, exceptBookingId }: Asked) {
  const today = dateAt(serverNow(), utcOffsetMinutes);
  const last = addDays(today, service?.horizonDays ?? 60);
  const opened = initialStart ? dateAt(Date.parse(initialStart), utcOffsetMinutes) : initialDate;
  const [month, setMonth] = useState<Month>(monthOf(opened || today));
  const [date, setDate] = useState<CalendarDate | null>(opened || null);
  const [choices, setChoices] = useState<Choices>(initialChoices);
  const [startsAt, setStartsAt] = useState<string | null>(initialStart || null);

  const from = `${month}-01` < today ? today : `${month}-01`;
  const to = lastDayOf(month) < last ? lastDayOf(month) : last;
  const shown = service && from <= to ? { storeId, from, days: daysBetween(from, to) + 1 } : null;
  const wish = { storeId, serviceId, choices, ...sentExtras(extras), exceptBookingId };
  const days = useQuery('booking.days', shown ? { ...wish, ...shown } : null);
  const opening = useQuery('stores.openingDays', service?.mode === 'appointment' ? shown : null);
  const within = date !== null && date >= today && date <= last;
  const ready = service !== undefined && within;
  const slots = useQuery('booking.slots', ready ? { ...wish, date } : null);
  const hasWish = Object.keys(choices).length > 0;
  const anybody = useQuery('booking.slots', ready && hasWish ? { ...wish, date, choices: {} } : null);
  const soon = useQuery('booking.nextSlots', service ? { ...wish, count: 3 } : null);

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
  const openToday = opening.value?.days.find((d) => d.date === date) ?? null;
  const settled = slots.value !== undefined && (!hasWish || anybody.value !== undefined);
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
    /** A start of whichever day: the calendar follows it. */
    chooseStart: (at: string) => {
      const day = dateAt(Date.parse(at), utcOffsetMinutes);
      setMonth(monthOf(day));
      setDate(day);
      setStartsAt(at);
    },
    days,
    byDate,
    firstFree,
    slots,
    soon,
    /** False for a day that is over or too far: nothing is asked for it. */
    within,
    /** Every start of the day; those outside `mine` need another person. */
    everybody,
    /** Starts of the day that nobody has free any more, as the opening hours would have them. */
    taken: settled && service ? takenStarts(openToday?.hours ?? [], service, everybody) : [],
    /** Why the day's hours differ from the week's, if they do: 国庆节. */
    notice: openToday?.notice ?? null,
    isMine: (slot: SlotView) => mine.some((s) => s.startsAt === slot.startsAt),
    /** The chosen start, when it is still among the day's. */
    chosen,
    chosenIsMine: slots.value !== undefined && mine.some((s) => s.startsAt === startsAt),
    /** She chose a start that is not among the day's free ones (any more). */
    chosenIsGone: settled && startsAt !== null && chosen === null,
  };
}
export type FreeTime = ReturnType<typeof useFreeTime>;
