/**
 * What may be lost at any moment: outside services' tokens shared between nodes, rate limits, live updates, one-time codes.
 * Correctness never rests on it. Redis when REDIS_URL is set, memory otherwise; one contract suite runs against both.
 */
export interface Ephemeral {
  get(key: string): Promise<string | null>;
  set(key: string, value: string, ttlSeconds: number): Promise<void>;
  /** Reads and removes in one step: of many callers at once exactly one gets the value. */
  take(key: string): Promise<string | null>;
  delete(key: string): Promise<void>;
  /** Runs `work` while no other node runs it under the same key; gives up waiting after `waitMs` and runs it anyway (it must be safe to run twice). */
  single<T>(key: string, waitMs: number, work: () => Promise<T>): Promise<T>;
  /** Counts a hit in a fixed window and says whether it is still allowed. */
  hit(key: string, limit: number, windowSeconds: number): Promise<{ readonly allowed: boolean; readonly retryAfterSeconds: number }>;
  publish(channel: string, message: string): Promise<void>;
  /** Calls back for each message until the returned function is called. */
  subscribe(channel: string, listener: (message: string) => void): Promise<() => Promise<void>>;
  /** For the readiness probe. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
