import { lender, ownMemory } from '../console/shared/frame';

// Runs in the sidebar and the workbench before their own scripts, when a WeCom window is around them: what WeCom's own
// browser has and an ordinary one lacks.
const wecom = lender('zhikeWecom');
if (wecom) {
  ownMemory(wecom.owner);
  Object.defineProperty(navigator, 'userAgent', { configurable: true, value: `${navigator.userAgent} wxwork/4.1.36 MicroMessenger/7.0.1` });
  Object.defineProperty(window, 'WeixinJSBridge', {
    value: {
      invoke(name: string, params: unknown, callback?: (answer: Record<string, unknown>) => void) {
        void wecom.invoke(name, params).then((answer) => callback?.({ err_msg: `${name}:ok`, ...answer }));
      },
      on() {},
    },
  });
}
