import type { CouponTerms } from '@zhike/domain/marketing/contract';
import { changeIn, type Sql, type Tx } from '../../platform/db';

export interface TemplateRow {
  readonly id: string;
  readonly version: number;
  readonly terms: CouponTerms;
  readonly active: boolean;
  /** Given, or promised to somebody by a push that goes on. */
  readonly issued: number;
  readonly used: number;
}

const TEMPLATE = `SELECT t.id, t.version, t.terms, t.active,
    ((SELECT count(*) FROM coupons k WHERE k.template_id = t.id AND k.withdrawn_at IS NULL)
      + (SELECT count(*) FROM pushes p JOIN push_recipients r ON r.push_id = p.id AND r.state = 'waiting' WHERE p.template_id = t.id AND p.state IN ('scheduled', 'sending')))::int AS issued,
    (SELECT count(*) FROM coupons k WHERE k.template_id = t.id AND k.used_order_id IS NOT NULL)::int AS used FROM coupon_templates t`;

export function listTemplates(sql: Sql, withRetired: boolean): Promise<TemplateRow[]> {
  return sql(`${TEMPLATE} WHERE t.active OR $1::bool ORDER BY t.active DESC, t.name`, [withRetired]);
}

export async function findTemplate(sql: Sql, templateId: string): Promise<TemplateRow | null> {
  return (await sql<TemplateRow>(`${TEMPLATE} WHERE t.id = $1::uuid`, [templateId]))[0] ?? null;
}

/** Locks a template until the transaction ends: whoever gives its coupons stands in line, so limits hold. Read after the lock is held. */
export async function lockTemplate(sql: Sql, templateId: string): Promise<TemplateRow | null> {
  await sql('SELECT 1 FROM coupon_templates WHERE id = $1::uuid FOR UPDATE', [templateId]);
  return findTemplate(sql, templateId);
}

/** The lock alone, for who gives many and has no use for the counts. */
export async function holdTemplate(sql: Sql, templateId: string): Promise<void> {
  await sql('SELECT 1 FROM coupon_templates WHERE id = $1::uuid FOR UPDATE', [templateId]);
}

export async function findTemplateNamed(sql: Sql, name: string): Promise<string | null> {
  return (await sql<{ id: string }>('SELECT id FROM coupon_templates WHERE name = $1', [name]))[0]?.id ?? null;
}

export async function saveTemplateRow(
  tx: Tx,
  row: { readonly id: string; readonly version: number; readonly terms: CouponTerms; readonly active: boolean; readonly staffId: string; readonly now: Date },
): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO coupon_templates (id, version, name, terms, active, staff_id, created_at) VALUES ($1::uuid, $2::int, $3, $4::jsonb, $5::bool, $6::uuid, $7::timestamptz)
     ON CONFLICT (id) DO UPDATE SET version = EXCLUDED.version, name = EXCLUDED.name, terms = EXCLUDED.terms, active = EXCLUDED.active`,
    [row.id, row.version, row.terms.name, JSON.stringify(row.terms), row.active, row.staffId, row.now.toISOString()],
  );
}

/** Which of these items or stores there is none of; null when there are all. */
export async function findUnknown(sql: Sql, table: 'catalogue_items' | 'stores', ids: readonly string[]): Promise<string | null> {
  const rows = await sql<{ id: string }>(`SELECT x.id FROM unnest($1::text[]) AS x(id) WHERE NOT EXISTS (SELECT 1 FROM ${table} t WHERE t.id::text = x.id)`, [
    ids,
  ]);
  return rows[0]?.id ?? null;
}

/** Whether she wants advertising is remembered only as a no. */
export async function setAdvertising(tx: Tx, customerId: string, allowed: boolean, now: Date): Promise<void> {
  if (allowed) await changeIn(tx, 'DELETE FROM advertising_refusals WHERE customer_id = $1::uuid', [customerId]);
  else
    await changeIn(tx, 'INSERT INTO advertising_refusals (customer_id, at) VALUES ($1::uuid, $2::timestamptz) ON CONFLICT DO NOTHING', [
      customerId,
      now.toISOString(),
    ]);
}
