import type { ApiInput, ApiOutput } from '@zhike/domain/api';
import { useDidShow } from '@tarojs/taro';
import { useCallback, useEffect, useRef, useState } from 'react';
import { call } from './call';
import type { CustomerQuery } from './endpoints';
import type { AnyRefusal } from './refusals';

export interface Query<Value> {
  /** The newest answer to exactly this question; undefined while the first one is under way. */
  readonly value: Value | undefined;
  /** Why the newest try failed; an older value may still be shown beside it. */
  readonly refusal: AnyRefusal | null;
  readonly loading: boolean;
  readonly reload: () => Promise<void>;
}

/** Answers that hardly change: shown at once on the next page while they are asked again. */
const SHELF: readonly CustomerQuery[] = ['stores.shop', 'stores.list', 'booking.services', 'booking.service'];
const FRESH_MS = 1_000;
const shelf = new Map<string, unknown>();

/**
 * Asks when the question changes and again whenever the page is shown.
 * @param input null: do not ask yet
 */
export function useQuery<Name extends CustomerQuery>(name: Name, input: ApiInput<Name> | null): Query<ApiOutput<Name>> {
  type Value = ApiOutput<Name>;
  const key = input === null ? null : `${name} ${JSON.stringify(input)}`;
  const [held, setHeld] = useState<{ key: string; value: Value | undefined; refusal: AnyRefusal | null } | null>(null);
  const [busy, setBusy] = useState(0);
  const latest = useRef<{ key: string | null; input: ApiInput<Name> | null; turn: number }>({ key, input, turn: 0 });
  const askedAt = useRef(Date.now());
  latest.current.key = key;
  latest.current.input = input;

  const reload = useCallback(async () => {
    const { key: asked, input: question } = latest.current;
    if (asked === null || question === null) return;
    const turn = ++latest.current.turn;
    askedAt.current = Date.now();
    setBusy((n) => n + 1);
    const answer = await call(name, question);
    setBusy((n) => n - 1);
    if (latest.current.key !== asked || latest.current.turn !== turn) return;
    if (answer.ok && SHELF.includes(name)) shelf.set(asked, answer.value);
    setHeld((before) =>
      answer.ok
        ? { key: asked, value: answer.value, refusal: null }
        : { key: asked, value: before?.key === asked ? before.value : undefined, refusal: answer.refusal },
    );
  }, [name]);

  useEffect(() => {
    if (key !== null) void reload();
  }, [key, reload]);

  // The page's first showing comes together with the first question; a part that appears later sees only later ones.
  useDidShow(() => {
    if (Date.now() - askedAt.current > FRESH_MS) void reload();
  });

  const mine = held !== null && held.key === key ? held : null;
  const shelved = key === null ? undefined : (shelf.get(key) as Value | undefined);
  return { value: mine?.value ?? shelved, refusal: mine?.refusal ?? null, loading: key !== null && (busy > 0 || mine === null), reload };
}
