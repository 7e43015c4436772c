import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What the database must look like according to prisma/models, read by hand: Prisma's own comparing engine is not at hand in CI. */
export interface Expected {
  /** `bookings.state text not null` */
  readonly columns: string[];
  /** `bookings_code_key unique (code)` */
  readonly indexes: string[];
  /** `bookings_store_id_fkey (store_id) -> stores(id)` */
  readonly foreignKeys: string[];
}

interface Field {
  readonly name: string;
  readonly column: string;
  readonly type: string;
  readonly optional: boolean;
  readonly list: boolean;
  readonly attributes: string;
}

interface Model {
  readonly name: string;
  readonly table: string;
  readonly fields: readonly Field[];
  /** `@@index([a, b])` and the like. */
  readonly blocks: readonly string[];
}

const TYPES: Readonly<Record<string, string>> = {
  String: 'text',
  Int: 'int4',
  BigInt: 'int8',
  Boolean: 'bool',
  Float: 'float8',
  Json: 'jsonb',
  Bytes: 'bytea',
};

function readModels(folder: string): Model[] {
  const text = readdirSync(folder)
    .filter((file) => file.endsWith('.prisma'))
    .map((file) => readFileSync(path.join(folder, file), 'utf8'))
    .join('\n');
  return [...text.matchAll(/^model (\w+) \{\n([\s\S]*?)^\}/gm)].map(([, name = '', body = '']) => {
    const lines = body
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line && !line.startsWith('//'));
    const fields = lines
      .filter((line) => !line.startsWith('@@'))
      .map((line): Field => {
        const match = /^(\w+)\s+(\w+)(\[\])?(\?)?\s*(.*)$/.exec(line);
        if (!match) throw new Error(`${name}: cannot read "${line}"`);
        const [, field = '', type = '', list, optional, attributes = ''] = match;
        return { name: field, column: /@map\("([^"]+)"\)/.exec(attributes)?.[1] ?? field, type, optional: Boolean(optional), list: Boolean(list), attributes };
      });
    const table = /@@map\("([^"]+)"\)/.exec(body)?.[1];
    if (!table) throw new Error(`${name} has no table name`);
    return { name, table, fields, blocks: lines.filter((line) => line.startsWith('@@') && !line.startsWith('@@map')) };
  });
}

function columnOf(field: Field): string {
  const native = /@db\.(\w+)(?:\((\d+)\))?/.exec(field.attributes);
  const base =
    native?.[1] === 'Uuid' ? 'uuid' : native?.[1] === 'Date' ? 'date' : native?.[1] === 'Timestamptz' ? `timestamptz(${native[2] ?? ''})` : TYPES[field.type];
  if (!base || (field.type === 'DateTime' && !native)) throw new Error(`no column type for ${field.name} ${field.type}`);
  const given = /@default\(((?:[^()]|\([^)]*\))*)\)/.exec(field.attributes)?.[1];
  // Ids are made by the program; everything else has its default in the database as well.
  const byDatabase = given !== undefined && !given.startsWith('uuid(');
  return [field.list ? `_${base}` : base, field.optional || field.list ? '' : 'not null', byDatabase ? 'default' : ''].filter(Boolean).join(' ');
}

/** `[customerId, startsAt(sort: Desc)]` as columns. */
function columnsOf(model: Model, list: string): string[] {
  return list.split(/,\s*(?![^(]*\))/).map((part) => {
    const [, name = '', sort = ''] = /^(\w+)(\(sort: Desc\))?$/.exec(part.trim()) ?? [];
    const field = model.fields.find((candidate) => candidate.name === name);
    if (!field) throw new Error(`${model.name} has no field ${part}`);
    return field.column + (sort ? ' DESC' : '');
  });
}

export function expectedSchema(folder: string): Expected {
  const models = readModels(folder);
  const byName = new Map(models.map((model) => [model.name, model]));
  const columns: string[] = [];
  const indexes: string[] = [];
  const foreignKeys: string[] = [];
  for (const model of models) {
    const index = (kind: string, suffix: string, cols: readonly string[]): void =>
      void indexes.push(
        `${model.table}_${kind === 'primary' ? '' : `${cols.map((column) => column.replace(' DESC', '')).join('_')}_`}${suffix} ${kind} (${cols.join(', ')})`,
      );
    for (const field of model.fields) {
      const target = byName.get(field.type);
      const relation = /@relation\(.*fields: \[([^\]]+)\], references: \[([^\]]+)\]/.exec(field.attributes);
      if (target && relation) {
        const from = columnsOf(model, relation[1] ?? '');
        foreignKeys.push(`${model.table}_${from.join('_')}_fkey (${from.join(', ')}) -> ${target.table}(${columnsOf(target, relation[2] ?? '').join(', ')})`);
      }
      if (target) continue;
      columns.push(`${model.table}.${field.column} ${columnOf(field)}`);
      if (/@id\b/.test(field.attributes)) index('primary', 'pkey', [field.column]);
      if (/@unique\b/.test(field.attributes)) index('unique', 'key', [field.column]);
    }
    for (const block of model.blocks) {
      const [, kind = '', list = ''] = /^@@(id|unique|index)\(\[(.+)\]\)$/.exec(block) ?? [];
      if (!kind) throw new Error(`${model.name}: cannot read "${block}"`);
      index({ id: 'primary', unique: 'unique', index: 'plain' }[kind] ?? '', { id: 'pkey', unique: 'key', index: 'idx' }[kind] ?? '', columnsOf(model, list));
    }
  }
  return { columns: columns.sort(), indexes: indexes.sort(), foreignKeys: foreignKeys.sort() };
}
