import type { Scope } from '@zhike/domain/kernel/access';
import type { Sql } from '../../platform/db';
import { customerWhere } from './records';

export interface WholeRow {
  readonly id: string;
  readonly phoneCipher: string | null;
  readonly storeId: string | null;
  readonly ownerStaffId: string | null;
  readonly ownerName: string | null;
  readonly storeName: string | null;
  readonly tags: readonly string[];
  readonly custom: Readonly<Record<string, unknown>>;
  readonly values: Readonly<Record<string, string | null>>;
  readonly createdAt: Date;
}

/** A page of customers with all that an export tells, in the order of their creation. */
export function listWholeRows(
  sql: Sql,
  scope: Scope,
  ids: readonly string[] | null,
  after: { readonly at: Date; readonly id: string } | null,
  limit: number,
): Promise<WholeRow[]> {
  const values: unknown[] = [ids, after?.at.toISOString() ?? null, after?.id ?? null, limit];
  return sql(
    `WITH picked AS (SELECT c.* FROM customers c WHERE c.merged_into_id IS NULL AND ($1::uuid[] IS NULL OR c.id = ANY($1::uuid[])) AND ${customerWhere(scope, values)}
       AND ($2::timestamptz IS NULL OR (c.created_at, c.id) > ($2::timestamptz, $3::uuid)) ORDER BY c.created_at, c.id LIMIT $4::int)
     SELECT c.id, c.phone_cipher AS "phoneCipher", c.store_id AS "storeId", c.owner_staff_id AS "ownerStaffId", m.name AS "ownerName", s.name AS "storeName", c.custom,
       c.created_at AS "createdAt",
       ARRAY(SELECT t.name FROM customer_tags ct JOIN tags t ON t.id = ct.tag_id WHERE ct.customer_id = c.id ORDER BY t.name) AS tags,
       jsonb_build_object('name', c.name, 'gender', c.gender, 'birthday', c.birthday::text, 'weddingDate', c.wedding_date::text, 'source', c.source, 'note', c.note) AS values
     FROM picked c LEFT JOIN staff_members m ON m.id = c.owner_staff_id LEFT JOIN stores s ON s.id = c.store_id ORDER BY c.created_at, c.id`,
    values,
  );
}
