import type { MergeSide } from '@zhike/domain/customers/merge';
import { changeIn, sqlIn, type Sql, type Tx } from '../../platform/db';
import type { CustomerChange } from './records.write';
import { changeCustomer } from './records.write';

/** A record as a merge sees it; the phone's ciphertext is opened and sealed anew by the command. */
export interface MergeRecord extends MergeSide {
  readonly phoneCipher: string | null;
  readonly phoneVerified: boolean;
  readonly mergedIntoId: string | null;
  /** True while nobody has worked with the record: no bookings, no notes, no verified phone. */
  readonly isShell: boolean;
}

/** Locks both records in one order whoever merges whom, and reads them. A missing one is absent from the answer. */
export async function lockForMerge(tx: Tx, ids: readonly string[]): Promise<Map<string, MergeRecord>> {
  const sql = sqlIn(tx);
  await sql('SELECT id FROM customers WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE', [ids]);
  const rows = await sql<MergeRecord>(
    `SELECT c.id, c.phone_cipher AS "phoneCipher", c.phone_verified AS "phoneVerified", c.merged_into_id AS "mergedIntoId",
       json_build_object('name', c.name, 'hasPhone', c.phone_index IS NOT NULL, 'gender', c.gender, 'birthday', c.birthday::text, 'weddingDate', c.wedding_date::text, 'source', c.source, 'note', c.note,
         'ownerStaffId', c.owner_staff_id, 'storeId', c.store_id, 'nextContactOn', c.next_contact_on::text) AS fields,
       COALESCE((SELECT json_agg(json_build_object('provider', i.provider, 'unionid', i.unionid)) FROM customer_identities i WHERE i.customer_id = c.id), '[]') AS identities,
       (NOT c.phone_verified AND NOT EXISTS (SELECT 1 FROM bookings b WHERE b.customer_id = c.id) AND NOT EXISTS (SELECT 1 FROM follow_up_notes n WHERE n.customer_id = c.id)) AS "isShell"
     FROM customers c WHERE c.id = ANY($1::uuid[])`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Moves everything of `fromId` to `intoId` and points the empty record to the survivor. Events stay where they are: they are history. */
export async function moveEverything(tx: Tx, intoId: string, fromId: string, change: CustomerChange, takesPhone: boolean): Promise<void> {
  const where = { customerId: fromId };
  const data = { customerId: intoId };
  await tx.customerIdentity.updateMany({ where, data });
  await tx.booking.updateMany({ where, data });
  await tx.waitlistEntry.updateMany({ where, data });
  await tx.bookingSeries.updateMany({ where, data });
  await tx.queueTicket.updateMany({ where, data });
  await tx.followUpNote.updateMany({ where, data });
  await tx.message.updateMany({ where, data });
  await changeIn(tx, 'UPDATE orders SET customer_id = $1::uuid WHERE customer_id = $2::uuid', [intoId, fromId]);
  await changeIn(tx, 'UPDATE payments SET customer_id = $1::uuid WHERE customer_id = $2::uuid', [intoId, fromId]);
  await changeIn(tx, 'UPDATE card_purchases SET customer_id = $1::uuid WHERE customer_id = $2::uuid', [intoId, fromId]);
  await changeIn(tx, 'UPDATE quotes SET customer_id = $1::uuid WHERE customer_id = $2::uuid', [intoId, fromId]);
  await changeIn(tx, 'UPDATE cards SET customer_id = $1::uuid, version = version + 1 WHERE customer_id = $2::uuid', [intoId, fromId]);
  // Records of the kinds that the shop made up: what linked to both links once.
  await changeIn(
    tx,
    `UPDATE record_links l SET to_id = $1::text WHERE l.to_entity = 'customer' AND l.to_id = $2::text
      AND NOT EXISTS (SELECT 1 FROM record_links o WHERE o.from_id = l.from_id AND o.field_id = l.field_id AND o.to_id = $1::text)`,
    [intoId, fromId],
  );
  await changeIn(
    tx,
    `INSERT INTO card_family (card_id, customer_id, at) SELECT f.card_id, $1::uuid, f.at FROM card_family f JOIN cards k ON k.id = f.card_id
      WHERE f.customer_id = $2::uuid AND k.customer_id <> $1::uuid ON CONFLICT DO NOTHING`,
    [intoId, fromId],
  );
  await changeIn(
    tx,
    'DELETE FROM card_family WHERE customer_id = $2::uuid OR (customer_id = $1::uuid AND card_id IN (SELECT id FROM cards WHERE customer_id = $1::uuid))',
    [intoId, fromId],
  );
  await tx.$executeRawUnsafe(
    'INSERT INTO customer_tags (customer_id, tag_id, at, given_by) SELECT $1::uuid, tag_id, at, given_by FROM customer_tags WHERE customer_id = $2::uuid ON CONFLICT DO NOTHING',
    intoId,
    fromId,
  );
  await tx.customerTag.deleteMany({ where });
  // What either store had agreed stays agreed; nobody is shared with the store that looks after her.
  await tx.$executeRawUnsafe(
    `INSERT INTO customer_shares AS h (customer_id, store_id, parts, staff_id, created_at) SELECT $1::uuid, store_id, parts, staff_id, created_at FROM customer_shares WHERE customer_id = $2::uuid
     ON CONFLICT (customer_id, store_id) DO UPDATE SET parts = ARRAY(SELECT DISTINCT unnest(h.parts || EXCLUDED.parts) ORDER BY 1)`,
    intoId,
    fromId,
  );
  await tx.$executeRawUnsafe(
    'DELETE FROM customer_shares h WHERE h.customer_id = $2::uuid OR (h.customer_id = $1::uuid AND h.store_id = $3::uuid)',
    intoId,
    fromId,
    change.storeId ?? null,
  );
  // A number that stays behind still leads to the survivor; one that moves must first leave its unique index.
  await tx.customer.update({
    where: { id: fromId },
    data: {
      mergedIntoId: intoId,
      version: { increment: 1 },
      ...(takesPhone ? { phoneCipher: null, phoneIndex: null, phoneLast4: null, phoneVerified: false } : {}),
    },
    select: { id: true },
  });
  await changeCustomer(tx, intoId, change);
}

export interface PairRow {
  readonly reason: 'contact_phone' | 'name_and_wedding';
  readonly a: string;
  readonly b: string;
}

/**
 * Pairs of living records that may be one person, by id, the elder first: a booking of one was made with the phone of the other (or both
 * booked with the same contact phone), WeChat verified a number that the other has, or the same name and wedding date.
 */
export function findPairs(sql: Sql, limit: number): Promise<PairRow[]> {
  return sql<PairRow>(
    `WITH living AS (SELECT id, name, phone_index, wedding_date FROM customers WHERE merged_into_id IS NULL),
     phones AS (SELECT DISTINCT b.customer_id AS id, b.contact_index AS phone FROM bookings b UNION SELECT id, phone_index FROM living WHERE phone_index IS NOT NULL),
     found AS (
       SELECT 1 AS rank, least(x.id, y.id) AS a, greatest(x.id, y.id) AS b FROM phones x JOIN phones y ON x.phone = y.phone AND x.id < y.id
       UNION SELECT 1, least(e.customer_id, (e.data->>'otherCustomerId')::uuid), greatest(e.customer_id, (e.data->>'otherCustomerId')::uuid) FROM events e WHERE e.type = 'customer.phone_conflict'
       UNION SELECT 2, x.id, y.id FROM living x JOIN living y ON x.name = y.name AND x.wedding_date = y.wedding_date AND x.id < y.id)
     SELECT CASE min(f.rank) WHEN 1 THEN 'contact_phone' ELSE 'name_and_wedding' END AS reason, f.a, f.b
     FROM found f JOIN living p ON p.id = f.a JOIN living q ON q.id = f.b GROUP BY f.a, f.b ORDER BY min(f.rank), f.a, f.b LIMIT $1::int`,
    [limit],
  );
}
