import type { GateCategory } from '@zhike/domain/marketing/gate';
import type { MessageChannel, MessageTemplate } from '@zhike/domain/messaging/contract';
import type { BookingNow } from '@zhike/domain/messaging/rules';
import { sqlIn, type Tx } from '../../platform/db';

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
  const fresh = await tx.$executeRawUnsafe(
    `UPDATE messages SET state = 'sending', attempts = attempts + 1, due_at = $2::timestamptz WHERE id = $1::uuid AND state = 'queued'`,
    messageId,
    lease,
  );
  const taken =
    fresh ||
    (await tx.$executeRawUnsafe(
      `UPDATE messages SET due_at = $2::timestamptz WHERE id = $1::uuid AND state = 'sending' AND due_at <= $3::timestamptz`,
      messageId,
      lease,
      now.toISOString(),
    ));
  const [row] = await sqlIn(tx)<ClaimedRow>(
    `SELECT m.id, m.occurrence_key AS "occurrenceKey", m.template_key AS "templateKey", m.channel, m.recipient_id AS "recipientId", m.customer_id AS "customerId", m.booking_id AS "bookingId",
       m.variables, m.category, m.priority, m.expires_at AS "expiresAt", m.created_at AS "createdAt", m.cause, m.released, m.attempts, m.state, m.reason IS NOT DISTINCT FROM '${NO_ANSWER}' AS "maybeDelivered", COALESCE(b.store_id, m.store_id) AS "storeId", s.zone,
       b.state AS "bookingState", b.starts_at AS "startsAt", b.confirmed_at IS NOT NULL AS "everConfirmed", b.hold_expires_at AS "heldUntil"
     FROM messages m LEFT JOIN bookings b ON b.id = m.booking_id LEFT JOIN stores s ON s.id = COALESCE(b.store_id, m.store_id) WHERE m.id = $1::uuid`,
    [messageId],
  );
  if (row?.state !== 'sending') return { kind: 'over' };
  if (!taken) return { kind: 'busy' };
  return { kind: fresh ? 'first' : 'again', message: { ...row, booking: bookingNow(row) } };
}

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
  const { count } = await tx.message.updateMany({ where: { id: messageId, state: 'sending' }, data: ending });
  return count === 1;
}

/** Puts a message back into the queue. A try that nobody answered is remembered in `reason` until the message ends. */
export async function requeueMessage(tx: Tx, messageId: string, dueAt: Date, maybeDelivered: boolean): Promise<void> {
  await tx.message.updateMany({
    where: { id: messageId, state: 'sending' },
    data: { state: 'queued', dueAt, ...(maybeDelivered ? { reason: NO_ANSWER } : {}) },
  });
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
  const identity = await tx.customerIdentity.findFirst({ where: { id: identityId, provider: 'weapp' }, select: { subject: true } });
  return identity?.subject ?? null;
}

/** The WeCom id of a member who still works here. */
export async function findWecomUserId(tx: Tx, staffId: string): Promise<string | null> {
  const staff = await tx.staffMember.findFirst({ where: { id: staffId, leftAt: null }, select: { wecomUserId: true } });
  return staff?.wecomUserId ?? null;
}

/** Uses one acceptance; false when none is left. */
export async function takeGrant(tx: Tx, identityId: string, templateKey: string): Promise<boolean> {
  return (
    (await tx.$executeRawUnsafe(
      'UPDATE subscription_grants SET used = used + 1 WHERE identity_id = $1::uuid AND template_key = $2 AND accepted > used',
      identityId,
      templateKey,
    )) === 1
  );
}

/** Nothing was sent, so the acceptance is still there. */
export async function returnGrant(tx: Tx, identityId: string, templateKey: string): Promise<void> {
  await tx.$executeRawUnsafe(
    'UPDATE subscription_grants SET used = used - 1 WHERE identity_id = $1::uuid AND template_key = $2 AND used > 0',
    identityId,
    templateKey,
  );
}

/** WeChat says that none is left (she took them back in her settings): its count is the true one. */
export async function emptyGrants(tx: Tx, identityId: string, templateKey: string): Promise<void> {
  await tx.$executeRawUnsafe('UPDATE subscription_grants SET used = accepted WHERE identity_id = $1::uuid AND template_key = $2', identityId, templateKey);
}
