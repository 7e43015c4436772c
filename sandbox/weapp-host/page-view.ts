import type { Definition } from './definition';
import { ControlValues } from './controls';
import { dispatch } from './events';
import { Instance, type InstanceHome } from './instance';
import type { LogicLayer } from './logic';
import { queryAll } from './selector';
import type { RawElement, RawNode, Templates } from './templates';
import { datasetOf, type ElementNode, textOf, wxmlOf } from './tree';
import { camel, type Dict, messageOf } from './types';

/** What a page needs from the host that shows it. */
export interface PageHost {
  readonly logic: LogicLayer;
  readonly templates: Templates;
  /** Tag → file of the custom components that a page or component may use. */
  componentsOf(file: string): ReadonlyMap<string, string>;
  componentDefinition(file: string): Definition;
  countSetData(bytes: number): void;
  warn(text: string): void;
  selectorQuery(view: PageView, scope: Instance): unknown;
}

/** Children that a parent put between a component's tags, waiting for the component's slot. */
interface Slotted {
  readonly raws: readonly RawNode[];
  readonly scope: Scope;
  readonly key: string;
}
interface Scope {
  readonly owner: Instance;
  readonly file: string;
  readonly slotted: Slotted | null;
}

/** A component that changes its data whenever it renders would render for ever. */
const RENDER_LIMIT = 25;

function forSlot(raws: readonly RawNode[], name: string): RawNode[] {
  const out: RawNode[] = [];
  for (const raw of raws) {
    if (typeof raw === 'string') {
      if (name === '') out.push(raw);
    } else if (raw.tag === 'virtual') out.push({ ...raw, children: forSlot(raw.children, name) });
    else if (String(raw.attr.slot ?? '') === name) out.push(raw);
  }
  return out;
}

/**
 * One page: its instance, the custom components living in it, and the flattened tree that WeChat's templates give for their data.
 * Not covered: layout, style sheets, wxs event responders, generics, native components (canvas, map, video) beyond their tag.
 */
export class PageView implements InstanceHome {
  readonly instance: Instance;
  readonly values = new ControlValues();
  private root: ElementNode | null = null;
  private dirty = true;
  private rendering = false;
  private gone = false;
  private scheduled = false;
  private waiting: (() => void)[] = [];
  private readonly components = new Map<string, Instance>();
  private readonly seen = new Set<string>();
  private fresh: Instance[] = [];

  constructor(
    private readonly host: PageHost,
    readonly id: number,
    readonly path: string,
    readonly query: Readonly<Record<string, string>>,
    definition: Definition,
  ) {
    this.instance = new Instance(this, definition, path, query);
    Object.assign(this.instance.self, { route: path, __route__: path, options: host.logic.adopt(query) });
    this.instance.lifetime('created');
    this.instance.lifetime('attached');
  }

  get logic(): LogicLayer {
    return this.host.logic;
  }

  /** The tree as of now; renders first when data changed. */
  tree(): ElementNode {
    this.render();
    if (this.root === null) throw new Error(`page ${this.path} has no tree`);
    return this.root;
  }

  /** Elements by selector, inside custom components too: for our own tests. Automator specs go through the scoped `queryAll`. */
  $$(selector: string, from: ElementNode = this.tree()): ElementNode[] {
    return queryAll(from, selector, null);
  }

  $(selector: string): ElementNode {
    const [found] = this.$$(selector);
    if (found === undefined) throw new Error(`no element "${selector}" on ${this.path}; the page shows: ${textOf(this.tree()).slice(0, 300)}`);
    return found;
  }

  text(selector?: string): string {
    return textOf(selector === undefined ? this.tree() : this.$(selector));
  }

  wxml(): string {
    return wxmlOf(this.tree());
  }

