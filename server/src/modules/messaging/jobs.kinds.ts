import type { Reminder } from '@zhike/domain/messaging/reminders';
import { defineJob } from '../../platform/jobs';

/** After so many tries a service that stays away ends the message as failed; a try later would come as a surprise. */
export const MOST_ATTEMPTS = 12;

/** Sends one message. */
export const sendMessage = defineJob<{ messageId: string }>('messaging.send', { retries: MOST_ATTEMPTS, retrySeconds: 2 });
/** Reminds of a booking, if it still begins at `startsAt` (ISO). Jobs of a build that knew one reminder do not say `which`. */
export const remindBooking = defineJob<{ bookingId: string; startsAt: string; which?: Reminder }>('messaging.remind');
