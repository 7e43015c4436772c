import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { hashToken, newToken } from '../../../platform/crypto';
import { sqlIn } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import type { Write } from '../../../platform/write';
import { findStoreRow } from '../../stores/queries.hours';
import type { Input } from '../input';
import { toKeyView } from '../queries.api-keys';
import { findKeyRow, insertKey, revokeKey } from '../records.api-keys';

/** OR-08: a key for another program. Keys are for who reaches all: they act without a person. */
export async function createApiKey(ask: Ask<ActorOf<'orders.createApiKey'>>, input: Input<'orders.createApiKey'>, write: Write): Answer<'orders.createApiKey'> {
  if (ask.scope.kind !== 'all') return refuse('access.forbidden', { right: 'api_key.manage' });
  const store = await findStoreRow(sqlIn(write.tx), input.storeId);
  if (!store) return refuse('record.not_found', { noun: 'store', id: input.storeId });
  const secret = newToken();
  const key = { id: newId(write.now), name: input.name, hint: secret.slice(-4), scopes: input.scopes, storeId: store.id, createdAt: write.now };
  await insertKey(write.tx, { ...key, hash: hashToken(secret), staffId: ask.actor.staffId });
  await write.event({ type: 'api_key.created', storeId: store.id, data: { keyId: key.id } });
  return allow({ key: toKeyView({ ...key, storeName: store.name, usedAt: null, revokedAt: null }), secret });
}

export async function revokeApiKey(ask: Ask<ActorOf<'orders.revokeApiKey'>>, input: Input<'orders.revokeApiKey'>, write: Write): Answer<'orders.revokeApiKey'> {
  if (ask.scope.kind !== 'all') return refuse('access.forbidden', { right: 'api_key.manage' });
  const key = await findKeyRow(sqlIn(write.tx), { id: input.keyId });
  if (!key) return refuse('record.not_found', { noun: 'api_key', id: input.keyId });
  await revokeKey(write.tx, key.id, write.now);
  await write.event({ type: 'api_key.revoked', storeId: key.storeId, data: { keyId: key.id } });
  return allow({ done: true as const });
}
