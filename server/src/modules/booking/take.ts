import { assignUnits, nearestStarts } from '@zhike/domain/booking/availability';
import { usualFirst } from '@zhike/domain/booking/choice';
import { isSeatRole } from '@zhike/domain/booking/classes';
import { bookableSpan, decideStart, type BookingRefusal } from '@zhike/domain/booking/rules';
import { baseRole } from '@zhike/domain/booking/shape';
import { dateAt } from '@zhike/domain/kernel/calendar-date';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { MINUTE_MS, type TimeRange } from '@zhike/domain/kernel/time-range';
import { TryAgain } from '../../http/route';
import { newId } from '../../platform/ids';
import type { Ports } from '../../platform/ports';
import type { Write } from '../../platform/write';
import { findFreeDay, lookCovering, startsWithin, type Candidates, type FreeDay } from './facts';
import { usualFor } from './habits';
import { limitAt, limitLocks } from './limiting';
import { offsetAt, openDayAt } from './store-clock';
import { classStands } from './records.classes';
import type { SeenDays } from './records.free-time';
import { lockTakings, lookAgain, utcDaysOf, type SecondLook, type Taking } from './records.take';

export interface TakeRequest {
  readonly candidates: Candidates;
  readonly startsAt: number;
  readonly choices: Readonly<Record<string, string>>;
  readonly by: 'customer' | 'staff';
  readonly ignoreBookingId: string | null;
  /** Where she left it open, whoever usually serves her comes first. Null: nobody is known yet, or it is a booking that moves. */
  readonly forCustomerId: string | null;
}

export interface Taken {
  readonly range: TimeRange;
  readonly localDate: string;
  readonly takings: readonly Taking[];
  /** The parts for which somebody was chosen by name. */
  readonly named: readonly string[];
}

/** `someoneWaits`: around that time, at a store that has one of the units. */
export type TakenFree = Taken & Pick<SecondLook, 'someoneWaits'>;

const ALTERNATIVES = 3;

/**
 * Chooses the units for a start and locks them. Free facts are read first (cheap, may be stale), then the chosen units are
 * locked in order and looked at again under the lock (a booking that moves gives its old units back in between: `releaseOld`);
 * when somebody was faster the whole command runs again with fresh facts, and ends in a refusal that names what is taken.
 */
export async function takeUnits(
  write: Write,
  ports: Ports,
  request: TakeRequest,
  releaseOld?: () => Promise<void>,
): Promise<Decision<TakenFree, BookingRefusal>> {
  const { candidates } = request;
  const choice = await chooseUnits(ports, request, write.now);
  if (!choice.ok) return choice;
  const takings = takingsOf(candidates, choice.value.picked, request.startsAt, write.now);
  // A booking that moves gives back its own time first, which is a change like any other.
  const seen = releaseOld || request.ignoreBookingId !== null ? null : seenFor(candidates, takings);
  // Sent together, done one after the other: each looks after the locks are held.
  const [, , again, stands] = await Promise.all([
    lockTakings(write.tx, takings, candidates.store.id, limitLocks(candidates, takings)),
    releaseOld?.(),
    lookAgain(write.tx, candidates.store, candidates.service.id, takings, seen),
    candidates.service.mode !== 'class' || classStands(write.tx, seatsOf(candidates, takings), request.startsAt),
  ]);
  if (again.gone) throw new TryAgain('units were taken meanwhile');
  if (!stands) throw new TryAgain('the class was cancelled meanwhile');
  return allow({
    range: choice.value.range,
    localDate: choice.value.localDate,
    takings,
    named: Object.keys(request.choices),
    someoneWaits: again.someoneWaits,
  });
}

/** How the days of some takings were seen with the offer; null when a buffer reaches further than was looked. */
function seenFor(candidates: Candidates, takings: readonly Taking[]): SeenDays | null {
  const days = takings.flatMap((taking) => utcDaysOf(taking.blocked));
  return lookCovering(candidates, { from: Math.min(...days), until: Math.max(...days) })?.seen ?? null;
}

interface Choice extends Pick<Taken, 'range' | 'localDate'> {
  /** Role → unit. */
  readonly picked: ReadonlyMap<string, string>;
}

/** The units that a request would take now, or why it cannot: writes nothing and locks nothing. */
export async function chooseUnits(ports: Ports, request: TakeRequest, now: Date): Promise<Decision<Choice, BookingRefusal>> {
  const { candidates, startsAt } = request;
  const { service, store } = candidates;
  const visit = decideVisit(request, now);
  if (!visit.ok) return visit;
  const day = await findFreeDay(ports, candidates, {
    date: openDayAt(startsAt, store.opening, store.zone).date,
    choices: request.choices,
    ignoreBookingId: request.ignoreBookingId,
  });
  if (!isSessionStart(candidates, day, startsAt)) return refuse('booking.no_session', { startsAt: new Date(startsAt).toISOString() });
  const starts = startsWithin(day, bookableSpan(service, now.getTime(), request.by));
  const usual = await usualFor(ports, request);
  const picked = starts.includes(startsAt)
    ? assignUnits(service.roles.map((role) => ({ key: role.key, units: usualFirst(day.free.unitsFor(role.key, startsAt), usual.get(baseRole(role.key))) })))
    : null;
  return picked ? allow({ ...visit.value, picked }) : { ok: false, refusal: explainNo(candidates, day, starts, request) };
}

