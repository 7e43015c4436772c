import type { SharingParts } from './shared-line';

/** Web Locks and BroadcastChannel of one browser with several pages, as far as sharing a line needs them. */
interface Request {
  readonly page: number;
  grant(): void;
  rob(): void;
}

export interface FakePage extends SharingParts {
  /** As when the page is closed or crashes: its locks and channels are gone, and it runs no more. */
  close(): void;
  /** As when the page hangs: it holds what it holds and answers nothing, until it is robbed. */
  hang(): void;
}

type Channel = ReturnType<SharingParts['channel']> & { readonly page: number; readonly name: string };
const aborted = (): Error => Object.assign(new Error('the request was aborted'), { name: 'AbortError' });

export function fakeBrowser() {
  const held = new Map<string, Request>();
  const queues = new Map<string, Request[]>();
  const channels = new Set<Channel>();
  const asleep = new Set<number>();
  let pages = 0;

  function next(name: string): void {
    const first = queues.get(name)?.shift();
    if (first) first.grant();
    else held.delete(name);
  }

  function openPage(): FakePage {
    pages += 1;
    const page = pages;
    const own = new Set<Channel>();
    const request: SharingParts['request'] = (name, options, hold) =>
      new Promise((resolve, reject) => {
        const entry: Request = {
          page,
          grant() {
            held.set(name, entry);
            void Promise.resolve(hold({ name })).then(() => {
              if (held.get(name) === entry) next(name);
              resolve(undefined);
            });
          },
          rob() {
            asleep.delete(page);
            reject(aborted());
          },
        };
        const before = held.get(name);
        if (!before) entry.grant();
        else if (options.ifAvailable) resolve(hold(null));
        else if (options.steal) {
          before.rob();
          entry.grant();
        } else {
          const queue = queues.get(name) ?? [];
          queues.set(name, queue);
          queue.push(entry);
          options.signal?.addEventListener('abort', () => {
            if (!queue.includes(entry)) return;
            queue.splice(queue.indexOf(entry), 1);
            reject(aborted());
          });
        }
      });
    return {
      request,
      channel(name) {
        const channel: Channel = {
          page,
          name,
          onmessage: null,
          postMessage: (data: unknown) => {
            for (const other of channels)
              if (other !== channel && other.name === name && !asleep.has(other.page))
                void Promise.resolve().then(() => other.onmessage?.call(null as never, { data } as MessageEvent));
          },
          close: () => void channels.delete(channel),
        };
        channels.add(channel);
        own.add(channel);
        return channel;
      },
      close() {
        for (const one of own) channels.delete(one);
        for (const queue of queues.values()) for (const entry of queue.filter((one) => one.page === page)) queue.splice(queue.indexOf(entry), 1);
        for (const [name, entry] of [...held]) if (entry.page === page) next(name);
      },
      hang: () => void asleep.add(page),
    };
  }
  return { openPage, holders: () => [...held.keys()] };
}

/** Lets everything that is on its way arrive. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
