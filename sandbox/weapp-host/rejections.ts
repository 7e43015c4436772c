import { isCallable } from './types';

interface Realm { readonly Promise: unknown; readonly report: (reason: unknown) => void }
const realms = new Set<Realm>();

function belongsTo(realm: Realm, promise: unknown): boolean {
  return isCallable(realm.Promise) && promise instanceof realm.Promise;
}

function onUnhandled(reason: unknown, promise: unknown): void {
  for (const realm of realms) {
    if (belongsTo(realm, promise)) {
      realm.report(reason);
      return;
    }
  }
  // Not ours. Registering a listener switched Node's own crash off for the whole process, so put it back.
  if (process.listenerCount('unhandledRejection') === 1) throw reason;
}

/**
 * Reports promises of one logic layer that reject with nobody listening, as WeChat's `App.onUnhandledRejection` does; without
 * this Node would end the process that runs the host. Returns the way to stop.
 */
export function watchRejections(realm: Realm): () => void {
  if (realms.size === 0) process.on('unhandledRejection', onUnhandled);
  realms.add(realm);
  return () => {
    realms.delete(realm);
    if (realms.size === 0) process.off('unhandledRejection', onUnhandled);
  };
}
