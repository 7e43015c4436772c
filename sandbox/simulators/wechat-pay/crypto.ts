import { createCipheriv, randomBytes, sign, verify, X509Certificate } from 'node:crypto';

/** RSA-SHA256 over the text, in base64. */
export function rsaSign(text: string, privateKey: string): string {
  return sign('sha256', Buffer.from(text, 'utf8'), privateKey).toString('base64');
}

/** @param key a public key or a certificate, PEM */
export function rsaVerify(text: string | Buffer, signature: string, key: string): boolean {
  const publicKey = key.includes('CERTIFICATE') ? new X509Certificate(key).publicKey : key;
  return verify('sha256', Buffer.isBuffer(text) ? text : Buffer.from(text, 'utf8'), publicKey, Buffer.from(signature, 'base64'));
}

export interface EncryptedResource {
  readonly algorithm: 'AEAD_AES_256_GCM';
  readonly ciphertext: string;
  readonly associated_data: string;
  readonly nonce: string;
}

/** AES-256-GCM with the APIv3 key; the ciphertext carries its 16-byte tag at the end. */
export function encryptResource(plaintext: string, associatedData: string, apiV3Key: string): EncryptedResource {
  const nonce = randomBytes(9).toString('base64url').slice(0, 12);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(apiV3Key, 'utf8'), Buffer.from(nonce, 'utf8'));
  cipher.setAAD(Buffer.from(associatedData, 'utf8'));
  const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64');
  return { algorithm: 'AEAD_AES_256_GCM', ciphertext, associated_data: associatedData, nonce };
}

/** `2026-11-22T10:00:00+08:00`, the way WeChat Pay writes a time. */
export function chinaTime(at: Date | string): string {
  return `${new Date(new Date(at).getTime() + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
}

/** `YYYY-MM-DD` in China. */
export function chinaDate(at: Date | string): string {
  return chinaTime(at).slice(0, 10);
}
