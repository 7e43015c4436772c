import type { ApiInput, ApiOutput } from '@zhike/domain/api';
import { useCallback, useRef, useState } from 'react';
import { call } from './call';
import type { CustomerCommand } from './endpoints';
import { createIntent } from './intent';
import type { AnyRefusal } from './refusals';

export interface Command<Name extends CustomerCommand> {
  /** Undefined when one is already under way or has just been done: the second half of a double tap does nothing. */
  readonly run: (input: ApiInput<Name>) => Promise<ApiOutput<Name> | undefined>;
  readonly busy: boolean;
  readonly refusal: AnyRefusal | null;
  readonly clear: () => void;
}

/** A write behind a button: one at a time, one key for one wish, the refusal kept for the page to word. */
export function useCommand<Name extends CustomerCommand>(name: Name): Command<Name> {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<AnyRefusal | null>(null);
  const running = useRef(false);
  const intent = useRef(createIntent());
  const run = useCallback(
    async (input: ApiInput<Name>) => {
      if (running.current || intent.current.isSamePress(input)) return undefined;
      running.current = true;
      setBusy(true);
      setRefusal(null);
      const answer = await call(name, input, intent.current.keyFor(input));
      intent.current.settle(answer.ok ? null : answer.refusal.code);
      running.current = false;
      setBusy(false);
      if (answer.ok) return answer.value;
      setRefusal(answer.refusal);
      return undefined;
    },
    [name],
  );
  const clear = useCallback(() => setRefusal(null), []);
  return { run, busy, refusal, clear };
}
