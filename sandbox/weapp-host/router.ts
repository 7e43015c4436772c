import path from 'node:path';
import type { Instance } from './instance';
import type { PageView } from './page-view';
import { WxFailure } from './types';

/** WeChat's limit of pages on the stack. */
export const STACK_LIMIT = 10;

export interface RouterPort {
  readonly pages: readonly string[];
  readonly tabs: readonly string[];
  /** Makes the page and runs its onLoad, onShow and (later) onReady. */
  open(path: string, query: Readonly<Record<string, string>>): PageView;
  shown(page: PageView): void;
  hidden(page: PageView): void;
  closed(page: PageView): void;
}

export interface Address {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

export function parseAddress(url: string, base = ''): Address {
  const [bare = '', search = ''] = url.split('?', 2);
  const absolute = bare.startsWith('/') ? bare : path.posix.join('/', path.posix.dirname(base), bare);
  const query: Record<string, string> = {};
  // Values stay as they were written: WeChat does not decode them.
  for (const pair of search.split('&')) if (pair !== '') query[pair.split('=', 1)[0] ?? ''] = pair.includes('=') ? pair.slice(pair.indexOf('=') + 1) : '';
  return { path: absolute.replace(/^\//, '').replace(/\.html$/, ''), query };
}

/**
 * The page stack with WeChat's rules: ten pages, no navigateTo to a tab, a tab page stays alive behind the others until reLaunch.
 */
export class Router {
  stack: PageView[] = [];
  private readonly kept = new Map<string, PageView>();

  constructor(private readonly port: RouterPort) {}

  get top(): PageView {
    const page = this.stack[this.stack.length - 1];
    if (page === undefined) throw new Error('no page is open: launch the host first');
    return page;
  }

  navigateTo(url: string): PageView {
    const to = this.address(url);
    if (this.isTab(to)) throw new WxFailure('can not navigateTo a tabbar page');
    if (this.stack.length >= STACK_LIMIT) throw new WxFailure(`webview count limit exceed: at most ${STACK_LIMIT} pages`);
    if (this.stack.length > 0) this.port.hidden(this.top);
    return this.push(to);
  }

  redirectTo(url: string): PageView {
    const to = this.address(url);
    if (this.isTab(to)) throw new WxFailure('can not redirectTo a tabbar page');
    const leaving = this.stack.pop();
    if (leaving !== undefined) this.close(leaving);
    return this.push(to);
  }

  reLaunch(url: string): PageView {
    const to = this.address(url);
    const all = new Set([...this.stack, ...this.kept.values()]);
    this.stack = [];
    this.kept.clear();
    for (const page of all) this.close(page);
    return this.push(to);
  }

  /** Parameters do not travel to a tab page; WeChat drops them in silence, and so do we. */
  switchTab(url: string): PageView {
    const to = this.address(url);
    if (!this.isTab(to)) throw new WxFailure('can not switch to no-tabBar page');
    const current = this.stack[this.stack.length - 1];
    if (current?.path === to.path) return current;
    const leaving = this.stack;
    this.stack = [];
    if (current !== undefined && this.kept.get(current.path) === current) this.port.hidden(current);
    for (const page of [...leaving].reverse()) if (this.kept.get(page.path) !== page) this.close(page);
    const kept = this.kept.get(to.path);
    if (kept === undefined) return this.push({ path: to.path, query: {} });
    this.stack = [kept];
    this.port.shown(kept);
    return kept;
  }

  navigateBack(delta = 1): PageView {
    if (this.stack.length < 2) throw new WxFailure('cannot navigate back at first page.');
    for (let left = Math.min(Math.max(1, delta), this.stack.length - 1); left > 0; left -= 1) {
      const leaving = this.stack.pop();
      if (leaving !== undefined) this.close(leaving);
    }
    this.port.shown(this.top);
    return this.top;
  }

  closeAll(): void {
    for (const page of new Set([...this.stack, ...this.kept.values()])) this.close(page);
    this.stack = [];
    this.kept.clear();
  }

  /** Every page that is alive, tab pages in the background included. */
  alive(): PageView[] {
    return [...new Set([...this.stack, ...this.kept.values()])];
  }

  /** Where an object that code calls `this` lives, if it is a living page or component. */
  viewOf(self: unknown): { view: PageView; scope: Instance } | null {
    for (const view of this.alive()) {
      const scope = view.instanceOf(self);
      if (scope !== null) return { view, scope };
    }
    return null;
  }

  private address(url: string): Address {
    if (url === '') throw new WxFailure('parameter error: parameter.url should be String instead of Undefined;');
    const to = parseAddress(url, this.stack[this.stack.length - 1]?.path ?? '');
    if (!this.port.pages.includes(to.path)) throw new WxFailure(`page "${to.path}" is not found`);
    return to;
  }

  private isTab(to: Address): boolean {
    return this.port.tabs.includes(to.path);
  }

  private push(to: Address): PageView {
    const page = this.port.open(to.path, to.query);
    return page;
  }

  /** Called by `open` before the page's lifecycle runs, so that getCurrentPages() already knows it. */
  enter(page: PageView): void {
    this.stack.push(page);
    if (this.port.tabs.includes(page.path)) this.kept.set(page.path, page);
  }

  private close(page: PageView): void {
    page.close();
    this.port.closed(page);
  }
}
