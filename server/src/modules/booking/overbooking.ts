import { assignUnits } from '@zhike/domain/booking/availability';
import { compareLoads, NO_LOAD } from '@zhike/domain/booking/choice';
import type { BookingRefusal } from '@zhike/domain/booking/rules';
import { compileScope, inScope, type RowFacts } from '@zhike/domain/kernel/access';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import { MINUTE_MS } from '@zhike/domain/kernel/time-range';
import type { ApiRefusal } from '@zhike/domain/api';
import { TryAgain, type Ask } from '../../http/route';
import { sqlIn } from '../../platform/db';
import type { Write } from '../../platform/write';
import { findFreeDay, type Candidates, type FreeDay } from './facts';
import { limitLocks } from './limiting';
import { anyOutOfUse, findBookingsInTheWay, findClashing } from './records.clashes';
import { lockTakings } from './records.take';
import { openDayAt } from './store-clock';
import { decideVisit, takingsOf, type Taken, type TakeRequest } from './take';
import { takeInTurn } from './yielding';

export type Overbook = { readonly reason: string } | undefined;

/** BK-04: laying a booking over another one needs a right of its own on that row; a customer's body may not even name it. */
export function decideOverbook(ask: Ask, overbook: Overbook, row: RowFacts): Decision<{ reason: string; staffId: string } | null, ApiRefusal> {
  if (!overbook) return allow(null);
  if (ask.actor.kind !== 'staff') return refuse('request.invalid', { issues: [{ path: 'overbook', problem: 'unknown_field' }] });
  if (!inScope(compileScope(ask.actor, 'booking.overbook'), row)) return refuse('access.forbidden', { right: 'booking.overbook' });
  return allow({ reason: overbook.reason, staffId: ask.actor.staffId });
}

/**
 * Takes what is free, or, by right, lays over what is there. RU-09: a member who is refused learns which bookings are in the way, as
 * far as she may read them.
 */
export async function takeOrOverbook(
  ask: Ask,
  write: Write,
  request: TakeRequest,
  overbook: { readonly reason: string } | null,
  releaseOld?: () => Promise<void>,
): Promise<Decision<Taken, BookingRefusal>> {
  // Seats of a class are as many as there are: nothing can be laid over them.
  const taken =
    overbook && request.candidates.service.mode === 'appointment'
      ? await overbookUnits(ask, write, request, releaseOld)
      : await takeInTurn(write, ask.ports, request, releaseOld);
  if (taken.ok || taken.refusal.code !== 'booking.slot_taken' || ask.actor.kind !== 'staff') return taken;
  const { facts } = taken.refusal;
  const bookings = await findBookingsInTheWay(sqlIn(write.tx), compileScope(ask.actor, 'booking.read'), unitsNamed(request.candidates, facts.units), {
    start: request.startsAt,
    end: request.startsAt + request.candidates.service.durationMinutes * MINUTE_MS,
  });
  return refuse('booking.slot_taken', { ...facts, bookings });
}

function unitsNamed({ service, byRole }: Candidates, named: readonly { readonly roleName: string; readonly name: string }[]): string[] {
  return service.roles.flatMap((role) =>
    (byRole.get(role.key) ?? []).filter((unit) => named.some((one) => one.roleName === role.name && one.name === unit.name)).map((unit) => unit.id),
  );
}

/**
 * Chooses like `takeUnits`, and where nobody is free the wished one, or the least loaded who is at other work. Which of them really clash is seen under
 * the locks: only those rows are marked, and everybody later sees them as taken like any others.
 */
async function overbookUnits({ ports }: Ask, write: Write, request: TakeRequest, releaseOld?: () => Promise<void>): Promise<Decision<Taken, BookingRefusal>> {
  const { candidates, startsAt } = request;
  const { service, store } = candidates;
  const visit = decideVisit(request, write.now);
  if (!visit.ok) return visit;
  const day = await findFreeDay(ports, candidates, {
    date: openDayAt(startsAt, store.opening, store.zone).date,
    choices: request.choices,
    ignoreBookingId: request.ignoreBookingId,
  });
  const picked = assignUnits(
    service.roles.map((role) => {
      const wished = request.choices[role.key];
      return { key: role.key, units: wished ? [wished] : [...day.free.unitsFor(role.key, startsAt), ...unitsAtWork(candidates, day, role, startsAt)] };
    }),
  );
  if (!picked) return refuse('booking.slot_unavailable', { startsAt: new Date(startsAt).toISOString(), roleName: null, alternatives: [] });
  const takings = takingsOf(candidates, picked, startsAt, write.now);
  await lockTakings(write.tx, takings, store.id, limitLocks(candidates, takings));
  await releaseOld?.();
  const unitIds = takings.map((taking) => taking.unitId);
  if (await anyOutOfUse(write.tx, store.id, unitIds)) throw new TryAgain('a unit went out of use meanwhile');
  const clashing = await findClashing(write.tx, takings);
  return allow({
    ...visit.value,
    takings: takings.map((taking) => ({ ...taking, overbooked: clashing.has(taking.reservationId) })),
    named: Object.keys(request.choices),
  });
}

/** Who is at other work then, least loaded first. Whoever is away, or not on shift, is only taken by name. */
function unitsAtWork({ byRole }: Candidates, day: FreeDay, role: Candidates['service']['roles'][number], startsAt: number): string[] {
  const from = startsAt + role.offsetMinutes * MINUTE_MS;
  const until = from + role.durationMinutes * MINUTE_MS;
  const meets = (unit: Candidates['units'][number]) =>
    (day.busy.get(unit.id) ?? []).filter(
      (span) => span.start < until + unit.bufferAfterMinutes * MINUTE_MS && from - unit.bufferBeforeMinutes * MINUTE_MS < span.end,
    );
  const atWork = (byRole.get(role.key) ?? []).filter((unit) => {
    const spans = meets(unit);
    return spans.length > 0 && spans.every((span) => span.isWork);
  });
  return atWork.map((unit) => unit.id).sort((a, b) => compareLoads(day.load.get(a) ?? NO_LOAD, day.load.get(b) ?? NO_LOAD));
}
