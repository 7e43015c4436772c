import { findFreeStarts, type FreeStarts, type RoleNeed, type UnitTime } from '@zhike/domain/booking/availability';
import { bookableSpan, datesFrom } from '@zhike/domain/booking/rules';
import { DAY_MS, HOUR_MS, MINUTE_MS, type TimeRange } from '@zhike/domain/kernel/time-range';
import type { CalendarDate } from '@zhike/domain/kernel/calendar-date';
import type { Sql } from '../../platform/db';
import type { OfferRow, ServiceRow, StoreRow } from './records.services';
import { midnightOf, openingsOn } from './store-clock';
import { findTimes, type SpansByUnit, type UnitRow } from './records.units';

/** Longest buffer that saveUnit accepts; the window of a question is this much wider than the opening. */
const MARGIN_MS = 8 * HOUR_MS;

export interface Candidates {
  readonly service: ServiceRow;
  readonly store: StoreRow;
  readonly units: readonly UnitRow[];
  /** Units that may fill each role, before wishes. */
  readonly byRole: ReadonlyMap<string, readonly UnitRow[]>;
}

/** True when the service is on sale at the store now. A booking that is already made may be moved all the same. */
export function isOnSale({ service, store }: OfferRow): boolean {
  return service.active && store !== null && service.storeIds.includes(store.id);
}

/** The units that could serve at all: right type, right store, right skill, in use. Null when there is no such store. */
export function candidatesOf({ service, store, units }: OfferRow): Candidates | null {
  if (!store) return null;
  const byRole = new Map(
    service.roles.map((role) => [role.key, units.filter((unit) => unit.typeId === role.typeId && (role.skill === null || unit.skills.includes(role.skill)))]),
  );
  return { service, store, units, byRole };
}

export interface TimeFacts {
  readonly free: FreeStarts;
  readonly openings: ReadonlyMap<CalendarDate, readonly TimeRange[]>;
  readonly busy: SpansByUnit;
}

export interface Question {
  readonly dates: { readonly from: CalendarDate; readonly days: number };
  readonly choices: Readonly<Record<string, string>>;
  readonly now: number;
  readonly by: 'customer' | 'staff';
  /** A booking that is being moved does not stand in its own way. */
  readonly ignoreBookingId?: string | null;
}

/** Everything the pure engine needs for some days of one store, and its answer. */
export async function loadFreeStarts(sql: Sql, candidates: Candidates, question: Question): Promise<TimeFacts> {
  const { service, store } = candidates;
  const dates = datesFrom(question.dates.from, question.dates.days);
  const openings = openingsOn(dates, store.opening, store.zone);
  const lastDay = dates[dates.length - 1] ?? question.dates.from;
  // The last evening may be open past midnight.
  const lastEnd = Math.max(midnightOf(lastDay, store.zone) + DAY_MS, ...(openings.get(lastDay) ?? []).map((open) => open.end));
  const window: TimeRange = { start: midnightOf(question.dates.from, store.zone) - MARGIN_MS, end: lastEnd + MARGIN_MS };
  const ids = candidates.units.map((unit) => unit.id);
  const people = candidates.units.filter((unit) => unit.kind === 'person').map((unit) => unit.id);
  const { busy, shifts } = await findTimes(sql, {
    unitIds: ids,
    personIds: people,
    storeId: store.id,
    range: window,
    ignoreBookingId: question.ignoreBookingId ?? null,
  });
  const opening = [...openings.values()].flat();
  const units = unitTimes(candidates.units, busy, shifts, opening);
  const load = loadPerUnit(busy);
  const roles: RoleNeed[] = service.roles.map((role) => {
    const wished = question.choices[role.key];
    const all = candidates.byRole.get(role.key) ?? [];
    const allowed = wished ? all.filter((unit) => unit.id === wished) : [...all].sort((a, b) => (load.get(a.id) ?? 0) - (load.get(b.id) ?? 0));
    return {
      key: role.key,
      offsetMs: role.offsetMinutes * MINUTE_MS,
      durationMs: role.durationMinutes * MINUTE_MS,
      candidates: allowed.map((unit) => unit.id),
    };
  });
  const span = bookableSpan(service, question.now, question.by);
  const free = findFreeStarts({
    window,
    opening,
    durationMs: service.durationMinutes * MINUTE_MS,
    stepMs: service.stepMinutes * MINUTE_MS,
    earliest: span.earliest,
    latest: span.latest,
    roles,
    units,
  });
  return { free, openings, busy };
}

function unitTimes(units: readonly UnitRow[], busy: SpansByUnit, shifts: SpansByUnit, opening: readonly TimeRange[]): UnitTime[] {
  return units.map((unit) => ({
    unitId: unit.id,
    working: unit.kind === 'person' ? (shifts.get(unit.id) ?? []) : opening,
    busy: busy.get(unit.id) ?? [],
    bufferBeforeMs: unit.bufferBeforeMinutes * MINUTE_MS,
    bufferAfterMs: unit.bufferAfterMinutes * MINUTE_MS,
  }));
}

/** Booked time per unit over the days that were asked for: "any" goes to the least loaded. */
function loadPerUnit(busy: SpansByUnit): Map<string, number> {
  return new Map([...busy].map(([unitId, spans]) => [unitId, spans.reduce((sum, span) => sum + (span.end - span.start), 0)]));
}
