/** A plain object whose values are not known yet. Everything that comes out of the mini-program is one of these until it is narrowed. */
export type Dict = Record<string, unknown>;
export type Callable = (...args: unknown[]) => unknown;

export function isDict(value: unknown): value is Dict {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isCallable(value: unknown): value is Callable {
  return typeof value === 'function';
}

/** The string, or the given fallback when it is something else. */
export function textOr(value: unknown, fallback = ''): string {
  return typeof value === 'string' ? value : fallback;
}

/** `some-name` → `someName`, as WeChat does for data- attributes and property names. */
export function camel(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * The message of anything thrown. Trap: an error of the logic layer belongs to another realm, so `instanceof Error` is false for it.
 */
export function messageOf(thrown: unknown): string {
  if (typeof thrown === 'object' && thrown !== null && 'message' in thrown) return String(thrown.message);
  return String(thrown);
}

export function stackOf(thrown: unknown): string {
  if (typeof thrown === 'object' && thrown !== null && 'stack' in thrown && thrown.stack) return String(thrown.stack);
  return messageOf(thrown);
}

/** A "no" of a wx API: becomes `{ errMsg: 'name:fail reason', ...extra }` in the caller's `fail`. */
export class WxFailure extends Error {
  constructor(
    readonly reason: string,
    readonly extra: Dict = {},
  ) {
    super(reason);
  }
}

export interface HostException {
  readonly message: string;
  readonly stack: string;
}
export interface ConsoleLine {
  readonly type: string;
  readonly args: unknown[];
}
/** One call of a wx API by the mini-program. */
export interface WxCall {
  readonly name: string;
  readonly options: unknown;
}
