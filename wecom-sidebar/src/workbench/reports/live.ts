import type { LiveMessage } from '@zhike/domain/api';
import { nounOf } from '@zhike/domain/events';
import { useEffect, useRef } from 'react';
import { onLive } from '../../api/live';

/** So long a burst is waited out: many tiles ask at once, and a till that works off a queue tells of every line. */
export const WAIT_MS = 2_000;
/** Whoever goes on telling does not put a page off for ever: RP-12 promises ten seconds. */
export const LATEST_MS = 6_000;

/** What numbers are counted from. A store's plan and its line change no report. */
export function countsIn(message: Pick<LiveMessage, 'topic' | 'type'>): boolean {
  return message.topic === 'booking' || message.topic === 'customer' || (message.topic === 'store' && !['queue', 'waitlist'].includes(nounOf(message.type)));
}

/** Works a report out again after news: once a burst is over, and at the latest so long after it began. */
export function useChangedOften(reload: () => void): void {
  const latest = useRef(reload);
  latest.current = reload;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let since: number | null = null;
    const run = (): void => {
      since = null;
      latest.current();
    };
    const stop = onLive((news) => {
      if (news.topic === 'resync' || !countsIn(news)) return;
      const now = Date.now();
      since ??= now;
      clearTimeout(timer);
      timer = setTimeout(run, Math.max(0, Math.min(WAIT_MS, since + LATEST_MS - now)));
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, []);
}
