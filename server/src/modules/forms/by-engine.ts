import type { Entity } from '@zhike/domain/engines/catalogue/definition';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import { own } from '@zhike/domain/engines/conditions/values';
import { allow, type Decision, refuse } from '@zhike/domain/kernel/decision';
import { type Sql, sqlIn } from '../../platform/db';
import { newId } from '../../platform/ids';
import type { Ports } from '../../platform/ports';
import type { Write } from '../../platform/write';
import { loadCatalogue } from './catalogue';
import { rememberRecord } from './history';
import { identityOf } from './identity';
import { findRecord, insertRecord, takeUniques, updateRecord } from './records';
import { linksOf, opened, searchText, toStored, uniquesOf } from './sealed';

/* What flows and rules read and write of records of the kinds that the shop made up. They act for the shop, without a scope. */

type Values = Readonly<Record<string, Value>>;
type Crypto = Pick<Ports, 'crypto'>;
const gone = (entity: string, id: string) => refuse('record.not_found', { noun: entity, id });

/** The first field that the kind does not have, or that nobody but the system writes; null: all may be written. */
function strangeIn(values: Values, entity: Entity): string | null {
  return Object.keys(values).find((id) => (own(entity.fields, id)?.writableBy ?? 'system') === 'system') ?? null;
}

async function keepUniques(write: Write, entity: Entity, record: { readonly id: string; readonly storeId: string | null }, values: Values, ports: Crypto) {
  const clashes = await takeUniques(write.tx, entity.id, record.id, uniquesOf(values, entity, new Map(), record.storeId, ports));
  const [clash] = clashes;
  return clash === undefined ? allow('done' as const) : refuse('fields.not_unique', { field: own(entity.fields, clash)?.label ?? '' });
}

/** A record without what lies sealed in it: what a flow may look at. */
export interface PlainRecord {
  readonly label: string;
  readonly storeId: string | null;
  readonly ownerId: string | null;
  readonly values: Values;
  /** Of its customer, when it is linked with one. */
  readonly customerId: string | null;
}

export async function readPlain(sql: Sql, kind: string, id: string): Promise<PlainRecord | null> {
  const entity = own((await loadCatalogue(sql)).entities, kind);
  const record = entity && (await findRecord(sql, { kind: 'all' }, id));
  if (!entity || record?.entity !== kind) return null;
  const plain = Object.entries(record.custom).filter(([field]) => own(entity.fields, field)?.storage === 'plain');
  const linked = record.links.map((one) => [one.fieldId, one.toId] as const);
  return {
    label: entity.label,
    storeId: record.storeId,
    ownerId: record.ownerId,
    values: Object.fromEntries([...plain, ...linked]),
    customerId: record.links.find((one) => one.toEntity === 'customer')?.toId ?? null,
  };
}

/** Writes some values of a record; the others stay. */
export async function setValues(
  write: Write,
  ports: Crypto,
  kind: string,
  id: string,
  values: Values,
  cause: 'engine' | 'bulk' = 'engine',
): Promise<Decision<'done'>> {
  const sql = sqlIn(write.tx);
  const entity = own((await loadCatalogue(sql)).entities, kind);
  const record = entity && (await findRecord(sql, { kind: 'all' }, id, true));
  if (!entity || record?.entity !== kind) return gone(kind, id);
  const strange = strangeIn(values, entity);
  if (strange !== null) return refuse('fields.not_writable', { field: strange });
  const before = opened(record.custom, record.links, entity, id, ports);
  const next = { ...before, ...values };
  await updateRecord(write.tx, id, {
    custom: toStored(next, entity, id, ports),
    search: searchText(next, entity),
    links: linksOf(next, entity),
    at: write.now,
  });
  await rememberRecord(write, entity, id, before, next, cause);
  return keepUniques(write, entity, record, next, ports);
}

/** Adds to a number of a record, under its lock; refused if less than `least` would be left. */
export async function addTo(
  write: Write,
  ports: Crypto,
  to: { readonly kind: string; readonly id: string; readonly field: string },
  by: number,
  least: number | null,
): Promise<Decision<'done'>> {
  const sql = sqlIn(write.tx);
  const entity = own((await loadCatalogue(sql)).entities, to.kind);
  const record = entity && (await findRecord(sql, { kind: 'all' }, to.id, true));
  if (!entity || record?.entity !== to.kind) return gone(to.kind, to.id);
  const before = opened(record.custom, record.links, entity, to.id, ports)[to.field] ?? 0;
  if (typeof before !== 'number') return refuse('fields.not_writable', { field: to.field });
  if (least !== null && before + by < least) return refuse('fields.not_enough', { field: own(entity.fields, to.field)?.label ?? to.field, left: before });
  return setValues(write, ports, to.kind, to.id, { [to.field]: before + by });
}

/** A new record. `link`: its field that leads to what it is about, and the ids that it may lead to by their entity. */
export async function createRecord(
  write: Write,
  ports: Crypto,
  kind: string,
  made: {
    readonly values: Values;
    readonly link: { readonly field: string; readonly to: Readonly<Record<string, string | null>> } | null;
    readonly storeId: string | null;
    readonly ownerId: string | null;
  },
): Promise<Decision<'done'>> {
  const entity = own((await loadCatalogue(sqlIn(write.tx))).entities, kind);
  if (!entity) return gone(kind, '');
  const { storeId, ownerId } = made;
  const field = made.link === null ? undefined : own(entity.fields, made.link.field);
  const target = field?.to === undefined || made.link === null ? null : (own(made.link.to, field.to) ?? null);
  if (made.link !== null && target === null) return refuse('fields.not_writable', { field: made.link.field });
  const values: Values = { ...made.values, ...(field ? { [field.id]: target } : {}) };
  const strange = strangeIn(values, entity);
  if (strange !== null) return refuse('fields.not_writable', { field: strange });
  const id = newId(write.now);
  const content = { custom: toStored(values, entity, id, ports), search: searchText(values, entity), links: linksOf(values, entity), at: write.now };
  await insertRecord(write.tx, { id, entity: entity.id, storeId, ownerId, parent: null, ...content, ...(await identityOf(write, entity)) });
  const kept = await keepUniques(write, entity, { id, storeId }, values, ports);
  const customerId = content.links.find((one) => one.toEntity === 'customer')?.toId ?? null;
  if (kept.ok) await write.event({ type: 'record.created', storeId, customerId, data: { entity: entity.id, recordId: id } });
  return kept;
}
