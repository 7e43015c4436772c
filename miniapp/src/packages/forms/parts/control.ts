import type { Field } from '@zhike/domain/engines/catalogue/definition';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import type { Slot } from '@zhike/domain/engines/forms/definition';
import type { FileView } from '@zhike/domain/forms/contract';
import type { Chosen } from '@/bridge/files';

/** What a form's page asks of the world outside. */
export interface Lookups {
  /** Sends a file for a place; a text says what was wrong. */
  upload(slot: string, file: Chosen, table?: string): Promise<FileView | string>;
  pick(slot: string, search: string): Promise<readonly { readonly id: string; readonly name: string }[]>;
}

/** What every control gets: the question, what stands there, and where to tell what she does. It decides nothing. */
export interface ControlProps {
  readonly id: string;
  readonly slotId: string;
  /** Of a slot in a table's row. */
  readonly table?: string | undefined;
  readonly slot: Slot;
  readonly field: Field;
  readonly label: string;
  readonly value: Value;
  readonly readonly: boolean;
  readonly names: Readonly<Record<string, string>>;
  readonly lookups: Lookups;
  onChange(value: unknown): void;
  onPicked(id: string, name: string): void;
}

export const textOf = (value: Value): string => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '');
export const idsOf = (value: Value): readonly string[] => (Array.isArray(value) ? value : typeof value === 'string' && value ? [value] : []);
