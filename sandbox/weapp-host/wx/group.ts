import type { Callable, Dict } from '../types';

/** An API in WeChat's callback style: what it returns goes to `success`, a thrown `WxFailure` to `fail`. */
export type AsyncApi = (options: Dict) => unknown;

/** One family of wx APIs. `values` are given as they are (sync functions, constants), `async` are wrapped once, in wx-api.ts. */
export interface WxGroup {
  readonly values?: Readonly<Record<string, Callable | object>>;
  readonly async?: Readonly<Record<string, AsyncApi>>;
}

/** A result whose fields are handed over as they are (bytes, objects with functions) instead of crossing the bridge as JSON. */
export class LiveResult {
  constructor(readonly fields: Dict) {}
}
