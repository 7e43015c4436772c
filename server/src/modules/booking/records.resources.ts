import type { ResourceTypeView, ResourceUnitView } from '@zhike/domain/booking/contract';
import { changeIn, type Sql, type Tx } from '../../platform/db';
import { iso } from './records.units';
import type { Taking } from './records.take';

/** Types in the shop's order; one, when asked. */
export function findTypeViews(sql: Sql, typeId: string | null): Promise<ResourceTypeView[]> {
  return sql(
    `SELECT t.id, t.key, t.name, t.kind, t.fields, (SELECT count(*)::int FROM resource_units u WHERE u.type_id = t.id AND u.state <> 'retired') AS "unitCount" FROM resource_types t WHERE $1::uuid IS NULL OR t.id = $1::uuid ORDER BY t.position, t.name`,
    [typeId],
  );
}

/** How many units a type has, or null when there is no such type. */
export async function typeUnitCount(sql: Sql, typeId: string): Promise<number | null> {
  const [type] = await findTypeViews(sql, typeId);
  return type?.unitCount ?? null;
}

/** Units with their stores. */
export function findUnitViews(sql: Sql, filter: { typeId: string | null; unitId: string | null }): Promise<ResourceUnitView[]> {
  return sql(
    `SELECT u.id, u.type_id AS "typeId", t.name AS "typeName", t.kind, u.name, u.number, u.skills, u.values AS fields, u.buffer_before_minutes AS "bufferBeforeMinutes", u.buffer_after_minutes AS "bufferAfterMinutes", u.state, u.photo_url AS "photoUrl", u.introduction,
      ARRAY(SELECT us.store_id::text FROM unit_stores us WHERE us.unit_id = u.id ORDER BY 1) AS "storeIds"
     FROM resource_units u JOIN resource_types t ON t.id = u.type_id WHERE ($1::uuid IS NULL OR u.type_id = $1::uuid) AND ($2::uuid IS NULL OR u.id = $2::uuid) ORDER BY t.position, t.name, u.number`,
    [filter.typeId, filter.unitId],
  );
}

/** Adds or changes a type; new ones stand last. */
export async function upsertType(tx: Tx, type: { id: string; key: string; name: string; kind: string; fields: object }): Promise<void> {
  const data = { key: type.key, name: type.name, kind: type.kind, fields: type.fields };
  await tx.resourceType.upsert({ where: { id: type.id }, update: data, create: { id: type.id, ...data, position: await tx.resourceType.count() } });
}

export interface UnitToSave {
  readonly id: string;
  readonly typeId: string;
  readonly name: string;
  readonly storeIds: readonly string[];
  readonly skills: readonly string[];
  readonly fields: object;
  readonly bufferBeforeMinutes: number;
  readonly bufferAfterMinutes: number;
  readonly state: string;
  readonly introduction: string;
}

/** Adds or changes a unit; a new one gets the next number of its type. */
export async function upsertUnit(tx: Tx, unit: UnitToSave): Promise<void> {
  const data = {
    name: unit.name,
    skills: [...unit.skills],
    values: unit.fields,
    bufferBeforeMinutes: unit.bufferBeforeMinutes,
    bufferAfterMinutes: unit.bufferAfterMinutes,
    state: unit.state,
    introduction: unit.introduction,
  };
  const last = await tx.resourceUnit.aggregate({ where: { typeId: unit.typeId }, _max: { number: true } });
  await tx.resourceUnit.upsert({
    where: { id: unit.id },
    update: data,
    create: { id: unit.id, typeId: unit.typeId, number: (last._max.number ?? 0) + 1, ...data },
  });
  await tx.unitStore.deleteMany({ where: { unitId: unit.id, storeId: { notIn: [...unit.storeIds] } } });
  await tx.unitStore.createMany({ data: unit.storeIds.map((storeId) => ({ unitId: unit.id, storeId })), skipDuplicates: true });
}

/** Writes new units with the next numbers of their type; only under the lock of its numbers. */
export async function insertUnits(tx: Tx, ids: readonly string[], unit: Omit<UnitToSave, 'id' | 'state' | 'introduction'>): Promise<void> {
  await changeIn(
    tx,
    `INSERT INTO resource_units (id, type_id, name, number, skills, values, buffer_before_minutes, buffer_after_minutes)
     SELECT n.id, $2::uuid, $3, (SELECT COALESCE(max(number), 0) FROM resource_units WHERE type_id = $2::uuid) + n.i::int, $4::text[], $5::jsonb, $6::int, $7::int FROM unnest($1::uuid[]) WITH ORDINALITY AS n(id, i)`,
    [ids, unit.typeId, unit.name, unit.skills, JSON.stringify(unit.fields), unit.bufferBeforeMinutes, unit.bufferAfterMinutes],
  );
  await changeIn(tx, 'INSERT INTO unit_stores (unit_id, store_id) SELECT u, s FROM unnest($1::uuid[]) u, unnest($2::uuid[]) s', [ids, unit.storeIds]);
}

export interface RoleToSave {
  readonly key: string;
  readonly name: string;
  readonly typeId: string;
  readonly skill: string | null;
  readonly offsetMinutes: number;
  readonly durationMinutes: number;
  readonly customerPicks: boolean;
  readonly perPerson?: boolean | undefined;
  readonly accepts?: boolean | undefined;
}

/** Replaces what a service needs. */
export async function replaceRoles(tx: Tx, serviceId: string, roles: readonly RoleToSave[]): Promise<void> {
  await tx.serviceRole.deleteMany({ where: { serviceId } });
  await tx.serviceRole.createMany({
    data: roles.map(({ perPerson = true, accepts = false, ...role }, position) => ({ ...role, perPerson, accepts, serviceId, position })),
  });
}

/** Writes an absence. */
export async function addAbsenceRows(tx: Tx, kind: string, label: string, rows: readonly Taking[]): Promise<void> {
  await tx.reservation.createMany({
    data: rows.map((row) => ({
      id: row.reservationId,
      unitId: row.unitId,
      kind,
      label,
      startsAt: iso(row.blocked.start),
      endsAt: iso(row.blocked.end),
      servesFrom: iso(row.serves.start),
      servesUntil: iso(row.serves.end),
    })),
  });
}

/** An absence that still occupies its unit. */
export async function findAbsence(sql: Sql, reservationId: string): Promise<{ unitId: string; storeIds: string[] } | null> {
  const rows = await sql<{ unitId: string; storeIds: string[] }>(
    `SELECT r.unit_id AS "unitId", ARRAY(SELECT us.store_id::text FROM unit_stores us WHERE us.unit_id = r.unit_id) AS "storeIds" FROM reservations r WHERE r.id = $1::uuid AND r.kind IN ('leave', 'maintenance') AND r.released_at IS NULL`,
    [reservationId],
  );
  return rows[0] ?? null;
}

/** Gives the time back. */
export async function endAbsence(tx: Tx, reservationId: string, now: Date): Promise<void> {
  await tx.reservation.update({ where: { id: reservationId }, data: { releasedAt: now } });
}
