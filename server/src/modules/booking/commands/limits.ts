import type { bookingEndpoints, DailyLimitView } from '@zhike/domain/booking/contract';
import type { ApiRefusal } from '@zhike/domain/api';
import { inScope } from '@zhike/domain/kernel/access';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn, sqlOf, type Sql } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import type { Write } from '../../../platform/write';
import { existingServices, findLimit, listLimits, removeLimitRow, saveLimitRow } from '../records.limits';
import { findTypeViews, findUnitViews } from '../records.resources';

type Input<Name extends keyof typeof bookingEndpoints> = ParsedInputOf<(typeof bookingEndpoints)[Name]>;
type Target = Pick<DailyLimitView, 'unitId' | 'typeId'>;

/** BK-08: how much one person may take a day. */
export async function listDailyLimits(ask: Ask<ActorOf<'booking.dailyLimits'>>): Answer<'booking.dailyLimits'> {
  return allow({ limits: await listLimits(sqlOf(ask.ports.db)) });
}

/** Whoever reaches a person may limit her; a limit for a whole type holds in every store, so it is for who reaches all. */
async function reachTarget(sql: Sql, ask: Ask, { unitId, typeId }: Target): Promise<Decision<null, ApiRefusal>> {
  if (unitId !== null) {
    const [unit] = await findUnitViews(sql, { typeId: null, unitId });
    const reached = unit?.storeIds.some((storeId) => inScope(ask.scope, { storeId, customerId: null, staffIds: [] }));
    return reached ? allow(null) : refuse('record.not_found', { noun: 'unit', id: unitId });
  }
  if (typeId === null) return refuse('booking.limit_without_target', { field: 'typeId' });
  if ((await findTypeViews(sql, typeId)).length === 0) return refuse('record.not_found', { noun: 'resource_type', id: typeId });
  return ask.scope.kind === 'all' ? allow(null) : refuse('access.forbidden', { right: 'resource.manage' });
}

/** Adds or changes a limit; bookings that exist stay, however many. */
export async function saveDailyLimit(
  ask: Ask<ActorOf<'booking.saveDailyLimit'>>,
  input: Input<'booking.saveDailyLimit'>,
  write: Write,
): Answer<'booking.saveDailyLimit'> {
  const sql = sqlIn(write.tx);
  const { limitId, ...fields } = input;
  if (limitId !== null) {
    const old = await openLimit(sql, ask, limitId);
    if (!old.ok) return old;
  }
  const target = await reachTarget(sql, ask, fields);
  if (!target.ok) return target;
  const services = await existingServices(sql, fields.serviceIds);
  const missing = fields.serviceIds.find((id) => !services.has(id));
  if (missing) return refuse('record.not_found', { noun: 'service', id: missing });
  const limit = { id: limitId ?? newId(write.now), ...fields, serviceIds: [...new Set(fields.serviceIds)] };
  await saveLimitRow(write.tx, limit);
  await write.event({ type: 'resource.limit_saved', data: { limitId: limit.id, maxPerDay: limit.maxPerDay, active: limit.active } });
  return allow({ limit });
}

export async function removeDailyLimit(
  ask: Ask<ActorOf<'booking.removeDailyLimit'>>,
  input: Input<'booking.removeDailyLimit'>,
  write: Write,
): Answer<'booking.removeDailyLimit'> {
  const limit = await openLimit(sqlIn(write.tx), ask, input.limitId);
  if (!limit.ok) return limit;
  await removeLimitRow(write.tx, input.limitId);
  await write.event({ type: 'resource.limit_removed', data: { limitId: input.limitId } });
  return allow({ done: true as const });
}

/** A limit that the actor may change. What it limits may be out of her reach: then she does not find it. */
async function openLimit(sql: Sql, ask: Ask, limitId: string): Promise<Decision<DailyLimitView, ApiRefusal>> {
  const limit = await findLimit(sql, limitId);
  const hidden = limit && !(await reachTarget(sql, ask, limit)).ok;
  return limit && !hidden ? allow(limit) : refuse('record.not_found', { noun: 'limit', id: limitId });
}
