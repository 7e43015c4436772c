import * as z from 'zod/mini';
import type { Found } from '../definitions/contract';
import { FORMATS } from '../engines/reports/definition';
import { Empty, endpoint, Id } from '../kernel/contract';
import { PartId, Template } from './template';

/** Every "no" about templates of a trade. */
export interface TemplatesRefusals {
  /** A part cannot be put in force here; nothing of the template was installed. */
  'templates.part_refused': { part: string; title: string; problems: readonly Found[] };
  /** A part speaks of another one that neither the template nor the shop has. */
  'templates.part_missing': { part: string; needs: string };
  /** A part names a record of the shop that it was written in. */
  'templates.foreign_id': { part: string; path: string };
  /** The shop and the template changed the same places: somebody has to choose. */
  'templates.choose': { conflicts: number };
  /** The file is not what it says: a part was changed after it was written. */
  'templates.file_changed': { part: string };
  /** A part's id belongs to something that another template or a manager made. */
  'templates.id_taken': { part: string };
  /** Practice data would stand among the shop's own customers for ever: it is only for a shop that has none. */
  'templates.shop_in_use': { customers: number };
}

/** new: will be made. same: nothing to do. follow: nobody changed it here, it follows the template. mine: changed here, stays. conflict: changed in both. gone: taken out here, stays out. */
const Standing = z.enum(['new', 'same', 'follow', 'mine', 'conflict', 'gone']);
export const PlannedPart = z.object({
  id: PartId,
  kind: z.string(),
  title: z.string(),
  standing: Standing,
  conflicts: z.array(z.object({ path: z.string(), base: z.unknown(), mine: z.unknown(), theirs: z.unknown() })),
});
export type PlannedPart = z.infer<typeof PlannedPart>;

const TemplateId = Template.def.shape.id;
/** By part and place, `wl.rule.birthday/trigger/offset/days`: whose stays. */
const Choices = z.record(z.string().check(z.maxLength(400)), z.enum(['mine', 'theirs']));

export const TemplateRow = z.object({
  id: TemplateId,
  title: z.string(),
  summary: z.string(),
  version: z.int(),
  /** The version that was installed last; 0: never. */
  installed: z.int(),
  counts: z.array(z.object({ kind: z.string(), n: z.int() })),
  /** 练手数据 that it brings along for an empty shop, and what the reports then show; null: none. */
  practice: z.nullable(
    z.object({
      customers: z.int(),
      orders: z.int(),
      figures: z.array(z.object({ measure: z.string(), label: z.string(), format: z.enum(FORMATS), value: z.number() })),
    }),
  ),
});
export type TemplateRow = z.infer<typeof TemplateRow>;

/** A template as a file: what was made in one shop, for another. `hash`: SHA-256 of the part, in hex. */
export const TemplateFile = z.strictObject({
  format: z.literal('zhike-template-1'),
  template: Template,
  hashes: z.record(z.string().check(z.maxLength(120)), z.string().check(z.regex(/^[0-9a-f]{64}$/))),
});
export type TemplateFile = z.infer<typeof TemplateFile>;

const Plan = z.object({ template: TemplateRow, parts: z.array(PlannedPart) });
/** The places of a plan at which somebody chose. */
const Done = z.object({
  /** Parts that are in force now. */
  made: z.array(PartId),
  /** Definitions whose changes wait as drafts until somebody publishes them. */
  drafts: z.array(PartId),
  left: z.array(PartId),
});
const design = { audience: 'staff', right: 'design.publish' } as const;

export const templatesEndpoints = {
  'templates.list': endpoint({
    ...design,
    kind: 'query',
    right: 'design.read',
    input: Empty,
    output: z.object({ templates: z.array(TemplateRow) }),
    summary: 'PF-07: the trades that come with the product, and which of them are installed.',
    refusals: [],
  }),
  'templates.plan': endpoint({
    ...design,
    kind: 'query',
    input: z.strictObject({ templateId: TemplateId, choices: Choices }),
    output: Plan,
    summary: 'PF-10: what installing a template, or its newer version, would do here: part by part, with the places that somebody has to choose at.',
    refusals: ['record.not_found'],
  }),
  'templates.install': endpoint({
    ...design,
    kind: 'command',
    input: z.strictObject({ templateId: TemplateId, choices: Choices }),
    output: Done,
    summary: 'PF-07: installs a template in one transaction. What is new is in force at once; a newer version of what is there becomes drafts.',
    refusals: ['record.not_found', 'templates.part_refused', 'templates.part_missing', 'templates.choose', 'templates.id_taken'],
  }),
  'templates.publish': endpoint({
    ...design,
    kind: 'command',
    input: z.strictObject({ templateId: TemplateId }),
    output: z.object({ published: z.array(PartId) }),
    summary: 'Puts the drafts that an upgrade has left in force together, or none of them.',
    refusals: ['record.not_found', 'definition.has_problems', 'definition.being_edited'],
  }),
  'templates.practice': endpoint({
    ...design,
    kind: 'command',
    input: z.strictObject({ templateId: TemplateId, storeId: Id }),
    output: z.object({ customers: z.int(), orders: z.int() }),
    summary:
      'PF-07: writes the practice data of an installed template into a shop without customers, by the commands that staff use, in one transaction. Its figures are known: `templates.list` tells them.',
    refusals: ['record.not_found', 'templates.part_missing', 'templates.shop_in_use', 'access.forbidden'],
  }),
  'templates.export': endpoint({
    ...design,
    kind: 'query',
    input: z.strictObject({ id: TemplateId, title: Template.def.shape.title, summary: Template.def.shape.summary }),
    output: z.object({
      file: TemplateFile,
      left: z.array(z.object({ id: z.string(), title: z.string(), why: z.enum(['foreign_id', 'no_shared_id']), path: z.string() })),
    }),
    summary: 'PF-10: every definition in force as a template for another shop; `left`: what names a person or a record of this shop.',
    refusals: [],
  }),
  'templates.planFile': endpoint({
    ...design,
    kind: 'query',
    input: z.strictObject({ file: TemplateFile, choices: Choices }),
    output: Plan,
    summary: 'What importing a file would do here.',
    refusals: ['templates.file_changed', 'templates.foreign_id'],
  }),
  'templates.import': endpoint({
    ...design,
    kind: 'command',
    input: z.strictObject({ file: TemplateFile, choices: Choices }),
    output: Done,
    summary: 'PF-10: installs a template from a file, as `templates.install` does.',
    refusals: ['templates.file_changed', 'templates.foreign_id', 'templates.part_refused', 'templates.part_missing', 'templates.choose', 'templates.id_taken'],
  }),
};
