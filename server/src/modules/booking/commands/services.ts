import type { bookingEndpoints } from '@zhike/domain/booking/contract';
import type { ApiRefusal } from '@zhike/domain/api';
import { inScope } from '@zhike/domain/kernel/access';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import { allow, refuse, type Decision } from '@zhike/domain/kernel/decision';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn, sqlOf, type Sql } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import { lockKeys } from '../../../platform/locks';
import type { Write } from '../../../platform/write';
import { levelsNow } from '../../customers/levels';
import { hasComingSessions } from '../records.classes';
import { findTypeViews, replaceRoles } from '../records.resources';
import { findServiceRow, listAllServiceRows, type ServiceRow } from '../records.services';
import { existingStores, saveAddonRows, saveServiceRow } from '../records.services.write';

type Input<Name extends keyof typeof bookingEndpoints> = ParsedInputOf<(typeof bookingEndpoints)[Name]>;
const serviceLock = (serviceId: string): string => `service/${serviceId}`;

/** PK-01: every service, those not on sale included. */
export async function listAllServices(ask: Ask<ActorOf<'booking.allServices'>>): Answer<'booking.allServices'> {
  const sql = sqlOf(ask.ports.db);
  const { levels } = await levelsNow(sql);
  return allow({ services: await listAllServiceRows(sql), levels: levels.map(({ key, name }) => ({ key, name })) });
}

/** A service as it stands, locked against others who change it; only for who reaches every store that sells it. */
async function openService(sql: Sql, ask: Ask, write: Write, serviceId: string): Promise<Decision<ServiceRow, ApiRefusal>> {
  await lockKeys(write.tx, { alone: [serviceLock(serviceId)] });
  const service = await findServiceRow(sql, serviceId);
  if (!service) return refuse('record.not_found', { noun: 'service', id: serviceId });
  return sellsOnlyInHers(ask, service.storeIds) ? allow(service) : refuse('access.forbidden', { right: 'service.manage' });
}

const sellsOnlyInHers = (ask: Ask, storeIds: readonly string[]): boolean =>
  ask.scope.kind === 'all' || (storeIds.length > 0 && storeIds.every((storeId) => inScope(ask.scope, { storeId, customerId: null, staffIds: [] })));

/** PK-01: adds or changes a service. Bookings that exist keep their terms, their price and their units. */
export async function saveService(ask: Ask<ActorOf<'booking.saveService'>>, input: Input<'booking.saveService'>, write: Write): Answer<'booking.saveService'> {
  const sql = sqlIn(write.tx);
  const { serviceId, addons, ...fields } = input;
  const opened = serviceId === null ? null : await openService(sql, ask, write, serviceId);
  if (opened && !opened.ok) return opened;
  const old = opened?.value ?? null;
  if (!sellsOnlyInHers(ask, fields.storeIds)) return refuse('access.forbidden', { right: 'service.manage' });
  const stores = await existingStores(sql, fields.storeIds);
  const missing = fields.storeIds.find((storeId) => !stores.has(storeId));
  if (missing) return refuse('record.not_found', { noun: 'store', id: missing });
  if (fields.depositFen > fields.priceFen) return refuse('booking.deposit_above_price', { priceFen: fields.priceFen, depositFen: fields.depositFen });
  if (old?.mode === 'class' && fields.mode !== 'class' && (await hasComingSessions(sql, old.id, write.now)))
    return refuse('request.invalid', { issues: [{ path: 'mode', problem: 'has_classes' }] });
  if (fields.mode === 'class' && (old?.roles[0]?.offsetMinutes ?? 0) > 0)
    return refuse('request.invalid', { issues: [{ path: 'mode', problem: 'seat_begins_later' }] });
  const { levels } = await levelsNow(sql);
  // What it has already may stay, when a level was put away meanwhile.
  const known = new Set([...levels.map((one) => one.key), ...Object.keys(old?.levelPolicies ?? {})]);
  const level = Object.keys(fields.levelPolicies).find((key) => !known.has(key));
  if (level !== undefined) return refuse('request.invalid', { issues: [{ path: `levelPolicies.${level}`, problem: 'unknown_level' }] });
  if (old?.roles.some((role) => role.offsetMinutes + role.durationMinutes > fields.durationMinutes))
    return refuse('request.invalid', { issues: [{ path: 'durationMinutes', problem: 'shorter_than_its_roles' }] });
  const roleKeys = new Set(old?.roles.map((role) => role.key));
  const roleKey = addons.flatMap((addon) => addon.roleKeys).find((key) => !roleKeys.has(key));
  if (roleKey !== undefined) return refuse('booking.role_unknown', { roleKey });
  const knownAddons = new Set(old?.addons.map((addon) => addon.id));
  const stranger = addons.find((addon, i) => addon.id !== null && (!knownAddons.has(addon.id) || addons.findIndex((other) => other.id === addon.id) !== i));
  if (stranger?.id) return refuse('record.not_found', { noun: 'addon', id: stranger.id });
  const id = serviceId ?? newId(write.now);
  await saveServiceRow(write.tx, { id, ...fields, storeIds: [...new Set(fields.storeIds)] });
  await saveAddonRows(
    write.tx,
    id,
    addons.map((addon) => ({ ...addon, id: addon.id ?? newId(write.now) })),
  );
  await write.event({ type: 'service.saved', data: { serviceId: id, active: fields.active } });
  return readBack(sql, id);
}

/** What a service needs from now on; bookings already made keep their units. */
export async function saveServiceRoles(
  ask: Ask<ActorOf<'booking.saveServiceRoles'>>,
  input: Input<'booking.saveServiceRoles'>,
  write: Write,
): Answer<'booking.saveServiceRoles'> {
  const sql = sqlIn(write.tx);
  const opened = await openService(sql, ask, write, input.serviceId);
  if (!opened.ok) return opened;
  const service = opened.value;
  const types = new Set((await findTypeViews(sql, null)).map((type) => type.id));
  const unknown = input.roles.find((role) => !types.has(role.typeId));
  if (unknown) return refuse('record.not_found', { noun: 'resource_type', id: unknown.typeId });
  const late = input.roles.findIndex((role) => role.offsetMinutes + role.durationMinutes > service.durationMinutes);
  if (late >= 0) return refuse('request.invalid', { issues: [{ path: `roles.${late}.durationMinutes`, problem: 'longer_than_service' }] });
  const repeated = input.roles.findIndex((role, i) => input.roles.findIndex((other) => other.key === role.key) !== i);
  if (repeated >= 0) return refuse('request.invalid', { issues: [{ path: `roles.${repeated}.key`, problem: 'repeated' }] });
  // The first role of a class is its seat: it is taken from the beginning.
  if (service.mode === 'class' && (input.roles[0]?.offsetMinutes ?? 0) > 0)
    return refuse('request.invalid', { issues: [{ path: 'roles.0.offsetMinutes', problem: 'seat_begins_later' }] });
  // An add-on that names a role which is gone would lengthen nothing, or everything.
  const named = service.addons.flatMap((addon) => addon.roleKeys).find((key) => !input.roles.some((role) => role.key === key));
  if (named !== undefined) return refuse('booking.role_unknown', { roleKey: named });
  await replaceRoles(write.tx, service.id, input.roles);
  await write.event({ type: 'service.roles_saved', data: { serviceId: service.id } });
  return readBack(sql, service.id);
}

async function readBack(sql: Sql, serviceId: string): Answer<'booking.saveService'> {
  const service = await findServiceRow(sql, serviceId);
  if (!service) throw new Error('a service vanished inside its own transaction');
  return allow({ service });
}
