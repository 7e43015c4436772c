import type { CalendarView } from '@zhike/domain/booking/contract';
import {
  createCalendar,
  destroyCalendar,
  type EcCalendar,
  type EcConstraintInfo,
  type EcDropInfo,
  type EcOptions,
  Interaction,
  ResourceTimeGrid,
  ResourceTimeline,
} from '@event-calendar/core';
import '@event-calendar/core/index.css';
import { dateAt, daysBetween, formatDateZh, timeAt } from '@zhike/domain/kernel/calendar-date';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { clockOf } from '../../../components/time';
import { indexConflicts, obstaclesToMove, obstaclesToResize, wordObstacles } from './conflicts';
import { dayHead, flatContent, labelOf, tallContent } from './content';
import { type DragTip, makeDragTip } from './drag-tip';
import { asDuration, type Grain } from './grain';
import {
  type CalendarFilter,
  type CalendarItem,
  type CalendarLayout,
  eventsOf,
  fromWall,
  hoursOf,
  isGroup,
  movedStart,
  resourcesOf,
  titleOf,
  wordOf,
} from './mapping';
import type { DayMark } from './marks';
import { type Arrow, neighbourOf, type Standing } from './neighbours';
import './calendar.css';

export interface Move {
  readonly item: CalendarItem;
  readonly toUnitId: string;
  readonly startsAt: string;
}
export interface Resize {
  readonly item: CalendarItem;
  readonly endsAt: string;
}
export interface Range {
  readonly unitId: string;
  readonly startsAt: string;
  /** Null: a click, not a drawn range. */
  readonly endsAt: string | null;
}

interface Props {
  readonly calendar: CalendarView;
  readonly layout: CalendarLayout;
  readonly filter: CalendarFilter;
  /** How finely a hand moves things, in the day as in the week. */
  readonly grain: Grain;
  readonly marks: ReadonlyMap<string, DayMark>;
  /** The day that was asked for: a week scrolls to it. */
  readonly date: string;
  /** True while the range that was drawn is being booked: it stays marked. */
  readonly booking: boolean;
  readonly onOpen: (item: CalendarItem) => void;
  readonly onEmpty: (range: Range) => void;
  /** Answers whether the change stands; the calendar takes it back when it does not. */
  readonly onMove: (move: Move) => Promise<boolean>;
  readonly onResize: (resize: Resize) => Promise<boolean>;
}

const VIEWS: Record<CalendarLayout, string> = { grid: 'resourceTimeGridDay', 'timeline-day': 'resourceTimelineDay', 'timeline-week': 'resourceTimelineWeek' };
/** The least that half an hour may shrink to in pixels along the time axis; a wide window stretches it. */
const LEAST_PX: Record<CalendarLayout, number> = { grid: 26, 'timeline-day': 42, 'timeline-week': 16 };
const HALF_HOUR = 30;
const NAMES_PX = 136;
const HEAD_PX = 32;

const itemOf = (event: { extendedProps?: Record<string, unknown> }): CalendarItem | null => (event.extendedProps?.item as CalendarItem | undefined) ?? null;
const pointOf = (event: { clientX: number; clientY: number } | undefined) => (event ? { x: event.clientX, y: event.clientY } : null);

