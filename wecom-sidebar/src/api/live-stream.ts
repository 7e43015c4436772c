import type { LiveMessage } from '@zhike/domain/api';
import { call, newIntent } from './call';

/** What becomes of the one connection. `crowded`: this browser holds as many lines as it may, so this one waits for a place. */
export type StreamState = 'open' | 'broken' | 'crowded';

export interface StreamListener {
  became(state: StreamState): void;
  heard(message: LiveMessage): void;
  /** The session is over: no line can be opened any more. */
  ended(): void;
}

export interface Stream {
  /** Somebody looks: do not wait for the back-off. */
  wake(): void;
  close(): void;
}

const RETRY_MS = [1_000, 2_000, 5_000, 10_000] as const;
/** Of six connections that a browser allows: the lines of so many members at most, so that the rest stay free for asking. */
const PLACES = 3;
/** Absent in old WebViews: nobody counts there. */
const locks = navigator.locks as LockManager | undefined;

/** Holds the stream of changes open, and opens it again when it breaks. */
export function openStream(listener: StreamListener): Stream {
  let source: EventSource | null = null;
  let leavePlace: (() => void) | null = null;
  let failures = 0;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  /** Each connection needs its own ticket, so the browser's own reconnecting (same URL, used ticket) is switched off by closing. */
  async function connect(): Promise<void> {
    retryTimer = undefined;
    leavePlace ??= await takePlace();
    if (closed) return leave();
    if (!leavePlace) return fail('crowded');
    const answer = await call('access.liveTicket', {}, newIntent());
    if (closed) return;
    if (!answer.ok) return answer.refusal.code === 'access.login_required' ? listener.ended() : fail('broken');
    const stream = new EventSource(`/api/live?ticket=${encodeURIComponent(answer.value.ticket)}`);
    source = stream;
    stream.onopen = () => {
      failures = 0;
      listener.became('open');
    };
    stream.addEventListener('change', (event: MessageEvent<string>) => {
      const message = readMessage(event.data);
      if (message) listener.heard(message);
    });
    stream.onerror = () => {
      stream.close();
      if (source === stream) fail('broken');
    };
  }

  function fail(state: 'broken' | 'crowded'): void {
    source = null;
    const wait = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)];
    failures += 1;
    retryTimer = setTimeout(() => void connect(), wait);
    listener.became(state);
  }

  function leave(): void {
    leavePlace?.();
    leavePlace = null;
  }

  void connect();
  return {
    wake() {
      if (retryTimer === undefined) return;
      clearTimeout(retryTimer);
      void connect();
    },
    close() {
      closed = true;
      clearTimeout(retryTimer);
      source?.close();
      source = null;
      leave();
    },
  };
}

/** Answers how to give the place back; null: all are taken. */
async function takePlace(): Promise<(() => void) | null> {
  if (!locks) return () => undefined;
  for (let place = 1; place <= PLACES; place += 1) {
    const leave = await new Promise<(() => void) | null>((answer) => {
      const hold = (lock: unknown): Promise<void> | undefined => {
        if (lock) return new Promise((release) => answer(release));
        answer(null);
        return undefined;
      };
      locks.request(`zhike.live.place.${place}`, { ifAvailable: true }, hold).catch(() => answer(() => undefined));
    });
    if (leave) return leave;
  }
  return null;
}

/** Anything that is not one of our messages (a ping, a proxy's text) is no news. */
export function readMessage(data: string): LiveMessage | null {
  try {
    const value = JSON.parse(data) as Partial<LiveMessage> | null;
    return value && TOPICS.has(value.topic) && typeof value.id === 'string' ? (value as LiveMessage) : null;
  } catch {
    return null;
  }
}

const TOPICS: ReadonlySet<unknown> = new Set<LiveMessage['topic']>(['booking', 'customer', 'store', 'todo', 'flow']);
