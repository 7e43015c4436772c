import type { bookingEndpoints, ClassSessionView } from '@zhike/domain/booking/contract';
import type { ApiRefusal } from '@zhike/domain/api';
import { addDays, dateAt, timeAt } from '@zhike/domain/kernel/calendar-date';
import { inScope } from '@zhike/domain/kernel/access';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { covers, MINUTE_MS, type TimeRange } from '@zhike/domain/kernel/time-range';
import { instantOf } from '@zhike/domain/kernel/zone';
import { TryAgain, type Answer, type ActorOf, type Ask } from '../../../http/route';
import { sqlIn, type Sql } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import { lockKeys } from '../../../platform/locks';
import type { Write } from '../../../platform/write';
import { hoursLock } from '../../stores/queries.hours';
import { findBookingRow, lockBooking, lockFreeBookings } from '../records.bookings';
import { endSession, findSession, freeSeats, insertSession, listGuests, listSeatUnits } from '../records.classes';
import { findUnitViews } from '../records.resources';
import { findServiceRow, findStoreRow, type ServiceRow, type StoreRow } from '../records.services';
import { anyGone, anyTaken, type Taking } from '../records.take';
import { offsetAt, openDayAt } from '../store-clock';
import { depositKeptFen } from '../view';
import { endBooking } from './steps';

type Input<Name extends keyof typeof bookingEndpoints> = ParsedInputOf<(typeof bookingEndpoints)[Name]>;
type Classes = Ask<ActorOf<'booking.saveClassSession'>>;
const reaches = (ask: Classes, storeId: string): boolean => inScope(ask.scope, { storeId, customerId: null, staffIds: [] });

interface Plan {
  readonly service: ServiceRow;
  readonly store: StoreRow;
  readonly seatTypeId: string;
  readonly seatSkill: string | null;
  readonly takingsAt: (range: TimeRange) => Taking[];
}

/** What a class needs, if it may be held there at all. */
async function planClass(sql: Sql, ask: Classes, input: Input<'booking.saveClassSession'>, now: Date): Promise<Decision<Plan, ApiRefusal>> {
  const store = await findStoreRow(sql, input.storeId);
  if (!store) return refuse('record.not_found', { noun: 'store', id: input.storeId });
  if (!reaches(ask, store.id)) return refuse('access.forbidden', { right: 'resource.manage' });
  const service = await findServiceRow(sql, input.serviceId);
  if (!service) return refuse('record.not_found', { noun: 'service', id: input.serviceId });
  const [seat] = service.roles;
  if (!seat || service.mode !== 'class' || !service.active || !service.storeIds.includes(store.id))
    return refuse('booking.service_not_offered', { serviceId: service.id, storeId: store.id });
  if (Date.parse(input.startsAt) < now.getTime()) return refuse('booking.in_the_past', { startsAt: input.startsAt, now: now.toISOString() });
  const known = await findUnitViews(sql, { typeId: null, unitId: null });
  const unitIds = [...new Set(input.unitIds)];
  const units = unitIds.flatMap((id) => known.find((unit) => unit.id === id && unit.storeIds.includes(store.id)) ?? []);
  const missing = unitIds.find((id) => !units.some((unit) => unit.id === id));
  if (missing) return refuse('record.not_found', { noun: 'unit', id: missing });
  const takingsAt = (range: TimeRange): Taking[] =>
    units.map((unit) => ({
      reservationId: newId(now),
      unitId: unit.id,
      roleKey: '',
      roleName: unit.typeName,
      serves: range,
      blocked: { start: range.start - unit.bufferBeforeMinutes * MINUTE_MS, end: range.end + unit.bufferAfterMinutes * MINUTE_MS },
    }));
  return allow({ service, store, seatTypeId: seat.typeId, seatSkill: seat.skill, takingsAt });
}

/** Why a class cannot be at a time, or the seats that it gets. Only under the locks of everything that it needs. */
async function lookAtTime(write: Write, plan: Plan, range: TimeRange, seats: number): Promise<Decision<{ takings: Taking[]; seatIds: string[] }, ApiRefusal>> {
  const { store } = plan;
  const startsAt = new Date(range.start).toISOString();
  const { openings } = openDayAt(range.start, store.opening, store.zone);
  if (!openings.some((open) => covers(open, range))) {
    const offset = offsetAt(store.zone, range.start);
    return refuse('booking.outside_opening', {
      startsAt,
      opening: openings.map((open) => ({ from: timeAt(open.start, offset), to: timeAt(open.end, offset) })),
    });
  }
  const takings = plan.takingsAt(range);
  const names = await findUnitViews(sqlIn(write.tx), { typeId: null, unitId: null });
  for (const taking of takings) {
    const name = names.find((unit) => unit.id === taking.unitId)?.name ?? '';
    if (await anyTaken(write.tx, [taking])) return refuse('booking.slot_taken', { startsAt, units: [{ roleName: taking.roleName, name }], alternatives: [] });
    // Free, but out of use or not on shift.
    if (await anyGone(write.tx, store, plan.service.id, [taking])) return refuse('booking.slot_unavailable', { startsAt, roleName: name, alternatives: [] });
  }
  const free = await freeSeats(sqlIn(write.tx), { typeId: plan.seatTypeId, skill: plan.seatSkill, storeId: store.id, range });
  if (free.length < seats) return refuse('booking.not_enough_seats', { seats, available: free.length });
  return allow({ takings, seatIds: free.slice(0, seats) });
}

