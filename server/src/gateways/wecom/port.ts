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
  /**
   * POST /cgi-bin/externalcontact/add_msg_template: asks a member to send a text to contacts of hers (10,000 at most). Nothing is sent before she
   * confirms. `failed`: contacts that WeCom will not send to.
   */
  askMassMessage(message: {
    readonly userId: string;
    readonly externalUserIds: readonly string[];
    readonly text: string;
  }): Promise<Outcome<{ readonly msgid: string; readonly failed: readonly string[] }>>;
  /** POST /cgi-bin/externalcontact/get_groupmsg_send_result, all pages: what became of it for each contact. */
  massMessageResult(task: { readonly msgid: string; readonly userId: string }): Promise<Outcome<readonly MassResult[]>>;
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

/** waiting: the member has not confirmed. no_contact: she has no contact with her any more. too_many: WeCom's limit of mass messages to one person. */
export interface MassResult {
  readonly externalUserId: string;
  readonly state: 'waiting' | 'sent' | 'no_contact' | 'too_many';
}

export interface JsapiSignature {
  readonly timestamp: number;
  readonly nonceStr: string;
  readonly signature: string;
}
