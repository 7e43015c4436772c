import type { Scope } from '@zhike/domain/kernel/access';
import type { CardKind, CardState, CardTerms } from '@zhike/domain/membership/contract';
import { changeIn, type Sql, type Tx } from '../../platform/db';
import { scopeSql } from '../../platform/scope-sql';

/** A card as it is stored; what it holds is in the ledger. */
export interface CardRow {
  readonly id: string;
  readonly code: string;
  readonly version: number;
  readonly productId: string;
  readonly terms: CardTerms;
  readonly customerId: string;
  readonly customerName: string;
  readonly storeId: string;
  readonly storeName: string;
  readonly zone: string;
  readonly state: 'active' | 'frozen' | 'refunded';
  readonly validUntil: string | null;
  readonly frozenOn: string | null;
  readonly soldAt: Date;
  readonly serviceNames: string[];
  readonly family: { customerId: string; name: string }[];
  /** When a session of it was last given. */
  readonly lastUsedAt: Date | null;
  /** Owner of the customer and the members who follow her in WeCom: for reach `own`. */
  readonly staffIds: string[];
}

const CARD = `SELECT k.id, k.code, k.version, k.product_id AS "productId", k.terms, k.customer_id AS "customerId", c.name AS "customerName", k.store_id AS "storeId", st.name AS "storeName", st.zone,
  k.state, k.valid_until::text AS "validUntil", k.frozen_on::text AS "frozenOn", k.sold_at AS "soldAt",
  ARRAY(SELECT s.name FROM services s WHERE s.id::text IN (SELECT jsonb_array_elements_text(k.terms->'serviceIds')) ORDER BY s.name) AS "serviceNames",
  COALESCE((SELECT json_agg(json_build_object('customerId', f.customer_id, 'name', x.name) ORDER BY f.at) FROM card_family f JOIN customers x ON x.id = f.customer_id WHERE f.card_id = k.id), '[]') AS family,
  (SELECT max(u.at) FROM card_uses u WHERE u.card_id = k.id AND u.undone_at IS NULL AND u.sessions > 0) AS "lastUsedAt",
  ARRAY(SELECT c.owner_staff_id::text WHERE c.owner_staff_id IS NOT NULL
    UNION SELECT f.staff_id::text FROM customer_identities i JOIN wecom_follows f ON f.identity_id = i.id WHERE i.customer_id = k.customer_id) AS "staffIds"
FROM cards k JOIN customers c ON c.id = k.customer_id JOIN stores st ON st.id = k.store_id`;

export function findCardRows(sql: Sql, ids: readonly string[]): Promise<CardRow[]> {
  return sql(`${CARD} WHERE k.id = ANY($1::uuid[]) ORDER BY k.id`, [ids]);
}

/** Locks cards in the order of their ids, so that two who take from the same ones stand in line. */
export async function lockCards(sql: Sql, ids: readonly string[]): Promise<CardRow[]> {
  await sql('SELECT id FROM cards WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE', [ids]);
  return findCardRows(sql, ids);
}

/** Her own cards, then those of her family; the newest first. */
export function listCardsOf(sql: Sql, customerId: string): Promise<CardRow[]> {
  return sql(
    `${CARD} WHERE k.customer_id = $1::uuid OR EXISTS (SELECT 1 FROM card_family f WHERE f.card_id = k.id AND f.customer_id = $1::uuid)
      ORDER BY k.customer_id <> $1::uuid, k.state = 'refunded', k.id DESC`,
    [customerId],
  );
}

export interface CardFilter {
  readonly storeId: string | null;
  readonly productId: string | null;
  readonly kind: CardKind | null;
  readonly state: CardState | null;
  readonly expiringWithinDays: number | null;
}

/** Where cards without a last day stand in the order of last days. */
export const FOR_EVER = '9999-12-31';
const LEFT = (kind: string): string => `COALESCE((SELECT a.balance FROM ledger_accounts a WHERE a.holder_id = k.id AND a.kind = '${kind}'), 0)`;
const OVER = `COALESCE(k.valid_until < $1::date, false)`;
const EMPTY = `CASE WHEN k.kind = 'stored_value' THEN ${LEFT('principal')} + CASE WHEN ${OVER} THEN 0 ELSE ${LEFT('bonus')} END = 0 ELSE ${LEFT('sessions')} = 0 END`;
/** The twin of `stateOf` in domain/membership/rules.ts. */
const STATE = `CASE WHEN k.state <> 'active' THEN k.state WHEN k.kind <> 'stored_value' AND ${OVER} THEN 'expired' WHEN ${EMPTY} THEN 'used_up' ELSE 'active' END`;

/** The rows of a scope: cards sold in a store, or of whoever the member looks after. */
function inReach(scope: Scope, values: unknown[]): string {
  return scopeSql(scope, values, {
    store: 'k.store_id',
    customer: null,
    own: (me) =>
      `c.owner_staff_id = ${me} OR EXISTS (SELECT 1 FROM customer_identities i JOIN wecom_follows f ON f.identity_id = i.id WHERE i.customer_id = k.customer_id AND f.staff_id = ${me})`,
  });
}

