import type { CardRules, CardTerms } from '@zhike/domain/membership/contract';
import { changeIn, type Sql, type Tx } from '../../platform/db';

/** A product with its current terms, and the names of what it pays for. */
export interface ProductRow {
  readonly id: string;
  readonly version: number;
  readonly terms: CardTerms;
  readonly serviceNames: string[];
  /** The coupons that come with it, by name. */
  readonly gifts: { readonly name: string; readonly count: number }[];
}

const NAMES = `ARRAY(SELECT s.name FROM services s WHERE s.id::text IN (SELECT jsonb_array_elements_text(v.terms->'serviceIds')) ORDER BY s.name)`;
/** Terms as today's code reads them: those that were written before MK-04 came with no coupons. */
export const termsSql = (column: string): string => `'{"coupons":[]}'::jsonb || ${column}`;
const GIFTS = `COALESCE((SELECT jsonb_agg(jsonb_build_object('name', t.name, 'count', (g->>'count')::int) ORDER BY t.name) FROM jsonb_array_elements(v.terms->'coupons') g
  JOIN coupon_templates t ON t.id = (g->>'templateId')::uuid), '[]')`;
const PRODUCT = `SELECT p.id, p.version, ${termsSql('v.terms')} AS terms, ${NAMES} AS "serviceNames", ${GIFTS} AS gifts FROM card_products p JOIN card_product_versions v ON v.product_id = p.id AND v.version = p.version`;

export function listProducts(sql: Sql, withInactive: boolean): Promise<ProductRow[]> {
  return sql(`${PRODUCT} WHERE p.active OR $1::bool ORDER BY p.active DESC, v.terms->>'kind', (v.terms->>'priceFen')::int, p.name`, [withInactive]);
}

export async function findProduct(sql: Sql, productId: string): Promise<ProductRow | null> {
  return (await sql<ProductRow>(`${PRODUCT} WHERE p.id = $1::uuid`, [productId]))[0] ?? null;
}

/** Locks a product and answers its version; null when there is none. */
export async function lockProduct(sql: Sql, productId: string): Promise<number | null> {
  return (await sql<{ version: number }>('SELECT version FROM card_products WHERE id = $1::uuid FOR UPDATE', [productId]))[0]?.version ?? null;
}

export async function findProductNamed(sql: Sql, name: string): Promise<string | null> {
  return (await sql<{ id: string }>('SELECT id FROM card_products WHERE name = $1', [name]))[0]?.id ?? null;
}

/** Writes the next version, or the first. The product is locked or new. */
export async function saveProductRow(
  tx: Tx,
  product: { readonly id: string; readonly version: number; readonly terms: CardTerms; readonly staffId: string; readonly now: Date },
): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO card_products (id, version, name, active) VALUES ($1::uuid, $2::int, $3, $4::bool)
     ON CONFLICT (id) DO UPDATE SET version = EXCLUDED.version, name = EXCLUDED.name, active = EXCLUDED.active`,
    [product.id, product.version, product.terms.name, product.terms.active],
  );
  await changeIn(
    tx,
    'INSERT INTO card_product_versions (product_id, version, terms, staff_id, created_at) VALUES ($1::uuid, $2::int, $3::jsonb, $4::uuid, $5::timestamptz)',
    [product.id, product.version, JSON.stringify(product.terms), product.staffId, product.now.toISOString()],
  );
}

export interface ProductVersionRow {
  readonly version: number;
  readonly at: Date;
  readonly byName: string;
  readonly terms: CardTerms;
}

/** Every version, the newest first. */
export function listProductVersions(sql: Sql, productId: string): Promise<ProductVersionRow[]> {
  return sql(
    `SELECT v.version, v.created_at AS at, COALESCE(m.name, '') AS "byName", ${termsSql('v.terms')} AS terms FROM card_product_versions v LEFT JOIN staff_members m ON m.id = v.staff_id
      WHERE v.product_id = $1::uuid ORDER BY v.version DESC`,
    [productId],
  );
}

/** Which of these services, stores or coupons there is none of; null when there are all. */
export async function findUnknown(sql: Sql, table: 'services' | 'stores' | 'coupon_templates', ids: readonly string[]): Promise<string | null> {
  const rows = await sql<{ id: string }>(`SELECT x.id FROM unnest($1::text[]) AS x(id) WHERE NOT EXISTS (SELECT 1 FROM ${table} t WHERE t.id::text = x.id)`, [
    ids,
  ]);
  return rows[0]?.id ?? null;
}

/** What the shop set otherwise; null: nothing. */
export async function findRules(sql: Sql): Promise<Partial<CardRules> | null> {
  return (await sql<{ rules: Partial<CardRules> }>('SELECT rules FROM card_rules', []))[0]?.rules ?? null;
}

export async function saveRulesRow(tx: Tx, rules: CardRules, staffId: string, now: Date): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO card_rules (id, rules, staff_id, updated_at) VALUES (1, $1::jsonb, $2::uuid, $3::timestamptz)
     ON CONFLICT (id) DO UPDATE SET rules = EXCLUDED.rules, staff_id = EXCLUDED.staff_id, updated_at = EXCLUDED.updated_at`,
    [JSON.stringify(rules), staffId, now.toISOString()],
  );
}
