import { createHash } from 'node:crypto';
import type { Actor } from '@zhike/domain/kernel/actor';
import type { Tx } from '../platform/db';

export type Claim = { readonly kind: 'first' } | { readonly kind: 'replay'; readonly status: number; readonly body: unknown } | { readonly kind: 'other_body' };

/** Whose key it is: two people may use the same key. */
export function keyOwner(actor: Actor): string {
  if (actor.kind === 'customer') return `customer:${actor.identityId}`;
  if (actor.kind === 'staff') return `staff:${actor.staffId}`;
  return actor.kind;
}

/** A hash of the endpoint and the parsed body: the same wish, whatever the spacing. */
export function requestHash(endpoint: string, input: unknown): string {
  return createHash('sha256').update(`${endpoint}\n${JSON.stringify(input)}`).digest('hex');
}

/**
 * Claims the key inside the command's transaction. A concurrent twin waits on the row's unique key until the first one
 * commits (then it replays the stored answer) or rolls back (then it becomes the first).
 */
export async function claimKey(tx: Tx, owner: string, key: string, endpoint: string, hash: string): Promise<Claim> {
  const inserted = await tx.$executeRaw`
    INSERT INTO idempotency_keys (actor_key, key, endpoint, request_hash, status, response)
    VALUES (${owner}, ${key}, ${endpoint}, ${hash}, 0, 'null'::jsonb) ON CONFLICT DO NOTHING`;
  if (inserted === 1) return { kind: 'first' };
  const row = await tx.idempotencyKey.findUniqueOrThrow({ where: { actorKey_key: { actorKey: owner, key } } });
  if (row.requestHash !== hash) return { kind: 'other_body' };
  return { kind: 'replay', status: row.status, body: row.response };
}

/** Stores the answer beside its effect. */
export async function storeAnswer(tx: Tx, owner: string, key: string, status: number, body: unknown): Promise<void> {
  await tx.$executeRaw`UPDATE idempotency_keys SET status = ${status}, response = ${JSON.stringify(body)}::jsonb WHERE actor_key = ${owner} AND key = ${key}`;
}
