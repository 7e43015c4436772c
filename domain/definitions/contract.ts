import * as z from 'zod/mini';
import { Cursor, Done, Empty, endpoint, Id, Instant, page, text } from '../kernel/contract';
import { BODY_LIMITS } from './body';

/** Every "no" about a form, flow, rule or report that a manager makes. */
export interface DefinitionsRefusals {
  /** This build has no engine of that kind. */
  'definition.kind_unknown': { kind: string; known: readonly string[] };
  /** The text is not one that any engine would read; `path`: `/fields/3`. */
  'definition.body_refused': { path: string; problem: 'too_large' | 'too_deep' | 'forbidden_key' | 'not_a_value' };
  /** Somebody saved it meanwhile: nothing is overwritten. */
  'definition.draft_changed': { byName: string; rev: number };
  /** Somebody has it open; it can be taken over. */
  'definition.being_edited': { byName: string; until: string };
  /** It cannot be put in force as it stands. */
  'definition.has_problems': { problems: readonly Found[] };
  'definition.nothing_to_take_back': { rev: number };
  'definition.nothing_to_publish': { current: number };
  'definition.no_such_version': { version: number; current: number };
  /** Others would stop working. */
  'definition.in_use': { by: readonly { id: string; title: string }[] };
  'definition.retired': { title: string };
}

/** `ps.rule.birthday3`, `rule.0190…`: stable for ever, in lower case. */
export const DefinitionId = z.string().check(z.regex(/^[a-z][a-z0-9]{0,30}(?:[._-][a-z0-9]{1,40}){1,6}$/), z.maxLength(120));
export const DefinitionKind = z.string().check(z.regex(/^[a-z]{2,20}$/));
/** Any JSON object; what it means is the engine's to say, and its check's to refuse. */
export const DefinitionBody = z.record(z.string().check(z.maxLength(BODY_LIMITS.key)), z.unknown());

/** A doubt or a problem at a place of the body, told by the engine's check: a code and facts, worded by each client. */
export const Found = z.object({
  code: z.string(),
  path: z.string(),
  level: z.enum(['error', 'warning']),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
});
export type Found = z.infer<typeof Found>;

export const DefinitionRow = z.object({
  id: DefinitionId,
  kind: DefinitionKind,
  title: z.string(),
  /** Null: of the whole shop. */
  storeId: z.nullable(Id),
  /** The version in force; 0: none yet. */
  current: z.int(),
  on: z.boolean(),
  /** There is a draft that nobody has published. */
  draft: z.boolean(),
  retired: z.boolean(),
  updatedAt: Instant,
  updatedByName: z.string(),
});
export type DefinitionRow = z.infer<typeof DefinitionRow>;

export const DraftView = z.object({
  rev: z.int(),
  title: z.string(),
  body: DefinitionBody,
  /** Whether there is a step before and after this one. */
  canUndo: z.boolean(),
  canRedo: z.boolean(),
  byName: z.string(),
  at: Instant,
});
export const DefinitionView = z.extend(DefinitionRow, {
  /** In force; null before the first publication. */
  published: z.nullable(
    z.object({ version: z.int(), title: z.string(), body: DefinitionBody, note: z.string(), byName: z.string(), at: Instant, restored: z.nullable(z.int()) }),
  ),
  /** What is being worked on; null when nothing was changed since. */
  open: z.nullable(DraftView),
  /** Who has it open at the moment, beside the asker. */
  editing: z.nullable(z.object({ byName: z.string(), until: Instant })),
  problems: z.array(Found),
  /** What the asker may do with it. */
  can: z.array(z.enum(['edit', 'publish', 'switch', 'retire'])),
});
export type DefinitionView = z.infer<typeof DefinitionView>;
const Defined = z.object({ definition: DefinitionView });

export const VersionRow = z.object({
  version: z.int(),
  title: z.string(),
  note: z.string(),
  byName: z.string(),
  at: Instant,
  /** The version whose text it brought back. */
  restored: z.nullable(z.int()),
});
export type VersionRow = z.infer<typeof VersionRow>;

const Rev = z.int().check(z.gte(0), z.lte(1_000_000_000));
const Version = z.int().check(z.gte(1), z.lte(1_000_000));
const title = text(60, 1);
const read = { kind: 'query', audience: 'staff', right: 'design.read' } as const;
const edit = { kind: 'command', audience: 'staff', right: 'design.edit' } as const;
const publish = { kind: 'command', audience: 'staff', right: 'design.publish' } as const;

