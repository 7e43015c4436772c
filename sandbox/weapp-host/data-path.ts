import { type Dict, isDict } from './types';

export type PathKey = string | number;

/** `rows[0].name` → `['rows', 0, 'name']`, the paths that setData and observers speak. */
export function parsePath(path: string): PathKey[] {
  return (path.match(/[^.[\]]+|\[\d+\]/g) ?? []).map((part) => (part.startsWith('[') ? Number(part.slice(1, -1)) : part));
}

function isContainer(value: unknown): value is Dict | unknown[] {
  return isDict(value) || Array.isArray(value);
}

function put(holder: Dict | unknown[], key: PathKey, value: unknown): void {
  if (Array.isArray(holder)) holder[Number(key)] = value;
  else holder[String(key)] = value;
}

function take(holder: Dict | unknown[], key: PathKey): unknown {
  return Array.isArray(holder) ? holder[Number(key)] : holder[String(key)];
}

/** Writes through a path, making objects and arrays on the way. `empty` makes them in the realm of the data. */
export function setPath(data: Dict, path: readonly PathKey[], value: unknown, empty: (isList: boolean) => Dict | unknown[]): void {
  let holder: Dict | unknown[] = data;
  for (let at = 0; at < path.length - 1; at += 1) {
    const key = path[at] ?? '';
    let next = take(holder, key);
    if (!isContainer(next)) {
      next = empty(typeof path[at + 1] === 'number');
      put(holder, key, next);
    }
    if (!isContainer(next)) return;
    holder = next;
  }
  const last = path[path.length - 1];
  if (last === undefined) return;
  if (value === undefined && !Array.isArray(holder)) delete holder[String(last)];
  else put(holder, last, value);
}

export function readPath(data: unknown, path: readonly PathKey[]): unknown {
  let value = data;
  for (const key of path) {
    if (!isContainer(value)) return undefined;
    value = take(value, key);
  }
  return value;
}

/** Whether an observer of `watched` hears that `changed` was set: the same path, a parent of it, or with `**` a child too. */
export function hears(watched: string, changed: readonly PathKey[]): boolean {
  if (watched === '**') return true;
  const wild = watched.endsWith('.**');
  const own = parsePath(wild ? watched.slice(0, -3) : watched);
  const isPrefix = (short: readonly PathKey[], long: readonly PathKey[]): boolean =>
    short.length <= long.length && short.every((key, at) => String(key) === String(long[at]));
  return isPrefix(changed, own) || (wild && isPrefix(own, changed));
}
