import type { Instance } from './instance';
import { camel, type Dict } from './types';

export interface TextNode {
  readonly kind: 'text';
  readonly text: string;
  readonly parent: ElementNode;
}
/**
 * An element of the flattened tree: the shadow tree of a custom component hangs below its element, and slotted children hang where the slot is.
 */
export interface ElementNode {
  readonly kind: 'element';
  /** As written in wxml: `view`, `button`, `my-counter`. */
  readonly tag: string;
  readonly attr: Dict;
  readonly children: ViewNode[];
  readonly parent: ElementNode | null;
  /** Whose template wrote this element: its handlers are looked up there, and plain selectors do not leave it. */
  readonly owner: Instance;
  /** Stable over renders while the element is "the same": position, wx:key and branch. */
  readonly key: string;
  /** The custom component that lives in this element. */
  component: Instance | null;
}
export type ViewNode = TextNode | ElementNode;

export function elementsOf(node: ElementNode): ElementNode[] {
  return node.children.filter((child): child is ElementNode => child.kind === 'element');
}

/** Document order, the node itself first. */
export function* walk(node: ElementNode): Generator<ElementNode> {
  yield node;
  for (const child of elementsOf(node)) yield* walk(child);
}

export function* ancestors(node: ElementNode): Generator<ElementNode> {
  for (let at: ElementNode | null = node; at !== null; at = at.parent) yield at;
}

export function closest(node: ElementNode, fits: (candidate: ElementNode) => boolean): ElementNode | null {
  for (const candidate of ancestors(node)) if (fits(candidate)) return candidate;
  return null;
}

export function idOf(node: ElementNode): string {
  return node.attr.id === undefined || node.attr.id === null ? '' : String(node.attr.id);
}

export function classesOf(node: ElementNode): string[] {
  return String(node.attr.class ?? '')
    .split(/\s+/)
    .filter((name) => name !== '');
}

/** `data-row-id` → `rowId`. Trap: WeChat lower-cases `data-rowId` to `rowid`; so do we. */
export function datasetOf(node: ElementNode): Dict {
  const data: Dict = {};
  for (const [name, value] of Object.entries(node.attr)) if (name.startsWith('data-')) data[camel(name.slice(5).toLowerCase())] = value;
  return data;
}

/** Boolean attributes: wxml gives real booleans, hand-written constants arrive as text. */
export function isOn(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && value !== 'false' && value !== '' && value !== 0;
}

const BLOCKS = new Set([
  'view',
  'scroll-view',
  'swiper',
  'swiper-item',
  'form',
  'button',
  'picker',
  'picker-view',
  'navigator',
  'page',
  'cover-view',
  'movable-area',
  'movable-view',
  'rich-text',
]);

function collect(node: ViewNode, raw: boolean): string {
  if (node.kind === 'text') return raw ? node.text : node.text.replace(/\s+/g, ' ');
  if (isOn(node.attr.hidden) || /(^|;)\s*display\s*:\s*none/.test(String(node.attr.style ?? ''))) return '';
  const inner = node.children.map((child) => collect(child, raw || node.tag === 'text')).join('');
  return BLOCKS.has(node.tag) ? `\n${inner}\n` : inner;
}

/**
 * What a reader sees, after the manner of innerText: blocks on lines of their own, nothing of what is `hidden` or `display: none` in its own style.
 * Not covered: hiding by style sheet, and line breaks that come from layout.
 */
export function textOf(node: ViewNode): string {
  return collect(node, false)
    .replace(/[ \t]*\n[ \t]*/g, '\n')
    .replace(/\n{2,}/g, '\n')
    .trim();
}

/** The tree as wxml text, for people and for `outerWxml()`; handlers and internal marks are left out. */
export function wxmlOf(node: ViewNode, depth = 0): string {
  const pad = '  '.repeat(depth);
  if (node.kind === 'text') return `${pad}${node.text}\n`;
  const shown = Object.entries(node.attr).filter(
    ([name, value]) =>
      !/^(capture-)?(bind|catch|mut-bind)|^hover|^data-sid$/.test(name) && value !== '' && value !== undefined && value !== null && value !== false,
  );
  const attributes = shown.map(([name, value]) => ` ${name}="${typeof value === 'object' ? '[object]' : String(value)}"`).join('');
  return `${pad}<${node.tag}${attributes}>\n${node.children.map((child) => wxmlOf(child, depth + 1)).join('')}${pad}</${node.tag}>\n`;
}
