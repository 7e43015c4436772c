/** What a page that plays a phone or a WeCom window lends to the page in its frame; both are of one origin. */
export interface Lender {
  /** Whose device this is: each has a memory of its own, as phones do. */
  readonly owner: string;
}

export interface PhoneLender extends Lender {
  call(method: string, params: unknown): Promise<unknown>;
}

export interface WecomLender extends Lender {
  invoke(name: string, params: unknown): Promise<Record<string, unknown>>;
}

declare global {
  interface Window {
    zhikePhone?: PhoneLender;
    zhikeWecom?: WecomLender;
  }
}

/** The page around this one, when it lends what is asked for. A page of another origin around us lends nothing. */
export function lender<Name extends 'zhikePhone' | 'zhikeWecom'>(name: Name): Window[Name] {
  try {
    return window.parent === window ? undefined : window.parent[name];
  } catch {
    return undefined;
  }
}

/** Gives the framed page a part of the browser's memory that belongs to one owner only. Runs before the page's own scripts. */
export function ownMemory(owner: string): void {
  for (const kind of ['localStorage', 'sessionStorage'] as const)
    Object.defineProperty(window, kind, { configurable: true, value: partOf(window.localStorage, `${kind}:${owner}:`) });
}

/** Removes all that an owner's device remembers. */
export function wipeMemory(owner: string): void {
  for (const kind of ['localStorage', 'sessionStorage']) partOf(localStorage, `${kind}:${owner}:`).clear();
}

function partOf(store: Storage, prefix: string): Storage {
  const names = () => Object.keys(store).filter((name) => name.startsWith(prefix));
  return {
    get length() {
      return names().length;
    },
    key: (index) => names()[index]?.slice(prefix.length) ?? null,
    getItem: (name) => store.getItem(prefix + name),
    setItem: (name, value) => store.setItem(prefix + name, value),
    removeItem: (name) => store.removeItem(prefix + name),
    clear: () => {
      for (const name of names()) store.removeItem(name);
    },
  };
}
