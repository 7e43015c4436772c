import { type ChatMessage, type Customer, tell } from '../console/shared/world';

type Content = ChatMessage['content'];

/** The chat that is open in the window, and the member's answer to what a page wants to send. */
export interface OpenChat {
  readonly userid: string;
  readonly customer: Customer | null;
  /** Shows what the page wants to send; true once the member has pressed send. */
  confirm(content: Content): Promise<boolean>;
  sent(): void;
  /** The camera: what stands in the code before it; null when the member puts it away. */
  scan(): Promise<string | null>;
}

/**
 * What WeCom's client answers to @wecom/jssdk 2.4.4, as wecom-sidebar/src/bridge/wecom.ts tells it. An answer whose `err_msg`
 * does not end in `:ok` makes the SDK reject. The signature of `agentConfig` is not checked here: WeCom checks it against its
 * own ticket, and the simulator's tests do so for ours.
 */
export function playWecom(chat: () => OpenChat): (name: string, params: unknown) => Promise<Record<string, unknown>> {
  const fail = (name: string, why: string): Record<string, unknown> => ({ err_msg: `${name}:${why}` });
  return async (name, params) => {
    const { userid, customer, confirm, sent, scan } = chat();
    switch (name) {
      case 'agentConfig':
      case 'config':
      case 'preVerifyJSAPI':
        return { err_msg: `${name}:ok` };
      case 'getContext':
        return { err_msg: 'getContext:ok', entry: customer ? 'single_chat_tools' : 'normal' };
      case 'getCurExternalContact':
        return customer ? { err_msg: 'getCurExternalContact:ok', userId: customer.externalUserId } : fail(name, 'fail without context of external contact');
      case 'sendChatMessage': {
        if (!customer) return fail(name, 'fail without context of external contact');
        const content = contentOf(params);
        if (!content) return fail(name, 'fail invalid parameters');
        if (!(await confirm(content))) return fail(name, 'cancel');
        await tell('chats', { userid, externalUserId: customer.externalUserId, from: 'member', ...content });
        sent();
        return { err_msg: 'sendChatMessage:ok' };
      }
      case 'scanQRCode': {
        const resultStr = await scan();
        return resultStr === null ? fail(name, 'cancel') : { err_msg: 'scanQRCode:ok', resultStr };
      }
      default:
        return fail(name, 'fail not supported');
    }
  };
}

function contentOf(params: unknown): Content | null {
  const { msgtype, text, miniprogram } = params as {
    msgtype?: string;
    text?: { content?: string };
    miniprogram?: { appid?: string; title?: string; page?: string; imgUrl?: string };
  };
  if (msgtype === 'text' && text?.content) return { msgtype: 'text', text: text.content };
  if (msgtype === 'miniprogram' && miniprogram?.title && miniprogram.page)
    return { msgtype: 'miniprogram', appid: miniprogram.appid ?? '', title: miniprogram.title, page: miniprogram.page, imgUrl: miniprogram.imgUrl ?? null };
  return null;
}
