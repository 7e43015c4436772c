/**
 * What an outside service answered. `rejected` is its final no (do not repeat the same call); `unavailable` means no usable
 * answer: nothing, a time-out, 5xx, rate limit. After `unavailable` on a write nobody knows whether it was done:
 * ask again with the same number, or look it up.
 */
export type Outcome<Value> =
  | { readonly kind: 'ok'; readonly value: Value }
  | { readonly kind: 'rejected'; readonly code: string; readonly detail: string }
  | {
      readonly kind: 'unavailable';
      readonly detail: string;
      /** Surely nothing was done: the service was never reached, or said itself that it would not. Absent: nobody knows. */
      readonly notDone?: true;
    };
