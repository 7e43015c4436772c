import type { MessageChannel, MessageTemplate } from '@zhike/domain/messaging/contract';
import type { BookingNews } from '@zhike/domain/messaging/variables';
import { offsetMinutesAt } from '@zhike/domain/kernel/zone';
import { changeIn, sqlIn, type Tx } from '../../platform/db';
import { newId } from '../../platform/ids';
import type { Write } from '../../platform/write';
import { sendMessage } from './jobs.kinds';

/** One reservation of a person in a booking. */
export interface StaffPart {
  readonly staffId: string;
  readonly roleName: string;
  readonly from: number;
  readonly until: number;
  /** When the unit was given back, epoch milliseconds; null while it is taken. */
  readonly releasedAt: number | null;
}

export interface MessageBooking {
  readonly news: BookingNews;
  readonly state: string;
  readonly storeId: string;
  /** Of the store, IANA name. */
  readonly zone: string;
  readonly customerId: string;
  readonly contactName: string;
  readonly cancelledReason: string;
  readonly everConfirmed: boolean;
  /** Members who have not left. */
  readonly staff: readonly StaffPart[];
}

interface BookingRow {
  id: string;
  code: string;
  state: string;
  storeId: string;
  storeName: string;
  storeAddress: string;
  zone: string;
  customerId: string;
  terms: { serviceName: string; whatToBring: string };
  startsAt: Date;
  endsAt: Date;
  contactName: string;
  cancelledReason: string | null;
  everConfirmed: boolean;
  staff: { staffId: string; roleName: string; from: string; until: string; releasedAt: string | null }[];
}

/** A booking as it stands now, with everyone who serves or served it. */
export async function findMessageBooking(tx: Tx, bookingId: string): Promise<MessageBooking | null> {
  const [row] = await sqlIn(tx)<BookingRow>(
    `SELECT b.id, b.code, b.state, b.store_id AS "storeId", s.name AS "storeName", s.address AS "storeAddress", s.zone, b.customer_id AS "customerId", b.terms, b.starts_at AS "startsAt", b.ends_at AS "endsAt",
       b.contact_name AS "contactName", b.cancelled_reason AS "cancelledReason", b.confirmed_at IS NOT NULL AS "everConfirmed",
       COALESCE((SELECT json_agg(json_build_object('staffId', u.staff_id, 'roleName', r.role_name, 'from', r.serves_from, 'until', r.serves_until, 'releasedAt', r.released_at) ORDER BY r.serves_from, r.role_name)
         FROM reservations r JOIN resource_units u ON u.id = r.unit_id JOIN staff_members m ON m.id = u.staff_id AND m.left_at IS NULL WHERE r.booking_id = b.id), '[]') AS staff
     FROM bookings b JOIN stores s ON s.id = b.store_id WHERE b.id = $1::uuid`,
    [bookingId],
  );
  if (!row) return null;
  const startsAt = row.startsAt.getTime();
  return {
    news: {
      bookingId: row.id,
      bookingCode: row.code,
      serviceName: row.terms.serviceName,
      storeName: row.storeName,
      storeAddress: row.storeAddress,
      whatToBring: row.terms.whatToBring,
      startsAt,
      endsAt: row.endsAt.getTime(),
      offsetMinutes: offsetMinutesAt(row.zone, startsAt),
    },
    state: row.state,
    storeId: row.storeId,
    zone: row.zone,
    customerId: row.customerId,
    contactName: row.contactName,
    cancelledReason: row.cancelledReason ?? '',
    everConfirmed: row.everConfirmed,
    staff: row.staff.map((part) => ({
      staffId: part.staffId,
      roleName: part.roleName,
      from: Date.parse(part.from),
      until: Date.parse(part.until),
      releasedAt: part.releasedAt === null ? null : Date.parse(part.releasedAt),
    })),
  };
}

/**
 * The mini-program identity to write to: one that allows this template first, then the one that booked, then the newest.
 * Null: she has never been in the mini-program.
 */
export async function findRecipient(tx: Tx, bookingId: string, templateKey: MessageTemplate): Promise<string | null> {
  const [row] = await sqlIn(tx)<{ id: string }>(
    `SELECT i.id FROM bookings b JOIN customer_identities i ON i.customer_id = b.customer_id AND i.provider = 'weapp'
       LEFT JOIN subscription_grants g ON g.identity_id = i.id AND g.template_key = $2
     WHERE b.id = $1::uuid ORDER BY COALESCE(g.accepted > g.used, FALSE) DESC, COALESCE(i.id = b.identity_id, FALSE) DESC, i.created_at DESC LIMIT 1`,
    [bookingId, templateKey],
  );
  return row?.id ?? null;
}

export interface NewMessage {
  /** What happened and to whom it is told: of two messages with one key only the first exists. */
  readonly occurrenceKey: string;
  readonly templateKey: MessageTemplate;
  readonly channel: MessageChannel;
  /** Identity for weapp, member for wecom, booking for sms: the number itself is never in the row. */
  readonly recipientId: string;
  readonly customerId: string | null;
  readonly bookingId: string | null;
  readonly variables: Readonly<Record<string, string>>;
  /** internal is a member's; else service unless it says marketing. */
  readonly category?: 'service' | 'marketing';
  /** 1 goes first; 5 unless told. */
  readonly priority?: number;
  readonly expiresAt?: Date | null;
  readonly storeId?: string | null;
  /** What must still be so when it leaves: `rule:<rule>/<record>/<occurrence>`. */
  readonly cause?: string | null;
}

const INSERT_MESSAGE = `INSERT INTO messages (id, occurrence_key, template_key, channel, recipient_id, customer_id, booking_id, variables, category, priority,
    expires_at, store_id, cause, state, due_at, created_at)
  VALUES ($1::uuid, $2, $3, $4, $5::uuid, $6::uuid, $7::uuid, $8::jsonb, $9, $10::int, $11::timestamptz, $12::uuid, $13, 'queued', $14::timestamptz, $14::timestamptz)
  ON CONFLICT DO NOTHING`;

/** Writes a message and the job that sends it, in the transaction of its cause; a repeat of the occurrence changes nothing. */
export async function queueMessage(write: Write, message: NewMessage): Promise<void> {
  const id = newId(write.now);
  const count = await changeIn(write.tx, INSERT_MESSAGE, [
    id,
    message.occurrenceKey,
    message.templateKey,
    message.channel,
    message.recipientId,
    message.customerId,
    message.bookingId,
    JSON.stringify(message.variables),
    message.channel === 'wecom' ? 'internal' : (message.category ?? 'service'),
    message.priority ?? 5,
    message.expiresAt?.toISOString() ?? null,
    message.storeId ?? null,
    message.cause ?? null,
    write.now.toISOString(),
  ]);
  if (count === 1) await write.enqueue(sendMessage, { messageId: id });
}

/** Counts acceptances: each allows one message of the template. */
export async function addGrants(tx: Tx, identityId: string, templateKeys: readonly string[]): Promise<void> {
  for (const templateKey of templateKeys)
    await changeIn(
      tx,
      `INSERT INTO subscription_grants (identity_id, template_key, accepted) VALUES ($1::uuid, $2, 1)
       ON CONFLICT (identity_id, template_key) DO UPDATE SET accepted = subscription_grants.accepted + 1`,
      [identityId, templateKey],
    );
}
