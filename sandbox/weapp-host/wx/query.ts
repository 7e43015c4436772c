import type { Instance } from '../instance';
import type { PageView } from '../page-view';
import { queryAll } from '../selector';
import { datasetOf, type ElementNode, idOf } from '../tree';
import { type Callable, type Dict, isCallable, isDict } from '../types';
import { PHONE } from './system';

export interface QueryPort {
  adopt(value: unknown): unknown;
  later(run: Callable): void;
  currentPage(): PageView;
  viewOf(self: unknown): { view: PageView; scope: Instance } | null;
}

/** Nothing is laid out here: an element that exists has this box, one that does not has none. */
function box(node: ElementNode): Dict {
  return { id: idOf(node), dataset: datasetOf(node), left: 0, top: 0, right: PHONE.windowWidth, bottom: 44, width: PHONE.windowWidth, height: 44 };
}

function fieldsOf(node: ElementNode, wanted: Dict): Dict {
  const answer: Dict = {};
  if (wanted.id === true) answer.id = idOf(node);
  if (wanted.dataset === true) answer.dataset = datasetOf(node);
  if (wanted.rect === true) Object.assign(answer, { left: 0, top: 0, right: PHONE.windowWidth, bottom: 44 });
  if (wanted.size === true) Object.assign(answer, { width: PHONE.windowWidth, height: 44 });
  if (wanted.scrollOffset === true) Object.assign(answer, { scrollLeft: 0, scrollTop: 0 });
  if (Array.isArray(wanted.properties)) for (const name of wanted.properties) answer[String(name)] = node.attr[String(name)] ?? null;
  // `node: true` asks for a canvas or a video: not played.
  if (wanted.node === true) answer.node = null;
  return answer;
}

const VIEWPORT = {
  id: '',
  dataset: {},
  left: 0,
  top: 0,
  right: PHONE.windowWidth,
  bottom: PHONE.windowHeight,
  width: PHONE.windowWidth,
  height: PHONE.windowHeight,
  scrollLeft: 0,
  scrollTop: 0,
  scrollWidth: PHONE.windowWidth,
  scrollHeight: PHONE.windowHeight,
};

/**
 * `wx.createSelectorQuery`: tells truly which elements exist, with their ids, datasets and attributes; sizes and positions are a
 * constant box, because there is no layout. Code that computes from sizes must be looked at in DevTools or in `browser.ts`.
 */
export function selectorQuery(port: QueryPort, start: { view: PageView; scope: Instance } | null): Dict {
  let place = start;
  const steps: { run: () => unknown; callback: Callable | null }[] = [];
  const query: Dict = {};
  const search = (selector: string): ElementNode[] => {
    const { view, scope } = place ?? { view: port.currentPage(), scope: port.currentPage().instance };
    return queryAll(scope.node ?? view.tree(), selector, scope);
  };
  const nodesRef = (find: () => ElementNode[] | 'viewport', many: boolean): Dict => {
    const add = (shape: (node: ElementNode) => Dict, ofViewport: Dict, callback: unknown): Dict => {
      const run = (): unknown => {
        const found = find();
        if (found === 'viewport') return ofViewport;
        return many ? found.map(shape) : found[0] === undefined ? null : shape(found[0]);
      };
      steps.push({ run, callback: isCallable(callback) ? callback : null });
      return query;
    };
    return {
      boundingClientRect: (callback: unknown) => add(box, VIEWPORT, callback),
      scrollOffset: (callback: unknown) =>
        add(
          (node) => ({ id: idOf(node), dataset: datasetOf(node), scrollLeft: 0, scrollTop: 0, scrollWidth: PHONE.windowWidth, scrollHeight: 44 }),
          VIEWPORT,
          callback,
        ),
      fields: (wanted: unknown, callback: unknown) => add((node) => fieldsOf(node, isDict(wanted) ? wanted : {}), VIEWPORT, callback),
      node: (callback: unknown) => add(() => ({ node: null }), { node: null }, callback),
      context: (callback: unknown) => add(() => ({ context: null }), { context: null }, callback),
    };
  };
  return Object.assign(query, {
    in: (self: unknown) => {
      place = port.viewOf(self) ?? place;
      return query;
    },
    select: (selector: unknown) => nodesRef(() => search(String(selector)).slice(0, 1), false),
    selectAll: (selector: unknown) => nodesRef(() => search(String(selector)), true),
    selectViewport: () => nodesRef(() => 'viewport', false),
    exec: (callback: unknown) => {
      const todo = steps.splice(0);
      port.later(() => {
        const answers = todo.map((step) => {
          const answer = port.adopt(step.run());
          step.callback?.(answer);
          return answer;
        });
        if (isCallable(callback)) callback(answers);
      });
      return query;
    },
  });
}

/** Everything is in sight: an observer is told once that its element is wholly visible, if the element exists. */
export function intersectionObserver(port: QueryPort, self: unknown): Dict {
  const observer: Dict = {};
  let stopped = false;
  return Object.assign(observer, {
    relativeTo: () => observer,
    relativeToViewport: () => observer,
    observe: (selector: unknown, callback: unknown) =>
      port.later(() => {
        const { view, scope } = port.viewOf(self) ?? { view: port.currentPage(), scope: port.currentPage().instance };
        const [node] = queryAll(scope.node ?? view.tree(), String(selector), scope);
        if (node !== undefined && !stopped && isCallable(callback))
          callback(
            port.adopt({
              id: idOf(node),
              dataset: datasetOf(node),
              intersectionRatio: 1,
              intersectionRect: box(node),
              boundingClientRect: box(node),
              relativeRect: VIEWPORT,
              time: Date.now(),
            }),
          );
      }),
    disconnect: () => {
      stopped = true;
    },
  });
}
