import * as z from 'zod/mini';
import { Empty, endpoint, Id, Instant, text } from '../kernel/contract';
import { Download } from '../kernel/download';

/** Every "no" about changing many customers at once. */
export interface BulkRefusals {
  /** Nobody is selected, or nobody whom the member may change. */
  'bulk.nobody': { selected: number };
  'bulk.too_many': { count: number; most: number };
  /** The value is none for this field. */
  'bulk.value_invalid': { field: string; reason: string };
  /** Another number of customers meets the filter by now than the member saw. */
  'bulk.count_changed': { expected: number; count: number };
}

export const MOST_AT_ONCE = 20_000;

/** What is changed many at once: customers, what hangs on them, or records of a kind that the shop made up. */
export const Kind = z.union([z.enum(['customer', 'booking', 'order', 'card']), z.string().check(z.regex(/^rt_[a-z0-9]{2,30}$/))]);
export type Kind = z.infer<typeof Kind>;

/** Some customers by hand, or everybody whom the list's filter finds. */
export const Selection = z.union([
  z.strictObject({ /** Absent: customers. */ of: z.optional(Kind), ids: z.array(Id).check(z.minLength(1), z.maxLength(2_000)) }),
  z.strictObject({ filter: z.strictObject({ search: text(40), tagIds: z.array(Id).check(z.maxLength(10)), storeId: z.optional(Id) }) }),
]);
export type Selection = z.infer<typeof Selection>;

const FieldKey = z.string().check(z.regex(/^[a-z][A-Za-z0-9_]{0,39}$/));
const Value = z.union([
  z.string().check(z.maxLength(5_000)),
  z.number().check(z.gte(-1e15), z.lte(1e15)),
  z.boolean(),
  z.null(),
  z.array(z.string().check(z.maxLength(100))).check(z.maxLength(100)),
]);
export const BulkChange = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('assign'), staffId: z.nullable(Id) }),
  z.strictObject({ do: z.literal('tag'), add: z.array(Id).check(z.maxLength(30)), remove: z.array(Id).check(z.maxLength(30)) }),
  z.strictObject({ do: z.literal('set'), field: FieldKey, value: Value }),
  /** Of records of a made-up kind. */
  z.strictObject({ do: z.literal('state'), state: z.string().check(z.maxLength(40)) }),
]);
export type BulkChange = z.infer<typeof BulkChange>;

/** What is done to each of those that are no customers, and what became of it. */
export type OtherStep =
  | { readonly do: 'set'; readonly field: string; readonly value: z.infer<typeof Value> | readonly string[] }
  | { readonly do: 'state'; readonly state: string | null };
export type OtherStepDone =
  | { readonly outcome: 'changed'; readonly back: OtherStep; readonly wrote: OtherStep }
  | { readonly outcome: 'same' }
  | { readonly outcome: 'refused'; readonly reason: 'not_found' | 'not_unique' | 'changed_since' };

export const BulkView = z.object({
  id: Id,
  of: Kind,
  what: z.enum(['assign', 'tag', 'set', 'state']),
  /** In words: 「跟进人改为李雷」. */
  words: z.string(),
  byName: z.string(),
  state: z.enum(['running', 'done', 'undoing', 'undone']),
  total: z.int(),
  /** Gone through, forward or back. */
  gone: z.int(),
  changed: z.int(),
  same: z.int(),
  refused: z.int(),
  createdAt: Instant,
  can: z.array(z.enum(['undo'])),
});
export type BulkView = z.infer<typeof BulkView>;

const bulk = { audience: 'staff', right: 'customer.bulk' } as const;

export const bulkEndpoints = {
  'bulk.fields': endpoint({
    ...bulk,
    kind: 'query',
    summary: 'The fields that may be set for many customers at once.',
    input: z.strictObject({ of: z.optional(Kind) }),
    output: z.object({
      /** States of the kind, where it has any. */
      states: z.array(z.object({ id: z.string(), label: z.string() })),
      fields: z.array(z.object({ key: z.string(), label: z.string(), type: z.string(), options: z.array(z.object({ id: z.string(), label: z.string() })) })),
      staff: z.array(z.object({ id: Id, name: z.string() })),
    }),
    refusals: [],
  }),
  'bulk.preview': endpoint({
    ...bulk,
    kind: 'query',
    summary: 'How many customers a selection is, and how many of them the member may change.',
    input: z.strictObject({ selection: Selection }),
    output: z.object({ selected: z.int(), changeable: z.int() }),
    refusals: ['bulk.too_many'],
  }),
  'bulk.begin': endpoint({
    ...bulk,
    kind: 'command',
    summary: 'Changes many customers: each one by an entry of its own, all of them taken back by one undo.',
    input: z.strictObject({ selection: Selection, change: BulkChange, expected: z.int().check(z.gte(0), z.lte(1_000_000)) }),
    output: z.object({ bulk: BulkView }),
    refusals: ['bulk.nobody', 'bulk.too_many', 'bulk.value_invalid', 'bulk.count_changed', 'record.not_found'],
  }),
  'bulk.get': endpoint({
    ...bulk,
    kind: 'query',
    summary: 'How far it is, and who was refused and why.',
    input: z.strictObject({ bulkId: Id }),
    output: z.object({ bulk: BulkView, refused: z.array(z.object({ customerId: Id, name: z.string(), reason: z.string() })) }),
    refusals: ['record.not_found'],
  }),
  'bulk.list': endpoint({
    ...bulk,
    kind: 'query',
    summary: 'What the member changed in bulk, the newest first, at most twenty.',
    input: Empty,
    output: z.object({ items: z.array(BulkView) }),
    refusals: [],
  }),
  'bulk.undo': endpoint({
    ...bulk,
    kind: 'command',
    summary: 'Takes the whole batch back; who was changed again since stays as she is, and is named.',
    input: z.strictObject({ bulkId: Id }),
    output: z.object({ bulk: BulkView }),
    refusals: ['record.not_found', 'lifecycle.illegal_step'],
  }),
  'bulk.export': endpoint({
    ...bulk,
    kind: 'query',
    summary: 'The selected customers as a spreadsheet.',
    input: z.strictObject({ selection: Selection }),
    output: Download,
    refusals: ['bulk.nobody', 'bulk.too_many'],
  }),
};
