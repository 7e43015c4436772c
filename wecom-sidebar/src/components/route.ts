import { useCallback, useSyncExternalStore } from 'react';

/** A hash route: `#/customers/42?tab=notes` → path `/customers/42`, query. The hash stays out of WeCom's signed address. */
export interface Route {
  readonly path: string;
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
}

export function parseHash(hash: string): Route {
  const [path = '/', query = ''] = (hash.replace(/^#/, '') || '/').split('?', 2);
  return {
    path,
    parts: path
      .split('/')
      .filter((p) => p !== '')
      .map(decodeURIComponent),
    query: new URLSearchParams(query),
  };
}

let kept: { hash: string; route: Route } | null = null;

function current(): Route {
  if (kept?.hash !== location.hash) kept = { hash: location.hash, route: parseHash(location.hash) };
  return kept.route;
}

function watch(watcher: () => void): () => void {
  window.addEventListener('hashchange', watcher);
  return () => window.removeEventListener('hashchange', watcher);
}

export function useRoute(): Route {
  return useSyncExternalStore(watch, current);
}

export function go(path: string): void {
  location.hash = path;
}

/** Changes query values of the shown route without a new entry in the history: filters, dates, an open drawer. */
export function useQueryValues(): [URLSearchParams, (changes: Record<string, string | null>) => void] {
  const route = useRoute();
  const change = useCallback((changes: Record<string, string | null>) => {
    const now = current();
    const query = new URLSearchParams(now.query);
    for (const [name, value] of Object.entries(changes)) {
      if (value === null || value === '') query.delete(name);
      else query.set(name, value);
    }
    const text = query.toString();
    history.replaceState(null, '', `#${now.path}${text ? `?${text}` : ''}`);
    window.dispatchEvent(new HashChangeEvent('hashchange'));
  }, []);
  return [route.query, change];
}
