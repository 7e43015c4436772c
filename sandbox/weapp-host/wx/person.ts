import type { HostPerson } from '../person';
import type { PrivacyGate } from '../privacy';
import { type Dict, isCallable, messageOf, WxFailure } from '../types';
import type { WxGroup } from './group';

/** WeChat asks for payment or subscription only shortly after a tap or a payment. */
const GESTURE_MS = 1000;

/**
 * The moment after a tap. WeChat does not publish its exact rule; here it ends after one second, or when the next answer from
 * the network arrives, because "ask the server first, then subscribe" is what fails on real phones.
 */
export class Gesture {
  private until = 0;

  open(): void {
    this.until = Date.now() + GESTURE_MS;
  }

  close(): void {
    this.until = 0;
  }

  get isOpen(): boolean {
    return Date.now() <= this.until;
  }
}

/** A person's refusal in WeChat's words; `new Error('cancel')` becomes `fail cancel`. */
async function ask<T>(question: Promise<T>): Promise<T> {
  try {
    return await question;
  } catch (thrown) {
    throw thrown instanceof WxFailure ? thrown : new WxFailure(messageOf(thrown));
  }
}

/**
 * Everything that WeChat decides by asking the person: login, payment, subscription, calendar, position, privacy.
 * `declares` answers for app.json's requiredPrivateInfos, without which WeChat refuses every question for a position.
 */
export function personApis(person: HostPerson, privacy: PrivacyGate, gesture: Gesture, declares: (api: string) => boolean): WxGroup {
  return {
    values: {
      onNeedPrivacyAuthorization: (listener) =>
        privacy.listen(
          isCallable(listener)
            ? (resolve, info) => {
                listener(resolve, info);
              }
            : null,
        ),
      offNeedPrivacyAuthorization: () => privacy.listen(null),
    },
    async: {
      login: async () => ({ code: (await ask(person.login())).code }),
      checkSession: () => undefined,
      requestPayment: async (options) => {
        for (const field of ['timeStamp', 'nonceStr', 'package', 'signType', 'paySign']) {
          if (typeof options[field] !== 'string' || options[field] === '') throw new WxFailure(`parameter error: parameter.${field} should be String`);
        }
        const { timeStamp, nonceStr, signType, paySign } = options;
        await ask(person.requestPayment({ timeStamp, nonceStr, package: options.package, signType, paySign }));
        gesture.open();
      },
      requestSubscribeMessage: async (options) => {
        const ids = Array.isArray(options.tmplIds) ? options.tmplIds.map(String) : [];
        if (ids.length === 0 || ids.length > 3) throw new WxFailure('TmplIds: one to three templates', { errCode: 10_001 });
        if (!gesture.isOpen) throw new WxFailure('can only be invoked by user TAP gesture.', { errCode: 10_005 });
        return { ...(await ask(person.requestSubscribeMessage(ids))) } satisfies Dict;
      },
      addPhoneCalendar: async (options) => {
        await privacy.pass('addPhoneCalendar');
        if (typeof options.title !== 'string' || options.title === '') throw new WxFailure('parameter error: parameter.title should be String');
        if (!Number.isFinite(Number(options.startTime)) || String(Math.trunc(Number(options.startTime))).length > 10)
          throw new WxFailure('parameter error: startTime is a Unix time in seconds');
        const { title, startTime, endTime, description, location, allDay, alarm, alarmOffset } = options;
        await ask(person.addPhoneCalendar?.({ title, startTime, endTime, description, location, allDay, alarm, alarmOffset }) ?? Promise.resolve());
      },
      getFuzzyLocation: async (options) => {
        if (!declares('getFuzzyLocation')) throw new WxFailure('the api need to be declared in the requiredPrivateInfos field in app.json/ext.json');
        await privacy.pass('getFuzzyLocation');
        if (options.type !== 'gcj02' && options.type !== 'wgs84') throw new WxFailure('parameter error: parameter.type');
        if (!person.location) throw new WxFailure('auth deny');
        const { latitude, longitude } = await ask(person.location());
        return { latitude, longitude };
      },
      getPrivacySetting: () => ({ needAuthorization: privacy.state.needAuthorization, privacyContractName: privacy.state.contractName }),
      requirePrivacyAuthorize: () => privacy.ask('requirePrivacyAuthorize'),
      getSetting: () => ({ authSetting: {}, subscriptionsSetting: { mainSwitch: true, itemSettings: {} } }),
    },
  };
}
