import * as z from 'zod/mini';
import { DefinitionBody, DefinitionId } from '../definitions/contract';
import { endpoint, Id, Instant } from '../kernel/contract';

/** One line of a reason: a part of the condition and what there is now. `any` stands before lines of which one is enough. */
export const ReasonLine = z.object({ mark: z.enum(['ok', 'missing', 'any']), depth: z.int(), text: z.string() });
export type ReasonLine = z.infer<typeof ReasonLine>;

export const StandingView = z.object({
  id: z.string(),
  label: z.string(),
  color: z.nullable(z.string()),
  /** Null: nobody has looked yet. */
  since: z.nullable(Instant),
  /** Why, as it is now; empty: no other stage fits. */
  lines: z.array(ReasonLine),
});
export const GivenTagView = z.object({ tagId: Id, name: z.string(), title: z.string(), since: Instant, lines: z.array(ReasonLine) });

const Counted = z.object({ count: z.int(), rows: z.array(z.object({ id: Id, name: z.string() })) });

export const standingEndpoints = {
  'standing.of': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'customer.read',
    summary: 'CU-05, CU-06: the stage in which a customer is, and which of her tags came by themselves, each with its reason as it is now.',
    input: z.strictObject({ customerId: Id }),
    output: z.object({ standing: StandingView, tags: z.array(GivenTagView) }),
    refusals: ['record.not_found'],
  }),
  'standing.previewTag': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'design.read',
    summary: 'CU-05: who of the asker’s reach would get a tag by an automatic tag as it is drafted, and who would lose it. The first fifty by name.',
    input: z.strictObject({ id: DefinitionId, body: DefinitionBody }),
    output: z.object({ gets: Counted, loses: Counted, has: z.int() }),
    refusals: ['segments.has_problems'],
  }),
  'standing.previewStates': endpoint({
    kind: 'query',
    audience: 'staff',
    right: 'design.read',
    summary: 'CU-06: how many customers of the asker’s reach would be in each stage; together they are everybody.',
    input: z.strictObject({ body: DefinitionBody }),
    output: z.object({ states: z.array(z.object({ id: z.string(), count: z.int(), now: z.int() })), total: z.int() }),
    refusals: ['segments.has_problems'],
  }),
};
