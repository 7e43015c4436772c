import { allow, refuse, type Decision } from '../kernel/decision';

/** Bounds of any definition, whatever engine reads it: a body is outside input and may come from a file. */
export const BODY_LIMITS = { bytes: 400_000, depth: 40, key: 120 } as const;
/** Keys that mean something to JavaScript itself: no definition may carry them. */
const FORBIDDEN = ['__proto__', 'prototype', 'constructor'];

export type BodyProblem = 'too_large' | 'too_deep' | 'forbidden_key' | 'not_a_value';
type Refused = { readonly code: 'definition.body_refused'; readonly facts: { readonly path: string; readonly problem: BodyProblem } };

/** Whether a body is plain JSON within bounds; `path` (`/fields/3`) says where it is not. What it means is its engine's to check. */
export function decideBody(body: unknown): Decision<unknown, Refused> {
  const problem = look(body, '', 0, { left: BODY_LIMITS.bytes });
  return problem ? refuse('definition.body_refused', problem) : allow(body);
}

function look(value: unknown, path: string, depth: number, room: { left: number }): Refused['facts'] | null {
  if (depth > BODY_LIMITS.depth) return { path, problem: 'too_deep' };
  // Counted as UTF-8 would be at most, so that a body cannot be small in memory and large in the database.
  room.left -= typeof value === 'string' ? value.length * 3 + 2 : 8;
  if (room.left < 0) return { path, problem: 'too_large' };
  if (value === null || typeof value === 'boolean') return null;
  if (typeof value === 'string') return /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]|[\ud800-\udfff]/u.test(value) ? { path, problem: 'not_a_value' } : null;
  if (typeof value === 'number') return Number.isFinite(value) ? null : { path, problem: 'not_a_value' };
  if (typeof value !== 'object') return { path, problem: 'not_a_value' };
  for (const [key, child] of Object.entries(value)) {
    const at = `${path}/${key.replace(/~/g, '~0').replace(/\//g, '~1').slice(0, BODY_LIMITS.key)}`;
    if (FORBIDDEN.includes(key)) return { path: at, problem: 'forbidden_key' };
    room.left -= key.length * 3 + 4;
    const problem = look(key, at, depth, room) ?? look(child, at, depth + 1, room);
    if (problem) return problem;
  }
  return null;
}

/** The same text: keys in any order, lists in theirs. */
export function sameBody(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false;
  const left = new Map(Object.entries(a));
  const right = new Map(Object.entries(b));
  return left.size === right.size && [...left].every(([key, value]) => right.has(key) && sameBody(value, right.get(key)));
}
