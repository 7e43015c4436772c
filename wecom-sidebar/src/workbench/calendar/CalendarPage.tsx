import type { BookingView, CalendarView } from '@zhike/domain/booking/contract';
import { addDays, dateAt, isCalendarDate } from '@zhike/domain/kernel/calendar-date';
import { Button } from 'antd';
import { useCallback, useMemo, useState } from 'react';
import { followPlan } from '../../api/follow';
import { useQuery } from '../../api/hooks';
import { useNarrow, useNow } from '../../components/parts';
import { go, useQueryValues, useRoute } from '../../components/route';
import { useMay } from '../../components/SessionGate';
import { Loaded, Nothing, RowsSkeleton } from '../../components/states';
import { useStay } from '../../components/stay';
import { momentOf } from '../../components/time';
import { BookFlow } from '../../features/booking/BookFlow';
import type { BookFor } from '../../features/booking/bookFor';
import { grainOf } from '../../features/booking/calendar/grain';
import { type CalendarItem, type CalendarLayout, passes, rangeOf, unitsShown } from '../../features/booking/calendar/mapping';
import { marksOf } from '../../features/booking/calendar/marks';
import { type Range, ResourceCalendar } from '../../features/booking/calendar/ResourceCalendar';
import { CustomerPicker } from '../../features/booking/CustomerPicker';
import { DayList, entriesOf } from '../../features/booking/DayList';
import { AbsenceSheet } from '../AbsenceSheet';
import { StoryOf } from '../StoryOf';
import { useStore } from '../useStore';
import { CalendarToolbar, type PageLayout } from './CalendarToolbar';
import { Legend } from './Legend';
import { MonthView } from './MonthView';
import { MoveHelp } from './MoveHelp';
import { monthGrid, stepMonth } from './month';
import { type Filters, useCalendarFilter } from './useCalendarFilter';
import { useMoves } from './useMoves';

type Place = { readonly unitId: string | null; readonly startsAt: string | null; readonly endsAt: string | null };
const NOWHERE: Place = { unitId: null, startsAt: null, endsAt: null };

