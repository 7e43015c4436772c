import type { Refusals } from '@zhike/domain/api';

export type GuardWarnings = Refusals['rule.guard_warned']['warnings'];
/** By the check's id, with the reason; null: she thinks about it again. */
export type Passed = Readonly<Record<string, string>> | null;

let ask: ((warnings: GuardWarnings) => Promise<Passed>) | null = null;

/** Whoever draws the question listens here: any command of any page may be warned. Answers how to stop. */
export function whenWarned(listener: (warnings: GuardWarnings) => Promise<Passed>): () => void {
  ask = listener;
  return () => {
    if (ask === listener) ask = null;
  };
}

/** Shows what the checks before saving say; null where nobody can pass them, or nobody is there to ask. */
export async function askWarned(warnings: GuardWarnings): Promise<Passed> {
  return ask !== null && warnings.every((one) => one.mayGoOn) ? ask(warnings) : null;
}

/** As it travels: a header holds no Chinese. */
export const acceptedHeader = (passed: Readonly<Record<string, string>>): string => encodeURIComponent(JSON.stringify(passed));
