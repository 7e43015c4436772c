import type { Write } from '../../platform/write';
import { writeCheckpoints } from './records';

/** Carries the pots' sums forward through a line, so that a balance costs what came after it. Every transaction with a line up to it must be over. */
export function carryForward(write: Pick<Write, 'tx' | 'now'>, throughId: string): Promise<number> {
  return writeCheckpoints(write.tx, throughId, write.now);
}
