import type { MessageTemplate } from '@zhike/domain/messaging/contract';
import { reminderAt } from '@zhike/domain/messaging/rules';
import { cancelledVariables, refundVariables, staffVariables, visitVariables, type ServesPart } from '@zhike/domain/messaging/variables';
import type { Reactions, StoredEvent } from '../../platform/reactions';
import type { Write } from '../../platform/write';
import { remindBooking } from './jobs.kinds';
import { findMessageBooking, findRecipient, queueMessage, type MessageBooking, type StaffPart } from './records';

const isOver = (booking: MessageBooking): boolean => booking.state === 'cancelled' || booking.state === 'expired';

/** Tells the customer. Someone who was never in the mini-program gets a message that ends as skipped: the timeline then shows that nobody told her. */
export async function tellCustomer(
  write: Write,
  booking: MessageBooking,
  occurrence: string,
  templateKey: MessageTemplate,
  variables: Readonly<Record<string, string>>,
): Promise<void> {
  const { bookingId } = booking.news;
  const recipientId = (await findRecipient(write.tx, bookingId, templateKey)) ?? booking.customerId;
  await queueMessage(write, {
    occurrenceKey: `${occurrence}:customer`,
    templateKey,
    channel: 'weapp',
    recipientId,
    customerId: booking.customerId,
    bookingId,
    variables,
  });
}

/** One card to each member, however many of the roles are hers. */
async function tellStaff(write: Write, booking: MessageBooking, occurrence: string, templateKey: MessageTemplate, parts: readonly StaffPart[]): Promise<void> {
  for (const [staffId, part] of partsByStaff(parts))
    await queueMessage(write, {
      occurrenceKey: `${occurrence}:staff:${staffId}`,
      templateKey,
      channel: 'wecom',
      recipientId: staffId,
      customerId: booking.customerId,
      bookingId: booking.news.bookingId,
      variables: staffVariables(booking.news, booking.contactName, part),
    });
}

function partsByStaff(parts: readonly StaffPart[]): Map<string, ServesPart> {
  const byStaff = new Map<string, ServesPart>();
  for (const part of parts) {
    const before = byStaff.get(part.staffId);
    byStaff.set(part.staffId, {
      roleNames: before ? [...new Set([...before.roleNames, part.roleName])] : [part.roleName],
      from: Math.min(part.from, before?.from ?? part.from),
      until: Math.max(part.until, before?.until ?? part.until),
    });
  }
  return byStaff;
}

async function planReminder(write: Write, booking: MessageBooking): Promise<void> {
  const { bookingId, startsAt } = booking.news;
  const at = reminderAt(startsAt, write.now.getTime());
  if (at !== null) await write.enqueue(remindBooking, { bookingId, startsAt: new Date(startsAt).toISOString() }, new Date(at));
}

const instantIn = (event: StoredEvent, key: string): number | null => {
  const at = Date.parse(String(event.data[key] ?? ''));
  return Number.isNaN(at) ? null : at;
};

/** A booking's event with its booking, when it still says something. The event's id names the occurrence: however often it is delivered, one message. */
function about(react: (booking: MessageBooking, event: StoredEvent, write: Write, occurrence: string) => Promise<void>): Reactions[string] {
  return async (event, write) => {
    const booking = event.bookingId ? await findMessageBooking(write.tx, event.bookingId) : null;
    if (booking) await react(booking, event, write, `${event.type}:${booking.news.bookingId}:${event.id}`);
  };
}

/** What people are told when bookings and money move. Messages speak of the booking as it is when they are written. */
export const messagingReactions: Reactions = {
  /** BK-12: one message to the customer, a to-do to everyone who serves. */
  'booking.confirmed': about(async (booking, _event, write, occurrence) => {
    if (isOver(booking)) return;
    await tellCustomer(write, booking, occurrence, 'booking_confirmed', visitVariables(booking.news));
    await tellStaff(
      write,
      booking,
      occurrence,
      'staff_booking_assigned',
      booking.staff.filter((part) => part.releasedAt === null),
    );
    await planReminder(write, booking);
  }),
  /** The new time to the customer and to everyone who serves now; whoever is out of it is told too. Of a hold only the customer knows. */
  'booking.rescheduled': about(async (booking, event, write, occurrence) => {
    if (isOver(booking)) return;
    await tellCustomer(write, booking, occurrence, 'booking_changed', visitVariables(booking.news, instantIn(event, 'from') ?? booking.news.startsAt));
    if (!booking.everConfirmed) return;
    const serving = booking.staff.filter((part) => part.releasedAt === null);
    await tellStaff(write, booking, occurrence, 'staff_booking_assigned', serving);
    const out = booking.staff.filter((part) => part.releasedAt === event.at.getTime() && !serving.some((other) => other.staffId === part.staffId));
    await tellStaff(write, booking, `${occurrence}:out`, 'staff_booking_cancelled', out);
    await planReminder(write, booking);
  }),
  'booking.cancelled': about(async (booking, event, write, occurrence) => {
    await tellCustomer(
      write,
      booking,
      occurrence,
      'booking_cancelled',
      cancelledVariables(booking.news, event.data.by === 'customer' ? 'customer' : 'staff', booking.cancelledReason),
    );
    if (booking.everConfirmed)
      await tellStaff(
        write,
        booking,
        occurrence,
        'staff_booking_cancelled',
        booking.staff.filter((part) => part.releasedAt === event.at.getTime()),
      );
  }),
  'refund.succeeded': about(async (booking, event, write, occurrence) => {
    await tellCustomer(
      write,
      booking,
      occurrence,
      'deposit_refunded',
      refundVariables(booking.news, { amountFen: Number(event.data.amountFen ?? 0), at: event.at.getTime() }),
    );
  }),
};
