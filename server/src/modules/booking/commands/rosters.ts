import type { bookingEndpoints, Clash, ClassClash } from '@zhike/domain/booking/contract';
import { decideSpans } from '@zhike/domain/booking/roster';
import type { ApiRefusal } from '@zhike/domain/api';
import { addDays, dateAt, type CalendarDate } from '@zhike/domain/kernel/calendar-date';
import { inScope } from '@zhike/domain/kernel/access';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { DAY_MS } from '@zhike/domain/kernel/time-range';
import { offsetMinutesAt } from '@zhike/domain/kernel/zone';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn, type Sql } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import type { Write } from '../../../platform/write';
import { findStoreRow, type StoreRow } from '../records.services';
import {
  endPattern,
  findPattern,
  findRosterUnit,
  findZones,
  listExceptions,
  listShiftsFrom,
  removeException,
  removePattern,
  saveException,
  savePatternRow,
} from '../records.rosters';
import { listOffShift, listStrandedClasses } from '../records.stranded';
import { lockUnit } from '../records.take';
import { writeRoster } from '../rostering';
import { toClashes, toClassClashes } from '../stranded';

type Input<Name extends keyof typeof bookingEndpoints> = ParsedInputOf<(typeof bookingEndpoints)[Name]>;
type Roster = Ask<ActorOf<'booking.saveRosterPattern'>>;
const reaches = (ask: Roster, storeId: string): boolean => inScope(ask.scope, { storeId, customerId: null, staffIds: [] });
const todayAt = (store: Pick<StoreRow, 'zone'>, now: Date): CalendarDate => dateAt(now.getTime(), offsetMinutesAt(store.zone, now.getTime()));

/** The person and the store of a change, if the actor reaches both and she works there. */
async function openRoster(sql: Sql, ask: Roster, unitId: string, storeId: string): Promise<Decision<StoreRow, ApiRefusal>> {
  const unit = await findRosterUnit(sql, unitId);
  if (!unit?.storeIds.some((id) => reaches(ask, id))) return refuse('record.not_found', { noun: 'unit', id: unitId });
  if (unit.kind !== 'person') return refuse('booking.not_a_person', { unitId });
  const store = await findStoreRow(sql, storeId);
  if (!store) return refuse('record.not_found', { noun: 'store', id: storeId });
  if (!reaches(ask, storeId)) return refuse('access.forbidden', { right: 'resource.manage' });
  if (!unit.storeIds.includes(storeId)) return refuse('request.invalid', { issues: [{ path: 'storeId', problem: 'not_a_store_of_hers' }] });
  return allow(store);
}

/**
 * Makes a change of a roster while nobody can book that person, writes her shifts anew and looks which bookings and classes lose her by
 * it: those that she could serve before and cannot any more. `refuse` gives the whole change up.
 */
async function changeRoster(
  ask: Roster,
  write: Write,
  about: { readonly unitId: string; readonly storeId: string; readonly from: CalendarDate; readonly whenClashing: 'refuse' | 'keep' },
  change: () => Promise<void>,
): Promise<Decision<{ clashes: Clash[]; classes: ClassClash[] }, ApiRefusal>> {
  const sql = sqlIn(write.tx);
  const lost = async () => ({ rows: await listOffShift(sql, about.unitId, write.now), classes: await listStrandedClasses(sql, about, write.now) });
  const before = await lost();
  await change();
  const { overlap } = await writeRoster(write, about.unitId);
  if (overlap) return refuse('booking.shifts_overlap', overlap);
  const after = await lost();
  const rows = after.rows.filter((row) => !before.rows.some((old) => old.bookingId === row.bookingId));
  const clashes = toClashes(rows, ask.actor);
  const classes = toClassClashes(after.classes.filter((row) => !before.classes.some((old) => old.sessionId === row.sessionId)));
  if (clashes.length + classes.length > 0 && about.whenClashing === 'refuse') return refuse('booking.roster_clashes', { clashes, classes });
  await write.event({
    type: 'roster.changed',
    storeId: about.storeId,
    data: { unitId: about.unitId, from: about.from, clashes: rows.length + classes.length },
  });
  return allow({ clashes, classes });
}

