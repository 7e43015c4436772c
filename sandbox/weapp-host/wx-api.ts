import { type Callable, type Dict, isCallable, isDict, messageOf, type WxCall, WxFailure } from './types';
import { LiveResult, type WxGroup } from './wx/group';
import type { WxListeners } from './wx/listeners';
import { wxApiNames } from './wx/names';
import { RECORDED_ONLY } from './wx/system';

export interface WxPort {
  adopt(value: unknown): unknown;
  object(): Dict;
  promise(run: (resolve: Callable, reject: Callable) => void): unknown;
  guard(run: () => unknown): unknown;
  /** One turn of the event loop later; a host that closes meanwhile drops it. */
  later(run: Callable): void;
  readonly listeners: WxListeners;
}

/** How a test or the automator replaces one API: by an answer, or by a function of the logic realm called with `this.origin`. */
export type Mock = { readonly result: unknown } | { readonly run: Callable; readonly args: readonly unknown[] };

function hasCallback(options: unknown): options is Dict {
  return isDict(options) && (isCallable(options.success) || isCallable(options.fail) || isCallable(options.complete));
}

/**
 * The `wx` object. Three kinds of names: those the host plays; those WeChat has and the host does not play, which fail loudly and are
 * kept in `unplayed`; and everything else, which is undefined here as it is on a phone.
 * Trap: Taro looks at `Object.keys(wx)` and `wx.hasOwnProperty` when it starts, so the proxy must answer as a plain object would.
 */
export class WxApi {
  readonly wx: object;
  readonly calls: WxCall[] = [];
  readonly unplayed: string[] = [];
  readonly mocks = new Map<string, Mock>();
  private readonly played = new Map<string, unknown>();
  private readonly overwritten = new Map<string, unknown>();
  private readonly callbackStyle = new Set<string>(['request']);

  constructor(
    private readonly port: WxPort,
    groups: readonly WxGroup[],
  ) {
    for (const name of RECORDED_ONLY)
      this.played.set(
        name,
        this.asCallbackApi(name, () => undefined),
      );
    for (const group of groups) {
      for (const [name, value] of Object.entries(group.values ?? {})) this.played.set(name, value);
      for (const [name, run] of Object.entries(group.async ?? {})) this.played.set(name, this.asCallbackApi(name, run));
    }
    this.wx = this.proxy();
  }

  canUse(schema: string): boolean {
    const [first = ''] = schema.split('.');
    return this.played.has(first) || /^[a-z-]+$/.test(first);
  }

  /** Whether this API answers through callbacks or a promise, rather than by its return value. */
  isAsync(name: string): boolean {
    return this.callbackStyle.has(name) || (this.isKnown(name) && !this.played.has(name) && !/Sync$|^(on|off|create)[A-Z]/.test(name));
  }

  /** Calls an API as the mini-program would; the automator's `callWxMethod`. */
  call(name: string, args: readonly unknown[]): unknown {
    const api = this.read(name);
    if (!isCallable(api)) throw new Error(`wx.${name} is not a function`);
    return api(...args);
  }

  /** Hands an outcome over: success or fail, then complete. */
  deliver(options: unknown, fields: Dict, ok: boolean): void {
    const result = Object.assign(this.port.object(), fields);
    if (!isDict(options)) return;
    const { complete } = options;
    const first = ok ? options.success : options.fail;
    if (isCallable(first)) this.port.guard(() => first(result));
    if (isCallable(complete)) this.port.guard(() => complete(result));
  }

