import { findFreeStarts, type FreeStarts, type RoleNeed, type UnitTime } from '@zhike/domain/booking/availability';
import { bookableSpan, datesFrom } from '@zhike/domain/booking/rules';
import { DAY_MS, HOUR_MS, MINUTE_MS, type TimeRange } from '@zhike/domain/kernel/time-range';
import type { CalendarDate } from '@zhike/domain/kernel/calendar-date';
import { instantOf } from '@zhike/domain/kernel/zone';
import type { Sql } from '../../platform/db';
import type { OfferRow, ServiceRow, StoreRow } from './records.services';
import { openingsOn } from './store-clock';
import { findTimes, type UnitRow, type UnitSpan } from './records.units';

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
  const byRole = new Map(service.roles.map((role) => [role.key, units.filter((unit) => unit.typeId === role.typeId && (role.skill === null || unit.skills.includes(role.skill)))]));
  return { service, store, units, byRole };
}

export interface TimeFacts {
  readonly free: FreeStarts;
  readonly openings: ReadonlyMap<CalendarDate, readonly TimeRange[]>;
  readonly busy: readonly UnitSpan[];
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
  const window: TimeRange = { start: instantOf(question.dates.from, '00:00', store.zone) - MARGIN_MS, end: instantOf(dates[dates.length - 1] ?? question.dates.from, '00:00', store.zone) + DAY_MS + MARGIN_MS };
  const ids = candidates.units.map((unit) => unit.id);
  const people = candidates.units.filter((unit) => unit.kind === 'person').map((unit) => unit.id);
  const { busy, shifts } = await findTimes(sql, { unitIds: ids, personIds: people, storeId: store.id, range: window, ignoreBookingId: question.ignoreBookingId ?? null });
  const opening = [...openings.values()].flat();
  const units = unitTimes(candidates.units, busy, shifts, opening);
  const load = minutesPerUnit(busy);
  const roles: RoleNeed[] = service.roles.map((role) => {
    const wished = question.choices[role.key];
    const all = candidates.byRole.get(role.key) ?? [];
    const allowed = wished ? all.filter((unit) => unit.id === wished) : [...all].sort((a, b) => (load.get(a.id) ?? 0) - (load.get(b.id) ?? 0));
    return { key: role.key, offsetMs: role.offsetMinutes * MINUTE_MS, durationMs: role.durationMinutes * MINUTE_MS, candidates: allowed.map((unit) => unit.id) };
  });
  const span = bookableSpan(service, question.now, question.by);
  const free = findFreeStarts({ window, opening, durationMs: service.durationMinutes * MINUTE_MS, stepMs: service.stepMinutes * MINUTE_MS, earliest: span.earliest, latest: span.latest, roles, units });
  return { free, openings, busy };
}

function unitTimes(units: readonly UnitRow[], busy: readonly UnitSpan[], shifts: readonly (TimeRange & { unitId: string })[], opening: readonly TimeRange[]): UnitTime[] {
  const busyBy = groupBy(busy);
  const shiftsBy = groupBy(shifts);
  return units.map((unit) => ({
    unitId: unit.id,
    working: unit.kind === 'person' ? (shiftsBy.get(unit.id) ?? []) : opening,
    busy: busyBy.get(unit.id) ?? [],
    bufferBeforeMs: unit.bufferBeforeMinutes * MINUTE_MS,
    bufferAfterMs: unit.bufferAfterMinutes * MINUTE_MS,
  }));
}

function groupBy<Row extends { unitId: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const map = new Map<string, Row[]>();
  for (const row of rows) {
    const list = map.get(row.unitId);
    if (list) list.push(row);
    else map.set(row.unitId, [row]);
  }
  return map;
}

/** Booked minutes per unit over the days that were asked for: "any" goes to the least loaded. */
function minutesPerUnit(busy: readonly UnitSpan[]): Map<string, number> {
  const load = new Map<string, number>();
  for (const row of busy) load.set(row.unitId, (load.get(row.unitId) ?? 0) + (row.end - row.start) / MINUTE_MS);
  return load;
}
