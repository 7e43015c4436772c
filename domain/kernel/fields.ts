import { isCalendarDate } from './calendar-date';

/** A field that the shop adds to something: 面积 of a studio, 宝宝生日 of an order. */
export interface FieldDefinition {
  readonly key: string;
  readonly type: 'text' | 'number' | 'boolean' | 'choice' | 'date';
  readonly options?: readonly string[] | undefined;
  readonly required: boolean;
}
export type FieldValue = string | number | boolean;

const JSON_TYPE = { number: 'number', boolean: 'boolean', text: 'string', choice: 'string', date: 'string' } as const;

/** The first value that does not fit its field, and why; null when all do. A key that no field has is a problem as well. */
export function findFieldProblem(
  fields: readonly FieldDefinition[],
  values: Readonly<Record<string, FieldValue>>,
): { readonly field: string; readonly problem: string } | null {
  const unknown = Object.keys(values).find((key) => !fields.some((field) => field.key === key));
  if (unknown !== undefined) return { field: unknown, problem: 'unknown' };
  // A map: a key may be called like something that every object has.
  const given = new Map(Object.entries(values));
  for (const field of fields) {
    const problem = problemOf(field, given.get(field.key));
    if (problem) return { field: field.key, problem };
  }
  return null;
}

function problemOf(field: FieldDefinition, value: FieldValue | undefined): string | null {
  if (value === undefined || value === '') return field.required ? 'required' : null;
  const type = JSON_TYPE[field.type];
  if (typeof value !== type) return `must be a ${type}`;
  if (field.type === 'choice' && !(field.options ?? []).includes(String(value))) return 'not an option';
  return field.type === 'date' && !isCalendarDate(String(value)) ? 'not_a_date' : null;
}
