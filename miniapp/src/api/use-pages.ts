import { useCallback, useEffect, useRef, useState } from 'react';
import type { AnyRefusal, CallResult } from './refusals';

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

export interface Pages<Item> {
  /** Null until the first page is there. */
  readonly held: Page<Item> | null;
  readonly refusal: AnyRefusal | null;
  readonly busy: boolean;
  /** The page after this cursor; null: everything anew, while the old stays on the screen. */
  readonly load: (cursor: string | null) => Promise<void>;
}

/**
 * A list that grows page by page; what is there stays there when a later page fails.
 * @param ask must keep its identity: another one is another list. Null: do not ask yet.
 */
export function usePages<Item>(ask: ((cursor: string | null) => Promise<CallResult<Page<Item>>>) | null): Pages<Item> {
  const [held, setHeld] = useState<Page<Item> | null>(null);
  const [refusal, setRefusal] = useState<AnyRefusal | null>(null);
  const [busy, setBusy] = useState(false);
  const turn = useRef(0);
  const load = useCallback(
    async (cursor: string | null) => {
      if (!ask) return;
      const mine = ++turn.current;
      setBusy(true);
      setRefusal(null);
      const answer = await ask(cursor);
      if (turn.current !== mine) return;
      setBusy(false);
      if (!answer.ok) return setRefusal(answer.refusal);
      const { items, next } = answer.value;
      setHeld((before) => ({ items: cursor && before ? [...before.items, ...items] : items, next }));
    },
    [ask],
  );
  useEffect(() => {
    setHeld(null);
    void load(null);
    return () => {
      // Whoever answers later answers nobody.
      turn.current += 1;
    };
  }, [load]);
  return { held, refusal, busy, load };
}
