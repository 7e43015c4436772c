import { MINUTE_MS, type TimeRange } from '../kernel/time-range';
import {
  clearTicks,
  intersect,
  inverted,
  isSet,
  markCovered,
  markTouched,
  remove,
  runsOf,
  setIndexes,
  shifted,
  stretchFrom,
  TICK_MS,
  unite,
  type Ticks,
} from './ticks';

/** A unit's time within the window that is asked about. */
export interface UnitTime {
  readonly unitId: string;
  /** When it can serve at all: a person's shifts, a place's opening hours. Neighbouring stretches are one. */
  readonly working: readonly TimeRange[];
  /** When it is taken, buffers of those bookings included. */
  readonly busy: readonly TimeRange[];
  /** Travel and preparation before, cleaning after: each unit has its own. They may lie outside of its working time, but on nothing that is taken. */
  readonly bufferBeforeMs: number;
  readonly bufferAfterMs: number;
}

/** Time in which a unit must not begin, or not serve at all, in one role: a daily limit that is reached, a licence that has run out. */
export interface Bar {
  readonly unitId: string;
  readonly range: TimeRange;
  readonly forbids: 'begin' | 'serve';
  /** session: another class's seat, so nobody's business then. Absent: a limit or a licence. */
  readonly because?: 'session';
}

/** A part of a service: one unit of these candidates for `durationMs`, starting `offsetMs` after the service's start. */
export interface RoleNeed {
  readonly key: string;
  readonly offsetMs: number;
  readonly durationMs: number;
  /** Unit ids; a customer's wish narrows them to one. */
  readonly candidates: readonly string[];
  readonly barred?: readonly Bar[];
}

export interface StartsQuestion {
  /** The service must lie wholly within one of these. Closed (a holiday): none. */
  readonly opening: readonly TimeRange[];
  readonly durationMs: number;
  /** Starts are offered every `stepMs` from the opening's start. A multiple of five minutes. */
  readonly stepMs: number;
  /** Only these starts instead: a class has its times. */
  readonly starts?: readonly number[] | undefined;
  /** First and last start that may be offered (lead time, horizon). */
  readonly earliest: number;
  readonly latest: number;
  readonly roles: readonly RoleNeed[];
}

export interface AvailabilityQuestion extends StartsQuestion {
  /** The span of time that the unit facts cover. */
  readonly window: TimeRange;
  readonly units: readonly UnitTime[];
}

export interface FreeStarts {
  /** Instants at which every role can be filled by a different unit, ascending. */
  readonly starts: readonly number[];
  /** The units that could fill a role at a start, in candidate order. */
  unitsFor(roleKey: string, start: number): string[];
}

interface UnitBits {
  readonly working: Ticks;
  readonly free: Ticks;
  /** Both. */
  readonly spare: Ticks;
  readonly beforeMs: number;
  readonly afterMs: number;
}

/**
 * Units of one window, turned into bits once. Whoever asks again, for another service, wish or person, pays only for ANDs and ORs:
 * what a unit can begin is remembered per part of a service.
 */
export interface PreparedUnits {
  readonly window: TimeRange;
  /** Ticks at which a service may start so that this unit fills this role. */
  startable(unitId: string, role: RoleNeed): Ticks;
  /** The free and working stretches that would be left directly before and after a range, were the unit taken for it. */
  leftAround(unitId: string, range: TimeRange): { readonly beforeMs: number; readonly afterMs: number };
}

/** Prepares the units of a window. The window must begin on a tick of five minutes (every midnight and full hour does). */
export function prepareUnits(window: TimeRange, units: readonly UnitTime[]): PreparedUnits {
  const size = Math.ceil((window.end - window.start) / TICK_MS);
  const facts = new Map(units.map((unit) => [unit.unitId, unit]));
  const bits = new Map<string, UnitBits | null>();
  const memo = new Map<string, Ticks>();
  const bitsOf = (unitId: string): UnitBits | null => {
    let known = bits.get(unitId);
    if (known === undefined) {
      const unit = facts.get(unitId);
      bits.set(unitId, (known = unit ? unitBits(unit, window, size) : null));
    }
    return known;
  };
  return {
    window,
    startable(unitId, role) {
      const key = `${unitId}/${role.offsetMs}/${role.durationMs}`;
      let ticks = memo.get(key);
      if (!ticks) {
        const unit = bitsOf(unitId);
        memo.set(key, (ticks = unit ? startableTicks(unit, role) : clearTicks(size)));
      }
      const bars = role.barred?.filter((bar) => bar.unitId === unitId) ?? [];
      return bars.length === 0 ? ticks : withoutBarred(ticks, bars, role, window);
    },
    leftAround(unitId, range) {
      const unit = bitsOf(unitId);
      if (!unit) return { beforeMs: 0, afterMs: 0 };
      const { spare } = unit;
      return {
        beforeMs: stretchFrom(spare, Math.floor((range.start - window.start) / TICK_MS) - 1, -1) * TICK_MS,
        afterMs: stretchFrom(spare, Math.ceil((range.end - window.start) / TICK_MS), 1) * TICK_MS,
      };
    },
  };
}

