import Taro from '@tarojs/taro';
import { box } from '@/api/box';

/**
 * WeChat asks for consent before the first private API (phone number, calendar, clipboard). We show our own sheet instead of its pop-up:
 * `wx.onNeedPrivacyAuthorization` hands us a resolver, the sheet's agree button must carry `open-type="agreePrivacyAuthorization"`,
 * and its id goes back with the answer. After a "no" WeChat stays silent for ten seconds.
 */
type Answer = (answer: { event: 'exposureAuthorization' | 'agree' | 'disagree'; buttonId?: string }) => void;

export const AGREE_BUTTON_ID = 'privacy-agree';
const waiting = box<{ answer: Answer; referrer: string } | null>(null);

/** Called once at launch. h5 has no such thing: its host asks by itself. */
export function watchPrivacy(): void {
  if (process.env.TARO_ENV === 'h5') return;
  if (typeof Taro.onNeedPrivacyAuthorization !== 'function') return;
  Taro.onNeedPrivacyAuthorization((resolve: unknown, info?: { referrer?: string }) => {
    const answer = resolve as Answer;
    waiting.set({ answer, referrer: info?.referrer ?? '' });
    answer({ event: 'exposureAuthorization' });
  });
}

export const usePrivacyRequest = waiting.use;

export function agreePrivacy(): void {
  waiting.get()?.answer({ event: 'agree', buttonId: AGREE_BUTTON_ID });
  waiting.set(null);
}

export function declinePrivacy(): void {
  waiting.get()?.answer({ event: 'disagree' });
  waiting.set(null);
}

/** The guide that the shop filed with WeChat. False where there is none to open. */
export function openPrivacyContract(): Promise<boolean> {
  if (process.env.TARO_ENV === 'h5') return Promise.resolve(false);
  return new Promise((resolve) => {
    Taro.openPrivacyContract({ success: () => resolve(true), fail: () => resolve(false) });
  });
}
