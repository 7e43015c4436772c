import Taro from '@tarojs/taro';

/** What this phone remembers. Nothing here is the truth of anything: a wiped phone loses comfort, not data. */
/** What was typed into a form and not handed in yet. */
export interface FormDraft {
  readonly values: Readonly<Record<string, unknown>>;
  readonly rows: Readonly<Record<string, readonly { readonly values: Readonly<Record<string, unknown>> }[]>>;
  readonly version: number;
  /** Epoch ms. */
  readonly at: number;
}

export interface Remembered {
  'zk.forms': Readonly<Record<string, FormDraft>>;
  'zk.session': { token: string };
  /** The person logged out on purpose: do not log in again behind her back. */
  'zk.signedOut': true;
  'zk.storeId': string;
  /** The booking whose payment WeChat last called done on this phone. */
  'zk.paid': string;
  /** The contact she typed last, so that she fills it in once. */
  'zk.contact': { name: string; phone: string; weddingDate: string | null };
}

/** The stored value, or null when there is none (or the phone refuses to say). */
export function recall<Key extends keyof Remembered>(key: Key): Remembered[Key] | null {
  try {
    const value: unknown = Taro.getStorageSync(key);
    return value === '' || value === undefined || value === null ? null : (value as Remembered[Key]);
  } catch {
    return null;
  }
}

export function remember<Key extends keyof Remembered>(key: Key, value: Remembered[Key]): void {
  try {
    Taro.setStorageSync(key, value);
  } catch {
    // A full or locked storage costs comfort only.
  }
}

export function forget(key: keyof Remembered): void {
  try {
    Taro.removeStorageSync(key);
  } catch {
    // As above.
  }
}
