import type { ApiInput, ApiOutput, EndpointName, LiveMessage } from '@zhike/domain/api';
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { type Answer, type AppRefusal, call, newIntent, outcomeUnknown } from './call';
import { type LiveState, liveState, onLive, watchLiveState } from './live';

export interface Query<Value> {
  readonly data: Value | undefined;
  readonly refusal: AppRefusal | undefined;
  readonly busy: boolean;
  reload(): void;
  /** Puts an answer that a command already brought back, without asking again. */
  put(value: Value): void;
}

interface QueryOptions {
  /** Live messages that concern what is shown; a resync always does. */
  readonly follow?: (message: LiveMessage) => boolean;
  /** Keep showing the last answer while another input loads (tables, calendars). */
  readonly keepPrevious?: boolean;
}

const CACHE_SIZE = 80;
const BURST_MS = 120;
const cache = new Map<string, unknown>();

function remember(key: string, value: unknown): void {
  cache.delete(key);
  cache.set(key, value);
  const oldest = cache.keys().next().value;
  if (cache.size > CACHE_SIZE && oldest !== undefined) cache.delete(oldest);
}

/** Forgets every kept answer: tests, and the moment after a login. */
export function forgetQueries(): void {
  cache.clear();
}

/**
 * Shows an endpoint's answer: the kept one at once, then the fresh one; again after a live message. A late answer to an older input is dropped.
 * @param input null: nothing to ask yet
 */
export function useQuery<Name extends EndpointName>(name: Name, input: ApiInput<Name> | null, options: QueryOptions = {}): Query<ApiOutput<Name>> {
  type Value = ApiOutput<Name>;
  const key = input === null ? null : `${name} ${JSON.stringify(input)}`;
  const [shown, setShown] = useState<{ key: string | null; data: Value | undefined; refusal: AppRefusal | undefined }>({
    key: null,
    data: undefined,
    refusal: undefined,
  });
  const [busyKey, setBusyKey] = useState<string | null>(key);
  const latest = useRef({ key, input, follow: options.follow, round: 0 });
  latest.current.key = key;
  latest.current.input = input;
  latest.current.follow = options.follow;

  const reload = useCallback(() => {
    const { key: asked, input: body } = latest.current;
    if (asked === null || body === null) return;
    const round = (latest.current.round += 1);
    setBusyKey(asked);
    void call(name, body).then((answer) => {
      if (answer.ok) remember(asked, answer.value);
      if (round !== latest.current.round || latest.current.key !== asked) return;
      setBusyKey(null);
      setShown((before) =>
        answer.ok
          ? { key: asked, data: answer.value, refusal: undefined }
          : { key: asked, data: before.key === asked ? before.data : (cache.get(asked) as Value | undefined), refusal: answer.refusal },
      );
    });
  }, [name]);

  useEffect(() => {
    latest.current.round += 1;
    if (key !== null) reload();
    else setBusyKey(null);
  }, [key, reload]);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = onLive((news) => {
      if (news.topic !== 'resync' && !latest.current.follow?.(news)) return;
      clearTimeout(timer);
      timer = setTimeout(reload, BURST_MS);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [reload]);

  const put = useCallback((value: Value) => {
    const at = latest.current.key;
    if (at === null) return;
    latest.current.round += 1;
    remember(at, value);
    setBusyKey(null);
    setShown({ key: at, data: value, refusal: undefined });
  }, []);

  const own = shown.key === key;
  const kept = key === null ? undefined : (cache.get(key) as Value | undefined);
  const data = own ? shown.data : (kept ?? (options.keepPrevious ? shown.data : undefined));
  return { data, refusal: own ? shown.refusal : undefined, busy: key !== null && (busyKey === key || (!own && kept === undefined)), reload, put };
}

export interface Command<Name extends EndpointName> {
  readonly busy: boolean;
  readonly refusal: AppRefusal | undefined;
  /** Sends the command; while one is on its way a second press joins it. */
  run(input: ApiInput<Name>): Promise<Answer<ApiOutput<Name>>>;
  clear(): void;
}

/**
 * A command with one idempotency key per user intent: pressing again after a dead line repeats the same intent with the same key,
 * so nothing happens twice; a definite answer or changed input begins a new one.
 */
export function useCommand<Name extends EndpointName>(name: Name): Command<Name> {
  const [state, setState] = useState<{ busy: boolean; refusal: AppRefusal | undefined }>({ busy: false, refusal: undefined });
  const pending = useRef<Promise<Answer<ApiOutput<Name>>> | null>(null);
  const open = useRef<{ body: string; key: string } | null>(null);
  const alive = useRef(true);
  useEffect(() => {
    alive.current = true;
    return () => {
      alive.current = false;
    };
  }, []);

  const run = useCallback(
    (input: ApiInput<Name>) => {
      if (pending.current) return pending.current;
      const body = JSON.stringify(input);
      if (open.current?.body !== body) open.current = { body, key: newIntent() };
      setState({ busy: true, refusal: undefined });
      const going = call(name, input, open.current.key).then((answer) => {
        pending.current = null;
        if (answer.ok || !outcomeUnknown(answer.refusal)) open.current = null;
        if (alive.current) setState({ busy: false, refusal: answer.ok ? undefined : answer.refusal });
        return answer;
      });
      pending.current = going;
      return going;
    },
    [name],
  );
  const clear = useCallback(() => setState({ busy: false, refusal: undefined }), []);
  return { ...state, run, clear };
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(watchLiveState, liveState);
}
