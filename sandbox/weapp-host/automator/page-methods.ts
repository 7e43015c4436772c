import { parsePath, readPath } from '../data-path';
import { queryAll } from '../selector';
import type { Dict } from '../types';
import { PHONE } from '../wx/system';
import { dict, type Handlers, list, required, type Session } from './session';

const WINDOW: Readonly<Dict> = {
  'document.documentElement.scrollWidth': PHONE.windowWidth,
  'document.documentElement.scrollHeight': PHONE.windowHeight,
  'document.body.scrollTop': 0,
  'document.documentElement.scrollTop': 0,
};

/** `Page.*`. Selectors do not see inside custom components, as WeChat documents it for `page.$`; `element.$` does. */
export function pageMethods(session: Session): Handlers {
  const { host } = session;
  return {
    'Page.getElement': (params) => {
      const view = session.view(params);
      const [found] = queryAll(view.tree(), required(params, 'selector'), view.instance);
      if (found === undefined) throw new Error('no such element');
      return session.reference(view, found);
    },
    'Page.getElements': (params) => {
      const view = session.view(params);
      return { elements: queryAll(view.tree(), required(params, 'selector'), view.instance).map((node) => session.reference(view, node)) };
    },
    'Page.getElementByXpath': () => {
      throw new Error('xpath: not implemented by the headless host; use a selector');
    },
    'Page.getElementsByXpath': () => {
      throw new Error('xpath: not implemented by the headless host; use a selector');
    },
    'Page.getData': (params) => {
      const { data } = session.view(params).instance;
      return { data: typeof params.path === 'string' ? readPath(data, parsePath(params.path)) : data };
    },
    'Page.setData': async (params) => {
      session.view(params).instance.setData(dict(params.data));
      await host.rest();
      return {};
    },
    'Page.callMethod': async (params) => {
      const { instance } = session.view(params);
      const method = required(params, 'method');
      if (!instance.has(method)) throw new Error(`page.${method} not exists`);
      const result: unknown = await instance.call(method, ...list(params.args).map((one) => host.logic.adopt(one)));
      await host.rest();
      return { result };
    },
    'Page.getWindowProperties': (params) => ({
      properties: list(params.names).map((name) => {
        if (!(String(name) in WINDOW)) throw new Error(`window property ${String(name)}: nothing is laid out in the headless host`);
        return WINDOW[String(name)];
      }),
    }),
  };
}
