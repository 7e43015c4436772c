import * as z from 'zod/mini';
import { CivilDate, Cursor, endpoint, Empty, Id, Instant, page, text } from '../kernel/contract';
import { DefinitionId } from '../definitions/contract';
import { Download } from '../kernel/download';

/** Every "no" about bringing data in from a file. */
export interface ImportsRefusals {
  /** The file cannot be read; `problem` tells why. */
  'imports.bad_file': { problem: string };
  /** Parts of the file are still missing. */
  'imports.not_whole': { parts: number; have: number };
  /** No column of the file leads to a column that must be filled. */
  'imports.column_missing': { titles: readonly string[] };
  /** Two columns of the file lead to the same one. */
  'imports.column_twice': { title: string };
  /** All or nothing was asked for, and some rows are not in order. */
  'imports.has_bad_rows': { bad: number };
  /** Nothing would be written. */
  'imports.nothing_good': { bad: number };
  /** What came with this file is in use since; named are some of them. */
  'imports.in_use': { count: number; names: readonly string[] };
}

export const MOST_FILE_BYTES = 80 * 1024 * 1024;
/** A file is sent in parts of at most so many bytes: one that does not arrive is sent again. */
export const PART_BYTES = 2 * 1024 * 1024;

export const ImportKind = z.enum(['customer', 'record', 'card', 'visit']);
export type ImportKind = z.infer<typeof ImportKind>;
/**
 * uploading → mapping (read, its columns are to be named) → checking → checked → writing → done. cancelled: given up, nothing stays.
 * failed: the file could not be read to its end. undoing → undone: everything that came with it is gone again.
 */
export const ImportState = z.enum(['uploading', 'mapping', 'checking', 'checked', 'writing', 'done', 'cancelled', 'failed', 'undoing', 'undone']);
export type ImportState = z.infer<typeof ImportState>;

const Column = z.object({
  key: z.string(),
  title: z.string(),
  required: z.boolean(),
  help: z.string(),
});
const KindView = z.object({ kind: ImportKind, formId: z.nullable(z.string()), title: z.string(), note: z.string(), columns: z.array(Column) });

/** A place in the file that is not in order. */
export const BadCell = z.object({ row: z.int(), column: z.string(), title: z.string(), reason: z.string() });
export type BadCell = z.infer<typeof BadCell>;

export const ImportView = z.object({
  id: Id,
  kind: ImportKind,
  formId: z.nullable(z.string()),
  title: z.string(),
  fileName: z.string(),
  state: ImportState,
  problem: z.nullable(z.string()),
  storeId: z.nullable(Id),
  storeName: z.nullable(z.string()),
  byName: z.string(),
  /** What was asked for when it was to be written. */
  mode: z.nullable(z.enum(['all', 'good'])),
  /** Rules and flows hear of what came; else nobody is written to. */
  heard: z.boolean(),
  /** Of who is known already: empty cells never empty anything. */
  existing: z.enum(['update', 'skip']),
  parts: z.int(),
  haveParts: z.int(),
  checked: z.int(),
  bad: z.int(),
  /** Rows that were gone through in the step that writes; `good` is how many there are. */
  good: z.int(),
  written: z.int(),
  created: z.int(),
  changed: z.int(),
  same: z.int(),
  /** Of those that had to go: how many were in use by then and stayed. */
  kept: z.int(),
  createdAt: Instant,
  finishedAt: z.nullable(Instant),
  can: z.array(z.enum(['map', 'check', 'write', 'cancel', 'undo'])),
});
export type ImportView = z.infer<typeof ImportView>;

