import { type Dict, isCallable, isDict, messageOf } from '../types';
import { PHONE } from '../wx/system';
import { dict, type Handlers, list, required, type Session } from './session';

/** A promise whose refusal is WeChat's errMsg. */
function callWx(session: Session, method: string, args: unknown[]): Promise<unknown> | unknown {
  const { api, logic } = session.host;
  const adopted = args.map((one) => logic.adopt(one));
  if (!api.isAsync(method)) return api.call(method, adopted);
  return new Promise((resolve, reject) => {
    const options = {
      ...dict(adopted[0]),
      success: resolve,
      fail: (failure: unknown) => reject(new Error(isDict(failure) ? String(failure.errMsg) : messageOf(failure))),
    };
    try {
      api.call(method, [options, ...adopted.slice(1)]);
    } catch (thrown) {
      reject(thrown);
    }
  });
}

function native(session: Session, method: string, data: Dict): void {
  const { host } = session;
  switch (method) {
    case 'confirmModal':
      host.ui.closeModal({ confirm: true });
      break;
    case 'cancelModal':
      host.ui.closeModal({ confirm: false });
      break;
    case 'navigateLeft':
      host.router.navigateBack(1);
      break;
    case 'goHome':
      host.router.reLaunch(`/${host.files.pages[0] ?? ''}`);
      break;
    case 'switchTab':
      host.router.switchTab(String(data.url));
      break;
    default:
      throw new Error(`Tool.native ${method}: not implemented; the host's person answers authorisation, payment and sharing`);
  }
}

/** `App.*` and `Tool.*`. */
export function appMethods(session: Session): Handlers {
  const { host } = session;
  const plugin = (params: Dict): void => {
    if (params.pluginId !== undefined) throw new Error('plugins are not played by the headless host');
  };
  const missing = (what: string) => (): never => {
    throw new Error(`${what}: not implemented by the headless host`);
  };
  let logging = false;
  host.on('console', (line) => {
    if (logging) session.broadcast('App.logAdded', { type: line.type, args: line.args });
  });
  host.on('exception', (exception) => session.broadcast('App.exceptionThrown', { ...exception }));
  const pageOf = (view: { id: number; path: string; query: unknown }): Dict => ({ pageId: view.id, path: view.path, query: view.query });
  return {
    'Tool.getInfo': () => ({ SDKVersion: PHONE.SDKVersion, version: 'headless' }),
    'Tool.close': () => ({}),
    'Tool.native': (params) => {
      native(session, required(params, 'method'), dict(params.data));
      return host.rest().then(() => ({}));
    },
    'Tool.enableRemoteDebug': missing('remote debugging'),
    'Tool.getTestAccounts': missing('test accounts'),
    'Tool.stopAudits': missing('audits'),
    'Tool.getTicket': missing('tickets'),
    'Tool.setTicket': missing('tickets'),
    'Tool.refreshTicket': missing('tickets'),
    'App.exit': () => {
      host.close();
      return {};
    },
    'App.enableLog': () => {
      logging = true;
      return {};
    },
    'App.getCurrentPage': () => pageOf(host.page),
    'App.getPageStack': () => ({ pageStack: host.router.stack.map(pageOf) }),
    'App.callWxMethod': async (params) => {
      plugin(params);
      const result = await callWx(session, required(params, 'method'), list(params.args));
      await host.rest();
      return { result };
    },
    'App.mockWxMethod': (params) => {
      plugin(params);
      const method = required(params, 'method');
      if (typeof params.functionDeclaration === 'string')
        host.api.mocks.set(method, { run: host.logic.compile(params.functionDeclaration), args: list(params.args) });
      else if ('result' in params) host.api.mocks.set(method, { result: params.result });
      else host.api.mocks.delete(method);
      return {};
    },
    'App.callFunction': async (params) => {
      const run = host.logic.compile(required(params, 'functionDeclaration'));
      const result: unknown = await run(...list(params.args).map((one) => host.logic.adopt(one)));
      return { result: isCallable(result) ? undefined : result };
    },
    'App.addBinding': (params) => {
      const name = required(params, 'name');
      Object.assign(host.logic.context, { [name]: (...args: unknown[]) => session.broadcast('App.bindingCalled', { name, args }) });
      return {};
    },
  };
}
