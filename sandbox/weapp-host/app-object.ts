import type { LogicLayer } from './logic';
import { type Dict, type HostException, isCallable, isDict, messageOf, stackOf } from './types';

/** What `App(...)` was given: the app's own object, its lifecycle, and who hears of trouble. */
export class AppObject {
  self: Dict | null = null;
  /** Everything that the mini-program threw and did not catch, in order. */
  readonly exceptions: HostException[] = [];

  constructor(private readonly logic: () => LogicLayer) {}

  call(name: string, ...args: unknown[]): void {
    const method = this.self?.[name];
    if (isCallable(method)) this.logic().guard(() => method.apply(this.self, args));
  }

  /** Keeps an exception and tells `App.onError` or `App.onUnhandledRejection`. Returns what listeners of `wx.onError` hear. */
  trouble(thrown: unknown, hook: 'onError' | 'onUnhandledRejection'): { exception: HostException; argument: unknown } {
    const exception: HostException = { message: messageOf(isDict(thrown) && 'errMsg' in thrown ? thrown.errMsg : thrown), stack: stackOf(thrown) };
    this.exceptions.push(exception);
    const argument: unknown = hook === 'onError' ? exception.stack : Object.assign(this.logic().object(), { reason: thrown, promise: null });
    const method = this.self?.[hook];
    // Not through `guard`: an onError that throws would be told to itself for ever.
    if (isCallable(method)) {
      try {
        method.call(this.self, argument);
      } catch (again) {
        this.exceptions.push({ message: `${hook} itself failed: ${messageOf(again)}`, stack: stackOf(again) });
      }
    }
    return { exception, argument };
  }
}
