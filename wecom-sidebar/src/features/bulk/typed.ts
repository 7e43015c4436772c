import type { ApiInput, ApiOutput } from '@zhike/domain/api';
import { readNumber } from '@zhike/domain/engines/forms/typed';

type Field = ApiOutput<'bulk.fields'>['fields'][number];
type Value = Extract<ApiInput<'bulk.begin'>['change'], { do: 'set' }>['value'];

/** What was typed as the field keeps it; what is none stays as it was typed, and the server says what is wrong with it. */
export function readTyped(field: Field, typed: string): Value {
  const text = typed.trim();
  if (text === '') return null;
  if (field.type === 'bool') return text === '是';
  if (field.type === 'number' || field.type === 'percent' || field.type === 'rating' || field.type === 'money') return readNumber({ type: field.type }, text);
  if (field.type === 'options')
    return text
      .split(/[、，,]/)
      .map((one) => field.options.find((option) => option.label === one.trim())?.id ?? one.trim())
      .filter(Boolean);
  return text;
}