/** BK-07: a repeating working week from a date on. */
export async function saveRosterPattern(ask: Roster, input: Input<'booking.saveRosterPattern'>, write: Write): Answer<'booking.saveRosterPattern'> {
  const sql = sqlIn(write.tx);
  const { patternId, whenClashing, ...fields } = input;
  await lockUnit(write.tx, input.unitId);
  const store = await openRoster(sql, ask, input.unitId, input.storeId);
  if (!store.ok) return store;
  const old = patternId === null ? null : await findPattern(sql, patternId);
  if (patternId !== null && (old?.unitId !== input.unitId || !reaches(ask, old.storeId))) return refuse('record.not_found', { noun: 'pattern', id: patternId });
  if (input.untilDate !== null && input.untilDate < input.fromDate)
    return refuse('request.invalid', { issues: [{ path: 'untilDate', problem: 'before_start' }] });
  const spans = decideSpans(input.days, 'days', input.cycleWeeks);
  if (!spans.ok) return spans;
  const pattern = { id: patternId ?? newId(write.now), ...fields };
  const about = { unitId: pattern.unitId, storeId: pattern.storeId, from: pattern.fromDate, whenClashing };
  const changed = await changeRoster(ask, write, about, () => savePatternRow(write.tx, pattern));
  return changed.ok ? allow({ pattern, ...changed.value }) : changed;
}

/** Ends a pattern today: its past stays. */
export async function removeRosterPattern(ask: Roster, input: Input<'booking.removeRosterPattern'>, write: Write): Answer<'booking.removeRosterPattern'> {
  const sql = sqlIn(write.tx);
  const found = await findPattern(sql, input.patternId);
  if (!found || !reaches(ask, found.storeId)) return refuse('record.not_found', { noun: 'pattern', id: input.patternId });
  await lockUnit(write.tx, found.unitId);
  const pattern = await findPattern(sql, input.patternId);
  const store = pattern && (await findZones(sql, [pattern.storeId])).get(pattern.storeId);
  if (!pattern || !store) return refuse('record.not_found', { noun: 'pattern', id: input.patternId });
  const today = todayAt(store, write.now);
  const about = { unitId: pattern.unitId, storeId: pattern.storeId, from: today, whenClashing: input.whenClashing };
  const changed = await changeRoster(ask, write, about, () =>
    pattern.fromDate < today ? endPattern(write.tx, pattern.id, addDays(today, -1)) : removePattern(write.tx, pattern.id),
  );
  return changed;
}

/** One day that differs. It speaks for the whole day of the person, so whoever sets it must reach every store that she would have worked in. */
export async function saveRosterException(ask: Roster, input: Input<'booking.saveRosterException'>, write: Write): Answer<'booking.saveRosterException'> {
  const sql = sqlIn(write.tx);
  const { unitId, storeId, date } = input;
  await lockUnit(write.tx, unitId);
  const store = await openRoster(sql, ask, unitId, storeId);
  if (!store.ok) return store;
  if (date < todayAt(store.value, write.now)) return refuse('request.invalid', { issues: [{ path: 'date', problem: 'in_the_past' }] });
  const spans = decideSpans(input.spans ?? [], 'spans');
  if (!spans.ok) return spans;
  const [old] = await listExceptions(sql, [unitId], date, date);
  const shifts = await listShiftsFrom(sql, unitId, write.now.getTime() - 2 * DAY_MS);
  const touched = [...shifts.filter((shift) => shift.date === date).map((shift) => shift.storeId), ...(old ? [old.storeId] : [])];
  if (!touched.every((id) => reaches(ask, id))) return refuse('access.forbidden', { right: 'resource.manage' });
  if (input.spans === null && !old) return refuse('record.not_found', { noun: 'exception', id: `${unitId}/${date}` });
  const { spans: wanted, reason } = input;
  const changed = await changeRoster(ask, write, { unitId, storeId, from: date, whenClashing: input.whenClashing }, () =>
    wanted === null ? removeException(write.tx, unitId, date) : saveException(write.tx, newId(write.now), { unitId, storeId, date, spans: wanted, reason }),
  );
  return changed;
}
