import type { bookingEndpoints, RosterView } from '@zhike/domain/booking/contract';
import type { ApiRefusal } from '@zhike/domain/api';
import { addDays } from '@zhike/domain/kernel/calendar-date';
import { inScope } from '@zhike/domain/kernel/access';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { instantOf, offsetMinutesAt } from '@zhike/domain/kernel/zone';
import { outside } from '@zhike/domain/stores/hours';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { sqlOf, type Sql } from '../../platform/db';
import { listComingVisits } from './queries.coming';
import { findRosterRows, listExceptions, listPatterns } from './records.rosters';
import { findStoreRow, type StoreRow } from './records.services';
import { listFirstParts, listStrandedClasses, listWithoutUnit } from './records.stranded';
import { toClashes, toClassClashes } from './stranded';

type Input<Name extends keyof typeof bookingEndpoints> = ParsedInputOf<(typeof bookingEndpoints)[Name]>;

/** A store whose calendar the reader may see. Its id is public, so out of reach is forbidden, not hidden. */
export async function openCalendar(sql: Sql, ask: Ask<ActorOf<'booking.calendar'>>, storeId: string): Promise<Decision<StoreRow, ApiRefusal>> {
  const store = await findStoreRow(sql, storeId);
  if (!store) return refuse('record.not_found', { noun: 'store', id: storeId });
  return inScope(ask.scope, { storeId, customerId: null, staffIds: [ask.actor.staffId] })
    ? allow(store)
    : refuse('access.forbidden', { right: 'calendar.read' });
}

/** BK-07: who works when at a store, and from what that comes. What its people do in other stores is shown, too: there they are not free here. */
export async function getRoster(ask: Ask<ActorOf<'booking.roster'>>, input: Input<'booking.roster'>): Answer<'booking.roster'> {
  const sql = sqlOf(ask.ports.db);
  const opened = await openCalendar(sql, ask, input.storeId);
  if (!opened.ok) return opened;
  const store = opened.value;
  const until = addDays(input.from, input.days - 1);
  const window = { start: instantOf(input.from, '00:00', store.zone), end: instantOf(addDays(until, 1), '00:00', store.zone) };
  const { units, shifts, absences } = await findRosterRows(sql, store.id, window);
  const ids = units.map((unit) => unit.id);
  const [patterns, exceptions] = await Promise.all([listPatterns(sql, ids, input.from), listExceptions(sql, ids, input.from, until)]);
  const roster: RosterView = {
    storeId: store.id,
    utcOffsetMinutes: offsetMinutesAt(store.zone, window.start),
    from: input.from,
    days: input.days,
    units,
    patterns: patterns.filter((pattern) => pattern.fromDate <= until),
    exceptions,
    shifts,
    absences,
  };
  return allow({ roster });
}

/** Coming bookings and classes of a store that have lost their person, their room or their hours, soonest first. */
export async function listClashes(ask: Ask<ActorOf<'booking.clashes'>>, input: Input<'booking.clashes'>): Answer<'booking.clashes'> {
  const sql = sqlOf(ask.ports.db);
  const opened = await openCalendar(sql, ask, input.storeId);
  if (!opened.ok) return opened;
  const store = opened.value;
  const [lost, visits, classes] = await Promise.all([
    listWithoutUnit(sql, store.id, ask.now),
    listComingVisits(sql, [store.id], ask.now, null),
    listStrandedClasses(sql, { storeId: store.id }, ask.now),
  ]);
  const closed = outside(visits, { hours: store.opening, zone: store.zone }).filter((visit) => !lost.some((row) => row.bookingId === visit.id));
  const late =
    closed.length > 0
      ? await listFirstParts(
          sql,
          closed.map((visit) => visit.id),
          ask.now,
        )
      : [];
  const rows = [...lost, ...late].sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
  return allow({ clashes: toClashes(rows, ask.actor), classes: toClassClashes(classes) });
}
