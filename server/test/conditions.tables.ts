import type { Client } from 'pg';
import { fold } from '@zhike/domain/engines/conditions/values';
import { familyOf } from '@zhike/domain/engines/catalogue/find';
import { readValue } from '@zhike/domain/engines/catalogue/canonical';
import type { Field } from '@zhike/domain/engines/catalogue/definition';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import { MINI } from '@zhike/domain/engines/conditions/vectors.catalogue';
import type { At, Physical, PhysicalEntity, Via } from '../src/engines/catalogue/physical';
import { INDEX_SUFFIX, LAST4_SUFFIX, sealedPurpose } from '../src/engines/conditions/places';
import { isCustom, type RawRow, type RawRows } from './conditions.trees';

/** The small catalogue in PostgreSQL: typed columns for its core, JSON for the shop's fields, a sealed phone. */
type IdType = 'uuid' | 'text';
const SQL_OF: Readonly<Record<string, (ids: IdType) => At & { readonly col: string }>> = {
  text: () => ({ col: '', sql: 'text' }),
  id: (ids) => ({ col: '', sql: ids }),
  member: (ids) => ({ col: '', sql: ids }),
  number: () => ({ col: '', sql: 'int' }),
  date: () => ({ col: '', sql: 'date' }),
  datetime: () => ({ col: '', sql: 'instant' }),
};
const COLUMN_TYPE: Readonly<Record<string, string>> = {
  text: 'text',
  uuid: 'uuid',
  int: 'int',
  float: 'double precision',
  date: 'date',
  instant: 'timestamptz(3)',
};
const RELATIONS: Readonly<Record<string, Readonly<Record<string, Via>>>> = {
  customer: { owner: { fk: 'owner' }, store: { fk: 'store' }, orders: { reverseFk: 'customer' }, groups: { link: '', mine: 'mine', theirs: 'theirs' } },
  order: { customer: { fk: 'customer' }, store: { fk: 'store' }, lines: { reverseFk: 'order' } },
  line: { order: { fk: 'order' } },
  staff: { store: { fk: 'store' } },
  store: {},
};

const linkTable = (prefix: string): string => `${prefix}_customer_groups`;

function atOf(field: (typeof MINI.entities)[string]['fields'][string], ids: IdType, prefix: string): At {
  if (field.id === 'groups') return { link: linkTable(prefix), mine: 'mine', theirs: 'theirs' };
  if (field.id === 'skills') return { list: field.id, of: 'text' };
  if (field.storage === 'encrypted') return { cipher: `${field.id}_cipher`, index: `${field.id}_index`, last4: `${field.id}_last4`, purpose: field.id };
  if (field.id === 'quantity') return { col: field.id, sql: 'float' };
  // States and the like are texts; ids of rows are what rows have.
  const made = SQL_OF[familyOf(field) ?? '']?.(field.options ? 'text' : ids);
  if (!made) throw new Error(`no column for ${field.id}`);
  return { ...made, col: field.id };
}

/** Where the small catalogue lies when its tables begin with `prefix`. */
export function miniPhysical(prefix: string, ids: IdType): Physical {
  return Object.fromEntries(
    Object.values(MINI.entities).map((entity): [string, PhysicalEntity] => [
      entity.id,
      {
        table: `${prefix}_${entity.id}`,
        ...(ids === 'text' ? { ids: 'text' as const } : {}),
        fields: Object.fromEntries(
          Object.values(entity.fields)
            .filter((field) => !isCustom(field))
            .map((field) => [field.id, atOf(field, ids, prefix)]),
        ),
        relations: Object.fromEntries(
          Object.entries(RELATIONS[entity.id] ?? {}).map(([id, via]) => [id, 'link' in via ? { ...via, link: linkTable(prefix) } : via]),
        ),
      },
    ]),
  );
}

const columnsOf = (at: At): [string, string][] =>
  'cipher' in at
    ? [
        [at.cipher, 'text'],
        [at.index, 'text'],
        [at.last4 ?? '', 'text'],
      ]
    : 'col' in at
      ? [[at.col, COLUMN_TYPE[at.sql] ?? 'text']]
      : 'list' in at
        ? [[at.list, `${at.of}[]`]]
        : [];

export async function createMini(client: Client, prefix: string, ids: IdType): Promise<Physical> {
  const physical = miniPhysical(prefix, ids);
  for (const { table, fields } of Object.values(physical)) {
    const columns = Object.values(fields)
      .flatMap(columnsOf)
      .map(([name, type]) => `"${name}" ${type}`);
    await client.query(`CREATE TABLE "${table}" (id ${ids} PRIMARY KEY, ${columns.join(', ')}, custom jsonb NOT NULL DEFAULT '{}')`);
  }
  await client.query(`CREATE TABLE "${linkTable(prefix)}" (mine ${ids}, theirs ${ids}, PRIMARY KEY (mine, theirs))`);
  return physical;
}

type Hash = (value: string, purpose: string) => string;

/** A custom value as the write path leaves it: of a sealed text a cipher and what it is found by; dirty values as they are. */
function customCells(field: Field, raw: unknown, hash: Hash): Record<string, unknown> {
  if (raw === undefined) return {};
  if (field.storage === 'plain' || typeof raw !== 'string' || raw === '') return { [field.id]: raw };
  const purpose = sealedPurpose(field.id);
  const last4 = raw.length >= 4 ? { [`${field.id}${LAST4_SUFFIX}`]: hash(raw.slice(-4), `${purpose}:last4`) } : {};
  return { [field.id]: `sealed:${raw.length}`, [`${field.id}${INDEX_SUFFIX}`]: hash(fold(raw), purpose), ...last4 };
}

function cells(at: At, value: Value, hash: Hash): unknown[] {
  if ('cipher' in at) return typeof value === 'string' ? [`sealed:${value.length}`, hash(value, at.purpose), value.slice(-4)] : [null, null, null];
  return [value];
}

async function insertRow(client: Client, entityId: string, place: PhysicalEntity, raw: RawRow, hash: Hash): Promise<void> {
  const fields = Object.values(MINI.entities[entityId]?.fields ?? {});
  const custom = Object.assign({}, ...fields.filter(isCustom).map((field) => customCells(field, raw[field.id], hash))) as object;
  const names: string[] = ['id', 'custom'];
  const values: unknown[] = [raw.id, JSON.stringify(custom)];
  for (const field of fields) {
    const at = place.fields[field.id];
    if (!at || 'link' in at) continue;
    names.push(...columnsOf(at).map(([name]) => name));
    values.push(...cells(at, readValue(field, raw[field.id]), hash));
  }
  await client.query(
    `INSERT INTO "${place.table}" (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
    values,
  );
  const groups = place.fields.groups;
  if (groups && 'link' in groups)
    for (const theirs of (readValue({ type: 'refs', storage: 'plain' }, raw.groups) as readonly string[] | null) ?? [])
      await client.query(`INSERT INTO "${groups.link}" VALUES ($1, $2)`, [raw.id, theirs]);
}

export async function fillMini(client: Client, physical: Physical, rows: RawRows, hash: Hash): Promise<void> {
  for (const [entity, list] of Object.entries(rows)) {
    const place = physical[entity];
    if (place) for (const raw of list) await insertRow(client, entity, place, raw, hash);
  }
  for (const { table } of Object.values(physical)) await client.query(`ANALYZE "${table}"`);
}
