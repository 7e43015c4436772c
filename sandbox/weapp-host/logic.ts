import fs from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import { watchRejections } from './rejections';
import { Timers } from './timers';
import { type Callable, type Dict, isCallable, isDict } from './types';

/** Names that WeChat shadows in every module of the logic layer: a bundle that needs one of them works in a browser and dies on a phone. */
export const HIDDEN_GLOBALS = [
  'window',
  'document',
  'frames',
  'self',
  'location',
  'navigator',
  'localStorage',
  'history',
  'Caches',
  'screen',
  'alert',
  'confirm',
  'prompt',
  'fetch',
  'XMLHttpRequest',
  'WebSocket',
  'webkit',
  'WeixinJSCore',
  'Reporter',
  'print',
  'URL',
  'DOMParser',
  'process',
  'Buffer',
] as const;

export interface LogicHooks {
  app(definition: Dict): void;
  page(file: string, definition: Dict): void;
  component(file: string, definition: Dict): void;
  getApp(): unknown;
  getCurrentPages(): readonly unknown[];
  console(type: string, args: unknown[]): void;
  exception(thrown: unknown): void;
  rejection(reason: unknown): void;
}

export interface LogicOptions {
  readonly root: string;
  /** Roots of the sub-packages: a module may require its own package and the main package, nothing else. */
  readonly packages: readonly string[];
  readonly hooks: LogicHooks;
}

/**
 * Refuses code from text and tells who tried. V8 alone would refuse as well, but says nothing when the caller swallows the error.
 * A direct `eval(…)` becomes an ordinary call of this function.
 */
const REFUSE_CODE_FROM_TEXT = `(function (record) {
  var refuse = function (what) { record(what, new Error().stack); throw new EvalError('Code generation from strings disallowed for this context') };
  var spy = new Proxy(Function, { apply: function () { refuse('Function') }, construct: function () { refuse('new Function') } });
  Function.prototype.constructor = spy;
  globalThis.Function = spy;
  globalThis.eval = function (code) { return typeof code === 'string' ? refuse('eval') : code };
})`;

interface Maker {
  parse: Callable;
  list: Callable;
  object: Callable;
  promise: Callable;
  bytes: Callable;
  PromiseClass: unknown;
}

/**
 * The logic layer: the bundle's JavaScript in a realm of its own, with the globals that WeChat gives and without those it hides.
 * `eval` and `new Function` throw, as they do in WeChat. That is a check, not a wall: host functions are reachable from inside.
 * Not covered: worker, plugins, `require.async`, WXWebAssembly, and devices whose engine is older than this Node.
 */
export class LogicLayer {
  readonly context: vm.Context;
  readonly timers: Timers;
  /** Every attempt to run code from a text, with where it came from; none of them ran. */
  readonly refusedCode: { readonly what: string; readonly stack: string }[] = [];
  private readonly modules = new Map<string, { exports: unknown }>();
  private readonly make: Maker;
  private readonly unwatch: () => void;
  private loading = '';
  private closed = false;

  constructor(
    private readonly options: LogicOptions,
    wx: object,
  ) {
    const { hooks } = options;
    this.timers = new Timers((run) => this.guard(run));
    const log =
      (type: string) =>
      (...args: unknown[]): void =>
        hooks.console(type, args);
    const sandbox = {
      wx,
      console: {
        log: log('log'),
        info: log('info'),
        warn: log('warn'),
        error: log('error'),
        debug: log('debug'),
        group: log('group'),
        groupEnd: log('groupEnd'),
        time: log('time'),
        timeEnd: log('timeEnd'),
      },
      setTimeout: (run: unknown, ms: unknown, ...args: unknown[]) => (isCallable(run) ? this.timers.once(run, ms, args) : 0),
      setInterval: (run: unknown, ms: unknown, ...args: unknown[]) => (isCallable(run) ? this.timers.every(run, ms, args) : 0),
      clearTimeout: (id: unknown) => this.timers.stop(id),
      clearInterval: (id: unknown) => this.timers.stop(id),
      App: (definition: unknown) => hooks.app(isDict(definition) ? definition : {}),
      Page: (definition: unknown) => hooks.page(this.loading, isDict(definition) ? definition : {}),
      Component: (definition: unknown) => hooks.component(this.loading, isDict(definition) ? definition : {}),
      Behavior: (definition: unknown) => definition,
      getApp: () => hooks.getApp(),
      getCurrentPages: () => this.list(hooks.getCurrentPages()),
      requirePlugin: (name: unknown) => {
        throw new Error(`plugin ${String(name)}: plugins are not played by the headless host`);
      },
      __wxConfig: { envInfo: {} },
      global: {},
    };
    this.context = vm.createContext(sandbox, { codeGeneration: { strings: false, wasm: false } });
    this.make = {
      parse: this.compile('JSON.parse'),
      list: this.compile('(function(){return Array.prototype.slice.call(arguments)})'),
      object: this.compile('(function(){return {}})'),
      promise: this.compile('(function(run){return new Promise(run)})'),
      bytes: this.compile('(function(values){return new Uint8Array(values).buffer})'),
      PromiseClass: vm.runInContext('Promise', this.context),
    };
    vm.runInContext('delete globalThis.WebAssembly', this.context);
    this.compile(REFUSE_CODE_FROM_TEXT)((what: unknown, stack: unknown) => {
      this.refusedCode.push({ what: String(what), stack: String(stack) });
    });
    this.unwatch = watchRejections({ Promise: this.make.PromiseClass, report: (reason) => hooks.rejection(reason) });
  }

