import { bannerOf } from '@zhike/domain/customers/health/rules';
import type { Catalogue, Entity } from '@zhike/domain/engines/catalogue/definition';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import { compileScope, type Scope } from '@zhike/domain/kernel/access';
import type { Actor } from '@zhike/domain/kernel/actor';
import { openCustom, writeCustom } from '../../engines/catalogue/custom-values';
import { holderOfCustom } from '../../engines/catalogue/holders';
import { type Sql, sqlIn } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import type { Write } from '../../platform/write';
import { writeCustomer } from './commands/create';
import { openHealth } from './health';
import { openPhone, phoneIndexOf, sealPhone } from './phone';
import { namePinyin } from './pinyin';
import { customerWhere, findIdBy, findSurvivor } from './records';
import { listSealedIn } from './records.health';
import { changeCustomer, lockPhone, lockSurvivor } from './records.write';

/* How forms that the shop designed read and write customers: the door of this module for them. */

/** Fields of the core that a form may ask for; whose customer she is and where, the module says itself. */
export const FORM_FIELDS = ['name', 'phone', 'gender', 'birthday', 'weddingDate', 'source', 'note'] as const;
type FormField = (typeof FORM_FIELDS)[number];
type Values = Readonly<Record<string, Value>>;

/** What the columns hold, at most: a form is told at the place where it was typed. */
const MOST: Partial<Record<FormField, number>> = { name: 20, source: 20, note: 2000 };

export interface FormCustomer {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly storeId: string | null;
  readonly ownerId: string | null;
  /** By field id, opened. */
  readonly values: Values;
}

interface Row {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly phoneCipher: string | null;
  readonly gender: string;
  readonly birthday: string | null;
  readonly weddingDate: string | null;
  readonly source: string;
  readonly note: string;
  readonly storeId: string | null;
  readonly ownerId: string | null;
  readonly custom: Readonly<Record<string, unknown>>;
}

/** Living customers of a scope with all that a form may show of them. `entity`: with the shop's own fields. */
export async function customersForForms(sql: Sql, ports: Pick<Ports, 'crypto'>, scope: Scope, entity: Entity, ids: readonly string[]): Promise<FormCustomer[]> {
  if (ids.length === 0) return [];
  const values: unknown[] = [ids];
  const rows = await sql<Row>(
    `SELECT c.id, c.version, c.name, c.phone_cipher AS "phoneCipher", c.gender, c.birthday::text AS birthday, c.wedding_date::text AS "weddingDate", c.source, c.note,
       c.store_id AS "storeId", c.owner_staff_id AS "ownerId", c.custom FROM customers c
     WHERE c.id = ANY($1::uuid[]) AND c.merged_into_id IS NULL AND ${customerWhere(scope, values)}`,
    values,
  );
  return rows.map((row) => ({
    id: row.id,
    version: row.version,
    name: row.name,
    storeId: row.storeId,
    ownerId: row.ownerId,
    values: valuesOf(row, entity, ports),
  }));
}

function valuesOf(row: Row, entity: Entity, ports: Pick<Ports, 'crypto'>): Values {
  const { name, gender, birthday, weddingDate, source, note } = row;
  const core = { name, phone: openPhone(ports, row), gender, birthday, weddingDate, source: source || null, note: note || null };
  const own = Object.values(entity.fields)
    .filter((field) => field.id.startsWith('cf_'))
    .map((field) => [field.id, openCustom(row.custom, field, 'customer', row.id, ports)] as const);
  return Object.fromEntries([...Object.entries(core), ...own].filter(([, value]) => value !== null));
}

/** A customer whom a form is about to change, locked: the living one, within the scope. Null: none. */
export async function lockForForm(write: Write, ports: Ports, scope: Scope, entity: Entity, id: string): Promise<FormCustomer | null> {
  const held = await lockSurvivor(write.tx, id);
  return held === null ? null : ((await customersForForms(sqlIn(write.tx), ports, scope, entity, [held]))[0] ?? null);
}

/** Names of allergies and of what must not be done, of those customers whose health the reader may know. */
export async function allergiesFor(sql: Sql, ports: Pick<Ports, 'crypto'>, actor: Actor, ids: readonly string[]): Promise<Map<string, string>> {
  const scope = compileScope(actor, 'customer.health_read');
  if (scope.kind === 'none' || ids.length === 0) return new Map();
  return new Map(
    (await listSealedIn(sql, ids, scope)).flatMap(({ asked, ...row }) => {
      const record = openHealth(ports, row);
      const said = record ? bannerOf(record).map((item) => item.name) : [];
      return said.length > 0 ? [[asked, said.join('、')] as const] : [];
    }),
  );
}

/** Which customer has a number or a value that no two may share, whoever may see her; null: nobody. */
export async function holderOf(sql: Sql, ports: Pick<Ports, 'crypto'>, entity: Entity, fieldId: string, value: Value): Promise<string | null> {
  if (fieldId === 'phone') return typeof value === 'string' ? findIdBy(sql, 'phone_index', phoneIndexOf(ports, value)) : null;
  const field = entity.fields[fieldId];
  const id = field?.unique && fieldId.startsWith('cf_') ? await holderOfCustom(sql, ports, 'customer', field, value) : null;
  return id === null ? null : findSurvivor(sql, id);
}

