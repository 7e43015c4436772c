import type { Field } from '@zhike/domain/engines/catalogue/definition';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import type { Slot } from '@zhike/domain/engines/forms/definition';
import type { Lookups } from '../use-form';

/** What every control gets: the question, what stands there, and where to tell what a person does. It decides nothing. */
export interface ControlProps {
  readonly slotId: string;
  readonly slot: Slot;
  readonly field: Field;
  readonly label: string;
  /** What was typed, which may be no value yet; else what the form says. */
  readonly value: Value;
  readonly readonly: boolean;
  readonly bad: boolean;
  readonly ids: { readonly id: string; readonly 'aria-describedby': string | undefined };
  readonly lookups: Lookups;
  /** What linked records are called, as far as it is known. */
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, Value>>;
  onChange(value: unknown): void;
}

export const textOf = (value: Value): string => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '');
export const idsOf = (value: Value): readonly string[] => (Array.isArray(value) ? value : typeof value === 'string' && value ? [value] : []);