function unitBits(unit: UnitTime, window: TimeRange, size: number): UnitBits {
  const working = clearTicks(size);
  for (const range of mergedRanges(unit.working)) markCovered(working, window.start, range);
  const taken = clearTicks(size);
  for (const range of unit.busy) markTouched(taken, window.start, range);
  const free = inverted(taken);
  const spare: Ticks = { words: free.words.slice(), size };
  intersect(spare, working);
  return { working, free, spare, beforeMs: unit.bufferBeforeMs, afterMs: unit.bufferAfterMs };
}

/** Two shifts that meet between two ticks (10:02) are one stretch; taken one by one, each would lose the tick in which they meet. */
function mergedRanges(ranges: readonly TimeRange[]): readonly TimeRange[] {
  if (ranges.length < 2) return ranges;
  const merged: TimeRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = merged[merged.length - 1];
    if (last && range.start <= last.end) merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    else merged.push(range);
  }
  return merged;
}

function startableTicks(unit: UnitBits, role: RoleNeed): Ticks {
  // Outside of the window nothing is known, so the callers ask for one that is wider than the opening by the longest buffer.
  if (unit.beforeMs === 0 && unit.afterMs === 0) return runsBetween(unit.spare, role.offsetMs, role.offsetMs + role.durationMs);
  const result = runsBetween(unit.working, role.offsetMs, role.offsetMs + role.durationMs);
  intersect(result, runsBetween(unit.free, role.offsetMs - unit.beforeMs, role.offsetMs + role.durationMs + unit.afterMs));
  return result;
}

/** Bit i: all ticks are set that the time from tick i + `fromMs` to tick i + `untilMs` touches. */
function runsBetween(ticks: Ticks, fromMs: number, untilMs: number): Ticks {
  const from = Math.floor(fromMs / TICK_MS);
  const runs = runsOf(ticks, Math.ceil(untilMs / TICK_MS) - from);
  return from === 0 ? runs : shifted(runs, from);
}

function withoutBarred(ticks: Ticks, bars: readonly Bar[], role: RoleNeed, window: TimeRange): Ticks {
  const result: Ticks = { words: ticks.words.slice(), size: ticks.size };
  const forbidden = clearTicks(ticks.size);
  for (const { range, forbids } of bars) {
    // Its part begins at start + offset: within the range, or so shortly before it that it would reach into it, is forbidden.
    const reach = forbids === 'serve' ? role.durationMs - 1 : 0;
    const first = range.start - role.offsetMs - reach;
    markTouched(forbidden, window.start, { start: first + TICK_MS - 1, end: range.end - role.offsetMs });
  }
  remove(result, forbidden);
  return result;
}

/** All truly bookable starts of a question: `askStarts` of units that are asked only once. */
export function findFreeStarts(question: AvailabilityQuestion): FreeStarts {
  return askStarts(prepareUnits(question.window, question.units), question);
}

/**
 * All truly bookable starts. Cost follows the window and the number of units, not the history stored.
 * Laws (availability.laws.spec.ts, availability.oracle.spec.ts): equal to asking minute by minute.
 */
export function askStarts(prepared: PreparedUnits, question: StartsQuestion): FreeStarts {
  const { window } = prepared;
  const open = openingTicks(question, window);
  for (const role of question.roles) {
    const any = clearTicks(open.size);
    for (const unitId of role.candidates) unite(any, prepared.startable(unitId, role));
    intersect(open, any);
  }
  const roleByKey = new Map(question.roles.map((role) => [role.key, role]));
  const unitsFor = (roleKey: string, start: number): string[] => {
    const role = roleByKey.get(roleKey);
    if (!role || (start - window.start) % TICK_MS !== 0) return [];
    const index = (start - window.start) / TICK_MS;
    return role.candidates.filter((unitId) => isSet(prepared.startable(unitId, role), index));
  };
  const needsMatching = sharesCandidates(question.roles);
  const starts = setIndexes(open)
    .map((index) => window.start + index * TICK_MS)
    .filter((start) => !needsMatching || assignUnits(question.roles.map((role) => ({ key: role.key, units: unitsFor(role.key, start) }))) !== null);
  return { starts, unitsFor };
}

function openingTicks(question: StartsQuestion, window: TimeRange): Ticks {
  const { durationMs, stepMs, starts, opening } = question;
  const ticks = clearTicks(Math.ceil((window.end - window.start) / TICK_MS));
  const first = Math.max(question.earliest, window.start);
  const last = Math.min(question.latest, window.end - 1);
  // A start between two ticks is never offered: the facts are no finer than that.
  const offer = (start: number): void => {
    if (start >= first && start <= last && (start - window.start) % TICK_MS === 0) markCovered(ticks, window.start, { start, end: start + TICK_MS });
  };
  for (const open of opening) {
    const fits = (start: number): boolean => open.start <= start && start + durationMs <= open.end;
    if (starts) for (const start of starts.filter(fits)) offer(start);
    else for (let start = open.start; fits(start); start += stepMs) offer(start);
  }
  return ticks;
}

/**
 * True when taking a unit for `range` (its buffers included) would leave free working time before or after it that is too short for
 * even its shortest service: nobody could ever book that. Recommendations prefer starts for which this is false.
 */
export function leavesGap(prepared: PreparedUnits, unitId: string, range: TimeRange, shortestMs: number): boolean {
  const left = prepared.leftAround(unitId, range);
  return [left.beforeMs, left.afterMs].some((ms) => ms > 0 && ms < shortestMs);
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
