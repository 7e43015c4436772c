import type { Outcome } from '../outcome';

/** What we need of WeCom for a self-built app. */
export interface Wecom {
  /** The OAuth page to send a browser to (snsapi_base). */
  authorizeUrl(redirectUri: string, state: string): string;
  /** GET /cgi-bin/auth/getuserinfo. rejected 'outsider' when the person is no member. */
  memberByCode(code: string): Promise<Outcome<{ readonly userId: string }>>;
  /** GET /cgi-bin/externalcontact/get, all pages. rejected 84061 / 40096 when there is no such contact for this corp. */
  externalContact(externalUserId: string): Promise<Outcome<ExternalContact>>;
  /** POST /cgi-bin/externalcontact/remark. */
  remark(request: { readonly userId: string; readonly externalUserId: string; readonly remark: string }): Promise<Outcome<null>>;
  /** POST /cgi-bin/externalcontact/mark_tag with tag ids of the corp's tag library. */
  markTags(request: {
    readonly userId: string;
    readonly externalUserId: string;
    readonly add: readonly string[];
    readonly remove: readonly string[];
  }): Promise<Outcome<null>>;
  /** GET tag library: groups with tags. */
  corpTags(): Promise<
    Outcome<readonly { readonly groupId: string; readonly groupName: string; readonly tags: readonly { readonly id: string; readonly name: string }[] }[]>
  >;
  /** POST /cgi-bin/message/send, textcard. `duplicateCheckSeconds` > 0 makes WeCom drop an identical repeat. A member in invaliduser is `rejected`. */
  sendTextCard(message: {
    readonly userId: string;
    readonly title: string;
    readonly description: string;
    readonly url: string;
    readonly duplicateCheckSeconds: number;
  }): Promise<Outcome<{ readonly msgid: string }>>;
  /** Signatures for ww.register, from the corp's ticket and from the agent's. `url` without the hash. */
  jsapiSignatures(url: string): Promise<Outcome<{ readonly config: JsapiSignature; readonly agentConfig: JsapiSignature }>>;
  /** Checks and opens an encrypted callback: timing-safe signature, receiver = our corp. null: refuse with 401. */
  openCallback(query: { readonly msg_signature: string; readonly timestamp: string; readonly nonce: string }, encrypted: string): string | null;
  /** Reads the `<Encrypt>` element and, after opening, the fields of the event. Entities are never expanded. */
  parseCallbackXml(xml: string): Readonly<Record<string, string>>;
}

export interface ExternalContact {
  readonly externalUserId: string;
  readonly name: string;
  readonly avatarUrl: string | null;
  readonly unionid: string | null;
  /** Members who follow this person. */
  readonly followers: readonly { readonly userId: string; readonly remark: string; readonly mobiles: readonly string[]; readonly state: string | null }[];
}

export interface JsapiSignature {
  readonly timestamp: number;
  readonly nonceStr: string;
  readonly signature: string;
}
