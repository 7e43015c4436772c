import { hears, parsePath, type PathKey, readPath, setPath } from './data-path';
import { coerce, type Definition, initialOf } from './definition';
import type { LogicLayer } from './logic';
import type { ElementNode } from './tree';
import { type Dict, isCallable } from './types';

/** One setData may carry this much; more is refused by WeChat and reported by us. */
const SET_DATA_LIMIT = 1024 * 1024;

/** What an instance needs from the page that shows it. */
export interface InstanceHome {
  readonly logic: LogicLayer;
  /** Data changed: render soon, then call back. */
  changed(then: (() => void) | null): void;
  countSetData(bytes: number): void;
  warn(text: string): void;
  /** An event that the component itself fires at its element. */
  fire(from: Instance, type: string, detail: unknown, options: Dict): void;
  select(from: Instance, selector: string): Instance[];
  selectorQuery(scope: Instance): unknown;
}

/**
 * A living page or custom component. `self` is what its code calls `this`: an object of the logic realm.
 */
export class Instance {
  readonly self: Dict;
  /** Its element, as of the last render; null for a page and before the first render. */
  node: ElementNode | null = null;
  private lastProperties = '';

  constructor(
    readonly home: InstanceHome,
    readonly definition: Definition,
    readonly file: string,
    properties: Dict = {},
  ) {
    const { logic } = home;
    this.self = logic.object();
    Object.assign(this.self, definition.fields);
    const data = logic.adoptDict(definition.data);
    for (const [name, property] of definition.properties) {
      data[name] = logic.adopt(initialOf(property));
      if (name in properties) data[name] = logic.adopt(coerce(property, properties[name]));
    }
    this.lastProperties = JSON.stringify(properties);
    this.self.data = data;
    this.self.properties = data;
    this.self.is = file;
    this.install();
  }

  get data(): Dict {
    return this.self.data as Dict;
  }

  /** Calls a method or a page's own lifecycle function if there is one; errors are reported. */
  call(name: string, ...args: unknown[]): unknown {
    const method = this.self[name];
    return isCallable(method) ? this.home.logic.guard(() => method.apply(this.self, args)) : undefined;
  }

  has(name: string): boolean {
    return isCallable(this.self[name]);
  }

  lifetime(name: string, ...args: unknown[]): void {
    for (const hook of this.definition.lifetimes.get(name) ?? []) this.home.logic.guard(() => hook.apply(this.self, args));
  }

  pageLifetime(name: string): void {
    for (const hook of this.definition.pageLifetimes.get(name) ?? []) this.home.logic.guard(() => hook.apply(this.self, []));
  }

  /** The only way data changes: copied as JSON (functions are lost, as on the real bridge), counted, written, observed, rendered. */
  setData(patch: Dict, then: (() => void) | null = null): void {
    const json = JSON.stringify(patch);
    const bytes = Buffer.byteLength(json);
    this.home.countSetData(bytes);
    if (bytes > SET_DATA_LIMIT) this.home.warn(`${this.file}: setData of ${bytes} bytes; WeChat allows ${SET_DATA_LIMIT}`);
    const copy = this.home.logic.adoptDict(patch);
    const changed: PathKey[][] = [];
    for (const path of Object.keys(patch)) {
      if (patch[path] === undefined) this.home.warn(`${this.file}: setting data field "${path}" to undefined is invalid`);
      this.write(parsePath(path), copy[path]);
      changed.push(parsePath(path));
    }
    this.observe(changed);
    this.home.changed(then);
  }

  /** New attributes from the parent's template. Only what really differs is written, so that the component's own setData survives. */
  receive(properties: Dict): void {
    const json = JSON.stringify(properties);
    if (json === this.lastProperties) return;
    const before: unknown = JSON.parse(this.lastProperties);
    this.lastProperties = json;
    const changed: PathKey[][] = [];
    for (const [name, value] of Object.entries(properties)) {
      const property = this.definition.properties.get(name);
      if (property === undefined || JSON.stringify(value) === JSON.stringify(readPath(before, [name]))) continue;
      const old = this.data[name];
      this.data[name] = this.home.logic.adopt(coerce(property, value));
      changed.push([name]);
      const { observer } = property;
      if (isCallable(observer)) this.home.logic.guard(() => observer.call(this.self, this.data[name], old, [name]));
      else if (observer !== null) this.call(observer, this.data[name], old, [name]);
    }
    this.observe(changed);
  }

  private write(path: readonly PathKey[], value: unknown): void {
    setPath(this.data, path, value, (isList) => (isList ? (this.home.logic.list([]) as unknown[]) : this.home.logic.object()));
  }

  private observe(changed: readonly PathKey[][]): void {
    if (changed.length === 0) return;
    for (const observer of this.definition.observers) {
      if (!observer.paths.some((path) => changed.some((keys) => hears(path, keys)))) continue;
      const values = observer.paths.map((path) => readPath(this.data, parsePath(path.replace(/\.?\*\*$/, ''))));
      this.home.logic.guard(() => observer.run.apply(this.self, values));
    }
  }

  private install(): void {
    const tools: Dict = {
      setData: (patch: unknown, then: unknown) => {
        if (typeof patch !== 'object' || patch === null) throw new Error('setData needs an object');
        this.setData(
          patch as Dict,
          isCallable(then)
            ? () => {
                then.call(this.self);
              }
            : null,
        );
      },
      triggerEvent: (type: unknown, detail: unknown, options: unknown) =>
        this.home.fire(this, String(type), detail, typeof options === 'object' && options !== null ? (options as Dict) : {}),
      selectComponent: (selector: unknown) => this.home.select(this, String(selector))[0]?.self ?? null,
      selectAllComponents: (selector: unknown) => this.home.logic.list(this.home.select(this, String(selector)).map((found) => found.self)),
      createSelectorQuery: () => this.home.selectorQuery(this),
      groupSetData: (run: unknown) => {
        if (isCallable(run)) run.call(this.self);
      },
      hasBehavior: () => false,
      getTabBar: () => null,
    };
    for (const [name, value] of Object.entries(tools)) Object.defineProperty(this.self, name, { value, writable: true, configurable: true, enumerable: false });
  }
}
