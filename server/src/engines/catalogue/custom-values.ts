import type { Catalogue, Entity, Field } from '@zhike/domain/engines/catalogue/definition';
import { readValue, writeValue } from '@zhike/domain/engines/catalogue/canonical';
import { entityOf } from '@zhike/domain/engines/catalogue/find';
import { CUSTOM_ID } from '@zhike/domain/engines/catalogue/merge';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import { fold, own } from '@zhike/domain/engines/conditions/values';
import type { FieldsRefusals } from '@zhike/domain/fields/contract';
import type { CommonRefusals } from '@zhike/domain/kernel/contract';
import { allow, refuse, type Decision, type RefusalOf } from '@zhike/domain/kernel/decision';
import { changeIn, sqlIn } from '../../platform/db';
import { newId } from '../../platform/ids';
import type { Ports } from '../../platform/ports';
import type { Write } from '../../platform/write';
import { INDEX_SUFFIX, LAST4_SUFFIX, sealedPurpose } from '../conditions/places';
import { CORE_PHYSICAL } from './core';
import { loadShopCatalogue } from './shop-fields';

type CustomRefusals = Pick<FieldsRefusals, 'fields.unknown' | 'fields.not_writable' | 'fields.value_invalid' | 'fields.not_unique'> &
  Pick<CommonRefusals, 'record.not_found'>;
export type CustomRefusal = RefusalOf<CustomRefusals>;

export interface CustomChange {
  readonly entity: string;
  readonly recordId: string;
  /** Whose uniqueness counts for fields that are unique in a store. */
  readonly storeId: string | null;
  /** By field id; null empties. Fields that are not named keep what they say. */
  readonly values: Readonly<Record<string, unknown>>;
  /** A person or a form, or the shop's rules. */
  readonly by: 'user' | 'engine';
  /** Why, for the history: `form`, `import`, `rule:<id>`. */
  readonly cause: string;
}

export interface Wanted {
  readonly field: Field;
  readonly before: Value;
  readonly after: Value;
}
export type Crypto = Pick<Ports, 'crypto'>;
export type Stored = Readonly<Record<string, unknown>>;

/** The place a sealed custom value is bound to. */
const contextOf = (table: string, fieldId: string, recordId: string) => `${table}:${fieldId}:${recordId}` as const;

/** What the record says in one of the shop's fields, opened where it is sealed. */
export function openCustom(custom: Stored, field: Field, entityId: string, recordId: string, { crypto }: Crypto): Value {
  const raw = own(custom, field.id);
  const value = readValue(field, raw);
  if (field.storage !== 'encrypted' || typeof value !== 'string') return value;
  return crypto.decrypt(value, contextOf(CORE_PHYSICAL[entityId]?.table ?? entityId, field.id, recordId));
}

/** What a change comes to against what the column holds, in canonical form. */
export function wantedOf(change: CustomChange, entity: Entity, custom: Stored, ports: Crypto): Decision<Wanted[], CustomRefusal> {
  const wanted: Wanted[] = [];
  // In one order for everybody: two writers never wait for each other's unique values.
  for (const [id, raw] of Object.entries(change.values).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const field = own(entity.fields, id);
    if (!field || !CUSTOM_ID.test(id) || field.retired) return refuse('fields.unknown', { field: field?.label ?? id.slice(0, 40) });
    if (field.writableBy === 'system' || (field.writableBy === 'engine' && change.by === 'user')) return refuse('fields.not_writable', { field: field.label });
    const before = openCustom(custom, field, entity.id, change.recordId, ports);
    const written = writeValue(field, raw, before);
    if (!written.ok) return refuse('fields.value_invalid', { field: field.label, problem: written.refusal.code });
    // What is the same again is no change: no history, no event, no rule.
    if (JSON.stringify(written.value) !== JSON.stringify(before)) wanted.push({ field, before, after: written.value });
  }
  return allow(wanted);
}

