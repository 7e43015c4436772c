import { sameBody } from './body';
import { own } from '../engines/conditions/values';

/**
 * Brings a template's new version together with what a shop has made of the old one. Nothing of the shop's is overwritten in silence:
 * where both have changed the same place differently, the shop's stays until somebody chooses.
 */
export interface Conflict {
  /** `/fields/phone/required`: members of a list are named by their id. */
  readonly path: string;
  readonly base: unknown;
  /** Undefined: taken out. */
  readonly mine: unknown;
  readonly theirs: unknown;
}
export interface Merged {
  readonly body: unknown;
  /** Places taken over from the template, places at which the shop's own change stays, and places that somebody has to choose at. */
  readonly taken: readonly string[];
  readonly kept: readonly string[];
  readonly conflicts: readonly Conflict[];
}
export type Choices = Readonly<Record<string, 'mine' | 'theirs'>>;

type Tree = Readonly<Record<string, unknown>>;
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A half-merged condition means something that nobody has written: it is taken whole. */
const CONDITION_KEYS = ['all', 'any', 'not', 'f', 'rel', 'segment', 'changed'];
const isCondition = (value: unknown): boolean => isTree(value) && CONDITION_KEYS.some((key) => own(value, key) !== undefined);

const NAMES = ['id', 'key', 'field'] as const;
/** By which property the members of a list are told apart; null: it is one value. */
function nameOf(lists: readonly unknown[]): (typeof NAMES)[number] | null {
  const all = lists.flatMap((list) => (Array.isArray(list) ? (list as unknown[]) : []));
  if (all.length === 0 || lists.some((list) => list !== undefined && !Array.isArray(list))) return null;
  return (
    NAMES.find((name) =>
      lists.every((list) => {
        const names = ((list ?? []) as unknown[]).map((one) => (isTree(one) ? own(one, name) : undefined));
        return names.every((one) => typeof one === 'string') && new Set(names).size === names.length;
      }),
    ) ?? null
  );
}
const byName = (list: unknown, name: string): Map<string, unknown> => new Map(((list ?? []) as Tree[]).map((one) => [one[name] as string, one]));

interface Work {
  readonly choices: Choices;
  readonly taken: string[];
  readonly kept: string[];
  readonly conflicts: Conflict[];
}
const step = (path: string, key: string): string => `${path}/${key.replace(/~/g, '~0').replace(/\//g, '~1')}`;

/** `base`: the template as it was installed; `mine`: what the shop has now; `theirs`: the template's new version. */
export function merge3(base: unknown, mine: unknown, theirs: unknown, choices: Choices = {}): Merged {
  const work: Work = { choices, taken: [], kept: [], conflicts: [] };
  const body = merge(base, mine, theirs, '', work);
  return { body, taken: work.taken, kept: work.kept, conflicts: work.conflicts };
}

function merge(base: unknown, mine: unknown, theirs: unknown, path: string, work: Work): unknown {
  if (sameBody(mine, theirs)) return mine;
  if (sameBody(base, theirs)) return keep(mine, path, work);
  if (sameBody(base, mine)) return take(theirs, path, work);
  const all = [base, mine, theirs];
  if (isTree(mine) && isTree(theirs) && (base === undefined || isTree(base)) && !all.some(isCondition)) return mergeTrees(base ?? {}, mine, theirs, path, work);
  const name = nameOf(all);
  if (name !== null && mine !== undefined && theirs !== undefined) return mergeLists(base, mine, theirs, name, path, work);
  // Taken out here and changed there stays out; changed here and taken out there stays, as the shop's own.
  if (mine === undefined || theirs === undefined) return keep(mine, path, work);
  if (own(work.choices, path) === 'theirs') return take(theirs, path, work);
  if (own(work.choices, path) === 'mine') return keep(mine, path, work);
  work.conflicts.push({ path, base, mine, theirs });
  return mine;
}

function keep(mine: unknown, path: string, work: Work): unknown {
  work.kept.push(path);
  return mine;
}
function take(theirs: unknown, path: string, work: Work): unknown {
  work.taken.push(path);
  return theirs;
}

function mergeTrees(base: Tree, mine: Tree, theirs: Tree, path: string, work: Work): Tree {
  const merged: [string, unknown][] = [];
  for (const key of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
    const value = merge(own(base, key), own(mine, key), own(theirs, key), step(path, key), work);
    if (value !== undefined) merged.push([key, value]);
  }
  return Object.fromEntries(merged);
}

/** The shop's order, with what is new put behind the neighbour that it has in the template. */
function mergeLists(base: unknown, mine: unknown, theirs: unknown, name: string, path: string, work: Work): unknown[] {
  const [from, here, there] = [byName(base, name), byName(mine, name), byName(theirs, name)];
  const merged = new Map<string, unknown>();
  for (const id of new Set([...here.keys(), ...there.keys()])) {
    const value = merge(from.get(id), here.get(id), there.get(id), step(path, id), work);
    if (value !== undefined) merged.set(id, value);
  }
  const order = [...here.keys()].filter((id) => merged.has(id));
  const theirsInOrder = [...there.keys()];
  for (const [i, id] of theirsInOrder.entries()) {
    if (!merged.has(id) || order.includes(id)) continue;
    const before = theirsInOrder
      .slice(0, i)
      .reverse()
      .find((other) => order.includes(other));
    order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, id);
  }
  return order.map((id) => merged.get(id));
}
