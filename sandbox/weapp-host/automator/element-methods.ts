import { parsePath, readPath } from '../data-path';
import { bubblesByNature, dispatch } from '../events';
import type { PageView } from '../page-view';
import { queryAll } from '../selector';
import { type ElementNode, textOf, wxmlOf } from '../tree';
import { camel, type Dict } from '../types';
import { dict, type Handlers, list, required, type Session } from './session';

const CONTROLS = new Set(['input', 'textarea', 'picker', 'picker-view', 'slider', 'switch', 'checkbox', 'radio']);

function attributeOf(node: ElementNode, name: string): unknown {
  return node.attr[name] ?? node.attr[camel(name)] ?? null;
}

function propertyOf(view: PageView, node: ElementNode, name: string): unknown {
  if (name === 'checked' && CONTROLS.has(node.tag)) return view.values.isChecked(node);
  if (name === 'value' && CONTROLS.has(node.tag) && !['switch', 'checkbox', 'radio'].includes(node.tag)) return view.values.get(node) ?? '';
  if (node.component !== null && name in node.component.data) return node.component.data[name];
  return attributeOf(node, name);
}

/** The client asks for this list first and refuses every property that is not in it. */
function publicProperties(node: ElementNode): Dict {
  const names = [
    ...Object.keys(node.attr),
    ...(CONTROLS.has(node.tag) ? ['value', 'checked', 'disabled', 'name'] : []),
    ...(node.component === null ? [] : node.component.definition.properties.keys()),
  ];
  return Object.fromEntries(names.map((name) => [name, true]));
}

function domPropertyOf(node: ElementNode, name: string): unknown {
  switch (name) {
    case 'innerText':
    case 'textContent':
      return textOf(node);
    case 'className':
      return String(node.attr.class ?? '');
    case 'tagName':
      return `WX-${node.tag.toUpperCase()}`;
    case 'offsetWidth':
    case 'offsetHeight':
      throw new Error('size: nothing is laid out in the headless host');
    default:
      return attributeOf(node, name);
  }
}

/** Only what stands in the element's own `style`; style sheets are not applied. */
function inlineStyle(node: ElementNode, name: string): string {
  const wanted = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  for (const rule of String(node.attr.style ?? '').split(';')) {
    const [property = '', ...value] = rule.split(':');
    if (property.trim() === wanted) return value.join(':').trim();
  }
  return '';
}

function named(params: Dict, read: (name: string) => unknown): unknown[] {
  return list(params.names).map((name) => read(String(name)));
}

/** `Element.*`. */
export function elementMethods(session: Session): Handlers {
  const { host } = session;
  const done = async (): Promise<Dict> => {
    await host.rest();
    return {};
  };
  const search = (params: Dict): { view: PageView; found: ElementNode[] } => {
    const { view, node } = session.element(params);
    return { view, found: queryAll(node, required(params, 'selector'), node.component ?? node.owner) };
  };
  const touch =
    (type: string) =>
    async (params: Dict): Promise<Dict> => {
      const { node } = session.element(params);
      const touches = list(params.touches);
      // The client's own types say changeTouches, its documentation changedTouches.
      const changed = params.changedTouches ?? params.changeTouches;
      dispatch(node, type, {}, { bubbles: true, composed: true, touches, ...(changed === undefined ? {} : { changedTouches: list(changed) }) });
      return done();
    };
  const fire = async (params: Dict, type: string): Promise<Dict> => {
    const { node } = session.element(params);
    const bubbles = bubblesByNature(type);
    dispatch(node, type, params.detail ?? {}, { bubbles, composed: bubbles });
    return done();
  };
  const component = (params: Dict): NonNullable<ElementNode['component']> => {
    const { node } = session.element(params);
    if (node.component === null) throw new Error(`${node.tag} is not a custom component`);
    return node.component;
  };
  return {
    'Element.getElement': (params) => {
      const { view, found } = search(params);
      if (found[0] === undefined) throw new Error('no such element');
      return session.reference(view, found[0]);
    },
    'Element.getElements': (params) => {
      const { view, found } = search(params);
      return { elements: found.map((node) => session.reference(view, node)) };
    },
    'Element.getOffset': () => {
      throw new Error('offset: nothing is laid out in the headless host');
    },
    'Element.getAttributes': (params) => ({ attributes: named(params, (name) => attributeOf(session.element(params).node, name)) }),
    'Element.getProperties': (params) => {
      const { view, node } = session.element(params);
      return { properties: named(params, (name) => (name === '__propPublic' ? publicProperties(node) : propertyOf(view, node, name))) };
    },
    'Element.getDOMProperties': (params) => ({ properties: named(params, (name) => domPropertyOf(session.element(params).node, name)) }),
    'Element.getStyles': (params) => ({ styles: named(params, (name) => inlineStyle(session.element(params).node, name)) }),
    'Element.getWXML': (params) => {
      const { node } = session.element(params);
      return { wxml: params.type === 'outer' ? wxmlOf(node) : node.children.map((child) => wxmlOf(child)).join('') };
    },
    'Element.tap': async (params) => {
      const { view, node } = session.element(params);
      await host.tapOn(view, node);
      return {};
    },
    'Element.triggerEvent': (params) => fire(params, required(params, 'type')),
    'Element.dispatchEvent': (params) => fire(params, required(params, 'eventName')),
    'Element.touchstart': touch('touchstart'),
    'Element.touchmove': touch('touchmove'),
    'Element.touchend': touch('touchend'),
    'Element.setData': async (params) => {
      component(params).setData(dict(params.data));
      return done();
    },
    'Element.getData': (params) => ({
      data: typeof params.path === 'string' ? readPath(component(params).data, parsePath(params.path)) : component(params).data,
    }),
    'Element.callMethod': async (params) => {
      const result: unknown = await component(params).call(required(params, 'method'), ...list(params.args).map((one) => host.logic.adopt(one)));
      await host.rest();
      return { result };
    },
    'Element.callContextMethod': () => {
      throw new Error('video and other native contexts are not played by the headless host');
    },
    'Element.callFunction': async (params) => {
      const { view, node } = session.element(params);
      const name = required(params, 'functionName');
      const [first, second] = list(params.args);
      switch (name) {
        case 'input.input':
        case 'textarea.input':
          await host.inputInto(view, node, String(first ?? ''));
          break;
        case 'switch.tap':
          await host.tapOn(view, node);
          break;
        case 'slider.slideTo':
          view.values.set(node, first);
          dispatch(node, 'change', { value: first });
          break;
        case 'swiper.swipeTo':
          dispatch(node, 'change', { current: first, currentItemId: '', source: 'touch' });
          break;
        case 'scroll-view.scrollTo':
          dispatch(node, 'scroll', { scrollLeft: first, scrollTop: second, deltaX: 0, deltaY: 0 });
          break;
        default:
          throw new Error(`${name}: nothing is laid out in the headless host`);
      }
      await host.rest();
      return { result: undefined };
    },
  };
}
