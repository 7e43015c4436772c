import * as z from 'zod/mini';
import { RecordRow } from '../forms/contract';
import { Cursor, Empty, endpoint, Id, page, text } from '../kernel/contract';
import { Download } from '../kernel/download';
import { Condition } from '../segments/contract';

/** A kind of record that the shop made up; its id stays for ever. */
const Kind = z.string().check(z.regex(/^rt_[a-z0-9]{2,30}$/));
/** JSON of the catalogue (`Entity`): its type says what is in it. */
const Json = z.record(z.string(), z.unknown());
const read = { audience: 'staff', right: 'record.read' } as const;
const Asked = {
  entity: Kind,
  /** Part of a text that is not sealed. */
  search: z.optional(text(40)),
  /** A condition on fields that are neither sealed nor links. */
  where: z.optional(Condition),
};

export const recordsEndpoints = {
  'records.types': endpoint({
    ...read,
    kind: 'query',
    input: Empty,
    output: z.object({
      types: z.array(
        z.object({
          entity: z.string(),
          label: z.string(),
          unit: z.string(),
          /** Records within the reader's reach. */
          records: z.int(),
          /** The form by which a new one is made; null: none is in force. */
          formId: z.nullable(z.string()),
        }),
      ),
    }),
    summary: 'FM-12: the kinds of records that the shop made up and how many there are of each.',
    refusals: [],
  }),
  'records.list': endpoint({
    ...read,
    kind: 'query',
    input: z.strictObject({ ...Asked, cursor: Cursor }),
    output: z.extend(page(RecordRow), {
      entity: Json,
      /** Fields that stand side by side, in this order; none: the first ones. */
      columns: z.array(z.string()),
      /** What linked records are called. */ names: z.record(z.string(), z.string()),
    }),
    summary: 'FM-12: records of a kind, the newest first, by what stands in them.',
    refusals: ['record.not_found', 'segments.has_problems'],
  }),
  'records.setState': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'record.write',
    input: z.strictObject({ id: Id, version: z.int().check(z.gte(0), z.lte(2_000_000_000)), state: z.string().check(z.regex(/^[a-z0-9_]{1,40}$/)) }),
    output: z.object({ version: z.int() }),
    summary: 'FM-12: moves a record into another of its kind’s states.',
    refusals: ['record.not_found', 'record.changed', 'fields.value_invalid'],
  }),
  'records.export': endpoint({
    ...read,
    kind: 'query',
    input: z.strictObject(Asked),
    output: Download,
    summary: 'FM-12: the same list as a spreadsheet, with its rows of tables on lines of their own; sealed values masked.',
    refusals: ['record.not_found', 'segments.has_problems'],
  }),
};
