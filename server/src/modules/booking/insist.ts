import { openTries, TryAgain } from '../../http/route';
import { brokenConstraint, isTransient } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import type { Write, WriteMeta } from '../../platform/write';

/**
 * A transaction of a job, or of a command that opens its own: when somebody was faster at its units it runs again with fresh facts. What
 * dispatch does for ordinary commands. After the last try the error goes on: a job comes again by itself.
 */
export async function insist<T>(ports: Ports, meta: WriteMeta, work: (write: Write) => Promise<T>): Promise<T> {
  const tries = openTries();
  for (;;) {
    try {
      return await ports.writer.transaction(meta, work);
    } catch (error) {
      const again = error instanceof TryAgain || isTransient(error) || brokenConstraint(error) === 'reservations_no_overlap';
      if (!again || !(await tries.again())) throw error;
      if (error instanceof TryAgain) await error.first?.();
    }
  }
}