/** A page of cards, the first to run out first. `after`: the last day and id of the page before. */
export function listCardRows(
  sql: Sql,
  scope: Scope,
  filter: CardFilter,
  page: { readonly today: string; readonly until: string | null; readonly after: { readonly day: string; readonly id: string } | null; readonly limit: number },
): Promise<CardRow[]> {
  const values: unknown[] = [page.today];
  const where = [inReach(scope, values)];
  if (filter.storeId) where.push(`k.store_id = $${values.push(filter.storeId)}::uuid`);
  if (filter.productId) where.push(`k.product_id = $${values.push(filter.productId)}::uuid`);
  if (filter.kind) where.push(`k.kind = $${values.push(filter.kind)}`);
  if (filter.state) where.push(`${STATE} = $${values.push(filter.state)}`);
  if (page.until) where.push(`k.valid_until BETWEEN $1::date AND $${values.push(page.until)}::date`);
  if (page.after)
    where.push(`(COALESCE(k.valid_until, DATE '${FOR_EVER}'), k.id) > ($${values.push(page.after.day)}::date, $${values.push(page.after.id)}::uuid)`);
  return sql(
    `${CARD} WHERE $1::date IS NOT NULL AND ${where.join(' AND ')} ORDER BY COALESCE(k.valid_until, DATE '${FOR_EVER}'), k.id LIMIT $${values.push(page.limit)}`,
    values,
  );
}

export interface NewCard {
  readonly id: string;
  readonly code: string;
  readonly productId: string;
  readonly productVersion: number;
  readonly terms: CardTerms;
  readonly customerId: string;
  readonly storeId: string;
  readonly validUntil: string | null;
  readonly sellerId: string | null;
  readonly now: Date;
}

export async function insertCard(tx: Tx, card: NewCard): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO cards (id, code, product_id, product_version, terms, kind, customer_id, store_id, valid_until, seller_id, sold_at)
     VALUES ($1::uuid, $2, $3::uuid, $4::int, $5::jsonb, $6, $7::uuid, $8::uuid, $9::date, $10::uuid, $11::timestamptz)`,
    [
      card.id,
      card.code,
      card.productId,
      card.productVersion,
      JSON.stringify(card.terms),
      card.terms.kind,
      card.customerId,
      card.storeId,
      card.validUntil,
      card.sellerId,
      card.now.toISOString(),
    ],
  );
}

/** Changes a locked card. */
export async function changeCard(
  tx: Tx,
  card: {
    readonly id: string;
    readonly state: CardRow['state'];
    readonly validUntil: string | null;
    readonly frozenOn: string | null;
    readonly customerId: string;
  },
): Promise<void> {
  await changeIn(
    tx,
    'UPDATE cards SET version = version + 1, state = $2, valid_until = $3::date, frozen_on = $4::date, customer_id = $5::uuid WHERE id = $1::uuid',
    [card.id, card.state, card.validUntil, card.frozenOn, card.customerId],
  );
}

/** Cards whose time is over and that still hold what runs out. */
export async function listOver(sql: Sql, today: string): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    `SELECT k.id FROM cards k WHERE k.state = 'active' AND k.valid_until < $1::date
       AND EXISTS (SELECT 1 FROM ledger_accounts a WHERE a.holder_id = k.id AND a.kind IN ('bonus', 'unearned', 'sessions') AND a.balance > 0) ORDER BY k.id LIMIT 10000`,
    [today],
  );
  return rows.map((row) => row.id);
}

/** Somebody may use the card, too. */
export async function addFamily(tx: Tx, cardId: string, customerId: string, now: Date): Promise<void> {
  await changeIn(tx, 'INSERT INTO card_family (card_id, customer_id, at) VALUES ($1::uuid, $2::uuid, $3::timestamptz) ON CONFLICT DO NOTHING', [
    cardId,
    customerId,
    now.toISOString(),
  ]);
}

/** One of them may not any more; null: nobody. */
export async function removeFamily(tx: Tx, cardId: string, customerId: string | null): Promise<void> {
  await changeIn(tx, 'DELETE FROM card_family WHERE card_id = $1::uuid AND ($2::uuid IS NULL OR customer_id = $2::uuid)', [cardId, customerId]);
}

/** A customer by her member code. */
export async function findByCode(sql: Sql, memberCode: string): Promise<string | null> {
  return (
    (await sql<{ id: string }>('SELECT id FROM customers WHERE member_code = $1 AND merged_into_id IS NULL', [memberCode.trim().toUpperCase()]))[0]?.id ?? null
  );
}

/** A customer by a phone that she has proven to be hers. */
export async function findByPhone(sql: Sql, phoneIndex: string): Promise<string | null> {
  return (
    (await sql<{ id: string }>('SELECT id FROM customers WHERE phone_index = $1 AND phone_verified AND merged_into_id IS NULL', [phoneIndex]))[0]?.id ?? null
  );
}

/** Her name, or that of the record into which hers was merged. */
export async function findName(sql: Sql, customerId: string): Promise<{ customerId: string; name: string } | null> {
  return (
    (
      await sql<{ customerId: string; name: string }>(
        'SELECT c.id AS "customerId", c.name FROM customers c WHERE c.id = (SELECT COALESCE(merged_into_id, id) FROM customers WHERE id = $1::uuid)',
        [customerId],
      )
    )[0] ?? null
  );
}
