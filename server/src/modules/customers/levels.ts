import { levelDefaults } from '@zhike/config/levels';
import type { LevelTerms } from '@zhike/domain/membership/contract';
import { byRank } from '@zhike/domain/membership/levels';
import { sqlIn, type Sql } from '../../platform/db';
import type { Write } from '../../platform/write';
import { findSurvivor } from './records';
import { findLevelKey, findLevelRules, lockLiving, writeLevel, type PersonRow } from './records.levels';

/* What a customer's level is: one field of her record. Membership alone writes it; prices and terms read it. */

/** The levels in force, the lowest first; version 0: the defaults. */
export async function levelsNow(sql: Sql): Promise<{ readonly version: number; readonly levels: LevelTerms[] }> {
  const { version, levels } = (await findLevelRules(sql)) ?? { version: 0, levels: levelDefaults };
  return { version, levels: byRank(levels) };
}

export type Person = PersonRow;

/**
 * Locks the record of a customer, or of whom hers became, until the transaction ends: whatever changes her level or her points stands in
 * this line, and nobody merges her meanwhile. Null when there is no such customer.
 */
export async function holdPerson(write: Pick<Write, 'tx'>, customerId: string): Promise<Person | null> {
  const sql = sqlIn(write.tx);
  for (;;) {
    const id = await findSurvivor(sql, customerId);
    if (id === null) return null;
    const person = await lockLiving(sql, id);
    // Null: merged between the look and the lock.
    if (person) return person;
  }
}

/** Her level from now on; '' for none. Her record is held. */
export function setLevel(write: Pick<Write, 'tx'>, customerId: string, level: string): Promise<void> {
  return writeLevel(write.tx, customerId, level);
}

/** The key of her level now; '' without one. */
export function levelOf(sql: Sql, customerId: string): Promise<string> {
  return findLevelKey(sql, customerId);
}
