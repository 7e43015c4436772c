import type { CalendarView } from '@zhike/domain/booking/contract';
import type { BookingState } from '@zhike/domain/booking/lifecycle';
import { addDays, type CalendarDate, isoWeekday } from '@zhike/domain/kernel/calendar-date';
import { HOUR_MS, MINUTE_MS } from '@zhike/domain/kernel/time-range';
import type { EcEventInput, EcResource } from '@event-calendar/core';
import { stateMark } from '../words';

/**
 * The calendar component knows no zones: it is given the store's wall clock as plain text and gives it back in the local fields
 * of a Date. All translating between that and instants happens here.
 */
export type CalendarItem = CalendarView['items'][number];
export type CalendarUnit = CalendarView['units'][number];
export type CalendarLayout = 'grid' | 'timeline-day' | 'timeline-week';

export interface CalendarFilter {
  /** Empty: all. */
  readonly typeIds: readonly string[];
  readonly states: readonly BookingState[];
  /** Only units with this skill; null: all. */
  readonly skill: string | null;
  /** Words that a booking's customer, service or unit must contain; empty: all. */
  readonly text: string;
}
export const NO_FILTER: CalendarFilter = { typeIds: [], states: [], skill: null, text: '' };

export function toWall(instant: string | number, offsetMinutes: number): string {
  const at = typeof instant === 'number' ? instant : Date.parse(instant);
  return new Date(at + offsetMinutes * MINUTE_MS).toISOString().slice(0, 19);
}

export function fromWall(date: Date, offsetMinutes: number): string {
  return new Date(
    Date.UTC(date.getFullYear(), date.getMonth(), date.getDate(), date.getHours(), date.getMinutes(), date.getSeconds()) - offsetMinutes * MINUTE_MS,
  ).toISOString();
}

/** First day and length of what a layout shows. */
export function rangeOf(layout: CalendarLayout, date: CalendarDate): { from: CalendarDate; days: number } {
  return layout === 'timeline-week' ? { from: addDays(date, 1 - isoWeekday(date)), days: 7 } : { from: date, days: 1 };
}

export function unitsShown(calendar: CalendarView, filter: CalendarFilter): CalendarUnit[] {
  return calendar.units.filter(
    (u) =>
      u.state !== 'retired' && (filter.typeIds.length === 0 || filter.typeIds.includes(u.typeId)) && (filter.skill === null || u.skills.includes(filter.skill)),
  );
}

/** Whether an item passes the filters by state and by words. Leave and repair stay in sight: they are why something does not fit. */
export function passes(item: CalendarItem, filter: CalendarFilter, unitName: string): boolean {
  if (item.kind === 'booking' && filter.states.length > 0 && (!item.state || !filter.states.includes(item.state))) return false;
  const words = filter.text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  if (item.kind === 'leave' || item.kind === 'maintenance') return true;
  const told = [item.customerName, item.serviceName, item.label, unitName].join(' ').toLowerCase();
  return words.every((word) => told.includes(word));
}

/** Two dresses of one style carry one name: where a name repeats within its type, its number tells them apart. */
export function labelsOf(units: readonly CalendarUnit[]): Map<string, string> {
  const labels = new Map<string, string>();
  for (const unit of units) {
    const alike = units.filter((u) => u.typeId === unit.typeId && u.name === unit.name);
    labels.set(unit.id, alike.length > 1 ? `${unit.name} #${unit.number}` : unit.name);
  }
  return labels;
}

/** Rows or columns by unit; a timeline groups them under their type. */
export function resourcesOf(calendar: CalendarView, filter: CalendarFilter, layout: CalendarLayout): EcResource[] {
  const units = unitsShown(calendar, filter);
  const types = [...new Map(units.map((u) => [u.typeId, u.typeName])).entries()];
  const labels = labelsOf(units);
  const unitOf = (u: CalendarUnit): EcResource => ({ id: u.id, title: labels.get(u.id) ?? u.name, extendedProps: { typeName: u.typeName, state: u.state } });
  if (layout === 'grid') return types.flatMap(([typeId]) => units.filter((u) => u.typeId === typeId).map(unitOf));
  return types.map(([typeId, title]) => ({
    id: `type:${typeId}`,
    title,
    extendedProps: { group: true },
    children: units.filter((u) => u.typeId === typeId).map(unitOf),
  }));
}

export function isGroup(resourceId: string): boolean {
  return resourceId.startsWith('type:');
}

