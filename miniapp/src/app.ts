import { useLaunch } from '@tarojs/taro';
import type { PropsWithChildren } from 'react';
import { watchPrivacy } from './bridge/privacy';
import { keepRootSize } from './shims/root-size';
import './app.scss';

keepRootSize();

/** Nothing pops up on entry and nobody is logged in before it is needed. */
export default function App({ children }: PropsWithChildren) {
  useLaunch(() => watchPrivacy());
  return children;
}
