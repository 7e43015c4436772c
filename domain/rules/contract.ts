import * as z from 'zod/mini';
import { DefinitionBody, DefinitionId } from '../definitions/contract';
import { Empty, endpoint, Id, Instant } from '../kernel/contract';
import { RECIPE_THEMES, RecipeGiven } from './recipe';

/** Every "no" that the shop's own rules say. */
export interface RulesRefusals {
  /** What was filled into a recipe does not fit: which place, and why. */
  'rules.recipe_misfilled': { ask: string; problem: 'unknown' | 'not_a_number' | 'out_of_range' | 'not_a_time' | 'empty' };
  /** Its rule is there already: it is changed and switched as every rule. */
  'rules.recipe_used': { ruleId: string; title: string };
  /** Checks before saving: each with its own words and the fields that it looks at. Nothing was written. */
  'rule.guard_refused': { noun: string; id: string; problems: readonly { title: string; message: string; fields: readonly string[] }[] };
  /**
   * Checks before saving that only warn, and nobody has passed them yet. Nothing was written. Whoever `mayGoOn` sends the command again with
   * the header `Accepted-Warnings` (with a reason, where `needReason`); otherwise a colleague who may has to save it.
   */
  'rule.guard_warned': {
    noun: string;
    id: string;
    warnings: readonly { guardId: string; title: string; message: string; fields: readonly string[]; needReason: boolean; mayGoOn: boolean }[];
  };
}

/** One firing of a rule for one record: what became of it, and of each thing that it did. */
export const FiringView = z.object({
  recordId: Id,
  /** What people call the record. */
  title: z.string(),
  /** The name of the occurrence: two of one name are one. */
  key: z.string(),
  version: z.int(),
  dueAt: Instant,
  endedAt: z.nullable(Instant),
  state: z.enum(['due', 'running', 'done', 'skipped', 'cancelled', 'failed']),
  /** Of what did not run: `too_late`, `not_matching`, `loop` …; see domain/engines/rules/occurrence.ts. */
  reason: z.nullable(z.string()),
  /** Of a loop: the rules and records that led here. */
  chain: z.array(z.string()),
  effects: z.array(z.object({ does: z.string(), state: z.enum(['pending', 'done', 'refused', 'failed']), reason: z.nullable(z.string()) })),
  /** Its messages, with the last answer of the gate. */
  messages: z.array(
    z.object({ channel: z.string(), state: z.string(), reason: z.nullable(z.string()), facts: z.record(z.string(), z.union([z.string(), z.number()])) }),
  ),
});
export type FiringView = z.infer<typeof FiringView>;

/** A recipe as a manager reads it, and what became of it here. */
export const RecipeView = z.object({
  id: z.string(),
  theme: z.enum(RECIPE_THEMES),
  title: z.string(),
  does: z.string(),
  asks: z.array(
    z.discriminatedUnion('kind', [
      z.object({ id: z.string(), kind: z.literal('number'), label: z.string(), unit: z.string(), value: z.number(), min: z.number(), max: z.number() }),
      z.object({ id: z.string(), kind: z.literal('time'), label: z.string(), value: z.string() }),
      z.object({ id: z.string(), kind: z.literal('words'), label: z.string(), value: z.string() }),
      z.object({ id: z.string(), kind: z.literal('coupon'), label: z.string() }),
    ]),
  ),
  /** Variables that may stand in the words, `客户姓名`. */
  variables: z.array(z.string()),
  /** Whose record it is about: `customer`. */
  entity: z.string(),
  /** new: never used here. on, off: its rule is there. gone: its rule was taken out of use. */
  state: z.enum(['new', 'on', 'off', 'gone']),
  ruleId: DefinitionId,
});
export type RecipeView = z.infer<typeof RecipeView>;

