import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Where a ciphertext belongs: `table:column:rowId`. It is bound to that place; copied into another row it no longer opens. */
export type FieldContext = `${string}:${string}:${string}`;

export interface FieldCrypto {
  /** `keyId.base64`, AES-256-GCM under the first key. The same text gives another ciphertext every time. */
  encrypt(plain: string, context: FieldContext): string;
  /** Opens what any configured key sealed for this very place. Throws `FieldCryptoError`: a stored value that does not open is a fault. */
  decrypt(stored: string, context: FieldContext): string;
  /** False when an older key sealed it: the rotation job encrypts it again. */
  isCurrent(stored: string): boolean;
  /** HMAC-SHA256 in hex: finds equal values without opening them. Different purposes give unrelated indexes. The caller normalises. */
  blindIndex(value: string, purpose: string): string;
}

let drawn: Buffer = Buffer.alloc(0);
/** Random bytes are drawn for some hundred seals at a time: asking the system for twelve costs more than sealing a phone. None is given twice. */
function nextIv(): Buffer {
  if (drawn.length < IV_BYTES) drawn = randomBytes(IV_BYTES * 256);
  const iv = drawn.subarray(0, IV_BYTES);
  drawn = drawn.subarray(IV_BYTES);
  return iv;
}

export class FieldCryptoError extends Error {
  constructor(readonly reason: 'format' | 'unknown_key' | 'not_authentic') {
    super(`encrypted field: ${reason}`);
  }
}

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** @param keys `fieldKeys` as FIELD_KEYS (`keyId:base64,…`, the first encrypts), `indexKey` as INDEX_KEY (base64 of 32 bytes) */
export function createFieldCrypto(keys: { readonly fieldKeys: string; readonly indexKey: string }): FieldCrypto {
  const known = new Map<string, Buffer>();
  for (const entry of keys.fieldKeys.split(',')) {
    const colon = entry.indexOf(':');
    known.set(entry.slice(0, colon), key32(entry.slice(colon + 1)));
  }
  const [current] = known.entries();
  if (!current) throw new Error('no field key');
  const [currentId, currentKey] = current;
  const indexKey = key32(keys.indexKey);

  return {
    encrypt(plain, context) {
      const iv = nextIv();
      const cipher = createCipheriv('aes-256-gcm', currentKey, iv).setAAD(aad(currentId, context));
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return `${currentId}.${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64')}`;
    },
    decrypt(stored, context) {
      const dot = stored.indexOf('.');
      const packed = Buffer.from(stored.slice(dot + 1), 'base64');
      if (dot < 1 || packed.length < IV_BYTES + TAG_BYTES) throw new FieldCryptoError('format');
      const keyId = stored.slice(0, dot);
      const key = known.get(keyId);
      if (!key) throw new FieldCryptoError('unknown_key');
      const decipher = createDecipheriv('aes-256-gcm', key, packed.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES }).setAAD(aad(keyId, context));
      decipher.setAuthTag(packed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      try {
        return Buffer.concat([decipher.update(packed.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
      } catch {
        throw new FieldCryptoError('not_authentic');
      }
    },
    isCurrent: (stored) => stored.startsWith(`${currentId}.`),
    blindIndex: (value, purpose) => createHmac('sha256', indexKey).update(`${purpose}\0${value}`).digest('hex'),
  };
}

/** A new secret for a session or a link: 32 random bytes, base64url (43 characters). Store its hash only. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256 in hex. For tokens of `newToken` only: they need no salt or slow hash, a password would. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/**
 * Seals a small text for a cookie that must come back unchanged (the OAuth state): readable, not forgeable.
 * @param sessionKey SESSION_KEY, base64 of 32 bytes
 * @param expiresAt after it `verifyState` answers null
 */
export function signState(text: string, sessionKey: string, expiresAt: Date): string {
  const body = `${Buffer.from(text, 'utf8').toString('base64url')}.${expiresAt.getTime()}`;
  return `${body}.${stateMac(body, sessionKey).toString('base64url')}`;
}

/** The text that `signState` sealed; null when it was changed, made with another key, or is over. */
export function verifyState(signed: string, sessionKey: string, now: Date): string | null {
  const match = /^([\w-]*)\.(\d{1,16})\.([\w-]{43})$/.exec(signed);
  if (!match) return null;
  const [, text = '', until = '', mac = ''] = match;
  if (!timingSafeEqual(stateMac(`${text}.${until}`, sessionKey), Buffer.from(mac, 'base64url'))) return null;
  return Number(until) > now.getTime() ? Buffer.from(text, 'base64url').toString('utf8') : null;
}

function stateMac(body: string, sessionKey: string): Buffer {
  return createHmac('sha256', key32(sessionKey)).update(`oauth-state\0${body}`).digest();
}

function aad(keyId: string, context: string): Buffer {
  return Buffer.from(`${keyId}\0${context}`, 'utf8');
}

function key32(base64: string): Buffer {
  const key = Buffer.from(base64, 'base64');
  if (key.length !== 32) throw new Error('a key must be 32 bytes in base64');
  return key;
}
