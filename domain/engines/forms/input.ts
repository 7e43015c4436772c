import type { Catalogue } from '../catalogue/definition';
import type { FieldId, Path, Problem, Value } from '../conditions/definition';
import type { SlotValueProblem } from './values';
import type { FormDef, FormId, SlotId } from './definition';

/** What everybody evaluates with: the catalogue, and the forms of rows by their id. */
export interface FormWorld {
  readonly catalogue: Catalogue;
  readonly forms: Readonly<Record<FormId, FormDef>>;
}

/** What a person has typed so far, or what a program sends. */
export interface FormInput {
  /** Only slots that were edited: an absent one follows its default. */
  readonly values: Readonly<Record<SlotId, unknown>>;
  readonly rows?: Readonly<Record<SlotId, readonly FormRow[]>>;
  /** Defaults as they were when the page was opened. */
  readonly opened?: Readonly<Record<SlotId, Value>>;
  /** What the link carried: `?channel=…`. */
  readonly query?: Readonly<Record<string, string>>;
}
export interface FormRow {
  /** Of a row that is stored already. */
  readonly id?: string;
  readonly values: Readonly<Record<SlotId, unknown>>;
}

/** A record that a slot links to, by the paths that the form asks of it. */
export interface Linked {
  readonly name: string;
  readonly values: Readonly<Record<Path, Value>>;
  /** It may be picked anew; one that may not stays where it was picked before. */
  readonly active: boolean;
}
export interface FormFacts {
  /** On edit: what is stored. */
  readonly record?: { readonly id: string; readonly values: Readonly<Record<FieldId, Value>> };
  /** By slot and id. null: there is none, or none for this person. Absent: nobody has looked yet. */
  readonly linked?: Readonly<Record<SlotId, Readonly<Record<string, Linked | null>>>>;
  /** By slot: values (as JSON) that another record has; `false`: free. Absent: nobody has looked yet. */
  readonly taken?: Readonly<Record<SlotId, Readonly<Record<string, boolean>>>>;
  /** Of the rows of a table slot: what is stored of each by its id, and what they link to. */
  readonly rows?: Readonly<
    Record<SlotId, Pick<FormFacts, 'linked' | 'taken'> & { readonly stored?: Readonly<Record<string, Readonly<Record<FieldId, Value>>>> }>
  >;
}

/** What a client must fetch before it can say more; a server answers all of it itself before it takes a form. */
export type Ask =
  | { readonly ask: 'record'; readonly slot: SlotId; readonly table?: SlotId; readonly entity: string; readonly id: string; readonly paths: readonly Path[] }
  | { readonly ask: 'unique'; readonly slot: SlotId; readonly table?: SlotId; readonly value: Value; readonly scope: 'org' | 'store' };

export type FormProblemCode =
  | SlotValueProblem
  | 'required'
  | 'consent_needed'
  | 'too_small'
  | 'too_large'
  | 'too_short'
  | 'too_few'
  | 'pattern'
  | 'not_unique'
  | 'condition'
  | 'link_unknown'
  | 'link_inactive'
  | 'link_filtered'
  | 'rule'
  | 'unknown_slot'
  | 'rows_unknown';
/** `path`: `/phone`, `/lines/2/price`; facts carry the slot's label and, where its designer wrote one, the `message`. */
export type FormProblem = Problem<FormProblemCode>;

export interface SlotState {
  readonly visible: boolean;
  readonly required: boolean;
  readonly readonly: boolean;
  readonly value: Value;
  /** A person gave it, or it was stored: it does not follow its default any more. */
  readonly touched: boolean;
  readonly problems: readonly FormProblem[];
}
export interface FormOutput {
  /** Of every slot that is there and may be written: its value, null for none. */
  readonly values: Readonly<Record<SlotId, Value>>;
  readonly rows: Readonly<Record<SlotId, readonly { readonly id?: string; readonly values: Readonly<Record<SlotId, Value>> }[]>>;
}
export interface FormOutcome {
  readonly slots: Readonly<Record<SlotId, SlotState>>;
  readonly sections: Readonly<Record<string, boolean>>;
  readonly rows: Readonly<Record<SlotId, readonly RowOutcome[]>>;
  readonly output: FormOutput;
  readonly problems: readonly FormProblem[];
  readonly asks: readonly Ask[];
}
/** A row of a table; `id`: of one that is stored. */
export type RowOutcome = FormOutcome & { readonly id?: string };
