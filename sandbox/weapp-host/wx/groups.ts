import type { HostPerson } from '../person';
import type { PrivacyGate } from '../privacy';
import type { Router } from '../router';
import type { Callable, Dict } from '../types';
import type { EventChannel } from './event-channel';
import type { WxGroup } from './group';
import { navigationApis } from './navigation';
import { type Network, networkApis } from './network';
import { type Gesture, personApis } from './person';
import { intersectionObserver, type QueryPort, selectorQuery } from './query';
import { type StorageArea, storageApis } from './storage';
import { systemApis } from './system';
import { uiApis, type UiDesk } from './ui';

export interface GroupParts {
  readonly appId: string;
  readonly query: QueryPort;
  readonly storage: StorageArea;
  readonly ui: UiDesk;
  readonly network: Network;
  readonly person: HostPerson;
  readonly privacy: PrivacyGate;
  readonly gesture: Gesture;
  readonly router: Router;
  channelOf(pageId: number): EventChannel;
  launchOptions(): Dict;
  canUse(schema: string): boolean;
  /** True when app.json's requiredPrivateInfos names the API. */
  declares(api: string): boolean;
}

/** Every family of wx APIs that the host plays. */
export function wxGroups(parts: GroupParts): WxGroup[] {
  const { adopt } = parts.query;
  const later = (run: Callable): void => parts.query.later(run);
  return [
    storageApis(parts.storage, adopt),
    uiApis(parts.ui),
    networkApis(parts.network),
    personApis(parts.person, parts.privacy, parts.gesture, (api) => parts.declares(api)),
    navigationApis(parts.router, (id) => parts.channelOf(id), later),
    systemApis({ adopt, appId: parts.appId, later, launchOptions: () => parts.launchOptions(), canUse: (schema) => parts.canUse(schema) }),
    { values: { createSelectorQuery: () => selectorQuery(parts.query, null), createIntersectionObserver: (self) => intersectionObserver(parts.query, self) } },
  ];
}
