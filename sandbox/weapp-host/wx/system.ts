import { type Callable, type Dict, isCallable } from '../types';
import type { WxGroup } from './group';

export interface SystemPort {
  adopt(value: unknown): unknown;
  readonly appId: string;
  launchOptions(): Dict;
  canUse(schema: string): boolean;
  later(run: Callable): void;
}

/** A phone of 390 × 844 points. Numbers are those of the simulator in DevTools; nothing is measured. */
export const PHONE = {
  brand: 'devtools',
  model: 'iPhone 12/13 (Pro)',
  pixelRatio: 3,
  screenWidth: 390,
  screenHeight: 844,
  windowWidth: 390,
  windowHeight: 753,
  statusBarHeight: 47,
  screenTop: 91,
  language: 'zh_CN',
  version: '8.0.50',
  system: 'iOS 17.0',
  platform: 'devtools',
  SDKVersion: '3.8.0',
  benchmarkLevel: -1,
  fontSizeSetting: 16,
  theme: 'light',
  enableDebug: false,
  deviceOrientation: 'portrait',
  safeArea: { left: 0, right: 390, top: 47, bottom: 810, width: 390, height: 763 },
} as const;

/** What can be asked of the phone. */
export function systemApis(port: SystemPort): WxGroup {
  const phone = (): unknown => port.adopt(PHONE);
  let brightness = 0.6;
  let clipboard = '';
  return {
    values: {
      env: { USER_DATA_PATH: 'http://usr' },
      getSystemInfoSync: phone,
      getWindowInfo: phone,
      getDeviceInfo: phone,
      getAppBaseInfo: phone,
      getSystemSetting: () => port.adopt({ bluetoothEnabled: false, locationEnabled: true, wifiEnabled: true, deviceOrientation: 'portrait' }),
      getMenuButtonBoundingClientRect: () => port.adopt({ width: 87, height: 32, left: 296, top: 51, right: 383, bottom: 83 }),
      getLaunchOptionsSync: () => port.adopt(port.launchOptions()),
      getEnterOptionsSync: () => port.adopt(port.launchOptions()),
      getAccountInfoSync: () => port.adopt({ miniProgram: { appId: port.appId, envVersion: 'develop', version: '' } }),
      canIUse: (schema) => port.canUse(String(schema)),
      nextTick: (run) => {
        if (isCallable(run)) port.later(run);
      },
      // No new version ever arrives while the host runs.
      getUpdateManager: () => ({
        onCheckForUpdate: () => undefined,
        onUpdateReady: () => undefined,
        onUpdateFailed: () => undefined,
        applyUpdate: () => undefined,
      }),
    },
    async: {
      getSystemInfo: () => PHONE,
      getSystemInfoAsync: () => PHONE,
      getScreenBrightness: () => ({ value: brightness }),
      setScreenBrightness: (options) => {
        brightness = Number(options.value);
      },
      getClipboardData: () => ({ data: clipboard }),
      setClipboardData: (options) => {
        clipboard = String(options.data ?? '');
      },
    },
  };
}

/**
 * Calls that only change what surrounds the page (title, badge, a call, a map). The host draws none of it: they succeed, and
 * `host.calls` keeps them for whoever wants to know that the phone would have rung.
 */
export const RECORDED_ONLY = [
  'setNavigationBarTitle',
  'setNavigationBarColor',
  'showNavigationBarLoading',
  'hideNavigationBarLoading',
  'setBackgroundColor',
  'setBackgroundTextStyle',
  'pageScrollTo',
  'showShareMenu',
  'hideShareMenu',
  'updateShareMenu',
  'previewImage',
  'vibrateShort',
  'vibrateLong',
  'openLocation',
  'makePhoneCall',
  'setTabBarBadge',
  'removeTabBarBadge',
  'showTabBarRedDot',
  'hideTabBarRedDot',
  'setTabBarItem',
  'setTabBarStyle',
  'showTabBar',
  'hideTabBar',
  'setKeepScreenOn',
  'startPullDownRefresh',
  'stopPullDownRefresh',
  'hideKeyboard',
  'openSetting',
  'openPrivacyContract',
  'preloadSubpackage',
  'exitMiniProgram',
] as const;
