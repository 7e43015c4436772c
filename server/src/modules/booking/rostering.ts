import { findOverlap, OVERLAP_DAYS, planShifts, ROSTER_DAYS, speaksOf, type PlannedShift } from '@zhike/domain/booking/roster';
import { addDays, dateAt, type CalendarDate } from '@zhike/domain/kernel/calendar-date';
import { instantOf, offsetMinutesAt } from '@zhike/domain/kernel/zone';
import { sqlIn } from '../../platform/db';
import { newId } from '../../platform/ids';
import type { Write } from '../../platform/write';
import { findRosterUnit, findZones, listExceptions, listPatterns, listShiftsFrom, replaceShifts, type ShiftRow } from './records.rosters';

/** No zone is further from UTC than 14 hours: a day before today is early enough for all. */
const dayBefore = (now: Date): CalendarDate => addDays(now.toISOString().slice(0, 10), -1);

/** Patterns that begin later than this are not looked through for overlaps until they come nearer. */
const FAR_DAYS = 730;

export interface Rostered {
  readonly gone: number;
  readonly come: number;
  /** Where she would be in two places, now or later; null: nowhere. */
  readonly overlap: { readonly date: CalendarDate; readonly storeName: string } | null;
}

/**
 * Brings a person's shifts from today on (by the calendar of each store) to what her patterns and exceptions say, for `ROSTER_DAYS`
 * days. Only what differs is written, so doing it again does nothing. A shift that was written by hand stays until a pattern of its
 * store, or an exception, speaks of its day. Only under the unit's lock.
 */
export async function writeRoster(write: Write, unitId: string): Promise<Rostered> {
  const sql = sqlIn(write.tx);
  const since = dayBefore(write.now);
  const hers = new Set((await findRosterUnit(sql, unitId))?.storeIds);
  // What was planned for a store that she has left is silent; it speaks again when she comes back.
  const patterns = (await listPatterns(sql, [unitId], since)).filter((pattern) => hers.has(pattern.storeId));
  const exceptions = (await listExceptions(sql, [unitId], since)).filter((exception) => hers.has(exception.storeId));
  const standing = await listShiftsFrom(sql, unitId, instantOf(since, '00:00', 'UTC'));
  const zones = await findZones(sql, [...new Set([...patterns, ...exceptions, ...standing].map((row) => row.storeId))]);
  const now = write.now.getTime();
  const stores = new Map([...zones].map(([id, { zone }]) => [id, { zone, from: dateAt(now, offsetMinutesAt(zone, now)) }]));
  const horizon = addDays(since, ROSTER_DAYS + 1);
  const dateOf = (shift: ShiftRow): CalendarDate => shift.date ?? dateAt(shift.start, offsetMinutesAt(zones.get(shift.storeId)?.zone ?? 'UTC', shift.start));
  const coming = standing.filter((shift) => dateOf(shift) >= (stores.get(shift.storeId)?.from ?? since));
  const stays = (shift: ShiftRow): boolean =>
    shift.date === null &&
    !patterns.some((pattern) => pattern.storeId === shift.storeId && speaksOf(pattern, dateOf(shift))) &&
    !exceptions.some((exception) => exception.date === dateOf(shift));

  const far = addDays(since, FAR_DAYS);
  const lastStart = patterns.reduce((latest, { fromDate }) => (fromDate > latest && fromDate <= far ? fromDate : latest), since);
  const planned = planShifts({ patterns, exceptions, stores }, addDays(lastStart, OVERLAP_DAYS));
  const twice = findOverlap<PlannedShift | ShiftRow>([...planned, ...coming.filter(stays)]);

  const keyOf = (shift: PlannedShift | ShiftRow): string => `${shift.storeId}/${shift.start}/${shift.end}/${shift.date}/${shift.patternId}`;
  const wanted = new Map(planned.filter((shift) => shift.date <= horizon).map((shift) => [keyOf(shift), shift]));
  const gone: string[] = [];
  for (const shift of coming) if (!stays(shift) && !wanted.delete(keyOf(shift))) gone.push(shift.id);
  const come = [...wanted.values()].map((shift) => ({ ...shift, id: newId(write.now) }));
  await replaceShifts(write.tx, unitId, { gone, come });
  const overlap = twice && { date: twice.date ?? dateOf(twice as ShiftRow), storeName: zones.get(twice.storeId)?.name ?? '' };
  return { gone: gone.length, come: come.length, overlap };
}
