import type { Entity } from '@zhike/domain/engines/catalogue/definition';
import type { Value } from '@zhike/domain/engines/conditions/definition';
import type { FormDef } from '@zhike/domain/engines/forms/definition';
import type { FormFacts, FormInput, FormOutcome, FormWorld } from '@zhike/domain/engines/forms/input';
import type { ImportKind } from '@zhike/domain/imports/contract';
import type { ImportColumn } from '@zhike/domain/imports/columns';
import type { StaffActor } from '@zhike/domain/kernel/actor';
import type { Sql } from '../../platform/db';
import type { Ports } from '../../platform/ports';
import type { Sheet } from '../../platform/sheet';
import type { Write } from '../../platform/write';
import type { ImportRow, Outcome, RowProblem } from './records';

/** Where a name leads. */
export type Found =
  | { readonly id: string; readonly name: string }
  | { readonly problem: 'name_unknown' | 'name_ambiguous' | 'out_of_reach'; readonly candidates?: string };

/** For whom and when something is checked or written. */
export interface Doing {
  readonly sql: Sql;
  readonly ports: Ports;
  readonly actor: StaffActor;
  readonly now: Date;
}

/** A row that was checked, as it is written. `values` by slot. */
export interface ReadyRow {
  readonly row: number;
  readonly knownId: string | null;
  readonly values: Readonly<Record<string, Value>>;
}

/** What rows of a file become: customers, records of a kind that the shop made up, cards, what was before. Each is a form and knows how to be written. */
export interface Target {
  readonly kind: ImportKind;
  readonly form: FormDef;
  readonly entity: Entity;
  readonly world: FormWorld;
  readonly columns: readonly ImportColumn[];
  /** Under which its rows are remembered. */
  readonly name: string;
  /** Where names lead: the batch's texts of one linked entity. Tags, stores, members and kinds of cards are looked up for everybody alike. */
  look(doing: Doing, entity: string, texts: readonly string[]): Promise<Map<string, Found>>;
  /** The form's judgement, with everything answered that it asks. `knownId`: the record that the row became before. */
  judge(doing: Doing, input: FormInput, facts: FormFacts, knownId: string | null): Promise<FormOutcome>;
  /** More that is wrong with rows and that only their kind knows. */
  check(doing: Doing, rows: readonly ReadyRow[]): Promise<Map<number, RowProblem>>;
  /** By what a row is found again when it has no key of its own; null: by all that it says. */
  naturalKey(values: Readonly<Record<string, Value>>): string | null;
  /** The slot that a natural key comes from. */
  readonly keySlot: string;
  write(write: Write, doing: Doing, of: ImportRow, rows: readonly ReadyRow[]): Promise<Outcome[]>;
  /** Those of the import's new records that are in use by now. */
  used(doing: Doing, of: ImportRow, ids: readonly string[]): Promise<readonly { readonly id: string; readonly name: string }[]>;
  /** Takes rows back; answers those that had to stay. */
  undo(
    write: Write,
    doing: Doing,
    of: ImportRow,
    rows: readonly { readonly row: number; readonly recordId: string; readonly outcome: 'created' | 'changed'; readonly before: string | null }[],
  ): Promise<Set<number>>;
  /** What is there in the columns of its template; null: it leaves by other lists. */
  sheet(doing: Doing): Sheet | null;
}
