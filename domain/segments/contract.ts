import * as z from 'zod/mini';
import { FIELD_TYPES, SENSITIVITIES } from '../engines/catalogue/definition';
import { Found } from '../definitions/contract';
import { Empty, endpoint, Instant, text } from '../kernel/contract';

/** Every "no" about segments. */
export interface SegmentsRefusals {
  /** The condition cannot be asked as it stands. */
  'segments.has_problems': { problems: readonly Found[] };
}

/** What a condition may test, as the reader's rights let her see it; see domain/engines/catalogue. */
export const CatalogueField = z.object({
  id: z.string(),
  key: z.string(),
  label: z.string(),
  type: z.enum(FIELD_TYPES),
  help: z.optional(z.string()),
  scale: z.optional(z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(4)])),
  unit: z.optional(z.string()),
  options: z.optional(z.array(z.object({ id: z.string(), label: z.string(), color: z.optional(z.string()), retired: z.optional(z.literal(true)) }))),
  to: z.optional(z.string()),
  storage: z.enum(['plain', 'encrypted']),
  sensitivity: z.enum(SENSITIVITIES),
  /** Shown masked: only whether it is filled in may be tested. */
  masked: z.boolean(),
  retired: z.optional(z.literal(true)),
});
export type CatalogueField = z.infer<typeof CatalogueField>;
export const CatalogueEntity = z.object({
  id: z.string(),
  label: z.string(),
  unit: z.string(),
  /** The field that names a record. */
  name: z.string(),
  fields: z.array(CatalogueField),
  /** Which engines work on it. */
  hosts: z.array(z.enum(['rule', 'flow'])),
  /** Verbs of its lifecycle, `booking.finish`, and what else is told of it. */
  verbs: z.array(z.string()),
  relations: z.array(z.object({ id: z.string(), label: z.string(), to: z.string(), kind: z.enum(['one', 'many']) })),
});
export type CatalogueEntity = z.infer<typeof CatalogueEntity>;

export const EntityId = z.string().check(z.regex(/^[a-z][a-z0-9_]{0,60}$/));
/** A condition tree (domain/engines/conditions/definition.ts); checked by the engine, so that a problem is told with its place. */
export const Condition = z.record(z.string().check(z.maxLength(40)), z.unknown());

const asked = { kind: 'query', audience: 'staff', right: 'design.read' } as const;

export const segmentsEndpoints = {
  'segments.catalogue': endpoint({
    ...asked,
    input: Empty,
    output: z.object({ version: z.int(), entities: z.array(CatalogueEntity) }),
    summary: 'What a condition may speak of: entities, fields and relations that the asker may see.',
    refusals: [],
  }),
  'segments.preview': endpoint({
    ...asked,
    input: z.strictObject({ entity: EntityId, where: Condition, search: z.optional(text(40)) }),
    output: z.object({
      /** The condition in one Chinese sentence. */
      sentence: z.string(),
      warnings: z.array(Found),
      count: z.int(),
      /** The first fifty by name (of those that `search` finds). */
      rows: z.array(z.object({ id: z.string(), name: z.string() })),
      /** The moment of both. */
      asOf: Instant,
    }),
    summary: 'RU-15: how many records of the asker’s reach meet a condition, and which. Count and names come from one look.',
    refusals: ['segments.has_problems'],
  }),
  'segments.why': endpoint({
    ...asked,
    input: z.strictObject({ entity: EntityId, where: Condition, id: z.string().check(z.maxLength(60)) }),
    output: z.object({
      ok: z.boolean(),
      name: z.string(),
      /** The condition line by line: whether it holds and what the record has. */
      lines: z.array(z.object({ ok: z.boolean(), depth: z.int(), words: z.string(), hidden: z.boolean() })),
    }),
    summary: 'Why a record meets a condition, or what is missing.',
    refusals: ['segments.has_problems', 'record.not_found'],
  }),
  'segments.names': endpoint({
    ...asked,
    input: z.strictObject({ entity: EntityId, search: text(40), ids: z.array(z.string().check(z.maxLength(60))).check(z.maxLength(100)) }),
    output: z.object({ items: z.array(z.object({ id: z.string(), name: z.string() })) }),
    summary: 'Records to choose from as an operand (members, stores, tags): those of `ids`, or the first thirty that `search` finds.',
    refusals: [],
  }),
};
