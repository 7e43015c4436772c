import { bookingLifecycle } from '@zhike/domain/booking/lifecycle';
import type { ApiRefusal } from '@zhike/domain/api';
import { allow, type Decision, refuse } from '@zhike/domain/kernel/decision';
import { decideStep } from '@zhike/domain/kernel/lifecycle';
import { stepFlow } from '../../engines/flows/runner';
import { sqlIn } from '../../platform/db';
import { newId } from '../../platform/ids';
import type { Ports } from '../../platform/ports';
import type { Write } from '../../platform/write';
import { takeStep } from './commands/step';
import { replaceUnit } from './going-on';
import { findBookingRow, lockBooking } from './records.bookings';
import { listRounds, takeRound, unitOfYes } from './records.rounds';
import { moveBooking } from './records.take';

/**
 * A flow's yes to a part of a booking, in the transaction of the decision. Whoever said it serves: she takes the place of whom it was kept
 * for, if she is free. A yes of somebody who is no unit leaves it with whom it is kept for. When every part is taken the booking is confirmed.
 */
export async function takePart(
  write: Write,
  ports: Ports,
  asked: { readonly bookingId: string; readonly part: string; readonly instanceId: string },
): Promise<Decision<'done', ApiRefusal>> {
  const { bookingId, part, instanceId } = asked;
  const sql = sqlIn(write.tx);
  await lockBooking(sql, bookingId);
  const row = await findBookingRow(sql, bookingId, { kind: 'all' });
  if (!row) return refuse('record.not_found', { noun: 'booking', id: bookingId });
  const step = decideStep(bookingLifecycle, row.state, 'accept');
  if (!step.ok) return step;
  const kept = row.units.find((unit) => unit.roleKey === part);
  const yes = await unitOfYes(sql, instanceId);
  const unitId = yes?.unitId ?? kept?.unitId;
  if (unitId === undefined || !row.acceptBy || row.acceptBy <= write.now) return refuse('booking.not_offered', { bookingId });
  if (kept?.unitId !== unitId && !(await replaceUnit(write, ports, row, { unitId, roleKey: part }))) {
    const offer = row.offers.find((one) => one.unitId === unitId && one.roleKey === part);
    const units = [{ roleName: offer?.roleName ?? '', name: offer?.unitName ?? '' }];
    return refuse('booking.slot_taken', { startsAt: row.startsAt.toISOString(), units, alternatives: [] });
  }
  if (!(await takeRound(write.tx, instanceId, unitId))) return refuse('booking.not_offered', { bookingId });
  await write.event({
    type: 'booking.accepted',
    storeId: row.storeId,
    customerId: row.customerId,
    bookingId,
    data: { unitId, roleKey: part, version: row.version + 1 },
  });
  const rounds = await listRounds(sql, bookingId);
  const others = rounds.filter((round) => round.takenUnitId === null);
  if (others.length === 0) {
    await takeStep(write, row, 'accept', { confirmedAt: write.now }, { type: 'booking.confirmed', data: { by: 'accept' } });
    return allow('done');
  }
  if (!(await moveBooking(write.tx, row.id, row.version, { state: row.state }))) throw new Error('a locked booking changed');
  // She serves one part; for the others of this booking she is not there any more.
  for (const { instanceId: other } of others)
    if (yes) await stepFlow(write, ports, other, { t: 'left', id: newId(write.now), now: write.now.getTime(), person: yes.personId });
  return allow('done');
}
