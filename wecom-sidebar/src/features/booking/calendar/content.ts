import type { DayMark } from './marks';
import { type CalendarItem, titleOf, wordOf } from './mapping';
import { clockOf } from '../../../components/time';

/* What the calendar component is given to draw. Names come from people, so they are set as text and never as markup. */

export function labelOf(resource: { title: string; extendedProps?: Record<string, unknown> }): Node[] {
  const name = document.createElement(resource.extendedProps?.group ? 'b' : 'span');
  name.textContent = resource.title;
  if (resource.extendedProps?.state !== 'repair') return [name];
  const mark = document.createElement('small');
  mark.textContent = ' 维修';
  return [name, mark];
}

/** In a column: when and in which state, then who and what. */
export function tallContent(item: CalendarItem, offsetMinutes: number): Node[] {
  return [line('zk-ev-head', ['span', clockOf(item.startsAt, offsetMinutes)], ['b', wordOf(item)]), line('zk-ev-body', ['span', titleOf(item)])];
}

/** In a row the axis tells the time: who first, because a half hour is narrow. */
export function flatContent(item: CalendarItem): Node[] {
  const who = item.kind === 'booking' ? (item.customerName ?? '') : '';
  const party = item.kind === 'booking' && item.partySize > 1 ? `${item.partySize}人` : '';
  return [line('zk-ev-flat', ['span', who + party], ['b', wordOf(item)], ['small', item.kind === 'booking' ? (item.serviceName ?? '') : titleOf(item)])];
}

/** A day's head with its holiday or season beside the date. */
export function dayHead(title: string, mark: DayMark | undefined): Node[] {
  const head = document.createElement('span');
  head.textContent = title;
  if (!mark) return [head];
  const note = document.createElement('em');
  note.className = `zk-day-mark ${mark.tone}`;
  note.textContent = mark.text;
  return [head, note];
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
