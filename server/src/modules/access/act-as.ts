import type { StaffActor } from '@zhike/domain/kernel/actor';
import type { Sql } from '../../platform/db';
import { REACHED_STORES } from '../stores/queries.reach';
import { grantsOf } from './roles';

/** A member by her WeCom account, with what she may do now, for a program that acts in her name; null: there is none, or she has left. */
export async function actAs(sql: Sql, wecomUserId: string): Promise<StaffActor | null> {
  const [row] = await sql<{ id: string; name: string; roles: string[]; storeIds: string[] | null }>(
    `SELECT m.id, m.name, m.roles, ${REACHED_STORES} AS "storeIds" FROM staff_members m WHERE m.wecom_user_id = $1 AND m.left_at IS NULL`,
    [wecomUserId],
  );
  return row ? { kind: 'staff', staffId: row.id, wecomUserId, name: row.name, storeIds: row.storeIds ?? [], grants: await grantsOf(sql, row.roles) } : null;
}