/** Stands in line for a number, before any lock on a customer's row; answers who has it. */
export async function inLineForPhone(write: Write, ports: Pick<Ports, 'crypto'>, phone: string): Promise<string | null> {
  const index = phoneIndexOf(ports, phone);
  await lockPhone(write.tx, index);
  return findIdBy(sqlIn(write.tx), 'phone_index', index);
}

export type FormSaved =
  | { readonly ok: true; readonly id: string }
  | {
      readonly ok: false;
      readonly fieldId: string;
      readonly code: 'not_unique' | 'too_long' | 'not_writable';
      readonly facts: Readonly<Record<string, string | number>>;
    };

/**
 * Writes what a form came to: a new customer, or what it says of one (null empties, what it does not name stays). The number's place in line
 * was taken and is free, or hers. A refusal wants the transaction taken back: it names the field.
 * @param made of a new one: where she belongs, who looks after her, by which way she came where the form does not say it
 */
export async function saveByForm(
  write: Write,
  ports: Ports,
  catalogue: Catalogue,
  values: Values,
  target:
    | { readonly existing: FormCustomer }
    | { readonly existing: null; readonly storeId: string | null; readonly ownerId: string | null; readonly source: string },
): Promise<FormSaved> {
  for (const [field, most] of Object.entries(MOST)) {
    const value = values[field];
    if (typeof value === 'string' && [...value].length > most) return { ok: false, fieldId: field, code: 'too_long', facts: { most } };
  }
  const { existing } = target;
  const id = existing ? existing.id : await makeOne(write, ports, values, target);
  if (existing) await changeOne(write, ports, values, existing);
  const own = Object.fromEntries(Object.entries(values).filter(([field]) => field.startsWith('cf_')));
  if (Object.keys(own).length === 0) return { ok: true, id };
  const storeId = existing ? existing.storeId : target.storeId;
  const written = await writeCustom(write, ports, catalogue, { entity: 'customer', recordId: id, storeId, values: own, by: 'user', cause: 'form' });
  if (!written.ok)
    return {
      ok: false,
      fieldId: fieldNamed(catalogue, written.refusal.facts),
      code: written.refusal.code === 'fields.not_unique' ? 'not_unique' : 'not_writable',
      facts: {},
    };
  if (existing && written.value.length > 0)
    await write.event({ type: 'customer.updated', storeId: existing.storeId, customerId: id, data: { fields: written.value } });
  return { ok: true, id };
}

function fieldNamed(catalogue: Catalogue, facts: object): string {
  const label = 'field' in facts ? facts.field : '';
  return Object.values(catalogue.entities.customer?.fields ?? {}).find((field) => field.label === label)?.id ?? 'name';
}

const text = (values: Values, field: FormField): string | null => {
  const value = values[field];
  return typeof value === 'string' ? value : null;
};

function makeOne(
  write: Write,
  ports: Ports,
  values: Values,
  made: { readonly storeId: string | null; readonly ownerId: string | null; readonly source: string },
): Promise<string> {
  return writeCustomer(write, ports, {
    name: text(values, 'name') ?? '',
    phone: text(values, 'phone'),
    phoneVerified: false,
    gender: text(values, 'gender') ?? 'unknown',
    birthday: text(values, 'birthday'),
    weddingDate: text(values, 'weddingDate'),
    source: [...(text(values, 'source') ?? made.source)].slice(0, MOST.source).join(''),
    note: text(values, 'note') ?? '',
    ownerStaffId: made.ownerId,
    storeId: made.storeId,
  });
}

async function changeOne(write: Write, ports: Ports, values: Values, before: FormCustomer): Promise<void> {
  const changed = FORM_FIELDS.filter((field) => Object.hasOwn(values, field) && (values[field] ?? null) !== (before.values[field] ?? null));
  // A name is never emptied.
  const fields = changed.filter((field) => field !== 'name' || text(values, 'name') !== null);
  if (fields.length === 0) return;
  const has = (field: FormField): boolean => fields.includes(field);
  const name = text(values, 'name');
  await changeCustomer(write.tx, before.id, {
    ...(has('name') && name !== null ? { name, namePinyin: namePinyin(name) } : {}),
    ...(has('phone') ? { ...sealPhone(ports, before.id, text(values, 'phone')), phoneVerified: false } : {}),
    ...(has('gender') ? { gender: text(values, 'gender') ?? 'unknown' } : {}),
    ...(has('birthday') ? { birthday: text(values, 'birthday') } : {}),
    ...(has('weddingDate') ? { weddingDate: text(values, 'weddingDate') } : {}),
    ...(has('source') ? { source: text(values, 'source') ?? '' } : {}),
    ...(has('note') ? { note: text(values, 'note') ?? '' } : {}),
  });
  await write.event({ type: 'customer.updated', storeId: before.storeId, customerId: before.id, data: { fields } });
}
