import vm from 'node:vm';
import { isCallable } from './types';

interface Realm {
  readonly Promise: unknown;
  readonly report: (reason: unknown) => void;
}
const realms = new Set<Realm>();

/** Trap: under Jest `process` is a copy whose events never fire; the real one lives in the main context. */
const realProcess = vm.runInThisContext('process') as NodeJS.Process;

function onUnhandled(reason: unknown, promise: unknown): void {
  for (const realm of realms) {
    if (!isCallable(realm.Promise) || !(promise instanceof realm.Promise)) continue;
    realm.report(reason);
    // Now it is handled: without this a test runner would count it as its own trouble as well.
    if ('catch' in promise && isCallable(promise.catch)) promise.catch(() => undefined);
    return;
  }
  // Not ours. Registering a listener switched Node's own crash off for the whole process, so put it back.
  if (realProcess.listenerCount('unhandledRejection') === 1) throw reason;
}

/**
 * Reports promises of one logic layer that reject with nobody listening, as WeChat's `App.onUnhandledRejection` does; without
 * this Node would end the process that runs the host. Returns the way to stop.
 */
export function watchRejections(realm: Realm): () => void {
  if (realms.size === 0) realProcess.on('unhandledRejection', onUnhandled);
  realms.add(realm);
  return () => {
    realms.delete(realm);
    if (realms.size === 0) realProcess.off('unhandledRejection', onUnhandled);
  };
}