/** The store by resource. What is chosen above stays; what happens elsewhere appears without a reload. */
export function CalendarPage() {
  const now = useNow();
  const narrow = useNarrow();
  const mayBook = useMay('booking.write');
  const { storeId, offset, setStore } = useStore();
  const [query, setQuery] = useQueryValues();
  const today = dateAt(now, offset);
  const date = isCalendarDate(query.get('date') ?? '') ? (query.get('date') ?? today) : today;
  const [layout, setLayout] = useStay<PageLayout>('calendar.layout', narrow ? 'list' : 'timeline-day');
  const filters = useCalendarFilter(
    query.get('q') ?? '',
    useCallback((text: string) => setQuery({ q: text || null }), [setQuery]),
  );
  const drawn: CalendarLayout = layout === 'list' || layout === 'month' ? 'timeline-day' : layout;
  const range = rangeOf(drawn, date);
  const inStore = followPlan(storeId);
  const calendar = useQuery('booking.calendar', storeId ? { storeId, ...range } : null, { keepPrevious: true, follow: inStore });
  const opening = useQuery('stores.openingDays', storeId ? { storeId, ...range } : null, { keepPrevious: true, follow: inStore });
  const marks = useMemo(() => marksOf(opening.data?.days ?? []), [opening.data]);
  const sold = useQuery('booking.services', storeId ? { storeId } : null, { keepPrevious: true });
  const { reload } = calendar;
  const moves = useMoves(calendar.data?.calendar, reload);
  const [place, setPlace] = useState<Place | null>(null);
  const [customer, setCustomer] = useState<BookFor | null>(null);
  const [absenceOf, setAbsenceOf] = useState<string | null>(null);
  // A staff message links to `#/bookings/<id>`.
  const linked = useRoute().parts[1];
  const bookingId = query.get('booking') ?? linked ?? null;
  const closeBooking = () => (linked ? go('/bookings') : setQuery({ booking: null }));
  const open = useCallback(
    (item: CalendarItem) => {
      if (item.bookingId) setQuery({ booking: item.bookingId });
      else if (item.kind === 'class' && item.sessionId) go(`/classes?session=${item.sessionId}&date=${item.startsAt.slice(0, 10)}`);
      else if (item.kind === 'leave' || item.kind === 'maintenance') setAbsenceOf(item.unitId);
    },
    [setQuery],
  );
  const empty = useCallback(
    (at: Range) => {
      if (mayBook) setPlace(at);
    },
    [mayBook],
  );
  const leave = useCallback(() => {
    setPlace(null);
    setCustomer(null);
  }, []);
  const goTo = (next: string) => setQuery({ date: next === today ? null : next });
  const step = (by: -1 | 1) => goTo(layout === 'month' ? stepMonth(date, by) : addDays(date, by * (drawn === 'timeline-week' ? 7 : 1)));
  const units = calendar.data?.calendar.units ?? [];
  const unit = units.find((u) => u.id === place?.unitId);

  return (
    <div className="zk-page calendar" data-testid="calendar-page">
      <CalendarToolbar
        date={date}
        today={today}
        layout={layout}
        mark={marks.get(date)}
        onLayout={setLayout}
        onDate={goTo}
        onStep={step}
        storeId={storeId}
        onStore={setStore}
        types={[...new Map(units.map((u) => [u.typeId, u.typeName])).entries()].map(([key, title]) => ({ key, title }))}
        skills={[...new Set(units.flatMap((u) => u.skills))].sort((a, b) => a.localeCompare(b, 'zh'))}
        filters={filters}
        found={layout === 'month' || !calendar.data ? null : foundIn(calendar.data.calendar, filters).size}
        busy={calendar.busy && calendar.data !== undefined}
        {...(mayBook ? { onNew: () => setPlace(NOWHERE) } : {})}
      />
      <div className="zk-calendar-box">
        {layout === 'month' ? (
          <MonthView
            key={monthGrid(date).month}
            storeId={storeId}
            date={date}
            today={today}
            filter={filters.filter}
            onDay={(day) => {
              goTo(day);
              setLayout(narrow ? 'list' : 'timeline-day');
            }}
          />
        ) : (
          <Loaded query={calendar} skeleton={<RowsSkeleton rows={8} />}>
            {({ calendar: c }) => {
              if (c.units.length === 0)
                return (
                  <Nothing title="这家门店还没有可约的资源" hint="先在「设置 → 资源」里添加人员、场地和服装。">
                    <Button href="#/settings/resources">去添加</Button>
                  </Nothing>
                );
              if (unitsShown(c, filters.filter).length === 0)
                return (
                  <Nothing title="没有符合筛选的资源" hint="换一类资源或技能，或清除筛选。">
                    <Button onClick={filters.clear}>清除筛选</Button>
                  </Nothing>
                );
              if (layout === 'list') return <Listed calendar={c} filters={filters} onOpen={(id) => setQuery({ booking: id })} onChanged={reload} />;
              return (
                <ResourceCalendar
                  calendar={c}
                  layout={layout}
                  filter={filters.filter}
                  grain={grainOf(sold.data?.services ?? [])}
                  marks={marks}
                  date={date}
                  booking={place !== null}
                  onOpen={open}
                  onEmpty={empty}
                  onMove={moves.move}
                  onResize={moves.resize}
                />
              );
            }}
          </Loaded>
        )}
      </div>
      {layout !== 'list' && layout !== 'month' && (
        <div className="zk-calendar-foot">
          <Legend />
          {mayBook && (
            <p className="zk-hint">
              点或拖选空白处新建预约；拖动预约改时间、换人换场地，拖边缘改时长。方向键在预约间移动，回车打开，「改期」里可以做同样的事。
            </p>
          )}
        </div>
      )}
      {bookingId && <StoryOf bookingId={bookingId} onClose={closeBooking} onChanged={reload} />}
      {moves.refused && (
        <MoveHelp
          key={moves.refused.booking.id}
          refused={moves.refused}
          onAgain={moves.again}
          onClose={moves.dismiss}
          onOpenBooking={(id) => {
            moves.dismiss();
            setQuery({ booking: id });
          }}
        />
      )}
      {absenceOf && (
        <AbsenceSheet
          unit={units.find((u) => u.id === absenceOf)}
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
            ...(place.startsAt && place.endsAt ? { minutes: Math.round((Date.parse(place.endsAt) - Date.parse(place.startsAt)) / 60_000) } : {}),
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

/** The bookings of which at least one part passes the filters. */
function foundIn(calendar: CalendarView, filters: Filters): ReadonlySet<string | null> {
  const units = new Map(unitsShown(calendar, filters.filter).map((u) => [u.id, u.name]));
  return new Set(
    calendar.items.filter((i) => i.bookingId !== null && units.has(i.unitId) && passes(i, filters.filter, units.get(i.unitId) ?? '')).map((i) => i.bookingId),
  );
}

/** The day as a list: for a phone, and for whoever reads times rather than bars. */
function Listed({
  calendar,
  filters,
  onOpen,
  onChanged,
}: {
  calendar: CalendarView;
  filters: Filters;
  onOpen: (bookingId: string) => void;
  onChanged: () => void;
}) {
  const units = new Set(unitsShown(calendar, filters.filter).map((u) => u.id));
  const found = foundIn(calendar, filters);
  const entries = entriesOf(calendar, units).filter((e) => found.has(e.bookingId));
  return (
    <div className="zk-card zk-list-card">
      <DayList
        entries={entries}
        offsetMinutes={calendar.utcOffsetMinutes}
        onOpen={onOpen}
        onChanged={onChanged}
        emptyTitle={filters.count > 0 ? '没有符合筛选的预约' : '这一天没有预约'}
        emptyHint={filters.count > 0 ? '换一天，或清除筛选。' : '换一天看看，或点「新预约」。'}
      />
    </div>
  );
}
