import { allow } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { sqlOf } from '../../platform/db';
import { listAsks } from './records.asks';

/** What waits for the customer. */
export async function getAsks(ask: Ask<ActorOf<'flows.asks'>>): Answer<'flows.asks'> {
  const { customerId } = ask.actor;
  const rows = customerId ? await listAsks(sqlOf(ask.ports.db), customerId) : [];
  return allow({
    asks: rows.map(({ token, act, title, note, about, outcomes, openedAt, linkId }) => ({
      token,
      act,
      title,
      note,
      about,
      outcomes: [...outcomes],
      askedAt: openedAt.toISOString(),
      linkId,
    })),
  });
}
