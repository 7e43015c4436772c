import type { Actor } from '@zhike/domain/kernel/actor';
import { addDays } from '@zhike/domain/kernel/calendar-date';
import { sqlIn, sqlOf } from '../../platform/db';
import { repeatJob, type JobHandler } from '../../platform/jobs';
import type { Ports } from '../../platform/ports';
import type { Reactions } from '../../platform/reactions';
import { listRosteredAt, listRosteredUnits } from './records.rosters';
import { lockUnit } from './records.take';
import { writeRoster } from './rostering';

const NAME = 'booking.extend_rosters';
const actor: Actor = { kind: 'system', job: NAME };

/**
 * Writes every person's shifts further, so that as far as anything can be booked there are some. One transaction a person; doing it
 * twice does nothing, and after a standstill of any length one run makes up for it.
 */
export async function extendRosters(ports: Ports): Promise<void> {
  const since = addDays(ports.clock.now().toISOString().slice(0, 10), -1);
  for (const unitId of await listRosteredUnits(sqlOf(ports.db), since)) {
    const { overlap, come } = await ports.writer.transaction({ actor, requestId: null }, async (write) => {
      await lockUnit(write.tx, unitId);
      return writeRoster(write, unitId);
    });
    if (overlap) ports.log.warn({ unitId, date: overlap.date }, 'roster.overlap');
    if (come > 0) ports.log.info({ unitId, shifts: come }, 'roster.extended');
  }
}

/** Nightly, when shops in China sleep. */
export function rosterJobs(ports: Ports): JobHandler[] {
  return [repeatJob(NAME, '30 19 * * *', () => extendRosters(ports))];
}

export const rosterReactions: Reactions = {
  /** Another zone makes other instants of the same wall-clock hours. */
  'store.hours_changed': async (event, write) => {
    if (event.data.zoneChanged !== true || !event.storeId) return;
    for (const unitId of await listRosteredAt(sqlIn(write.tx), event.storeId)) {
      await lockUnit(write.tx, unitId);
      await writeRoster(write, unitId);
    }
  },
};