/** A class is only booked at the start of one of its sessions. */
export function isSessionStart({ service }: Candidates, day: FreeDay, startsAt: number): boolean {
  return service.mode !== 'class' || day.sessions.some((one) => one.start === startsAt);
}

/** The seats that are about to be taken, and in which class of which store. */
export function seatsOf({ service, store }: Candidates, takings: readonly Taking[]) {
  const seatIds = takings.filter((taking) => isSeatRole(taking.roleKey, service.roles)).map((taking) => taking.unitId);
  return { serviceId: service.id, storeId: store.id, seatIds };
}

/** Whether the start and the wishes of a request may be asked for at all, before any unit is looked at. */
export function decideVisit(request: TakeRequest, now: Date): Decision<Pick<Taken, 'range' | 'localDate'>, BookingRefusal> {
  const { candidates, startsAt } = request;
  const { service, store } = candidates;
  const utcOffsetMinutes = offsetAt(store.zone, startsAt);
  const { openings } = openDayAt(startsAt, store.opening, store.zone);
  const start = decideStart({ startsAt, now: now.getTime(), service, openings, utcOffsetMinutes, by: request.by });
  if (!start.ok) return start;
  for (const [roleKey, unitId] of Object.entries(request.choices)) {
    const role = service.roles.find((r) => r.key === roleKey);
    if (!role || (!role.customerPicks && request.by === 'customer') || !candidates.byRole.get(roleKey)?.some((unit) => unit.id === unitId))
      return refuse('booking.choice_not_possible', { roleKey, unitId });
  }
  return allow({ range: start.value, localDate: dateAt(startsAt, utcOffsetMinutes) });
}

/** What each chosen unit gives of its time, buffers included. */
export function takingsOf(candidates: Candidates, picked: ReadonlyMap<string, string>, startsAt: number, now: Date): Taking[] {
  return candidates.service.roles.map((role): Taking => {
    const unit = candidates.units.find((u) => u.id === picked.get(role.key));
    if (!unit) throw new Error(`role ${role.key} was assigned a unit that is no candidate`);
    const serves = { start: startsAt + role.offsetMinutes * MINUTE_MS, end: startsAt + (role.offsetMinutes + role.durationMinutes) * MINUTE_MS };
    return {
      reservationId: newId(now),
      unitId: unit.id,
      roleKey: role.key,
      roleName: role.name,
      serves,
      blocked: { start: serves.start - unit.bufferBeforeMinutes * MINUTE_MS, end: serves.end + unit.bufferAfterMinutes * MINUTE_MS },
    };
  });
}

/** Which part is missing, who has it by role and name, and the nearest starts that would work. */
function explainNo(candidates: Candidates, day: FreeDay, starts: readonly number[], request: TakeRequest): BookingRefusal {
  const alternatives = nearestStarts(starts, request.startsAt, ALTERNATIVES).map((at) => new Date(at).toISOString());
  const startsAt = new Date(request.startsAt).toISOString();
  for (const role of candidates.service.roles) {
    if (day.free.unitsFor(role.key, request.startsAt).length > 0) continue;
    const from = request.startsAt + role.offsetMinutes * MINUTE_MS;
    const until = from + role.durationMinutes * MINUTE_MS;
    const wished = request.choices[role.key];
    const asked = (candidates.byRole.get(role.key) ?? []).filter((unit) => !wished || unit.id === wished);
    const taken = asked.filter((unit) =>
      day.busy.get(unit.id)?.some((row) => row.start < until + unit.bufferAfterMinutes * MINUTE_MS && from - unit.bufferBeforeMinutes * MINUTE_MS < row.end),
    );
    // Free, but not for another one that day: that is what she must know.
    const spent = asked.filter((unit) => !taken.includes(unit)).map((unit) => ({ unit, limit: limitAt(candidates, day, unit.id, from) }));
    const first = spent.find(({ limit }) => limit !== null);
    if (first?.limit)
      return { code: 'booking.daily_limit', facts: { limitName: first.limit.name, unitName: first.unit.name, maxPerDay: first.limit.maxPerDay } };
    if (taken.length > 0)
      return {
        code: 'booking.slot_taken',
        facts: { startsAt, units: taken.slice(0, 6).map((unit) => ({ roleName: role.name, name: unit.name })), alternatives },
      };
    return { code: 'booking.slot_unavailable', facts: { startsAt, roleName: role.name, alternatives } };
  }
  return { code: 'booking.slot_unavailable', facts: { startsAt, roleName: null, alternatives } };
}
