import type { FieldType } from '@zhike/domain/engines/catalogue/definition';
import type { FormBody } from '@zhike/domain/engines/forms/definition';
import type { FieldSpec, NumberPattern, RecordTypeBody } from '@zhike/domain/forms/record-type';

/** Edits of a kind of record, each from one body to the next. Ids of fields are for ever, so they say nothing. */

const letters = (): string => Math.random().toString(36).slice(2, 10);
const newField = (label: string, type: FieldType): FieldSpec => ({ id: `cf_${letters()}`, label, type, sensitivity: 'internal' });

export function beginType(label: string): RecordTypeBody {
  const title = newField('标题', 'text');
  const customer: FieldSpec = { ...newField('客户', 'ref'), to: 'customer' };
  return { entity: `rt_${letters()}${letters()}`.slice(0, 19), label: label.slice(0, 40), unit: '份', name: title.id, fields: [title, customer] };
}

/** A body from outside, as far as it is a kind of record. */
export function typeOf(body: unknown): RecordTypeBody {
  const raw = (typeof body === 'object' && body !== null ? body : {}) as Partial<RecordTypeBody>;
  return {
    ...raw,
    entity: typeof raw.entity === 'string' ? raw.entity : '',
    label: typeof raw.label === 'string' ? raw.label : '',
    unit: typeof raw.unit === 'string' ? raw.unit : '',
    name: typeof raw.name === 'string' ? raw.name : '',
    fields: Array.isArray(raw.fields) ? raw.fields : [],
  };
}

export const addField = (type: RecordTypeBody, of: FieldType): RecordTypeBody => ({
  ...type,
  fields: [...type.fields, asType(newField('', of), of)],
});

/** What a field keeps when its type is another: the rest would mean nothing there. */
export function asType({ options, to: _, scale: __, unit: ___, unique: ____, means: _____, ...rest }: FieldSpec, type: FieldType): FieldSpec {
  const chooses = type === 'option' || type === 'options';
  return {
    ...rest,
    type: type as FieldSpec['type'],
    ...(chooses ? { options: options ?? [] } : {}),
    ...(type === 'ref' || type === 'refs' ? { to: 'customer' } : {}),
  };
}

export const setField = (type: RecordTypeBody, id: string, field: FieldSpec): RecordTypeBody => ({
  ...type,
  fields: type.fields.map((one) => (one.id === id ? field : one)),
});

export function moveField(type: RecordTypeBody, id: string, by: -1 | 1): RecordTypeBody {
  const from = type.fields.findIndex((one) => one.id === id);
  const to = from + by;
  const moved = type.fields[from];
  if (!moved || to < 0 || to >= type.fields.length) return type;
  const fields = type.fields.filter((one) => one.id !== id);
  return { ...type, fields: [...fields.slice(0, to), moved, ...fields.slice(to)] };
}

/** One that lies in records is retired and may come back; one that was never in force goes. */
export function dropField(type: RecordTypeBody, id: string, kept: boolean): RecordTypeBody {
  if (!kept) {
    const columns = type.columns?.filter((one) => one !== id);
    return { ...type, ...(columns ? { columns } : {}), fields: type.fields.filter((one) => one.id !== id) };
  }
  return {
    ...type,
    fields: type.fields.map(({ retired, ...one }) =>
      one.id !== id || retired ? (one.id === id || !retired ? one : { ...one, retired }) : { ...one, retired: true },
    ),
  };
}

export function withNumber({ number: _, columns, ...type }: RecordTypeBody, number: NumberPattern | null): RecordTypeBody {
  if (number) return { ...type, ...(columns ? { columns } : {}), number };
  const named = type.name === 'code' ? (type.fields.find((one) => one.type === 'text')?.id ?? '') : type.name;
  return { ...type, ...(columns ? { columns: columns.filter((one) => one !== 'code') } : {}), name: named };
}

export function withStates({ states: _, columns, ...type }: RecordTypeBody, states: RecordTypeBody['states'] | null): RecordTypeBody {
  if (states) return { ...type, ...(columns ? { columns } : {}), states };
  return { ...type, ...(columns ? { columns: columns.filter((one) => one !== 'state') } : {}) };
}

/** How a number will look: `ZX202611-0001`. */
export function sampleOf({ prefix, restart, digits }: NumberPattern, day: string): string {
  const period = day.replaceAll('-', '').slice(0, { never: 0, year: 4, month: 6, day: 8 }[restart]);
  return `${prefix}${period}${period ? '-' : ''}${'1'.padStart(digits, '0')}`;
}

/** A form that asks for every field in their order: where the form designer begins. */
export function formFor(type: RecordTypeBody): FormBody {
  const asked = type.fields.filter((field) => !field.retired && field.type !== 'rows');
  return {
    title: type.label,
    entity: type.entity,
    mode: 'create',
    layout: [{ id: 'main', cols: 1, slots: asked.map((field) => field.id) }],
    fields: Object.fromEntries(asked.map((field) => [field.id, { field: field.id, ...(field.id === type.name ? { requiredIf: true as const } : {}) }])),
    rules: [],
    submit: { button: '提交', after: 'record' },
  };
}

/** Two or three lines of words, for comparing versions. */
export function typeWords(body: unknown, typeWord: (type: FieldType) => string): string {
  const type = typeOf(body);
  const fields = type.fields.map((field) => `${field.label || '（没有名称）'}（${typeWord(field.type)}${field.retired ? '，停用' : ''}）`);
  const states = type.states?.map((state) => `${state.label}${state.retired ? '（停用）' : ''}`) ?? [];
  return [
    `${type.label}：${fields.join('、')}`,
    ...(type.number ? [`编号如 ${sampleOf(type.number, '2026-01-01')}`] : []),
    ...(states.length > 0 ? [`状态：${states.join(' → ')}`] : []),
  ].join('；');
}
