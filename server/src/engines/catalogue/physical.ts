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
  /** An array column. */
  | { readonly list: string; readonly of: 'text' | 'uuid' }
  /** Ids in a table of pairs: of the row (`mine`) and of what it is linked with (`theirs`). */
  | { readonly link: string; readonly mine: string; readonly theirs: string }
  /** Sealed in `cipher`; compared by its blind index (`purpose` of the crypto port) and by the last four digits. */
  | { readonly cipher: string; readonly index: string; readonly last4: string | null; readonly purpose: string };

/** How a relation is followed: by a key of this table (`fk`), by one of the other's (`reverseFk`), or through a table of pairs. */
export type Via = { readonly fk: string } | { readonly reverseFk: string } | { readonly link: string; readonly mine: string; readonly theirs: string };

export interface PhysicalEntity {
  readonly table: string;
  /** What its ids are; uuid where nothing is said. */
  readonly ids?: 'text';
  readonly fields: Readonly<Record<FieldId, At>>;
  readonly relations: Readonly<Record<RelationId, Via>>;
}
/** By entity. Fields that the shop added need no line: they lie in `custom`. */
export type Physical = Readonly<Record<string, PhysicalEntity>>;
