import type { FieldId, RelationId } from '@zhike/domain/engines/conditions/definition';

/**
 * Where a value lies. This half of the catalogue never leaves the server: no client, definition or log line speaks of tables. Names of
 * tables and columns are written here by hand and become text of SQL; nothing from outside does, except the ids of custom fields,
 * which are quoted.
 */
export type At =
  /** `workedOut`: by a function of the row, which SQL reads like a column. */
  | { readonly col: string; readonly sql: 'text' | 'uuid' | 'int' | 'float' | 'bool' | 'date' | 'instant'; readonly workedOut?: true }
  /** In the column `custom jsonb`, under the field's id. */
  | { readonly custom: true }
  /** In rows of `record_links` under the field's id. */
  | { readonly linked: FieldId }
  /** An array column. */
  | { readonly list: string; readonly of: 'text' | 'uuid' }
  /** Ids in a table of pairs: of the row (`mine`) and of what it is linked with (`theirs`). */
  | { readonly link: string; readonly mine: string; readonly theirs: string }
  /** Sealed in `cipher`; compared by its blind index (`purpose` of the crypto port) and by the last four digits. */
  | { readonly cipher: string; readonly index: string; readonly last4: string | null; readonly purpose: string };

/** How a relation is followed: by a key of this table (`fk`), by one of the other's (`reverseFk`), or through a table of pairs. */
export type Via =
  | { readonly fk: string }
  | { readonly reverseFk: string }
  | { readonly link: string; readonly mine: string; readonly theirs: string }
  /** From a record of a kind that the shop made up, over the links of one of its fields; `one`: it has at most one. */
  | { readonly linkOf: FieldId; readonly one: boolean }
  /** Back: to the records that link to this row (of `entity`) by one of their fields. */
  | { readonly linkTo: FieldId; readonly entity: string }
  /** To the rows of a record's table. */
  | { readonly rowsOf: FieldId };

export interface PhysicalEntity {
  readonly table: string;
  /** Only the rows that are there (not deleted) of this kind of record, where several kinds lie in one table. */
  readonly only?: string;
  /** What its ids are; uuid where nothing is said. */
  readonly ids?: 'text';
  readonly fields: Readonly<Record<FieldId, At>>;
  readonly relations: Readonly<Record<RelationId, Via>>;
}
/** By entity. Fields that the shop added need no line: they lie in `custom`. */
export type Physical = Readonly<Record<string, PhysicalEntity>>;