  private asCallbackApi(name: string, run: (options: Dict) => unknown): Callable {
    this.callbackStyle.add(name);
    return (raw) => {
      const options = isDict(raw) ? raw : {};
      const work = (async () => run(options))();
      const settled = work.then(
        (value) => ({
          ok: true,
          fields: { errMsg: `${name}:ok`, ...(value instanceof LiveResult ? value.fields : isDict(value) ? (this.port.adopt(value) as Dict) : {}) },
        }),
        (thrown: unknown) => ({
          ok: false,
          fields: thrown instanceof WxFailure ? { errMsg: `${name}:fail ${thrown.reason}`, ...thrown.extra } : { errMsg: `${name}:fail ${messageOf(thrown)}` },
        }),
      );
      if (hasCallback(options)) {
        void settled.then(({ ok, fields }) => this.port.later(() => this.deliver(options, fields, ok)));
        return undefined;
      }
      return this.port.promise((resolve, reject) => {
        void settled.then(({ ok, fields }) =>
          this.port.later(() => {
            const result = Object.assign(this.port.object(), fields);
            if (ok) resolve(result);
            else reject(result);
          }),
        );
      });
    };
  }

  private notPlayed(name: string): Callable {
    if (/^on[A-Z]/.test(name)) return (listener) => this.port.listeners.on(name, listener);
    if (/^off[A-Z]/.test(name)) return (listener) => this.port.listeners.off(`on${name.slice(3)}`, listener);
    const immediate = /Sync$|^create|^get\w*(Manager|Context)$/.test(name);
    return (options) => {
      this.unplayed.push(name);
      if (immediate) throw new Error(`wx.${name}: not played by the headless host`);
      return this.asCallbackApi(name, () => {
        throw new WxFailure('not played by the headless host');
      })(options);
    };
  }

  private mocked(name: string, mock: Mock): Callable {
    return (...args) => {
      const origin = this.unmocked(name);
      const answer = 'run' in mock ? mock.run.apply({ origin }, [...args, ...mock.args]) : this.port.adopt(mock.result);
      const options = args[0];
      if (/Sync$/.test(name)) return answer;
      const failed = (value: unknown): boolean => isDict(value) && typeof value.errMsg === 'string' && value.errMsg.includes(':fail');
      if (!hasCallback(options)) {
        return this.port.promise((resolve, reject) => {
          Promise.resolve(answer).then(
            (value) => (failed(value) ? reject(value) : resolve(value)),
            (thrown: unknown) => reject(thrown),
          );
        });
      }
      void Promise.resolve(answer).then(
        (value) => this.port.later(() => this.deliver(options, isDict(value) ? value : {}, !failed(value))),
        (thrown: unknown) => this.port.later(() => this.deliver(options, { errMsg: messageOf(thrown) }, false)),
      );
      return undefined;
    };
  }

  private unmocked(name: string): unknown {
    if (this.overwritten.has(name)) return this.overwritten.get(name);
    if (this.played.has(name)) return this.played.get(name);
    return this.isKnown(name) ? this.notPlayed(name) : undefined;
  }

  private read(name: string): unknown {
    const mock = this.mocks.get(name);
    const value = mock === undefined ? this.unmocked(name) : this.mocked(name, mock);
    if (!isCallable(value)) return value;
    return (...args: unknown[]) => {
      this.calls.push({ name, options: args[0] });
      return value(...args);
    };
  }

  /** Trap: `cloud` is in the typings, yet undefined unless the app initialised it; Taro asks for it. */
  private isKnown(name: string): boolean {
    return name !== 'cloud' && (this.played.has(name) || this.overwritten.has(name) || wxApiNames().has(name));
  }

  private proxy(): object {
    const names = (): string[] => [...new Set([...wxApiNames(), ...this.played.keys(), ...this.overwritten.keys()])].filter((name) => this.isKnown(name));
    return new Proxy(
      {},
      {
        has: (target, key) => (typeof key === 'string' && this.isKnown(key)) || Reflect.has(target, key),
        ownKeys: () => names(),
        getOwnPropertyDescriptor: (_target, key) =>
          typeof key === 'string' && this.isKnown(key) ? { configurable: true, enumerable: true, writable: true, value: this.read(key) } : undefined,
        get: (target, key) => (typeof key === 'string' && this.isKnown(key) ? this.read(key) : (Reflect.get(target, key) as unknown)),
        set: (_target, key, value) => {
          if (typeof key === 'string') this.overwritten.set(key, value);
          return true;
        },
      },
    );
  }
}
