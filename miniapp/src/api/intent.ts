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

export interface Intent {
  /** The key for this body: the same body again is the same wish until it is settled. */
  readonly keyFor: (input: unknown) => string;
  readonly settle: (refusalCode: AnyRefusalCode | null) => void;
}

/** One person's wish, however often the network makes her press. */
export function createIntent(): Intent {
  let open: { body: string; key: string } | null = null;
  return {
    keyFor: (input) => {
      const body = JSON.stringify(input);
      if (open?.body !== body) open = { body, key: freshKey() };
      return open.key;
    },
    settle: (refusalCode) => {
      if (refusalCode === null || !UNSETTLED.includes(refusalCode)) open = null;
    },
  };
}