/** A value as its uniqueness compares it: capitals say nothing, and a sealed one is told by its blind index. */
export function normOf(value: Value, field: Field, { crypto }: Crypto): string {
  const text = typeof value === 'string' ? fold(value) : JSON.stringify(value);
  return field.storage === 'encrypted' ? crypto.blindIndex(text, sealedPurpose(field.id)) : text;
}

const TAKE = `INSERT INTO field_uniques (entity, field_id, scope_id, value_norm, record_id) VALUES ($1, $2, $3, $4, $5::uuid) ON CONFLICT DO NOTHING RETURNING record_id`;
const HOLDER = 'SELECT record_id::text AS id FROM field_uniques WHERE entity = $1 AND field_id = $2 AND scope_id = $3 AND value_norm = $4';

/**
 * Takes the new unique values; the primary key decides between two who come at once (the second waits for the first to end). What this
 * record held is given up only when all could be taken. Answers the first field that another record has.
 */
async function takeUniques(write: Write, change: CustomChange, wanted: readonly Wanted[], ports: Crypto): Promise<Field | null> {
  const sql = sqlIn(write.tx);
  const unique = wanted.filter(({ field }) => field.unique !== undefined);
  const taken: unknown[][] = [];
  for (const { field, after } of unique) {
    if (after === null) continue;
    const key = [change.entity, field.id, field.unique === 'store' ? (change.storeId ?? 'org') : 'org', normOf(after, field, ports)];
    const [mine] = await sql<{ record_id: string }>(TAKE, [...key, change.recordId]);
    const holder = mine ? change.recordId : (await sql<{ id: string }>(HOLDER, key))[0]?.id;
    if (holder !== change.recordId) {
      for (const one of taken)
        await changeIn(write.tx, 'DELETE FROM field_uniques WHERE entity = $1 AND field_id = $2 AND scope_id = $3 AND value_norm = $4', one);
      return field;
    }
    if (mine) taken.push(key);
  }
  for (const { field, after } of unique)
    await changeIn(write.tx, 'DELETE FROM field_uniques WHERE field_id = $1 AND record_id = $2::uuid AND ($3::text IS NULL OR value_norm <> $3)', [
      field.id,
      change.recordId,
      after === null ? null : normOf(after, field, ports),
    ]);
  return null;
}

/** What is put into the column: nothing for empty; of a sealed text its ciphertext and what it is found by. */
export function cellsOf({ field, after }: Wanted, table: string, recordId: string, { crypto }: Crypto): Record<string, unknown> {
  if (after === null) return {};
  if (field.storage === 'plain') return { [field.id]: after };
  const text = String(after);
  const purpose = sealedPurpose(field.id);
  return {
    [field.id]: crypto.encrypt(text, contextOf(table, field.id, recordId)),
    [`${field.id}${INDEX_SUFFIX}`]: crypto.blindIndex(fold(text), purpose),
    ...(field.type === 'phone' && text.length >= 4 ? { [`${field.id}${LAST4_SUFFIX}`]: crypto.blindIndex(text.slice(-4), `${purpose}:last4`) } : {}),
  };
}

const HISTORY = `INSERT INTO field_history (id, entity, record_id, field_id, at, staff_id, before, after, cause)
  VALUES ($1::uuid, $2, $3::uuid, $4, $5::timestamptz, $6::uuid, $7::jsonb, $8::jsonb, $9)`;

/** A value as the history keeps it: of a sealed one only that it changed. */
export const toldOf = (value: Value, field: Field): string | null => (value === null || field.storage === 'encrypted' ? null : JSON.stringify(value));

async function remember(write: Write, change: CustomChange, { field, before, after }: Wanted): Promise<void> {
  const staffId = write.actor.kind === 'staff' ? write.actor.staffId : null;
  await changeIn(write.tx, HISTORY, [
    newId(write.now),
    change.entity,
    change.recordId,
    field.id,
    write.now.toISOString(),
    staffId,
    toldOf(before, field),
    toldOf(after, field),
    change.cause,
  ]);
}

