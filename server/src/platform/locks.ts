import { sqlIn, type Tx } from './db';

export interface LockKeys {
  /** One holder at a time. */
  readonly alone?: readonly string[];
  /** Any number at once, but none beside one who holds it alone. */
  readonly shared?: readonly string[];
}

const LOCK = `SELECT count(CASE WHEN shared THEN pg_advisory_xact_lock_shared(k)::text ELSE pg_advisory_xact_lock(k)::text END)
  FROM (SELECT hashtextextended(w.key, 7) AS k, w.shared FROM unnest($1::text[], $2::bool[]) AS w(key, shared) ORDER BY 1, 2) s`;

/**
 * Locks names until the transaction ends, in the order of their keys: the same for everybody, so a crowd stands in line instead of
 * deadlocking. Trap: that holds within one call; who needs several locks asks for them together.
 */
export async function lockKeys(tx: Tx, { alone = [], shared = [] }: LockKeys): Promise<void> {
  const names = [...new Set(alone)];
  const beside = [...new Set(shared)].filter((key) => !names.includes(key));
  await sqlIn(tx)(LOCK, [
    [...names, ...beside],
    [...names.map(() => false), ...beside.map(() => true)],
  ]);
}
