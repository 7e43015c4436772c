import { useDidHide, useDidShow } from '@tarojs/taro';
import { useEffect, useRef, useState } from 'react';

/** Asks again and again while this page is in front: a mini-program has no live stream, and a hidden page needs no news. */
export function usePolling(look: () => void, everyMs: number, wanted: boolean): void {
  const [inFront, setInFront] = useState(true);
  const latest = useRef(look);
  latest.current = look;
  useDidShow(() => setInFront(true));
  useDidHide(() => setInFront(false));
  useEffect(() => {
    if (!wanted || !inFront) return undefined;
    const timer = setInterval(() => latest.current(), everyMs);
    return () => clearInterval(timer);
  }, [everyMs, wanted, inFront]);
}
