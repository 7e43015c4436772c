import { createHash } from 'node:crypto';
import type { Actor } from '@zhike/domain/kernel/actor';
import type { FieldCrypto } from '../platform/crypto';
import { changeIn, readRows, sendIn, sqlIn, type Db, type Tx } from '../platform/db';

export type Claim = { readonly kind: 'first' } | { readonly kind: 'replay'; readonly body: unknown } | { readonly kind: 'other_body' };

/** Whose key it is: two people may use the same key. */
export function keyOwner(actor: Actor): string {
  if (actor.kind === 'customer') return `customer:${actor.identityId}`;
  if (actor.kind === 'staff') return `staff:${actor.staffId}`;
  return actor.kind;
}

/** A hash of the endpoint and the parsed body: the same wish, whatever the spacing. */
export function requestHash(endpoint: string, input: unknown): string {
  return createHash('sha256')
    .update(`${endpoint}\n${JSON.stringify(input)}`)
    .digest('hex');
}

/**
 * Claims the key inside the command's transaction. A concurrent twin waits on the row's unique key until the first one
 * commits (then it replays the stored answer) or rolls back (then it becomes the first).
 */
export async function claimKey(tx: Tx, crypto: FieldCrypto, owner: string, key: string, endpoint: string, hash: string): Promise<Claim> {
  const inserted = await changeIn(
    tx,
    `INSERT INTO idempotency_keys (actor_key, key, endpoint, request_hash, status, response) VALUES ($1, $2, $3, $4, 0, 'null'::jsonb) ON CONFLICT DO NOTHING`,
    [owner, key, endpoint, hash],
  );
  if (inserted === 1) return { kind: 'first' };
  const [row] = await sqlIn(tx)<{ body: string; hash: string }>(
    'SELECT response AS body, request_hash AS hash FROM idempotency_keys WHERE actor_key = $1 AND key = $2',
    [owner, key],
  );
  if (!row) throw new Error('an idempotency key vanished');
  if (row.hash !== hash) return { kind: 'other_body' };
  return { kind: 'replay', body: JSON.parse(crypto.decrypt(row.body, answerContext(owner, key))) as unknown };
}

/** True when a command with this key has been answered, so that asking again means its answer. */
export async function isAnswered(db: Db, owner: string, key: string): Promise<boolean> {
  return (await readRows(db, 'SELECT 1 FROM idempotency_keys WHERE actor_key = $1 AND key = $2', [owner, key])).length > 0;
}

const answerContext = (owner: string, key: string) => `idempotency_keys:response:${owner}/${key}` as const;

/** Stores the answer beside its effect, encrypted: it holds what only its reader may see. The commit waits for it. */
export function storeAnswer(tx: Tx, crypto: FieldCrypto, owner: string, key: string, body: unknown): void {
  sendIn(tx, 'UPDATE idempotency_keys SET status = 200, response = $3::jsonb WHERE actor_key = $1 AND key = $2', [
    owner,
    key,
    JSON.stringify(crypto.encrypt(JSON.stringify(body), answerContext(owner, key))),
  ]);
}
