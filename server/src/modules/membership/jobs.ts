import { dateAt } from '@zhike/domain/kernel/calendar-date';
import { cardExpired } from '@zhike/domain/ledger/acts.cards';
import { isOver } from '@zhike/domain/membership/rules';
import { sqlIn, sqlOf } from '../../platform/db';
import { repeatJob, type JobHandler } from '../../platform/jobs';
import type { Ports } from '../../platform/ports';
import { post } from '../ledger/post';
import { cardOf } from './commands/open';
import { listOver, lockCards } from './records.cards';
import { todayOf, withPurses } from './view';

const CHINA_MINUTES = 480;
const BY = { actor: { kind: 'system', job: 'membership.expire' }, requestId: null } as const;

/** Empties what has run out, a card a transaction; the key of the act lets it happen once for each last day, and principal stays. Answers how many. */
export async function expireCards(ports: Ports): Promise<number> {
  let expired = 0;
  const today = dateAt(ports.clock.now().getTime(), CHINA_MINUTES);
  for (const id of await listOver(sqlOf(ports.db), today))
    expired += await ports.writer.transaction(BY, async (write) => {
      const sql = sqlIn(write.tx);
      const [card] = await withPurses(sql, await lockCards(sql, [id]));
      // Meanwhile frozen, extended, given back or emptied.
      if (card?.facts.state !== 'active' || !isOver(card.facts, todayOf(card.row, write.now))) return 0;
      const { row, facts } = card;
      if (facts.bonusFen + facts.unearnedFen + facts.sessions === 0) return 0;
      if (!(await post(write, cardExpired(cardOf(row), facts, row.validUntil ?? '')))) return 0;
      const data = { cardId: row.id, cardName: row.terms.name, sessions: facts.sessions, bonusFen: facts.bonusFen };
      await write.event({ type: 'card.expired', storeId: row.storeId, customerId: row.customerId, data });
      return 1;
    });
  return expired;
}

/** Nightly, after midnight on the shop's clock. */
export function membershipJobs(ports: Ports): JobHandler[] {
  return [repeatJob('membership.expire', '20 16 * * *', async () => void (await expireCards(ports)))];
}
