import { sendIn, sqlIn, type Tx } from '../../platform/db';
import { findSurvivor } from './records';

/** What may be written of a customer; a field that is absent stays as it is. Civil dates are `YYYY-MM-DD`. */
export interface CustomerChange {
  readonly name?: string;
  readonly namePinyin?: string;
  readonly phoneCipher?: string | null;
  readonly phoneIndex?: string | null;
  readonly phoneLast4?: string | null;
  readonly phoneVerified?: boolean;
  readonly gender?: string;
  readonly birthday?: string | null;
  readonly weddingDate?: string | null;
  readonly source?: string;
  readonly note?: string;
  readonly ownerStaffId?: string | null;
  readonly storeId?: string | null;
  readonly nextContactOn?: string | null;
}

export interface NewCustomer extends CustomerChange {
  readonly id: string;
  readonly memberCode: string;
  readonly name: string;
  readonly namePinyin: string;
  readonly createdAt: Date;
}

/** A civil date as the database column takes it. */
export function dateColumn(date: string | null): Date | null {
  return date === null ? null : new Date(`${date}T00:00:00Z`);
}

function columns(change: CustomerChange) {
  const { birthday, weddingDate, nextContactOn, ...rest } = change;
  return {
    ...rest,
    ...(birthday === undefined ? {} : { birthday: dateColumn(birthday) }),
    ...(weddingDate === undefined ? {} : { weddingDate: dateColumn(weddingDate) }),
    ...(nextContactOn === undefined ? {} : { nextContactOn: dateColumn(nextContactOn) }),
  };
}

export async function insertCustomer(tx: Tx, customer: NewCustomer): Promise<void> {
  const { id, memberCode, name, namePinyin, createdAt, ...rest } = customer;
  await tx.customer.create({ data: { ...columns(rest), id, memberCode, name, namePinyin, createdAt }, select: { id: true } });
}

/** Changes a customer and raises her version. */
export async function changeCustomer(tx: Tx, customerId: string, change: CustomerChange): Promise<void> {
  await tx.customer.update({ where: { id: customerId }, data: { ...columns(change), version: { increment: 1 } }, select: { id: true } });
}

/** The date of the next contact moves with every note; it is no field that two people edit, so the version stays. */
export async function setNextContact(tx: Tx, customerId: string, date: string | null): Promise<void> {
  await tx.customer.update({ where: { id: customerId }, data: { nextContactOn: dateColumn(date) }, select: { id: true } });
}

/** A customer with her identity, both locked until the transaction ends. */
export interface HeldCustomer {
  readonly id: string;
  readonly name: string;
  readonly storeId: string | null;
  readonly weddingDate: string | null;
}

/**
 * Locks the living customer of an identity, then the identity: the order in which a merge locks them. Null: there is none, or a merge
 * was just at it.
 */
export async function holdByIdentity(tx: Tx, identityId: string): Promise<HeldCustomer | null> {
  const [row] = await sqlIn(tx)<HeldCustomer>(
    `SELECT c.id, c.name, c.store_id AS "storeId", c.wedding_date::text AS "weddingDate" FROM customer_identities i JOIN customers c ON c.id = i.customer_id
     WHERE i.id = $1::uuid AND c.merged_into_id IS NULL FOR UPDATE OF c, i`,
    [identityId],
  );
  return row ?? null;
}

/** Gives a customer that no store looks after to this one. */
export async function adoptByStore(tx: Tx, customerId: string, storeId: string): Promise<void> {
  await tx.customer.updateMany({ where: { id: customerId, storeId: null }, data: { storeId } });
}

/** Gives a customer that no store looks after to this one, and writes the wedding date and the name (with its pinyin) where none is known yet. */
export function completeCustomer(
  tx: Tx,
  customerId: string,
  known: { readonly storeId: string; readonly weddingDate: string | null; readonly name: string | null; readonly namePinyin: string },
): void {
  sendIn(
    tx,
    `UPDATE customers SET store_id = COALESCE(store_id, $2::uuid), wedding_date = COALESCE(wedding_date, $3::date),
       name = COALESCE($4, name), name_pinyin = CASE WHEN $4::text IS NULL THEN name_pinyin ELSE $5 END,
       version = version + ((wedding_date IS NULL AND $3::date IS NOT NULL) OR $4::text IS NOT NULL)::int WHERE id = $1::uuid`,
    [customerId, known.storeId, known.weddingDate, known.name, known.namePinyin],
  );
}

/** True when the customer has this very number and it was not yet vouched for. */
export async function markPhoneVerified(tx: Tx, customerId: string, phoneIndex: string): Promise<boolean> {
  const changed = await tx.customer.updateMany({
    where: { id: customerId, phoneIndex, phoneVerified: false },
    data: { phoneVerified: true, version: { increment: 1 } },
  });
  return changed.count > 0;
}

/**
 * Locks the living record of an id for this transaction and answers its id; null: never existed. A merge that was faster
 * leads to the survivor, so nothing is ever written to a record that is gone.
 */
export async function lockSurvivor(tx: Tx, customerId: string): Promise<string | null> {
  const sql = sqlIn(tx);
  for (;;) {
    const id = await findSurvivor(sql, customerId);
    if (!id) return null;
    const [row] = await sql<{ gone: boolean }>('SELECT merged_into_id IS NOT NULL AS gone FROM customers WHERE id = $1::uuid FOR UPDATE', [id]);
    if (row && !row.gone) return id;
  }
}

/**
 * Stand in line for a phone number before looking who has it. Always taken before the lock on a customer's row:
 * the other order would deadlock.
 */
export async function lockPhone(tx: Tx, phoneIndex: string): Promise<void> {
  await tx.$executeRawUnsafe(`SELECT pg_advisory_xact_lock(hashtextextended('customers.phone:' || $1::text, 0))`, phoneIndex);
}

export async function insertNote(
  tx: Tx,
  note: { id: string; customerId: string; staffId: string; text: string; nextContactOn: string | null; createdAt: Date },
): Promise<void> {
  await tx.followUpNote.create({ data: { ...note, nextContactOn: dateColumn(note.nextContactOn) }, select: { id: true } });
}
