import { DAY_MS } from '../../kernel/time-range';
import type { Reentry } from './definition';
import type { SkipReason } from './occurrence';

/** When a rule ran for a record before; occurrences that did not run are not in it. */
export interface FiringHistory {
  readonly times: number;
  /** Epoch milliseconds; null: never. */
  readonly lastAt: number | null;
  /** Whether she has been outside of the trigger since then. */
  readonly leftSince: boolean;
}

/** Whether a rule may run for a record once more; null: it may. Days are counted as 24 hours from the last run. */
export function decideReentry(reentry: Reentry, history: FiringHistory, now: number): SkipReason | null {
  if (history.lastAt === null || history.times === 0 || reentry === 'everyTime') return null;
  if (reentry === 'once') return 'already_once';
  if ('afterDays' in reentry) return now - history.lastAt < reentry.afterDays * DAY_MS ? 'again_too_soon' : null;
  return history.leftSince ? null : 'not_left';
}
