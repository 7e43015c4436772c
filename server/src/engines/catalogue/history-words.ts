import { readValue } from '@zhike/domain/engines/catalogue/canonical';
import type { Field } from '@zhike/domain/engines/catalogue/definition';
import { fixedClock } from '@zhike/domain/engines/conditions/context';
import { valueWords } from '@zhike/domain/engines/conditions/words';
import type { ValueChange } from '@zhike/domain/forms/contract';

/** One value of the history, as it lies there. */
export interface PastValue {
  readonly at: Date;
  readonly byName: string;
  readonly cause: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** China's clock on the wall. */
const { wallClock } = fixedClock(480);

/** What a field said before and after, in words. `sealed`: only that it changed is told. `names`: of the records that it leads to. */
export function changeInWords(row: PastValue, field: Field, sealed: boolean, names: ReadonlyMap<string, string>): ValueChange {
  const words = (raw: unknown): string | null => {
    // What lies in the history may be of a form that the field had before.
    const value = readValue(field, raw) ?? (typeof raw === 'string' || typeof raw === 'number' ? raw : null);
    return value === null || sealed ? null : valueWords(value, field, { names: (_, id) => names.get(id) ?? null, wallClock }).trim();
  };
  const { at, byName, cause, before, after } = row;
  return { at: at.toISOString(), byName, cause, field: field.label, retired: field.retired === true, before: words(before), after: words(after), sealed };
}
