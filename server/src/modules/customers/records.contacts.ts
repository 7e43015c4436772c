import type { Scope } from '@zhike/domain/kernel/access';
import type { ExternalContact } from '../../gateways/wecom/port';
import { sqlIn, type Sql, type Tx } from '../../platform/db';
import { newId } from '../../platform/ids';
import { customerWhere } from './records';

/** A person as WeChat or WeCom knows her, in our copy. */
export interface IdentityRow {
  readonly id: string;
  readonly provider: 'weapp' | 'wecom';
  readonly subject: string;
  readonly unionid: string | null;
  readonly customerId: string | null;
  readonly name: string | null;
  readonly avatarUrl: string | null;
}

const IDENTITY = `SELECT i.id, i.provider, i.subject, i.unionid, i.customer_id AS "customerId", i.name, i.avatar_url AS "avatarUrl" FROM customer_identities i`;

/** Our copy of an external contact and when WeCom last told us that this member follows her (and under which remark). */
export async function findFollowedContact(
  sql: Sql,
  externalUserId: string,
  staffId: string,
): Promise<(IdentityRow & { checkedAt: Date; remark: string }) | null> {
  const rows = await sql<IdentityRow & { checkedAt: Date; remark: string }>(
    `${IDENTITY.replace(' FROM', ', f.checked_at AS "checkedAt", f.remark FROM')} JOIN wecom_follows f ON f.identity_id = i.id AND f.staff_id = $2::uuid WHERE i.provider = 'wecom' AND i.subject = $1`,
    [externalUserId, staffId],
  );
  return rows[0] ?? null;
}

/** Brings our copy of a contact and of her followers' remark up to date; answers the identity's id. */
export async function saveContact(tx: Tx, contact: ExternalContact, follow: { staffId: string; remark: string; checkedAt: Date }): Promise<string> {
  const seen = { name: contact.name, avatarUrl: contact.avatarUrl, ...(contact.unionid ? { unionid: contact.unionid } : {}) };
  await tx.customerIdentity.createMany({
    data: [{ id: newId(follow.checkedAt), provider: 'wecom', subject: contact.externalUserId, createdAt: follow.checkedAt, ...seen }],
    skipDuplicates: true,
  });
  const { id } = await tx.customerIdentity.update({
    where: { provider_subject: { provider: 'wecom', subject: contact.externalUserId } },
    data: seen,
    select: { id: true },
  });
  await tx.$executeRawUnsafe(
    `INSERT INTO wecom_follows (staff_id, identity_id, checked_at, remark) VALUES ($1::uuid, $2::uuid, $3::timestamptz, $4)
     ON CONFLICT (staff_id, identity_id) DO UPDATE SET checked_at = excluded.checked_at, remark = excluded.remark`,
    follow.staffId,
    id,
    follow.checkedAt.toISOString(),
    follow.remark,
  );
  return id;
}

/** WeCom says that the member does not follow this person (any more): what we thought is forgotten. */
export async function forgetFollow(tx: Tx, externalUserId: string, staffId: string): Promise<void> {
  await tx.wecomFollow.deleteMany({ where: { staffId, identity: { provider: 'wecom', subject: externalUserId } } });
}

/** Locks an identity, so that two who tie it to a customer stand in line. */
export async function lockIdentity(tx: Tx, identityId: string): Promise<IdentityRow | null> {
  const rows = await sqlIn(tx)<IdentityRow>(`${IDENTITY} WHERE i.id = $1::uuid FOR UPDATE`, [identityId]);
  return rows[0] ?? null;
}

export async function findIdentity(sql: Sql, identityId: string): Promise<IdentityRow | null> {
  const rows = await sql<IdentityRow>(`${IDENTITY} WHERE i.id = $1::uuid`, [identityId]);
  return rows[0] ?? null;
}

export async function tieIdentity(tx: Tx, identityId: string, customerId: string): Promise<void> {
  await tx.customerIdentity.update({ where: { id: identityId }, data: { customerId }, select: { id: true } });
}

/** The customer of another identity with the same unionid: WeChat itself says that the two are one person. */
export async function findCustomerByUnionid(sql: Sql, unionid: string, provider: 'weapp' | 'wecom'): Promise<string | null> {
  const rows = await sql<{ customerId: string }>(
    `SELECT customer_id AS "customerId" FROM customer_identities WHERE unionid = $1 AND provider = $2 AND customer_id IS NOT NULL ORDER BY created_at LIMIT 1`,
    [unionid, provider],
  );
  return rows[0]?.customerId ?? null;
}

export interface SuggestionClues {
  readonly identityId: string;
  readonly unionid: string | null;
  /** Blind indexes of the numbers that this member noted for the contact in WeCom. */
  readonly phoneIndexes: readonly string[];
  readonly names: readonly string[];
}

export interface SuggestionRow {
  readonly id: string;
  readonly name: string;
  readonly phoneCipher: string | null;
  readonly byUnionid: boolean;
  readonly byPhone: boolean;
  readonly byName: boolean;
}

/**
 * Records that may be the person in a chat. Proofs (unionid, phone) look at the member's scope, her stores and customers that no
 * store looks after yet; a name alone looks at her scope and stores only, and at people whom nobody has in WeCom.
 */
export async function findSuggestions(sql: Sql, scope: Scope, storeIds: readonly string[], clues: SuggestionClues, limit: number): Promise<SuggestionRow[]> {
  const values: unknown[] = [];
  const mine = customerWhere(scope, values);
  const add = (value: unknown): string => `$${values.push(value)}`;
  const near = `(${mine} OR c.store_id = ANY(${add(storeIds)}::uuid[]))`;
  const other = add(clues.identityId);
  return sql<SuggestionRow>(
    `SELECT * FROM (
       SELECT c.id, c.name, c.phone_cipher AS "phoneCipher", c.created_at AS at,
         EXISTS (SELECT 1 FROM customer_identities i WHERE i.customer_id = c.id AND i.unionid = ${add(clues.unionid)}::text AND i.id <> ${other}::uuid) AS "byUnionid",
         COALESCE(c.phone_index = ANY(${add(clues.phoneIndexes)}::text[]), FALSE) AS "byPhone",
         (c.name = ANY(${add(clues.names)}::text[]) AND ${near} AND NOT EXISTS (SELECT 1 FROM customer_identities i WHERE i.customer_id = c.id AND i.provider = 'wecom')) AS "byName"
       FROM customers c WHERE c.merged_into_id IS NULL AND (${near} OR c.store_id IS NULL)) found
     WHERE "byUnionid" OR "byPhone" OR "byName" ORDER BY "byUnionid" DESC, "byPhone" DESC, at DESC, id LIMIT ${add(limit)}::int`,
    values,
  );
}
