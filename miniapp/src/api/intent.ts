import type { AnyRefusalCode } from './refusals';
import { freshKey } from './key';

/** After these we do not know whether it was done, or it was not tried: a repeat is the same wish and carries the same key. */
const UNSETTLED: readonly AnyRefusalCode[] = [
  'client.offline',
  'client.unreadable',
  'client.outside_wechat',
  'client.login_failed',
  'access.login_required',
  'request.in_progress',
  'request.rate_limited',
  'service.unavailable',
  'server.fault',
];

/** A thumb that comes down twice: within this time after a success the very same wish is the same press, though the button is free again. */
const SAME_PRESS_MS = 800;

export interface Intent {
  /** The key for this body: the same body again is the same wish until it is settled. */
  readonly keyFor: (input: unknown) => string;
  readonly settle: (refusalCode: AnyRefusalCode | null, now?: number) => void;
  /** The second half of a double tap on what has just been done. */
  readonly isSamePress: (input: unknown, now?: number) => boolean;
}

/** One person's wish, however often the network makes her press. */
export function createIntent(): Intent {
  let open: { body: string; key: string } | null = null;
  let done: { body: string; at: number } | null = null;
  return {
    keyFor: (input) => {
      const body = JSON.stringify(input);
      if (open?.body !== body) open = { body, key: freshKey() };
      return open.key;
    },
    isSamePress: (input, now = Date.now()) => done !== null && now - done.at < SAME_PRESS_MS && done.body === JSON.stringify(input),
    settle: (refusalCode, now = Date.now()) => {
      if (refusalCode === null && open) done = { body: open.body, at: now };
      if (refusalCode === null || !UNSETTLED.includes(refusalCode)) open = null;
    },
  };
}
