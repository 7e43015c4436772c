import type { CalendarView } from '@zhike/domain/booking/contract';
import {
  createCalendar,
  destroyCalendar,
  type EcCalendar,
  type EcDropInfo,
  type EcOptions,
  Interaction,
  ResourceTimeGrid,
  ResourceTimeline,
} from '@event-calendar/core';
import '@event-calendar/core/index.css';
import { dateAt, daysBetween } from '@zhike/domain/kernel/calendar-date';
import { useEffect, useRef } from 'react';
import { clockOf } from '../../../components/time';
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
import './calendar.css';

export interface Move {
  readonly item: CalendarItem;
  readonly toUnitId: string;
  readonly startsAt: string;
}

interface Props {
  readonly calendar: CalendarView;
  readonly layout: CalendarLayout;
  readonly filter: CalendarFilter;
  readonly onOpen: (item: CalendarItem) => void;
  readonly onEmpty: (place: { unitId: string; startsAt: string }) => void;
  /** Answers whether the move stands; the calendar takes it back when it does not. */
  readonly onMove: (move: Move) => Promise<boolean>;
}

const VIEWS: Record<CalendarLayout, string> = { grid: 'resourceTimeGridDay', 'timeline-day': 'resourceTimelineDay', 'timeline-week': 'resourceTimelineWeek' };
/** The least a half hour may shrink to, in pixels along the time axis; a wide window stretches it. */
const SLOT_PX: Record<CalendarLayout, number> = { grid: 26, 'timeline-day': 42, 'timeline-week': 20 };
const NAMES_PX = 136;
const HEAD_PX = 32;

