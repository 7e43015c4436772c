import { reminderAt, REMINDERS } from '@zhike/domain/messaging/reminders';
import type { Write } from '../../platform/write';
import { remindBooking } from './jobs.kinds';
import type { MessageBooking } from './records';

/** Plans the reminders that are still ahead, each as a job of its own. Planning twice is harmless: the message is written once for a booking, a start and a reminder. */
export async function planReminders(write: Write, booking: MessageBooking): Promise<void> {
  const { bookingId, startsAt } = booking.news;
  for (const which of REMINDERS) {
    const at = reminderAt(which, startsAt, write.now.getTime(), booking.zone);
    if (at !== null) await write.enqueue(remindBooking, { bookingId, startsAt: new Date(startsAt).toISOString(), which }, new Date(at));
  }
}
