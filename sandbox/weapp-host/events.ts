import type { Instance } from './instance';
import { ancestors, datasetOf, type ElementNode, idOf } from './tree';
import type { Dict } from './types';

export interface EventOptions {
  readonly bubbles?: boolean;
  /** Whether the event leaves the component in which it began. Touch events do; a component's own events do not by default. */
  readonly composed?: boolean;
  /** Fired by the logic layer itself: `detail` is handed over as it is, functions and all. Otherwise it crosses the bridge as JSON. */
  readonly live?: boolean;
  readonly touches?: readonly unknown[];
  readonly changedTouches?: readonly unknown[];
}

/** Built-in events that bubble; every other one is heard only at its element. */
const BUBBLING = /^(touch(start|move|end|cancel|forcechange)|tap|longpress|longtap|transitionend|animation(start|iteration|end))$/;

export function bubblesByNature(type: string): boolean {
  return BUBBLING.test(type);
}

type Phase = 'capture' | 'bubble';
interface Listener {
  readonly name: string;
  readonly catches: boolean;
  readonly mutual: boolean;
}

function listenersAt(node: ElementNode, type: string, phase: Phase): Listener[] {
  const prefixes = phase === 'capture' ? ['capture-bind:', 'capture-catch:'] : ['mut-bind:', 'bind', 'bind:', 'catch', 'catch:'];
  const found: Listener[] = [];
  for (const prefix of prefixes) {
    const name = node.attr[`${prefix}${type}`];
    if (typeof name === 'string' && name !== '') found.push({ name, catches: prefix.includes('catch'), mutual: prefix === 'mut-bind:' });
  }
  return found;
}

/** Who the event seems to come from, for a listener: never an element inside a component whose inside the listener cannot see. */
function targetFor(node: ElementNode, listener: ElementNode): ElementNode {
  const visible = new Set<Instance>();
  for (let scope: Instance | null = listener.owner; scope !== null; scope = scope.node?.owner ?? null) visible.add(scope);
  let target = node;
  while (!visible.has(target.owner) && target.owner.node !== null) target = target.owner.node;
  return target;
}

function describe(node: ElementNode): Dict {
  return { id: idOf(node), dataset: datasetOf(node), offsetLeft: 0, offsetTop: 0 };
}

function marksOf(path: readonly ElementNode[]): Dict {
  const marks: Dict = {};
  for (const node of [...path].reverse()) for (const [name, value] of Object.entries(node.attr)) if (name.startsWith('mark:')) marks[name.slice(5)] = value;
  return marks;
}

function pathOf(node: ElementNode, options: EventOptions): ElementNode[] {
  if (options.bubbles !== true) return [node];
  const path: ElementNode[] = [];
  for (const at of ancestors(node)) if (options.composed === true || at.owner === node.owner) path.push(at);
  return path;
}

/**
 * Fires an event: capture phase from the page down, then up, until a `catch`. Returns how many handlers ran.
 * Not covered: wxs responders (their handlers live in the view layer), positions, and `hover-class`.
 */
export function dispatch(node: ElementNode, type: string, detail: unknown, options: EventOptions = {}): number {
  const { logic } = node.owner.home;
  const path = pathOf(node, options);
  const touch =
    BUBBLING.test(type) && options.live !== true
      ? { touches: options.touches ?? [], changedTouches: options.changedTouches ?? [{ identifier: 0, pageX: 0, pageY: 0, clientX: 0, clientY: 0 }] }
      : {};
  const time = Math.round(performance.now());
  const mark = marksOf(path);
  let ran = 0;
  let mutualDone = false;

  const hear = (at: ElementNode, phase: Phase): boolean => {
    for (const listener of listenersAt(at, type, phase)) {
      if (listener.mutual && mutualDone) continue;
      mutualDone ||= listener.mutual;
      const event = logic.adoptDict({
        type,
        timeStamp: time,
        target: describe(targetFor(node, at)),
        currentTarget: describe(at),
        mark,
        mut: mutualDone,
        ...touch,
      });
      event.detail = options.live === true ? (detail ?? logic.object()) : logic.adopt(detail ?? {});
      if (at.owner.has(listener.name)) {
        ran += 1;
        at.owner.call(listener.name, event);
      } else at.owner.home.warn(`${at.owner.file} does not have a method "${listener.name}" to handle event "${type}"`);
      if (listener.catches) return true;
    }
    return false;
  };

  for (const at of [...path].reverse()) if (hear(at, 'capture')) return ran;
  for (const at of path) if (hear(at, 'bubble')) return ran;
  return ran;
}
