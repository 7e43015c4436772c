import { inScope } from '@zhike/domain/kernel/access';
import { allow } from '@zhike/domain/kernel/decision';
import type { ApiKeyView } from '@zhike/domain/orders/contract';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { sqlOf } from '../../platform/db';
import { listKeyRows, type ApiKeyRow } from './records.api-keys';

export function toKeyView({ createdAt, usedAt, revokedAt, ...key }: ApiKeyRow): ApiKeyView {
  return { ...key, createdAt: createdAt.toISOString(), usedAt: usedAt?.toISOString() ?? null, revokedAt: revokedAt?.toISOString() ?? null };
}

export async function listApiKeys(ask: Ask<ActorOf<'orders.apiKeys'>>): Answer<'orders.apiKeys'> {
  const rows = await listKeyRows(sqlOf(ask.ports.db));
  return allow({ keys: rows.filter(({ storeId }) => inScope(ask.scope, { storeId, customerId: null, staffIds: [] })).map(toKeyView) });
}
