import type { GateSettings } from '@zhike/domain/marketing/gate';
import type { WishKind } from '@zhike/domain/messaging/contract';
import { changeIn, type Sql, type Tx } from '../../platform/db';

export interface SavedSettings {
  readonly version: number;
  readonly settings: Partial<GateSettings> | null;
  readonly byName: string | null;
  readonly at: Date;
}

/** What the shop (null) or a store has set for itself; null: nothing yet. */
export async function findSettings(sql: Sql, storeId: string | null): Promise<SavedSettings | null> {
  const from = storeId === null ? 'message_settings s' : 'store_message_settings s';
  const rows = await sql<SavedSettings>(
    `SELECT s.version, s.settings, s.at, m.name AS "byName" FROM ${from} LEFT JOIN staff_members m ON m.id = s.staff_id WHERE ${storeId === null ? 's.id = 1' : 's.store_id = $1::uuid'}`,
    storeId === null ? [] : [storeId],
  );
  return rows[0] ?? null;
}

export async function saveSettings(
  tx: Tx,
  storeId: string | null,
  saved: { readonly version: number; readonly settings: GateSettings | null; readonly staffId: string; readonly at: Date },
): Promise<void> {
  const [table, key] = storeId === null ? ['message_settings (id,', '1'] : ['store_message_settings (store_id,', '$5::uuid'];
  await changeIn(
    tx,
    `INSERT INTO ${table} version, settings, staff_id, at) VALUES (${key}, $1::int, $2::jsonb, $3::uuid, $4::timestamptz)
     ON CONFLICT (${storeId === null ? 'id' : 'store_id'}) DO UPDATE SET version = EXCLUDED.version, settings = EXCLUDED.settings, staff_id = EXCLUDED.staff_id, at = EXCLUDED.at`,
    [
      saved.version,
      saved.settings === null ? null : JSON.stringify(saved.settings),
      saved.staffId,
      saved.at.toISOString(),
      ...(storeId === null ? [] : [storeId]),
    ],
  );
}

/** How many texts of the shop's own wish have gone out for a store (null: the shop) since an instant. */
export async function countTexts(sql: Sql, storeId: string | null, since: Date): Promise<number> {
  const [row] = await sql<{ n: number }>(
    `SELECT count(*)::int AS n FROM messages m LEFT JOIN bookings b ON b.id = m.booking_id LEFT JOIN customers c ON c.id = m.customer_id
     WHERE m.channel = 'sms' AND m.category = 'marketing' AND m.state IN ('sending', 'sent', 'unknown') AND m.created_at >= $1::timestamptz - interval '3 days'
       AND EXISTS (SELECT 1 FROM message_decisions d WHERE d.message_id = m.id AND d.verdict = 'send' AND d.at >= $1::timestamptz)
       AND ($2::uuid IS NULL OR COALESCE(b.store_id, m.store_id, c.store_id) = $2::uuid)`,
    [since.toISOString(), storeId],
  );
  return row?.n ?? 0;
}

/* ---- what a customer does not want ---- */

export async function listRefusals(sql: Sql, customerId: string): Promise<string[]> {
  const rows = await sql<{ kind: string }>(
    `SELECT 'all' AS kind FROM advertising_refusals WHERE customer_id = $1::uuid UNION ALL SELECT kind FROM message_refusals WHERE customer_id = $1::uuid ORDER BY 1`,
    [customerId],
  );
  return rows.map((row) => row.kind);
}

/** A no altogether lies where it always did; the others beside it. */
export async function setRefusal(tx: Tx, customerId: string, kind: string, wanted: boolean, now: Date): Promise<void> {
  const at = now.toISOString();
  if (kind === 'all' && wanted) await changeIn(tx, 'DELETE FROM advertising_refusals WHERE customer_id = $1::uuid', [customerId]);
  else if (kind === 'all')
    await changeIn(tx, 'INSERT INTO advertising_refusals (customer_id, at) VALUES ($1::uuid, $2::timestamptz) ON CONFLICT DO NOTHING', [customerId, at]);
  else if (wanted) await changeIn(tx, 'DELETE FROM message_refusals WHERE customer_id = $1::uuid AND kind = $2', [customerId, kind]);
  else
    await changeIn(tx, 'INSERT INTO message_refusals (customer_id, kind, at) VALUES ($1::uuid, $2, $3::timestamptz) ON CONFLICT DO NOTHING', [
      customerId,
      kind,
      at,
    ]);
}

export interface WishChangeRow {
  readonly type: string;
  readonly at: Date;
  readonly data: { readonly kind: WishKind; readonly wanted: boolean; readonly how?: unknown };
  /** Null: no member. */
  readonly byName: string | null;
}

/** The latest changes of her wishes, the newest first: the events that keep them. */
export function listWishChanges(sql: Sql, customerId: string, limit: number): Promise<WishChangeRow[]> {
  return sql(
    `SELECT e.type, e.at, e.data, m.name AS "byName" FROM events e LEFT JOIN staff_members m ON e.actor_kind = 'staff' AND m.id::text = e.actor_id
     WHERE e.customer_id = $1::uuid AND e.type IN ('message.wish_changed', 'advertising.allowed', 'advertising.refused') ORDER BY e.at DESC, e.id DESC LIMIT $2::int`,
    [customerId, limit],
  );
}
