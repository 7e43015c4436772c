import { durationMs, type Assign } from '../effects';
import type { ApprovalNode, NodeId, Signing, TaskNode } from './definition';
import { ask, change, dropTimer, effect, go, say, setDue, setTimer, stick, tokenOf, turn, type Draft, type NodeRules } from './draft';
import type { Answer, Line, Person, Token } from './instance';
import { linesOf, openPeople, outcomeOf, turns } from './signing';

/** Nodes that wait for somebody of the staff: an approval, and work that is reported done. */
export type PeopleNode = ApprovalNode | TaskNode;

export const signingOf = (node: PeopleNode): Signing => (node.kind === 'task' ? 'or' : node.mode);
const yesOf = (node: PeopleNode): NodeId => (node.kind === 'task' ? node.done : node.approve);
/** Work has no refusal: who cannot do it passes it on. */
const noOf = (node: PeopleNode): NodeId => (node.kind === 'task' ? node.done : node.reject);

/** Who is asked if nobody was found the first time; null: nobody is, and it counts as agreed. */
function insteadOfNobody(draft: Draft, node: PeopleNode): Assign | null {
  if (node.kind === 'task' || node.empty === 'admin') return draft.def.owner;
  return node.empty === 'skip' ? null : { anyOf: [{ supervisorOf: 'starter' }, draft.def.owner] };
}

function askPeople(draft: Draft, token: Token, who: Assign, node: PeopleNode, as: string): void {
  const { starter } = draft.inst;
  const self = (node.kind === 'approval' && node.self) || 'allow';
  ask(draft, token, { ask: 'people', who, self, ...(starter === undefined ? {} : { starter }) }, as);
}

/** Opens the to-dos of those whose turn it has become, and settles the node if nothing is left to wait for. */
export function advance(draft: Draft, before: Token, node: PeopleNode, lines: readonly Line[], by: string, comment?: string): void {
  const mode = signingOf(node);
  const asked = new Set(openPeople(before.lines ?? []).map((one) => one.person));
  const ordered = turns(mode, lines);
  const token = change(draft, turn(draft, before.key).key, { state: 'people', lines: ordered });
  const outcome = outcomeOf(mode, ordered);
  if (outcome !== 'open') return settle(draft, token, node, outcome, by, comment);
  const people = openPeople(ordered).filter((one) => !asked.has(one.person));
  if (people.length > 0) effect(draft, token, `open.${token.turn}`, { do: 'todo.open', token: token.key, node: token.node, kind: node.kind, people });
}

/** The decision of a node: it is kept, the to-dos of the others close, and the flow goes on. */
export function settle(draft: Draft, token: Token, node: PeopleNode, outcome: 'approve' | 'reject', by: string, comment?: string): void {
  const d = node.kind === 'task' ? 'done' : outcome;
  const decided = { by, visit: token.visit, d, at: draft.now, ...(comment === undefined ? {} : { comment }) };
  const yes = (token.lines ?? []).flatMap((line) => line.todos.filter((todo) => todo.state === 'agreed').map((todo) => todo.person));
  const agreed = node.kind === 'task' ? draft.inst.agreed : outcome === 'reject' ? [] : [...new Set([...draft.inst.agreed, ...yes])];
  draft.inst = { ...draft.inst, agreed, decisions: { ...draft.inst.decisions, [token.node]: decided } };
  go(draft, token, outcome === 'approve' ? yesOf(node) : noOf(node), by);
}

function begin(draft: Draft, token: Token, node: PeopleNode, people: readonly Person[]): void {
  const skipsKnown = node.kind === 'approval' && node.same === 'autoApproveIfAlreadyApproved';
  const lines = linesOf(signingOf(node), people).map((line) => ({
    todos: line.todos.map((todo) => (skipsKnown && draft.inst.agreed.includes(todo.person) ? { ...todo, state: 'agreed' as const } : todo)),
  }));
  const by = lines.flatMap((line) => line.todos).find((todo) => todo.state === 'agreed')?.person ?? '';
  const isFirst = token.lines === undefined;
  advance(draft, change(draft, token.key, { lines: [] }), node, lines, by);
  const still = tokenOf(draft.inst, token.key);
  if (still && isFirst) askDue(draft, still, node);
}

