import { covers, overlaps, type TimeRange } from '../kernel/time-range';
import { askStarts, assignUnits, nearestStarts, type PreparedUnits, type RoleNeed, type StartsQuestion, type UnitTime } from './availability';
import { isSet, TICK_MS } from './ticks';

/** Why a stretch of a unit is taken. `bookingId` for whoever may know it. */
export interface Occupation extends TimeRange {
  readonly kind: 'booking' | 'class' | 'leave' | 'maintenance';
  readonly bookingId: string | null;
}

export interface AdviceFacts {
  /** Every role with all its candidates, wishes aside; `earliest` and `latest` as for the asker. */
  readonly question: StartsQuestion;
  readonly units: readonly UnitTime[];
  /** `prepareUnits` of the same units. */
  readonly prepared: PreparedUnits;
  /** Role key → the unit that is wished. */
  readonly wishes: Readonly<Record<string, string>>;
  readonly startsAt: number;
  /** What occupies each unit around that start. */
  readonly occupations: ReadonlyMap<string, readonly Occupation[]>;
}

/** One obstacle: this unit cannot fill this role then. A role without any candidate has no unit. */
export interface Obstacle {
  readonly reason: 'no_unit' | 'off_shift' | 'taken' | 'absent' | 'daily_limit' | 'shared_candidate';
  readonly roleKey: string;
  readonly unitId: string | null;
  readonly until: number | null;
  readonly bookingId: string | null;
}

/** Other units for some of the wished ones; `choices` as they would be sent. */
export interface UnitSwap {
  readonly choices: Readonly<Record<string, string>>;
  readonly changes: readonly { readonly roleKey: string; readonly fromUnitId: string; readonly toUnitId: string }[];
}

/** The obstacles to a start, role by role, of those roles that nobody can fill; empty when the units would allow it. */
export function findObstacles(facts: AdviceFacts): Obstacle[] {
  const { wishes, startsAt } = facts;
  const units = new Map(facts.units.map((unit) => [unit.unitId, unit]));
  const wanted = facts.question.roles.map((role) => narrowed(role, wishes));
  const fits = wanted.map((role) => ({ key: role.key, units: role.candidates.filter((unitId) => canFill(facts.prepared, unitId, role, startsAt)) }));
  const obstacles = wanted.flatMap((role, i): Obstacle[] => {
    if ((fits[i]?.units.length ?? 0) > 0) return [];
    const offered = role.candidates.filter(
      (unitId) => !role.barred?.some((bar) => bar.because === 'session' && bar.unitId === unitId && bar.range.start === startsAt),
    );
    if (offered.length === 0) return [{ reason: 'no_unit', roleKey: role.key, unitId: wishes[role.key] ?? null, until: null, bookingId: null }];
    return offered.map((unitId) => obstacleOf(units.get(unitId), unitId, role, startsAt, facts.occupations.get(unitId) ?? []));
  });
  if (obstacles.length > 0 || assignUnits(fits)) return obstacles;
  // Each role could be filled, but not all at once: some of them need the same unit.
  return wanted.map((role) => ({ reason: 'shared_candidate', roleKey: role.key, unitId: null, until: null, bookingId: null }));
}

function narrowed(role: RoleNeed, wishes: Readonly<Record<string, string>>): RoleNeed {
  const wish = wishes[role.key];
  return wish === undefined ? role : { ...role, candidates: role.candidates.filter((unitId) => unitId === wish) };
}

const canFill = (prepared: PreparedUnits, unitId: string, role: RoleNeed, startsAt: number): boolean =>
  (startsAt - prepared.window.start) % TICK_MS === 0 && isSet(prepared.startable(unitId, role), (startsAt - prepared.window.start) / TICK_MS);

/** The engine's grain: what is taken is rounded outwards. */
const outwards = (range: TimeRange): TimeRange => ({ start: Math.floor(range.start / TICK_MS) * TICK_MS, end: Math.ceil(range.end / TICK_MS) * TICK_MS });

