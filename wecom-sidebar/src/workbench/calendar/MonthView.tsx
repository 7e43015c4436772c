import type { MonthDay } from '@zhike/domain/booking/contract';
import { formatDateZh } from '@zhike/domain/kernel/calendar-date';
import { type KeyboardEvent, useRef, useState } from 'react';
import { followPlan } from '../../api/follow';
import { useQuery } from '../../api/hooks';
import { Loaded, RowsSkeleton } from '../../components/states';
import type { CalendarFilter } from '../../features/booking/calendar/mapping';
import { WEEKDAY_WORDS } from '../../words.reader';
import { countOf, loadWord, monthGrid, stepDay } from './month';

/** A month at a glance: how many bookings a day and how full its people are; a day opens its day view. */
export function MonthView({
  storeId,
  date,
  today,
  filter,
  onDay,
}: {
  storeId: string;
  date: string;
  today: string;
  filter: CalendarFilter;
  onDay: (date: string) => void;
}) {
  const grid = monthGrid(date);
  const load = useQuery(
    'booking.monthLoad',
    storeId
      ? {
          storeId,
          from: grid.from,
          days: grid.days,
          ...(filter.typeIds.length > 0 ? { typeIds: [...filter.typeIds] } : {}),
          ...(filter.skill ? { skill: filter.skill } : {}),
        }
      : null,
    { keepPrevious: true, follow: followPlan(storeId) },
  );
  return (
    <Loaded query={load} skeleton={<RowsSkeleton rows={5} tall />}>
      {({ days }) => <Grid days={days} month={grid.month} date={date} today={today} filter={filter} onDay={onDay} />}
    </Loaded>
  );
}

function Grid({
  days,
  month,
  date,
  today,
  filter,
  onDay,
}: {
  days: readonly MonthDay[];
  month: string;
  date: string;
  today: string;
  filter: CalendarFilter;
  onDay: (date: string) => void;
}) {
  const cells = useRef(new Map<number, HTMLButtonElement>());
  const chosen = Math.max(
    0,
    days.findIndex((d) => d.date === date),
  );
  const [at, setAt] = useState<number | null>(null);
  const focused = at !== null && at < days.length ? at : chosen;
  const onKeyDown = (event: KeyboardEvent) => {
    const next = stepDay(focused, event.key, days.length);
    if (next === null) return;
    event.preventDefault();
    setAt(next);
    cells.current.get(next)?.focus();
  };
  const weeks = Array.from({ length: Math.ceil(days.length / 7) }, (_, i) => days.slice(i * 7, i * 7 + 7));
  return (
    <div className="zk-month" role="group" aria-label="月历，用方向键移动，回车打开当天" onKeyDown={onKeyDown} data-testid="month-view">
      <div className="zk-month-head" aria-hidden="true">
        {WEEKDAY_WORDS.map((word) => (
          <span key={word}>{word}</span>
        ))}
      </div>
      {weeks.map((week, w) => (
        <div key={week[0]?.date ?? w} className="zk-month-week">
          {week.map((day, d) => {
            const index = w * 7 + d;
            return (
              <Cell
                key={day.date}
                day={day}
                count={countOf(day, filter.states)}
                outside={!day.date.startsWith(month)}
                isToday={day.date === today}
                today={today}
                tabIndex={index === focused ? 0 : -1}
                keep={(el) => {
                  if (el) cells.current.set(index, el);
                }}
                onFocus={() => setAt(index)}
                onOpen={() => onDay(day.date)}
              />
            );
          })}
        </div>
      ))}
    </div>
  );
}

function Cell({
  day,
  count,
  outside,
  isToday,
  today,
  tabIndex,
  keep,
  onFocus,
  onOpen,
}: {
  day: MonthDay;
  count: number;
  outside: boolean;
  isToday: boolean;
  today: string;
  tabIndex: number;
  keep: (el: HTMLButtonElement | null) => void;
  onFocus: () => void;
  onOpen: () => void;
}) {
  const load = loadWord(day.loadPercent);
  const told = [
    formatDateZh(day.date, today),
    day.special?.name,
    day.closed ? '休息' : null,
    `${count} 个预约`,
    day.loadPercent === null ? load.word : `排了 ${day.loadPercent}%`,
  ];
  return (
    <span>
      <button
        type="button"
        ref={keep}
        tabIndex={tabIndex}
        className={`zk-month-day${outside ? ' outside' : ''}${isToday ? ' today' : ''}${day.closed ? ' closed' : ''}`}
        aria-label={told.filter(Boolean).join('，')}
        onFocus={onFocus}
        onClick={onOpen}
        data-testid={`month-${day.date}`}
        data-count={count}
      >
        <span className="zk-month-date">
          <b>{Number(day.date.slice(8)) === 1 ? `${Number(day.date.slice(5, 7))}/1` : Number(day.date.slice(8))}</b>
          {isToday && <i>今天</i>}
          {day.special && <em className={`zk-day-mark ${day.special.kind === 'holiday' ? 'red' : 'amber'}`}>{day.special.name}</em>}
        </span>
        {day.closed && count === 0 ? (
          <span className="zk-hint">休息</span>
        ) : (
          <>
            <span className="zk-month-count">
              {count > 0 ? (
                <>
                  <b>{count}</b> 个
                </>
              ) : (
                <span className="zk-hint">没有预约</span>
              )}
            </span>
            {day.loadPercent !== null && (
              <span className={`zk-month-load ${load.tone}`}>
                <i>
                  <u style={{ width: `${Math.min(100, day.loadPercent)}%` }} />
                </i>
                <small>
                  <span className="zk-wide-only">已排 </span>
                  {day.loadPercent}% {load.word}
                </small>
              </span>
            )}
          </>
        )}
      </button>
    </span>
  );
}
