import type { Cond, FieldId, Value } from '../conditions/definition';
import type { Formula } from '../catalogue/definition';
import type { GuardDef } from './definition';

/** What a save is about to write. */
export interface Draft {
  readonly entity: string;
  /** `create`, `update`, or the verb. */
  readonly doing: string;
  readonly values: Readonly<Record<FieldId, Value>>;
}

/** The parts that a guard is judged with; forms' own checks stand between `set` and `refuse`. */
export interface GuardParts {
  readonly matches: (cond: Cond, values: Readonly<Record<FieldId, Value>>) => boolean;
  readonly compute: (formula: Formula, values: Readonly<Record<FieldId, Value>>) => Value;
  readonly formProblems: (values: Readonly<Record<FieldId, Value>>) => readonly GuardProblem[];
  /** Warnings that the person has read: with her reason, where one is asked for. */
  readonly accepted: ReadonlyMap<string, string>;
  readonly rights: ReadonlySet<string>;
}

export interface GuardProblem {
  readonly guardId: string;
  readonly message: string;
}

export interface GuardWarning extends GuardProblem {
  readonly needReason: boolean;
  /** Without the right nobody may go on: a colleague who has it must save. */
  readonly mayGoOn: boolean;
}

export type GuardVerdict =
  | {
      readonly kind: 'save';
      readonly values: Readonly<Record<FieldId, Value>>;
      readonly reasons: readonly { readonly guardId: string; readonly reason: string }[];
    }
  | { readonly kind: 'refused'; readonly problems: readonly GuardProblem[] }
  | { readonly kind: 'warned'; readonly warnings: readonly GuardWarning[] };

/** The guards that look at a draft, in the order of their ids: the same in every process. */
export function guardsFor(guards: readonly GuardDef[], draft: Pick<Draft, 'entity' | 'doing'>): GuardDef[] {
  return guards.filter((guard) => guard.entity === draft.entity && guard.on.includes(draft.doing)).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * Judges a draft: first what guards set, then the form's own checks, then refusals (all of them at once), then warnings that nobody has
 * accepted. Every path of writing asks it, inside its transaction; it sends nothing.
 */
export function judge(guards: readonly GuardDef[], draft: Draft, parts: GuardParts): GuardVerdict {
  const mine = guardsFor(guards, draft);
  const values = mine.reduce((now, guard) => settled(guard, now, parts), draft.values);
  const broken = parts.formProblems(values);
  if (broken.length > 0) return { kind: 'refused', problems: broken };
  const met = mine.filter((guard) => !('set' in guard.answer) && parts.matches(guard.when, values));
  const refused = met.flatMap((guard) => ('refuse' in guard.answer ? [{ guardId: guard.id, message: guard.answer.refuse }] : []));
  if (refused.length > 0) return { kind: 'refused', problems: refused };
  const warnings = met.flatMap((guard) => warningOf(guard, parts));
  if (warnings.length > 0) return { kind: 'warned', warnings };
  const reasons = met.flatMap((guard) => ('warn' in guard.answer ? [{ guardId: guard.id, reason: parts.accepted.get(guard.id) ?? '' }] : []));
  return { kind: 'save', values, reasons };
}

function settled(guard: GuardDef, values: Readonly<Record<FieldId, Value>>, parts: GuardParts): Readonly<Record<FieldId, Value>> {
  if (!('set' in guard.answer) || !parts.matches(guard.when, values)) return values;
  const now = { ...values };
  for (const { field, formula } of guard.answer.set) now[field] = parts.compute(formula, now);
  return now;
}

/** What a check that is met still has to say: nothing, once somebody who may pass it has read it. */
export function warningOf(guard: GuardDef, { accepted, rights }: Pick<GuardParts, 'accepted' | 'rights'>): GuardWarning[] {
  if (!('warn' in guard.answer)) return [];
  const { warn, needReason, right } = guard.answer;
  const mayGoOn = rights.has(right);
  const reason = accepted.get(guard.id);
  const read = reason !== undefined && (!needReason || reason.trim() !== '');
  return mayGoOn && read ? [] : [{ guardId: guard.id, message: warn, needReason, mayGoOn }];
}

/** The names to lock before a guard counts other rows, so that two who save at once are counted one after the other. */
export function locksOf(guards: readonly GuardDef[], draft: Draft, read: (path: string) => Value): string[] {
  return guardsFor(guards, draft)
    .filter((guard) => guard.lockOn !== undefined)
    .map((guard) => `guard:${guard.id}:${JSON.stringify((guard.lockOn ?? []).map(read))}`);
}