const own = { audience: 'staff', right: 'data.import' } as const;
const ById = z.strictObject({ importId: Id });
const One = z.object({ import: ImportView });
const ColumnKey = z.string().check(z.regex(/^(?:#key|[a-z][A-Za-z0-9_]{0,39})$/));
const OfKind = { kind: ImportKind, formId: z.nullable(DefinitionId) };

export const importsEndpoints = {
  'imports.kinds': endpoint({
    ...own,
    kind: 'query',
    summary: 'What can be brought in from a file, with its columns.',
    input: Empty,
    output: z.object({ kinds: z.array(KindView) }),
    refusals: [],
  }),
  'imports.template': endpoint({
    ...own,
    kind: 'query',
    summary: 'A spreadsheet to fill in: headings, what may be picked, notes and an example.',
    input: z.strictObject(OfKind),
    output: Download,
    refusals: ['record.not_found'],
  }),
  'imports.begin': endpoint({
    ...own,
    kind: 'command',
    summary: 'Announces a file; its parts follow by `POST /api/import-part`.',
    input: z.strictObject({
      ...OfKind,
      fileName: text(200, 1),
      bytes: z.int().check(z.gte(1), z.lte(MOST_FILE_BYTES)),
      storeId: z.optional(z.nullable(Id)),
    }),
    output: One,
    refusals: ['record.not_found'],
  }),
  'imports.read': endpoint({
    ...own,
    kind: 'command',
    summary: 'Looks into the whole file: its headings, some rows, and which column each heading probably is.',
    input: ById,
    output: z.object({
      import: ImportView,
      headings: z.array(z.string()),
      mapping: z.array(z.nullable(z.string())),
      /** Some rows as they are, for whoever sent the file. */
      sample: z.array(z.array(z.string())),
      columns: z.array(Column),
    }),
    refusals: ['record.not_found', 'imports.bad_file', 'imports.not_whole', 'lifecycle.illegal_step'],
  }),
  'imports.check': endpoint({
    ...own,
    kind: 'command',
    summary: 'Checks every row as the form would; nothing is written yet. The mapping is remembered.',
    input: z.strictObject({
      importId: Id,
      mapping: z.array(z.nullable(ColumnKey)).check(z.maxLength(400)),
      existing: z.enum(['update', 'skip']),
      heard: z.boolean(),
    }),
    output: One,
    refusals: ['record.not_found', 'imports.column_missing', 'imports.column_twice', 'lifecycle.illegal_step'],
  }),
  'imports.write': endpoint({
    ...own,
    kind: 'command',
    summary: 'Writes what was checked. all: every row or none. good: the rows that are in order.',
    input: z.strictObject({ importId: Id, mode: z.enum(['all', 'good']) }),
    output: One,
    refusals: ['record.not_found', 'imports.has_bad_rows', 'imports.nothing_good', 'lifecycle.illegal_step'],
  }),
  'imports.cancel': endpoint({
    ...own,
    kind: 'command',
    summary: 'Gives an import up; what it has written goes again.',
    input: ById,
    output: One,
    refusals: ['record.not_found', 'lifecycle.illegal_step'],
  }),
  'imports.undo': endpoint({
    ...own,
    kind: 'command',
    summary: 'Takes a whole import back, as long as nothing that came with it is in use.',
    input: ById,
    output: One,
    refusals: ['record.not_found', 'imports.in_use', 'lifecycle.illegal_step'],
  }),
  'imports.list': endpoint({
    ...own,
    kind: 'query',
    summary: 'Imports, the newest first.',
    input: z.strictObject({ cursor: Cursor }),
    output: page(ImportView),
    refusals: [],
  }),
  'imports.get': endpoint({
    ...own,
    kind: 'query',
    summary: 'How far an import is, and the first places that are not in order.',
    input: ById,
    output: z.object({ import: ImportView, bad: z.array(BadCell) }),
    refusals: ['record.not_found'],
  }),
  'imports.result': endpoint({
    ...own,
    kind: 'query',
    summary: 'A spreadsheet that names row, column and reason of everything that is not in order.',
    input: ById,
    output: Download,
    refusals: ['record.not_found'],
  }),
  'imports.pastVisits': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'customer.read',
    summary: 'What a customer had and paid before the shop came here, the newest first, at most two hundred.',
    input: z.strictObject({ customerId: Id }),
    output: z.object({
      visits: z.array(
        z.object({
          id: Id,
          on: CivilDate,
          title: z.string(),
          amountFen: z.nullable(z.int()),
          staffName: z.string(),
          storeName: z.nullable(z.string()),
          note: z.string(),
        }),
      ),
    }),
    refusals: ['record.not_found'],
  }),
  'imports.export': endpoint({
    ...own,
    kind: 'query',
    summary: 'What is there, in the columns of the template: brought in again it changes nothing.',
    input: z.strictObject(OfKind),
    output: Download,
    refusals: ['record.not_found'],
  }),
};
