import type { Router } from '../router';
import { type Dict, isCallable, isDict, textOr } from '../types';
import type { EventChannel } from './event-channel';
import { LiveResult, type WxGroup } from './group';

/** Navigation answers one turn later, when the new page has run its onLoad and onShow. */
export function navigationApis(router: Router, channelOf: (pageId: number) => EventChannel, nextTurn: (run: () => void) => void): WxGroup {
  const later = <T>(run: () => T): Promise<T> =>
    new Promise((resolve, reject) => {
      nextTurn(() => {
        try {
          resolve(run());
        } catch (thrown) {
          reject(thrown);
        }
      });
    });
  const url = (options: Dict): string => textOr(options.url);
  return {
    async: {
      navigateTo: (options) =>
        later(() => {
          const page = router.navigateTo(url(options));
          const channel = channelOf(page.id);
          if (isDict(options.events))
            for (const [name, listener] of Object.entries(options.events)) if (isCallable(listener)) channel.opener.on(name, listener);
          return new LiveResult({ eventChannel: channel.opener });
        }),
      redirectTo: (options) =>
        later(() => {
          router.redirectTo(url(options));
        }),
      reLaunch: (options) =>
        later(() => {
          router.reLaunch(url(options));
        }),
      switchTab: (options) =>
        later(() => {
          router.switchTab(url(options));
        }),
      navigateBack: (options) =>
        later(() => {
          router.navigateBack(Number(options.delta ?? 1));
        }),
    },
  };
}
