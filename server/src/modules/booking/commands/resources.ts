import type { bookingEndpoints, ResourceTypeView, ResourceUnitView } from '@zhike/domain/booking/contract';
import { decideFieldValues } from '@zhike/domain/booking/rules';
import type { ParsedInputOf } from '@zhike/domain/kernel/contract';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import type { FieldDefinition } from '@zhike/domain/kernel/fields';
import { DAY_MS } from '@zhike/domain/kernel/time-range';
import type { Answer, ActorOf, Ask } from '../../../http/route';
import { sqlIn, sqlOf } from '../../../platform/db';
import { newId } from '../../../platform/ids';
import { lockKeys } from '../../../platform/locks';
import type { Write } from '../../../platform/write';
import {
  addAbsenceRows,
  endAbsence,
  findAbsence,
  findTypeViews,
  findUnitViews,
  insertUnits,
  typeUnitCount,
  upsertType,
  upsertUnit,
} from '../records.resources';
import { writeRoster } from '../rostering';
import { listClassesOn } from '../records.classes';
import { anyTaken, lockUnit } from '../records.take';
import { findStoreRow } from '../records.services';
import { listOnUnit } from '../records.stranded';
import { toBookingsInUse } from '../stranded';
import { inScope } from '@zhike/domain/kernel/access';

type Input<Name extends keyof typeof bookingEndpoints> = ParsedInputOf<(typeof bookingEndpoints)[Name]>;

/** Under this name the next number of a type is given out. */
const numbersLock = (typeId: string): string => `numbers/${typeId}`;

/** Resource types with their own fields. */
export async function listTypes(ask: Ask): Answer<'booking.resourceTypes'> {
  return allow({ types: await findTypeViews(sqlOf(ask.ports.db), null) });
}

/** Units of one type or all, of one store or all that the reader reaches. */
export async function listUnits(ask: Ask, input: Input<'booking.units'>): Answer<'booking.units'> {
  const units = await findUnitViews(sqlOf(ask.ports.db), { typeId: input.typeId ?? null, unitId: null });
  return allow({
    units: units.filter(
      (unit) =>
        unit.storeIds.some((storeId) => inScope(ask.scope, { storeId, customerId: null, staffIds: [] })) &&
        (!input.storeId || unit.storeIds.includes(input.storeId)),
    ),
  });
}

/** BK-02: a manager adds 摄影棚 and it is there. */
export async function saveResourceType(
  _ask: Ask<ActorOf<'booking.saveResourceType'>>,
  input: Input<'booking.saveResourceType'>,
  write: Write,
): Answer<'booking.saveResourceType'> {
  const sql = sqlIn(write.tx);
  const typeId = input.typeId ?? newId(write.now);
  const taken = (await findTypeViews(sql, null)).find((type) => type.key === input.key && type.id !== typeId);
  if (taken) return refuse('booking.key_taken', { key: input.key });
  if (input.typeId && (await typeUnitCount(sql, input.typeId)) === null) return refuse('record.not_found', { noun: 'resource_type', id: input.typeId });
  await upsertType(write.tx, { id: typeId, key: input.key, name: input.name, kind: input.kind, fields: input.fields });
  await write.event({ type: 'resource.type_saved', data: { typeId, key: input.key } });
  const [type] = await findTypeViews(sql, typeId);
  return allow({ type: type as ResourceTypeView });
}

/**
 * Adds or changes a numbered unit. Taking one with coming bookings out of use is refused with their list. A shared unit keeps
 * the stores that the member does not reach: she can neither give it to one of them nor take it from there.
 */
export async function saveUnit(ask: Ask<ActorOf<'booking.saveUnit'>>, input: Input<'booking.saveUnit'>, write: Write): Answer<'booking.saveUnit'> {
  const sql = sqlIn(write.tx);
  const [type] = await findTypeViews(sql, input.typeId);
  if (!type) return refuse('record.not_found', { noun: 'resource_type', id: input.typeId });
  const reaches = (storeId: string): boolean => inScope(ask.scope, { storeId, customerId: null, staffIds: [] });
  const unitId = input.unitId ?? newId(write.now);
  // A new unit takes the next number of its type, one after the other; a known one is changed alone.
  await lockKeys(write.tx, { alone: [input.unitId ?? numbersLock(input.typeId)] });
  const [old] = input.unitId ? await findUnitViews(sql, { typeId: null, unitId }) : [];
  if (input.unitId && (!old || old.typeId !== input.typeId || !old.storeIds.some(reaches)))
    return refuse('record.not_found', { noun: 'unit', id: input.unitId });
  const before = old?.storeIds ?? [];
  const joining = input.storeIds.filter((storeId) => !before.includes(storeId));
  const left = before.filter((storeId) => !input.storeIds.includes(storeId));
  if (![...joining, ...left].every(reaches)) return refuse('access.forbidden', { right: 'resource.manage' });
  for (const storeId of joining) if (!(await findStoreRow(sql, storeId))) return refuse('record.not_found', { noun: 'store', id: storeId });
  const values = decideFieldValues(type.fields as FieldDefinition[], input.fields);
  if (!values.ok) return values;
  if (old) {
    const bookings = await listOnUnit(sql, unitId, write.now, input.state === 'active' ? left : null);
    if (bookings.length > 0) return refuse('booking.unit_in_use', { unitId, bookings: toBookingsInUse(bookings, ask.actor) });
    const classes = await listClassesOn(sql, unitId, write.now, input.state === 'active' ? left : null);
    if (classes.length > 0) return refuse('booking.unit_in_class', { unitId, classes: toClassesInUse(classes) });
  }
  await upsertUnit(write.tx, { ...input, id: unitId });
  if (type.kind === 'person' && old && joining.length + left.length > 0) await writeRoster(write, unitId);
  await write.event({
    type: 'resource.unit_saved',
    storeId: input.storeIds[0] ?? null,
    data: { unitId, state: input.state, storeIds: [...new Set([...before, ...input.storeIds])] },
  });
  const [unit] = await findUnitViews(sql, { typeId: null, unitId });
  return allow({ unit: unit as ResourceUnitView });
}

