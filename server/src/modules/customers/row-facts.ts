import type { RowFacts } from '@zhike/domain/kernel/access';
import type { Sql } from '../../platform/db';

/** What a permission decision about one customer needs; a merged record answers for its survivor. Null when there is none. */
export async function customerRowFacts(sql: Sql, customerId: string): Promise<(RowFacts & { readonly customerId: string }) | null> {
  const rows = await sql<{ id: string; storeId: string | null; staffIds: string[] }>(
    `WITH RECURSIVE alive AS (SELECT id, merged_into_id FROM customers WHERE id = $1::uuid UNION ALL SELECT c.id, c.merged_into_id FROM customers c JOIN alive a ON c.id = a.merged_into_id)
     SELECT c.id, c.store_id AS "storeId",
       ARRAY(SELECT c.owner_staff_id::text WHERE c.owner_staff_id IS NOT NULL
         UNION SELECT f.staff_id::text FROM customer_identities i JOIN wecom_follows f ON f.identity_id = i.id WHERE i.customer_id = c.id
         UNION SELECT u.staff_id::text FROM bookings b JOIN reservations r ON r.booking_id = b.id JOIN resource_units u ON u.id = r.unit_id WHERE b.customer_id = c.id AND u.staff_id IS NOT NULL) AS "staffIds"
     FROM customers c JOIN alive a ON a.id = c.id AND a.merged_into_id IS NULL`,
    [customerId],
  );
  const row = rows[0];
  return row ? { customerId: row.id, storeId: row.storeId, staffIds: row.staffIds } : null;
}
