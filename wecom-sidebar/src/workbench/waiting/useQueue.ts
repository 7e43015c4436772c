import type { TicketView } from '@zhike/domain/booking/contract';
import { useEffect } from 'react';
import { followLine } from '../../api/follow';
import { type Query, useQuery } from '../../api/hooks';

export interface Line {
  readonly waiting: readonly TicketView[];
  readonly called: readonly TicketView[];
  /** Those whose turn is over today: served, gone, or not there when called. Latest first. */
  readonly over: readonly TicketView[];
}

/** Expected times grow older by themselves: asked anew each half minute while the page is looked at. */
const FRESH_MS = 30_000;

export function useQueue(storeId: string): Query<{ tickets: TicketView[] }> {
  const query = useQuery('booking.queue', storeId ? { storeId } : null, {
    keepPrevious: true,
    follow: followLine(storeId),
  });
  const { reload } = query;
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && reload(), FRESH_MS);
    return () => clearInterval(timer);
  }, [reload]);
  return query;
}

/** The line as it is worked off: who has been called longest is served first, who waits longest is called next. */
export function lineOf(tickets: readonly TicketView[]): Line {
  const of = (...states: TicketView['state'][]) => tickets.filter((t) => states.includes(t.state));
  return {
    waiting: of('waiting').sort((a, b) => a.number - b.number),
    called: of('called').sort((a, b) => (a.calledAt ?? '').localeCompare(b.calledAt ?? '') || a.number - b.number),
    over: of('served', 'skipped', 'left').sort((a, b) => b.number - a.number),
  };
}
