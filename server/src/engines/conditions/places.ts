import { familyOf, fieldOf } from '@zhike/domain/engines/catalogue/find';
import type { Entity, Field } from '@zhike/domain/engines/catalogue/definition';
import type { Family } from '@zhike/domain/engines/conditions/ops';
import { own } from '@zhike/domain/engines/conditions/values';
import type { At, Physical, PhysicalEntity, Via } from '../catalogue/physical';

/** A field at a row: what SQL operators speak of. */
export interface Place {
  readonly field: Field;
  readonly family: Family;
  readonly at: At;
  /** The alias of the row's table. */
  readonly alias: string;
}

/** Throws: the check of the definition comes first, and the start of the server compares both halves of the catalogue. */
export function physicalOf(physical: Physical, entityId: string): PhysicalEntity {
  const found = own(physical, entityId);
  if (!found) throw new Error(`entity ${entityId} has no place in the database`);
  return found;
}

export function placeOf(entity: Entity, fieldId: string, alias: string, physical: Physical): Place {
  const field = fieldId === 'id' ? ID_FIELD : fieldOf(entity, fieldId);
  const family = field && familyOf(field);
  if (!field || !family) throw new Error(`field ${entity.id}.${fieldId} cannot be asked`);
  const { fields, ids } = physicalOf(physical, entity.id);
  const at: At = fieldId === 'id' ? { col: 'id', sql: ids ?? 'uuid' } : (own(fields, fieldId) ?? { custom: true });
  return { field, family, at, alias };
}

const ID_FIELD: Field = {
  id: 'id',
  key: 'id',
  label: '编号',
  type: 'ref',
  storage: 'plain',
  sensitivity: 'internal',
  sortable: false,
  groupable: false,
  measurable: false,
  writableBy: 'system',
};

/** A text of SQL for an id of a custom field. */
export const quoted = (text: string): string => `'${text.replace(/'/g, "''")}'`;
const column = (alias: string, name: string): string => `${alias}."${name}"`;

/** The JSON under a custom field's id, for those operators that look at it whole. */
export function jsonOf({ alias, field }: Place): string {
  return `${alias}.custom -> ${quoted(field.id)}`;
}

/** Beside a sealed custom value lie its blind index and, of a phone, that of its last four digits. No field's id has such an end. */
export const INDEX_SUFFIX = '#';
export const LAST4_SUFFIX = '#4';
export const sealedPurpose = (fieldId: string): string => `custom:${fieldId}`;
export function sealedIndex({ alias, field }: Place, suffix: string): string {
  return `${alias}.custom ->> ${quoted(`${field.id}${suffix}`)}`;
}

const CUSTOM: Readonly<Record<Family, (json: string, text: string) => string>> = {
  text: (json) => `cf_text(${json})`,
  secret: (json) => `cf_text(${json})`,
  id: (json) => `cf_text(${json})`,
  member: (json) => `cf_text(${json})`,
  number: (json) => `cf_num(${json})`,
  bool: (json) => `cf_bool(${json})`,
  ids: (json) => `cf_ids(${json})`,
  date: (_, text) => `cf_date(${text})`,
  datetime: (_, text) => `cf_ts(${text})`,
  time: (_, text) => `cf_time(${text})`,
  monthday: (_, text) => `cf_md('2000-' || (${text}))`,
  thing: (json) => `nullif(nullif(nullif(nullif(${json}, 'null'), '""'), '[]'), '{}')`,
};

/**
 * The value as SQL, NULL when it is empty or of a wrong form. An index of a custom field stands on this very text (see the indexer).
 * Of a text: still with its capitals; of a yearly day: `month * 100 + day`.
 */
export function valueSql(place: Place): string {
  const { at, alias, field, family } = place;
  if ('custom' in at) return CUSTOM[family](jsonOf(place), `${alias}.custom ->> ${quoted(field.id)}`);
  if ('linked' in at) return linkedSql(place, at.linked);
  if ('cipher' in at) return column(alias, at.cipher);
  if ('link' in at) return `(SELECT array_agg(l."${at.theirs}"::text) FROM "${at.link}" l WHERE l."${at.mine}" = ${alias}.id)`;
  if ('list' in at) return column(alias, at.list);
  return at.sql === 'float' ? `${column(alias, at.col)}::numeric` : column(alias, at.col);
}

/** Ids that a record links to by one of its fields: one, or all of them; NULL: none. */
function linkedSql({ alias, family }: Place, fieldId: string): string {
  const links = `FROM record_links l WHERE l.from_id = ${alias}.id AND l.field_id = ${quoted(fieldId)}`;
  return family === 'ids' ? `(SELECT array_agg(l.to_id) ${links})` : `(SELECT l.to_id ${links} LIMIT 1)`;
}

/** Of a table that several kinds share, the rows of this one that are there; null: all of its rows are of one kind. */
export function onlySql(physical: Physical, entityId: string, alias: string): string | null {
  const { only } = physicalOf(physical, entityId);
  return only === undefined ? null : `(${alias}.entity = ${quoted(only)} AND ${alias}.deleted_at IS NULL)`;
}

/** Whether a relation leads to one row by a WHERE alone, so that it can be followed inside of an expression. */
export const isOneStep = (via: Via): boolean => !('link' in via || ('linkOf' in via && !via.one) || 'linkTo' in via || 'rowsOf' in via);

/** The rows that a relation leads to, as the FROM and WHERE of a sub-select; `to` is the alias of the other table. */
export function joinOf(via: Via, from: string, to: string, table: string): { readonly from: string; readonly where: string } {
  if ('fk' in via) return { from: `"${table}" ${to}`, where: `${to}.id = ${column(from, via.fk)}` };
  if ('reverseFk' in via) return { from: `"${table}" ${to}`, where: `${column(to, via.reverseFk)} = ${from}.id` };
  if ('linkOf' in via) {
    const links = `${from}.id = l${to}.from_id AND l${to}.field_id = ${quoted(via.linkOf)}`;
    // Ids of links are texts, for whatever they lead to; `cf_uuid` answers nothing for what is none.
    if (!via.one) return { from: `record_links l${to}, "${table}" ${to}`, where: `${links} AND ${to}.id = cf_uuid(l${to}.to_id)` };
    return { from: `"${table}" ${to}`, where: `${to}.id = (SELECT cf_uuid(l${to}.to_id) FROM record_links l${to} WHERE ${links} LIMIT 1)` };
  }
  if ('linkTo' in via)
    return {
      from: `record_links l${to}, "${table}" ${to}`,
      where: `l${to}.to_entity = ${quoted(via.entity)} AND l${to}.to_id = ${from}.id::text AND l${to}.field_id = ${quoted(via.linkTo)} AND ${to}.id = l${to}.from_id`,
    };
  if ('rowsOf' in via) return { from: `"${table}" ${to}`, where: `${to}.parent_id = ${from}.id AND ${to}.parent_slot = ${quoted(via.rowsOf)}` };
  return { from: `"${via.link}" l${to}, "${table}" ${to}`, where: `l${to}."${via.mine}" = ${from}.id AND ${to}.id = l${to}."${via.theirs}"` };
}
