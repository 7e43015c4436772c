import * as z from 'zod/mini';
import type { Problem } from '../conditions/definition';
import { FLOW_LIMITS, type FlowDef } from './definition';

/** What a manager writes; id, version, title and store are the store's of definitions. */
export type FlowBody = Omit<FlowDef, 'id' | 'version' | 'title' | 'store'>;

/** The outer form of a flow: a definition may come from a file. Conditions, effects and paths are looked at by their own checks. */
const Name = z.string().check(z.minLength(1), z.maxLength(80), z.regex(/^[A-Za-z0-9_.:-]+$/));
/** No `/` and no `#`: a node's id is part of keys. */
const NodeId = z.string().check(z.minLength(1), z.maxLength(40), z.regex(/^[A-Za-z0-9_-]+$/));
const Path = z.string().check(z.minLength(1), z.maxLength(200), z.regex(/^[A-Za-z0-9_.]+$/));
const text = (least: number) => z.string().check(z.minLength(least), z.maxLength(FLOW_LIMITS.text));
const Duration = z.strictObject({ n: z.int().check(z.gte(1), z.lte(10_000)), unit: z.enum(['minute', 'hour', 'day']) });
const Due = z.strictObject({ after: Duration, clock: z.enum(['hours', 'businessHours']) });
/** A variable is called what a message says for it: 客户姓名. */
const VarId = z.string().check(z.minLength(1), z.maxLength(40), z.regex(/^[^[\]{}#/]+$/));
const Pairs = z.record(VarId, z.unknown());
const Outcomes = z.record(Name, NodeId);
const Effect = z.looseObject({ do: Name });

const Scope = z.enum(['store', 'team']);
const Simple = z.union([
  z.strictObject({ users: z.array(Name).check(z.maxLength(FLOW_LIMITS.people)) }),
  z.strictObject({ role: Name, scope: Scope }),
  z.strictObject({ skillOf: Path, scope: z.literal('store'), free: z.optional(z.literal(true)) }),
  z.strictObject({ path: Path }),
  z.strictObject({ supervisorOf: Path }),
]);
/** Two levels are enough for everything that can be said in words, and end by themselves. */
const Picked = z.union([Simple, z.strictObject({ pick: Simple, by: z.enum(['leastLoad', 'rotation']), n: z.literal(1) })]);
const AnyOf = z.strictObject({ anyOf: z.array(Picked).check(z.minLength(1), z.maxLength(5)) });
export const AssignShape = z.union([Picked, AnyOf, z.strictObject({ pick: AnyOf, by: z.enum(['leastLoad', 'rotation']), n: z.literal(1) })]);

const Escalate = z.union([
  z.strictObject({ to: AssignShape, thenEach: z.optional(Duration) }),
  z.strictObject({ auto: z.enum(['approve', 'reject']) }),
  z.strictObject({ goto: NodeId }),
]);
const named = { title: text(1), note: z.optional(text(0)) };
const waits = { due: z.optional(Due), onDue: z.optional(Escalate) };
const few = <T extends z.core.$ZodType>(of: T, most: number) => z.array(of).check(z.minLength(1), z.maxLength(most));

const Node = z.discriminatedUnion('kind', [
  z.strictObject({
    ...named,
    ...waits,
    kind: z.literal('approval'),
    mode: z.union([z.enum(['or', 'all', 'seq']), z.strictObject({ vote: z.int().check(z.gte(1), z.lte(100)) })]),
    who: AssignShape,
    dueAt: z.optional(Path),
    form: z.optional(Name),
    needComment: z.optional(z.enum(['always', 'onReject'])),
    allow: z.optional(z.array(z.enum(['transfer', 'addSigner', 'return'])).check(z.maxLength(3))),
    approve: NodeId,
    reject: NodeId,
    returnTo: z.optional(z.array(NodeId).check(z.maxLength(20))),
    empty: z.enum(['admin', 'skip', 'supervisor']),
    same: z.optional(z.enum(['autoApproveIfAlreadyApproved', 'ask'])),
    self: z.optional(z.enum(['allow', 'supervisor'])),
  }),
  z.strictObject({ ...named, ...waits, kind: z.literal('task'), who: AssignShape, what: text(1), form: z.optional(Name), done: NodeId }),
  z.strictObject({
    ...named,
    kind: z.literal('customer'),
    act: z.enum(['pick', 'confirm', 'review', 'sign', 'pay', 'form']),
    target: Path,
    form: z.optional(Name),
    link: z.enum(['mini', 'one_time']),
    outcomes: Outcomes,
    remindAfter: z.optional(few(Duration, 5)),
    due: z.optional(Due),
    onDue: z.optional(NodeId),
  }),
  z.strictObject({
    ...named,
    kind: z.literal('message'),
    template: Name,
    to: Path,
    channels: few(z.enum(['weapp', 'sms', 'wecom', 'email']), 4),
    next: NodeId,
    wait: z.optional(z.enum(['no', 'sent'])),
    failed: z.optional(NodeId),
  }),
  z.strictObject({ ...named, kind: z.literal('action'), do: Effect, next: NodeId, failed: z.optional(NodeId) }),
  z.strictObject({
    ...named,
    kind: z.literal('delay'),
    for: z.optional(Duration),
    until: z.optional(
      z.strictObject({
        path: Path,
        offset: z.optional(z.extend(Duration, { before: z.optional(z.boolean()) })),
        at: z.optional(z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/))),
      }),
    ),
    next: NodeId,
  }),
  z.strictObject({
    ...named,
    kind: z.literal('wait'),
    event: Name,
    match: z.strictObject({ path: Path }),
    lookBack: z.optional(Duration),
    next: NodeId,
    due: z.optional(Due),
    timeout: z.optional(NodeId),
  }),
  z.strictObject({
    ...named,
    kind: z.literal('branch'),
    rows: few(z.strictObject({ label: text(1), if: z.unknown(), to: NodeId }), FLOW_LIMITS.rows),
    else: NodeId,
  }),
  z.strictObject({ ...named, kind: z.literal('parallel'), branches: few(z.strictObject({ label: text(0), to: NodeId }), FLOW_LIMITS.branches), join: NodeId }),
  z.strictObject({ ...named, kind: z.literal('join'), next: NodeId, how: z.union([z.literal('all'), z.strictObject({ atLeast: z.int().check(z.gte(1)) })]) }),
  z.strictObject({
    ...named,
    kind: z.literal('subflow'),
    flow: Name,
    version: z.optional(z.int()),
    input: Pairs,
    wait: z.boolean(),
    outcomes: Outcomes,
    else: NodeId,
  }),
  z.strictObject({ ...named, kind: z.literal('end'), result: Name, set: z.optional(z.array(Effect).check(z.maxLength(20))) }),
]);

const Start = z.discriminatedUnion('on', [
  z.strictObject({ on: z.literal('form'), form: Name }),
  z.strictObject({ on: z.literal('verb'), verb: Name, when: z.optional(z.unknown()) }),
  z.strictObject({ on: z.literal('rule') }),
  z.strictObject({ on: z.literal('manual'), by: z.array(Name).check(z.maxLength(50)) }),
  z.strictObject({ on: z.literal('subflow') }),
  z.strictObject({ on: z.literal('system'), what: z.literal('acceptance') }),
]);

const Body = z.strictObject({
  entity: Name,
  kind: z.enum(['business', 'journey']),
  start: Start,
  nodes: z.record(NodeId, Node),
  entry: NodeId,
  vars: z.record(VarId, Name),
  exit: z.optional(z.strictObject({ goal: z.optional(z.unknown()), stop: z.optional(z.unknown()), on: z.optional(z.array(Name).check(z.maxLength(20))) })),
  maxVisits: z.int().check(z.gte(1), z.lte(FLOW_LIMITS.maxVisits)),
  withdraw: z.optional(z.enum(['untilDecision', 'always', 'never'])),
  owner: AssignShape,
});

export type FlowShape = { readonly body: FlowBody; readonly problems: readonly [] } | { readonly body: null; readonly problems: readonly Problem<'shape'>[] };

/** A flow's text as a flow, or where it has not its form. */
export function shapeFlow(raw: unknown): FlowShape {
  const parsed = z.safeParse(Body, raw);
  if (parsed.success && Object.keys(parsed.data.nodes).length <= FLOW_LIMITS.nodes) return { body: raw as FlowBody, problems: [] };
  const issues = parsed.success ? [{ path: ['nodes'], code: 'too_many' }] : parsed.error.issues.slice(0, 20);
  return {
    body: null,
    problems: issues.map((issue) => ({
      code: 'shape' as const,
      path: issue.path.map((step) => `/${String(step)}`).join(''),
      level: 'error' as const,
      facts: { problem: issue.code ?? 'invalid' },
    })),
  };
}
