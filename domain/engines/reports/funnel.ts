import { DAY_MS } from '../../kernel/time-range';
import type { FunnelDef } from './definition';

/** One record and when it reached each stage, epoch milliseconds; null: not yet, or the stage was skipped. */
export interface FunnelEntry {
  readonly id: string;
  readonly reached: readonly (number | null)[];
}

export interface FunnelStage {
  readonly id: string;
  readonly label: string;
  readonly count: number;
  /** Of those in the stage before; the first: of itself. Empty when nobody was there. */
  readonly ofPrevious: number | null;
  readonly ofFirst: number | null;
  /** Who came this far: the list behind the number. */
  readonly ids: readonly string[];
}

export const FUNNEL_DAYS = 90;

/**
 * A funnel of a cohort: those who entered the first stage within `[from, to)`. Somebody reached a stage if she reached it or a later
 * one within the window after she entered: skipping a stage counts as reaching it, going back undoes nothing, so no stage holds more
 * than the one before. Whoever never had the first stage entered with the earliest of the others.
 */
export function funnel(def: FunnelDef, entries: readonly FunnelEntry[], from: number, to: number): FunnelStage[] {
  const window = (def.windowDays ?? FUNNEL_DAYS) * DAY_MS;
  const reached = entries.flatMap((entry) => {
    const enteredAt = entryOf(entry);
    return enteredAt === null || enteredAt < from || enteredAt >= to ? [] : [{ id: entry.id, furthest: furthest(entry, enteredAt + window) }];
  });
  let before: number | null = null;
  return def.stages.map((stage, k) => {
    const ids = reached.filter((entry) => entry.furthest >= k).map((entry) => entry.id);
    const previous: number = before ?? ids.length;
    before = ids.length;
    return {
      id: stage.id,
      label: stage.label,
      count: ids.length,
      ofPrevious: previous === 0 ? null : ids.length / previous,
      ofFirst: reached.length === 0 ? null : ids.length / reached.length,
      ids,
    };
  });
}

/** When she entered; null: never. */
export function entryOf(entry: FunnelEntry): number | null {
  const first = entry.reached[0];
  if (first !== null && first !== undefined) return first;
  const others = entry.reached.filter((at): at is number => at !== null);
  return others.length === 0 ? null : Math.min(...others);
}

function furthest(entry: FunnelEntry, until: number): number {
  let last = 0;
  entry.reached.forEach((at, k) => {
    if (at !== null && at < until) last = k;
  });
  return last;
}
