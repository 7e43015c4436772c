import type { LevelTerms } from '@zhike/domain/membership/contract';
import { changeIn, type Sql, type Tx } from '../../platform/db';

export interface LevelRulesRow {
  readonly version: number;
  readonly levels: LevelTerms[];
}

/** The levels that were set last; null: none ever. */
export async function findLevelRules(sql: Sql): Promise<LevelRulesRow | null> {
  return (await sql<LevelRulesRow>('SELECT version, levels FROM level_rules ORDER BY version DESC LIMIT 1', []))[0] ?? null;
}

export interface PersonRow {
  readonly customerId: string;
  readonly name: string;
  readonly storeId: string | null;
  readonly level: string;
}

/** Locks a customer's record against a merge and against others who do so; null when it was merged meanwhile. */
export async function lockLiving(sql: Sql, customerId: string): Promise<PersonRow | null> {
  const rows = await sql<PersonRow>(
    `SELECT id AS "customerId", name, store_id AS "storeId", level FROM customers WHERE id = $1::uuid AND merged_into_id IS NULL FOR NO KEY UPDATE`,
    [customerId],
  );
  return rows[0] ?? null;
}

/** A person's level without a lock; '' without one. */
export async function findLevelKey(sql: Sql, customerId: string): Promise<string> {
  return (await sql<{ level: string }>('SELECT level FROM customers WHERE id = $1::uuid', [customerId]))[0]?.level ?? '';
}

export async function writeLevel(tx: Tx, customerId: string, level: string): Promise<void> {
  await changeIn(tx, 'UPDATE customers SET level = $2 WHERE id = $1::uuid', [customerId, level]);
}
