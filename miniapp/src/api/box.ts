import { useSyncExternalStore } from 'react';

/** One shared value that components may watch. */
export interface Box<T> {
  readonly get: () => T;
  readonly set: (next: T) => void;
  readonly use: () => T;
}

export function box<T>(initial: T): Box<T> {
  let value = initial;
  const watchers = new Set<() => void>();
  const get = () => value;
  const watch = (watcher: () => void) => {
    watchers.add(watcher);
    return () => {
      watchers.delete(watcher);
    };
  };
  return {
    get,
    set: (next) => {
      value = next;
      for (const watcher of [...watchers]) watcher();
    },
    use: () => useSyncExternalStore(watch, get, get),
  };
}