  find(key: string): ElementNode | null {
    const stack = [this.tree()];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (node.key === key) return node;
      for (const child of node.children) if (child.kind === 'element') stack.push(child);
    }
    return null;
  }

  /** The instance whose code calls this object `this`, if it lives on this page. */
  instanceOf(self: unknown): Instance | null {
    if (self === this.instance.self) return this.instance;
    for (const component of this.components.values()) if (component.self === self) return component;
    return null;
  }

  pageLifetime(name: 'show' | 'hide' | 'resize'): void {
    for (const component of this.components.values()) component.pageLifetime(name);
  }

  /** The page leaves the stack: components are detached and nothing renders any more. */
  close(): void {
    this.instance.call('onUnload');
    for (const component of this.components.values()) component.lifetime('detached');
    this.instance.lifetime('detached');
    this.components.clear();
    this.gone = true;
  }

  /* ---- what instances ask of their page ---- */
  changed(then: (() => void) | null): void {
    this.dirty = true;
    if (then !== null) this.waiting.push(then);
    if (this.scheduled || this.gone) return;
    this.scheduled = true;
    this.logic.timers.once(() => {
      this.scheduled = false;
      this.render();
      const waiting = this.waiting.splice(0);
      for (const run of waiting) this.logic.guard(run);
    }, 0);
  }

  countSetData(bytes: number): void {
    this.host.countSetData(bytes);
  }

  warn(text: string): void {
    this.host.warn(text);
  }

  fire(from: Instance, type: string, detail: unknown, options: Dict): void {
    if (from.node !== null) dispatch(from.node, type, detail, { bubbles: options.bubbles === true, composed: options.composed === true, live: true });
  }

  select(from: Instance, selector: string): Instance[] {
    const root = from.node ?? this.tree();
    return queryAll(root, selector, from).flatMap((node) => (node.component === null ? [] : [node.component]));
  }

  /** Trap: named as `Instance` asks for it; `query` is the page's own parameters. */
  selectorQuery(scope: Instance): unknown {
    return this.host.selectorQuery(this, scope);
  }

  /* ---- rendering ---- */
  private render(): void {
    if (this.rendering || this.gone) return;
    this.rendering = true;
    try {
      for (let round = 0; this.dirty; round += 1) {
        if (round === RENDER_LIMIT) throw new Error(`${this.path} does not come to rest: a component sets data each time it renders`);
        this.dirty = false;
        this.seen.clear();
        const root: ElementNode = { kind: 'element', tag: 'page', attr: {}, children: [], parent: null, owner: this.instance, key: '', component: null };
        const raw = this.host.templates.render(`${this.path}.wxml`, this.instance.data);
        this.grow(raw.children, root, { owner: this.instance, file: this.path, slotted: null }, '');
        this.root = root;
        for (const [key, component] of this.components) {
          if (this.seen.has(key)) continue;
          this.components.delete(key);
          component.lifetime('detached');
          component.node = null;
        }
      }
    } finally {
      this.rendering = false;
    }
    const fresh = this.fresh.splice(0);
    for (const component of fresh) component.lifetime('ready');
    if (fresh.length > 0 && this.dirty) this.render();
  }

  private grow(raws: readonly RawNode[], parent: ElementNode, scope: Scope, prefix: string): void {
    const used = new Set<string>();
    raws.forEach((raw, at) => {
      if (typeof raw === 'string') {
        parent.children.push({ kind: 'text', text: raw, parent });
        return;
      }
      if (raw.tag === 'virtual') {
        let key = `${prefix}/${raw.wxKey === undefined ? `v${at}` : `k${raw.wxKey}`}${raw.wxVkey === undefined ? '' : `.${raw.wxVkey}`}`;
        if (used.has(key)) {
          this.warn(`${scope.file}: two items share wx:key "${raw.wxKey ?? ''}"`);
          key = `${key}~${at}`;
        }
        used.add(key);
        this.grow(raw.children, parent, scope, key);
        return;
      }
      const tag = raw.tag.replace(/^wx-/, '');
      if (tag === 'slot' && scope.owner.definition.kind === 'component') {
        const { slotted } = scope;
        if (slotted !== null)
          this.grow(forSlot(slotted.raws, String(raw.attr.name ?? '')), parent, slotted.scope, `${slotted.key}/s${String(raw.attr.name ?? '')}`);
        return;
      }
      const node: ElementNode = {
        kind: 'element',
        tag,
        attr: raw.attr,
        children: [],
        parent,
        owner: scope.owner,
        key: `${prefix}/${tag}${at}`,
        component: null,
      };
      parent.children.push(node);
      const file = this.host.componentsOf(scope.file).get(tag);
      if (file === undefined) this.grow(raw.children, node, scope, node.key);
      else this.growComponent(raw, node, file, scope);
    });
  }

  private growComponent(raw: RawElement, node: ElementNode, file: string, scope: Scope): void {
    const definition = this.host.componentDefinition(file);
    const properties: Dict = {};
    for (const [name, value] of Object.entries(raw.attr)) {
      const own = [name, camel(name)].find((candidate) => definition.properties.has(candidate));
      if (own !== undefined) properties[own] = value;
    }
    let component = this.components.get(node.key);
    const known = component !== undefined;
    component ??= new Instance(this, definition, file, properties);
    component.node = node;
    node.component = component;
    Object.assign(component.self, { id: raw.attr.id ?? '', dataset: this.logic.adopt(datasetOf(node)) });
    this.seen.add(node.key);
    if (known) component.receive(properties);
    else {
      this.components.set(node.key, component);
      component.lifetime('created');
      component.lifetime('attached');
      this.fresh.push(component);
    }
    try {
      const shadow = this.host.templates.render(`${file}.wxml`, component.data);
      this.grow(shadow.children, node, { owner: component, file, slotted: { raws: raw.children, scope, key: node.key } }, `${node.key}:`);
    } catch (thrown) {
      throw new Error(`<${node.tag}> (${file}): ${messageOf(thrown)}`);
    }
  }
}
