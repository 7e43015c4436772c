import { type Dict, WxFailure } from '../types';
import type { WxGroup } from './group';

const KEY_LIMIT = 1024 * 1024;
const TOTAL_LIMIT = 10 * 1024 * 1024;

/** Local storage of one mini-program: JSON values, 1 MB a key, 10 MB in all, gone with the host unless the caller keeps `dump()`. */
export class StorageArea {
  private readonly items = new Map<string, string>();

  constructor(initial: Readonly<Dict> = {}) {
    for (const [key, value] of Object.entries(initial)) this.set(key, value);
  }

  has(key: string): boolean {
    return this.items.has(key);
  }

  get(key: string): unknown {
    const json = this.items.get(key);
    return json === undefined ? undefined : (JSON.parse(json) as unknown);
  }

  set(key: string, value: unknown): void {
    if (key === '') throw new WxFailure('parameter error: parameter.key should be String');
    const json = JSON.stringify(value ?? '');
    if (json.length > KEY_LIMIT) throw new WxFailure('entry size limit reached');
    if (this.bytes() + json.length > TOTAL_LIMIT) throw new WxFailure('exceed storage max size 10Mb');
    this.items.set(key, json);
  }

  remove(key: string): void {
    this.items.delete(key);
  }

  clear(): void {
    this.items.clear();
  }

  info(): Dict {
    return { keys: [...this.items.keys()], currentSize: Math.ceil(this.bytes() / 1024), limitSize: TOTAL_LIMIT / 1024 };
  }

  dump(): Dict {
    return Object.fromEntries([...this.items.keys()].map((key) => [key, this.get(key)]));
  }

  private bytes(): number {
    let sum = 0;
    for (const json of this.items.values()) sum += json.length;
    return sum;
  }
}

/** The storage family. A missing key is '' for the sync call and `fail data not found` for the other, as in WeChat. */
export function storageApis(area: StorageArea, adopt: (value: unknown) => unknown): WxGroup {
  const read = (key: unknown): unknown => adopt(area.get(String(key)));
  return {
    values: {
      getStorageSync: (key) => (area.has(String(key)) ? read(key) : ''),
      setStorageSync: (key, value) => area.set(String(key), value),
      removeStorageSync: (key) => area.remove(String(key)),
      clearStorageSync: () => area.clear(),
      getStorageInfoSync: () => adopt(area.info()),
    },
    async: {
      getStorage: (options) => {
        if (!area.has(String(options.key))) throw new WxFailure('data not found');
        return { data: read(options.key) };
      },
      setStorage: (options) => area.set(String(options.key ?? ''), options.data),
      removeStorage: (options) => area.remove(String(options.key)),
      clearStorage: () => area.clear(),
      getStorageInfo: () => area.info(),
    },
  };
}
