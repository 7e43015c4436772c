import type { GateCategory } from '@zhike/domain/marketing/gate';
import type { MessageChannel, MessageTemplate } from '@zhike/domain/messaging/contract';
import type { BookingNow } from '@zhike/domain/messaging/rules';
import { changeIn, sqlIn, type Tx } from '../../platform/db';

/** A message on its way out. */
export interface OutgoingMessage {
  readonly id: string;
  readonly occurrenceKey: string;
  readonly templateKey: MessageTemplate;
  readonly channel: MessageChannel;
  readonly recipientId: string;
  readonly customerId: string | null;
  readonly bookingId: string | null;
  readonly storeId: string | null;
  readonly variables: Readonly<Record<string, string>>;
  readonly category: GateCategory;
  readonly priority: number;
  readonly expiresAt: Date | null;
  readonly createdAt: Date;
  /** What must still be so, `rule:…`; null: nothing but what its booking says. */
  readonly cause: string | null;
  readonly released: boolean;
  readonly attempts: number;
  /** A try before got no answer: it may be with her already. */
  readonly maybeDelivered: boolean;
  /** The booking as it stands now. */
  readonly booking: BookingNow | null;
  /** Of its booking's store, or of the one that it is sent for. */
  readonly zone: string | null;
}

interface ClaimedRow extends Omit<OutgoingMessage, 'booking'> {
  readonly state: string;
  readonly bookingState: string | null;
  readonly startsAt: Date | null;
  readonly everConfirmed: boolean;
  readonly heldUntil: Date | null;
}

export type Claim =
  | { readonly kind: 'first'; readonly message: OutgoingMessage }
  /** Left in `sending` for longer than any try takes: whoever had it died. */
  | { readonly kind: 'again'; readonly message: OutgoingMessage }
  /** Another worker is at it now. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'over' };

/** The reason of a message whose service never answered: in the queue for another try, or ended as `unknown`. */
export const NO_ANSWER = 'no_answer';

/** A try takes seconds; after this long its worker is dead. Longer than the job's own expiry. */
const LEASE_MS = 60_000;

/** Takes a queued message for this try; of two workers exactly one gets it. While it is out, `due_at` is when it counts as left behind. */
export async function claimMessage(tx: Tx, messageId: string, now: Date): Promise<Claim> {
  const lease = new Date(now.getTime() + LEASE_MS).toISOString();
  const take = `UPDATE messages SET state = 'sending', attempts = attempts + 1, due_at = $2::timestamptz WHERE id = $1::uuid AND state = 'queued'`;
  // Asked together, done in this order.
  const [fresh, [row]] = await Promise.all([changeIn(tx, take, [messageId, lease]), findClaimed(tx, messageId)]);
  if (row?.state !== 'sending') return { kind: 'over' };
  const again = `UPDATE messages SET due_at = $2::timestamptz WHERE id = $1::uuid AND state = 'sending' AND due_at <= $3::timestamptz`;
  if (!fresh && !(await changeIn(tx, again, [messageId, lease, now.toISOString()]))) return { kind: 'busy' };
  return { kind: fresh ? 'first' : 'again', message: { ...row, booking: bookingNow(row) } };
}

const findClaimed = (tx: Tx, messageId: string): Promise<ClaimedRow[]> =>
  sqlIn(tx)(
    `SELECT m.id, m.occurrence_key AS "occurrenceKey", m.template_key AS "templateKey", m.channel, m.recipient_id AS "recipientId", m.customer_id AS "customerId", m.booking_id AS "bookingId",
       m.variables, m.category, m.priority, m.expires_at AS "expiresAt", m.created_at AS "createdAt", m.cause, m.released, m.attempts, m.state, m.reason IS NOT DISTINCT FROM '${NO_ANSWER}' AS "maybeDelivered", COALESCE(b.store_id, m.store_id) AS "storeId", s.zone,
       b.state AS "bookingState", b.starts_at AS "startsAt", b.confirmed_at IS NOT NULL AS "everConfirmed", b.hold_expires_at AS "heldUntil"
     FROM messages m LEFT JOIN bookings b ON b.id = m.booking_id LEFT JOIN stores s ON s.id = COALESCE(b.store_id, m.store_id) WHERE m.id = $1::uuid`,
    [messageId],
  );

