import type { Actor } from '@zhike/domain/kernel/actor';
import { visitVariables } from '@zhike/domain/messaging/variables';
import { handleJob, type JobHandler } from '../../platform/jobs';
import type { Ports } from '../../platform/ports';
import { remindBooking, sendMessage } from './jobs.kinds';
import { tellCustomer } from './reactions';
import { findMessageBooking } from './records';
import { runSend } from './send';

const actor: Actor = { kind: 'system', job: remindBooking.name };

/** Reminds once of a booking that is still confirmed and still begins then; a moved or cancelled one ends this quietly. */
async function runRemind({ bookingId, startsAt }: { bookingId: string; startsAt: string }, ports: Ports): Promise<void> {
  await ports.writer.transaction({ actor, requestId: null }, async (write) => {
    const booking = await findMessageBooking(write.tx, bookingId);
    if (booking?.state !== 'confirmed' || booking.news.startsAt !== Date.parse(startsAt) || booking.news.startsAt <= write.now.getTime()) return;
    await tellCustomer(write, booking, `booking.reminder:${bookingId}:${startsAt}`, 'booking_reminder', visitVariables(booking.news));
  });
}

export function messagingJobs(ports: Ports): JobHandler[] {
  return [handleJob(sendMessage, ({ messageId }) => runSend(messageId, ports)), handleJob(remindBooking, (data) => runRemind(data, ports))];
}
