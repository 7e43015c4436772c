import type { LiveMessage } from '@zhike/domain/api';
import { openStream, type Stream, type StreamState } from './live-stream';
import { type Seat, shareLine } from './shared-line';

/**
 * The stream of changes. Messages carry ids only; whoever shows something refetches it.
 * While the line is down every listener is told `resync` each ten seconds (polling), and once more when it is back or another
 * page has taken it over, because messages may have been missed in between.
 */
export type LiveNews = LiveMessage | { readonly topic: 'resync' };
export type LiveState = 'connecting' | StreamState;
/** What the page that holds the line tells the others. */
type Said = { readonly state: LiveState } | { readonly news: LiveNews };

const POLL_MS = 10_000;
const RESYNC: LiveNews = { topic: 'resync' };
const listeners = new Set<(news: LiveNews) => void>();
const watchers = new Set<() => void>();
let state: LiveState = 'connecting';
let stream: Stream | null = null;
let seat: Seat<Said> | null = null;
let pollTimer: ReturnType<typeof setInterval> | undefined;

export function onLive(listener: (news: LiveNews) => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

export function liveState(): LiveState {
  return state;
}

export function watchLiveState(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => {
    watchers.delete(watcher);
  };
}

/** Opens or joins the member's line once a session exists. Pages of another member in the same browser have another. Calling it again does nothing. */
export function startLive(staffId: string): void {
  if (seat) return;
  seat = shareLine<Said>(`zhike.live.staff.${staffId}`, {
    lead,
    hear: (said) => ('state' in said ? become(said.state) : tell(said.news)),
    asked() {
      stream?.wake();
      return { state };
    },
  });
  document.addEventListener('visibilitychange', wake);
}

function lead(turn: 'first' | 'next'): () => void {
  let gap = turn === 'next';
  const own = openStream({
    became(next) {
      become(next);
      seat?.say({ state: next });
      if (next !== 'open' || !gap) return;
      gap = false;
      tell(RESYNC);
      seat?.say({ news: RESYNC });
    },
    heard(message) {
      tell(message);
      seat?.say({ news: message });
    },
    ended() {
      // Another page's session may still be good.
      seat?.leave();
      seat = null;
      document.removeEventListener('visibilitychange', wake);
    },
  });
  stream = own;
  return () => {
    own.close();
    stream = null;
  };
}

/** A phone that slept or a client that was minimised. */
function wake(): void {
  if (document.visibilityState === 'visible') stream?.wake();
}

function tell(news: LiveNews): void {
  for (const listener of [...listeners]) listener(news);
}

function become(next: LiveState): void {
  if (state === next) return;
  state = next;
  for (const watcher of [...watchers]) watcher();
  if (next === 'broken' || next === 'crowded') pollTimer ??= setInterval(() => tell(RESYNC), POLL_MS);
  else if (next === 'open' && pollTimer !== undefined) {
    clearInterval(pollTimer);
    pollTimer = undefined;
    tell(RESYNC);
  }
}
