import type { HostPerson } from './person';
import type { ConsoleLine, Dict, HostException } from './types';

export interface HostOptions {
  /** The built mini-program, e.g. miniapp/dist/weapp. */
  readonly root: string;
  readonly person?: HostPerson;
  /** Whether the person still has to agree to the privacy guide; by default she has agreed long ago. */
  readonly privacy?: { readonly needAuthorization: boolean; readonly contractName?: string };
  readonly storage?: Readonly<Dict>;
  /** Origins that wx.request may reach; absent, all. */
  readonly domains?: readonly string[];
  /** Origin in the bundle → origin of today, for a server on a port that was free. */
  readonly origins?: Readonly<Record<string, string>>;
  readonly appId?: string;
  /** How the mini-program was opened: 1001 from the list, 1007 from a card in a chat, 1047 by code. */
  readonly scene?: number;
}

export interface HostEvents {
  console: [ConsoleLine];
  exception: [HostException];
}
