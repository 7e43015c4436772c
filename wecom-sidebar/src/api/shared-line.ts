/**
 * One line to the server for all pages and frames of a browser that may share it. A browser allows six connections a server
 * over HTTP/1.1, and a stream holds one for as long as it lives: a few open tabs would leave none for asking.
 * The page that holds the lock of this name has the line and tells the others what it hears; when it closes, the browser
 * hands the lock to the next. The others ask from time to time whether it still answers, and take the line from one that does not.
 */
export interface Sharer<Said> {
  /** This page has the line now. `next`: another had it before, so something may have been missed. Answers how to close the line. */
  lead(turn: 'first' | 'next'): () => void;
  /** What the page that has the line says. */
  hear(said: Said): void;
  /** Another page asks how the line stands. */
  asked(): Said;
}

export interface Seat<Said> {
  /** Tells the other pages; says nothing while another page has the line. */
  say(said: Said): void;
  /** Gives the line to the next page, and hears no more. */
  leave(): void;
}

type Turn = Parameters<Sharer<unknown>['lead']>[0];
type Letter<Said> = { readonly kind: 'ask' } | { readonly kind: 'said'; readonly said: Said };
type Hold = (lock: unknown) => Promise<void> | undefined;

/** What sharing needs of a browser. */
export interface SharingParts {
  request(name: string, options: LockOptions, hold: Hold): Promise<unknown>;
  channel(name: string): Pick<BroadcastChannel, 'postMessage' | 'onmessage' | 'close'>;
}

const ASK_EVERY_MS = 20_000;
/** So many asks without an answer: the page that has the line hangs, or its phone sleeps. */
const PATIENCE = 3;

/** Null in old WebViews, and where the page came over plain http from another machine. */
export function sharingParts(): SharingParts | null {
  const locks = navigator.locks as LockManager | undefined;
  if (!locks || typeof BroadcastChannel !== 'function') return null;
  return { request: (name, options, hold) => locks.request(name, options, hold), channel: (name) => new BroadcastChannel(name) };
}

/** @param name who may share: one name a member and audience, because what is heard was allowed to one member */
export function shareLine<Said>(name: string, sharer: Sharer<Said>, parts: SharingParts | null = sharingParts()): Seat<Said> {
  if (!parts) return { say: () => undefined, leave: sharer.lead('first') };
  const channel = parts.channel(name);
  const post = (letter: Letter<Said>): void => channel.postMessage(letter);
  let giveUp: (() => void) | null = null;
  let waiting = new AbortController();
  let unanswered = 0;
  let steals = false;
  let over = false;

  const holdFor =
    (turn: Turn): Hold =>
    (lock) => {
      if (!lock || over) return undefined;
      steals = false;
      return new Promise((release) => {
        const close = sharer.lead(turn);
        giveUp = () => {
          giveUp = null;
          close();
          release();
        };
        post({ kind: 'said', said: sharer.asked() });
      });
    };

  /** Waits for its turn for as long as the page lives; one that was robbed of the line waits again. */
  async function queue({ request }: SharingParts): Promise<void> {
    let options: LockOptions = { ifAvailable: true };
    let turn: Turn = 'first';
    while (!over) {
      try {
        await request(name, options, holdFor(turn));
      } catch (error) {
        // Not robbed and not impatient, but refused: a browser that has locks and does not let this page use them.
        if (!(error instanceof Error) || error.name !== 'AbortError') {
          if (!giveUp && !over) giveUp = sharer.lead(turn);
          return;
        }
      }
      giveUp?.();
      turn = 'next';
      waiting = new AbortController();
      options = steals ? { steal: true } : { signal: waiting.signal };
      steals = false;
      unanswered = 0;
    }
  }

  function ask(): void {
    if (!giveUp && document.visibilityState === 'visible') post({ kind: 'ask' });
  }
  const timer = setInterval(() => {
    if (giveUp || document.visibilityState !== 'visible') return;
    if (unanswered >= PATIENCE) {
      steals = true;
      waiting.abort();
    } else {
      unanswered += 1;
      ask();
    }
  }, ASK_EVERY_MS);
  document.addEventListener('visibilitychange', ask);
  channel.onmessage = ({ data: letter }: MessageEvent<Letter<Said>>) => {
    if (letter.kind === 'said') {
      unanswered = 0;
      if (!giveUp) sharer.hear(letter.said);
    } else if (giveUp) post({ kind: 'said', said: sharer.asked() });
  };
  ask();
  void queue(parts);

  return {
    say: (said) => {
      if (giveUp) post({ kind: 'said', said });
    },
    leave() {
      over = true;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', ask);
      channel.onmessage = null;
      channel.close();
      giveUp?.();
      waiting.abort();
    },
  };
}
