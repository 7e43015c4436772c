import { useDidHide, useDidShow } from '@tarojs/taro';
import { useCallback, useEffect, useRef, useState } from 'react';
import { call } from '@/api/call';
import type { AnyRefusal } from '@/api/refusals';

export interface LiveCode {
  readonly code: string;
  readonly validSeconds: number;
  /** By the phone's own clock, from the moment of the answer: a code may end a little early here, never late. */
  readonly until: number;
}

/** After so many codes that nobody asked for, a phone that was laid aside stops asking: a tap goes on. */
const MOST_UNASKED = 10;
const LOOK_MS = 250;

/**
 * CD-09: a code that says who she is, renewed when its seconds are over, for as long as the page is in front.
 * A page that comes back to the front has a new one: the old may have been read.
 */
export function useLiveCode() {
  const [live, setLive] = useState<LiveCode | null>(null);
  const [refusal, setRefusal] = useState<AnyRefusal | null>(null);
  const [busy, setBusy] = useState(false);
  const [left, setLeft] = useState(0);
  const [inFront, setInFront] = useState(true);
  const unasked = useRef(0);
  const turn = useRef(0);

  const renew = useCallback(async (asked: boolean) => {
    if (asked) unasked.current = 0;
    const mine = ++turn.current;
    setBusy(true);
    const from = Date.now();
    const answer = await call('membership.myCode', {});
    if (turn.current !== mine) return;
    setBusy(false);
    setRefusal(answer.ok ? null : answer.refusal);
    if (!answer.ok) return setLive(null);
    const { code, validSeconds } = answer.value;
    setLive({ code, validSeconds, until: from + validSeconds * 1_000 });
    setLeft(validSeconds);
  }, []);

  useDidShow(() => setInFront(true));
  useDidHide(() => setInFront(false));
  useEffect(() => {
    if (inFront) void renew(true);
    return () => {
      // Whoever answers later answers nobody.
      turn.current += 1;
    };
  }, [inFront, renew]);

  useEffect(() => {
    if (!live || !inFront) return undefined;
    const timer = setInterval(() => {
      const rest = Math.max(0, Math.ceil((live.until - Date.now()) / 1_000));
      setLeft(rest);
      if (rest > 0) return;
      clearInterval(timer);
      if (unasked.current < MOST_UNASKED) {
        unasked.current += 1;
        void renew(false);
      } else setLive(null);
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [live, inFront, renew]);

  return { live, left, refusal, busy, renew: () => void renew(true) };
}
