import type { Entity, Field } from '@zhike/domain/engines/catalogue/definition';
import { familyOf } from '@zhike/domain/engines/catalogue/find';
import { fixedClock } from '@zhike/domain/engines/conditions/context';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import { valueWords } from '@zhike/domain/engines/conditions/words';
import { CHINA_OFFSET } from '../../components/time';
import type { CatalogueAnswer } from '../../designer/conditions/catalogue';

const MOST_COLUMNS = 7;
const NO_COLUMN: readonly string[] = ['rows', 'image', 'file', 'signature', 'annotation', 'longtext', 'location'];
const { wallClock } = fixedClock(CHINA_OFFSET);

/** The fields of a kind that the shop made up, without the one that names a record. */
export const ownFields = (entity: Entity): readonly Field[] =>
  Object.values(entity.fields).filter((field) => field.id.startsWith('cf_') && field.id !== entity.name && !field.retired);

/** Its number and its state, which the house itself writes. */
export const houseFields = (entity: Entity): readonly Field[] =>
  ['code', 'state'].flatMap((id) => (entity.fields[id] && id !== entity.name ? [entity.fields[id] as Field] : []));

/** What stands side by side on a desk: what the shop chose, or as many as fit; the rest is in the record. */
export function columnsOf(entity: Entity, chosen: readonly string[]): readonly Field[] {
  const picked = chosen.flatMap((id) => (entity.fields[id] && id !== entity.name ? [entity.fields[id] as Field] : []));
  if (picked.length > 0) return picked;
  return [...houseFields(entity), ...ownFields(entity).filter((field) => !NO_COLUMN.includes(field.type))].slice(0, MOST_COLUMNS);
}

/** A value as a cell shows it. */
export function shownValue(field: Field, value: Value, names: Readonly<Record<string, string>>): string {
  if (value === null) return '—';
  if (['image', 'file', 'signature', 'annotation'].includes(field.type)) return `${Array.isArray(value) ? value.length : 1} 个`;
  if (typeof value === 'string' && !field.options && !field.to && field.type !== 'datetime') return value;
  return valueWords(value, field, { names: (_, id) => names[id] ?? '（无权查看）', wallClock })
    .replace(/[「」]/g, '')
    .trim();
}

/** What a filter may test of a kind, in the shape of the condition editor: neither what is sealed nor links, as on the server. */
export function answerOf(entity: Entity): CatalogueAnswer {
  const asked = Object.values(entity.fields).filter(
    (field) => field.storage === 'plain' && field.sensitivity !== 'sensitive' && field.to === undefined && familyOf(field) !== null,
  );
  const { id, label, unit, name } = entity;
  const fields = asked.map((field) => ({
    id: field.id,
    key: field.key,
    label: field.label,
    type: field.type,
    storage: field.storage,
    sensitivity: field.sensitivity,
    masked: false,
    ...(field.scale === undefined ? {} : { scale: field.scale }),
    ...(field.unit === undefined ? {} : { unit: field.unit }),
    ...(field.options === undefined ? {} : { options: field.options.map((option) => ({ ...option })) }),
    ...(field.retired === undefined ? {} : { retired: field.retired }),
  }));
  return { version: 1, entities: [{ id, label, unit, name, hosts: [], verbs: [], relations: [], fields }] };
}