/**
 * Writes values of the shop's own fields of one record, in their one canonical form, with what is unique and what was before: the only
 * way in for forms, imports, rules and the API. Whoever calls it has decided that the actor may write this record.
 * A refusal has written nothing. @returns the fields that changed
 */
export async function writeCustom(
  write: Write,
  ports: Crypto,
  catalogue: Catalogue,
  change: CustomChange,
): Promise<Decision<readonly string[], CustomRefusal>> {
  const entity = entityOf(catalogue, change.entity);
  const table = own(CORE_PHYSICAL, change.entity)?.table;
  if (!entity?.custom || !table) throw new Error(`entity ${change.entity} takes no fields of the shop`);
  const [row] = await sqlIn(write.tx)<{ custom: Stored }>(`SELECT custom FROM "${table}" WHERE id = $1::uuid FOR UPDATE`, [change.recordId]);
  if (!row) return refuse('record.not_found', { noun: change.entity, id: change.recordId });
  const wanted = wantedOf(change, entity, row.custom, ports);
  if (!wanted.ok) return wanted;
  if (wanted.value.length === 0) return allow([]);
  const clash = await takeUniques(write, change, wanted.value, ports);
  if (clash) return refuse('fields.not_unique', { field: clash.label });
  const gone = wanted.value.flatMap(({ field }) => [field.id, `${field.id}${INDEX_SUFFIX}`, `${field.id}${LAST4_SUFFIX}`]);
  const cells = Object.assign({}, ...wanted.value.map((one) => cellsOf(one, table, change.recordId, ports))) as Record<string, unknown>;
  await changeIn(write.tx, `UPDATE "${table}" SET custom = (custom - $2::text[]) || $3::jsonb WHERE id = $1::uuid`, [
    change.recordId,
    gone,
    JSON.stringify(cells),
  ]);
  for (const one of wanted.value) await remember(write, change, one);
  return allow(wanted.value.map(({ field }) => field.id));
}

/**
 * Of two records that turn out to be one: what the survivor does not say itself it takes from the other, sealed anew for its own place;
 * what had to be unique there is free for it. A value that may no longer be written (its option is retired) stays with the other.
 */
export async function mergeCustom(
  write: Write,
  ports: Crypto,
  merge: { readonly entity: string; readonly intoId: string; readonly fromId: string; readonly storeId: string | null },
): Promise<void> {
  const sql = sqlIn(write.tx);
  const catalogue = await loadShopCatalogue(sql);
  const fields = Object.values(entityOf(catalogue, merge.entity)?.fields ?? {}).filter((field) => CUSTOM_ID.test(field.id) && !field.retired);
  const table = own(CORE_PHYSICAL, merge.entity)?.table;
  if (fields.length === 0 || !table) return;
  const rows = await sql<{ id: string; custom: Stored }>(`SELECT id::text AS id, custom FROM "${table}" WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE`, [
    [merge.intoId, merge.fromId],
  ]);
  const customOf = (id: string): Stored => rows.find((row) => row.id === id)?.custom ?? {};
  await changeIn(write.tx, 'DELETE FROM field_uniques WHERE entity = $1 AND record_id = $2::uuid', [merge.entity, merge.fromId]);
  for (const field of fields) {
    const mine = openCustom(customOf(merge.intoId), field, merge.entity, merge.intoId, ports);
    const theirs = openCustom(customOf(merge.fromId), field, merge.entity, merge.fromId, ports);
    if (mine !== null || theirs === null) continue;
    const change = {
      entity: merge.entity,
      recordId: merge.intoId,
      storeId: merge.storeId,
      values: { [field.id]: theirs },
      by: 'engine',
      cause: 'merge',
    } as const;
    await writeCustom(write, ports, catalogue, change);
  }
}
