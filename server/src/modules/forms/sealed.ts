import type { Entity, Field } from '@zhike/domain/engines/catalogue/definition';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import { fold } from '@zhike/domain/engines/conditions/values';
import { INDEX_SUFFIX, LAST4_SUFFIX, sealedPurpose } from '../../engines/conditions/places';
import { maskPhone } from '@zhike/domain/kernel/phone';
import type { Ports } from '../../platform/ports';

type Crypto = Pick<Ports, 'crypto'>;
const context = (fieldId: string, recordId: string) => `records:${fieldId}:${recordId}` as const;
const isLink = (field: Field): boolean => field.to !== undefined || ['member', 'members', 'store', 'department'].includes(field.type);

/** Values as they lie in `custom`: links lie in rows of their own, sealed texts as ciphertext, nothing for empty. */
export function toStored(values: Readonly<Record<string, Value>>, entity: Entity, recordId: string, { crypto }: Crypto): Record<string, Value> {
  const stored: Record<string, Value> = {};
  for (const [id, value] of Object.entries(values)) {
    const field = entity.fields[id];
    if (!field || isLink(field) || value === null) continue;
    if (field.storage !== 'encrypted') {
      stored[id] = value;
      continue;
    }
    // Beside it what conditions compare it by: whole, and a phone by its end.
    const text = String(value);
    stored[id] = crypto.encrypt(text, context(id, recordId));
    stored[`${id}${INDEX_SUFFIX}`] = crypto.blindIndex(fold(text), sealedPurpose(id));
    if (field.type === 'phone' && text.length >= 4) stored[`${id}${LAST4_SUFFIX}`] = crypto.blindIndex(text.slice(-4), `${sealedPurpose(id)}:last4`);
  }
  return stored;
}

/** The links of a record, in the order in which they were picked. */
export function linksOf(values: Readonly<Record<string, Value>>, entity: Entity): { fieldId: string; toEntity: string; toId: string; position: number }[] {
  return Object.entries(values).flatMap(([id, value]) => {
    const field = entity.fields[id];
    if (!field || !isLink(field) || value === null) return [];
    const toEntity = field.to ?? (field.type.startsWith('member') ? 'staff' : field.type);
    return (Array.isArray(value) ? value : [String(value)]).map((toId, position) => ({ fieldId: id, toEntity, toId, position }));
  });
}

/** What is stored, opened: for evaluating, and for who may read all of it. */
export function opened(
  custom: Readonly<Record<string, Value>>,
  links: readonly { readonly fieldId: string; readonly toId: string }[],
  entity: Entity,
  recordId: string,
  { crypto }: Crypto,
): Record<string, Value> {
  const values: Record<string, Value> = {};
  for (const [id, value] of Object.entries(custom)) {
    const field = entity.fields[id];
    if (field) values[id] = field.storage === 'encrypted' && typeof value === 'string' ? crypto.decrypt(value, context(id, recordId)) : value;
  }
  for (const field of Object.values(entity.fields)) {
    const ids = links.filter((link) => link.fieldId === field.id).map((link) => link.toId);
    if (ids.length > 0) values[field.id] = ['refs', 'members'].includes(field.type) ? ids : (ids[0] ?? null);
  }
  return values;
}

/** What everybody sees of sealed values: enough to know which it is. */
export function masked(values: Readonly<Record<string, Value>>, entity: Entity): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(values).map(([id, value]) => {
      const field = entity.fields[id];
      if (field?.storage !== 'encrypted' || typeof value !== 'string') return [id, value];
      if (field.mask === 'phone') return [id, maskPhone(value)];
      return [id, field.mask === 'idcard' ? `${value.slice(0, 4)}**********${value.slice(-2)}` : '***'];
    }),
  );
}

/** What search looks into: texts that lie open, capitals as small letters. */
export function searchText(values: Readonly<Record<string, Value>>, entity: Entity): string {
  const texts = Object.values(entity.fields).flatMap((field) => {
    const value = values[field.id];
    if (field.storage === 'encrypted' || field.sensitivity === 'sensitive') return [];
    if (field.type === 'option') return field.options?.find((option) => option.id === value)?.label ?? [];
    return typeof value === 'string' && ['text', 'longtext', 'address', 'email', 'date'].includes(field.type) ? [value] : [];
  });
  return texts.join('\n').toLowerCase().slice(0, 4_000);
}

/** The rows that keep unique values from coming twice; of sealed ones their blind index. */
export function uniquesOf(
  values: Readonly<Record<string, Value>>,
  entity: Entity,
  checks: ReadonlyMap<string, 'org' | 'store'>,
  storeId: string | null,
  { crypto }: Crypto,
): { fieldId: string; scopeId: string; value: string }[] {
  return Object.values(entity.fields).flatMap((field) => {
    const scope = field.unique ?? checks.get(field.id);
    const value = values[field.id];
    if (!scope || value === null || value === undefined) return [];
    return [{ fieldId: field.id, scopeId: scope === 'store' && storeId ? storeId : 'org', value: uniqueValue(value, field, { crypto }) }];
  });
}

export function uniqueValue(value: Value, field: Field, { crypto }: Crypto): string {
  const text = typeof value === 'string' ? value.toLowerCase() : JSON.stringify(value);
  return field.storage === 'encrypted' ? crypto.blindIndex(text, `records:${field.id}`) : text;
}
