import type { Actor } from '@zhike/domain/kernel/actor';
import { grantsOf } from '../modules/access/roles';
import { REACHED_STORES } from '../modules/stores/queries.reach';
import { hashToken } from '../platform/crypto';
import type { Ports } from '../platform/ports';
import { readRows, sqlOf } from '../platform/db';

export interface Knock {
  readonly actor: Actor;
  readonly problem: 'missing' | 'unknown' | 'expired' | 'revoked';
  readonly sessionId: string | null;
}

interface SessionRow {
  id: string;
  kind: string;
  expires_at: Date;
  revoked_at: Date | null;
  identity_id: string | null;
  customer_id: string | null;
  staff_id: string | null;
  wecom_user_id: string | null;
  name: string | null;
  roles: string[] | null;
  left_at: Date | null;
  store_ids: string[] | null;
}

const FIND = `SELECT s.id, s.kind, s.expires_at, s.revoked_at, s.identity_id, i.customer_id, s.staff_id, m.wecom_user_id, m.name, m.roles, m.left_at,
  ${REACHED_STORES} AS store_ids
  FROM sessions s LEFT JOIN customer_identities i ON i.id = s.identity_id LEFT JOIN staff_members m ON m.id = s.staff_id WHERE s.token_hash = $1`;

const nobody = (problem: Knock['problem']): Knock => ({ actor: { kind: 'anonymous' }, problem, sessionId: null });

/** Who a bearer token belongs to, asked of the database at each request: a revoked session or a member who left is out at once. */
export async function findActor(token: string | null, ports: Ports): Promise<Knock> {
  if (!token) return nobody('missing');
  const [row] = await readRows<SessionRow>(ports.db, FIND, [hashToken(token)]);
  if (!row) return nobody('unknown');
  if (row.revoked_at) return nobody('revoked');
  if (row.expires_at <= ports.clock.now()) return nobody('expired');
  if (row.kind === 'customer' && row.identity_id)
    return { actor: { kind: 'customer', identityId: row.identity_id, customerId: row.customer_id }, problem: 'missing', sessionId: row.id };
  if (row.kind === 'staff' && row.staff_id && row.wecom_user_id) {
    if (row.left_at) return nobody('revoked');
    return {
      actor: {
        kind: 'staff',
        staffId: row.staff_id,
        wecomUserId: row.wecom_user_id,
        name: row.name ?? '',
        storeIds: row.store_ids ?? [],
        grants: await grantsOf(sqlOf(ports.db), row.roles ?? []),
      },
      problem: 'missing',
      sessionId: row.id,
    };
  }
  return nobody('unknown');
}
