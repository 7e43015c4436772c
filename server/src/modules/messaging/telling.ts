import type { MessageTemplate } from '@zhike/domain/messaging/contract';
import type { Variables } from '@zhike/domain/messaging/rules';
import { staffVariables, type ServesPart } from '@zhike/domain/messaging/variables';
import type { Write } from '../../platform/write';
import { findRecipient, queueMessage, type MessageBooking, type StaffPart } from './records';

/** Tells the customer. Someone who was never in the mini-program gets a message that ends as skipped, and then a text where there is one: the timeline shows both. */
export async function tellCustomer(
  write: Write,
  booking: MessageBooking,
  occurrence: string,
  templateKey: MessageTemplate,
  variables: Variables,
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

/** One card to a member. */
export async function tellMember(
  write: Write,
  booking: MessageBooking,
  occurrence: string,
  templateKey: MessageTemplate,
  staffId: string,
  variables: Variables,
): Promise<void> {
  await queueMessage(write, {
    occurrenceKey: `${occurrence}:staff:${staffId}`,
    templateKey,
    channel: 'wecom',
    recipientId: staffId,
    customerId: booking.customerId,
    bookingId: booking.news.bookingId,
    variables,
  });
}

/** One card to each member, however many of the roles are hers. */
export async function tellStaff(
  write: Write,
  booking: MessageBooking,
  occurrence: string,
  templateKey: MessageTemplate,
  parts: readonly StaffPart[],
): Promise<void> {
  for (const [staffId, part] of partsByStaff(parts))
    await tellMember(write, booking, occurrence, templateKey, staffId, staffVariables(booking.news, booking.contactName, part));
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
