import type { StaffSheet } from '@zhike/domain/stores/contract';
import { changeIn, type Sql, type Tx } from '../../platform/db';
import { REACHED_STORES } from './queries.reach';

/** A member, and every store that she reaches: her own, and those of her regions and of the regions below. */
export interface MemberRow extends StaffSheet {
  readonly reachedStoreIds: readonly string[];
}

const MEMBER = `SELECT m.id, m.wecom_user_id AS "wecomUserId", m.name, m.title, m.roles, m.left_at IS NOT NULL AS left,
  ARRAY(SELECT ss.store_id::text FROM staff_stores ss WHERE ss.staff_id = m.id ORDER BY 1) AS "storeIds",
  ARRAY(SELECT sr.region_id::text FROM staff_regions sr WHERE sr.staff_id = m.id ORDER BY 1) AS "regionIds",
  (SELECT u.id FROM resource_units u WHERE u.staff_id = m.id) AS "unitId",
  ${REACHED_STORES} AS "reachedStoreIds"
  FROM staff_members m`;

/** Every member, those who left last. */
export function listMembers(sql: Sql): Promise<MemberRow[]> {
  return sql(`${MEMBER} ORDER BY m.left_at IS NOT NULL, m.created_at, m.id`, []);
}

export async function findMember(sql: Sql, staffId: string): Promise<MemberRow | null> {
  const [row] = await sql<MemberRow>(`${MEMBER} WHERE m.id = $1::uuid`, [staffId]);
  return row ?? null;
}

/** Whose WeCom account that is. */
export async function findMemberByWecom(sql: Sql, wecomUserId: string): Promise<string | null> {
  const [row] = await sql<{ id: string }>('SELECT id FROM staff_members WHERE wecom_user_id = $1', [wecomUserId]);
  return row?.id ?? null;
}

/** The roles of everybody who still works here. */
export async function listActiveRoles(sql: Sql): Promise<{ id: string; roles: string[] }[]> {
  return sql('SELECT id, roles FROM staff_members WHERE left_at IS NULL', []);
}

/** A unit that somebody may be: its kind and who she is now. */
export async function findUnitPerson(sql: Sql, unitId: string): Promise<{ kind: string; wecomUserId: string | null; staffId: string | null } | null> {
  const [row] = await sql<{ kind: string; wecomUserId: string | null; staffId: string | null }>(
    `SELECT t.kind, u.staff_id AS "staffId", m.wecom_user_id AS "wecomUserId" FROM resource_units u JOIN resource_types t ON t.id = u.type_id LEFT JOIN staff_members m ON m.id = u.staff_id WHERE u.id = $1::uuid`,
    [unitId],
  );
  return row ?? null;
}

export async function existing(sql: Sql, table: 'stores' | 'regions', ids: readonly string[]): Promise<Set<string>> {
  const rows = await sql<{ id: string }>(
    table === 'stores' ? 'SELECT id FROM stores WHERE id = ANY($1::uuid[])' : 'SELECT id FROM regions WHERE id = ANY($1::uuid[])',
    [ids],
  );
  return new Set(rows.map((row) => row.id));
}

/** Writes a member with her stores, her regions and the unit that she is. */
export async function saveMemberRow(tx: Tx, member: StaffSheet, now: Date): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO staff_members (id, wecom_user_id, name, title, roles, left_at, created_at) VALUES ($1::uuid, $2, $3, $4, $5::text[], CASE WHEN $6::bool THEN $7::timestamptz END, $7::timestamptz)
     ON CONFLICT (id) DO UPDATE SET wecom_user_id = EXCLUDED.wecom_user_id, name = EXCLUDED.name, title = EXCLUDED.title, roles = EXCLUDED.roles, left_at = CASE WHEN $6::bool THEN COALESCE(staff_members.left_at, $7::timestamptz) END`,
    [member.id, member.wecomUserId, member.name, member.title, member.roles, member.left, now.toISOString()],
  );
  for (const [table, column, ids] of [
    ['staff_stores', 'store_id', member.storeIds],
    ['staff_regions', 'region_id', member.regionIds],
  ] as const) {
    await changeIn(tx, `DELETE FROM ${table} WHERE staff_id = $1::uuid AND ${column} <> ALL($2::uuid[])`, [member.id, ids]);
    await changeIn(tx, `INSERT INTO ${table} (staff_id, ${column}) SELECT $1::uuid, unnest($2::uuid[]) ON CONFLICT DO NOTHING`, [member.id, ids]);
  }
  await changeIn(tx, 'UPDATE resource_units SET staff_id = NULL WHERE staff_id = $1::uuid AND id IS DISTINCT FROM $2::uuid', [member.id, member.unitId]);
  if (member.unitId) await changeIn(tx, 'UPDATE resource_units SET staff_id = $1::uuid WHERE id = $2::uuid AND staff_id IS NULL', [member.id, member.unitId]);
}

/** Ends every log-in of a member at once; the ones that wait for their ticket, too. */
export async function endSessions(tx: Tx, staffId: string, now: Date): Promise<number> {
  return changeIn(tx, 'UPDATE sessions SET revoked_at = $2::timestamptz WHERE staff_id = $1::uuid AND revoked_at IS NULL', [staffId, now.toISOString()]);
}
