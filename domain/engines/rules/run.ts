import { MINUTE_MS } from '../../kernel/time-range';
import { durationMs } from '../effects';
import { decideChain, type Chain } from './chain';
import type { RuleDef } from './definition';
import { isCompared, isPlanned } from './due';
import type { Occurrence, SkipReason } from './occurrence';
import { decideReentry, type FiringHistory } from './reentry';

/**
 * Whether the condition is asked (again) when an occurrence runs: what the calendar planned is asked only then; what an event fired was
 * asked on the record as it was saved, and is asked again when time has passed since.
 */
export function looksAgain(rule: Pick<RuleDef, 'trigger' | 'recheck'>, dueAt: number, now: number): boolean {
  return (
    isPlanned(rule.trigger) ||
    isCompared(rule.trigger) ||
    rule.trigger.on === 'moment' ||
    rule.trigger.on === 'after' ||
    (rule.recheck && now - dueAt > MINUTE_MS)
  );
}

/** What is known at the moment an occurrence comes up. */
export interface RunFacts {
  readonly now: number;
  /** The record is there: not deleted, not merged. */
  readonly alive: boolean;
  /** Its date still is the one it was planned for. */
  readonly still: boolean;
  readonly matches: boolean;
  readonly stop: boolean;
  /** `untilPassed`: the instant; null: there is none. */
  readonly passesAt: number | null;
  readonly history: FiringHistory;
  readonly chain: Chain;
  readonly fromRoot: number;
}

export type RunDecision =
  | { readonly do: 'run' }
  | { readonly do: 'wait'; readonly until: number }
  | { readonly do: 'skip' | 'cancel'; readonly reason: SkipReason };

/**
 * Whether an occurrence runs now, in the order in which people would ask: is it time, is the rule on, is the record there, was it
 * stopped, is the date still so, is it too late, does it fit, may it again, does it turn in circles.
 */
export function decideRun(rule: RuleDef, occurrence: Pick<Occurrence, 'dueAt' | 'recordId'>, facts: RunFacts): RunDecision {
  if (occurrence.dueAt > facts.now) return { do: 'wait', until: occurrence.dueAt };
  if (!rule.on) return { do: 'cancel', reason: 'switched_off' };
  if (!facts.alive) return { do: 'cancel', reason: 'record_gone' };
  if (facts.stop) return { do: 'cancel', reason: 'stopped' };
  if (!facts.still) return { do: 'cancel', reason: 'moved' };
  if (facts.passesAt !== null && facts.passesAt <= facts.now) return { do: 'skip', reason: 'too_late' };
  if (rule.expires && facts.now - occurrence.dueAt > durationMs(rule.expires)) return { do: 'skip', reason: 'expired' };
  if (!facts.matches) return { do: 'skip', reason: 'not_matching' };
  const reason = decideChain(facts.chain, rule.id, occurrence.recordId, facts.fromRoot) ?? decideReentry(rule.reentry, facts.history, facts.now);
  return reason === null ? { do: 'run' } : { do: 'skip', reason };
}
