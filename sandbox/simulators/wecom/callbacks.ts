import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { newDigits, newId, type World } from '../../world/world';
import type { WorldKeys } from '../../world/keys';
import type { CallbackDelivery } from '../../world/state';
import type { Timers } from '../timers';

const BLOCK = 32;
const RETRIES = 3;
const TIMEOUT_MS = 5000;
const RETRY_AFTER_MS = 5000;

/** AES-256-CBC as WeCom does it: 16 random bytes, length, message, receiver; padded to 32, not to the cipher's 16. */
export function encryptCallback(keys: Pick<WorldKeys, 'encodingAesKey' | 'corpId'>, message: string): string {
  const key = Buffer.from(`${keys.encodingAesKey}=`, 'base64');
  const text = Buffer.from(message, 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  const plain = Buffer.concat([randomBytes(16), length, text, Buffer.from(keys.corpId, 'utf8')]);
  const padding = BLOCK - (plain.length % BLOCK);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(Buffer.concat([plain, Buffer.alloc(padding, padding)])), cipher.final()]).toString('base64');
}

/** SHA-1 over the four texts in sorted order. */
export function callbackSignature(token: string, timestamp: string, nonce: string, encrypted: string): string {
  return createHash('sha1').update([token, timestamp, nonce, encrypted].sort().join('')).digest('hex');
}

function signedUrl(world: World, keys: WorldKeys, url: string, encrypted: string): URL {
  const timestamp = String(Math.floor(world.clock.now().getTime() / 1000));
  const nonce = randomBytes(8).toString('hex');
  const target = new URL(url);
  target.searchParams.set('msg_signature', callbackSignature(keys.callbackToken, timestamp, nonce, encrypted));
  target.searchParams.set('timestamp', timestamp);
  target.searchParams.set('nonce', nonce);
  return target;
}

/** A fact about a contact. Absent fields are left out of the XML. */
export interface ContactEvent {
  readonly ChangeType: 'add_external_contact' | 'edit_external_contact' | 'del_external_contact' | 'del_follow_user';
  readonly UserID: string;
  readonly ExternalUserID: string;
  readonly State?: string;
  readonly WelcomeCode?: string;
}

export interface Callbacks {
  /** Tells the product's callback address. Up to three more tries unless it answers 200 within five seconds. */
  send(event: ContactEvent): void;
  /** What the admin console does when the address is saved: GET with an echostr that must come back in clear, exactly, and quickly. On success the address is kept. */
  verify(url: string): Promise<{ readonly ok: boolean; readonly status: number | null; readonly problem: string | null }>;
}

function eventXml(world: World, keys: WorldKeys, event: ContactEvent): string {
  const cdata = (name: string, value: string): string => `<${name}><![CDATA[${value}]]></${name}>`;
  const createTime = String(Math.floor(world.clock.now().getTime() / 1000));
  const fields = Object.entries(event as unknown as Record<string, string | undefined>).map(([name, value]) => (value === undefined ? '' : cdata(name, value)));
  return `<xml>${cdata('ToUserName', keys.corpId)}${cdata('FromUserName', 'sys')}<CreateTime>${createTime}</CreateTime>${cdata('MsgType', 'event')}${cdata('Event', 'change_external_contact')}${fields.join('')}</xml>`;
}

export function createCallbacks(world: World, keys: WorldKeys, timers: Timers): Callbacks {
  async function attempt(delivery: CallbackDelivery, url: string): Promise<void> {
    const encrypted = encryptCallback(keys, delivery.xml);
    const body = `<xml><ToUserName><![CDATA[${keys.corpId}]]></ToUserName><AgentID><![CDATA[${keys.agentId}]]></AgentID><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`;
    const at = world.clock.now().toISOString();
    const status = await fetch(signedUrl(world, keys, url, encrypted), {
      method: 'POST',
      body,
      headers: { 'Content-Type': 'text/xml' },
      redirect: 'manual',
      signal: AbortSignal.any([timers.stopping, AbortSignal.timeout(TIMEOUT_MS)]),
    }).then(
      async (response) => {
        await response.arrayBuffer();
        return response.status;
      },
      () => null,
    );
    delivery.attempts.push({ at, as: 'genuine', status });
    world.record('wecom', 'callback.sent', `回调 ${delivery.changeType} → ${status === null ? '没有应答' : String(status)}`, { id: delivery.id });
    if (status !== 200 && delivery.attempts.length <= RETRIES) timers.after(RETRY_AFTER_MS, () => attempt(delivery, url));
  }

  return {
    send(event) {
      const url = world.state.callbackUrl;
      if (url === null) return world.record('wecom', 'callback.unset', `没有设置回调地址，事件 ${event.ChangeType} 未发送`);
      const delivery: CallbackDelivery = {
        id: newId('cb', 16),
        at: world.clock.now().toISOString(),
        changeType: event.ChangeType,
        xml: eventXml(world, keys, event),
        attempts: [],
      };
      world.state.callbacks.push(delivery);
      timers.after(0, () => attempt(delivery, url));
    },
    async verify(url) {
      if (!URL.canParse(url)) return { ok: false, status: null, problem: '不是完整的网址' };
      const echo = newDigits(16);
      const encrypted = encryptCallback(keys, echo);
      const target = signedUrl(world, keys, url, encrypted);
      target.searchParams.set('echostr', encrypted);
      const answer = await fetch(target, { redirect: 'manual', signal: AbortSignal.any([timers.stopping, AbortSignal.timeout(1000)]) }).then(
        async (response) => ({ status: response.status, text: await response.text() }),
        () => null,
      );
      const ok = answer?.status === 200 && answer.text === echo;
      if (ok) world.state.callbackUrl = url;
      world.record('wecom', 'callback.verified', ok ? '回调地址验证通过' : '回调地址验证失败');
      return { ok, status: answer?.status ?? null, problem: ok ? null : answer ? '返回的内容不是解密后的 echostr 明文' : '一秒内没有应答' };
    },
  };
}
