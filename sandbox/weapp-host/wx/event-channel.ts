import { type Callable, isCallable } from '../types';

export interface ChannelEnd {
  on(name: unknown, listener: unknown): void;
  once(name: unknown, listener: unknown): void;
  off(name: unknown, listener?: unknown): void;
  emit(name: unknown, ...args: unknown[]): void;
}
/** The two ends of what navigateTo opens between a page and the page it opened. */
export interface EventChannel {
  readonly opener: ChannelEnd;
  readonly opened: ChannelEnd;
}

type Table = Map<string, { listener: Callable; once: boolean }[]>;

function end(mine: Table, theirs: Table, guard: (run: () => unknown) => unknown): ChannelEnd {
  const add = (name: unknown, listener: unknown, once: boolean): void => {
    if (isCallable(listener)) mine.set(String(name), [...(mine.get(String(name)) ?? []), { listener, once }]);
  };
  return {
    on: (name, listener) => add(name, listener, false),
    once: (name, listener) => add(name, listener, true),
    off: (name, listener) => {
      mine.set(String(name), listener === undefined ? [] : (mine.get(String(name)) ?? []).filter((one) => one.listener !== listener));
    },
    emit: (name, ...args) => {
      const heard = theirs.get(String(name)) ?? [];
      theirs.set(
        String(name),
        heard.filter((one) => !one.once),
      );
      for (const { listener } of heard) guard(() => listener(...args));
    },
  };
}

export function eventChannel(guard: (run: () => unknown) => unknown): EventChannel {
  const opener: Table = new Map();
  const opened: Table = new Map();
  return { opener: end(opener, opened, guard), opened: end(opened, opener, guard) };
}

/** The channel of each page, made when either side first asks for it. */
export class Channels {
  private readonly byPage = new Map<number, EventChannel>();

  constructor(private readonly guard: (run: () => unknown) => unknown) {}

  of(pageId: number): EventChannel {
    const channel = this.byPage.get(pageId) ?? eventChannel(this.guard);
    this.byPage.set(pageId, channel);
    return channel;
  }

  drop(pageId: number): void {
    this.byPage.delete(pageId);
  }
}
