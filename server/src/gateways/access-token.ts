import type { Ephemeral } from '../platform/ephemeral';
import type { Log } from '../platform/log';
import type { Outcome } from './outcome';

/** A credential that a service lends us for a while: an access token or a jsapi ticket. */
export interface LentCredential {
  readonly value: string;
  readonly expiresInSeconds: number;
}

export interface CredentialCache {
  /** The credential in use, fetched when there is none. Of many callers on many nodes one fetches. */
  get(): Promise<Outcome<string>>;
  /** Forgets `rejectedValue` after the service refused it; a newer one that another caller fetched meanwhile stays. */
  drop(rejectedValue: string): Promise<void>;
}

/** Fetched anew this long before it ends, so that no call starts with a credential that dies under way. */
const EARLY_SECONDS = 300;
const SHORTEST_SECONDS = 30;
const WAIT_FOR_OTHERS_MS = 10_000;

/**
 * Keeps one credential in the ephemeral store, shared by all nodes. When the store does not answer, this process keeps
 * its own copy in memory: more fetches, never a wrong answer.
 */
export function createCredentialCache(options: {
  readonly key: string;
  readonly ephemeral: Ephemeral;
  readonly log: Log;
  /** In epoch milliseconds. */
  readonly now: () => number;
  readonly fetchCredential: () => Promise<Outcome<LentCredential>>;
}): CredentialCache {
  const { key, ephemeral, log, now, fetchCredential } = options;
  let own: { value: string; until: number } | null = null;

  async function stored(): Promise<string | null> {
    try {
      return await ephemeral.get(key);
    } catch (error) {
      log.warn({ key, err: error instanceof Error ? error.name : 'unknown' }, 'ephemeral store does not answer, credential kept in this process');
      return own && own.until > now() ? own.value : null;
    }
  }

  async function fetchAndStore(): Promise<Outcome<string>> {
    const already = await stored();
    if (already !== null) return { kind: 'ok', value: already };
    const fetched = await fetchCredential();
    if (fetched.kind !== 'ok') return fetched;
    const ttlSeconds = Math.max(SHORTEST_SECONDS, fetched.value.expiresInSeconds - EARLY_SECONDS);
    own = { value: fetched.value.value, until: now() + ttlSeconds * 1000 };
    await ephemeral.set(key, fetched.value.value, ttlSeconds).catch(() => undefined);
    return { kind: 'ok', value: fetched.value.value };
  }

  return {
    async get() {
      const value = await stored();
      if (value !== null) return { kind: 'ok', value };
      return ephemeral.single(`${key}:fetch`, WAIT_FOR_OTHERS_MS, fetchAndStore);
    },
    async drop(rejectedValue) {
      if (own?.value === rejectedValue) own = null;
      if ((await stored()) === rejectedValue) await ephemeral.delete(key).catch(() => undefined);
    },
  };
}
