import { checkFieldChange } from '@zhike/domain/engines/catalogue/check';
import { entityOf, fieldOf } from '@zhike/domain/engines/catalogue/find';
import { FIELD_ENTITIES } from '@zhike/domain/fields/contract';
import { allow, refuse } from '@zhike/domain/kernel/decision';
import { countsOf } from '../../engines/catalogue/field-changes';
import { loadShopCatalogue } from '../../engines/catalogue/shop-fields';
import type { Answer, ActorOf, Ask } from '../../http/route';
import { sqlOf } from '../../platform/db';
import type { Input } from './input';
import { mayChangeFields, mayLowerSensitivity } from './reach';
import { countFilled, listFieldVersions, listVersions } from './records';
import { usersOfField } from './users';
import { shopFieldsOf, toField, toFieldView, toFound, toSaying } from './view';

export async function getFields(ask: Ask<ActorOf<'fields.list'>>): Answer<'fields.list'> {
  const sql = sqlOf(ask.ports.db);
  const [catalogue, versions] = await Promise.all([loadShopCatalogue(sql), listFieldVersions(sql)]);
  return allow({
    entities: FIELD_ENTITIES.flatMap((id) => {
      const entity = entityOf(catalogue, id);
      return entity
        ? [{ id, label: entity.label, unit: entity.unit, fields: shopFieldsOf(entity).map((field) => toFieldView(field, versions.get(field.id) ?? 1)) }]
        : [];
    }),
    can: [...(mayChangeFields(ask.actor) ? (['change'] as const) : []), ...(mayLowerSensitivity(ask.actor) ? (['lowerSensitivity'] as const) : [])],
  });
}

/** An id that no field has: for a look at what a new one would meet. */
const NEW = 'cf_000000';

export async function previewField(ask: Ask<ActorOf<'fields.preview'>>, input: Input<'fields.preview'>): Answer<'fields.preview'> {
  const sql = sqlOf(ask.ports.db);
  const [catalogue, versions] = await Promise.all([loadShopCatalogue(sql), listFieldVersions(sql)]);
  const entity = entityOf(catalogue, input.entity);
  const before = entity && input.id !== null ? fieldOf(entity, input.id) : null;
  if (!entity || (input.id !== null && !before)) return refuse('record.not_found', { noun: 'field', id: input.id ?? '' });
  const version = input.id === null ? 0 : (versions.get(input.id) ?? 0);
  if (version !== input.version) return refuse('record.changed', { noun: 'field', id: input.id ?? '', version });
  const after = toField(input.id ?? NEW, input.field, before ?? null);
  const [counts, filled, usedBy] = await Promise.all([
    countsOf(sql, input.entity, before ?? null, after),
    countFilled(sql, input.entity, before ?? after),
    input.id === null ? [] : usersOfField(sql, ask.ports.definitionKinds, input.id),
  ]);
  const problems = checkFieldChange(before ?? null, after, entity, { ...counts, usedBy, mayLowerSensitivity: mayLowerSensitivity(ask.actor) });
  const labels = new Map([...(before?.options ?? []), ...(after.options ?? [])].map((option) => [option.id, option.label]));
  return allow({
    problems: problems.map(toFound),
    effect: {
      records: filled.records,
      filled: filled.filled,
      options: filled.options.map((one) => ({ label: labels.get(one.id) ?? one.id, records: one.records })),
      usedBy: [...usedBy],
    },
  });
}

export async function getFieldVersions(ask: Ask<ActorOf<'fields.versions'>>, input: Input<'fields.versions'>): Answer<'fields.versions'> {
  const rows = await listVersions(sqlOf(ask.ports.db), input.id);
  if (rows.length === 0) return refuse('record.not_found', { noun: 'field', id: input.id });
  return allow({ items: rows.map(({ version, body, at, byName }) => ({ version, at: at.toISOString(), byName, field: toSaying(body) })) });
}
