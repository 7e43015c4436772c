import {
  acceptanceAskedVariables,
  acceptanceTakenVariables,
  calledVariables,
  cancelledVariables,
  declinedVariables,
  offerVariables,
  refundVariables,
  visitVariables,
} from '@zhike/domain/messaging/variables';
import type { Reactions, StoredEvent } from '../../platform/reactions';
import type { Write } from '../../platform/write';
import { findMessageBooking, queueMessage, type MessageBooking } from './records';
import { findAsked, findOutpaced } from './records.acceptance';
import { findCalled } from './records.tickets';
import { planReminders } from './reminding';
import { tellCustomer, tellMember, tellStaff } from './telling';

const OVER: readonly string[] = ['cancelled', 'declined', 'expired'];
const isOver = (booking: MessageBooking): boolean => OVER.includes(booking.state);

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
    await planReminders(write, booking);
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
    await planReminders(write, booking);
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
  /** RU-11, BK-12: she is told that it has come, and everyone who may take it is asked. Keyed by booking, person and start: whoever is asked later is asked once, too, and a moved visit is asked anew. */
  'booking.requested': about(async (booking, _event, write) => {
    if (isOver(booking) || booking.everConfirmed) return;
    const occurrence = `booking.requested:${booking.news.bookingId}`;
    await tellCustomer(write, booking, occurrence, 'booking_requested', visitVariables(booking.news));
    const asking = `${occurrence}@${booking.news.startsAt}`;
    for (const { staffId, roleNames } of await findAsked(write.tx, booking.news.bookingId))
      await tellMember(write, booking, asking, 'staff_acceptance_asked', staffId, acceptanceAskedVariables(booking.news, booking.contactName, roleNames));
  }),
  /** Whoever was asked and came too late need not answer. That it is confirmed is told by `booking.confirmed`. */
  'booking.accepted': about(async (booking, _event, write) => {
    if (isOver(booking)) return;
    const occurrence = `booking.accepted:${booking.news.bookingId}`;
    for (const { staffId, takenBy } of await findOutpaced(write.tx, booking.news.bookingId))
      await tellMember(write, booking, occurrence, 'staff_acceptance_taken', staffId, acceptanceTakenVariables(booking.news, takenBy));
  }),
  /** Nobody could take it. One member's own no, while others are still asked, leaves the booking open and is no news for her. */
  'booking.declined': about(async (booking, _event, write) => {
    if (booking.state !== 'declined') return;
    const occurrence = `booking.declined:${booking.news.bookingId}`;
    await tellCustomer(write, booking, occurrence, 'booking_declined', declinedVariables(booking.news, booking.cancelledReason));
  }),
  /** A time has come free and is kept for her until the deadline. */
  'waitlist.offered': about(async (booking, event, write) => {
    if (isOver(booking) || booking.everConfirmed) return;
    const deadline = instantIn(event, 'deadline');
    if (deadline === null) throw new Error('waitlist.offered without a deadline');
    await tellCustomer(write, booking, `waitlist.offered:${booking.news.bookingId}`, 'waitlist_offer', offerVariables(booking.news, deadline));
  }),
  /** BK-18: it is her turn. Called again she is told again; whoever has no WeChat here hears it at the door. */
  'queue.called': async (event, write) => {
    const ticketId = String(event.data.ticketId ?? '');
    const called = await findCalled(write.tx, ticketId);
    if (!called?.recipientId) return;
    await queueMessage(write, {
      occurrenceKey: `queue.called:${ticketId}:${event.id}:customer`,
      templateKey: 'queue_called',
      channel: 'weapp',
      recipientId: called.recipientId,
      customerId: called.customerId,
      bookingId: null,
      variables: calledVariables(called.ticket),
    });
  },
};
