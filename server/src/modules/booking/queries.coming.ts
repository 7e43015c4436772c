import { HOLDING_STATES } from '@zhike/domain/booking/lifecycle';
import type { CalendarDate } from '@zhike/domain/kernel/calendar-date';
import type { TimeRange } from '@zhike/domain/kernel/time-range';
import type { Sql } from '../../platform/db';

/* Read by stores, which decides about hours. A file of its own: the rest of booking reads stores. */

/** A booking that is still to come or going on, as a question about hours sees it. */
export interface ComingVisit extends TimeRange {
  readonly id: string;
  readonly code: string;
  readonly storeId: string;
  readonly serviceName: string;
  readonly contactName: string;
}

/**
 * What is still to come in some stores, soonest first. `dates`: only what may touch these civil days, wherever the stores are (a day and a
 * night around them are looked at, too).
 */
export async function listComingVisits(
  sql: Sql,
  storeIds: readonly string[],
  now: Date,
  dates: { readonly from: CalendarDate; readonly until: CalendarDate } | null,
): Promise<ComingVisit[]> {
  const rows = await sql<Omit<ComingVisit, 'start' | 'end'> & { startsAt: Date; endsAt: Date }>(
    `SELECT b.id, b.code, b.store_id AS "storeId", b.terms->>'serviceName' AS "serviceName", b.contact_name AS "contactName", b.starts_at AS "startsAt", b.ends_at AS "endsAt"
     FROM bookings b WHERE b.store_id = ANY($1::uuid[]) AND b.state = ANY($2::text[]) AND b.ends_at > $3::timestamptz AND b.starts_at > $3::timestamptz - interval '2 days'
       AND ($4::date IS NULL OR (b.starts_at > $4::date - interval '2 days' AND b.starts_at < $5::date + interval '3 days')) ORDER BY b.starts_at, b.id`,
    [storeIds, HOLDING_STATES, now.toISOString(), dates?.from ?? null, dates?.until ?? null],
  );
  return rows.map(({ startsAt, endsAt, ...row }) => ({ ...row, start: startsAt.getTime(), end: endsAt.getTime() }));
}
