import { askStarts, findFreeStarts, prepareUnits, type AvailabilityQuestion, type RoleNeed, type UnitTime } from '@zhike/domain/booking/availability';
import { DAY_MS, HOUR_MS, MINUTE_MS, overlaps, type TimeRange } from '@zhike/domain/kernel/time-range';
import { median, round3, type BenchContext } from './lib/measure';
import type { Place } from './lib/place';
import { createChance } from './lib/random';

const COLD_MS = 5;
const WARM_MS = 0.5;
const DAYS = 30;
const UNITS = 45;
const BUSY = 20_000;
const ORIGIN = Date.UTC(2027, 0, 1);

interface Row extends TimeRange {
  readonly unitId: string;
}

interface Facts {
  readonly question: Omit<AvailabilityQuestion, 'units'>;
  readonly unitIds: readonly string[];
  readonly rows: readonly Row[];
  readonly shifts: readonly TimeRange[];
}

/** Three roles over 20 + 15 + 10 units, thirty days of nine hours, 20,000 taken stretches of five to thirty minutes. */
function makeFacts(): Facts {
  const chance = createChance(20_261_122);
  const unitIds = Array.from({ length: UNITS }, (_, i) => `unit-${i}`);
  const shifts = Array.from({ length: DAYS }, (_, day) => ({ start: ORIGIN + day * DAY_MS + 9 * HOUR_MS, end: ORIGIN + day * DAY_MS + 18 * HOUR_MS }));
  const rows = Array.from({ length: BUSY }, (): Row => {
    const start = ORIGIN + chance.between(0, DAYS - 1) * DAY_MS + 9 * HOUR_MS + chance.between(0, 9 * 12 - 1) * 5 * MINUTE_MS;
    return { unitId: chance.pick(unitIds), start, end: start + chance.between(1, 6) * 5 * MINUTE_MS };
  });
  const role = (key: string, from: number, until: number): RoleNeed => ({ key, offsetMs: 0, durationMs: HOUR_MS, candidates: unitIds.slice(from, until) });
  return {
    unitIds,
    rows,
    shifts,
    question: {
      window: { start: ORIGIN, end: ORIGIN + DAYS * DAY_MS },
      opening: shifts,
      durationMs: HOUR_MS,
      stepMs: 15 * MINUTE_MS,
      earliest: ORIGIN,
      latest: ORIGIN + DAYS * DAY_MS,
      roles: [role('photographer', 0, 20), role('makeup', 20, 35), role('room', 35, 45)],
    },
  };
}

/** What the server does with the rows of one question. */
function unitsOf(facts: Facts): UnitTime[] {
  const busy = new Map<string, Row[]>();
  for (const row of facts.rows) {
    const list = busy.get(row.unitId);
    if (list) list.push(row);
    else busy.set(row.unitId, [row]);
  }
  return facts.unitIds.map((unitId) => ({ unitId, working: facts.shifts, busy: busy.get(unitId) ?? [], bufferBeforeMs: 0, bufferAfterMs: 0 }));
}

/** Start by start, role by role, unit by unit, looking through everything that is taken: how it is written first. */
function naively(facts: Facts): number[] {
  const { question, rows, shifts } = facts;
  const starts: number[] = [];
  for (const open of question.opening)
    for (let start = open.start; start + question.durationMs <= open.end; start += question.stepMs) {
      const wish = { start, end: start + question.durationMs };
      const free = (unitId: string): boolean =>
        shifts.some((shift) => shift.start <= wish.start && wish.end <= shift.end) && !rows.some((row) => row.unitId === unitId && overlaps(row, wish));
      if (question.roles.every((role) => role.candidates.some(free))) starts.push(start);
    }
  return starts;
}

/**
 * The engine alone. From rows: grouped by unit, turned into bits and asked. Warm: units are prepared and this very service has been asked for.
 * Another service: units are prepared, but nobody has asked for parts of that length and place yet.
 */
export function availabilityEngine(_place: Place, { quick, emit, say }: BenchContext): Promise<void> {
  const facts = makeFacts();
  const { question } = facts;
  const fromRows = (): readonly number[] => findFreeStarts({ ...question, units: unitsOf(facts) }).starts;
  const prepared = prepareUnits(question.window, unitsOf(facts));
  const warm = (): readonly number[] => askStarts(prepared, question).starts;
  const expected = naively(facts);
  for (const found of [fromRows(), warm(), warm()])
    if (JSON.stringify(found) !== JSON.stringify(expected)) throw new Error('the engine and the naive method disagree');
  say(`${expected.length} free starts of ${question.opening.length * 33}`);
  for (let i = 0; i < (quick ? 20 : 200); i++) warm();
  // CPU time: it is the same whatever the neighbours do, and nothing here waits. Its clock ticks in microseconds, so calls go in tens.
  const time = (work: (i: number) => unknown, times: number): number => {
    const begun = process.cpuUsage();
    for (let i = 0; i < times; i++) work(i);
    const spent = process.cpuUsage(begun);
    return (spent.user + spent.system) / 1000 / times;
  };
  const TIMES = 20;
  const ours = { cold: [] as number[], warm: [] as number[], other: [] as number[], naive: [] as number[] };
  for (let round = 0; round < (quick ? 2 : 7); round++) {
    ours.naive.push(time(() => naively(facts), 1));
    ours.cold.push(time(fromRows, TIMES));
    ours.warm.push(time(warm, TIMES));
    // Each of these services is new to these units.
    const others = Array.from({ length: TIMES }, (_, i) => ({
      ...question,
      roles: question.roles.map((role) => ({ ...role, durationMs: HOUR_MS - i * 5 * MINUTE_MS + (i > 10 ? 2 * HOUR_MS : 0), offsetMs: 0 })),
    }));
    const fresh = prepareUnits(question.window, unitsOf(facts));
    askStarts(fresh, question);
    ours.other.push(time((i) => askStarts(fresh, others[i] ?? question).starts, TIMES));
  }
  const baseline = median(ours.naive);
  const line = (name: string, value: number, most: number): void =>
    emit({
      name,
      value: round3(value),
      unit: 'ms of CPU',
      baseline: round3(baseline),
      ratio: round3(baseline / value),
      target: `value <= ${most} ms`,
      pass: value <= most,
      note: `${UNITS} units, ${BUSY} taken stretches, ${DAYS} days; baseline: the naive method, same answer`,
    });
  line('free-slots.engine.from-rows', median(ours.cold), COLD_MS);
  line('free-slots.engine.warm', median(ours.warm), WARM_MS);
  line('free-slots.engine.another-service', median(ours.other), WARM_MS);
  return Promise.resolve();
}
