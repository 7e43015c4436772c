import type { ApiRefusal } from '@zhike/domain/api';

/** A check before saving said no when everything was written: the transaction is taken back, and this carries the no to whoever asked. */
export class CommitRefused extends Error {
  constructor(readonly refusal: ApiRefusal) {
    super(refusal.code);
  }
}

/** What checks before saving said, for those who write many rows and tell of each: a warning that nobody is there to read is a no. Null: it was something else. */
export function guardWords(error: unknown): string | null {
  if (!(error instanceof CommitRefused)) return null;
  const { refusal } = error;
  if (refusal.code === 'rule.guard_refused') return refusal.facts.problems.map((one) => one.message).join('；');
  return refusal.code === 'rule.guard_warned' ? refusal.facts.warnings.map((one) => one.message).join('；') : null;
}
