import type { BookingView } from '@zhike/domain/booking/contract';
import type { BookingState } from '@zhike/domain/booking/lifecycle';
import { addDays, dateAt, isCalendarDate } from '@zhike/domain/kernel/calendar-date';
import { Button } from 'antd';
import { useCallback, useState } from 'react';
import { useQuery } from '../api/hooks';
import { useKept, useNarrow, useNow } from '../components/parts';
import { go, useQueryValues, useRoute } from '../components/route';
import { useMay } from '../components/SessionGate';
import { Loaded, Nothing, RowsSkeleton } from '../components/states';
import { momentOf } from '../components/time';
import { BookFlow } from '../features/booking/BookFlow';
import type { BookFor } from '../features/booking/bookFor';
import { type CalendarItem, type CalendarLayout, rangeOf, unitsShown } from '../features/booking/calendar/mapping';
import { ResourceCalendar } from '../features/booking/calendar/ResourceCalendar';
import { CustomerPicker } from '../features/booking/CustomerPicker';
import { DayList, entriesOf } from '../features/booking/DayList';
import { AbsenceSheet } from '../features/resources/AbsenceSheet';
import { CalendarToolbar, type PageLayout } from './CalendarToolbar';
import { StoryOf } from './StoryOf';
import { useMove } from './useMove';
import { useStore } from './useStore';

interface Place {
  readonly unitId: string | null;
  readonly startsAt: string | null;
}

/** The store by resource. What is chosen above stays; what happens elsewhere appears without a reload. */
export function CalendarPage() {
  const now = useNow();
  const narrow = useNarrow();
  const mayBook = useMay('booking.write');
  const { storeId, offset, setStore } = useStore();
  const [query, setQuery] = useQueryValues();
  const today = dateAt(now, offset);
  const date = isCalendarDate(query.get('date') ?? '') ? (query.get('date') ?? today) : today;
  const [layout, setLayout] = useKept<PageLayout>('calendar.layout', narrow ? 'list' : 'timeline-day');
  const [typeIds, setTypeIds] = useKept<string[]>('calendar.types', []);
  const [states, setStates] = useKept<BookingState[]>('calendar.states', []);
  const drawn: CalendarLayout = layout === 'list' ? 'timeline-day' : layout;
  const range = rangeOf(drawn, date);
  const calendar = useQuery('booking.calendar', storeId ? { storeId, ...range } : null, {
    keepPrevious: true,
    follow: (m) => m.topic === 'booking' && (m.storeId === null || m.storeId === storeId),
  });
  const { reload } = calendar;
  const move = useMove(calendar.data?.calendar, reload);
  const [place, setPlace] = useState<Place | null>(null);
  const [customer, setCustomer] = useState<BookFor | null>(null);
  const [absenceOf, setAbsenceOf] = useState<string | null>(null);
  // A staff message links to `#/bookings/<id>`.
  const route = useRoute();
  const linked = route.parts[1];
  const bookingId = query.get('booking') ?? linked ?? null;
  const closeBooking = () => (linked ? go('/bookings') : setQuery({ booking: null }));
  const open = useCallback(
    (item: CalendarItem) => {
      if (item.bookingId) setQuery({ booking: item.bookingId });
      else if (item.kind !== 'booking') setAbsenceOf(item.unitId);
    },
    [setQuery],
  );
  const empty = useCallback(
    (at: { unitId: string; startsAt: string }) => {
      if (mayBook) setPlace(at);
    },
    [mayBook],
  );
  const leave = useCallback(() => {
    setPlace(null);
    setCustomer(null);
  }, []);
  const step = drawn === 'timeline-week' ? 7 : 1;
  const unit = calendar.data?.calendar.units.find((u) => u.id === place?.unitId);

  return (
    <div className="zk-page calendar" data-testid="calendar-page">
      <CalendarToolbar
        date={date}
        today={today}
        layout={layout}
        onLayout={setLayout}
        onDate={(next) => setQuery({ date: next === today ? null : next })}
        onStep={(by) => setQuery({ date: addDays(date, by * step) })}
        storeId={storeId}
        onStore={setStore}
        types={
          calendar.data ? [...new Map(calendar.data.calendar.units.map((u) => [u.typeId, u.typeName])).entries()].map(([key, title]) => ({ key, title })) : []
        }
        typeIds={typeIds}
        onTypes={setTypeIds}
        states={states}
        onStates={setStates}
        busy={calendar.busy && calendar.data !== undefined}
        {...(mayBook ? { onNew: () => setPlace({ unitId: null, startsAt: null }) } : {})}
      />
      <div className="zk-calendar-box">
        <Loaded query={calendar} skeleton={<RowsSkeleton rows={8} />}>
          {({ calendar: c }) => {
            const filter = { typeIds: typeIds.filter((id) => c.units.some((u) => u.typeId === id)), states };
            if (c.units.length === 0)
              return (
                <Nothing title="这家门店还没有可约的资源" hint="先在「设置 → 资源」里添加人员、场地和服装。">
                  <Button href="#/settings/resources">去添加</Button>
                </Nothing>
              );
            if (layout === 'list') {
              const shown = new Set(unitsShown(c, filter).map((u) => u.id));
              const entries = entriesOf(c, shown).filter((e) => states.length === 0 || states.includes(e.state));
              return (
                <div className="zk-card zk-list-card">
                  <DayList
                    entries={entries}
                    offsetMinutes={c.utcOffsetMinutes}
                    onOpen={(id) => setQuery({ booking: id })}
                    onChanged={reload}
                    emptyTitle="这一天没有预约"
                    emptyHint="换一天看看，或点「新预约」。"
                  />
                </div>
              );
            }
            return <ResourceCalendar calendar={c} layout={layout} filter={filter} onOpen={open} onEmpty={empty} onMove={move} />;
          }}
        </Loaded>
      </div>
      {layout !== 'list' && mayBook && <p className="zk-hint zk-calendar-hint">点空白处新建预约，拖动预约可改时间或换人、换场地；灰色是不上班的时间。</p>}
      {bookingId && <StoryOf bookingId={bookingId} onClose={closeBooking} onChanged={reload} />}
      {absenceOf && calendar.data && (
        <AbsenceSheet
          unit={calendar.data.calendar.units.find((u) => u.id === absenceOf)}
          storeId={storeId}
          offsetMinutes={offset}
          onClose={() => {
            setAbsenceOf(null);
            reload();
          }}
        />
      )}
      {place && !customer && <CustomerPicker storeId={storeId} onClose={leave} onPick={setCustomer} />}
      {place && customer && (
        <BookFlow
          source="workbench"
          customer={customer}
          onClose={leave}
          initial={{
            storeId,
            ...(place.startsAt ? { startsAt: place.startsAt } : {}),
            ...(unit ? { unit: { id: unit.id, typeId: unit.typeId, name: unit.name } } : {}),
          }}
          onBooked={(b: BookingView) => {
            leave();
            reload();
            setQuery({ booking: b.id });
          }}
        />
      )}
      <span className="zk-sr" aria-live="polite">
        {place?.startsAt ? `新预约 ${momentOf(place.startsAt, offset, now)}` : ''}
      </span>
    </div>
  );
}