/** The one place that knows @event-calendar: our calendar view in, four intents out. */
export function ResourceCalendar(props: Props) {
  const { calendar, layout, filter, grain, marks, date, booking } = props;
  const box = useRef<HTMLDivElement>(null);
  const ec = useRef<EcCalendar | null>(null);
  const index = useRef({ of: calendar, value: indexConflicts(calendar) });
  if (index.current.of !== calendar) index.current = { of: calendar, value: indexConflicts(calendar) };
  const latest = useRef(props);
  latest.current = props;
  const dragging = useRef(false);
  const waiting = useRef<(() => void) | null>(null);
  const scrolledTo = useRef('');

  useEffect(() => {
    const target = box.current;
    if (!target) return;
    const tip: DragTip = makeDragTip(target);
    const offset = (): number => latest.current.calendar.utcOffsetMinutes;
    const begin = (): void => {
      dragging.current = true;
    };
    const end = (): void => {
      dragging.current = false;
      tip.hide();
      waiting.current?.();
      waiting.current = null;
    };
    const span = (start: number, until: number): string => `${timeAt(start, offset())}–${timeAt(until, offset())}`;
    const day = (at: number): string => (layout === 'timeline-week' ? `${formatDateZh(dateAt(at, offset()))} ` : '');
    const moving = (info: EcConstraintInfo): boolean => {
      const item = itemOf(info.event);
      const toUnitId = info.event.resourceIds[0] ?? '';
      if (!item) return true;
      const wish = { item, toUnitId, start: Date.parse(fromWall(info.event.start, offset())), end: Date.parse(fromWall(info.event.end, offset())) };
      const unit = index.current.value.units.get(toUnitId)?.name;
      const problems = wordObstacles(obstaclesToMove(index.current.value, wish, Date.now()), offset());
      tip.show(pointOf(info.jsEvent), `${day(wish.start)}${span(wish.start, wish.end)}${unit ? ` ${unit}` : ''}`, problems);
      return true;
    };
    const resizing = (info: EcConstraintInfo): boolean => {
      const item = itemOf(info.event);
      if (!item) return true;
      const until = Date.parse(fromWall(info.event.end, offset()));
      const problems = wordObstacles(obstaclesToResize(index.current.value, item, until), offset());
      tip.show(pointOf(info.jsEvent), `到 ${timeAt(until, offset())} 结束`, problems);
      return true;
    };
    const drop = (info: EcDropInfo): void => {
      const item = itemOf(info.event);
      const toUnitId = info.event.resourceIds[0];
      if (!item || !toUnitId || isGroup(toUnitId)) return info.revert();
      const startsAt = movedStart(item, info.oldEvent.start, info.event.start);
      void latest.current.onMove({ item, toUnitId, startsAt }).then((stands) => {
        if (!stands) info.revert();
      });
    };
    const resized = (info: EcDropInfo): void => {
      const item = itemOf(info.event);
      if (!item) return info.revert();
      const grown = info.event.end.getTime() - info.oldEvent.end.getTime();
      const endsAt = new Date(Date.parse(item.bookingEndsAt ?? item.endsAt) + grown).toISOString();
      void latest.current.onResize({ item, endsAt }).then((stands) => {
        if (!stands) info.revert();
      });
    };
    const options: EcOptions = {
      view: VIEWS[layout],
      locale: 'zh-CN',
      firstDay: 1,
      height: '100%',
      headerToolbar: { start: '', center: '', end: '' },
      buttonText: { today: '今天' },
      allDaySlot: false,
      allDayContent: '全天',
      slotDuration: asDuration(grain),
      slotLabelInterval: layout === 'timeline-week' ? '02:00' : '01:00',
      nowIndicator: true,
      editable: true,
      eventDurationEditable: false,
      selectable: true,
      pointer: true,
      longPressDelay: 350,
      slotEventOverlap: false,
      // The last label of a day has half the room of the others: in the week an hour is told in the fewest signs.
      slotLabelFormat: layout === 'timeline-week' ? (at) => `${at.getHours()}点` : { hour: '2-digit', minute: '2-digit', hour12: false },
      eventTimeFormat: { hour: '2-digit', minute: '2-digit', hour12: false },
      resourceLabelContent: ({ resource }) => ({ domNodes: labelOf(resource) }),
      eventContent: ({ event }) => {
        const item = itemOf(event);
        return item ? { domNodes: layout === 'grid' ? tallContent(item, offset()) : flatContent(item) } : undefined;
      },
      eventDidMount: ({ event, el }) => {
        const item = itemOf(event);
        if (!item || el.classList.contains('ec-preview')) return;
        const told = `${clockOf(item.startsAt, offset())}–${clockOf(item.endsAt, offset())} ${titleOf(item)}，${wordOf(item)}`;
        el.title = told;
        el.setAttribute('aria-label', told);
        el.dataset.testid = 'calendar-event';
        el.dataset.reservation = item.reservationId;
        if (item.bookingId) el.dataset.booking = item.bookingId;
        el.dataset.unit = item.unitId;
      },
      eventClick: ({ event }) => {
        const item = itemOf(event);
        if (item) latest.current.onOpen(item);
      },
      dateClick: ({ date, resource }) => {
        if (resource && !isGroup(resource.id)) latest.current.onEmpty({ unitId: resource.id, startsAt: fromWall(date, offset()), endsAt: null });
      },
      select: ({ start, end: until, resource }) => {
        end();
        if (!resource || isGroup(resource.id)) ec.current?.unselect();
        else latest.current.onEmpty({ unitId: resource.id, startsAt: fromWall(start, offset()), endsAt: fromWall(until, offset()) });
      },
      selectConstraint: (info) => {
        begin();
        const start = Date.parse(fromWall(info.start, offset()));
        tip.show(pointOf(info.jsEvent), span(start, Date.parse(fromWall(info.end, offset()))), []);
        return true;
      },
      dragConstraint: moving,
      resizeConstraint: resizing,
      eventDragStart: begin,
      eventDragStop: end,
      eventResizeStart: begin,
      eventResizeStop: end,
      eventDrop: drop,
      eventResize: resized,
    };
    const made = createCalendar(target, [ResourceTimeGrid, ResourceTimeline, Interaction], options);
    ec.current = made;
    return () => {
      ec.current = null;
      scrolledTo.current = '';
      tip.remove();
      destroyCalendar(made);
    };
  }, [layout, grain]);

  useEffect(() => {
    const show = () => {
      const target = box.current;
      if (!target || !ec.current) return;
      const hours = hoursOf(calendar);
      const halfHours = (hours.max - hours.min) * 2 * (layout === 'timeline-week' ? 7 : 1);
      const room = layout === 'grid' ? target.clientHeight - HEAD_PX : target.clientWidth - NAMES_PX;
      const halfHourPx = Math.max(LEAST_PX[layout], Math.floor(room / halfHours));
      const px = (halfHourPx * grain) / HALF_HOUR;
      // The component moves events by its option and draws its lines by style sheet: both must hear the same number.
      target.style.setProperty('--slot', `${px}px`);
      ec.current.setOption(layout === 'grid' ? 'slotHeight' : 'slotWidth', px);
      const today = dateAt(Date.now(), calendar.utcOffsetMinutes);
      ec.current
        .setOption('date', `${calendar.from}T00:00:00`)
        .setOption('dayHeaderFormat', (date) => {
          const civil = fromWall(date, 0).slice(0, 10);
          return { domNodes: dayHead(formatDateZh(civil, today), marks.get(civil)) };
        })
        .setOption('slotMinTime', `${String(hours.min).padStart(2, '0')}:00`)
        .setOption('slotMaxTime', `${String(hours.max).padStart(2, '0')}:00`)
        .setOption('resources', resourcesOf(calendar, filter, layout))
        .setOption('events', eventsOf(calendar, filter));
      if (layout === 'timeline-week' && scrolledTo.current !== `${calendar.from} ${date}`) {
        scrolledTo.current = `${calendar.from} ${date}`;
        const ahead = daysBetween(calendar.from, date);
        const body = target.querySelector('.ec-body');
        if (body && ahead > 0 && ahead < 7) scrollOnceWide(body, (halfHours / 7) * halfHourPx * ahead);
      }
    };
    // News that arrives while somebody drags would pull the event out of her hand.
    if (dragging.current) waiting.current = show;
    else show();
  }, [calendar, filter, layout, grain, marks, date]);

  useEffect(() => {
    if (!booking) ec.current?.unselect();
  }, [booking]);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (!(event.key === 'ArrowLeft' || event.key === 'ArrowRight' || event.key === 'ArrowUp' || event.key === 'ArrowDown')) return;
    const at = (event.target as HTMLElement).closest<HTMLElement>('[data-reservation]');
    if (!at) return;
    event.preventDefault();
    const elements = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-reservation]')];
    const next = neighbourOf(
      standingsOf(calendar, filter, layout, elements),
      at.dataset.reservation ?? '',
      event.key satisfies Arrow,
      layout === 'grid' ? 'down' : 'right',
    );
    elements.find((el) => el.dataset.reservation === next)?.focus();
  };

  return (
    <div
      className={`zk-calendar ${layout}`}
      ref={box}
      role="application"
      aria-label="档期"
      onKeyDown={onKeyDown}
      data-testid="resource-calendar"
      data-layout={layout}
      data-grain={grain}
    />
  );
}

const FRAMES = 30;
/** The component draws its days in its own time: until they are as wide as the goal is far, a box does not scroll. */
function scrollOnceWide(box: Element, goalPx: number, frames = FRAMES): void {
  requestAnimationFrame(() => {
    box.scrollLeft = goalPx;
    if (box.scrollWidth - box.clientWidth < goalPx && frames > 0) scrollOnceWide(box, goalPx, frames - 1);
  });
}

/** The events that are drawn, by the order of the rows or columns on the screen. */
function standingsOf(calendar: CalendarView, filter: CalendarFilter, layout: CalendarLayout, elements: readonly HTMLElement[]): Standing[] {
  const order = resourcesOf(calendar, filter, layout).flatMap((r) => (r.children ? r.children.map((c) => c.id) : [r.id]));
  const drawn = new Set(elements.map((el) => el.dataset.reservation));
  return calendar.items
    .filter((item) => drawn.has(item.reservationId))
    .map((item) => ({ id: item.reservationId, unitIndex: order.indexOf(item.unitId), start: Date.parse(item.startsAt) }));
}
