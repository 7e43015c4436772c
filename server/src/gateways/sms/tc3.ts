import { createHash, createHmac } from 'node:crypto';

/** A request to Tencent Cloud API 3.0 as its signature sees it. */
export interface Tc3Request {
  /** `sms`, the first part of the domain. */
  readonly service: string;
  /** With the port, where the address has one: exactly what the header will say. */
  readonly host: string;
  readonly action: string;
  /** Whole seconds. Five minutes beside the service's clock are too many. */
  readonly timestamp: number;
  /** The bytes that are sent. */
  readonly body: string;
}

export const CONTENT_TYPE = 'application/json; charset=utf-8';
const SIGNED_HEADERS = 'content-type;host;x-tc-action';

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text, 'utf8').digest();
const dayOf = (timestamp: number): string => new Date(timestamp * 1000).toISOString().slice(0, 10);

/** What is signed. The path is always `/`, wherever a base URL points. */
export function stringToSign(request: Tc3Request): string {
  const headers = `content-type:${CONTENT_TYPE}\nhost:${request.host.toLowerCase()}\nx-tc-action:${request.action.toLowerCase()}\n`;
  const canonical = ['POST', '/', '', headers, SIGNED_HEADERS, sha256(request.body)].join('\n');
  return ['TC3-HMAC-SHA256', request.timestamp, `${dayOf(request.timestamp)}/${request.service}/tc3_request`, sha256(canonical)].join('\n');
}

/** The key of one day and one service. */
export function signingKey(secretKey: string, timestamp: number, service: string): Buffer {
  return hmac(hmac(hmac(`TC3${secretKey}`, dayOf(timestamp)), service), 'tc3_request');
}

/** The signature in lower-case hex. */
export function signWith(key: Buffer, request: Tc3Request): string {
  return hmac(key, stringToSign(request)).toString('hex');
}

/** The Authorization header of TC3-HMAC-SHA256. */
export function authorization(secretId: string, secretKey: string, request: Tc3Request): string {
  const scope = `${dayOf(request.timestamp)}/${request.service}/tc3_request`;
  const signature = signWith(signingKey(secretKey, request.timestamp, request.service), request);
  return `TC3-HMAC-SHA256 Credential=${secretId}/${scope}, SignedHeaders=${SIGNED_HEADERS}, Signature=${signature}`;
}
