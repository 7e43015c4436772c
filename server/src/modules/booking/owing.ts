import { bookableSpan } from '@zhike/domain/booking/rules';
import { firstToServe, offerDeadline } from '@zhike/domain/booking/waitlist';
import { isBlocked } from '@zhike/domain/engines/cautions';
import { addDays, dateAt, daysBetween } from '@zhike/domain/kernel/calendar-date';
import { DAY_MS, MINUTE_MS, type TimeRange } from '@zhike/domain/kernel/time-range';
import { sqlOf } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import { cautionsOf } from './cautions';
import { candidatesOf, freeDays, isOnSale, lookAt, startsWithin, type Dates } from './facts';
import type { EntryRow } from './records.waitlist';
import type { StoreRow } from './records.services';
import { shapeOffer, type ShapedOffer } from './shaping';
import { offsetAt } from './store-clock';

/** No booking is longer (what a unit is taken for is looked up by its start). */
const LONGEST_VISIT_MS = 2 * DAY_MS;

export interface Found {
  readonly offer: ShapedOffer;
  readonly startsAt: number;
  readonly deadline: number;
}

/**
 * Who of these is to be served now, and with what; null: for nobody is anything free. Reads what is committed and locks nothing.
 * @param around only visits that meet this time count: whoever wants none of it is not asked about
 */
export async function nextInLine(
  ports: Ports,
  waiting: readonly EntryRow[],
  now: number,
  around?: TimeRange,
): Promise<{ readonly entry: EntryRow; readonly found: Found } | null> {
  const seen = new Set<string>();
  const next = await firstToServe(
    waiting.map((row) => ({ id: row.id, createdAt: row.createdAt.getTime(), untilAt: row.untilAt.getTime(), row })),
    now,
    async ({ row }) => {
      // Two who wish the very same: what the first cannot have, the second cannot have either.
      const wish = JSON.stringify([row.storeId, row.serviceId, row.choices, row.addonIds, row.partySize, row.fromAt, row.untilAt]);
      if (seen.has(wish)) return null;
      const found = await findTime(ports, row, now, around);
      if (found === 'nothing_free') seen.add(wish);
      return typeof found === 'string' ? null : found;
    },
  );
  return next && { entry: next.entry.row, found: next.offer };
}

/** The first free start that would do, and until when it may be offered. */
async function findTime(ports: Ports, entry: EntryRow, now: number, around?: TimeRange): Promise<Found | 'nothing_free' | 'not_for_her'> {
  const sql = sqlOf(ports.db);
  const dates = (store: StoreRow): Dates => {
    const dateOf = (instant: number) => dateAt(instant, offsetAt(store.zone, instant));
    const from = dateOf(Math.max(entry.fromAt.getTime(), now, (around?.start ?? 0) - LONGEST_VISIT_MS));
    const until = dateOf(Math.min(entry.untilAt.getTime(), around?.end ?? Infinity));
    // The evening before may be open past midnight.
    return { from: addDays(from, -1), days: Math.max(0, daysBetween(from, until)) + 2 };
  };
  const look = await lookAt(ports, { serviceId: entry.serviceId, storeId: entry.storeId, dates });
  const candidates = look.offer && isOnSale(look.offer) ? candidatesOf(look.offer) : null;
  const shaped = candidates && shapeOffer(candidates, entry);
  if (!shaped?.ok) return 'nothing_free';
  const offer = wishable(shaped.value, entry.choices);
  const { store, service } = offer;
  const span = bookableSpan(service, now, 'customer');
  const buffers = Math.max(0, ...offer.units.map((unit) => unit.bufferBeforeMinutes + unit.bufferAfterMinutes)) * MINUTE_MS;
  const within = {
    earliest: Math.max(entry.fromAt.getTime(), span.earliest, around ? around.start - service.durationMinutes * MINUTE_MS - buffers : 0),
    latest: Math.min(entry.untilAt.getTime(), span.latest, around ? around.end + buffers : Infinity),
  };
  for (const startsAt of freeDays(look, offer, dates(store), entry.choices).flatMap((day) => startsWithin(day, within))) {
    const deadline = offerDeadline({ now, startsAt, leadMinutes: service.leadMinutes, zone: store.zone });
    if (deadline === null) continue;
    const cautions = await cautionsOf(sql, ports, { customerId: entry.customerId, service, zone: store.zone, startsAt });
    return isBlocked(cautions) ? 'not_for_her' : { offer, startsAt, deadline };
  }
  return 'nothing_free';
}

/** A colleague may have wished for what customers do not pick by themselves; it was looked at when she put her on the list. */
function wishable(offer: ShapedOffer, choices: Readonly<Record<string, string>>): ShapedOffer {
  const roles = offer.service.roles.map((role) => (choices[role.key] ? { ...role, customerPicks: true } : role));
  return { ...offer, service: { ...offer.service, roles } };
}
