import type { Taking } from '@zhike/domain/membership/contract';
import { changeIn, type Sql, type Tx } from '../../platform/db';

export interface UseRow extends Taking {
  readonly id: string;
  readonly cardId: string;
  readonly cardName: string;
  readonly bookingId: string;
  readonly storeId: string;
  readonly at: Date;
  readonly byName: string;
  readonly undoneAt: Date | null;
}

const USE = `SELECT u.id, u.card_id AS "cardId", k.terms->>'name' AS "cardName", u.booking_id AS "bookingId", u.store_id AS "storeId", u.sessions, u.principal_fen AS "principalFen",
  u.bonus_fen AS "bonusFen", u.value_fen AS "valueFen", u.at, COALESCE(m.name, '系统') AS "byName", u.undone_at AS "undoneAt"
FROM card_uses u JOIN cards k ON k.id = u.card_id LEFT JOIN staff_members m ON m.id = u.staff_id`;

/** What cards gave for a booking and was not undone, in order. */
export function listUsesOf(sql: Sql, bookingId: string): Promise<UseRow[]> {
  return sql(`${USE} WHERE u.booking_id = $1::uuid AND u.undone_at IS NULL ORDER BY u.at, u.id`, [bookingId]);
}

/** What a card gave and was not undone, in order. */
export function listUsesOfCard(sql: Sql, cardId: string): Promise<UseRow[]> {
  return sql(`${USE} WHERE u.card_id = $1::uuid AND u.undone_at IS NULL ORDER BY u.at, u.id`, [cardId]);
}

export async function findUse(sql: Sql, useId: string): Promise<UseRow | null> {
  return (await sql<UseRow>(`${USE} WHERE u.id = $1::uuid`, [useId]))[0] ?? null;
}

export async function insertUse(
  tx: Tx,
  use: Taking & {
    readonly id: string;
    readonly cardId: string;
    readonly bookingId: string;
    readonly storeId: string;
    readonly staffId: string | null;
    readonly now: Date;
  },
): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO card_uses (id, card_id, booking_id, store_id, sessions, principal_fen, bonus_fen, value_fen, at, staff_id)
     VALUES ($1::uuid, $2::uuid, $3::uuid, $4::uuid, $5::int, $6::int, $7::int, $8::int, $9::timestamptz, $10::uuid)`,
    [use.id, use.cardId, use.bookingId, use.storeId, use.sessions, use.principalFen, use.bonusFen, use.valueFen, use.now.toISOString(), use.staffId],
  );
}

export async function markUndone(tx: Tx, useId: string, staffId: string, now: Date): Promise<void> {
  await changeIn(tx, 'UPDATE card_uses SET undone_at = $2::timestamptz, undone_by_id = $3::uuid WHERE id = $1::uuid', [useId, now.toISOString(), staffId]);
}

/** A finished booking waits for somebody to say which card; false when it did already. */
export async function addPending(tx: Tx, bookingId: string, storeId: string, now: Date): Promise<boolean> {
  return (
    (await changeIn(tx, 'INSERT INTO card_pending (booking_id, store_id, at) VALUES ($1::uuid, $2::uuid, $3::timestamptz) ON CONFLICT DO NOTHING', [
      bookingId,
      storeId,
      now.toISOString(),
    ])) === 1
  );
}

/** It waits no more; false when it did not. */
export async function removePending(tx: Tx, bookingId: string): Promise<boolean> {
  return (await changeIn(tx, 'DELETE FROM card_pending WHERE booking_id = $1::uuid', [bookingId])) === 1;
}

export interface PendingRow {
  readonly bookingId: string;
  readonly customerId: string;
  readonly storeId: string;
  readonly code: string;
  readonly customerName: string;
  readonly serviceName: string;
}

/** What waits in a store, the oldest first. */
export function listPending(sql: Sql, storeId: string): Promise<PendingRow[]> {
  return sql(
    `SELECT p.booking_id AS "bookingId", b.customer_id AS "customerId", p.store_id AS "storeId", b.code, c.name AS "customerName", b.terms->>'serviceName' AS "serviceName"
       FROM card_pending p JOIN bookings b ON b.id = p.booking_id JOIN customers c ON c.id = b.customer_id WHERE p.store_id = $1::uuid ORDER BY p.at, p.booking_id LIMIT 100`,
    [storeId],
  );
}

/** How often the card was used and not undone. */
export async function countUses(sql: Sql, cardId: string): Promise<number> {
  return (await sql<{ count: number }>('SELECT count(*)::int AS count FROM card_uses WHERE card_id = $1::uuid AND undone_at IS NULL', [cardId]))[0]?.count ?? 0;
}
