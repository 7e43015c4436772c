import { ACCOUNT_KINDS, accountKey } from '@zhike/domain/ledger/accounts';
import { gathered, type Posting } from '@zhike/domain/ledger/posting';
import { actorRef } from '@zhike/domain/kernel/actor';
import { newId } from '../../platform/ids';
import type { Write } from '../../platform/write';
import { giveAccounts, sendPosting, writePosting, type StoredPosting } from './records';

function stored(write: Write, posting: Posting): StoredPosting {
  const { lines, ...about } = posting;
  const ref = actorRef(write.actor);
  return {
    ...about,
    id: newId(write.now),
    at: write.now.toISOString(),
    actorKind: ref.kind,
    actorId: ref.id,
    lines: gathered(lines).map(({ account, amount }) => {
      const { unit, side, holds } = ACCOUNT_KINDS[account.kind];
      return { ...account, key: accountKey(account), unit, side: side === 'debit' ? 1 : -1, guarded: holds === 'purse', amount };
    }),
  };
}

/**
 * Writes a business act into the books, in the transaction of what caused it. False: it stood there already (same key). When a purse
 * holds less than the act takes, the database refuses and the whole transaction ends as a fault: a command looks first, under a lock (`heldIn`,
 * a card's row), and answers a refusal of its own.
 */
export function post(write: Write, posting: Posting): Promise<boolean> {
  return writePosting(write.tx, stored(write, posting));
}

/** As `post`, for an act whose outcome nobody waits for: it runs in its turn, and the transaction fails if it does. */
export function postAlong(write: Write, posting: Posting): void {
  sendPosting(write.tx, stored(write, posting));
}

/** When two records become one, the purses follow. Points are one purse a person: those are moved by an act of their own. */
export async function moveAccounts(write: Pick<Write, 'tx'>, intoId: string, fromId: string): Promise<void> {
  await giveAccounts(write.tx, intoId, fromId);
}