const Simulated = z.object({
  /** False: what the rule listens to left no trace in the past. */
  known: z.boolean(),
  /** The first and the last day that was looked at; later than asked when there was no more time. */
  from: z.string(),
  to: z.string(),
  firings: z.int(),
  records: z.int(),
  effects: z.array(z.object({ does: z.string(), times: z.int() })),
  days: z.array(z.object({ day: z.string(), count: z.int() })),
  /** What the send gate would have said to its messages, each counting those before it; `later` went out after waiting. */
  gate: z.object({
    asked: z.int(),
    sent: z.int(),
    waited: z.array(z.object({ reason: z.string(), times: z.int() })),
    held: z.array(z.object({ reason: z.string(), times: z.int() })),
  }),
  /** What the rule asks that keeps no history, in the words of the shop: the values of now stood in for those of then. */
  standIns: z.array(z.string()),
  /** The last of them, with the rule's condition line by line. */
  rows: z.array(
    z.object({
      recordId: Id,
      title: z.string(),
      day: z.string(),
      dueAt: Instant,
      lines: z.array(z.object({ words: z.string(), ok: z.boolean() })),
      /** Of her message: `sent`, or why it would have been held back; null: it says nothing. */
      message: z.nullable(z.string()),
    }),
  ),
});
const RecipeFilled = { recipeId: z.string().check(z.regex(/^[a-z0-9]{1,40}$/)), given: RecipeGiven } as const;

const asked = { kind: 'query', audience: 'staff', right: 'design.read' } as const;

export const rulesEndpoints = {
  'rules.log': endpoint({
    ...asked,
    input: z.strictObject({ ruleId: DefinitionId }),
    output: z.object({ firings: z.array(FiringView) }),
    summary: 'RU-16: the last firings of a rule within the asker’s stores, the newest first, those that were skipped included.',
    refusals: ['record.not_found'],
  }),
  'rules.simulate': endpoint({
    ...asked,
    input: z.strictObject({ body: DefinitionBody, storeId: z.optional(z.nullable(Id)), days: z.int().check(z.gte(1), z.lte(90)) }),
    output: Simulated,
    summary:
      'RU-16: what a rule would have done in the last days, before anybody publishes it: reads only, within the asker’s reach. Values without a history count as they are now.',
    refusals: ['definition.has_problems', 'report.too_slow'],
  }),
  'rules.recipes': endpoint({
    ...asked,
    input: Empty,
    output: z.object({ recipes: z.array(RecipeView) }),
    summary: 'RU-16: rules that come with the product and wait to be switched on, by theme.',
    refusals: [],
  }),
  'rules.tryRecipe': endpoint({
    ...asked,
    input: z.strictObject({ ...RecipeFilled, days: z.int().check(z.gte(1), z.lte(90)) }),
    output: z.object({ sentence: z.string(), simulated: Simulated }),
    summary: 'RU-16: a recipe with what the manager filled in, as a sentence, and whom it would have touched in the last days. Reads only.',
    refusals: ['record.not_found', 'rules.recipe_misfilled', 'definition.has_problems', 'report.too_slow'],
  }),
  'rules.useRecipe': endpoint({
    ...asked,
    kind: 'command',
    right: 'design.publish',
    input: z.strictObject(RecipeFilled),
    output: z.object({ recipe: RecipeView }),
    summary:
      'RU-16: puts a recipe in force for the whole shop and switches it on: its text, its group and its rule together, or nothing. Changed later as any rule.',
    refusals: ['record.not_found', 'rules.recipe_misfilled', 'rules.recipe_used', 'definition.has_problems'],
  }),
  'rules.why': endpoint({
    ...asked,
    input: z.strictObject({ ruleId: DefinitionId, recordId: Id }),
    output: z.object({
      title: z.string(),
      /** The rule in one Chinese sentence. */
      sentence: z.string(),
      /** Whether its condition holds for the record now. */
      fits: z.boolean(),
      lines: z.array(z.object({ words: z.string(), depth: z.int(), ok: z.boolean() })),
      /** All that was planned for the record, the newest first. */
      firings: z.array(FiringView),
    }),
    summary: 'RU-16: why somebody was told, or why not: her firings, and the condition line by line as it stands now.',
    refusals: ['record.not_found'],
  }),
};
