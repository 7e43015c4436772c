import type { SoldLine } from '@zhike/domain/catalogue/policy';
import type { Scope } from '@zhike/domain/kernel/access';
import type { FieldValue } from '@zhike/domain/kernel/fields';
import { changeIn, type Sql, type Tx } from '../../platform/db';
import { scopeSql } from '../../platform/scope-sql';

export interface QuoteVersionRow {
  readonly version: number;
  readonly lines: readonly SoldLine[];
  readonly form: Readonly<Record<string, FieldValue>>;
  readonly listFen: number;
  readonly discountFen: number;
  readonly costFen: number;
  readonly note: string;
  readonly byName: string;
  readonly at: string;
}
export interface QuoteRow {
  readonly id: string;
  readonly code: string;
  readonly state: 'open' | 'accepted' | 'declined';
  readonly version: number;
  readonly storeId: string;
  readonly zone: string;
  readonly customerId: string;
  readonly customerName: string;
  readonly lineId: string;
  readonly sellerId: string | null;
  readonly validUntil: string;
  readonly orderId: string | null;
  /** The newest first. */
  readonly versions: readonly QuoteVersionRow[];
}

const QUOTE = `SELECT o.id, o.code, o.state, o.version, o.store_id AS "storeId", st.zone, o.customer_id AS "customerId", c.name AS "customerName", o.line_id AS "lineId", o.seller_id AS "sellerId",
  o.valid_until::text AS "validUntil", o.order_id AS "orderId",
  (SELECT json_agg(json_build_object('version', v.version, 'lines', v.lines, 'form', v.form, 'listFen', v.list_fen, 'discountFen', v.discount_fen, 'costFen', v.cost_fen, 'note', v.note, 'byName', COALESCE(m.name, ''), 'at', v.created_at) ORDER BY v.version DESC)
    FROM quote_versions v LEFT JOIN staff_members m ON m.id = v.staff_id WHERE v.quote_id = o.id) AS versions
  FROM quotes o JOIN stores st ON st.id = o.store_id JOIN customers c ON c.id = o.customer_id`;

/** A quote is a matter among staff until it is an order. */
function quoteScopeSql(scope: Scope, values: unknown[]): string {
  return scopeSql(scope, values, { store: 'o.store_id', customer: null, own: (me) => `o.seller_id = ${me} OR c.owner_staff_id = ${me}` });
}

/** Locks a quote and reads it within a scope; null when there is none. */
export async function lockQuote(sql: Sql, quoteId: string, scope: Scope): Promise<QuoteRow | null> {
  if ((await sql('SELECT 1 FROM quotes WHERE id = $1::uuid FOR UPDATE', [quoteId])).length === 0) return null;
  const values: unknown[] = [quoteId];
  return (await sql<QuoteRow>(`${QUOTE} WHERE o.id = $1::uuid AND ${quoteScopeSql(scope, values)}`, values))[0] ?? null;
}

/** A customer's quotes, the newest first. */
export function listQuoteRows(sql: Sql, customerId: string, scope: Scope): Promise<QuoteRow[]> {
  const values: unknown[] = [customerId];
  return sql(`${QUOTE} WHERE o.customer_id = $1::uuid AND ${quoteScopeSql(scope, values)} ORDER BY o.created_at DESC, o.id DESC LIMIT 100`, values);
}

/** Locks her newest open quote that still holds on the given day; null: she has none. */
export async function lockOpenQuoteOf(sql: Sql, customerId: string, today: string): Promise<QuoteRow | null> {
  const [newest] = await sql<{ id: string }>(
    `SELECT id FROM quotes WHERE customer_id = $1::uuid AND state = 'open' AND valid_until >= $2::date ORDER BY created_at DESC, id DESC LIMIT 1 FOR UPDATE`,
    [customerId, today],
  );
  return newest ? lockQuote(sql, newest.id, { kind: 'all' }) : null;
}

export interface NewQuote {
  readonly id: string;
  readonly code: string;
  readonly storeId: string;
  readonly customerId: string;
  readonly lineId: string;
  readonly sellerId: string | null;
  readonly version: number;
  readonly validUntil: string;
  readonly now: Date;
}

/** A new quote, or the head of its next version. */
export async function saveQuoteRow(tx: Tx, quote: NewQuote): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO quotes (id, code, store_id, customer_id, line_id, seller_id, version, valid_until, created_at) VALUES ($1::uuid, $2, $3::uuid, $4::uuid, $5::uuid, $6::uuid, $7::int, $8::date, $9::timestamptz)
     ON CONFLICT (id) DO UPDATE SET line_id = EXCLUDED.line_id, version = EXCLUDED.version, valid_until = EXCLUDED.valid_until`,
    [quote.id, quote.code, quote.storeId, quote.customerId, quote.lineId, quote.sellerId, quote.version, quote.validUntil, quote.now.toISOString()],
  );
}

export async function insertQuoteVersion(
  tx: Tx,
  quoteId: string,
  version: Omit<QuoteVersionRow, 'byName' | 'at'> & { readonly staffId: string | null; readonly now: Date },
): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO quote_versions (quote_id, version, lines, form, list_fen, discount_fen, cost_fen, note, staff_id, created_at)
     VALUES ($1::uuid, $2::int, $3::jsonb, $4::jsonb, $5::int, $6::int, $7::int, $8, $9::uuid, $10::timestamptz)`,
    [
      quoteId,
      version.version,
      JSON.stringify(version.lines),
      JSON.stringify(version.form),
      version.listFen,
      version.discountFen,
      version.costFen,
      version.note,
      version.staffId,
      version.now.toISOString(),
    ],
  );
}

/** A locked quote is over: accepted as an order by a version, or declined. */
export async function endQuote(tx: Tx, quoteId: string, end: { readonly orderId: string; readonly version: number } | null): Promise<void> {
  if (end)
    await changeIn(tx, `UPDATE quotes SET state = 'accepted', order_id = $2::uuid, version = $3::int WHERE id = $1::uuid`, [quoteId, end.orderId, end.version]);
  else await changeIn(tx, `UPDATE quotes SET state = 'declined' WHERE id = $1::uuid`, [quoteId]);
}
