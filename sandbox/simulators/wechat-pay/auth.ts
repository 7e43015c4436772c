import type { World } from '../../world/world';
import type { WorldKeys } from '../../world/keys';
import { no, type PayAnswer } from './answers';
import { rsaVerify } from './crypto';

const SCHEME = 'WECHATPAY2-SHA256-RSA2048';
const WINDOW_MS = 5 * 60_000;

interface Authorization {
  readonly mchid: string;
  readonly nonce_str: string;
  readonly timestamp: string;
  readonly serial_no: string;
  readonly signature: string;
}

/** The five parts of the header, each exactly once; null when it reads otherwise. */
function parseAuthorization(header: string): Authorization | null {
  if (!header.startsWith(`${SCHEME} `)) return null;
  const parts: Record<string, string> = {};
  for (const piece of header.slice(SCHEME.length + 1).split(',')) {
    const match = /^\s*(mchid|nonce_str|timestamp|serial_no|signature)="([^"]+)"\s*$/.exec(piece);
    const [, name, value] = match ?? [];
    if (name === undefined || value === undefined || name in parts) return null;
    parts[name] = value;
  }
  const { mchid, nonce_str, timestamp, serial_no, signature } = parts;
  return mchid && nonce_str && timestamp && serial_no && signature ? { mchid, nonce_str, timestamp, serial_no, signature } : null;
}

export interface SignedRequest {
  readonly method: string;
  /** Path and query exactly as the merchant signed them: starts with /v3/. */
  readonly url: string;
  readonly rawBody: Buffer;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

function signError(message: string, request: SignedRequest, field: string, issue: string, signed?: Buffer): PayAnswer {
  const information = signed
    ? {
        sign_information: {
          method: request.method,
          url: request.url,
          sign_message_length: signed.length,
          truncated_sign_message: `${request.method}\n${request.url}\n...`,
        },
      }
    : {};
  return no(401, 'SIGN_ERROR', message, { location: 'authorization', field, detail: { issue }, ...information });
}

/** Null when the request comes from the merchant, now, for the first time; otherwise the answer that says what is wrong. */
export function refuseUnauthentic(world: World, keys: WorldKeys, request: SignedRequest): PayAnswer | null {
  const header = (name: string): string => String(request.headers[name] ?? '');
  if (header('accept') === '' || header('user-agent') === '') return no(400, 'PARAM_ERROR', 'Http头缺少Accept或User-Agent');
  const given = parseAuthorization(header('authorization'));
  if (!given) return signError('Http头Authorization格式错误，请参考签名规则', request, 'authorization', 'malformed');
  if (given.mchid !== keys.mchid)
    return no(401, 'SIGN_ERROR', '商户号有误，请检查Authorization中的mchid', { location: 'authorization', field: 'mchid', issue: 'unknown mchid' });
  if (given.serial_no.toUpperCase() !== keys.merchant.serial.toUpperCase())
    return signError('商户证书序列号有误。请使用签名私钥匹配的证书序列号', request, 'serial_no', 'serial_no not match');
  const now = world.clock.now().getTime();
  if (!/^\d{1,12}$/.test(given.timestamp) || Math.abs(now - Number(given.timestamp) * 1000) > WINDOW_MS)
    return signError('Http头Authorization值中的timestamp与发起请求的时间不得超过5分钟', request, 'timestamp', 'timestamp expired');
  const signed = Buffer.concat([
    Buffer.from(`${request.method}\n${request.url}\n${given.timestamp}\n${given.nonce_str}\n`),
    request.rawBody,
    Buffer.from('\n'),
  ]);
  if (!rsaVerify(signed, given.signature, keys.merchant.certificate)) return signError('错误的签名，验签失败', request, 'signature', 'sign not match', signed);
  const nonce = `${given.timestamp}:${given.nonce_str}`;
  if (world.state.nonces[nonce] !== undefined) return signError('请求已被使用过，请更换nonce_str重新签名', request, 'nonce_str', 'nonce replayed');
  world.state.nonces[nonce] = now + 2 * WINDOW_MS;
  world.changed();
  return null;
}