function bookingNow(row: ClaimedRow): BookingNow | null {
  if (row.bookingState === null || row.startsAt === null) return null;
  return { state: row.bookingState, startsAt: row.startsAt.getTime(), everConfirmed: row.everConfirmed, heldUntil: row.heldUntil?.getTime() ?? null };
}

export interface Ending {
  readonly state: 'sent' | 'failed' | 'skipped' | 'held' | 'unknown';
  readonly reason: string | null;
  readonly providerId: string | null;
  readonly sentAt: Date | null;
}

/** Ends a message; false when another worker already has. */
export async function endMessage(tx: Tx, messageId: string, ending: Ending): Promise<boolean> {
  const { state, reason, providerId, sentAt } = ending;
  const text = `UPDATE messages SET state = $2, reason = $3, provider_id = $4, sent_at = $5::timestamptz WHERE id = $1::uuid AND state = 'sending'`;
  return (await changeIn(tx, text, [messageId, state, reason, providerId, sentAt?.toISOString() ?? null])) === 1;
}

/** Puts a message back into the queue. A try that nobody answered is remembered in `reason` until the message ends. */
export async function requeueMessage(tx: Tx, messageId: string, dueAt: Date, maybeDelivered: boolean): Promise<void> {
  await changeIn(
    tx,
    `UPDATE messages SET state = 'queued', due_at = $2::timestamptz, reason = COALESCE($3, reason) WHERE id = $1::uuid AND state = 'sending'`,
    [messageId, dueAt.toISOString(), maybeDelivered ? NO_ANSWER : null],
  );
}

/** The contact number of a booking as it is stored: encrypted, bound to its row. */
export async function findContactCipher(tx: Tx, bookingId: string): Promise<string | null> {
  const [row] = await sqlIn(tx)<{ cipher: string }>('SELECT contact_cipher AS cipher FROM bookings WHERE id = $1::uuid', [bookingId]);
  return row?.cipher ?? null;
}

/** The customer's own number, where no booking names a contact. */
export async function findPhoneCipher(tx: Tx, customerId: string): Promise<string | null> {
  const [row] = await sqlIn(tx)<{ cipher: string | null }>('SELECT phone_cipher AS cipher FROM customers WHERE id = $1::uuid', [customerId]);
  return row?.cipher ?? null;
}

export async function findOpenid(tx: Tx, identityId: string): Promise<string | null> {
  const [row] = await sqlIn(tx)<{ subject: string }>(`SELECT subject FROM customer_identities WHERE id = $1::uuid AND provider = 'weapp'`, [identityId]);
  return row?.subject ?? null;
}

/** The WeCom id of a member who still works here. */
export async function findWecomUserId(tx: Tx, staffId: string): Promise<string | null> {
  const [row] = await sqlIn(tx)<{ userId: string | null }>('SELECT wecom_user_id AS "userId" FROM staff_members WHERE id = $1::uuid AND left_at IS NULL', [
    staffId,
  ]);
  return row?.userId ?? null;
}

/** Uses one acceptance; false when none is left. */
export async function takeGrant(tx: Tx, identityId: string, templateKey: string): Promise<boolean> {
  const text = 'UPDATE subscription_grants SET used = used + 1 WHERE identity_id = $1::uuid AND template_key = $2 AND accepted > used';
  return (await changeIn(tx, text, [identityId, templateKey])) === 1;
}

/** Nothing was sent, so the acceptance is still there. */
export async function returnGrant(tx: Tx, identityId: string, templateKey: string): Promise<void> {
  await changeIn(tx, 'UPDATE subscription_grants SET used = used - 1 WHERE identity_id = $1::uuid AND template_key = $2 AND used > 0', [
    identityId,
    templateKey,
  ]);
}

/** WeChat says that none is left (she took them back in her settings): its count is the true one. */
export async function emptyGrants(tx: Tx, identityId: string, templateKey: string): Promise<void> {
  await changeIn(tx, 'UPDATE subscription_grants SET used = accepted WHERE identity_id = $1::uuid AND template_key = $2', [identityId, templateKey]);
}
