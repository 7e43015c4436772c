import * as z from 'zod/mini';
import { Cursor, Done, Empty, endpoint, Id, Instant, page, text } from '../kernel/contract';

/** Every "no" of a to-do or of a running flow. */
export interface FlowsRefusals {
  /** Somebody else was faster (`byName`), or the flow has gone on without it. */
  'flow.todo_closed': { byName: string | null };
  /** not_yours: others are asked. not_your_turn: somebody before her has not answered. already_decided: she has. */
  'flow.not_for_you': { reason: 'not_yours' | 'not_your_turn' | 'already_decided' };
  'flow.comment_missing': { field: 'comment' };
  /** The step does not allow it, the person is asked already, or the place is not one to go to. */
  'flow.not_possible': { reason: 'not_allowed' | 'already_there' | 'unknown_node' | 'unknown_outcome' };
  /** Since the first decision it cannot be taken back. */
  'flow.too_late': { title: string };
  /** It ended, or that step is over. */
  'flow.moved_on': { title: string };
  /** not_in_force: not published or switched off. not_by_hand: something else begins it. already_running: one is under way. */
  'flow.not_started': { reason: 'not_in_force' | 'not_by_hand' | 'already_running' | 'other_record' };
}

/** `instance/node/visit`, or the key of the effect that opened a to-do of its own. */
export const TodoToken = z.string().check(z.minLength(1), z.maxLength(200), z.regex(/^[A-Za-z0-9_.:/#!~-]+$/));
const NodeName = z.string().check(z.minLength(1), z.maxLength(40));
const FlowName = z.string().check(z.minLength(1), z.maxLength(120));
export const FlowStatus = z.enum(['running', 'stuck', 'done', 'withdrawn', 'exited']);
export type FlowStatus = z.infer<typeof FlowStatus>;

export const TodoView = z.object({
  token: TodoToken,
  /** approval: to be agreed to or refused. task: to be done. */
  kind: z.enum(['approval', 'task']),
  title: z.string(),
  flowTitle: z.string(),
  instanceId: z.nullable(Id),
  /** What it is about: the record's own name. */
  subject: z.object({ entity: z.string(), id: z.string(), title: z.string(), customerId: z.nullable(Id) }),
  openedAt: Instant,
  dueAt: z.nullable(Instant),
  late: z.boolean(),
  /** Whoever she stands in for. */
  insteadOfName: z.nullable(z.string()),
  /** Who began the flow; null: it began by itself. */
  startedByName: z.nullable(z.string()),
  /** Why she is asked, in the words of whoever drew the step. */
  note: z.nullable(z.string()),
  /** What was said last on the way here. */
  lastWord: z.nullable(z.object({ byName: z.nullable(z.string()), text: z.string(), at: Instant })),
  state: z.enum(['open', 'held', 'done', 'closed']),
  /** approve, reject, done, transfer, return; or why it closed. */
  how: z.nullable(z.string()),
  /** Whoever was faster. */
  byName: z.nullable(z.string()),
  needComment: z.enum(['never', 'onReject', 'always']),
  returnTo: z.array(z.object({ node: NodeName, title: z.string() })),
  can: z.array(z.enum(['approve', 'reject', 'done', 'transfer', 'addSigner', 'return'])),
});
export type TodoView = z.infer<typeof TodoView>;

export const FlowRow = z.object({
  instanceId: Id,
  flowId: FlowName,
  flowTitle: z.string(),
  version: z.int(),
  subject: TodoView.shape.subject,
  status: FlowStatus,
  result: z.nullable(z.string()),
  startedAt: Instant,
  endedAt: z.nullable(Instant),
  startedByName: z.nullable(z.string()),
  /** Who is asked at the moment. */
  waitingFor: z.array(z.string()),
});
export type FlowRow = z.infer<typeof FlowRow>;

/** Who did what when; a row of the record of an instance. */
export const FlowStep = z.object({
  at: Instant,
  what: z.string(),
  node: z.nullable(NodeName),
  title: z.nullable(z.string()),
  actorName: z.nullable(z.string()),
  version: z.int(),
  facts: z.record(z.string(), z.unknown()),
  tookMs: z.nullable(z.int()),
});
export const FlowView = z.extend(FlowRow, {
  steps: z.array(FlowStep),
  /** Where it stands: the step, since when, and who is waited for. */
  waiting: z.array(
    z.object({
      token: TodoToken,
      node: NodeName,
      title: z.string(),
      since: Instant,
      people: z.array(z.string()),
      stuck: z.nullable(z.string()),
      can: z.array(z.enum(['reassign'])),
    }),
  ),
  /** The steps of the version that it runs, and how often each was entered: what the picture shows. */
  body: z.record(z.string(), z.unknown()),
  visits: z.record(z.string(), z.int()),
  /** Work that was done and is not taken back. */
  done: z.array(z.object({ kind: z.string(), at: Instant })),
  can: z.array(z.enum(['withdraw', 'stop'])),
});
export type FlowView = z.infer<typeof FlowView>;

export const IncidentView = z.object({
  token: TodoToken,
  node: NodeName,
  title: z.string(),
  reason: z.string(),
  openedAt: Instant,
  flow: FlowRow,
  can: z.array(z.enum(['retry', 'skip', 'reassign', 'goto', 'stop'])),
  goTo: z.array(z.object({ node: NodeName, title: z.string() })),
});
export type IncidentView = z.infer<typeof IncidentView>;

export const DelegationView = z.object({
  id: Id,
  toId: Id,
  toName: z.string(),
  startsAt: Instant,
  endsAt: Instant,
  flows: z.array(FlowName),
});
export type DelegationView = z.infer<typeof DelegationView>;

export const CustomerAsk = z.object({
  token: TodoToken,
  act: z.enum(['pick', 'confirm', 'review', 'sign', 'pay', 'form']),
  title: z.string(),
  note: z.string(),
  /** The record that it is about, by name. */
  about: z.string(),
  /** What she may answer: `confirmed`, `refused`, or the shop's own word. */
  outcomes: z.array(z.string()),
  askedAt: Instant,
  /** Of a form that she is asked to fill in: her link to it, for `forms.openLink`. Handing it in is her answer. */
  linkId: z.nullable(Id),
});
export type CustomerAsk = z.infer<typeof CustomerAsk>;

const Choices = z.record(NodeName, z.enum(['next', 'stay', 'end']));
/** What moving those who run an older version would come to. */
export const MigrationPreview = z.object({
  /** The version in force. */
  version: z.int(),
  /** Running on an older one. */
  running: z.int(),
  /** Where they stand; gone: the version in force has no such step, so somebody says what becomes of them. */
  nodes: z.array(z.object({ node: NodeName, title: z.string(), n: z.int(), gone: z.boolean() })),
  moves: z.int(),
  ends: z.int(),
  /** Time limits that became shorter and have passed: they ring spread over half an hour. */
  dueNow: z.int(),
  /** Those that stay on their version, by why. */
  stays: z.object({ chosen: z.int(), block_changed: z.int(), nowhere_to_go: z.int() }),
});
export type MigrationPreview = z.infer<typeof MigrationPreview>;

const comment = z.optional(text(500));
const search = z.optional(text(60));
const own = { audience: 'staff', right: null } as const;
const onTodo = ['record.not_found', 'flow.todo_closed', 'flow.not_for_you', 'flow.not_possible', 'flow.moved_on'] as const;
const Settled = z.object({ status: FlowStatus });

export const flowsEndpoints = {
  'flows.todos': endpoint({
    ...own,
    kind: 'query',
    input: z.strictObject({ state: z.enum(['open', 'ended']), search, customerId: z.optional(Id), instanceId: z.optional(Id), cursor: Cursor }),
    output: z.extend(page(TodoView), { open: z.int() }),
    summary: 'The to-dos of whoever asks: open ones, or her history, by words, of one customer or of one flow. `open`: how many are open in all.',
    refusals: [],
  }),
  'flows.mine': endpoint({
    ...own,
    kind: 'query',
    input: z.strictObject({ search, cursor: Cursor }),
    output: page(FlowRow),
    summary: 'Flows that the asker began, the newest first.',
    refusals: [],
  }),
  'flows.decide': endpoint({
    ...own,
    kind: 'command',
    input: z.strictObject({ token: TodoToken, d: z.enum(['approve', 'reject', 'done']), comment }),
    output: Settled,
    summary: 'Agrees, refuses or reports work done. Of several who are asked, the others are told who was faster.',
    refusals: [...onTodo, 'flow.comment_missing'],
  }),
  'flows.pass': endpoint({
    ...own,
    kind: 'command',
    input: z.strictObject({ token: TodoToken, how: z.enum(['transfer', 'before', 'after']), staffId: Id }),
    output: Settled,
    summary: 'Passes a to-do on, or asks somebody else before or after oneself.',
    refusals: onTodo,
  }),
  'flows.sendBack': endpoint({
    ...own,
    kind: 'command',
    input: z.strictObject({ token: TodoToken, to: NodeName, comment }),
    output: Settled,
    summary: 'Sends the flow back to an earlier step that the definition allows.',
    refusals: onTodo,
  }),
  'flows.asks': endpoint({
    audience: 'customer',
    right: null,
    kind: 'query',
    input: Empty,
    output: z.object({ asks: z.array(CustomerAsk) }),
    summary: 'What flows ask of the customer and she has not answered, the oldest first.',
    refusals: [],
  }),
  'flows.answer': endpoint({
    audience: 'customer',
    right: null,
    kind: 'command',
    input: z.strictObject({ token: TodoToken, outcome: z.string().check(z.minLength(1), z.maxLength(80)) }),
    output: Done,
    summary: 'The customer answers; the flow takes the way of her answer. Answered twice, the second is told that it is over.',
    refusals: ['record.not_found', 'flow.not_possible', 'flow.moved_on', 'flow.todo_closed', 'flow.not_for_you', 'flow.comment_missing', 'flow.too_late'],
  }),
  'flows.start': endpoint({
    ...own,
    kind: 'command',
    input: z.strictObject({ flowId: FlowName, subjectId: z.string().check(z.minLength(1), z.maxLength(80)) }),
    output: z.object({ instanceId: Id }),
    summary: 'Begins a flow that may be begun by hand, on a record of its kind.',
    refusals: ['record.not_found', 'flow.not_started'],
  }),
  'flows.instance': endpoint({
    ...own,
    kind: 'query',
    input: z.strictObject({ instanceId: Id }),
    output: z.object({ flow: FlowView }),
    summary: 'One flow with its record: who did what when, and where it stands. For whoever has `flow.read`, began it or was asked in it.',
    refusals: ['record.not_found'],
  }),
  'flows.withdraw': endpoint({
    ...own,
    kind: 'command',
    input: z.strictObject({ instanceId: Id, reason: comment }),
    output: Settled,
    summary: 'Takes back what one began, until the first decision. What has been done stays.',
    refusals: ['record.not_found', 'flow.not_for_you', 'flow.not_possible', 'flow.too_late', 'flow.moved_on'],
  }),
  'flows.list': endpoint({
    audience: 'staff',
    right: 'flow.read',
    kind: 'query',
    input: z.strictObject({ customerId: z.optional(Id), running: z.optional(z.boolean()), cursor: Cursor }),
    output: page(FlowRow),
    summary: 'Flows of the reader’s stores, the newest first.',
    refusals: [],
  }),
  'flows.incidents': endpoint({
    audience: 'staff',
    right: 'flow.manage',
    kind: 'query',
    input: z.strictObject({ cursor: Cursor }),
    output: page(IncidentView),
    summary: 'Where flows cannot go on by themselves, with the reason and what can be done.',
    refusals: [],
  }),
  'flows.resolve': endpoint({
    audience: 'staff',
    right: 'flow.manage',
    kind: 'command',
    input: z.discriminatedUnion('how', [
      z.strictObject({ how: z.enum(['retry', 'skip', 'stop']), token: TodoToken, reason: text(200, 1) }),
      z.strictObject({ how: z.literal('reassign'), token: TodoToken, staffId: Id, reason: text(200, 1) }),
      z.strictObject({ how: z.literal('goto'), token: TodoToken, to: NodeName, reason: text(200, 1) }),
    ]),
    output: Settled,
    summary: 'Frees a flow: tries again, skips the step, gives it to somebody else, goes to a step, or ends it.',
    refusals: ['record.not_found', 'flow.not_possible', 'flow.moved_on'],
  }),
  'flows.previewMigration': endpoint({
    audience: 'staff',
    right: 'flow.manage',
    kind: 'query',
    input: z.strictObject({ flowId: FlowName, choices: Choices }),
    output: z.object({ preview: MigrationPreview }),
    summary: 'What would become of the flows that still run an older version, with these choices for steps that are gone. Nothing is changed.',
    refusals: ['record.not_found'],
  }),
  'flows.migrate': endpoint({
    audience: 'staff',
    right: 'flow.manage',
    kind: 'command',
    input: z.strictObject({ flowId: FlowName, version: z.int().check(z.gte(1), z.lte(1_000_000)), choices: Choices }),
    output: z.object({ preview: MigrationPreview }),
    summary: 'Moves the flows that run an older version to the one in force, as it was previewed; each moves by itself, within the minute.',
    refusals: ['record.not_found', 'record.changed'],
  }),
  'flows.delegations': endpoint({
    ...own,
    kind: 'query',
    input: Empty,
    output: z.object({ delegations: z.array(DelegationView) }),
    summary: 'Who stands in for the asker, now and later.',
    refusals: [],
  }),
  'flows.delegate': endpoint({
    ...own,
    kind: 'command',
    input: z.strictObject({ toId: Id, startsAt: Instant, endsAt: Instant, flows: z.array(FlowName).check(z.maxLength(50)) }),
    output: z.object({ delegation: DelegationView }),
    summary: 'Lets somebody stand in for to-dos that open in a stretch of time; `flows` empty: of all flows.',
    refusals: ['record.not_found', 'request.invalid'],
  }),
  'flows.endDelegation': endpoint({
    ...own,
    kind: 'command',
    input: z.strictObject({ id: Id }),
    output: Done,
    summary: 'Ends a delegation of one’s own.',
    refusals: ['record.not_found'],
  }),
} as const;
