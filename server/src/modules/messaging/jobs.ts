import type { Actor } from '@zhike/domain/kernel/actor';
import { isOvertaken, REMIND_BEFORE_MS, type Reminder } from '@zhike/domain/messaging/reminders';
import { visitVariables } from '@zhike/domain/messaging/variables';
import { handleJob, type JobHandler } from '../../platform/jobs';
import type { Ports } from '../../platform/ports';
import { remindBooking, sendMessage } from './jobs.kinds';
import { planReminders } from './reminding';
import { tellCustomer } from './telling';
import { findMessageBooking } from './records';
import { runSend } from './send';

const actor: Actor = { kind: 'system', job: remindBooking.name };

/** Reminds once of a booking that is still confirmed and still begins then; a moved or cancelled one ends this quietly. */
async function runRemind({ bookingId, startsAt, which }: { bookingId: string; startsAt: string; which?: Reminder }, ports: Ports): Promise<void> {
  await ports.writer.transaction({ actor, requestId: null }, async (write) => {
    const booking = await findMessageBooking(write.tx, bookingId);
    const now = write.now.getTime();
    const start = Date.parse(startsAt);
    if (booking?.state !== 'confirmed' || booking.news.startsAt !== start || start <= now) return;
    // A job of a build that knew one reminder: it is the one whose time has come, and the other still gets its own job.
    const meant = which ?? (start - REMIND_BEFORE_MS.hours > now ? 'day' : 'hours');
    if (which === undefined) await planReminders(write, booking);
    if (isOvertaken(meant, start, now, booking.zone)) return;
    await tellCustomer(write, booking, `booking.reminder:${bookingId}:${startsAt}:${meant}`, 'booking_reminder', visitVariables(booking.news));
  });
}

export function messagingJobs(ports: Ports): JobHandler[] {
  return [handleJob(sendMessage, ({ messageId }) => runSend(messageId, ports)), handleJob(remindBooking, (data) => runRemind(data, ports))];
}