  /** Evaluates an expression of ours that gives a function of the logic realm. The ban on `eval` is for the bundle, not for us. */
  compile(expression: string): Callable {
    const made: unknown = vm.runInContext(`(${expression})`, this.context);
    if (!isCallable(made)) throw new Error(`not a function: ${expression.slice(0, 60)}`);
    return made;
  }

  /**
   * A copy of a JSON value that belongs to the logic realm, as everything that crosses WeChat's bridge does; undefined stays.
   * Trap: an object of the host's realm has another `Object`, and libraries that ask for a "plain object" would refuse it.
   */
  adopt(value: unknown): unknown {
    const json = JSON.stringify(value);
    return json === undefined ? undefined : this.make.parse(json);
  }

  adoptDict(value: Dict): Dict {
    const copy = this.adopt(value);
    return isDict(copy) ? copy : {};
  }

  adoptBytes(bytes: Uint8Array): unknown {
    return this.make.bytes(Array.from(bytes));
  }

  list(items: readonly unknown[]): unknown {
    return this.make.list(...items);
  }

  object(): Dict {
    const made = this.make.object();
    return isDict(made) ? made : {};
  }

  promise(run: (resolve: Callable, reject: Callable) => void): unknown {
    return this.make.promise(run);
  }

  /** Runs code of the mini-program; what it throws is reported and goes no further, as in WeChat. */
  guard(run: () => unknown): unknown {
    if (this.closed) return undefined;
    try {
      return run();
    } catch (thrown) {
      this.options.hooks.exception(thrown);
      return undefined;
    }
  }

  /** Loads the script of a page, a component or the app: `Page(...)` inside it is registered under this file. */
  loadEntry(file: string): void {
    const before = this.loading;
    this.loading = file;
    try {
      this.require(`${file}.js`, null);
    } finally {
      this.loading = before;
    }
  }

  /** Nothing of the mini-program runs any more: late answers and timers are dropped. */
  close(): void {
    this.closed = true;
    this.timers.close();
    this.unwatch();
  }

  private packageOf(file: string): string {
    return this.options.packages.find((root) => file.startsWith(`${root}/`)) ?? '';
  }

  private require(file: string, from: string | null): unknown {
    const bare = path.posix.normalize(file).replace(/^\//, '');
    const found = [bare, `${bare}.js`, `${bare}/index.js`].find((name) => fs.statSync(path.join(this.options.root, name), { throwIfNoEntry: false })?.isFile());
    if (found === undefined) throw new Error(`module '${bare}' is not defined${from === null ? '' : `, required by '${from}'`}`);
    const home = this.packageOf(found);
    if (from !== null && home !== '' && home !== this.packageOf(from))
      throw new Error(`module '${found}' of the sub-package '${home}' is required by '${from}' from outside; on a phone it may not be downloaded yet`);
    const known = this.modules.get(found);
    if (known !== undefined) return known.exports;
    const module: { exports: unknown } = { exports: this.object() };
    this.modules.set(found, module);
    const source = fs.readFileSync(path.join(this.options.root, found), 'utf8');
    const wrapper: unknown = vm.runInContext(`(function(require,module,exports,${HIDDEN_GLOBALS.join(',')}){${source}\n})`, this.context, { filename: found });
    if (!isCallable(wrapper)) throw new Error(`module '${found}' is not JavaScript`);
    const requireFrom = (target: unknown): unknown =>
      this.require(String(target).startsWith('/') ? String(target) : path.posix.join(path.posix.dirname(found), String(target)), found);
    wrapper(requireFrom, module, module.exports);
    return module.exports;
  }
}
