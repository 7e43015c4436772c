import type { AccountRef } from '@zhike/domain/ledger/accounts';
import { sqlIn } from '../../platform/db';
import type { Write } from '../../platform/write';
import { lockHeld } from './records.held';

/** What a purse holds now. Nobody takes from it until the transaction ends. */
export function heldIn(write: Pick<Write, 'tx'>, purse: AccountRef): Promise<number> {
  return lockHeld(sqlIn(write.tx), purse);
}
