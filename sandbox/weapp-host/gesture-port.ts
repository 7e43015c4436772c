import type { GesturePort } from './gestures';
import type { LogicLayer } from './logic';
import type { HostPerson } from './person';
import type { PrivacyGate } from './privacy';
import type { WxApi } from './wx-api';
import type { Gesture } from './wx/person';

export interface GestureParts {
  readonly api: WxApi;
  readonly logic: LogicLayer;
  readonly person: HostPerson;
  readonly privacy: PrivacyGate;
  readonly gesture: Gesture;
  /** What the app answers when a share button is tapped. */
  readonly shares: unknown[];
}

/** What WeChat does when a finger touches one of its own buttons. */
export function gesturePort({ api, logic, person, privacy, gesture, shares }: GestureParts): GesturePort {
  return {
    tapped: () => gesture.open(),
    phoneNumber: async () => {
      await privacy.pass('getPhoneNumber');
      const answer = await person.phoneCode();
      return 'code' in answer ? { errMsg: 'getPhoneNumber:ok', code: answer.code } : { errMsg: answer.errMsg };
    },
    agreePrivacy: (buttonId) => privacy.agreeTapped(buttonId),
    share: (view, button) => {
      shares.push(view.instance.call('onShareAppMessage', logic.adopt({ from: 'button', target: { id: button.attr.id ?? '' } })));
    },
    navigate: (openType, options) => {
      const name = openType === 'navigate' ? 'navigateTo' : openType === 'redirect' ? 'redirectTo' : openType;
      api.call(name, [logic.adopt(options)]);
    },
    unplayed: (what) => {
      api.unplayed.push(what);
    },
  };
}
