import * as z from 'zod/mini';
import type { ValueProblem } from '../engines/catalogue/canonical';
import { FIELD_TYPES, SENSITIVITIES } from '../engines/catalogue/definition';
import { Found } from '../definitions/contract';
import { OpenForm, Value, ValueChange } from '../forms/contract';
import { Empty, endpoint, Id, Instant, text } from '../kernel/contract';

/** Every "no" about fields that the shop adds to customers, bookings, orders and cards, and about what they say. */
export interface FieldsRefusals {
  /** The field cannot be kept so; each problem is told with its place. */
  'fields.has_problems': { problems: readonly Found[] };
  /** What was typed is not in order; nothing was kept. */
  'fields.values_refused': { problems: readonly Found[] };
  /** No field of this entity that the shop added, or one that is no longer used. */
  'fields.unknown': { field: string };
  /** The field is written by rules and flows alone. */
  'fields.not_writable': { field: string };
  'fields.value_invalid': { field: string; problem: ValueProblem };
  /** Another record has it. Which one is not said: the writer may not reach it. */
  'fields.not_unique': { field: string };
  'fields.no_such_version': { version: number; current: number };
}

/** The records of the core that take fields of the shop. */
export const FIELD_ENTITIES = ['customer', 'booking', 'order', 'card'] as const;
const FieldEntity = z.enum(FIELD_ENTITIES);
export type FieldEntity = z.infer<typeof FieldEntity>;
const FieldId = z.string().check(z.regex(/^cf_[a-z0-9]{6,24}$/));
const Version = z.int().check(z.gte(0), z.lte(1_000_000));

/** What a manager says of a field. How it is stored and masked follows from its type and its sensitivity. */
export const FieldSaying = z.strictObject({
  label: text(40),
  type: z.enum(FIELD_TYPES),
  help: z.optional(text(200)),
  unit: z.optional(text(8)),
  /** Digits after the point, for numbers. */
  scale: z.optional(z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(4)])),
  options: z.optional(
    z
      .array(z.strictObject({ id: z.string().check(z.regex(/^[a-z0-9_-]{1,40}$/)), label: text(40, 1), retired: z.optional(z.literal(true)) }))
      .check(z.maxLength(500)),
  ),
  to: z.optional(z.string().check(z.regex(/^[a-z_]{1,40}$/))),
  sensitivity: z.enum(SENSITIVITIES),
  unique: z.optional(z.enum(['org', 'store'])),
  required: z.optional(z.literal(true)),
  hidden: z.optional(z.literal(true)),
  retired: z.optional(z.literal(true)),
});
export type FieldSaying = z.infer<typeof FieldSaying>;

export const FieldView = z.extend(FieldSaying, {
  id: FieldId,
  version: z.int(),
  /** Sealed values can only be compared whole, and are shown by right. */
  sealed: z.boolean(),
});
export type FieldView = z.infer<typeof FieldView>;

/** What a change would meet: counts, never values. */
export const FieldEffect = z.object({
  records: z.int(),
  /** Records that say something in the field now. */
  filled: z.int(),
  /** By option, of those that are chosen anywhere. */
  options: z.array(z.object({ label: z.string(), records: z.int() })),
  /** Titles of definitions that use it. */
  usedBy: z.array(z.string()),
});
export type FieldEffect = z.infer<typeof FieldEffect>;

const Change = { entity: FieldEntity, /** Null: a new field. */ id: z.nullable(FieldId), /** What the page showed; 0 for a new one. */ version: Version };
const Saved = z.object({ field: FieldView, warnings: z.array(Found) });
const Of = { entity: FieldEntity, recordId: Id };
const Sheet = z.object({
  /** The shop's fields of this record as a form; null: there are none that the reader may see. */
  open: z.nullable(OpenForm),
  can: z.array(z.enum(['write'])),
});

const design = { audience: 'staff', right: 'design.read' } as const;
/** Which right, and how far it reaches, depends on the record: asked for inside. */
const onRecord = { audience: 'staff', right: null } as const;

export const fieldsEndpoints = {
  'fields.list': endpoint({
    ...design,
    kind: 'query',
    input: Empty,
    output: z.object({
      entities: z.array(z.object({ id: FieldEntity, label: z.string(), unit: z.string(), fields: z.array(FieldView) })),
      can: z.array(z.enum(['change', 'lowerSensitivity'])),
    }),
    summary: 'FM-13: the fields that the shop added, by what they belong to; retired ones last.',
    refusals: [],
  }),
  'fields.preview': endpoint({
    ...design,
    kind: 'query',
    input: z.strictObject({ ...Change, field: FieldSaying }),
    output: z.object({ problems: z.array(Found), effect: FieldEffect }),
    summary: 'What a change of a field would do to the records that are there, before it is saved.',
    refusals: ['record.not_found', 'record.changed'],
  }),
  'fields.save': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'design.publish',
    input: z.strictObject({ ...Change, field: FieldSaying }),
    output: Saved,
    summary:
      'FM-13: adds a field, renames it, changes it, hides it or retires it. No table is altered, no record rewritten but where one choice becomes several.',
    refusals: ['fields.has_problems', 'record.not_found', 'record.changed'],
  }),
  'fields.versions': endpoint({
    ...design,
    kind: 'query',
    input: z.strictObject({ id: FieldId }),
    output: z.object({ items: z.array(z.object({ version: z.int(), at: Instant, byName: z.string(), field: FieldSaying })) }),
    summary: 'FM-21: how a field was defined before, the newest first.',
    refusals: ['record.not_found'],
  }),
  'fields.restore': endpoint({
    kind: 'command',
    audience: 'staff',
    right: 'design.publish',
    input: z.strictObject({ id: FieldId, version: Version, to: z.int().check(z.gte(1), z.lte(1_000_000)) }),
    output: Saved,
    summary: 'FM-21: brings an earlier definition back as the next version; options that came since stay, retired.',
    refusals: ['fields.has_problems', 'fields.no_such_version', 'record.not_found', 'record.changed'],
  }),
  'fields.sheet': endpoint({
    ...onRecord,
    kind: 'query',
    input: z.strictObject(Of),
    output: Sheet,
    summary: 'What a record says in the shop’s fields, ready to be shown and edited; sealed values masked without the right to see them.',
    refusals: ['record.not_found', 'access.forbidden'],
  }),
  'fields.pick': endpoint({
    ...onRecord,
    kind: 'query',
    input: z.strictObject({ ...Of, field: FieldId, search: z.optional(text(40)) }),
    output: z.object({ items: z.array(z.object({ id: Id, name: z.string() })) }),
    summary: 'Records to pick for a field that links.',
    refusals: ['record.not_found', 'access.forbidden'],
  }),
  'fields.write': endpoint({
    ...onRecord,
    kind: 'command',
    input: z.strictObject({ ...Of, values: z.record(z.string().check(z.maxLength(60)), Value) }),
    output: Sheet,
    summary: 'Writes the shop’s fields of a record: those that are named, by the same evaluator as the page.',
    refusals: [
      'record.not_found',
      'access.forbidden',
      'fields.values_refused',
      'fields.unknown',
      'fields.not_writable',
      'fields.value_invalid',
      'fields.not_unique',
    ],
  }),
  'fields.history': endpoint({
    ...onRecord,
    kind: 'query',
    input: z.strictObject(Of),
    output: z.object({ items: z.array(ValueChange) }),
    summary: 'FM-21: what the shop’s fields of a record said before, also of fields that are renamed or no longer used; the newest hundred.',
    refusals: ['record.not_found', 'access.forbidden'],
  }),
};
