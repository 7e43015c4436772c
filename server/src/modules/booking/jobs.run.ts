import type { Actor } from '@zhike/domain/kernel/actor';
import { sqlIn, sqlOf } from '../../platform/db';
import { handleJob, repeatJob, type JobHandler } from '../../platform/jobs';
import type { Ports } from '../../platform/ports';
import { goOn } from './going-on';
import { insist } from './insist';
import { acceptEnds, serveWaitlist } from './jobs';
import { findBookingRow, lockBooking } from './records.bookings';
import { answerOffers } from './records.offers';
import { storesToServe } from './records.waitlist';
import { serveStore } from './serving';

const by = (job: string): Actor => ({ kind: 'system', job });

/** Whoever has not answered is asked no more: the next one is, or the booking is given back. A deadline that has moved since has a job of its own. */
async function endAcceptance(bookingId: string, ports: Ports): Promise<void> {
  await insist(ports, { actor: by(acceptEnds.name), requestId: null }, async (write) => {
    const sql = sqlIn(write.tx);
    await lockBooking(sql, bookingId);
    const row = await findBookingRow(sql, bookingId, { kind: 'all' });
    if (row?.state !== 'requested' || !row.acceptBy || row.acceptBy > write.now) return;
    const open = row.offers.filter((offer) => offer.state === 'open');
    await answerOffers(
      write.tx,
      open.map(({ id }) => id),
      'expired',
      write.now,
    );
    await goOn(write, ports, row, 'timeout');
  });
}

const SWEEP = 'booking.serve_waitlists';

/** Time also comes into reach by itself: a day enters the horizon, shifts are written further. Every hour each list is looked at once. */
async function serveEveryStore(ports: Ports): Promise<void> {
  for (const storeId of await storesToServe(sqlOf(ports.db), null)) await serveStore(ports, storeId, by(SWEEP));
}

/** The jobs of booking; the end of a hold is a question of money first, so orders has it. */
export function bookingJobs(ports: Ports): JobHandler[] {
  return [
    handleJob(acceptEnds, ({ bookingId }) => endAcceptance(bookingId, ports)),
    handleJob(serveWaitlist, ({ storeId }) => serveStore(ports, storeId, by(serveWaitlist.name))),
    repeatJob(SWEEP, '7 * * * *', () => serveEveryStore(ports)),
  ];
}
