import * as z from 'zod/mini';
import { DefinitionBody, DefinitionId } from '../definitions/contract';
import { endpoint, Id, Instant } from '../kernel/contract';

/** Every "no" that the shop's own rules say. */
export interface RulesRefusals {
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
    output: z.object({
      /** False: what the rule listens to left no trace in the past. */
      known: z.boolean(),
      /** The first and the last day that was looked at; later than asked when there was no more time. */
      from: z.string(),
      to: z.string(),
      firings: z.int(),
      records: z.int(),
      effects: z.array(z.object({ does: z.string(), times: z.int() })),
      days: z.array(z.object({ day: z.string(), count: z.int() })),
      /** The last of them, with the rule's condition line by line. */
      rows: z.array(
        z.object({ recordId: Id, title: z.string(), day: z.string(), dueAt: Instant, lines: z.array(z.object({ words: z.string(), ok: z.boolean() })) }),
      ),
    }),
    summary:
      'RU-16: what a rule would have done in the last days, before anybody publishes it: reads only, within the asker’s reach. Values without a history count as they are now.',
    refusals: ['definition.has_problems', 'report.too_slow'],
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
