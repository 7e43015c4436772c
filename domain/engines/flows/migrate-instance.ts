import { own } from '../conditions/values';
import { durationMs } from '../effects';
import { blocksOf, nodeOf } from './blocks';
import type { FlowDef, NodeId } from './definition';
import type { Instance, Move, Token, TokenKey } from './instance';
import { rulesOf } from './kinds';

/** What becomes of whoever waits at a node that the new version does not have. */
export type Choice = 'next' | 'stay' | 'end';

/**
 * What a migration would do to one instance. stays: it runs its old version to the end, and why. Otherwise the moves of its tokens;
 * `dueNow`: time limits that became shorter and have passed, so that they ring at once and should be spread.
 */
export type MigrationPlan =
  | { readonly stays: 'chosen' | 'block_changed' | 'nowhere_to_go' }
  | { readonly tokens: Readonly<Record<TokenKey, Move>>; readonly dueNow: readonly TokenKey[] };

/** The node that an old token would come to next and that is still there. */
function survivor(from: FlowDef, to: FlowDef, node: NodeId): NodeId | null {
  const seen = new Set<NodeId>();
  for (let id: NodeId | null = node; id !== null && !seen.has(id); ) {
    if (nodeOf(to, id)) return id;
    seen.add(id);
    const old = nodeOf(from, id);
    id = old ? rulesOf(old).skip(old) : null;
  }
  return null;
}

const branchesOf = (def: FlowDef, block: NodeId): string => {
  const node = nodeOf(def, block);
  return node?.kind === 'parallel' ? JSON.stringify([node.branches.map((branch) => branch.to), node.join]) : '';
};

/** The same blocks around it with the same branches: only then do the counts of a fork mean the same. */
function sameBlocks(from: FlowDef, to: FlowDef, old: NodeId, next: NodeId): boolean {
  const [before, after] = [blocksOf(from).of.get(old) ?? [], blocksOf(to).of.get(next) ?? []];
  if (!after.every((block, i) => before[i] === block)) return false;
  return before.every((block) => branchesOf(from, block) === branchesOf(to, block)) && (before.length === 0 || before.length === after.length);
}

/** A new time limit counts from when the waiting began. Only what is counted in hours can be worked out here; the rest keeps its moment. */
function dueOf(def: FlowDef, token: Token): number | undefined {
  const node = nodeOf(def, token.node);
  if (node?.kind === 'delay') return node.for ? token.since + durationMs(node.for) : undefined;
  if (!node || !('due' in node) || node.due?.clock !== 'hours') return undefined;
  return token.since + durationMs(node.due.after);
}

function moveOf(from: FlowDef, to: FlowDef, token: Token, choice: Choice): Move | 'stays' | 'block_changed' | 'nowhere_to_go' {
  const next = nodeOf(to, token.node);
  if (next && next.kind === nodeOf(from, token.node)?.kind) {
    if (!sameBlocks(from, to, token.node, token.node)) return 'block_changed';
    const due = Object.keys(token.timers ?? {}).length > 0 ? dueOf(to, token) : undefined;
    return due === undefined ? { keep: true } : { keep: true, due };
  }
  if (choice === 'stay') return 'stays';
  if (choice === 'end') return { end: true };
  const target = survivor(from, to, next ? (rulesOf(next).skip(next) ?? token.node) : token.node);
  if (target === null) return 'nowhere_to_go';
  return sameBlocks(from, to, token.node, target) ? { to: target } : 'block_changed';
}

/**
 * Plans the way of a running instance to another version, node by node: same id and kind in the same blocks stays and keeps its to-dos;
 * a node that is gone follows the choice made for it. Steps that were put behind a token never run for it.
 * @param choices for nodes that the new version does not have (or has as another kind); without one they go on to the next that survives
 */
export function planMigration(from: FlowDef, to: FlowDef, instance: Instance, choices: Readonly<Record<NodeId, Choice>>, now: number): MigrationPlan {
  const tokens: Record<TokenKey, Move> = {};
  const dueNow: TokenKey[] = [];
  for (const token of instance.tokens) {
    const choice = own(choices, token.node);
    const move = moveOf(from, to, token, choice ?? 'next');
    if (typeof move === 'string') return { stays: move === 'stays' ? 'chosen' : move };
    tokens[token.key] = move;
    if ('keep' in move && move.due !== undefined && move.due <= now) dueNow.push(token.key);
  }
  return { tokens, dueNow };
}

/** How many wait at each node, and where a new version leaves them without one: what the dialog on publishing shows. */
export function standing(instances: readonly Instance[], to: FlowDef): readonly { readonly node: NodeId; readonly n: number; readonly gone: boolean }[] {
  const counts = new Map<NodeId, number>();
  for (const { tokens } of instances) for (const { node } of tokens) counts.set(node, (counts.get(node) ?? 0) + 1);
  return [...counts].map(([node, n]) => ({ node, n, gone: nodeOf(to, node) === undefined })).sort((a, b) => (a.node < b.node ? -1 : 1));
}
