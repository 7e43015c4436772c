import type { LiveMessage } from '@zhike/domain/api';
import { call, newIntent } from './call';

/**
 * The stream of changes. Messages carry ids only; whoever shows something refetches it.
 * While the line is down every listener is told `resync` each ten seconds (polling), and once more when it is back,
 * because messages may have been missed in between.
 */
export type LiveNews = LiveMessage | { readonly topic: 'resync' };
export type LiveState = 'connecting' | 'open' | 'broken';

const POLL_MS = 10_000;
const RETRY_MS = [1_000, 2_000, 5_000, 10_000] as const;
const listeners = new Set<(news: LiveNews) => void>();
const watchers = new Set<() => void>();
let state: LiveState = 'connecting';
let source: EventSource | null = null;
let failures = 0;
let running = false;
let retryTimer: ReturnType<typeof setTimeout> | undefined;
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

/** Opens the stream once a session exists. Calling it again does nothing. */
export function startLive(): void {
  if (running) return;
  running = true;
  void connect();
  document.addEventListener('visibilitychange', () => {
    // A phone that slept or a client that was minimised: do not wait for the back-off.
    if (document.visibilityState === 'visible' && state === 'broken') void connect();
  });
}

function tell(news: LiveNews): void {
  for (const listener of [...listeners]) listener(news);
}

function become(next: LiveState): void {
  if (state === next) return;
  const wasBroken = state === 'broken';
  state = next;
  for (const watcher of [...watchers]) watcher();
  if (next === 'broken') {
    pollTimer ??= setInterval(() => tell({ topic: 'resync' }), POLL_MS);
  } else if (next === 'open') {
    clearInterval(pollTimer);
    pollTimer = undefined;
    if (wasBroken) tell({ topic: 'resync' });
  }
}

/** Each connection needs its own ticket, so the browser's own reconnecting (same URL, used ticket) is switched off by closing. */
async function connect(): Promise<void> {
  clearTimeout(retryTimer);
  source?.close();
  source = null;
  const answer = await call('access.liveTicket', {}, newIntent());
  if (!answer.ok) return answer.refusal.code === 'access.login_required' ? undefined : fail();
  const stream = new EventSource(`/api/live?ticket=${encodeURIComponent(answer.value.ticket)}`);
  source = stream;
  stream.onopen = () => {
    failures = 0;
    become('open');
  };
  stream.addEventListener('change', (event: MessageEvent<string>) => {
    const message = readMessage(event.data);
    if (message) tell(message);
  });
  stream.onerror = () => {
    if (source !== stream) return;
    stream.close();
    fail();
  };
}

function fail(): void {
  become('broken');
  const wait = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] ?? POLL_MS;
  failures += 1;
  clearTimeout(retryTimer);
  retryTimer = setTimeout(() => void connect(), wait);
}

/** Anything that is not one of our messages (a ping, a proxy's text) is no news. */
export function readMessage(data: string): LiveMessage | null {
  try {
    const value = JSON.parse(data) as Partial<LiveMessage> | null;
    return value && (value.topic === 'booking' || value.topic === 'customer') && typeof value.id === 'string' ? (value as LiveMessage) : null;
  } catch {
    return null;
  }
}
