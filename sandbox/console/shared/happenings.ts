/** One line of 「发生了什么」: what a person did, what the product was asked, what it recorded, what the world outside did. */
export interface Happening {
  /** Grows from line to line, and over restarts. */
  readonly id: number;
  readonly at: string;
  readonly source: 'people' | 'request' | 'event' | 'wechat' | 'wechat-pay' | 'wecom' | 'sms' | 'console';
  readonly text: string;
}

type Letter = { readonly ask: true } | { readonly lines: readonly Happening[] };

const NAME = 'zhike-sandbox-happened';
export const MOST_LINES = 300;
const hearers = new Set<(one: Happening) => void>();
const kept: Happening[] = [];
let begun = false;

/**
 * Calls back for each line, the newest few hundred at once and in order. All pages and frames of a browser share one stream:
 * the page that holds the lock has it and tells the others. A browser allows six connections a server, and the demo's pages
 * together would hold them all.
 */
export function onHappening(hearer: (one: Happening) => void): void {
  for (const one of kept) hearer(one);
  hearers.add(hearer);
  if (!begun) join();
  begun = true;
}

function hear(one: Happening): void {
  if (one.id <= newest()) return;
  kept.push(one);
  if (kept.length > MOST_LINES) kept.shift();
  for (const hearer of [...hearers]) hearer(one);
}

const newest = (): number => kept.at(-1)?.id ?? 0;

function join(): void {
  const locks = navigator.locks as LockManager | undefined;
  if (!locks || typeof BroadcastChannel !== 'function') return follow(() => undefined);
  const channel = new BroadcastChannel(NAME);
  const tell = (lines: readonly Happening[]): void => channel.postMessage({ lines } satisfies Letter);
  let leads = false;
  channel.onmessage = ({ data }: MessageEvent<Letter>) => {
    if ('lines' in data) for (const one of data.lines) hear(one);
    else if (leads) tell(kept);
  };
  channel.postMessage({ ask: true } satisfies Letter);
  const lead = (): Promise<never> => {
    leads = true;
    tell(kept);
    follow((one) => tell([one]));
    // For as long as the page lives; then the browser hands the lock to the next.
    return new Promise(() => undefined);
  };
  locks.request(NAME, lead).catch(() => follow(() => undefined));
}

/** Opens the stream where what is known ends; the browser opens it again by itself. */
function follow(tell: (one: Happening) => void): void {
  const source = new EventSource(`/sandbox/happened?after=${newest()}`);
  source.onmessage = (event: MessageEvent<string>) => {
    const one = JSON.parse(event.data) as Happening;
    hear(one);
    tell(one);
  };
}
