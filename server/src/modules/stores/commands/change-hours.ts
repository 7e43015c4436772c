import type { ApiRefusal } from '@zhike/domain/api';
import type { CalendarDate } from '@zhike/domain/kernel/calendar-date';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { strandedBy } from '@zhike/domain/stores/hours';
import { sqlIn } from '../../../platform/db';
import { lockKeys } from '../../../platform/locks';
import type { Write } from '../../../platform/write';
import { listComingVisits } from '../../booking/queries.coming';
import { hoursLock } from '../queries.hours';
import { findOpenStores } from '../records.hours';

/** How many stranded bookings a refusal names. */
const NAMED = 100;

/**
 * Makes a change of hours while nobody can book in these stores, and looks whom it strands: bookings that lay within the hours and do
 * not any more. `refuse` ends in their list (the transaction is given up), `keep` leaves them to be moved one by one. Answers how many.
 */
export async function changeHours(
  write: Write,
  about: {
    readonly storeIds: readonly string[];
    /** The days that may change; null: any. */
    readonly dates: { readonly from: CalendarDate; readonly until: CalendarDate } | null;
    readonly whenClashing: 'refuse' | 'keep';
  },
  change: () => Promise<void>,
): Promise<Decision<number, ApiRefusal>> {
  const sql = sqlIn(write.tx);
  await lockKeys(write.tx, { alone: about.storeIds.map(hoursLock) });
  const before = await findOpenStores(sql, about.storeIds);
  await change();
  const after = await findOpenStores(sql, about.storeIds);
  const visits = await listComingVisits(sql, about.storeIds, write.now, about.dates);
  const stranded = about.storeIds.flatMap((storeId) =>
    strandedBy(
      visits.filter((visit) => visit.storeId === storeId),
      before.get(storeId) ?? null,
      after.get(storeId) ?? null,
    ),
  );
  if (stranded.length > 0 && about.whenClashing === 'refuse')
    return refuse('stores.hours_clash', {
      bookings: stranded
        .slice(0, NAMED)
        .map(({ id, code, start, serviceName, contactName }) => ({ id, code, startsAt: new Date(start).toISOString(), serviceName, contactName })),
    });
  return allow(stranded.length);
}
