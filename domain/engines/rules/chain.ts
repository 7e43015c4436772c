import { RULE_LIMITS } from './definition';
import type { SkipReason } from './occurrence';

/** What led to an event, from its root on: `rule@record`, and flows likewise. */
export interface Chain {
  readonly root: string;
  readonly links: readonly string[];
}

export const linkOf = (ruleId: string, recordId: string): string => `${ruleId}@${recordId}`;
export const rootChain = (eventId: string): Chain => ({ root: eventId, links: [] });
/** The chain of what a rule's effects cause. */
export const chained = (chain: Chain, ruleId: string, recordId: string): Chain => ({ root: chain.root, links: [...chain.links, linkOf(ruleId, recordId)] });

/**
 * Whether a rule may fire at the end of a chain: once for a record in one chain, no deeper than eight, no more than two hundred from
 * one root. A stop is an occurrence that is skipped, with the chain: nobody has to guess why it was silent.
 * @param fromRoot occurrences that the root has caused so far
 */
export function decideChain(chain: Chain, ruleId: string, recordId: string, fromRoot: number): SkipReason | null {
  if (chain.links.includes(linkOf(ruleId, recordId)) || chain.links.length >= RULE_LIMITS.chainDepth) return 'loop';
  return fromRoot >= RULE_LIMITS.perRoot ? 'too_many' : null;
}

/** The owner hears of loops when they come for the third time in a day, and once only. */
export const tellsOwner = (loopsToday: number): boolean => loopsToday === 3;
