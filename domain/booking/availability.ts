import { MINUTE_MS, type TimeRange } from '../kernel/time-range';
import { clearTicks, intersect, inverted, isSet, markCovered, markTouched, runsOf, setIndexes, shifted, TICK_MS, unite, type Ticks } from './ticks';

/** A unit's time within the window that is asked about. */
export interface UnitTime {
  readonly unitId: string;
  /** When it can serve at all: a person's shifts, a place's opening hours. */
  readonly working: readonly TimeRange[];
  /** When it is taken, buffers of those bookings included. */
  readonly busy: readonly TimeRange[];
  readonly bufferBeforeMs: number;
  readonly bufferAfterMs: number;
}

/** A part of a service: one unit of these candidates for `durationMs`, starting `offsetMs` after the service's start. */
export interface RoleNeed {
  readonly key: string;
  readonly offsetMs: number;
  readonly durationMs: number;
  /** Unit ids; a customer's wish narrows them to one. */
  readonly candidates: readonly string[];
}

export interface AvailabilityQuestion {
  /** The span of time that the unit facts cover. */
  readonly window: TimeRange;
  /** The service must lie wholly within one of these. */
  readonly opening: readonly TimeRange[];
  readonly durationMs: number;
  /** Starts are offered every `stepMs` from the opening's start. A multiple of five minutes. */
  readonly stepMs: number;
  /** First and last start that may be offered (lead time, horizon). */
  readonly earliest: number;
  readonly latest: number;
  readonly roles: readonly RoleNeed[];
  readonly units: readonly UnitTime[];
}

export interface FreeStarts {
  /** Instants at which every role can be filled by a different unit, ascending. */
  readonly starts: readonly number[];
  /** The units that could fill a role at a start, in candidate order. */
  unitsFor(roleKey: string, start: number): string[];
}

/**
 * All truly bookable starts of a question. Cost follows the window and the number of units, not the history stored.
 * Law (booking.laws.spec.ts): equal to asking minute by minute with `overlaps`.
 */
export function findFreeStarts(question: AvailabilityQuestion): FreeStarts {
  const { window } = question;
  const size = Math.ceil((window.end - window.start) / TICK_MS);
  const units = new Map(question.units.map((unit) => [unit.unitId, unit]));
  const memo = new Map<string, Ticks>();

  const startable = (unitId: string, role: RoleNeed): Ticks => {
    const key = `${unitId}/${role.offsetMs}/${role.durationMs}`;
    let ticks = memo.get(key);
    if (!ticks) {
      const unit = units.get(unitId);
      ticks = unit ? startableTicks(unit, role, window, size) : clearTicks(size);
      memo.set(key, ticks);
    }
    return ticks;
  };

  const open = openingTicks(question, size);
  for (const role of question.roles) {
    const any = clearTicks(size);
    for (const unitId of role.candidates) unite(any, startable(unitId, role));
    intersect(open, any);
  }
  const roleByKey = new Map(question.roles.map((role) => [role.key, role]));
  const unitsFor = (roleKey: string, start: number): string[] => {
    const role = roleByKey.get(roleKey);
    if (!role) return [];
    const index = Math.round((start - window.start) / TICK_MS);
    return role.candidates.filter((unitId) => isSet(startable(unitId, role), index));
  };
  const needsMatching = sharesCandidates(question.roles);
  const starts = setIndexes(open)
    .map((index) => window.start + index * TICK_MS)
    .filter((start) => !needsMatching || assignUnits(question.roles.map((role) => ({ key: role.key, units: unitsFor(role.key, start) }))) !== null);
  return { starts, unitsFor };
}

function startableTicks(unit: UnitTime, role: RoleNeed, window: TimeRange, size: number): Ticks {
  const taken = clearTicks(size);
  for (const range of unit.busy) markTouched(taken, window.start, range);
  const before = Math.ceil(unit.bufferBeforeMs / TICK_MS);
  const serve = Math.ceil(role.durationMs / TICK_MS);
  const after = Math.ceil(unit.bufferAfterMs / TICK_MS);
  const offset = Math.round(role.offsetMs / TICK_MS);
  const working = clearTicks(size);
  for (const range of unit.working) markCovered(working, window.start, range);
  // Buffers may lie outside working hours (cleaning after closing), but never on another booking. Outside the window
  // nothing is known, so the callers ask for a window that is wider than the opening by the longest buffer.
  const result = shifted(runsOf(working, serve), offset);
  intersect(result, shifted(runsOf(inverted(taken), before + serve + after), offset - before));
  return result;
}

function openingTicks(question: AvailabilityQuestion, size: number): Ticks {
  const { window, stepMs, durationMs } = question;
  const ticks = clearTicks(size);
  for (const range of question.opening)
    for (let start = range.start; start + durationMs <= range.end; start += stepMs) {
      if (start < question.earliest || start > question.latest || start < window.start || start >= window.end) continue;
      markCovered(ticks, window.start, { start, end: start + TICK_MS });
    }
  return ticks;
}

function sharesCandidates(roles: readonly RoleNeed[]): boolean {
  const seen = new Set<string>();
  for (const role of roles)
    for (const unitId of role.candidates) {
      if (seen.has(unitId)) return true;
      seen.add(unitId);
    }
  return false;
}

/**
 * One different unit for every role, or null when that is impossible. Earlier units of a list are preferred (the caller
 * sorts them: least loaded first). Augmenting paths, so a wish is given up only when another role has no other way.
 */
export function assignUnits(roles: readonly { readonly key: string; readonly units: readonly string[] }[]): Map<string, string> | null {
  const roleOfUnit = new Map<string, number>();
  const unitOfRole = new Map<number, string>();
  const place = (index: number, visited: Set<string>): boolean => {
    for (const unit of roles[index]?.units ?? []) {
      if (visited.has(unit)) continue;
      visited.add(unit);
      const holder = roleOfUnit.get(unit);
      if (holder === undefined || place(holder, visited)) {
        roleOfUnit.set(unit, index);
        unitOfRole.set(index, unit);
        return true;
      }
    }
    return false;
  };
  for (let i = 0; i < roles.length; i++) if (!place(i, new Set())) return null;
  return new Map(roles.map((role, i) => [role.key, unitOfRole.get(i) ?? '']));
}

/** 上午 before 12:00, 下午 before 18:00, 晚上 after, by the store's clock. */
export function partOfDay(start: number, utcOffsetMinutes: number): 'morning' | 'afternoon' | 'evening' {
  const hour = new Date(start + utcOffsetMinutes * MINUTE_MS).getUTCHours();
  return hour < 12 ? 'morning' : hour < 18 ? 'afternoon' : 'evening';
}

/** The `count` starts nearest to a wished one, in order of time. */
export function nearestStarts(starts: readonly number[], wished: number, count: number): number[] {
  return [...starts]
    .sort((a, b) => Math.abs(a - wished) - Math.abs(b - wished) || a - b)
    .slice(0, count)
    .sort((a, b) => a - b);
}
