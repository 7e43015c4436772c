import type { HostPerson } from './person';
import { type Dict, isDict, WxFailure } from './types';

export interface SimulatedPersonOptions {
  /** The simulators' console, e.g. `http://127.0.0.1:3000/sim/console`. */
  readonly consoleUrl: string;
  readonly openid: string;
  /** What she does at the payment sheet; pays by default. May be changed while the story runs. */
  readonly mind?: { payment: 'pay' | 'cancel'; phone: 'allow' | 'deny'; subscribe: 'accept' | 'reject'; location?: 'allow' | 'deny' };
}

/** Where she stands when she lets WeChat know. */
const XUJIAHUI = { latitude: 31.195, longitude: 121.437 };

/**
 * A customer of the sandbox's world holding the phone: WeChat's part is asked of the simulators, her own decisions stand in `mind`.
 */
export function simulatedPerson(options: SimulatedPersonOptions): HostPerson {
  const mind = options.mind ?? { payment: 'pay', phone: 'allow', subscribe: 'accept' };
  const tell = async (what: string, body: Dict): Promise<Dict> => {
    const response = await fetch(`${options.consoleUrl}/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ openid: options.openid, ...body }),
    });
    const answer: unknown = await response.json();
    if (!isDict(answer) || !response.ok) throw new Error(`the simulators refused ${what}: ${response.status} ${isDict(answer) ? String(answer.problem) : ''}`);
    return answer;
  };
  return {
    login: async () => ({ code: String((await tell('login-code', {})).code) }),
    phoneCode: async () => (mind.phone === 'deny' ? { errMsg: 'getPhoneNumber:fail user deny' } : { code: String((await tell('phone-code', {})).code) }),
    requestPayment: async (params) => {
      if (mind.payment === 'cancel') throw new WxFailure('cancel');
      const result = await tell('pay', { params });
      if (result.ok !== true) throw new WxFailure(String(result.errMsg ?? 'fail').replace(/^requestPayment:fail\s*/, ''));
    },
    requestSubscribeMessage: async (tmplIds) => {
      const { result } = await tell('subscribe', { outcomes: Object.fromEntries(tmplIds.map((id) => [id, mind.subscribe])) });
      return Object.fromEntries(tmplIds.map((id) => [id, isDict(result) && result[id] === 'accept' ? 'accept' : 'reject']));
    },
    location: () => (mind.location === 'deny' ? Promise.reject(new WxFailure('auth deny')) : Promise.resolve(XUJIAHUI)),
    privacyPopup: () => Promise.resolve('agree'),
  };
}
