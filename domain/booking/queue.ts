import { defineLifecycle } from '../kernel/lifecycle';
import { overlaps, type TimeRange } from '../kernel/time-range';
import { assignUnits, findFreeStarts, type RoleNeed, type UnitTime } from './availability';
import type { TicketView } from './contract';
import { TICK_MS } from './ticks';

export type TicketState = TicketView['state'];
export type TicketVerb = 'call' | 'serve' | 'leave' | 'skip';

/** A guest may be called again, and served without having been called. */
export const ticketLifecycle = defineLifecycle<TicketState, TicketVerb>({
  name: 'ticket',
  initial: ['waiting'],
  table: {
    waiting: { call: 'called', serve: 'served', leave: 'left', skip: 'skipped' },
    called: { call: 'called', serve: 'served', leave: 'left', skip: 'skipped' },
    served: {},
    left: {},
    skipped: {},
  },
});

/** What a guest in the line waits for, with her party: the parts of the service and who could fill each. */
export interface Waiter {
  readonly id: string;
  readonly durationMs: number;
  readonly roles: readonly RoleNeed[];
}

export interface Day {
  readonly now: number;
  /** The rest of the day's opening, and what the units do in it: on shift, booked. */
  readonly opening: readonly TimeRange[];
  readonly window: TimeRange;
  readonly units: readonly UnitTime[];
}

export interface Expected {
  /** Guests before her who wait for somebody whom she waits for, too. */
  readonly before: number;
  /** Null: nobody can serve her today any more. */
  readonly at: number | null;
}

/**
 * When everyone in the line will be served, first come first served: each takes the first moment at which somebody skilled is on shift and
 * free for her whole service, bookings to come included, and that somebody is busy for those behind her.
 */
export function expectLine(day: Day, line: readonly Waiter[]): Map<string, Expected> {
  const { now, window, opening } = day;
  const busy = new Map(day.units.map((unit) => [unit.unitId, [...unit.busy]]));
  const expected = new Map<string, Expected>();
  for (const [place, waiter] of line.entries()) {
    const units = day.units.map((unit) => ({ ...unit, busy: busy.get(unit.unitId) ?? [] }));
    const free = findFreeStarts({
      window,
      opening,
      units,
      durationMs: waiter.durationMs,
      stepMs: TICK_MS,
      earliest: floorToTick(now),
      latest: window.end,
      roles: waiter.roles,
    });
    const start = free.starts[0] ?? null;
    if (start !== null) take(waiter, start);
    expected.set(waiter.id, {
      before: line.slice(0, place).filter((other) => compete(other, waiter)).length,
      at: start === null ? null : Math.max(start, now),
    });

    function take(guest: Waiter, from: number): void {
      const picked = assignUnits(guest.roles.map((role) => ({ key: role.key, units: free.unitsFor(role.key, from) })));
      for (const role of guest.roles) {
        const unit = units.find(({ unitId }) => unitId === picked?.get(role.key));
        if (!unit) continue;
        const begins = from + role.offsetMs;
        busy.get(unit.unitId)?.push({ start: begins - unit.bufferBeforeMs, end: begins + role.durationMs + unit.bufferAfterMs });
      }
    }
  }
  return expected;
}

/** A walk-in begins at the tick that is going on. */
export function floorToTick(instant: number): number {
  return Math.floor(instant / TICK_MS) * TICK_MS;
}

function compete(a: Waiter, b: Waiter): boolean {
  const wanted = new Set(b.roles.flatMap((role) => role.candidates));
  return a.roles.some((role) => role.candidates.some((unitId) => wanted.has(unitId)));
}

/** Whether the line takes guests for a service: the store is open now, and for every person it needs somebody is still on shift today. */
export function isLineOpen(day: Day, roles: readonly (RoleNeed & { readonly kind: 'person' | 'place' | 'thing' })[]): boolean {
  const open = day.opening.find((range) => range.start <= day.now && day.now < range.end);
  if (!open) return false;
  const rest = { start: day.now, end: open.end };
  const works = (unitId: string): boolean => day.units.some((unit) => unit.unitId === unitId && unit.working.some((range) => overlaps(range, rest)));
  return roles.every((role) => role.kind !== 'person' || role.candidates.some(works));
}
