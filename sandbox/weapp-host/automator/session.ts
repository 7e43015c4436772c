import type { WeappHost } from '../host';
import type { PageView } from '../page-view';
import type { ElementNode } from '../tree';
import { type Dict, isDict } from '../types';

/** A handler of one protocol method. */
export type Handler = (params: Dict) => unknown;
export type Handlers = Readonly<Record<string, Handler>>;

export interface ElementRef {
  readonly elementId: string;
  readonly tagName: string;
  readonly nodeId?: string;
}

const DIVIDER = '|';

/** What the handlers share: finding pages and elements by the ids that the client holds. */
export class Session {
  constructor(
    readonly host: WeappHost,
    readonly broadcast: (method: string, params: Dict) => void,
  ) {}

  /** Trap: a page that left the stack is an error, not the current page; a spec holding it would test the wrong screen. */
  view(params: Dict): PageView {
    const view = this.host.router.alive().find((page) => page.id === params.pageId);
    if (view === undefined) throw new Error(`page ${String(params.pageId)} is no longer open`);
    return view;
  }

  reference(view: PageView, node: ElementNode): ElementRef {
    const elementId = `${view.id}${DIVIDER}${node.key}`;
    // A nodeId makes the client treat it as a custom component.
    return { elementId, tagName: node.tag, ...(node.component === null ? {} : { nodeId: elementId }) };
  }

  element(params: Dict): { view: PageView; node: ElementNode } {
    const view = this.view(params);
    const id = String(params.elementId);
    const node = view.find(id.slice(id.indexOf(DIVIDER) + 1));
    if (node === null) throw new Error('the element is no longer on the page; look it up again');
    return { view, node };
  }
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

export function dict(value: unknown): Dict {
  return isDict(value) ? value : {};
}

export function required(params: Dict, name: string): string {
  const value = params[name];
  if (typeof value !== 'string' || value === '') throw new Error(`${name} must be a text`);
  return value;
}