/** Its time limit: a length, or the moment that the record names. */
function askDue(draft: Draft, token: Token, node: PeopleNode): void {
  if (node.kind === 'approval' && node.dueAt) ask(draft, token, { ask: 'until', until: { path: node.dueAt } });
  else setDue(draft, token, node.due);
}

/** The moment that the record names now takes the place of the one before. */
function dueAt(draft: Draft, token: Token, at: number | null): void {
  const running = Object.entries(token.timers ?? {}).find(([key]) => key.includes('#due'));
  if (running?.[1] === at) return;
  if (running) dropTimer(draft, token.key, running[0], true);
  if (at !== null) setTimer(draft, token.key, running ? `due.${turn(draft, token.key).turn}` : 'due', at);
}

function found(draft: Draft, token: Token, node: PeopleNode, people: readonly Person[], as: string): void {
  say(draft, { what: 'asked', node: token.node, token: token.key, facts: { people: people.map((one) => one.person), as } });
  if (as === 'above') return escalated(draft, token, node, people);
  if (people.length > 0) return begin(draft, token, node, people);
  const next = as === 'owner' ? undefined : insteadOfNobody(draft, node);
  if (next === undefined) stick(draft, token, 'nobody');
  else if (next === null) settle(draft, token, node, 'approve', '');
  else askPeople(draft, token, next, node, 'owner');
}

function escalated(draft: Draft, token: Token, node: PeopleNode, people: readonly Person[]): void {
  const lines = token.lines ?? [];
  const known = new Set(lines.flatMap((line) => line.todos.map((todo) => todo.person)));
  const above = people.filter((one) => !known.has(one.person)).map((one): Line => ({ above: true, todos: [{ ...one, state: 'waiting' }] }));
  advance(draft, token, node, [...lines, ...above], '');
  const next = tokenOf(draft.inst, token.key);
  if (next && node.onDue && 'to' in node.onDue && node.onDue.thenEach)
    setTimer(draft, token.key, `due.${next.turn}`, draft.now + durationMs(node.onDue.thenEach));
}

function late(draft: Draft, token: Token, node: PeopleNode): void {
  say(draft, { what: 'late', node: token.node, token: token.key });
  const { onDue } = node;
  if (onDue && 'auto' in onDue) return settle(draft, token, node, onDue.auto, '');
  if (onDue && 'goto' in onDue) return go(draft, token, onDue.goto);
  const next = turn(draft, token.key);
  effect(draft, next, `remind.${next.turn}`, { do: 'todo.remind', token: token.key });
  if (onDue) askPeople(draft, next, onDue.to, node, 'above');
}

/** She is here no longer: her part goes to the others, or others are asked. */
export function without(draft: Draft, token: Token, node: PeopleNode, person: string): void {
  const lines = (token.lines ?? [])
    .map((line) => ({ ...line, todos: line.todos.filter((todo) => todo.person !== person || todo.state === 'agreed' || todo.state === 'refused') }))
    .filter((line) => line.todos.length > 0);
  if (lines.length > 0) return advance(draft, token, node, lines, '');
  const next = change(draft, turn(draft, token.key).key, { lines: [] });
  askPeople(draft, next, { anyOf: [node.who, { supervisorOf: 'starter' }] }, node, 'people');
}

function answered(draft: Draft, token: Token, node: PeopleNode, answer: Answer, as: string): void {
  if (answer.ask === 'people') found(draft, token, node, answer.people, as);
  else if (answer.ask === 'until') dueAt(draft, token, answer.at);
  else if (answer.ask === 'due' && answer.at !== null) setTimer(draft, token.key, 'due', answer.at);
}

export const approval: NodeRules<ApprovalNode> = {
  enter: (draft, token, node) => askPeople(draft, token, node.who, node, 'people'),
  answer: answered,
  timer: late,
  changed(draft, token, node) {
    if (node.dueAt && token.state === 'people') askDue(draft, token, node);
  },
  skip: (node) => node.approve,
};

export const task: NodeRules<TaskNode> = {
  enter: (draft, token, node) => askPeople(draft, token, node.who, node, 'people'),
  answer: answered,
  timer: late,
  skip: (node) => node.done,
};