/** Bookings and absences as events; times when a unit does not work as shading behind them. */
export function eventsOf(calendar: CalendarView, filter: CalendarFilter): EcEventInput[] {
  const offset = calendar.utcOffsetMinutes;
  const units = new Map(unitsShown(calendar, filter).map((u) => [u.id, u]));
  const shown = new Set(units.keys());
  const events: EcEventInput[] = [];
  for (const item of calendar.items) {
    if (!shown.has(item.unitId) || !passes(item, filter, units.get(item.unitId)?.name ?? '')) continue;
    events.push({
      id: item.reservationId,
      resourceId: item.unitId,
      start: toWall(item.startsAt, offset),
      end: toWall(item.endsAt, offset),
      title: titleOf(item),
      startEditable: item.can.includes('reschedule'),
      durationEditable: mayResize(item),
      classNames: ['zk-ev', toneOf(item), ...(item.overbooked ? ['overbooked'] : [])],
      extendedProps: { item },
    });
  }
  return [...events, ...restOf(calendar, shown)];
}

/** Only a part that ends with its booking can be drawn longer: the others follow it. */
export function mayResize(item: CalendarItem): boolean {
  return item.can.includes('resize') && item.bookingEndsAt !== null && Date.parse(item.endsAt) >= Date.parse(item.bookingEndsAt);
}

export function titleOf(item: CalendarItem): string {
  // A booking that this reader may not see is only known to occupy.
  if (item.kind === 'booking' && item.bookingId)
    return [item.customerName, item.partySize > 1 ? `${item.partySize} 人` : null, item.serviceName].filter(Boolean).join(' · ');
  return item.kind === 'class' ? [item.serviceName, item.label].filter((word, i, all) => word && all.indexOf(word) === i).join(' · ') : item.label;
}

export function wordOf(item: CalendarItem): string {
  if (item.kind === 'booking') return item.bookingId && item.state ? `${stateMark(item.state).word}${item.overbooked ? '·超额' : ''}` : '占用';
  return { class: '课程', leave: '请假', maintenance: '维修' }[item.kind];
}

export function toneOf(item: CalendarItem): string {
  if (item.kind === 'class') return 'class';
  return item.kind === 'booking' && item.bookingId && item.state ? stateMark(item.state).tone : 'absence';
}

/** What lies outside a unit's working time, day by day. */
function restOf(calendar: CalendarView, shown: ReadonlySet<string>): EcEventInput[] {
  const offset = calendar.utcOffsetMinutes;
  const rest: EcEventInput[] = [];
  for (const unit of calendar.units) {
    if (!shown.has(unit.id)) continue;
    for (let day = 0; day < calendar.days; day += 1) {
      const start = Date.parse(`${addDays(calendar.from, day)}T00:00:00Z`) - offset * MINUTE_MS;
      const end = start + 24 * HOUR_MS;
      let free = start;
      const working = unit.working
        .map((w) => ({ start: Date.parse(w.startsAt), end: Date.parse(w.endsAt) }))
        .filter((w) => w.start < end && start < w.end)
        .sort((a, b) => a.start - b.start);
      for (const span of [...working, { start: end, end }]) {
        if (span.start > free)
          rest.push({
            id: `rest:${unit.id}:${free}`,
            resourceId: unit.id,
            start: toWall(free, offset),
            end: span.start === end ? toWall(end - 1000, offset) : toWall(span.start, offset),
            display: 'background',
            classNames: ['zk-rest'],
          });
        free = Math.max(free, span.end);
      }
    }
  }
  return rest;
}

/** The hours worth showing: opening hours, stretched to whatever lies outside them. */
export function hoursOf(calendar: CalendarView): { min: number; max: number } {
  const spans = [...calendar.opening, ...calendar.items];
  let min = 24;
  let max = 0;
  for (const span of spans) {
    const start = toWall(span.startsAt, calendar.utcOffsetMinutes);
    const end = toWall(span.endsAt, calendar.utcOffsetMinutes);
    min = Math.min(min, Number(start.slice(11, 13)));
    max = Math.max(max, end.slice(0, 10) > start.slice(0, 10) ? 24 : Number(end.slice(11, 13)) + (end.slice(14, 16) === '00' ? 0 : 1));
  }
  return min < max ? { min, max } : { min: 9, max: 21 };
}

/** A unit may serve only a part of its booking: the whole booking moves by what its part moved. */
export function movedStart(item: CalendarItem, before: Date, after: Date): string {
  return new Date(Date.parse(item.bookingStartsAt ?? item.startsAt) + (after.getTime() - before.getTime())).toISOString();
}

/**
 * The units a moved booking asks for: the same ones, with the dragged one replaced.
 * `people`: only the people and the dragged unit are kept; any free place and thing will do.
 */
export function movedChoices(
  units: readonly { roleKey: string; unitId: string; kind: string }[],
  fromUnitId: string,
  toUnitId: string,
  keep: 'all' | 'people' = 'all',
): Record<string, string> {
  return Object.fromEntries(
    units
      .filter((u) => keep === 'all' || u.kind === 'person' || u.unitId === fromUnitId)
      .map((u) => [u.roleKey, u.unitId === fromUnitId ? toUnitId : u.unitId]),
  );
}