/** Why a unit that cannot fill a role cannot. What takes it is named by `occupations`. */
function obstacleOf(unit: UnitTime | undefined, unitId: string, role: RoleNeed, startsAt: number, occupations: readonly Occupation[]): Obstacle {
  const obstacle = (reason: Obstacle['reason'], until: number | null, bookingId: string | null): Obstacle => ({
    reason,
    roleKey: role.key,
    unitId,
    until,
    bookingId,
  });
  if (!unit) return obstacle('no_unit', null, null);
  const serves = { start: startsAt + role.offsetMs, end: startsAt + role.offsetMs + role.durationMs };
  const blocked = outwards({ start: serves.start - unit.bufferBeforeMs, end: serves.end + unit.bufferAfterMs });
  const latest = <Range extends TimeRange>(ranges: readonly Range[]): Range | undefined =>
    ranges.filter((range) => overlaps(outwards(range), blocked)).sort((a, b) => b.end - a.end)[0];
  const clash = latest(unit.busy);
  if (clash) {
    const known = latest(occupations);
    const absent = known?.kind === 'leave' || known?.kind === 'maintenance';
    return obstacle(absent ? 'absent' : 'taken', known?.end ?? clash.end, known?.bookingId ?? null);
  }
  const working = joined(unit.working);
  if (working.some((range) => covers(range, serves))) {
    const bar = role.barred?.find((one) => one.unitId === unitId && overlaps(one.range, serves));
    if (bar) return obstacle('daily_limit', bar.range.end, null);
  }
  return obstacle('off_shift', working.find((range) => range.start > serves.start)?.start ?? null, null);
}

/** Neighbouring stretches as one. */
function joined(ranges: readonly TimeRange[]): TimeRange[] {
  const out: TimeRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = out[out.length - 1];
    if (last && range.start <= last.end) out[out.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    else out.push(range);
  }
  return out;
}

/** True when every role can be filled at the start with these wishes: the engine's own word. */
function fillable(facts: AdviceFacts, wishes: Readonly<Record<string, string>>): Map<string, string> | null {
  const roles = facts.question.roles.map((role) => narrowed(role, wishes));
  const free = askStarts(facts.prepared, { ...facts.question, roles });
  if (!free.starts.includes(facts.startsAt)) return null;
  return assignUnits(roles.map((role) => ({ key: role.key, units: free.unitsFor(role.key, facts.startsAt) })));
}

/** Which unit would fill each role, or null when the start is not free with these wishes. */
export function chooseUnits(facts: AdviceFacts): ReadonlyMap<string, string> | null {
  return fillable(facts, facts.wishes);
}

/**
 * The swaps with the fewest changes that make the start possible: other units in place of wished ones, everything else as wished.
 * Law: a swap that is taken as it is books; and when any exchange of wished units would do, at least one is found.
 */
export function findUnitSwaps(facts: AdviceFacts, most: number): UnitSwap[] {
  const wished = facts.question.roles.map((role) => role.key).filter((key) => facts.wishes[key] !== undefined);
  for (let size = 1; size <= wished.length; size++) {
    const swaps: UnitSwap[] = [];
    for (const given of subsets(wished, size)) {
      const kept = Object.fromEntries(Object.entries(facts.wishes).filter(([key]) => !given.includes(key)));
      const chosen = fillable(facts, kept);
      if (!chosen) continue;
      const changes = given.map((roleKey) => ({ roleKey, fromUnitId: facts.wishes[roleKey] ?? '', toUnitId: chosen.get(roleKey) ?? '' }));
      // A freed role that came out as wished was not in the way; the smaller set has been looked at already.
      if (changes.some((change) => change.fromUnitId === change.toUnitId)) continue;
      swaps.push({ choices: { ...kept, ...Object.fromEntries(changes.map((change) => [change.roleKey, change.toUnitId])) }, changes });
      if (swaps.length === most) return swaps;
    }
    if (swaps.length > 0) return swaps;
  }
  return [];
}

function subsets<Item>(items: readonly Item[], size: number): Item[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, i) => subsets(items.slice(i + 1), size - 1).map((rest) => [item, ...rest]));
}

/** The nearest starts of the same wish, in order of time. */
export function nearestWished(facts: AdviceFacts, most: number): number[] {
  const roles = facts.question.roles.map((role) => narrowed(role, facts.wishes));
  return nearestStarts(
    askStarts(facts.prepared, { ...facts.question, roles }).starts.filter((start) => start !== facts.startsAt),
    facts.startsAt,
    most,
  );
}