export const definitionsEndpoints = {
  'definitions.list': endpoint({
    ...read,
    input: z.strictObject({ kind: z.optional(DefinitionKind), search: z.optional(text(40)), retired: z.optional(z.boolean()), cursor: Cursor }),
    output: z.extend(page(DefinitionRow), { kinds: z.array(DefinitionKind) }),
    summary: 'Forms, flows, rules and reports, last changed first; `kinds`: those that this build has engines for.',
    refusals: [],
  }),
  'definitions.read': endpoint({
    ...read,
    input: z.strictObject({ id: DefinitionId }),
    output: Defined,
    summary: 'A definition: what is in force, the draft, its problems, and who has it open.',
    refusals: ['record.not_found'],
  }),
  'definitions.create': endpoint({
    ...edit,
    input: z.strictObject({ kind: DefinitionKind, title, storeId: z.optional(z.nullable(Id)), body: DefinitionBody }),
    output: Defined,
    summary:
      'Begins a definition with a first draft. Of a store, or (`null`) of the whole shop, which needs a right of reach `all`; left out: as far as the asker reaches.',
    refusals: ['definition.kind_unknown', 'definition.body_refused', 'record.not_found'],
  }),
  'definitions.saveDraft': endpoint({
    ...edit,
    input: z.strictObject({ id: DefinitionId, rev: Rev, title, body: DefinitionBody }),
    output: Defined,
    summary: 'Saves the next step of the draft. `rev`: the step it was made from (0: from what is in force); steps after it are dropped.',
    refusals: ['record.not_found', 'definition.retired', 'definition.draft_changed', 'definition.being_edited', 'definition.body_refused'],
  }),
  'definitions.stepDraft': endpoint({
    ...edit,
    input: z.strictObject({ id: DefinitionId, rev: Rev, to: z.enum(['back', 'forward']) }),
    output: Defined,
    summary: 'Takes a step of the draft back, or does it again. The last fifty are kept.',
    refusals: ['record.not_found', 'definition.draft_changed', 'definition.being_edited', 'definition.nothing_to_take_back'],
  }),
  'definitions.dropDraft': endpoint({
    ...edit,
    input: z.strictObject({ id: DefinitionId, rev: Rev }),
    output: Defined,
    summary: 'Throws the draft away: back to what is in force.',
    refusals: ['record.not_found', 'definition.draft_changed', 'definition.being_edited'],
  }),
  'definitions.takeOver': endpoint({
    ...edit,
    input: z.strictObject({ id: DefinitionId }),
    output: Defined,
    summary: 'Goes on with a draft that somebody else has open; her next save is told that it changed.',
    refusals: ['record.not_found', 'definition.retired'],
  }),
  'definitions.check': endpoint({
    ...read,
    input: z.strictObject({ kind: DefinitionKind, body: DefinitionBody }),
    output: z.object({ problems: z.array(Found) }),
    summary: 'What the engine would say to a body, while it is being written.',
    refusals: ['definition.kind_unknown', 'definition.body_refused'],
  }),
  'definitions.publish': endpoint({
    ...publish,
    input: z.strictObject({ id: DefinitionId, rev: Rev, note: text(200, 1) }),
    output: Defined,
    summary: 'Puts the draft in force as the next version. Problems of level `error` refuse it; the note says why it was changed.',
    refusals: ['record.not_found', 'definition.retired', 'definition.draft_changed', 'definition.has_problems', 'definition.nothing_to_publish'],
  }),
  'definitions.versions': endpoint({
    ...read,
    input: z.strictObject({ id: DefinitionId }),
    output: z.object({ versions: z.array(VersionRow) }),
    summary: 'All versions, the newest first.',
    refusals: ['record.not_found'],
  }),
  'definitions.version': endpoint({
    ...read,
    input: z.strictObject({ id: DefinitionId, version: Version }),
    output: z.object({ version: z.extend(VersionRow, { body: DefinitionBody }) }),
    summary: 'One version as it was published.',
    refusals: ['record.not_found', 'definition.no_such_version'],
  }),
  'definitions.restore': endpoint({
    ...publish,
    input: z.strictObject({ id: DefinitionId, version: Version, note: text(200, 1) }),
    output: Defined,
    summary: 'Publishes an old version again, as the next one. A draft under way stays.',
    refusals: ['record.not_found', 'definition.retired', 'definition.no_such_version', 'definition.has_problems', 'definition.nothing_to_publish'],
  }),
  'definitions.switch': endpoint({
    ...publish,
    input: z.strictObject({ id: DefinitionId, on: z.boolean(), reason: text(200, 1) }),
    output: Defined,
    summary: 'Switches a definition on or off; off, it starts nothing new.',
    refusals: ['record.not_found', 'definition.retired'],
  }),
  'definitions.retire': endpoint({
    ...publish,
    input: z.strictObject({ id: DefinitionId, reason: text(200, 1) }),
    output: Done,
    summary: 'Takes a definition out of use for good. Refused while others need it; its versions stay readable.',
    refusals: ['record.not_found', 'definition.in_use'],
  }),
  'definitions.mine': endpoint({
    ...read,
    input: Empty,
    output: z.object({ drafts: z.array(DefinitionRow) }),
    summary: 'Drafts that the asker worked on last and that nobody has published.',
    refusals: [],
  }),
};
