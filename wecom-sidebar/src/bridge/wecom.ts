import { call } from '../api/call';

/**
 * The only file that touches the WeCom client. It uses @wecom/jssdk 2.4.4 as it is; what the SDK asks of the container is:
 *
 * - `navigator.userAgent` with `wxwork/<version>`, read when the SDK is first loaded. From 3.0.24 on only `agentConfig` is called,
 *   before that `preVerifyJSAPI` too (without `wxwork` the SDK registers by `preVerifyJSAPI` alone).
 * - `window.WeixinJSBridge.invoke(name, params, callback)`, there before the SDK is loaded or announced later by a
 *   `WeixinJSBridgeReady` event on `document`. The callback gets an object; `err_msg` ending in `:ok` (or absent) is success,
 *   anything else rejects with `errMsg` = `<name>:<what follows the colon>`.
 * - names called from here: `agentConfig` {corpid, agentid, timestamp, nonceStr, signature, jsApiList} · `getContext` → {entry} ·
 *   `getCurExternalContact` → {userId} · `sendChatMessage` {msgtype: 'miniprogram' | 'text', …} · `scanQRCode` {needResult: 1,
 *   scanType: ['qrCode']} → {resultStr}. Each later call also carries the signature again as appId, verifyAppId, verifySignType,
 *   verifyTimestamp, verifyNonceStr, verifySignature.
 */
export type ChatContext =
  | { readonly kind: 'customer'; readonly externalUserId: string }
  | { readonly kind: 'group' }
  | { readonly kind: 'outside' }
  | { readonly kind: 'failed'; readonly reason: 'no_permission' | 'no_answer' | 'not_registered' };

export interface MiniProgramCard {
  readonly appid: string;
  readonly title: string;
  readonly page: string;
  readonly imageUrl: string;
}

export type SendOutcome = 'sent' | 'cancelled' | 'no_permission' | 'failed';

export type ScanOutcome = { readonly kind: 'read'; readonly text: string } | { readonly kind: 'cancelled' | 'no_permission' | 'failed' };

type Sdk = typeof import('@wecom/jssdk');

/** The client answers in a few milliseconds; the SDK itself would wait for ever. */
const ANSWER_MS = 6_000;
const CUSTOMER_ENTRIES = ['single_chat_tools', 'contact_profile', 'single_kf_tools'];
const GROUP_ENTRIES = ['group_chat_tools'];
const APIS = ['getContext', 'getCurExternalContact', 'sendChatMessage', 'scanQRCode'];

let registered: Promise<Sdk> | null = null;

/** True inside the WeCom client (or anything that speaks its bridge). */
export function insideWecom(): boolean {
  return /wxwork\//i.test(navigator.userAgent) || 'WeixinJSBridge' in window;
}

/** Registers once; after a failure the next call tries again, because a signature may have been late or the clock wrong. */
function register(): Promise<Sdk> {
  registered ??= open().catch((fault: unknown) => {
    registered = null;
    throw fault;
  });
  return registered;
}

async function open(): Promise<Sdk> {
  // The signed address ends before the hash, so our hash routes never make a signature stale.
  const [sdk, signed] = await Promise.all([import('@wecom/jssdk'), call('access.jsapiSignature', { url: location.href.split('#')[0] ?? '' })]);
  if (!signed.ok) throw new Error(signed.refusal.code);
  const { corpId, agentId, config, agentConfig } = signed.value;
  sdk.register({ corpId, agentId, jsApiList: APIS, getConfigSignature: async () => text(config), getAgentConfigSignature: async () => text(agentConfig) });
  await within<unknown>(sdk.ensureConfigReady());
  return sdk;
}

const text = (signature: { timestamp: number; nonceStr: string; signature: string }) => ({
  timestamp: String(signature.timestamp),
  nonceStr: signature.nonceStr,
  signature: signature.signature,
});

/** Who is in the chat beside us. The id is a claim of the client; the server asks WeCom before it believes it. */
export async function readChat(): Promise<ChatContext> {
  if (!insideWecom()) return { kind: 'outside' };
  let sdk: Sdk;
  try {
    sdk = await register();
  } catch (fault) {
    return { kind: 'failed', reason: fault instanceof NoAnswer ? 'no_answer' : 'not_registered' };
  }
  try {
    const { entry } = await within(sdk.getContext());
    if (GROUP_ENTRIES.includes(entry)) return { kind: 'group' };
    if (!CUSTOMER_ENTRIES.includes(entry)) return { kind: 'outside' };
    const { userId } = await within(sdk.getCurExternalContact());
    return { kind: 'customer', externalUserId: userId };
  } catch (fault) {
    if (fault instanceof NoAnswer) return { kind: 'failed', reason: 'no_answer' };
    return /without context/.test(messageOf(fault)) ? { kind: 'outside' } : { kind: 'failed', reason: 'no_permission' };
  }
}

/** Puts a mini-program card into the chat's input; WeCom lets the member press send. */
export function sendCard(card: MiniProgramCard): Promise<SendOutcome> {
  return send((sdk) =>
    sdk.sendChatMessage({
      msgtype: 'miniprogram',
      miniprogram: { appid: card.appid, title: card.title, imgUrl: card.imageUrl, page: chatPage(card.page) },
      enterChat: true,
    }),
  );
}

export function sendText(content: string): Promise<SendOutcome> {
  return send((sdk) => sdk.sendChatMessage({ msgtype: 'text', text: { content }, enterChat: true }));
}

async function send(act: (sdk: Sdk) => Promise<unknown>): Promise<SendOutcome> {
  try {
    await act(await register());
    return 'sent';
  } catch (fault) {
    return outcomeOf(fault);
  }
}

/** Opens the phone's camera and tells what stands in the code before it. */
export async function scanCode(): Promise<ScanOutcome> {
  try {
    const sdk = await register();
    const { resultStr } = await sdk.scanQRCode({ needResult: true, scanType: [sdk.ScanQRCodeType.qrCode] });
    return resultStr ? { kind: 'read', text: resultStr } : { kind: 'failed' };
  } catch (fault) {
    return { kind: outcomeOf(fault) };
  }
}

function outcomeOf(fault: unknown): 'cancelled' | 'no_permission' | 'failed' {
  const message = messageOf(fault);
  if (/cancel/.test(message)) return 'cancelled';
  return /permission|without context/.test(message) ? 'no_permission' : 'failed';
}

/** WeCom opens a card's page only when its path ends in `.html`; the query stays behind it. */
export function chatPage(page: string): string {
  const [path = '', query] = page.split('?', 2);
  return `${path.endsWith('.html') ? path : `${path}.html`}${query === undefined ? '' : `?${query}`}`;
}

class NoAnswer extends Error {}

function within<Value>(promise: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new NoAnswer('the client did not answer')), ANSWER_MS);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function messageOf(fault: unknown): string {
  if (fault instanceof Error) return fault.message;
  const told = (fault as { errMsg?: unknown } | null)?.errMsg;
  return typeof told === 'string' ? told : '';
}
