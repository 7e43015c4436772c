import type { Sql } from '../../platform/db';

export interface StandingRow {
  readonly standing: string;
  readonly since: Date | null;
}
export async function findStanding(sql: Sql, customerId: string): Promise<StandingRow | null> {
  return (await sql<StandingRow>('SELECT standing, standing_since AS since FROM customers WHERE id = $1::uuid', [customerId]))[0] ?? null;
}

/** Tags that a person did not give. */
export function listGivenTags(sql: Sql, customerId: string): Promise<{ tagId: string; name: string; by: string; since: Date }[]> {
  return sql(
    `SELECT ct.tag_id AS "tagId", t.name, ct.given_by AS by, ct.at AS since FROM customer_tags ct JOIN tags t ON t.id = ct.tag_id
     WHERE ct.customer_id = $1::uuid AND ct.given_by IS NOT NULL ORDER BY t.name, t.id`,
    [customerId],
  );
}
