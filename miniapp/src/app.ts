import { useLaunch } from '@tarojs/taro';
import type { PropsWithChildren } from 'react';
import { watchLostPages } from './bridge/lost-page';
import { watchPrivacy } from './bridge/privacy';
import { keepRootSize } from './shims/root-size';
import './app.scss';

keepRootSize();

// A form's public address is `/f/<token>`: the same program, which begins with that form.
if (process.env.TARO_ENV === 'h5') {
  watchLostPages();
  const token = /^\/f\/([\w-]{20,100})$/.exec(window.location.pathname)?.[1];
  if (token && !window.location.hash) window.history.replaceState(null, '', `#/packages/forms/fill/index?t=${token}`);
}

/** Nothing pops up on entry and nobody is logged in before it is needed. */
export default function App({ children }: PropsWithChildren) {
  useLaunch(() => watchPrivacy());
  return children;
}
