import type { ApiRefusal } from '@zhike/domain/api';
import type { Decision } from '@zhike/domain/kernel/decision';
import { metaOf, type Ask } from '../../http/route';
import { isTransient } from '../../platform/db';
import type { Write } from '../../platform/write';

const ATTEMPTS = 3;

class Refused extends Error {
  constructor(readonly refusal: ApiRefusal) {
    super(refusal.code);
  }
}

/** One transaction of a command that opens its own: a refusal leaves nothing behind, a deadlock is tried again. */
export async function transact<Value>(
  ask: Pick<Ask, 'actor' | 'requestId' | 'accepted' | 'ports'>,
  work: (write: Write) => Promise<Decision<Value, ApiRefusal>>,
): Promise<Decision<Value, ApiRefusal>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask.ports.writer.transaction(metaOf(ask), async (write) => {
        const result = await work(write);
        if (!result.ok) throw new Refused(result.refusal);
        return result;
      });
    } catch (error) {
      if (error instanceof Refused) return { ok: false, refusal: error.refusal };
      if (attempt < ATTEMPTS && isTransient(error)) continue;
      throw error;
    }
  }
}
