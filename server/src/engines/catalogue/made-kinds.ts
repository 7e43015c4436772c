import type { Catalogue, Entity, Field, Relation } from '@zhike/domain/engines/catalogue/definition';
import { entityOfType, type RecordTypeBody } from '@zhike/domain/forms/record-type';
import type { Sql } from '../../platform/db';
import type { At, Physical, PhysicalEntity, Via } from './physical';

/** Kinds of records that the shop made up stand in the catalogue like any entity of the core; all of them lie in one table. */

/** Whether an entity is one of them: no entity of the core has such an id. */
export const isMadeKind = (entityId: string): boolean => entityId.startsWith('rt_');

/** FM-12: the kinds that are or were in force: records of a retired one stay readable. */
export async function listMadeKinds(sql: Sql): Promise<readonly { readonly body: RecordTypeBody; readonly changedAt: Date; readonly retired: boolean }[]> {
  const rows = await sql<{ spec: RecordTypeBody; changedAt: Date; retired: boolean }>(
    'SELECT spec, updated_at AS "changedAt", retired_at IS NOT NULL AS retired FROM record_types ORDER BY entity',
    [],
  );
  return rows.map(({ spec, changedAt, retired }) => ({ body: spec, changedAt, retired }));
}

/** Over one link to one record, over a list of links to many. */
const LINKS: Readonly<Partial<Record<Field['type'], Relation['kind']>>> = {
  ref: 'one',
  member: 'one',
  store: 'one',
  refs: 'many',
  members: 'many',
  rows: 'many',
};
const linkFields = (entity: Entity): readonly (Field & { readonly to: string })[] =>
  Object.values(entity.fields).filter((field): field is Field & { to: string } => field.to !== undefined && LINKS[field.type] !== undefined);

/** The way back from what records link to: 「客户」 has many 「咨询问诊单」. */
const backId = (kind: Entity, field: Field): string => `${kind.id}_${field.id}`;

function backwards(kind: Entity): readonly (readonly [to: string, relation: Relation])[] {
  const links = linkFields(kind).filter((field) => field.id.startsWith('cf_'));
  return links
    .filter((field) => field.type !== 'rows' && !field.retired)
    .map((field) => {
      const alone = links.filter((other) => other.to === field.to && other.type !== 'rows').length === 1;
      return [field.to, { id: backId(kind, field), label: alone ? kind.label : `${kind.label}（${field.label}）`, to: kind.id, kind: 'many' }] as const;
    });
}

/** The catalogue with the kinds that the shop made up, and the ways to them from what they link to. */
export function withMadeKinds(catalogue: Catalogue, bodies: readonly RecordTypeBody[]): Catalogue {
  const kinds = bodies.map(entityOfType);
  const known = new Set([...Object.keys(catalogue.entities), ...kinds.map((kind) => kind.id)]);
  const forward = kinds.map((kind): Entity => {
    const relations = linkFields(kind)
      .filter((field) => known.has(field.to))
      .map((field): [string, Relation] => [field.id, { id: field.id, label: field.label, to: field.to, kind: LINKS[field.type] ?? 'one' }]);
    return { ...kind, relations: Object.fromEntries(relations) };
  });
  const all = [...Object.values(catalogue.entities), ...forward];
  const back = forward.flatMap(backwards);
  return {
    version: catalogue.version,
    entities: Object.fromEntries(
      all.map((entity) => {
        const ways = back.filter(([to]) => to === entity.id).map(([, relation]) => [relation.id, relation] as const);
        return [entity.id, ways.length === 0 ? entity : { ...entity, relations: { ...entity.relations, ...Object.fromEntries(ways) } }];
      }),
    ),
  };
}

const OWN: PhysicalEntity['fields'] = {
  createdAt: { col: 'created_at', sql: 'instant' },
  updatedAt: { col: 'updated_at', sql: 'instant' },
  owner: { col: 'owner_id', sql: 'uuid' },
  store: { col: 'store_id', sql: 'uuid' },
  code: { col: 'code', sql: 'text' },
  state: { col: 'state', sql: 'text' },
};
const OWN_LINKS: PhysicalEntity['relations'] = { owner: { fk: 'owner_id' }, store: { fk: 'store_id' } };

function placeOfKind(kind: Entity): PhysicalEntity {
  const fields = Object.values(kind.fields);
  const linked = fields.filter((field) => field.id.startsWith('cf_') && field.to !== undefined && field.type !== 'rows');
  const at: readonly (readonly [string, At])[] = linked.map((field) => [field.id, { linked: field.id }]);
  const own = fields.flatMap((field): (readonly [string, At])[] => (OWN[field.id] ? [[field.id, OWN[field.id] as At]] : []));
  const via: readonly (readonly [string, Via])[] = linked.map((field) => [field.id, { linkOf: field.id, one: LINKS[field.type] === 'one' }]);
  const rows: readonly (readonly [string, Via])[] = fields.filter((field) => field.type === 'rows').map((field) => [field.id, { rowsOf: field.id }]);
  return {
    table: 'records',
    only: kind.id,
    fields: Object.fromEntries([...own, ...at]),
    relations: { ...OWN_LINKS, ...Object.fromEntries([...via, ...rows]) },
  };
}

/** Where the entities of a shop lie: the core's, and the kinds that it made up. Fields that are not named lie in `custom`. */
export function withMadePlaces(core: Physical, { entities }: Catalogue): Physical {
  const kinds = Object.values(entities).filter((entity) => isMadeKind(entity.id));
  if (kinds.length === 0) return core;
  const back = kinds.flatMap((kind) => linkFields(kind).map((field) => [field.to, backId(kind, field), { linkTo: field.id, entity: field.to }] as const));
  const places = { ...core, ...Object.fromEntries(kinds.map((kind) => [kind.id, placeOfKind(kind)])) };
  return Object.fromEntries(
    Object.entries(places).map(([id, place]) => {
      const ways = back.filter(([to]) => to === id).map(([, relation, via]) => [relation, via] as const);
      return [id, ways.length === 0 ? place : { ...place, relations: { ...place.relations, ...Object.fromEntries(ways) } }];
    }),
  );
}