/** BK-05: so many of one kind at once; their numbers follow the last one of the type. */
export async function addUnits(ask: Ask<ActorOf<'booking.addUnits'>>, input: Input<'booking.addUnits'>, write: Write): Answer<'booking.addUnits'> {
  const sql = sqlIn(write.tx);
  const [type] = await findTypeViews(sql, input.typeId);
  if (!type) return refuse('record.not_found', { noun: 'resource_type', id: input.typeId });
  const storeIds = [...new Set(input.storeIds)];
  for (const storeId of storeIds) if (!(await findStoreRow(sql, storeId))) return refuse('record.not_found', { noun: 'store', id: storeId });
  if (!storeIds.every((storeId) => inScope(ask.scope, { storeId, customerId: null, staffIds: [] })))
    return refuse('access.forbidden', { right: 'resource.manage' });
  const values = decideFieldValues(type.fields as FieldDefinition[], input.fields);
  if (!values.ok) return values;
  await lockKeys(write.tx, { alone: [numbersLock(input.typeId)] });
  const ids = Array.from({ length: input.count }, () => newId(write.now));
  await insertUnits(write.tx, ids, { ...input, storeIds });
  await write.event({ type: 'resource.units_added', storeId: storeIds[0] ?? null, data: { typeId: input.typeId, count: input.count, storeIds } });
  const units = await findUnitViews(sql, { typeId: input.typeId, unitId: null });
  return allow({ units: units.filter((unit) => ids.includes(unit.id)) });
}

const toClassesInUse = (classes: Awaited<ReturnType<typeof listClassesOn>>) =>
  classes.map(({ endsAt: _, startsAt, ...one }) => ({ ...one, startsAt: startsAt.toISOString() }));

/** Longest stretch that one reservation row covers; longer absences are several rows. */
const ROW_MS = 30 * DAY_MS;

/** Leave or repair occupies the unit like a booking. */
export async function addAbsence(ask: Ask<ActorOf<'booking.addAbsence'>>, input: Input<'booking.addAbsence'>, write: Write): Answer<'booking.addAbsence'> {
  const sql = sqlIn(write.tx);
  const [unit] = await findUnitViews(sql, { typeId: null, unitId: input.unitId });
  if (!unit?.storeIds.some((storeId) => inScope(ask.scope, { storeId, customerId: null, staffIds: [] })))
    return refuse('record.not_found', { noun: 'unit', id: input.unitId });
  const [from, until] = [Date.parse(input.startsAt), Date.parse(input.endsAt)];
  if (until <= from || until - from > 366 * DAY_MS)
    return refuse('request.invalid', { issues: [{ path: 'endsAt', problem: until <= from ? 'before_start' : 'longer_than_a_year' }] });
  await lockUnit(write.tx, unit.id);
  const rows = [];
  for (let start = from; start < until; start += ROW_MS) {
    const range = { start, end: Math.min(start + ROW_MS, until) };
    rows.push({ reservationId: newId(write.now), unitId: unit.id, roleKey: '', roleName: '', blocked: range, serves: range });
  }
  if (await anyTaken(write.tx, rows)) {
    const met = (await listOnUnit(sql, unit.id, write.now, null)).filter((row) => row.startsAt.getTime() < until && row.endsAt.getTime() > from);
    const classes = (await listClassesOn(sql, unit.id, write.now, null)).filter((one) => one.startsAt.getTime() < until && one.endsAt.getTime() > from);
    return met.length === 0 && classes.length > 0
      ? refuse('booking.unit_in_class', { unitId: unit.id, classes: toClassesInUse(classes) })
      : refuse('booking.unit_in_use', { unitId: unit.id, bookings: toBookingsInUse(met, ask.actor) });
  }
  await addAbsenceRows(write.tx, input.kind, input.label, rows);
  await write.event({
    type: 'resource.absence_added',
    storeId: unit.storeIds[0] ?? null,
    data: { unitId: unit.id, kind: input.kind, storeIds: [...unit.storeIds] },
  });
  return allow({ reservationId: rows[0]?.reservationId ?? '' });
}

/** Ends an absence: the time is bookable again. */
export async function removeAbsence(
  ask: Ask<ActorOf<'booking.removeAbsence'>>,
  input: Input<'booking.removeAbsence'>,
  write: Write,
): Answer<'booking.removeAbsence'> {
  const found = await findAbsence(sqlIn(write.tx), input.reservationId);
  if (!found?.storeIds.some((storeId) => inScope(ask.scope, { storeId, customerId: null, staffIds: [] })))
    return refuse('record.not_found', { noun: 'absence', id: input.reservationId });
  await endAbsence(write.tx, input.reservationId, write.now);
  await write.event({ type: 'resource.absence_removed', storeId: found.storeIds[0] ?? null, data: { unitId: found.unitId, storeIds: [...found.storeIds] } });
  return allow({ done: true as const });
}
