import type { CalendarView } from '@zhike/domain/booking/contract';
import { dateAt, timeAt } from '@zhike/domain/kernel/calendar-date';
import { covers, overlaps, type TimeRange } from '@zhike/domain/kernel/time-range';
import type { CalendarItem, CalendarUnit } from './mapping';
import { titleOf, wordOf } from './mapping';

/**
 * What stands in the way of a booking that is being dragged, told from what is already on the screen: cheap enough for every movement of
 * the mouse. It only warns; buffers, limits and what other stores hold are known to the server, and the server decides.
 */
export interface Wish {
  readonly item: CalendarItem;
  readonly toUnitId: string;
  /** Where the dragged part would begin and end, epoch milliseconds. */
  readonly start: number;
  readonly end: number;
}

export type Obstacle =
  | { readonly kind: 'no_unit' }
  | { readonly kind: 'other_type'; readonly typeName: string }
  | { readonly kind: 'past' }
  | { readonly kind: 'taken'; readonly unitName: string; readonly by: CalendarItem }
  | { readonly kind: 'off_shift'; readonly unitName: string; readonly isPerson: boolean; readonly that: readonly TimeRange[] };

export interface ConflictIndex {
  readonly offsetMinutes: number;
  readonly units: ReadonlyMap<string, CalendarUnit>;
  readonly byUnit: ReadonlyMap<string, readonly CalendarItem[]>;
  readonly byBooking: ReadonlyMap<string, readonly CalendarItem[]>;
  readonly working: ReadonlyMap<string, readonly TimeRange[]>;
}

const rangeOf = (span: { startsAt: string; endsAt: string }): TimeRange => ({ start: Date.parse(span.startsAt), end: Date.parse(span.endsAt) });

/** Sorted once for each answer of the server, asked many times a second. */
export function indexConflicts(calendar: CalendarView): ConflictIndex {
  const group = <Key extends string>(keyOf: (item: CalendarItem) => Key | null): Map<Key, CalendarItem[]> => {
    const groups = new Map<Key, CalendarItem[]>();
    for (const item of calendar.items) {
      const key = keyOf(item);
      if (key === null) continue;
      const known = groups.get(key);
      if (known) known.push(item);
      else groups.set(key, [item]);
    }
    return groups;
  };
  return {
    offsetMinutes: calendar.utcOffsetMinutes,
    units: new Map(calendar.units.map((u) => [u.id, u])),
    byUnit: group((item) => item.unitId),
    byBooking: group((item) => item.bookingId),
    working: new Map(calendar.units.map((u) => [u.id, joined(u.working.map(rangeOf))])),
  };
}

/** Neighbouring stretches as one, so that a shift that goes on behind midnight is no gap. */
function joined(ranges: readonly TimeRange[]): TimeRange[] {
  const out: TimeRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = out[out.length - 1];
    if (last && range.start <= last.end) out[out.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    else out.push(range);
  }
  return out;
}

interface Part extends TimeRange {
  readonly unitId: string;
}

/** A booking moves as a whole: every part by what the dragged one moved, and the dragged one to its new unit. */
export function partsMoved(index: ConflictIndex, wish: Wish): Part[] {
  const shift = wish.start - Date.parse(wish.item.startsAt);
  const own = wish.item.bookingId ? (index.byBooking.get(wish.item.bookingId) ?? []) : [];
  return own.map((part) => ({
    unitId: part.unitId === wish.item.unitId ? wish.toUnitId : part.unitId,
    start: Date.parse(part.startsAt) + shift,
    end: Date.parse(part.endsAt) + shift,
  }));
}

/** A longer or shorter visit: the parts that end with the booking end with it again. */
export function partsResized(index: ConflictIndex, item: CalendarItem, end: number): Part[] {
  const own = item.bookingId ? (index.byBooking.get(item.bookingId) ?? []) : [];
  const before = Date.parse(item.endsAt);
  return own.map((part) => {
    const range = rangeOf(part);
    return { unitId: part.unitId, start: range.start, end: range.end === before ? end : range.end };
  });
}

export function obstaclesToMove(index: ConflictIndex, wish: Wish, now: number): Obstacle[] {
  const from = index.units.get(wish.item.unitId);
  const to = index.units.get(wish.toUnitId);
  if (!from || !to) return [{ kind: 'no_unit' }];
  if (from.typeId !== to.typeId) return [{ kind: 'other_type', typeName: from.typeName }];
  const parts = partsMoved(index, wish);
  const past: Obstacle[] = parts.some((part) => part.start < now) ? [{ kind: 'past' }] : [];
  return [...past, ...obstaclesTo(index, wish.item, parts)];
}

export function obstaclesToResize(index: ConflictIndex, item: CalendarItem, end: number): Obstacle[] {
  return obstaclesTo(index, item, partsResized(index, item, end));
}

function obstaclesTo(index: ConflictIndex, item: CalendarItem, parts: readonly Part[]): Obstacle[] {
  const found: Obstacle[] = [];
  for (const part of parts) {
    const unit = index.units.get(part.unitId);
    if (!unit) continue;
    for (const other of index.byUnit.get(part.unitId) ?? []) {
      // What is laid over on purpose holds nobody else off: the database exempts it too.
      if (other.overbooked || (other.bookingId !== null && other.bookingId === item.bookingId)) continue;
      if (overlaps(rangeOf(other), part)) found.push({ kind: 'taken', unitName: unit.name, by: other });
    }
    const working = index.working.get(part.unitId) ?? [];
    if (!working.some((range) => covers(range, part))) {
      const day = dateAt(part.start, index.offsetMinutes);
      found.push({
        kind: 'off_shift',
        unitName: unit.name,
        isPerson: unit.kind === 'person',
        that: working.filter((range) => dateAt(range.start, index.offsetMinutes) === day || overlaps(range, part)),
      });
    }
  }
  return found;
}

/** `周牧 10:00–12:00 有王芳的「经典婚纱」（已确认）`: who or what is in the way. */
export function wordObstacle(obstacle: Obstacle, offsetMinutes: number): string {
  const span = (range: TimeRange): string => `${timeAt(range.start, offsetMinutes)}–${timeAt(range.end, offsetMinutes)}`;
  switch (obstacle.kind) {
    case 'no_unit':
      return '这里放不下，请放到一个具体的人或资源上';
    case 'other_type':
      return `只能换到另一个${obstacle.typeName}上`;
    case 'past':
      return '这个时间已经过去';
    case 'taken':
      return `${obstacle.unitName} ${span(rangeOf(obstacle.by))} 有${titleOf(obstacle.by) || '占用'}（${wordOf(obstacle.by)}）`;
    case 'off_shift': {
      const hours = obstacle.that.map(span).join('、');
      if (obstacle.isPerson) return hours ? `${obstacle.unitName} 那天上班 ${hours}` : `${obstacle.unitName} 那天不上班`;
      return hours ? `门店那天营业 ${hours}` : '门店那天不营业';
    }
  }
}

/** Each thing once, the first few: a tip beside the mouse is not a report. */
export function wordObstacles(obstacles: readonly Obstacle[], offsetMinutes: number, most = 3): string[] {
  const words = [...new Set(obstacles.map((obstacle) => wordObstacle(obstacle, offsetMinutes)))];
  return words.length > most ? [...words.slice(0, most), `还有 ${words.length - most} 处`] : words;
}