/** The one place that knows @event-calendar: our calendar view in, three intents out. */
export function ResourceCalendar({ calendar, layout, filter, onOpen, onEmpty, onMove }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const ec = useRef<EcCalendar | null>(null);
  const latest = useRef({ calendar, onOpen, onEmpty, onMove });
  latest.current = { calendar, onOpen, onEmpty, onMove };
  const dragging = useRef(false);
  const waiting = useRef<(() => void) | null>(null);
  const scrolledTo = useRef('');

  useEffect(() => {
    if (!box.current) return;
    const itemOf = (event: { extendedProps: Record<string, unknown> }): CalendarItem | null => (event.extendedProps.item as CalendarItem | undefined) ?? null;
    const drop = (info: EcDropInfo) => {
      const item = itemOf(info.event);
      const toUnitId = info.event.resourceIds[0];
      if (!item || !toUnitId || isGroup(toUnitId)) return info.revert();
      void latest.current.onMove({ item, toUnitId, startsAt: movedStart(item, info.oldEvent.start, info.event.start) }).then((stands) => {
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
      slotDuration: '00:30',
      slotLabelInterval: '01:00',
      nowIndicator: true,
      editable: true,
      eventDurationEditable: false,
      pointer: true,
      longPressDelay: 350,
      slotEventOverlap: false,
      slotLabelFormat: { hour: '2-digit', minute: '2-digit', hour12: false },
      eventTimeFormat: { hour: '2-digit', minute: '2-digit', hour12: false },
      dayHeaderFormat: { month: 'numeric', day: 'numeric', weekday: 'short' },
      resourceLabelContent: ({ resource }) => ({ domNodes: labelOf(resource) }),
      eventContent: ({ event }) => {
        const item = itemOf(event);
        return item ? { domNodes: layout === 'grid' ? tallContent(item, latest.current.calendar.utcOffsetMinutes) : flatContent(item) } : undefined;
      },
      eventDidMount: ({ event, el }) => {
        const item = itemOf(event);
        if (!item) return;
        const offset = latest.current.calendar.utcOffsetMinutes;
        const told = `${clockOf(item.startsAt, offset)}–${clockOf(item.endsAt, offset)} ${titleOf(item)}，${wordOf(item)}`;
        el.title = told;
        el.setAttribute('aria-label', told);
        el.dataset.testid = 'calendar-event';
        if (item.bookingId) el.dataset.booking = item.bookingId;
        el.dataset.unit = item.unitId;
      },
      eventClick: ({ event }) => {
        const item = itemOf(event);
        if (item) latest.current.onOpen(item);
      },
      dateClick: ({ date, resource }) => {
        if (resource && !isGroup(resource.id))
          latest.current.onEmpty({ unitId: resource.id, startsAt: fromWall(date, latest.current.calendar.utcOffsetMinutes) });
      },
      eventDragStart: () => {
        dragging.current = true;
      },
      eventDragStop: () => {
        dragging.current = false;
        waiting.current?.();
        waiting.current = null;
      },
      eventDrop: drop,
    };
    const made = createCalendar(box.current, [ResourceTimeGrid, ResourceTimeline, Interaction], options);
    ec.current = made;
    return () => {
      ec.current = null;
      scrolledTo.current = '';
      destroyCalendar(made);
    };
  }, [layout]);

  useEffect(() => {
    const show = () => {
      const target = box.current;
      if (!target || !ec.current) return;
      const hours = hoursOf(calendar);
      const slots = (hours.max - hours.min) * 2 * (layout === 'timeline-week' ? 7 : 1);
      const room = layout === 'grid' ? target.clientHeight - HEAD_PX : target.clientWidth - NAMES_PX;
      const px = Math.max(SLOT_PX[layout], Math.floor(room / slots));
      // The component moves events by its option and draws its lines by style sheet: both must hear the same number.
      target.style.setProperty('--slot', `${px}px`);
      ec.current.setOption(layout === 'grid' ? 'slotHeight' : 'slotWidth', px);
      ec.current
        .setOption('date', `${calendar.from}T00:00:00`)
        .setOption('slotMinTime', `${String(hours.min).padStart(2, '0')}:00`)
        .setOption('slotMaxTime', `${String(hours.max).padStart(2, '0')}:00`)
        .setOption('resources', resourcesOf(calendar, filter, layout))
        .setOption('events', eventsOf(calendar, filter));
      if (layout === 'timeline-week' && scrolledTo.current !== calendar.from) {
        scrolledTo.current = calendar.from;
        const day = daysBetween(calendar.from, dateAt(Date.now(), calendar.utcOffsetMinutes));
        const body = target.querySelector('.ec-body');
        if (body && day > 0 && day < 7)
          requestAnimationFrame(() => {
            body.scrollLeft = (slots / 7) * px * day;
          });
      }
    };
    // News that arrives while somebody drags would pull the event out of her hand.
    if (dragging.current) waiting.current = show;
    else show();
  }, [calendar, filter, layout]);

  return <div className={`zk-calendar ${layout}`} ref={box} data-testid="resource-calendar" data-layout={layout} />;
}

/** Names come from people, so they are set as text and never as markup. */
function labelOf(resource: { title: string; extendedProps?: Record<string, unknown> }): Node[] {
  const name = document.createElement(resource.extendedProps?.group ? 'b' : 'span');
  name.textContent = resource.title;
  if (resource.extendedProps?.state !== 'repair') return [name];
  const mark = document.createElement('small');
  mark.textContent = ' 维修';
  return [name, mark];
}

/** In a column: when and in which state, then who and what. */
function tallContent(item: CalendarItem, offsetMinutes: number): Node[] {
  return [line('zk-ev-head', ['span', clockOf(item.startsAt, offsetMinutes)], ['b', wordOf(item)]), line('zk-ev-body', ['span', titleOf(item)])];
}

/** In a row the axis tells the time: who first, because a half hour is narrow. */
function flatContent(item: CalendarItem): Node[] {
  const who = item.kind === 'booking' ? (item.customerName ?? '') : '';
  return [line('zk-ev-flat', ['span', who], ['b', wordOf(item)], ['small', item.kind === 'booking' ? (item.serviceName ?? '') : item.label])];
}

function line(className: string, ...parts: [tag: 'span' | 'b' | 'small', text: string][]): Node {
  const row = document.createElement('div');
  row.className = className;
  for (const [tag, text] of parts) {
    if (text === '') continue;
    const part = document.createElement(tag);
    part.textContent = text;
    row.append(part);
  }
  return row;
}
