import type { Dict } from './types';

export type PhoneAnswer = { readonly code: string } | { readonly errMsg: string };
export type SubscribeAnswer = Readonly<Record<string, 'accept' | 'reject'>>;
export type PrivacyAnswer = 'agree' | 'disagree';

/**
 * Whoever holds the phone: WeChat asks this person, the mini-program only sees the outcome.
 * The caller injects one; it usually speaks to the WeChat and WeChat Pay simulators.
 */
export interface HostPerson {
  /** The one-time code of `wx.login`. */
  login(): Promise<{ code: string }>;
  /** The pop-up behind `open-type="getPhoneNumber"`. */
  phoneCode(): Promise<PhoneAnswer>;
  /**
   * The payment sheet. Resolving is `requestPayment:ok`, and is no proof of payment; rejecting with `new Error('cancel')`
   * becomes `requestPayment:fail cancel`.
   */
  requestPayment(params: Dict): Promise<void>;
  requestSubscribeMessage(tmplIds: readonly string[]): Promise<SubscribeAnswer>;
  /** The system calendar. Without it the entry is accepted and can be read from `host.calls`. */
  addPhoneCalendar?(entry: Dict): Promise<void>;
  /** WeChat's question for the rough position, and where she is. Without it she says no. */
  location?(): Promise<{ latitude: number; longitude: number }>;
  /** WeChat's own privacy pop-up, asked only when the mini-program registered no `onNeedPrivacyAuthorization`. Without it: disagree. */
  privacyPopup?(): Promise<PrivacyAnswer>;
}

/** Nobody is holding the phone: every question to a person fails. The default of a host, so that a test that needs a person must bring one. */
export const nobody: HostPerson = {
  login: () => Promise.reject(new Error('nobody is holding this phone')),
  phoneCode: () => Promise.resolve({ errMsg: 'getPhoneNumber:fail nobody is holding this phone' }),
  requestPayment: () => Promise.reject(new Error('nobody is holding this phone')),
  requestSubscribeMessage: () => Promise.reject(new Error('nobody is holding this phone')),
};

/** The same person, with every question to her passed through `around`: the host counts what it waits for. */
export function attended(person: HostPerson, around: <T>(question: Promise<T>) => Promise<T>): HostPerson {
  const { addPhoneCalendar, location, privacyPopup } = person;
  return {
    login: () => around(person.login()),
    phoneCode: () => around(person.phoneCode()),
    requestPayment: (params) => around(person.requestPayment(params)),
    requestSubscribeMessage: (tmplIds) => around(person.requestSubscribeMessage(tmplIds)),
    ...(addPhoneCalendar === undefined ? {} : { addPhoneCalendar: (entry: Dict) => around(addPhoneCalendar.call(person, entry)) }),
    ...(location === undefined ? {} : { location: () => around(location.call(person)) }),
    ...(privacyPopup === undefined ? {} : { privacyPopup: () => around(privacyPopup.call(person)) }),
  };
}