/**
 * Schedules a class, and the same in the following weeks at the same time of the clock. Its teacher, its room and its seats are locked
 * together, so two classes or a class and a booking cannot get the same. The first must fit; of the others those that do not are listed.
 */
export async function saveClassSession(ask: Classes, input: Input<'booking.saveClassSession'>, write: Write): Answer<'booking.saveClassSession'> {
  const sql = sqlIn(write.tx);
  const planned = await planClass(sql, ask, input, write.now);
  if (!planned.ok) return planned;
  const plan = planned.value;
  const { store, service } = plan;
  const first = Date.parse(input.startsAt);
  const offset = offsetAt(store.zone, first);
  const [date, time] = [dateAt(first, offset), timeAt(first, offset)];
  const ranges = Array.from({ length: input.repeatWeeks + 1 }, (_, week): TimeRange => {
    const start = week === 0 ? first : instantOf(addDays(date, week * 7), time, store.zone);
    return { start, end: start + service.durationMinutes * MINUTE_MS };
  });
  const seatUnits = await listSeatUnits(sql, plan.seatTypeId, store.id);
  await lockKeys(write.tx, { alone: [...input.unitIds, ...seatUnits], shared: [hoursLock(store.id)] });
  const made: string[] = [];
  const missed: { startsAt: string; unitName: string; reason: 'taken' | 'off_shift' | 'closed' | 'no_seats' }[] = [];
  for (const [week, range] of ranges.entries()) {
    const looked = await lookAtTime(write, plan, range, input.seats);
    if (looked.ok) {
      const id = newId(write.now);
      await insertSession(
        write.tx,
        { id, serviceId: service.id, storeId: store.id, range, seatIds: looked.value.seatIds, label: input.label },
        looked.value.takings,
      );
      await write.event({
        type: 'class.scheduled',
        storeId: store.id,
        data: { sessionId: id, serviceId: service.id, startsAt: new Date(range.start).toISOString() },
      });
      made.push(id);
    } else if (week === 0) return looked;
    else missed.push({ startsAt: new Date(range.start).toISOString(), ...missedBy(looked.refusal) });
  }
  const sessions: ClassSessionView[] = [];
  for (const id of made) sessions.push(await readBack(sql, id));
  return allow({ sessions, missed });
}

function missedBy(refusal: ApiRefusal): { unitName: string; reason: 'taken' | 'off_shift' | 'closed' | 'no_seats' } {
  if (refusal.code === 'booking.slot_taken') return { unitName: refusal.facts.units[0]?.name ?? '', reason: 'taken' };
  if (refusal.code === 'booking.slot_unavailable') return { unitName: refusal.facts.roleName ?? '', reason: 'off_shift' };
  return { unitName: '', reason: refusal.code === 'booking.not_enough_seats' ? 'no_seats' : 'closed' };
}

async function readBack(sql: Sql, sessionId: string): Promise<ClassSessionView> {
  const session = await findSession(sql, sessionId);
  if (!session) throw new Error('a class vanished inside its own transaction');
  const { seatIds: _, ...view } = session;
  return view;
}

/**
 * Cancels a class: its guests are cancelled by the shop and get everything back, its teacher and its room come free. The guests'
 * bookings are locked first, as every step of a booking does, then the seats; who came in between makes it begin anew.
 */
export async function cancelClassSession(ask: Classes, input: Input<'booking.cancelClassSession'>, write: Write): Answer<'booking.cancelClassSession'> {
  const sql = sqlIn(write.tx);
  const session = await findSession(sql, input.sessionId);
  if (!session || !reaches(ask, session.storeId)) return refuse('record.not_found', { noun: 'class', id: input.sessionId });
  const guests = await listGuests(sql, session);
  for (const bookingId of guests) await lockBooking(sql, bookingId);
  await lockKeys(write.tx, { alone: [...session.seatIds, ...session.units.map((unit) => unit.unitId)] });
  if ((await findSession(sql, session.id))?.state === 'cancelled') return allow({ session: await readBack(sql, session.id), cancelledBookings: 0 });
  const now = await listGuests(sql, session);
  // Whoever took a seat meanwhile is locked too, without waiting: she might be waiting for a seat that we hold.
  const late = now.filter((bookingId) => !guests.includes(bookingId));
  if (!(await lockFreeBookings(sql, late))) throw new TryAgain('a guest who took a seat meanwhile is about to do something else');
  for (const bookingId of now) {
    const row = await findBookingRow(sql, bookingId, { kind: 'all' });
    if (row) await endBooking(write, ask.ports, row, { by: 'staff', reason: input.reason, feeFen: 0, refundFen: depositKeptFen(row) });
  }
  await endSession(write.tx, session.id, write.now);
  await write.event({
    type: 'class.cancelled',
    storeId: session.storeId,
    data: { sessionId: session.id, serviceId: session.serviceId, startsAt: session.startsAt, bookings: now.length },
  });
  return allow({ session: await readBack(sql, session.id), cancelledBookings: now.length });
}
