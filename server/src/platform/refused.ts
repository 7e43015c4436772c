import type { ApiRefusal } from '@zhike/domain/api';

/** A check before saving said no when everything was written: the transaction is taken back, and this carries the no to whoever asked. */
export class CommitRefused extends Error {
  constructor(readonly refusal: ApiRefusal) {
    super(refusal.code);
  }
}
